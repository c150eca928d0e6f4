"""Images: turned upright, drawn anew without anything beside the picture, and looked at for what hides."""

from __future__ import annotations

import io
import re
import warnings
from typing import Any

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps, ImageSequence, UnidentifiedImageError

from legation.publishing.uploads.markings import Line
from legation.publishing.uploads.refusals import Refused

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF")
MOST_PIXELS = 100_000_000
MOST_FRAMES = 300
QUALITY = 90
# What a picture without anything hidden still says of itself.
PLAIN = frozenset(
    {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
        "dpi",
        "progressive",
        "progression",
        "transparency",
        "background",
        "version",
        "duration",
        "loop",
        "timestamp",
        "default_image",
        "interlace",
        "extension",
        "gamma",
        "bbox",
        "disposal",
        "blend",
        "icc_profile",
    }
)
BROKEN = (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, Image.DecompressionBombError)
TEXT_NODE = re.compile(r">([^<>]{1,200})<|=\"([^\"]{1,200})\"")
APPLICATION, COMMENT = range(0xE1, 0xF0), 0xFE
ADOBE, SCAN = 0xEE, 0xDA


def cleaned_picture(content: bytes) -> bytes:
    """The same picture in the same format, upright, in sRGB, with nothing else. Raises Refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                return _drawn(picture)
        except BROKEN as error:
            raise Refused(
                "broken", _("The picture cannot be opened. Save it again as JPEG, PNG, GIF, WebP or AVIF.")
            ) from error


def hidden_in_picture(content: bytes) -> list[str]:
    """Names of what the picture carries beside its pixels, such as `exif`; empty when it is clean."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                found = [name for name in map(str, picture.info) if name not in PLAIN]
                found += ["exif"] if picture.getexif() and "exif" not in found else []
                kind = picture.format
        except BROKEN:
            return ["unreadable"]
    segments = {marker for marker, _data in jpeg_segments(content)} if kind == "JPEG" else set()
    if segments & ({*APPLICATION, COMMENT} - {ADOBE}):
        found.append("segments")
    return found


def lines_of_picture(content: bytes) -> list[Line]:
    """Every text that the picture carries beside its pixels."""
    texts: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            with Image.open(io.BytesIO(content), formats=FORMATS) as picture:
                texts += [_text(value) for value in picture.info.values()]
                exif = picture.getexif()
                texts += [_text(value) for value in exif.values()]
                texts += [_text(value) for value in exif.get_ifd(0x8769).values()]
        except BROKEN:
            return []
    lines: list[Line] = []
    for text in texts:
        nodes = [one or other for one, other in TEXT_NODE.findall(text)]
        lines += [Line(part.strip("\0 "), head=True) for part in (*text.splitlines(), *nodes)]
    return lines


def jpeg_segments(content: bytes) -> list[tuple[int, bytes]]:
    """Marker and whole bytes of each segment before the picture's data."""
    place, found = 2, []
    while place + 4 <= len(content) and content[place] == 0xFF:
        marker = content[place + 1]
        if marker == SCAN:
            break
        end = place + 2 + int.from_bytes(content[place + 2 : place + 4], "big")
        found.append((marker, content[place:end]))
        place = end
    return found


def bare_jpeg(content: bytes) -> bytes:
    """A JPEG without comments and application data, pixels untouched: for pictures within a document."""
    if not content.startswith(b"\xff\xd8"):
        return content
    segments = jpeg_segments(content)
    rest = content[2 + sum(len(data) for _marker, data in segments) :]
    kept = [data for marker, data in segments if marker == ADOBE or marker not in {*APPLICATION, COMMENT}]
    return b"\xff\xd8" + b"".join(kept) + rest


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return value[:100_000].decode("utf-8", "replace")
    return str(value)[:100_000] if isinstance(value, str | tuple | list) else ""


def _drawn(picture: Any) -> bytes:
    frames = getattr(picture, "n_frames", 1)
    if picture.width * picture.height * frames > MOST_PIXELS or frames > MOST_FRAMES:
        raise Refused("too large", _("The picture is too large. Make it smaller and try again."))
    kind = str(picture.format)
    result = io.BytesIO()
    options: dict[str, Any] = {"quality": QUALITY} if kind in ("JPEG", "WEBP", "AVIF") else {}
    if frames > 1 and kind != "JPEG":
        durations = []
        bare = []
        for frame in ImageSequence.Iterator(picture):
            durations.append(int(frame.info.get("duration", 100)))
            bare.append(_bare(frame.convert("RGBA")))
        options |= {"save_all": True, "append_images": bare[1:], "duration": durations}
        options |= {"loop": int(picture.info.get("loop", 0))} if kind != "AVIF" else {}
        bare[0].save(result, kind, **options)
    else:
        _bare(_coloured(ImageOps.exif_transpose(picture), kind)).save(result, kind, **options)
    return result.getvalue()


def _coloured(picture: Any, kind: str) -> Any:
    """In a mode that the format can keep, its colours meant as sRGB."""
    profile = picture.info.get("icc_profile")
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(
                picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
            )
        except (ImageCms.PyCMSError, OSError, ValueError):
            picture = picture.convert("RGB")
    if kind == "JPEG":
        return picture.convert("L" if picture.mode == "L" else "RGB")
    if picture.mode in ("L", "RGB", "RGBA") and "transparency" not in picture.info:
        return picture
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _bare(picture: Any) -> Any:
    """The pixels alone."""
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare
