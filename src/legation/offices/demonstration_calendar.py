"""Days on which the demonstration offices are closed, December 2026 to December 2027.

Holidays of the host country (official lists; Islamic feasts as expected from the calendar of Umm
al-Qura) and of the Republic of China. Days that fall on a weekend of the office are left out.
"""

from __future__ import annotations

Names = dict[str, str]


def _names(en: str, zh: str, ar: str = "") -> Names:
    return {"en": en, "zh-hant": zh, **({"ar": ar} if ar else {})}


NEW_YEAR = _names("New Year’s Day and Founding Day", "元旦暨開國紀念日", "رأس السنة ويوم التأسيس")
LUNAR_EVE = _names("Lunar New Year’s Eve", "農曆除夕", "ليلة رأس السنة القمرية")
LUNAR = _names("Lunar New Year", "農曆春節", "رأس السنة القمرية")
NATIONAL = _names("National Day", "國慶日", "اليوم الوطني لجمهورية الصين (تايوان)")
CHRISTMAS = _names("Christmas Day", "聖誕節")
BOXING = _names("Boxing Day", "節禮日")
GOOD_FRIDAY = _names("Good Friday", "耶穌受難日")
EASTER_MONDAY = _names("Easter Monday", "復活節星期一")
LABOUR = _names("Labour Day", "勞動節")
THANKSGIVING = _names("Thanksgiving Day", "感恩節")

REPUBLIC = {"2027-01-01": NEW_YEAR, "2027-02-05": LUNAR_EVE, "2027-02-08": LUNAR, "2027-10-11": NATIONAL}
FITR = _names("Eid al-Fitr (expected)", "開齋節（預定）", "عيد الفطر (متوقع)")
ADHA = _names("Eid al-Adha (expected)", "宰牲節（預定）", "عيد الأضحى (متوقع)")

CLOSURES: dict[str, dict[str, Names]] = {
    "london": {
        **REPUBLIC,
        "2026-12-25": CHRISTMAS,
        "2026-12-28": BOXING,
        "2027-03-26": GOOD_FRIDAY,
        "2027-03-29": EASTER_MONDAY,
        "2027-05-03": _names("Early May bank holiday", "五月初銀行假日"),
        "2027-05-31": _names("Spring bank holiday", "春季銀行假日"),
        "2027-08-30": _names("Summer bank holiday", "夏季銀行假日"),
        "2027-12-27": CHRISTMAS,
        "2027-12-28": BOXING,
    },
    "washington": {
        **REPUBLIC,
        "2026-11-26": THANKSGIVING,
        "2026-12-25": CHRISTMAS,
        "2027-01-18": _names("Birthday of Martin Luther King, Jr.", "馬丁路德金恩紀念日"),
        "2027-02-15": _names("Washington’s Birthday", "總統日"),
        "2027-05-31": _names("Memorial Day", "陣亡將士紀念日"),
        "2027-06-18": _names("Juneteenth", "六月節"),
        "2027-07-05": _names("Independence Day", "美國獨立紀念日"),
        "2027-09-06": LABOUR,
        "2027-11-11": _names("Veterans Day", "退伍軍人節"),
        "2027-11-25": THANKSGIVING,
        "2027-12-24": CHRISTMAS,
    },
    "canberra": {
        **REPUBLIC,
        "2026-12-25": CHRISTMAS,
        "2026-12-28": BOXING,
        "2027-01-26": _names("Australia Day", "澳洲國慶日"),
        "2027-03-08": _names("Canberra Day", "坎培拉日"),
        "2027-03-26": GOOD_FRIDAY,
        "2027-03-29": EASTER_MONDAY,
        "2027-04-26": _names("Anzac Day", "澳紐軍團日"),
        "2027-05-31": _names("Reconciliation Day", "和解日"),
        "2027-06-14": _names("King’s Birthday", "英王誕辰"),
        "2027-10-04": LABOUR,
        "2027-12-27": CHRISTMAS,
        "2027-12-28": BOXING,
    },
    "ottawa": {
        **REPUBLIC,
        "2026-12-25": CHRISTMAS,
        "2026-12-28": BOXING,
        "2027-02-15": _names("Family Day", "家庭日"),
        "2027-03-26": GOOD_FRIDAY,
        "2027-05-24": _names("Victoria Day", "維多利亞日"),
        "2027-07-01": _names("Canada Day", "加拿大國慶日"),
        "2027-08-02": _names("Civic Holiday", "公民日"),
        "2027-09-06": LABOUR,
        "2027-09-30": _names("National Day for Truth and Reconciliation", "全國真相與和解日"),
        "2027-10-11": _names("Thanksgiving Day; National Day", "感恩節；國慶日"),
        "2027-11-11": _names("Remembrance Day", "國殤紀念日"),
        "2027-12-27": CHRISTMAS,
        "2027-12-28": BOXING,
    },
    "singapore": {
        **REPUBLIC,
        "2026-12-25": CHRISTMAS,
        "2027-03-10": _names("Hari Raya Puasa", "開齋節"),
        "2027-03-26": GOOD_FRIDAY,
        "2027-05-17": _names("Hari Raya Haji", "哈芝節"),
        "2027-05-20": _names("Vesak Day", "衛塞節"),
        "2027-08-09": _names("National Day of Singapore", "新加坡國慶日"),
        "2027-10-28": _names("Deepavali", "屠妖節"),
    },
    "berlin": {
        **REPUBLIC,
        "2026-12-25": CHRISTMAS,
        "2027-03-08": _names("International Women’s Day", "國際婦女節"),
        "2027-03-26": GOOD_FRIDAY,
        "2027-03-29": EASTER_MONDAY,
        "2027-05-06": _names("Ascension Day", "耶穌升天節"),
        "2027-05-17": _names("Whit Monday", "聖靈降臨節星期一"),
    },
    "riyadh": {
        "2027-02-07": LUNAR,
        "2027-02-22": _names("Saudi Founding Day", "沙烏地阿拉伯建國日", "يوم التأسيس السعودي"),
        "2027-03-09": FITR,
        "2027-03-10": FITR,
        "2027-03-11": FITR,
        "2027-05-16": ADHA,
        "2027-05-17": ADHA,
        "2027-05-18": ADHA,
        "2027-09-23": _names(
            "Saudi National Day", "沙烏地阿拉伯國慶日", "اليوم الوطني للمملكة العربية السعودية"
        ),
        "2027-10-10": NATIONAL,
    },
    "ministry": {},
}
