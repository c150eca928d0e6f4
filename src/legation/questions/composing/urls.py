from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff import desks
from legation.questions.composing import (
    desk_views,
    exchange_views,
    part_views,
    preview_views,
    translating_views,
)
from legation.questions.composing.permissions import COMPOSERS

desks.register(_("Forms"), "form_list", *COMPOSERS)
desks.register(_("Forms to translate"), "form_translations", Role.TRANSLATOR)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("forms/", desk_views.form_list, name="form_list"),
    path("forms-to-translate/", translating_views.translations, name="form_translations"),
    path(
        "forms-to-translate/<slug:slug>/<slug:language>/", translating_views.translate, name="form_translate"
    ),
    path("forms/new/", desk_views.new, name="form_new"),
    path("forms/import/", exchange_views.import_new, name="form_import"),
    path("forms/<slug:slug>/", desk_views.desk, name="form_desk"),
    re_path(
        r"^forms/(?P<slug>[-\w]{1,60})/(?P<act>begin|submit|publish|return|discard|withdraw)/$",
        desk_views.decide,
        name="form_decide",
    ),
    path(
        "forms/<slug:slug>/versions/<int:number>/export/", exchange_views.export_version, name="form_export"
    ),
    path("forms/<slug:slug>/draft/", part_views.outline, name="form_draft"),
    path("forms/<slug:slug>/draft/form/", part_views.form_part, name="form_part"),
    path("forms/<slug:slug>/draft/steps/add/", part_views.add_step, name="form_add_step"),
    path("forms/<slug:slug>/draft/steps/<slug:name>/", part_views.step_part, name="form_step"),
    path(
        "forms/<slug:slug>/draft/questions/add/<slug:where>/",
        part_views.add_question,
        name="form_add_question",
    ),
    path("forms/<slug:slug>/draft/questions/<slug:name>/", part_views.question_part, name="form_question"),
    path("forms/<slug:slug>/draft/questions/<slug:name>/kind/", part_views.change_kind, name="form_kind"),
    path(
        "forms/<slug:slug>/draft/questions/<slug:name>/ending/<slug:value>/",
        part_views.ending_part,
        name="form_ending",
    ),
    re_path(
        r"^forms/(?P<slug>[-\w]{1,60})/draft/(?P<kind>step|question)/(?P<name>[-\w]{1,40})/condition/$",
        part_views.condition_part,
        name="form_condition",
    ),
    path("forms/<slug:slug>/draft/act/", part_views.act, name="form_act"),
    path("forms/<slug:slug>/draft/compare/", desk_views.compare, name="form_compare"),
    path("forms/<slug:slug>/draft/import/", exchange_views.import_draft, name="form_import_draft"),
    path("forms/<slug:slug>/draft/export/", exchange_views.export_draft, name="form_export_draft"),
    path("forms/<slug:slug>/draft/preview/<slug:language>/", preview_views.first, name="form_preview"),
    path(
        "forms/<slug:slug>/draft/preview/<slug:language>/<slug:page>/",
        preview_views.page,
        name="form_preview_page",
    ),
]
