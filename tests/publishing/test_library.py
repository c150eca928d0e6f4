"""The document library: what each file is in words, chosen without script, and only what is Public."""

from __future__ import annotations

from legation.publishing.models import LibraryPage, SiteDocument
from tests.publishing.conftest import Joint

ADDRESS = "/en/offices/london/documents/"


def test_each_document_is_told_in_words(joint: Joint) -> None:
    page = joint.client.get(ADDRESS).content.decode()
    assert "Passport application on paper" in page
    assert "English · PDF · " in page
    document = SiteDocument.objects.get(title="Passport application on paper")
    assert f'href="{document.url}"' in page
    answer = joint.client.get(document.url)
    assert answer.getvalue().startswith(b"%PDF")
    answer.close()
    assert "護照申請書（紙本）" in joint.client.get("/zh-hant/offices/london/documents/").content.decode()


def test_topic_and_year_choose_without_script(joint: Joint) -> None:
    page = joint.client.get(ADDRESS, {"topic": "Fees"}).content.decode()
    assert "Consular fees</a>" in page
    assert "Passport application on paper" not in page
    for query in ({"topic": "<b>"}, {"year": "\0"}, {"year": "9" * 500}):
        page = joint.client.get(ADDRESS, query).content.decode()
        assert "<b>" not in page
        assert "Consular fees</a>" not in page


def test_a_file_that_is_not_public_is_not_named(joint: Joint) -> None:
    document = SiteDocument.objects.get(title="Consular fees")
    document.classification = "internal"
    document.save()
    assert "Consular fees" not in joint.client.get(ADDRESS).content.decode()
    library = LibraryPage.objects.get(locale__language_code="en", office__slug="london")
    assert "Consular fees" not in library.plain_text()


def test_documents_are_found(joint: Joint) -> None:
    page = joint.client.get("/en/search/?q=fill in by hand").content.decode()
    assert ADDRESS in page
