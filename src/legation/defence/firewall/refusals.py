"""The page of a refusal, in the visitor's likely language, with nothing of the request on it."""

from __future__ import annotations

import re
from pathlib import Path

from legation.edge.plain_pages import folder

PAGES: dict[str, tuple[str, str, str, str]] = {
    "en": (
        "This was refused",
        "Our firewall took what you sent for an attack. If it was none, write it in other words and try again.",
        "What you sent cannot be read. Go back, check it and try again.",
        "What you sent is too large. Go back, make it smaller and try again.",
    ),
    "es": (
        "Esto se ha rechazado",
        "Nuestro cortafuegos tomó por un ataque lo que envió. Si no lo era, escríbalo de otro modo e inténtelo de nuevo.",
        "Lo que envió no se puede leer. Vuelva atrás, compruébelo e inténtelo de nuevo.",
        "Lo que envió es demasiado grande. Vuelva atrás, redúzcalo e inténtelo de nuevo.",
    ),
    "zh-hant": (
        "已拒絕這項要求",
        "防火牆將您送出的內容判斷為攻擊。如果不是，請換個寫法後再試一次。",
        "無法讀取您送出的內容。請返回上一頁，檢查後再試一次。",
        "您送出的內容過大。請返回上一頁，縮小後再試一次。",
    ),
    "ja": (
        "送信は拒否されました",
        "送信された内容を、ファイアウォールが攻撃と判断しました。攻撃でない場合は、別の言葉に書き換えてもう一度お試しください。",
        "送信された内容を読み取れません。前のページに戻り、確認してからもう一度お試しください。",
        "送信された内容が大きすぎます。前のページに戻り、小さくしてからもう一度お試しください。",
    ),
    "ar": (
        "رُفض هذا الطلب",
        "اعتبر جدار الحماية ما أرسلته هجومًا. إن لم يكن كذلك فاكتبه بصيغة أخرى ثم حاول مجددًا.",
        "تعذّرت قراءة ما أرسلته. ارجع إلى الصفحة السابقة وتحقق منه ثم حاول مجددًا.",
        "ما أرسلته كبير جدًا. ارجع إلى الصفحة السابقة وقلّل حجمه ثم حاول مجددًا.",
    ),
}
REASONS = {"403 Forbidden": 1, "400 Bad Request": 2, "413 Content Too Large": 3}
TEMPLATE = (
    '<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{title}</title></head>'
    "<body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
)
ACCEPTED = re.compile(r"\s*([A-Za-z-]+)")


def page(data: Path, status: int, path: str, accepted: str) -> tuple[str, str, bytes]:
    """Status line, language and body: the prepared page of the site, else a plain one."""
    line = next((reason for reason in REASONS if reason.startswith(str(status))), "403 Forbidden")
    language = guess(path, accepted)
    name = "firewall" if line.startswith("403") else line[:3]
    try:
        return line, language, (folder(data) / f"{name}.{language}.html").read_bytes()
    except OSError:
        words = PAGES[language]
        direction = "rtl" if language == "ar" else "ltr"
        text = TEMPLATE.format(
            lang={"zh-hant": "zh-Hant"}.get(language, language),
            dir=direction,
            title=words[0],
            text=words[REASONS[line]],
        )
        return line, language, text.encode()


def guess(path: str, accepted: str) -> str:
    """The language in the path, else the first known one that the browser asks for, else English."""
    first = path[1:20].partition("/")[0].lower()
    if first in PAGES:
        return first
    for part in accepted[:200].split(","):
        found = ACCEPTED.match(part)
        code = found.group(1).lower() if found else ""
        for language in PAGES:
            if code.split("-")[0] == language.split("-")[0]:
                return language
    return "en"
