"""What each demonstration office says of itself: (name, city, address, access, note on the hours)."""

from __future__ import annotations

Text = tuple[str, str, str, str, str]

DUTY_EN = "The duty telephone is answered outside these hours, for emergencies only."
DUTY_ZH = "非辦公時間如遇緊急事故，請撥打值勤電話。"
STEPFREE_EN = "Step-free entrance. Please bring an identity document; large bags cannot be left here."
STEPFREE_ZH = "入口無障礙。請攜帶身分證件；大型行李無法寄放。"

TEXTS: dict[str, dict[str, Text]] = {
    "london": {
        "en": (
            "Taipei Representative Office in the United Kingdom",
            "London",
            "50 Grosvenor Gardens\nLondon SW1W 0EB",
            "Five minutes on foot from Victoria station. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐英國台北代表處",
            "倫敦",
            "50 Grosvenor Gardens\nLondon SW1W 0EB",
            "自維多利亞車站步行五分鐘。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "washington": {
        "en": (
            "Taipei Economic and Cultural Representative Office in the United States",
            "Washington",
            "4201 Wisconsin Avenue NW\nWashington, DC 20016",
            "Metro: Tenleytown–AU, Red Line. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐美國台北經濟文化代表處",
            "華盛頓",
            "4201 Wisconsin Avenue NW\nWashington, DC 20016",
            "地鐵紅線 Tenleytown–AU 站。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "canberra": {
        "en": (
            "Taipei Economic and Cultural Office in Australia",
            "Canberra",
            "Unit 8, 40 Blackall Street\nBarton ACT 2600",
            "Ground floor, parking at the street. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐澳大利亞台北經濟文化辦事處",
            "坎培拉",
            "Unit 8, 40 Blackall Street\nBarton ACT 2600",
            "位於一樓，路邊可停車。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "ottawa": {
        "en": (
            "Taipei Economic and Cultural Office in Canada",
            "Ottawa",
            "45 O’Connor Street, Suite 1960\nOttawa, Ontario K1P 1A4",
            "O-Train: Parliament station. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐加拿大台北經濟文化代表處",
            "渥太華",
            "45 O’Connor Street, Suite 1960\nOttawa, Ontario K1P 1A4",
            "輕軌 Parliament 站。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "singapore": {
        "en": (
            "Taipei Representative Office in Singapore",
            "Singapore",
            "460 Alexandra Road, #23-00 mTower\nSingapore 119963",
            "MRT: Labrador Park, Circle Line. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐新加坡台北代表處",
            "新加坡",
            "460 Alexandra Road, #23-00 mTower\nSingapore 119963",
            "地鐵環線 Labrador Park（拉柏多公園）站。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "berlin": {
        "en": (
            "Taipei Representative Office in the Federal Republic of Germany",
            "Berlin",
            "Markgrafenstraße 35\n10117 Berlin",
            "U-Bahn: Stadtmitte, U2 and U6. " + STEPFREE_EN,
            DUTY_EN,
        ),
        "zh-hant": (
            "駐德國台北代表處",
            "柏林",
            "Markgrafenstraße 35\n10117 Berlin",
            "地鐵 U2、U6 線 Stadtmitte 站。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
    },
    "riyadh": {
        "ar": (
            "المكتب الاقتصادي والثقافي لتايبيه في المملكة العربية السعودية",
            "الرياض",
            "الحي الدبلوماسي\nالرياض",
            "المدخل خالٍ من الدرجات. يُرجى إحضار وثيقة تثبت الهوية، ولا يمكن إيداع الحقائب الكبيرة.",
            "خارج هذه الأوقات يُرد على هاتف المناوبة في حالات الطوارئ فقط.",
        ),
        "zh-hant": (
            "駐沙烏地阿拉伯王國台北經濟文化代表處",
            "利雅德",
            "Diplomatic Quarter\nRiyadh",
            "位於外交特區內。" + STEPFREE_ZH,
            DUTY_ZH,
        ),
        "en": (
            "Taipei Economic and Cultural Representative Office in the Kingdom of Saudi Arabia",
            "Riyadh",
            "Diplomatic Quarter\nRiyadh",
            "Inside the Diplomatic Quarter. " + STEPFREE_EN,
            DUTY_EN,
        ),
    },
    "ministry": {
        "zh-hant": (
            "外交部旅外國人緊急服務專線",
            "臺北",
            "100202 臺北市中正區凱達格蘭大道 2 號",
            "值勤人員以電話及電子郵件服務；無對外櫃檯。",
            "全年無休，每日 24 小時。",
        ),
        "en": (
            "The Ministry’s duty desk",
            "Taipei",
            "2 Ketagalan Boulevard, Zhongzheng District\nTaipei 100202",
            "The desk answers by telephone and mail; it has no counter for visitors.",
            "Around the clock, every day of the year.",
        ),
        "ar": (
            "مكتب المناوبة في الوزارة",
            "تايبيه",
            "2 شارع كيتاغالان، حي تشونغتشنغ\nتايبيه 100202",
            "يرد المكتب بالهاتف والبريد الإلكتروني، وليس فيه شباك للزوار.",
            "على مدار الساعة في جميع أيام السنة.",
        ),
    },
}
