"""What publishing keeps of members of staff; of visitors it keeps nothing.

Offices are declared here too, because the data map stands above them: their telephones and
addresses are the office's, not a person's.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from legation.privacy.data_map import Basis, Personal, days, declare

declare(
    "offices.Office",
    other=[
        "id",
        "slug",
        "country",
        "region",
        "time_zone",
        "languages",
        "serves",
        "cities",
        "phone",
        "duty_phone",
        "email",
        "is_demonstration",
        "is_duty_desk",
    ],
)
declare(
    "offices.OfficeText",
    other=["id", "office", "language", "name", "city", "address", "access", "hours_note"],
)
declare("offices.OpeningHours", other=["id", "office", "weekday", "opens", "closes"])
declare("offices.Closure", other=["id", "office", "day", "names"])

# Pages and files say of a person only what Wagtail's own models say: see the data map of the framework.
SITE_PAGE = ["page_ptr", "classification", "embargo_until", "review_by", "office", "summary", "body"]
declare("publishing.SitePage", other=SITE_PAGE)
for _kind, _fields in {
    "HomePage": [],
    "OfficeIndexPage": [],
    "OfficePage": ["of"],
    "NewsIndexPage": [],
    "NewsPage": ["day", "listed_language", "listed_office"],
    "PlainPage": [],
    "LibraryPage": ["entries"],
    "ServiceIndexPage": [],
    "ServicePage": ["who", "fee", "duration", "documents", "where", "steps", "afterwards"],
    "AlertIndexPage": [],
    "AlertPage": [
        "level",
        "starts_at",
        "ends_at",
        "countries",
        "instructions",
        "assembly",
        "phones",
        "updates",
    ],
    "HelpIndexPage": [],
    "HelpPage": ["steps", "can", "cannot"],
}.items():
    declare(f"publishing.{_kind}", other=["sitepage_ptr", *_fields])
declare("publishing.AlertPage_concerns", other=["id", "alertpage", "office"])
declare("publishing.OutboundLink", other=["id", "page", "url", "digest"])
UPLOADER = Personal(_("Shows which member of staff uploaded a file."), Basis.PUBLIC_TASK, days(3650))
ASKER = Personal(_("Shows who asked that a file become public."), Basis.PUBLIC_TASK, days(3650))
declare(
    "publishing.SiteImage",
    personal={"uploaded_by_user": UPLOADER, "asked_by": ASKER},
    other=[
        "id",
        "title",
        "file",
        "description",
        "width",
        "height",
        "created_at",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
        "file_size",
        "file_hash",
        "collection",
        "classification",
        "alternative",
        "embargo_until",
        "asked_at",
        "refusal",
    ],
)
declare(
    "publishing.SiteRendition",
    other=["id", "filter_spec", "file", "width", "height", "focal_point_key", "image"],
)
declare(
    "publishing.SiteDocument",
    personal={"uploaded_by_user": UPLOADER, "asked_by": ASKER},
    other=[
        "id",
        "title",
        "file",
        "created_at",
        "file_size",
        "file_hash",
        "collection",
        "classification",
        "embargo_until",
        "asked_at",
        "refusal",
    ],
)
