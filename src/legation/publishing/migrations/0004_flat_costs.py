"""Indexes with which publishing and reading a page cost the same among 1,000 pages and 20,000."""

from __future__ import annotations

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("publishing", "0003_files_wait_for_clearance"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations: ClassVar = [
        migrations.AddIndex(
            model_name="newspage",
            index=models.Index(fields=["-day", "-sitepage_ptr"], name="publishing_newest"),
        ),
        migrations.AddIndex(
            model_name="sitepage",
            index=models.Index(fields=["embargo_until"], name="publishing_embargo"),
        ),
        # Of Wagtail's own tables: pages with pages below (see `base.parents`), and entries of the
        # search whose title was not weighed yet (see `search_backend`).
        migrations.RunSQL(
            "CREATE INDEX publishing_parents ON wagtailcore_page (path) WHERE numchild > 0",
            "DROP INDEX publishing_parents",
        ),
        migrations.RunSQL(
            "CREATE INDEX publishing_unweighed ON wagtailsearch_indexentry (title_norm)",
            "DROP INDEX publishing_unweighed",
        ),
    ]
