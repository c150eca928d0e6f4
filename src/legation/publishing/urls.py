from django.urls import URLPattern, URLResolver, path
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import Role
from legation.accounts.staff import desks
from legation.publishing import feeds, files, views

desks.register(_("Pages and alerts"), "wagtailadmin_home", Role.EDITOR, Role.TRANSLATOR, Role.PUBLISHER)

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = [
    path("search/", views.site_search, name="site_search"),
    path("leaving/", views.leaving, name="leaving"),
    path("feed.atom", feeds.news_feed, name="news_feed"),
]
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = [
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("media/<path:name>", files.media, name="media"),
    path("documents/<int:document_id>/<str:document_filename>", files.document, name="wagtaildocs_serve"),
]
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
