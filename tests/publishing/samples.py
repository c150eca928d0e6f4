"""Small files of every kind, clean or with something in them that must not be published."""

from __future__ import annotations

import io
import zipfile

import pikepdf
from PIL import Image, PngImagePlugin

NAME = "Kingfisher Author"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"
PACKAGE_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"


def picture(kind: str = "JPEG", *, hidden: bool = False, size: tuple[int, int] = (40, 20)) -> bytes:
    """A picture; `hidden`: with position, orientation, texts and comment where the format has them."""
    drawn = Image.new("RGB", size, (10, 120, 200))
    result = io.BytesIO()
    options: dict[str, object] = {}
    if hidden:
        exif = Image.Exif()
        exif[0x010E] = NAME
        exif[0x0112] = 6
        exif.get_ifd(0x8825)[1] = "N"
        exif.get_ifd(0x8825)[2] = (25.0, 2.0, 3.0)
        if kind in ("JPEG", "WEBP", "AVIF", "PNG"):
            options["exif"] = exif.tobytes()
        if kind in ("JPEG", "GIF"):
            options["comment"] = NAME.encode()
        if kind == "PNG":
            texts = PngImagePlugin.PngInfo()
            texts.add_text("Author", NAME)
            options["pnginfo"] = texts
    drawn.save(result, kind, **options)
    return result.getvalue()


def pdf(text: str = "Guidance", *, hidden: bool = False) -> bytes:
    """One page with a line of text; `hidden`: with properties, action, remark, attachment and an earlier version."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(300, 300))
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    lines = " ".join(f"({line}) Tj 0 -20 Td" for line in text.splitlines())
    page.Contents = document.make_stream(f"BT /F1 12 Tf 20 250 Td {lines} ET".encode())
    if hidden:
        document.docinfo["/Author"] = NAME
        with document.open_metadata() as metadata:
            metadata["dc:creator"] = [NAME]
        document.Root.PieceInfo = pikepdf.Dictionary(Program=pikepdf.Dictionary(Who=NAME))
        document.attachments["inside.txt"] = NAME.encode()
        document.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://{NAME}.example/")
        remark = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, T=NAME, Contents="remark", Rect=[0, 0, 9, 9]
        )
        page.Annots = pikepdf.Array([document.make_indirect(remark)])
    result = io.BytesIO()
    document.save(result)
    content = result.getvalue()
    return content + f"\n% {NAME}\nstartxref\n0\n%%EOF\n".encode() if hidden else content


def docx(
    body: str = "<w:p><w:r><w:t>Guidance</w:t></w:r></w:p>", header: str = "", *, hidden: bool = False
) -> bytes:
    """A document of a word processor."""
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/docProps/core.xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE_RELATIONS}">'
        '<Relationship Id="r1" Type="d" Target="word/document.xml"/>'
        '<Relationship Id="r2" Type="c" Target="docProps/core.xml"/></Relationships>',
        "word/document.xml": f'<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>',
    }
    if header:
        parts["word/header1.xml"] = (
            f'<w:hdr xmlns:w="{WORD}"><w:p><w:r><w:t>{header}</w:t></w:r></w:p></w:hdr>'
        )
    if hidden:
        parts["docProps/core.xml"] = (
            f'<cp:coreProperties xmlns:cp="{CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:creator>{NAME}</dc:creator></cp:coreProperties>"
        )
        parts["customXml/item1.xml"] = f"<a>{NAME}</a>"
        parts["word/settings.xml"] = (
            f'<w:settings xmlns:w="{WORD}"><w:rsids><w:rsid w:val="00AB12CD"/></w:rsids></w:settings>'
        )
    return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """A ZIP package."""
    result = io.BytesIO()
    with zipfile.ZipFile(result, "w") as package:
        for name, text in parts.items():
            package.writestr(name, text)
    return result.getvalue()
