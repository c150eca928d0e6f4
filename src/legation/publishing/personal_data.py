"""What publishing keeps of members of staff; of visitors it keeps nothing.

Offices are declared here too, because the data map stands above them: their telephones and
addresses are the office's, not a person's.
"""

from __future__ import annotations

from legation.privacy.data_map import declare

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
