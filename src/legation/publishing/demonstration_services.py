"""Services of the demonstration, the same at each office except for the fee."""

from __future__ import annotations

# service → language → fields of ServicePage; {fee} is the office's.
SERVICES: dict[str, dict[str, dict[str, str]]] = {
    "passport-renewal": {
        "en": {
            "title": "Passport renewal",
            "summary": "Renew an ordinary passport that has expired or will expire within a year.",
            "who": "Nationals with household registration, or with a passport issued in the last twelve years. Children need the consent of a parent.",
            "duration": "Ten working days, and the time of the post",
            "documents": "The present passport\nTwo photographs, 35 × 45 mm, not older than six months\nThe national identity card or a household certificate, if there is one\nFor children: the identity document of the parent",
            "where": "At the counter by appointment, or by registered post.",
            "afterwards": "You receive a number and can follow the application here. When the passport is ready you are told by e-mail; collect it yourself or have it sent.",
        },
        "zh-hant": {
            "title": "換發護照",
            "summary": "普通護照已逾期或效期不足一年者，可申請換發。",
            "who": "在臺設有戶籍之國民，或十二年內曾領有護照者。未成年人須經父或母同意。",
            "duration": "十個工作天，另加郵寄時間",
            "documents": "現有護照\n六個月內拍攝之照片二張（35 × 45 公釐）\n國民身分證或戶籍謄本（如有）\n未成年人：父或母之身分證件",
            "where": "預約後至櫃檯辦理，或以掛號郵寄。",
            "afterwards": "您將取得案件編號，可在本網站查詢進度。護照製作完成後將以電子郵件通知，可親自領取或郵寄。",
        },
        "ar": {
            "title": "تجديد جواز السفر",
            "summary": "تجديد جواز سفر عادي انتهت صلاحيته أو تنتهي خلال سنة.",
            "who": "المواطنون المقيدون في سجل الأسرة، أو من صدر لهم جواز خلال اثنتي عشرة سنة. ويلزم للأطفال موافقة أحد الوالدين.",
            "duration": "عشرة أيام عمل، ومدة البريد",
            "documents": "جواز السفر الحالي\nصورتان شخصيتان 35 × 45 مم لم يمضِ عليهما أكثر من ستة أشهر\nبطاقة الهوية الوطنية أو مستخرج من سجل الأسرة إن وجد\nللأطفال: وثيقة هوية أحد الوالدين",
            "where": "في المكتب بموعد مسبق، أو بالبريد المسجل.",
            "afterwards": "تحصل على رقم ملف وتتابع طلبك هنا. وعند جاهزية الجواز نبلغك بالبريد الإلكتروني، فتستلمه بنفسك أو يُرسل إليك.",
        },
    },
    "document-authentication": {
        "en": {
            "title": "Document authentication",
            "summary": "Have a document made abroad authenticated for use in Taiwan, or the other way round.",
            "who": "Anybody who holds the document, or a person with a written authority.",
            "duration": "Two working days",
            "documents": "The document, and a copy\nA passport or identity card\nA translation, if the receiving authority asks for one\nThe written authority, if somebody else applies",
            "where": "At the counter, or by registered post.",
            "afterwards": "You receive a number. The authenticated document is handed over at the counter or sent by registered post.",
        },
        "zh-hant": {
            "title": "文件驗證",
            "summary": "驗證在國外製作而擬於國內使用，或在國內製作而擬於國外使用之文件。",
            "who": "文件持有人，或持有授權書之代理人。",
            "duration": "二個工作天",
            "documents": "文件正本及影本\n護照或身分證件\n譯本（如受理機關要求）\n授權書（委託他人辦理時）",
            "where": "至櫃檯辦理，或以掛號郵寄。",
            "afterwards": "您將取得案件編號。驗證完成之文件可於櫃檯領取或以掛號郵寄。",
        },
        "ar": {
            "title": "تصديق الوثائق",
            "summary": "تصديق وثيقة صادرة في الخارج لاستعمالها في تايوان، أو صادرة في تايوان لاستعمالها في الخارج.",
            "who": "حامل الوثيقة أو من ينوب عنه بتفويض مكتوب.",
            "duration": "يوما عمل",
            "documents": "الوثيقة ونسخة منها\nجواز السفر أو بطاقة الهوية\nترجمة إذا طلبتها الجهة المستلمة\nالتفويض المكتوب إذا قدم الطلب شخص آخر",
            "where": "في المكتب، أو بالبريد المسجل.",
            "afterwards": "تحصل على رقم ملف، وتُسلَّم الوثيقة المصدقة في المكتب أو تُرسل بالبريد المسجل.",
        },
    },
    "visa": {
        "en": {
            "title": "Visa enquiry",
            "summary": "Find out whether you need a visa for Taiwan, and ask about your own situation.",
            "who": "Anybody who wishes to travel to Taiwan and does not hold its passport.",
            "duration": "An answer within five working days",
            "documents": "The data page of your passport\nThe purpose and the dates of the journey\nThe result of an earlier application, if there was one",
            "where": "Online, by post or at the counter.",
            "afterwards": "The office answers in writing. An enquiry is not an application: no fee, no decision.",
        },
        "zh-hant": {
            "title": "簽證諮詢",
            "summary": "查詢來臺是否需要簽證，並就個別情況提出詢問。",
            "who": "擬來臺而未持有中華民國護照之人士。",
            "duration": "五個工作天內答覆",
            "documents": "護照資料頁\n來臺目的及日期\n前次申請結果（如有）",
            "where": "線上、郵寄或至櫃檯。",
            "afterwards": "館處將以書面答覆。諮詢並非申請，不收規費，亦不作成決定。",
        },
        "ar": {
            "title": "الاستفسار عن التأشيرة",
            "summary": "لتعرف هل تحتاج إلى تأشيرة لدخول تايوان، ولتسأل عن حالتك.",
            "who": "كل من يرغب في السفر إلى تايوان ولا يحمل جواز سفر جمهورية الصين (تايوان).",
            "duration": "الرد خلال خمسة أيام عمل",
            "documents": "صفحة البيانات في جواز السفر\nغرض الرحلة وتواريخها\nنتيجة طلب سابق إن وجد",
            "where": "عبر الإنترنت أو بالبريد أو في المكتب.",
            "afterwards": "يجيب المكتب كتابةً. والاستفسار ليس طلبًا، فلا رسم ولا قرار.",
        },
    },
}
STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("Check that this is the right service", "Read who may apply, and have the documents ready."),
        ("Fill in the form online", "It is saved as you go; you can stop and come back later."),
        ("Confirm by e-mail", "The application counts from the moment you follow the link that we send."),
        ("Hand in the originals", "At the counter, or by registered post, with the number on the envelope."),
    ),
    "zh-hant": (
        ("確認申請項目", "請閱讀申請資格，並備妥文件。"),
        ("線上填寫申請表", "填寫內容隨時儲存，您可中途離開，稍後再繼續。"),
        ("以電子郵件確認", "點選我們寄出的連結後，申請即告成立。"),
        ("繳交文件正本", "至櫃檯或以掛號郵寄，並於信封註明案件編號。"),
    ),
    "ar": (
        ("تأكد من أنها الخدمة المناسبة", "اقرأ من يحق له التقديم وجهّز الوثائق."),
        ("املأ النموذج عبر الإنترنت", "تُحفظ إجاباتك أولًا بأول، ويمكنك التوقف والعودة لاحقًا."),
        ("أكّد بالبريد الإلكتروني", "يُحتسب الطلب من لحظة فتح الرابط الذي نرسله."),
        ("سلّم الأصول", "في المكتب أو بالبريد المسجل مع كتابة رقم الملف على الظرف."),
    ),
}
FREE = {"en": "No fee", "zh-hant": "免費", "ar": "بلا رسم"}
ASK = {
    "en": "Depends on the office",
    "zh-hant": "依各館處規定",
    "ar": "يختلف بحسب المكتب",
}
# office → passport, authentication
FEES: dict[str, tuple[str, str]] = {
    "london": ("£37", "£13"),
    "washington": ("US$45", "US$15"),
    "canberra": ("A$68", "A$23"),
    "ottawa": ("C$62", "C$21"),
    "singapore": ("S$62", "S$21"),
    "berlin": ("€41", "€14"),
    "riyadh": ("SAR 169", "SAR 57"),
}
