from django.urls import URLPattern, URLResolver, path

from legation.questions import serving

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("files/<uuid:file_id>/", serving.file, name="file"),
    path("files/<uuid:file_id>/preview/", serving.file_preview, name="file_preview"),
]
