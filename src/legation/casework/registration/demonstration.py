"""Areas of some offices, a few people abroad who are nobody, and one notice that was sent."""

from __future__ import annotations

import datetime as dt

from legation.accounts.models import Grant, Role, User
from legation.casework.registration.models import Area, Delivery, Notice, Registration, Stay
from legation.casework.registration.queries import areas_in
from legation.casework.registration.services import answering, notices, registering
from legation.casework.registration.services.registering import Entry
from legation.kernel import clock
from legation.offices.models import Office

# By office and country: the code of each area with its names.
AREAS: dict[tuple[str, str], dict[str, dict[str, str]]] = {
    ("london", "GB"): {
        "london": {
            "en": "London and the South East",
            "zh-hant": "倫敦及東南部",
            "ja": "ロンドン・南東部",
            "es": "Londres y el sureste",
            "ar": "لندن والجنوب الشرقي",
        },
        "midlands": {
            "en": "Midlands and East",
            "zh-hant": "中部及東部",
            "ja": "中部・東部",
            "es": "Midlands y el este",
            "ar": "الوسط والشرق",
        },
        "north": {
            "en": "North of England",
            "zh-hant": "英格蘭北部",
            "ja": "イングランド北部",
            "es": "Norte de Inglaterra",
            "ar": "شمال إنجلترا",
        },
        "south-west": {
            "en": "South West",
            "zh-hant": "西南部",
            "ja": "南西部",
            "es": "Suroeste",
            "ar": "الجنوب الغربي",
        },
        "scotland": {
            "en": "Scotland",
            "zh-hant": "蘇格蘭",
            "ja": "スコットランド",
            "es": "Escocia",
            "ar": "اسكتلندا",
        },
        "wales": {"en": "Wales", "zh-hant": "威爾斯", "ja": "ウェールズ", "es": "Gales", "ar": "ويلز"},
        "northern-ireland": {
            "en": "Northern Ireland",
            "zh-hant": "北愛爾蘭",
            "ja": "北アイルランド",
            "es": "Irlanda del Norte",
            "ar": "أيرلندا الشمالية",
        },
    },
    ("tokyo", "JP"): {
        "hokkaido": {
            "en": "Hokkaido",
            "zh-hant": "北海道",
            "ja": "北海道",
            "es": "Hokkaido",
            "ar": "هوكايدو",
        },
        "tohoku": {"en": "Tohoku", "zh-hant": "東北地方", "ja": "東北地方", "es": "Tohoku", "ar": "توهوكو"},
        "kanto": {
            "en": "Tokyo and Kanto",
            "zh-hant": "東京及關東地方",
            "ja": "東京・関東地方",
            "es": "Tokio y Kanto",
            "ar": "طوكيو وكانتو",
        },
        "chubu": {"en": "Chubu", "zh-hant": "中部地方", "ja": "中部地方", "es": "Chubu", "ar": "تشوبو"},
    },
    ("osaka", "JP"): {
        "kansai": {
            "en": "Osaka and Kansai",
            "zh-hant": "大阪及關西地方",
            "ja": "大阪・関西地方",
            "es": "Osaka y Kansai",
            "ar": "أوساكا وكانساي",
        },
        "chugoku-shikoku": {
            "en": "Chugoku and Shikoku",
            "zh-hant": "中國及四國地方",
            "ja": "中国・四国地方",
            "es": "Chugoku y Shikoku",
            "ar": "تشوغوكو وشيكوكو",
        },
    },
    ("madrid", "ES"): {
        "mainland": {
            "en": "Mainland",
            "zh-hant": "本土",
            "ja": "本土",
            "es": "Península",
            "ar": "البر الرئيسي",
        },
        "balearic": {
            "en": "Balearic Islands",
            "zh-hant": "巴利亞利群島",
            "ja": "バレアレス諸島",
            "es": "Islas Baleares",
            "ar": "جزر البليار",
        },
        "canary": {
            "en": "Canary Islands",
            "zh-hant": "加納利群島",
            "ja": "カナリア諸島",
            "es": "Islas Canarias",
            "ar": "جزر الكناري",
        },
    },
    ("riyadh", "SA"): {
        "riyadh": {
            "en": "Riyadh and the centre",
            "zh-hant": "利雅德及中部",
            "ja": "リヤド・中部",
            "es": "Riad y el centro",
            "ar": "الرياض والوسطى",
        },
        "makkah": {
            "en": "Jeddah, Mecca and Medina",
            "zh-hant": "吉達、麥加及麥地那",
            "ja": "ジッダ・メッカ・メディナ",
            "es": "Yeda, La Meca y Medina",
            "ar": "جدة ومكة المكرمة والمدينة المنورة",
        },
        "eastern": {
            "en": "Eastern Province",
            "zh-hant": "東部省",
            "ja": "東部州",
            "es": "Provincia Oriental",
            "ar": "المنطقة الشرقية",
        },
    },
}
# Name, area, stay, days, companions, telephone.
PEOPLE = (
    ("陳示範", "scotland", Stay.LIVING, None, "林示範，1986 年生\n陳小示，2019 年生", "+44 7700 900301"),
    ("Demonstration Traveller", "scotland", Stay.TRAVEL, 20, "", "+44 7700 900302"),
    ("王範例", "north", Stay.LIVING, None, "", ""),
    ("李樣本", "london", Stay.TRAVEL, 45, "李樣二，1990 年生", "+44 7700 900303"),
)
TEXTS = {
    "en": {
        "title": "Storms in Scotland: stay indoors on Monday",
        "text": "This is a demonstration.\n\nRed warning for wind from 06:00 to 18:00. Stay away from the coast, "
        "charge your telephone, and tell us whether you are safe.",
    },
    "zh-hant": {
        "title": "蘇格蘭暴風警報：請於週一留在室內",
        "text": "這是示範訊息。\n\n週一 6 時至 18 時發布紅色強風警報。請遠離海岸，先將手機充電，並回覆您是否平安。",
    },
}


def load() -> None:
    """Make what is missing; does nothing twice."""
    offices = {office.slug: office for office in Office.objects.all()}
    for (slug, country), areas in AREAS.items():
        for code, names in areas.items() if slug in offices else ():
            Area.objects.get_or_create(
                office=offices[slug], country=country, code=code, defaults={"names": names}
            )
    if "london" in offices and not Registration.objects.exists():
        _people()
    officer, supervisor = _holder("london", Role.CASE_OFFICER), _holder("london", Role.SUPERVISOR)
    if officer and supervisor and not Notice.objects.exists():
        _notice(offices["london"], officer, supervisor)


def _people() -> None:
    areas = {area.code: area for area in areas_in("GB")}
    for number, (name, area, stay, days, companions, phone) in enumerate(PEOPLE, start=1):
        entry = Entry(
            country="GB",
            area=areas.get(area),
            stay=stay,
            begins_on=clock.today() - dt.timedelta(days=3),
            ends_on=clock.today() + dt.timedelta(days=days) if days else None,
            name=name,
            email=f"abroad.{number}@example.org",
            phone=phone,
            place="1 Example Street",
            companions=companions,
            language="en" if name.isascii() else "zh-hant",
            languages=("en", "zh-hant"),
        )
        row = registering.register(entry, submission=f"demonstration {number}", is_demonstration=True)
        registering.confirm(row)


def _notice(london: Office, officer: User, supervisor: User) -> None:
    row = notices.write(london, actor=officer, texts=TEXTS, areas=["GB/scotland"], asks_safety=True)
    row = notices.propose(row, actor=officer)
    row = notices.send(row, actor=supervisor)
    notices.deliver_waiting(row.pk)
    first = Delivery.objects.filter(notice=row).first()
    if first is not None:
        answering.answer(first, Delivery.Answer.SAFE)


def _holder(office: str, role: Role) -> User | None:
    grant = Grant.objects.in_force().filter(role=role, office__slug=office).select_related("user").first()
    return grant.user if grant else None
