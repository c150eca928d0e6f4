"""Words are found in every language, also Chinese inside a sentence; links away are announced."""

from __future__ import annotations

from legation.publishing.search import search
from tests.publishing.conftest import Joint


def test_a_chinese_word_inside_a_sentence_is_found(joint: Joint) -> None:
    page = joint.news("倫敦行動領務", "本處受理換發護照及文件驗證。", language="zh-hant")
    for words in ("護照", "換發護照", "受理", "文件驗證", "倫敦 護照"):
        assert page.url in [hit.url for hit in search(words, "zh-hant")], words
    assert "<mark>護照</mark>" in joint.client.get("/zh-hant/search/?q=護照").content.decode()
    assert page.url not in [hit.url for hit in search("照護", "zh-hant")]


def test_titles_stand_above_texts(joint: Joint) -> None:
    text = joint.news("Something else", "A heron was seen, a heron, a heron.")
    title = joint.news("Heron", "Nothing.")
    page = joint.client.get("/en/search/?q=heron").content.decode()
    assert page.index(title.url) < page.index(text.url)
    assert joint.client.get("/en/search/?q=heron&office=london").status_code == 200


def test_words_that_cannot_be_looked_for_are_refused_kindly(joint: Joint) -> None:
    assert joint.client.get("/en/search/", {"q": "x" * 101}).status_code == 400
    assert joint.client.get("/en/search/", {"q": "a\0b"}).status_code == 400
    for words in ('"', "* AND (", "'; drop table", "۞", "<script>"):
        response = joint.client.get("/en/search/", {"q": words})
        assert response.status_code == 200, words
        assert "<script>alert" not in response.content.decode()
    assert joint.client.get("/en/search/?q=visa&page=-5").status_code == 200


def test_a_link_away_leads_to_a_notice_that_accepts_no_other(joint: Joint) -> None:
    page = joint.news("Linked", '<a href="https://www.example.org/a?b=1&amp;c=2">there</a>')
    body = joint.client.get(page.url).content.decode()
    assert 'href="/en/leaving/?to=https%3A%2F%2Fwww.example.org%2Fa%3Fb%3D1%26c%3D2"' in body
    assert 'href="https://www.example.org' not in body
    notice = joint.client.get("/en/leaving/", {"to": "https://www.example.org/a?b=1&c=2"})
    assert notice.status_code == 200
    assert "www.example.org" in notice.content.decode()
    assert joint.client.get("/en/leaving/", {"to": "https://evil.example/"}).status_code == 404
    assert joint.client.get("/en/leaving/", {"to": "javascript:alert(1)"}).status_code == 404
    assert joint.client.get("/en/leaving/").status_code == 400
    joint.news("Mistyped", '<a href="https://[::1">there</a>')
    assert joint.client.get("/en/leaving/", {"to": "https://[::1"}).status_code == 200
    page.classification = "internal"
    page.save()
    assert joint.client.get("/en/leaving/", {"to": "https://www.example.org/a?b=1&c=2"}).status_code == 404
