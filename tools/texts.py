"""Collects the texts of all packages into their catalogues and gives these one clean header.

Run `python tools/texts.py` after changing texts (needs gettext), translate what it lists, run it again.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

PACKAGES = Path(__file__).resolve().parents[1] / "src" / "legation"
# The plural forms that gettext and Django use; Babel orders Arabic's differently.
LANGUAGES = {
    "zh_Hant": "nplurals=1; plural=0;",
    "ja": "nplurals=1; plural=0;",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : "
    "n%100>=11 && n%100<=99 ? 4 : 5;",
}


def collect(root: Path) -> None:
    """Bring every catalogue below `root` up to date with the source beside it.

    Texts of a package that has no `locale` folder yet go to `root/locale`, where they stay untranslated.
    """
    (root / "locale").mkdir(exist_ok=True)
    wanted = [argument for language in LANGUAGES for argument in ("-l", language)]
    subprocess.run(
        [
            sys.executable,
            "-m",
            "django",
            "makemessages",
            *wanted,
            "--no-location",
            "--no-wrap",
            "--no-obsolete",
        ],
        cwd=root,
        check=True,
        stdout=subprocess.DEVNULL,
    )


def catalogues(root: Path) -> list[Path]:
    """Every catalogue below `root`."""
    return sorted(root.glob("**/LC_MESSAGES/django.po"))


def untranslated(path: Path) -> list[str]:
    """The messages of a catalogue that are missing or only guessed."""
    catalog = _read(path)
    missing = []
    for message in catalog:
        strings = message.string if isinstance(message.string, tuple | list) else (message.string,)
        if message.id and (message.fuzzy or not all(strings)):
            missing.append(str(message.id))
    return missing


def collisions(root: Path) -> list[str]:
    """The messages that two catalogues of one language translate differently: a site has one word for each."""
    known: dict[tuple[str, str | None, str], tuple[Path, object]] = {}
    found = []
    for path in catalogues(root):
        for message in _read(path):
            text = message.id if isinstance(message.id, str) else message.id[0]
            first, word = known.setdefault((path.parts[-3], message.context, text), (path, message.string))
            if text and word != message.string:
                places = f"{first.relative_to(root)} and {path.relative_to(root)}"
                found.append(f"{text!r} ({message.context}): {word} or {message.string}, in {places}")
    return found


def tidy(path: Path) -> None:
    """Rewrite a catalogue's header: it names the language and its plural forms, and no person."""
    language = path.parts[-3]
    body = path.read_text().split("\n\n", 1)[1:]
    header = (
        "# Texts of this package; published under the licence of the project.",
        'msgid ""',
        'msgstr ""',
        '"Project-Id-Version: Legation\\n"',
        f'"Language: {language}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=UTF-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
        f'"Plural-Forms: {LANGUAGES[language]}\\n"',
    )
    path.write_text("\n".join(header) + "\n\n" + "".join(body).strip() + "\n")


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=Locale.parse(path.parts[-3]))


def main() -> int:
    """Exit code 1 while anything is untranslated, or translated in two ways."""
    collect(PACKAGES)
    strays = PACKAGES / "locale"
    if not any(message.id for path in catalogues(strays) for message in _read(path)):
        shutil.rmtree(strays)
    failed = 0
    for path in catalogues(PACKAGES):
        tidy(path)
        for text in untranslated(path):
            failed = 1
            sys.stdout.write(f"{path.relative_to(PACKAGES)}: {text}\n")
    for text in collisions(PACKAGES):
        failed = 1
        sys.stdout.write(f"{text}\n")
    return failed


if __name__ == "__main__":
    sys.exit(main())
