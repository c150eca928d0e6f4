"""Small static pages for refusals, made by `legation prepare`; plain words where they are missing."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from legation.edge.answers import NO_STORE, Answer, Headers, harden
from legation.edge.negotiation import language

SENTENCES: dict[str, dict[str, str]] = {
    "en": {
        "refused": "This cannot be answered. Go back and try again.",
        "away": "This part of the site is away for the moment. Try again in a few minutes.",
    },
    "es": {
        "refused": "No se puede responder a esto. Vuelva atrás e inténtelo de nuevo.",
        "away": "Esta parte del sitio no está disponible por el momento. Inténtelo de nuevo dentro de unos minutos.",
    },
    "zh-hant": {
        "refused": "無法處理這項要求，請返回上一頁再試一次。",
        "away": "這部分網站目前暫停服務，請過幾分鐘再試。",
    },
    "ja": {
        "refused": "この要求にはお応えできません。前のページに戻り、もう一度お試しください。",
        "away": "サイトのこの部分は現在ご利用いただけません。数分後にもう一度お試しください。",
    },
    "ar": {
        "refused": "تعذّر تلبية هذا الطلب. ارجع إلى الصفحة السابقة وحاول مرة أخرى.",
        "away": "هذا الجزء من الموقع غير متاح حاليًا. حاول مرة أخرى بعد بضع دقائق.",
    },
}
TEMPLATE = (
    '<!doctype html><html lang="{lang}" dir="{dir}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1"><title>{text}</title></head>'
    "<body><main><h1>{text}</h1></main></body></html>"
)


def folder(data: Path) -> Path:
    """Where `legation prepare` puts the pages: `STATUS.LANGUAGE.html` or `NAME.LANGUAGE.html`."""
    return data / "edge" / "pages"


class PlainPages:
    """Answers by status, in the visitor's likely language."""

    def __init__(self, data: Path, languages: tuple[str, ...]) -> None:
        self.data, self.languages = data, languages
        self._body = lru_cache(maxsize=256)(self._read)

    def answer(
        self,
        status: int,
        environ: dict[str, object],
        *extra: tuple[str, str],
        name: str = "",
        place: str = "none",
    ) -> Answer:
        """The page for `status`, or the page `name` under that status."""
        code = self.guess(str(environ.get("PATH_INFO", "")), str(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
        body = self._body(name or str(status), status, code)
        headers: Headers = [
            ("content-type", "text/html; charset=utf-8"),
            ("content-language", code),
            ("content-length", str(len(body))),
            ("cache-control", NO_STORE),
            ("vary", "Accept-Language"),
            *extra,
        ]
        return Answer(status, harden(headers), body, place=place, language=code)

    def guess(self, path: str, accepted: str) -> str:
        """The language in the path, else the one that the browser asks for."""
        first = path[1:20].partition("/")[0].lower()
        return first if first in self.languages else language(accepted, self.languages)

    def _read(self, name: str, status: int, code: str) -> bytes:
        try:
            return (folder(self.data) / f"{name}.{code}.html").read_bytes()
        except OSError:
            words = SENTENCES.get(code, SENTENCES["en"])
            text = words["away" if status >= 500 else "refused"]
            direction = "rtl" if code == "ar" else "ltr"
            return TEMPLATE.format(lang=code, dir=direction, text=text).encode()
