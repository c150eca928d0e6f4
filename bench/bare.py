"""The peer of a letter: one Django view that validates the same fields and saves one row durably. No
middleware, no template, choices that are fixed in memory: as fast as Django is.

`BARE_DATABASE` names its SQLite file, which is written as ours is: WAL, each commit on disk.
"""

from __future__ import annotations

import os

import django
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import path

settings.configure(
    SECRET_KEY="bench",  # noqa: S106  # signs nothing
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF="bench.bare",
    USE_TZ=True,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": os.environ["BARE_DATABASE"],
            "CONN_MAX_AGE": 60,
            "OPTIONS": {
                "timeout": 20,
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
            },
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402  # after the set-up
from django.db import connection, models  # noqa: E402

COUNTRIES = [
    (f"{first}{second}", f"Country {first}{second}")
    for first in "ABCDEFGHIJ"
    for second in "BCDEGHKLMNOPRSTUVWXYZ"
]
OFFICES = [("london", "London"), *((f"office-{number}", f"Office {number}") for number in range(120))]
MATTERS = [(name, name) for name in ("question", "suggestion", "complaint", "consular")]


class Letter(models.Model):
    """What was written."""

    name = models.CharField(max_length=120)
    email = models.EmailField()
    unsafe = models.BooleanField()
    country = models.CharField(max_length=2)
    office = models.CharField(max_length=60)
    matter = models.CharField(max_length=12)
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "bare"

    def __str__(self) -> str:
        return self.name


class LetterForm(forms.Form):
    """The fields of our letter."""

    website = forms.CharField(required=False, max_length=200)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(max_length=254)
    unsafe = forms.BooleanField(required=False)
    country = forms.ChoiceField(choices=[("", "-"), *COUNTRIES, ("GB", "United Kingdom")], required=False)
    office = forms.ChoiceField(choices=[("", "-"), *OFFICES], required=False)
    matter = forms.ChoiceField(choices=MATTERS)
    words = forms.CharField(max_length=10_000)
    files = forms.FileField(required=False)
    statement = forms.BooleanField()

    def add_prefix(self, field_name: str) -> str:
        """The field of the words is named as ours is: both read the same bytes."""
        return "words-letter" if field_name == "words" else field_name


def letter(request: HttpRequest) -> HttpResponse:
    """Validate, save, redirect."""
    form = LetterForm(request.POST, request.FILES)
    if not form.is_valid():
        return HttpResponse(str(form.errors), status=422)
    kept = {field.name for field in Letter._meta.fields}
    Letter.objects.create(**{name: value for name, value in form.cleaned_data.items() if name in kept})
    return HttpResponseRedirect("/sent/")


def make() -> None:
    """Make the table."""
    with connection.schema_editor() as editor:
        editor.create_model(Letter)


urlpatterns = [path("en/mailbox/", letter)]
application = get_wsgi_application()
