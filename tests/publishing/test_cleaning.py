"""What hides in a file is taken out before the file is stored, or the file is refused."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pytest
from PIL import Image

from legation.publishing.uploads.cleaning import cleaned, hidden_in
from legation.publishing.uploads.refusals import Refused
from tests.publishing import samples

NAME = samples.NAME.encode()
P = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_a_picture_keeps_its_pixels_only_and_stands_upright(kind: str) -> None:
    name = f"a.{kind.lower()}"
    dirty = samples.picture(kind, hidden=True)
    assert hidden_in(name, dirty)
    clean = cleaned(name, dirty)
    assert hidden_in(name, clean) == []
    assert NAME not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.format == kind
        assert picture.size == ((40, 20) if kind == "GIF" else (20, 40))
        assert not picture.getexif()
    assert cleaned(name, samples.picture(kind))


def test_a_moving_picture_keeps_moving() -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "green", "blue")]
    result = io.BytesIO()
    frames[0].save(result, "GIF", save_all=True, append_images=frames[1:], duration=80, comment=NAME)
    clean = cleaned("a.gif", result.getvalue())
    assert NAME not in clean
    with Image.open(io.BytesIO(clean)) as picture:
        assert picture.n_frames == 3


def test_a_pdf_keeps_its_pages_only() -> None:
    dirty = samples.pdf(hidden=True)
    assert hidden_in("a.pdf", dirty)
    clean = cleaned("a.pdf", dirty)
    assert hidden_in("a.pdf", clean) == []
    with pikepdf.open(io.BytesIO(clean)) as document:
        everything = document.Root.unparse(resolved=True)
        assert b"OpenAction" not in everything
        assert "/Info" not in document.trailer
        assert not document.attachments
        assert not list(document.pages[0].get("/Annots", []))
    assert NAME not in clean


def test_a_drawing_that_can_be_lifted_off_is_refused() -> None:
    with pikepdf.open(io.BytesIO(samples.pdf())) as document:
        box = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Square, Rect=[0, 0, 9, 9])
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(box)])
        result = io.BytesIO()
        document.save(result)
    with pytest.raises(Refused) as refused:
        cleaned("a.pdf", result.getvalue())
    assert refused.value.reason == "drawings"


def test_a_word_document_loses_its_authors_and_identifiers() -> None:
    body = '<w:p w:rsidR="00AB12CD"><w:r><w:t>Guidance</w:t></w:r></w:p>'
    dirty = samples.docx(body, hidden=True)
    assert hidden_in("a.docx", dirty)
    clean = cleaned("a.docx", dirty)
    assert hidden_in("a.docx", clean) == []
    with zipfile.ZipFile(io.BytesIO(clean)) as package:
        everything = b"".join(package.read(name) for name in package.namelist())
        assert package.namelist() == [
            "[Content_Types].xml",
            "_rels/.rels",
            "word/document.xml",
            "word/settings.xml",
        ]
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"Guidance" in everything
    for trace in (NAME, b"rsid", b"core.xml"):
        assert trace not in everything


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ('<w:ins w:author="A"><w:r><w:t>new</w:t></w:r></w:ins>', "tracked changes"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>x</w:t></w:r></w:p>", "hidden text"),
    ],
)
def test_what_hides_in_a_word_document_refuses_it(body: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned("a.docx", samples.docx(body))
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("name", "parts", "reason"),
    [
        (
            "a.xlsx",
            {"xl/workbook.xml": '<workbook><sheets><sheet name="x" state="veryHidden"/></sheets></workbook>'},
            "hidden sheets",
        ),
        ("a.xlsx", {"xl/workbook.xml": "<workbook/>", "xl/comments1.xml": "<c/>"}, "comments"),
        ("a.docx", {"word/document.xml": "<w/>", "word/vbaProject.bin": "x"}, "macros"),
        (
            "a.pptx",
            {"ppt/presentation.xml": "<p/>", "ppt/notesSlides/notesSlide1.xml": "<p/>"},
            "speaker notes",
        ),
        (
            "a.odt",
            {
                "mimetype": "application/vnd.oasis.opendocument.text",
                "content.xml": '<a xmlns:text="t"><text:tracked-changes>x</text:tracked-changes></a>',
            },
            "tracked changes",
        ),
        ("a.docx", {"xl/workbook.xml": "<workbook/>"}, "broken"),
    ],
)
def test_what_hides_in_an_office_file_refuses_it(name: str, parts: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(name, samples.packed(parts))
    assert refused.value.reason == reason


def test_an_open_document_loses_its_properties() -> None:
    listed = '<manifest:file-entry manifest:full-path="{}" manifest:media-type="text/xml"/>'
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<a xmlns:text="t"><text:p>Guidance</text:p></a>',
        "meta.xml": f"<a>{samples.NAME}</a>",
        "META-INF/manifest.xml": f'<m xmlns:manifest="m">{listed.format("content.xml")}{listed.format("meta.xml")}</m>',
    }
    clean = cleaned("a.odt", samples.packed(parts))
    with zipfile.ZipFile(io.BytesIO(clean)) as package:
        assert package.namelist()[0] == "mimetype"
        assert "meta.xml" not in package.namelist()
        assert b"meta.xml" not in package.read("META-INF/manifest.xml")
    assert hidden_in("a.odt", clean) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.pdf", samples.pdf("SECRET\nMinutes of a meeting\nof nobody\nwith nobody")),
        ("a.docx", samples.docx(P.format("密等及解密條件或保密期限：密"))),
        ("a.docx", samples.docx(header="Top Secret")),
        ("a.docx", samples.docx("<w:p><w:r><w:t>TOP </w:t></w:r><w:r><w:t>SECRET</w:t></w:r></w:p>")),
        ("a.txt", "會議紀錄\n極機密\n內容".encode()),
        ("機密_a.txt", b"nothing"),
        (
            "a.xlsx",
            samples.packed(
                {
                    "xl/workbook.xml": "<workbook/>",
                    "xl/worksheets/sheet1.xml": "<a><oddHeader>&amp;CSECRET</oddHeader></a>",
                }
            ),
        ),
    ],
)
def test_a_file_with_a_secrecy_marking_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(name, content)
    assert refused.value.reason == "secrecy marking"


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a.doc", "old format"), ("a.docm", "macros"), ("a.svg", "unknown format"), ("a.exe", "unknown format")],
)
def test_formats_that_cannot_be_cleaned_are_refused(name: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        cleaned(name, b"anything")
    assert refused.value.reason == reason


@pytest.mark.parametrize("name", ["a.pdf", "a.jpg", "a.png", "a.docx", "a.odt", "a.txt"])
@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x05\x06", b"\xff\xd8\xff\xff", b"\0\xff" * 50])
def test_broken_files_are_refused_with_a_sentence(name: str, content: bytes) -> None:
    if name == "a.txt" and b"\0" not in content and b"\xff" not in content:
        return
    with pytest.raises(Refused):
        cleaned(name, content)
