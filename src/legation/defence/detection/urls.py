from django.urls import URLPattern, URLResolver, path

from legation.defence.detection import views

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("security/", views.desk, name="security_desk"),
    path("security/blocks/add/", views.add_block, name="security_block_add"),
    path("security/blocks/<int:block_id>/remove/", views.remove_block, name="security_block_remove"),
    path("security/allowed/add/", views.add_allowed, name="security_allowed_add"),
    path("security/allowed/<int:allowed_id>/remove/", views.remove_allowed, name="security_allowed_remove"),
]
