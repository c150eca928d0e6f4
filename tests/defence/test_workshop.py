"""The process in which files are made harmless: bombs end with it, and nothing stays behind."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pikepdf
import psutil
import pytest
from PIL import Image
from pytest_django import Settings

from legation.defence.malware.content import JPEG, PDF, PNG
from legation.defence.malware.disarming import Harmless, Unreadable, made_harmless
from legation.web.uploads import nameless_file
from tests.defence.bombs import huge_picture, lying_picture, pdf_bomb
from tests.defence.test_malware import document, picture


def harmless(content: bytes, kind: str) -> tuple[bytes, bytes]:
    """The harmless copy and the preview."""
    with nameless_file() as source:
        source.write(content)
        source.flush()
        with made_harmless(source, kind) as made:
            return made.content.read(), made.preview.read()


@pytest.mark.parametrize(
    ("bomb", "kind"),
    [(huge_picture, PNG), (lying_picture, PNG), (pdf_bomb, PDF)],
    ids=["huge", "lying", "pdf"],
)
def test_a_bomb_is_refused_and_the_worker_keeps_its_size(bomb: Callable[[], bytes], kind: str) -> None:
    content = bomb()
    me = psutil.Process()
    before, others = me.memory_info().rss, set(me.children())
    with pytest.raises(Unreadable):
        harmless(content, kind)
    assert me.memory_info().rss - before < 20 * 1024 * 1024
    assert set(me.children()) == others


def test_the_largest_picture_that_is_allowed_passes() -> None:
    large = io.BytesIO()
    Image.new("RGB", (10_000, 5_900), "navy").save(large, "JPEG")
    again, preview = harmless(large.getvalue(), JPEG)
    assert Image.open(io.BytesIO(again)).size == (10_000, 5_900)
    assert max(Image.open(io.BytesIO(preview)).size) <= 1400


@pytest.mark.parametrize(("content", "kind"), [(picture(), PNG), (picture("JPEG"), JPEG), (document(), PDF)])
def test_every_file_has_a_preview_that_is_a_plain_picture(content: bytes, kind: str) -> None:
    _again, preview = harmless(content, kind)
    shown = Image.open(io.BytesIO(preview))
    assert shown.format == "JPEG"
    assert shown.mode == "RGB"


def test_a_preview_shows_the_first_page() -> None:
    made = io.BytesIO()
    with pikepdf.new() as pages:
        for colour in (b"1 0 0", b"0 0 1"):
            pages.add_blank_page(page_size=(100, 100))
            pages.pages[-1].Contents = pages.make_stream(colour + b" rg 0 0 100 100 re f")
        pages.save(made)
    _again, preview = harmless(made.getvalue(), PDF)
    red, _green, blue = Image.open(io.BytesIO(preview)).resize((1, 1)).getpixel((0, 0))
    assert red > 240
    assert blue < 15


def test_a_picture_stays_upright_and_loses_where_it_was_taken() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010E] = "taken at home"
    again, _preview = harmless(picture("JPEG", exif=exif, comment=b"a remark"), JPEG)
    assert Image.open(io.BytesIO(again)).size == (20, 40)
    assert b"taken at home" not in again
    assert b"a remark" not in again


def test_nothing_plain_has_a_name_on_disk(settings: Settings, tmp_path: Path) -> None:
    settings.LEGATION_DATA = tmp_path
    seen: list[Path] = []

    def look(made: Harmless) -> None:
        assert made.content.read()
        seen.extend(path for path in tmp_path.rglob("*") if path.is_file())

    with nameless_file() as source:
        source.write(picture())
        source.flush()
        with made_harmless(source, PNG) as made:
            look(made)
    assert seen == []


def test_the_workshop_knows_nothing_of_our_secrets(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A look at what a program that took over the workshop would find around it."""
    monkeypatch.setenv("LEGATION_MASTER_KEY_FILE", "/secret")
    spy = tmp_path / "spy"
    spy.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\nexit 10\n")
    spy.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(spy))
    with pytest.raises(Unreadable):
        harmless(picture(), PNG)
    assert "LEGATION" not in (tmp_path / "seen").read_text()
