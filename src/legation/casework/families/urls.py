from django.urls import URLPattern, URLResolver, path

from legation.casework.families import desk

# Below a language prefix, such as /en/.
localised: list[URLPattern | URLResolver] = []
# At the root, without a language.
unprefixed: list[URLPattern | URLResolver] = []
# Below /staff/, for signed-in staff.
staff: list[URLPattern | URLResolver] = [
    path("cases/<str:number>/people/", desk.decide, name="family_decide"),
]
