"""The page of a service knows where its form is, in each language and at each office that takes it."""

from __future__ import annotations

import pytest
from django.test import Client

from legation.casework.applications.models import OnlineService
from legation.publishing.ports import apply_url


@pytest.mark.parametrize("language", ["en", "zh-hant", "ja", "es", "ar"])
def test_the_joint_form(client: Client, service: str, language: str) -> None:
    url = apply_url(service, "", language)
    assert url == f"/{language}/services/{service}/apply/"
    assert client.get(url).status_code == 200


def test_the_form_of_an_office(client: Client, service: str) -> None:
    url = apply_url(service, "london", "zh-hant")
    assert url == f"/zh-hant/offices/london/services/{service}/apply/"
    assert client.get(url).status_code == 200


def test_no_form_no_address(service: str) -> None:
    assert apply_url("nothing", "", "en") is None
    assert apply_url(service, "nowhere", "en") is None
    assert apply_url(service, "london", "ar") is None
    OnlineService.objects.filter(slug=service).update(offices=["tokyo"])
    assert apply_url(service, "london", "en") is None
    assert apply_url(service, "", "en")
