"""Each list of news in its order by one index; embargoed pages in an index of their own."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Say of the news that is there in which lists it stands."""
    news, page = apps.get_model("publishing", "NewsPage"), apps.get_model("wagtailcore", "Page")
    base = apps.get_model("publishing", "SitePage")
    here = models.OuterRef("sitepage_ptr_id")
    language = page.objects.filter(pk=here).values("locale__language_code")[:1]
    office = base.objects.filter(pk=here, office__isnull=False).values("office_id")[:1]
    news.objects.update(
        listed_language=models.Subquery(language),
        listed_office=models.functions.Coalesce(models.Subquery(office), 0),
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("offices", "0002_cities"),
        ("publishing", "0005_library"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations: ClassVar = [
        migrations.RemoveIndex(model_name="newspage", name="publishing_newest"),
        migrations.RemoveIndex(model_name="sitepage", name="publishing_embargo"),
        migrations.AddField(
            model_name="newspage",
            name="listed_language",
            field=models.CharField(default="", editable=False, max_length=12),
        ),
        migrations.AddField(
            model_name="newspage",
            name="listed_office",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="newspage",
            index=models.Index(
                fields=["listed_language", "-day", "-sitepage_ptr"], name="publishing_news_everywhere"
            ),
        ),
        migrations.AddIndex(
            model_name="newspage",
            index=models.Index(
                fields=["listed_language", "listed_office", "-day", "-sitepage_ptr"],
                name="publishing_news_of_office",
            ),
        ),
        migrations.AddIndex(
            model_name="sitepage",
            index=models.Index(
                condition=models.Q(("embargo_until__isnull", False)),
                fields=["embargo_until"],
                name="publishing_embargo",
            ),
        ),
    ]
