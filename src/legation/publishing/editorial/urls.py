from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.staff import desks
from legation.publishing.editorial import (
    desk_views,
    preview_views,
    review_views,
    translation_views,
    withdrawal_views,
)
from legation.publishing.editorial.permissions import WRITERS
from legation.web.audience import with_secret

desks.register(_("Editorial work"), "editorial_desk", *WRITERS)

localised: list[URLPattern | URLResolver] = [
    path("preview/<str:secret>/", with_secret(preview_views.show), name="preview_show"),
]
unprefixed: list[URLPattern | URLResolver] = []
staff: list[URLPattern | URLResolver] = [
    path("editorial/", desk_views.desk, name="editorial_desk"),
    path("editorial/review/", review_views.queue, name="editorial_queue"),
    path("editorial/pages/<int:pk>/changes/", review_views.changes, name="editorial_changes"),
    path("editorial/previews/", preview_views.links, name="editorial_previews"),
    path("editorial/previews/<int:pk>/revoke/", preview_views.revoke, name="editorial_preview_revoke"),
    path("editorial/pages/<int:pk>/previews/", preview_views.of_page, name="editorial_page_previews"),
    path("editorial/schedule/", desk_views.schedule, name="editorial_schedule"),
    path("editorial/reviews/", desk_views.reviews, name="editorial_reviews"),
    path("editorial/links/", desk_views.links, name="editorial_links"),
    path("editorial/translations/", translation_views.board, name="editorial_translations"),
    path(
        "editorial/pages/<int:pk>/source/", translation_views.source_changes, name="editorial_source_changes"
    ),
    path("editorial/pages/<int:pk>/checked/", translation_views.mark, name="editorial_mark_checked"),
    path(
        "editorial/pages/<int:pk>/translate/<str:language>/",
        translation_views.begin,
        name="editorial_translate",
    ),
    path("editorial/withdrawn/", withdrawal_views.withdrawn, name="editorial_withdrawn"),
    path("editorial/withdrawn/<int:pk>/restore/", withdrawal_views.restore, name="editorial_restore"),
    path("editorial/pages/<int:pk>/withdraw/", withdrawal_views.withdraw, name="editorial_withdraw"),
]
