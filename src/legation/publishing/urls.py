from django.urls import URLPattern, URLResolver, path, re_path
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff import desks
from legation.publishing import feeds, files, sitemap, trouble_views, views
from legation.publishing.clearance import views as clearance
from legation.publishing.office_desk import views as office_desk
from legation.publishing.trouble import KINDS
from legation.web.audience import machine, public

desks.register(_("Pages and alerts"), "wagtailadmin_home", Role.EDITOR, Role.TRANSLATOR, Role.PUBLISHER)
desks.register(_("Offices"), "office_desks", *office_desk.KEEPERS)
desks.register(_("Waiting for clearance"), "clearance_list", Role.PUBLISHER, Role.ADMINISTRATOR)

KIND = f"(?P<kind>{'|'.join(KINDS)})"
COUNTRY = "(?P<country>[a-z]{2})"

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("search/", public(views.site_search), name="site_search"),
    path("offices/<slug:office>/search/", public(views.site_search), name="office_search"),
    path("leaving/", public(views.leaving), name="leaving"),
    path("help/", public(trouble_views.help_index), name="help_index"),
    re_path(f"^help/in/{COUNTRY}/$", public(trouble_views.help_in), name="help_in"),
    re_path(f"^help/{KIND}/$", public(trouble_views.help_kind), name="help_kind"),
    re_path(f"^help/{KIND}/{COUNTRY}/$", public(trouble_views.help_kind_in), name="help_kind_in"),
    path("offices/<slug:office>/help/", public(trouble_views.help_office), name="help_office"),
    path("offices/<slug:office>/emergency/", public(trouble_views.office_emergency), name="office_emergency"),
    path("feed.atom", public(feeds.news_feed), name="news_feed"),
    path("alerts.atom", public(feeds.alerts_feed), name="alerts_feed"),
    path("offices/<slug:office>/feed.atom", public(feeds.news_feed), name="office_news_feed"),
    path("offices/<slug:office>/alerts.atom", public(feeds.alerts_feed), name="office_alerts_feed"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("sitemap.xml", machine(sitemap.sitemap), name="sitemap"),
    re_path(r"^sitemap-(?P<number>[0-9]{1,5})\.xml$", machine(sitemap.part), name="sitemap_part"),
    path("media/<path:name>", public(files.media), name="media"),
    path(
        "documents/<int:document_id>/<str:document_filename>",
        public(files.document),
        name="wagtaildocs_serve",
    ),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("offices/", office_desk.offices, name="office_desks"),
    path("offices/<slug:office>/", office_desk.office, name="office_desk"),
    path(
        "offices/<slug:office>/closures/<int:closure>/remove/",
        office_desk.remove_closure,
        name="office_desk_closure_remove",
    ),
    path("clearance/", clearance.waiting, name="clearance_list"),
    path("clearance/<str:kind>/<int:file_id>/", clearance.decide, name="clearance_decide"),
]
