from django.urls import URLPattern, URLResolver

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = []
