"""News of the demonstration: office → (days ago, {language: (title, summary, paragraphs)})."""

from __future__ import annotations

Text = tuple[str, str, tuple[str, ...]]
Item = tuple[str, int, dict[str, Text]]

NEWS: dict[str, tuple[Item, ...]] = {
    "london": (
        (
            "consular-day-edinburgh",
            3,
            {
                "en": (
                    "Consular day in Edinburgh on 12 December",
                    "Renew a passport or have a document authenticated without travelling to London.",
                    (
                        "On Saturday 12 December, from 10:00 to 16:00, staff of this office will receive nationals who live in Scotland. Passport renewals and document authentication can be handed in on the spot; finished passports are sent by post.",
                        "Places are limited to sixty. Prepare the application online beforehand and bring the documents named on the page of the service.",
                    ),
                ),
                "zh-hant": (
                    "12 月 12 日愛丁堡行動領務",
                    "旅居蘇格蘭的國人可就近申請換發護照及文件驗證，不必前往倫敦。",
                    (
                        "本處將於 12 月 12 日（星期六）上午 10 時至下午 4 時在愛丁堡辦理行動領務，受理換發護照及文件驗證。新護照製作完成後將以郵寄方式寄送。",
                        "名額為六十名，請先於線上填妥申請表，並攜帶服務說明頁面所列文件。",
                    ),
                ),
            },
        ),
        (
            "parliamentary-group-visit",
            12,
            {
                "en": (
                    "Parliamentary friendship group returns from Taipei",
                    "Members of both Houses discussed semiconductor supply chains and renewable energy.",
                    (
                        "A delegation of the All-Party Parliamentary Group on Taiwan completed a five-day visit to Taipei. Its members met with the Legislative Yuan and toured an offshore wind farm off Changhua.",
                        "Both sides agreed to continue the yearly dialogue on energy in London next spring.",
                    ),
                ),
                "zh-hant": (
                    "英國國會友臺小組結束訪問臺北",
                    "兩院議員就半導體供應鏈與再生能源交換意見。",
                    (
                        "英國國會跨黨派友臺小組結束為期五天的訪問，期間拜會立法院，並參觀彰化外海離岸風場。",
                        "雙方同意明年春季於倫敦續辦年度能源對話。",
                    ),
                ),
            },
        ),
    ),
    "washington": (
        (
            "thanksgiving-closing",
            2,
            {
                "en": (
                    "Closed on Thanksgiving Day; the duty telephone stays on",
                    "The counters are closed on Thursday 26 November and open again on Friday.",
                    (
                        "Applications that were sent by post before the holiday are handled in the order in which they arrived.",
                        "Call the duty telephone only in an emergency, such as a lost passport before a journey, an accident or an arrest.",
                    ),
                ),
                "zh-hant": (
                    "感恩節暫停服務，值勤電話照常服務",
                    "11 月 26 日（星期四）暫停對外服務，星期五恢復。",
                    (
                        "節前郵寄之申請將依收件先後順序處理。",
                        "如遇行前遺失護照、意外事故或遭逮捕等緊急情況，請撥打值勤電話。",
                    ),
                ),
            },
        ),
        (
            "education-initiative",
            15,
            {
                "en": (
                    "Fifty more Mandarin teachers for American schools",
                    "The education initiative places teachers from Taiwan in eleven states next autumn.",
                    (
                        "Under the education initiative, fifty more teachers from Taiwan will teach Mandarin in public schools and universities from September.",
                        "Schools can apply for a teacher until the end of January.",
                    ),
                ),
                "zh-hant": (
                    "臺灣將增派五十名華語教師赴美任教",
                    "教育倡議明年秋季起於十一個州增聘臺灣教師。",
                    (
                        "在雙邊教育倡議之下，明年九月起將再有五十名臺灣教師赴美國公立學校及大學教授華語。",
                        "有意聘任的學校可於一月底前提出申請。",
                    ),
                ),
            },
        ),
    ),
    "canberra": (
        (
            "working-holiday-advice",
            4,
            {
                "en": (
                    "Working holiday: know your rights before the harvest",
                    "A leaflet in Chinese and English explains wages, contracts and where to complain.",
                    (
                        "Before the summer harvest we remind young people on a working holiday to ask for a written contract and for payslips.",
                        "Whoever is paid too little or has a passport withheld can turn to this office or to the Fair Work Ombudsman.",
                    ),
                ),
                "zh-hant": (
                    "打工度假：採收季前請了解自身權益",
                    "中英文說明介紹工資、契約及申訴管道。",
                    (
                        "夏季採收季將至，提醒在澳打工度假的國人務必要求書面契約及薪資單。",
                        "如遇工資不足或護照遭扣留，可向本處或澳洲公平工作監察署求助。",
                    ),
                ),
            },
        ),
        (
            "indigenous-exchange",
            20,
            {
                "en": (
                    "Weavers from Taitung and Arnhem Land exhibit together",
                    "The exhibition in Canberra is open until the end of February, admission free.",
                    (
                        "Twelve artists show works in ramie, pandanus and banana fibre that they made together.",
                    ),
                ),
                "zh-hant": (
                    "臺東與阿納姆地編織藝術家聯展",
                    "坎培拉展期至二月底，免費入場。",
                    ("十二位藝術家展出以苧麻、露兜樹及香蕉纖維共同創作的作品。",),
                ),
            },
        ),
    ),
    "ottawa": (
        (
            "winter-opening",
            5,
            {
                "en": (
                    "Snow days: when the counter opens late",
                    "On days of heavy snow the counter opens at 10:30; this page says so by eight o’clock.",
                    (
                        "Appointments before half past ten are moved to the same afternoon. Nobody loses a place.",
                    ),
                ),
                "zh-hant": (
                    "大雪日延後開放櫃檯",
                    "遇大雪時櫃檯改於 10 時 30 分開放，本網頁將於上午 8 時前公告。",
                    ("原訂 10 時 30 分以前的預約改至當日下午，預約名額不受影響。",),
                ),
            },
        ),
        (
            "trade-arrangement",
            18,
            {
                "en": (
                    "Talks on science and technology held in Ottawa",
                    "Joint research on batteries, quantum computing and forest fires goes on.",
                    ("The delegations reviewed fourteen joint projects and chose five new ones for 2027.",),
                ),
                "zh-hant": (
                    "臺加科技會議於渥太華舉行",
                    "雙方持續就電池、量子運算及森林火災進行共同研究。",
                    ("雙方代表團檢視十四項合作計畫，並選定 2027 年五項新計畫。",),
                ),
            },
        ),
    ),
    "singapore": (
        (
            "appointments-open",
            1,
            {
                "en": (
                    "Appointments for January can be booked",
                    "All counters on weekday mornings, document authentication also in the afternoon.",
                    ("Please book for each person separately; families may choose neighbouring times.",),
                ),
                "zh-hant": (
                    "一月份櫃檯服務開放預約",
                    "各櫃檯平日上午均可預約，文件驗證另開放下午時段。",
                    ("每人須分別預約；同行家屬可選擇相鄰時段。",),
                ),
            },
        ),
        (
            "food-fair",
            9,
            {
                "en": (
                    "Fruit growers from Pingtung at the Singapore food fair",
                    "Eighteen growers present atemoya, wax apples and the first guavas of the season.",
                    ("The fair lasts from Thursday to Sunday; the stand of Taiwan is in hall 4.",),
                ),
                "zh-hant": (
                    "屏東果農參加新加坡食品展",
                    "十八位農友展出鳳梨釋迦、蓮霧及當季首批芭樂。",
                    ("展期自星期四至星期日，臺灣館位於第四展館。",),
                ),
            },
        ),
    ),
    "berlin": (
        (
            "licence-exchange",
            6,
            {
                "en": (
                    "Exchanging a driving licence: which authentication you need",
                    "German authorities ask for a translation that this office has authenticated.",
                    ("Bring the licence and the translation. The authentication takes two working days.",),
                ),
                "zh-hant": (
                    "換領德國駕照：請先辦理文件驗證",
                    "德國主管機關要求經本處驗證之譯本。",
                    ("請攜帶駕照正本及譯本辦理，驗證需時二個工作天。",),
                ),
            },
        ),
        (
            "science-year",
            22,
            {
                "en": (
                    "Young researchers meet at Adlershof",
                    "Forty doctoral students from Taiwan and Germany presented work on photonics.",
                    ("The three best posters were awarded a stay at a laboratory in Hsinchu.",),
                ),
                "zh-hant": (
                    "臺德青年研究人員於阿德勒斯霍夫科學園區交流",
                    "四十名臺德博士生發表光電研究成果。",
                    ("前三名海報得獎者將獲得赴新竹實驗室研修的機會。",),
                ),
            },
        ),
    ),
    "riyadh": (
        (
            "umrah-advice",
            2,
            {
                "ar": (
                    "إرشادات لمواطنينا القادمين لأداء العمرة",
                    "احمل نسخة من جواز السفر ورقم هاتف المناوبة طوال الرحلة.",
                    (
                        "يُنصح المسافرون بالاحتفاظ بنسخة من جواز السفر منفصلة عن الأصل، وبتدوين رقم هاتف المناوبة.",
                        "من فقد جواز سفره يمكنه الحصول على وثيقة سفر خلال يوم عمل واحد.",
                    ),
                ),
                "zh-hant": (
                    "國人赴沙烏地阿拉伯副朝注意事項",
                    "旅途中請隨身攜帶護照影本及本處值勤電話。",
                    (
                        "建議護照影本與正本分開存放，並記下本處值勤電話。",
                        "如遺失護照，可於一個工作天內取得旅行文件。",
                    ),
                ),
                "en": (
                    "Advice for nationals who come for the Umrah",
                    "Carry a copy of the passport and the number of the duty telephone at all times.",
                    (
                        "Keep the copy apart from the passport itself, and write the number of the duty telephone on it.",
                        "Whoever loses a passport can have a travel document within one working day.",
                    ),
                ),
            },
        ),
        (
            "solar-desalination",
            14,
            {
                "ar": (
                    "تعاون في تحلية المياه بالطاقة الشمسية",
                    "افتتاح محطة تجريبية في ينبع بمشاركة مهندسين من تايوان.",
                    ("تنتج المحطة عشرين مترًا مكعبًا من المياه العذبة في اليوم، وتُنشر قياساتها كل شهر.",),
                ),
                "zh-hant": (
                    "臺沙合作太陽能海水淡化",
                    "臺灣工程師參與之示範廠於延布啟用。",
                    ("示範廠每日生產二十立方公尺淡水，並按月公布量測數據。",),
                ),
                "en": (
                    "Working together on solar desalination",
                    "A pilot plant with engineers from Taiwan has opened in Yanbu.",
                    (
                        "It yields twenty cubic metres of fresh water a day; its measurements are published monthly.",
                    ),
                ),
            },
        ),
    ),
    "ministry": (
        (
            "joint-site",
            1,
            {
                "en": (
                    "One site for all offices, and a policy that is proved",
                    "The offices abroad share one site; each promise of its policy is checked and the result published.",
                    (
                        "News, services and alerts of the offices abroad now stand on one site, in the languages of each office.",
                        "Whoever reads or downloads is asked for nothing. How that is checked is described on the page of promises.",
                    ),
                ),
                "zh-hant": (
                    "駐外館處共同網站啟用，隱私權及資訊安全政策逐項查核",
                    "各駐外館處共用一個網站；政策中的每一項承諾均經查核並公布結果。",
                    (
                        "各駐外館處的新聞、領務服務及警示現整合於同一網站，並以各館處所用語文提供。",
                        "瀏覽及下載均不蒐集個人資料，查核方式載於承諾頁面。",
                    ),
                ),
                "ar": (
                    "موقع واحد لجميع المكاتب وسياسة مثبتة بالدليل",
                    "تشترك المكاتب في الخارج في موقع واحد، ويُفحص كل وعد من وعود سياسته وتُنشر النتيجة.",
                    (
                        "أصبحت أخبار المكاتب في الخارج وخدماتها وتنبيهاتها في موقع واحد وبلغات كل مكتب.",
                        "لا يُطلب من القارئ أي معلومات شخصية، وتشرح صفحة الوعود كيف يُفحص ذلك.",
                    ),
                ),
            },
        ),
        (
            "winter-travel",
            7,
            {
                "en": (
                    "Before a winter journey: three things to do",
                    "Check the passport, note the duty telephone, and read the alerts of the country.",
                    (
                        "A passport should be valid for at least six months beyond the journey. Renewal takes about ten working days.",
                        'The advice on health abroad is kept by the <a href="https://www.cdc.gov.tw/En">Centers for Disease Control</a>.',
                    ),
                ),
                "zh-hant": (
                    "冬季出國前的三項準備",
                    "檢查護照效期、記下值勤電話、閱讀目的地的警示。",
                    (
                        "護照效期應比行程多六個月以上。在國外申請換發護照約需十個工作天。",
                        '旅遊健康資訊請見<a href="https://www.cdc.gov.tw/">衛生福利部疾病管制署</a>。',
                    ),
                ),
                "ar": (
                    "قبل السفر شتاءً: ثلاثة أمور",
                    "تحقق من صلاحية الجواز، ودوّن هاتف المناوبة، واقرأ تنبيهات البلد.",
                    (
                        "يجب أن تزيد صلاحية جواز السفر على ستة أشهر بعد موعد الرحلة، ويستغرق التجديد نحو عشرة أيام عمل.",
                        'تُنشر الإرشادات الصحية للمسافرين على موقع <a href="https://www.cdc.gov.tw/En">مراكز مكافحة الأمراض</a>.',
                    ),
                ),
            },
        ),
    ),
}
