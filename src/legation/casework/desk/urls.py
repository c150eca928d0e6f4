from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.casework.desk.bulk import views as bulk
from legation.casework.desk.cover import views as cover
from legation.casework.desk.filing import views as filing
from legation.casework.desk.finding import search_views
from legation.casework.desk.finding import views as finding
from legation.casework.desk.opinions import views as opinions
from legation.casework.desk.redaction import views as redaction
from legation.casework.desk.replying import views as replying
from legation.casework.desk.replying.permissions import is_writer
from legation.casework.desk.translating import views as translating
from legation.web.desks import add_desk

add_desk(_("Texts for replies"), "reply_templates", is_writer)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("case-cover/", cover.covered, name="case_cover"),
    path("absences/", cover.absences, name="absences"),
    path("absences/<int:pk>/end/", cover.end, name="absence_end"),
    path("case-file/", filing.file, name="case_file"),
    path("opinions/", opinions.waiting, name="opinions"),
    path("opinions/<int:pk>/", opinions.give, name="opinion_give"),
    path("cases/<str:number>/opinion/", opinions.ask, name="opinion_ask"),
    path("cases/<str:number>/opinion/<int:pk>/withdraw/", opinions.withdraw, name="opinion_withdraw"),
    path("cases/<str:number>/strike/", redaction.strike, name="case_strike"),
    path("cases/<str:number>/original/", redaction.original, name="case_original"),
    path("cases/<str:number>/redaction/<int:pk>/", redaction.ask, name="redaction_ask"),
    path("redactions/", redaction.waiting, name="redactions"),
    path("redactions/<int:pk>/", redaction.decide, name="redaction_decide"),
    path("cases/<str:number>/translation/", translating.write, name="case_translate"),
    path("case-search/", search_views.search, name="case_search"),
    path("case-filter/", finding.found, name="case_filter"),
    path("case-filter/keep/", finding.keep, name="case_filter_keep"),
    path("case-filter/<int:pk>/remove/", finding.remove, name="case_filter_remove"),
    path("case-bulk/", bulk.run, name="case_bulk_run"),
    path("case-bulk/<int:pk>/", bulk.show, name="case_bulk"),
    path("case-bulk/<int:pk>/undo/", bulk.undo, name="case_bulk_undo"),
    path("reply-texts/", replying.overview, name="reply_templates"),
    path("reply-texts/new/", replying.write, name="reply_template_write"),
    path("reply-texts/<int:pk>/", replying.show, name="reply_template"),
    path("reply-texts/<int:pk>/change/", replying.change, name="reply_template_change"),
    re_path(
        r"^reply-texts/(?P<number>\d{1,9})/(?P<name>approve|return|retire)/$",
        replying.act,
        name="reply_template_act",
    ),
]
