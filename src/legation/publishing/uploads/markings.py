"""Recognising a national secrecy marking: as a marking, never as a word within a sentence.

A marking stands on a line of its own (heading, header, footer, stamp, a document's property), follows
a label such as 「密等：」 or "Classification:", or is a part of the file's name. What has only the look
of one, such as 「密碼」 or "the secret of our success", passes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePath

LONGEST_LINE = 200
CHINESE = "絕對機密|極機密|機密|密|绝密|机密|秘密"
WORDS = (
    "COSMIC TOP SECRET|ALTO SECRETO|ULTRASECRETO|TOP SECRET|SECRETO|SECRET|CONFIDENTIAL|CONFIDENCIAL|RESTRICTED|"
    "RESERVADO|DIFUSIÓN LIMITADA|TRÈS SECRET|SECRET DÉFENSE|CONFIDENTIEL DÉFENSE|CONFIDENTIEL|"
    "DIFFUSION RESTREINTE|STRENG GEHEIM|GEHEIM|VS-VERTRAULICH|VS-NUR FÜR DEN DIENSTGEBRAUCH|OFFICIAL-SENSITIVE|"
    "СОВЕРШЕННО СЕКРЕТНО|СЕКРЕТНО"
)
BEFORE = "(?:(?:NATO|EU|UE|UE/EU|UK|US|U\\.S\\.|ESA|ROC|TAIWAN|RESTREINT UE/EU|SECRET UE/EU) ?[-/]? ?)?"
AFTER = r"(?: UE(?:/EU [A-Z ]+)?)?(?: ?//? ?[A-Z][A-Z0-9 ,/-]{1,60})*"
LATIN = re.compile(f"(?:{BEFORE}(?:{WORDS}){AFTER}|RESTREINT UE(?:/EU RESTRICTED)?)")
HAN = re.compile(
    rf"(?:國家機密|國防秘密|公務機密|一般公務機密|(?:國家機密|國家机密)?[/: -]?(?:{CHINESE})(?:★.{{0,12}})?件?"
    r"|極秘|厳秘|秘|特定秘密|機密性3情報)"
)
ARABIC = re.compile("(?:سري للغاية|سري جدا|سري ومكتوم|سري|محظور التداول)")
LABELS = re.compile(
    r"(?:security classification|classification(?: level)?|protective marking|clasificación|grado de clasificación"
    r"|nivel de clasificación|機密等級|國家機密等級|密等|密級|保密等級|機密区分|秘密区分|取扱区分|درجة السرية|التصنيف الامني"
    r"|تصنيف الوثيقة|密等及解密條件(?:或保密期限)?)\s*: ?(.+)",
    re.IGNORECASE,
)
TERMS = re.compile(
    r"(?:保密期限|解密條件|密等及解密條件(?:或保密期限)?|解密日期|保密期間|declassify on|derived from|classified by)\s*: ?(.+)",
    re.IGNORECASE,
)
NOTHING = re.compile(
    r"(?:無|普通|一般|公開|否|不適用|解密|免|none|n/?a|public|unclassified|[-–—○□/]*)\s*$|.{1,8}:",
    re.IGNORECASE,
)
PAGE = re.compile(
    r"(?:page|página|seite|صفحة)? ?\d+ ?(?:of|/|de|von|من) ?\d+|(?:page|página|صفحة) \d+|第 ?\d+ ?頁(?:[,、 ]*共 ?\d+ ?頁)?",
    re.IGNORECASE,
)
EDGES = " \t*_-–—=~.,;!|#<>[](){}【】「」『』〔〕《》（）()·•:★※"
SPACED = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")
SPREAD = re.compile(r"(?:[A-ZÉÈÓ] ){2,}[A-ZÉÈÓ]")
ARABIC_MARKS = re.compile("[\u0640\u064b-\u0652\u0670]")
NAME_PARTS = re.compile(r"[_.()\[\]【】「」（）《》+]+| - |-(?=[^a-z])|(?<=[\u3400-\u9fff])-")


@dataclass(frozen=True)
class Line:
    """One line of a document. `head`: of a header, footer, property or name, where also small letters count."""

    text: str
    head: bool = False


def marking_in(lines: Iterable[Line]) -> str:
    """The first secrecy marking, such as 「極機密」; an empty text when there is none."""
    return next((found for line in lines if (found := _marking(line))), "")


def marking_of_name(name: str) -> str:
    """A secrecy marking that is a part of the file's name of its own."""
    stem = _even(PurePath(name.replace("\\", "/")).stem)
    parts = [stem, *NAME_PARTS.split(stem)]
    if found := next((part for part in parts if _alone(part, head=False)), ""):
        return found.strip(EDGES)
    begun = re.match(
        r"(TOP[ -]SECRET|ALTO[ -]SECRETO|SECRET|CONFIDENTIAL)(?=[ -][A-Z0-9\u3400-\u9fff])", stem
    )
    if begun and not stem.isupper():
        return begun[0]
    return next((mark for mark in ("絕對機密", "極機密", "TOP SECRET") if stem.startswith(mark)), "")


def _marking(line: Line) -> str:
    if len(line.text) > LONGEST_LINE or not line.text.strip():
        return ""
    text = _even(line.text)
    if found := LABELS.search(text):
        said = found[1].strip(EDGES)
        first = re.split(r"[ ,;、(]", said, maxsplit=1)[0].strip(EDGES)
        if _alone(said, head=True) or _alone(first, head=True) or LATIN.match(said.upper()):
            return said[:40]
    if (found := TERMS.search(text)) and not NOTHING.match(found[1].strip()):
        return found[0][:40]
    return text.strip(EDGES)[:40] if _alone(text, head=line.head) else ""


def _alone(text: str, *, head: bool) -> bool:
    """Whether the text is a marking and nothing else, but for page numbers and brackets."""
    bare = PAGE.sub(" ", text).strip(EDGES)
    if not bare:
        return False
    latin = bare.upper() if head else bare
    return any(
        pattern.fullmatch(candidate)
        for pattern, candidate in ((LATIN, latin), (HAN, bare.replace(" ", "")), (ARABIC, bare))
    )


def _even(text: str) -> str:
    """One way of writing: full-width signs, spread letters, Arabic vowel signs, runs of blanks."""
    text = unicodedata.normalize("NFKC", text)
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")
    text = ARABIC_MARKS.sub("", text).replace("أ", "ا").replace("ى", "ي")
    parts = (SPREAD.sub(lambda match: match[0].replace(" ", ""), part) for part in re.split(r"\s{2,}", text))
    return SPACED.sub("", " ".join(" ".join(parts).split()))
