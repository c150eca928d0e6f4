"""What the visitor's browser asks for: an encoding, a language. Remembered by the header's text."""

from __future__ import annotations

from functools import lru_cache

ENCODINGS = ("br", "gzip")


def _weights(header: str) -> dict[str, float]:
    found: dict[str, float] = {}
    for part in header.lower().split(","):
        name, _, parameter = part.partition(";")
        try:
            weight = float(parameter.strip().removeprefix("q=") or 1) if parameter else 1.0
        except ValueError:
            weight = 0.0
        if name.strip():
            found[name.strip()] = weight
    return found


@lru_cache(maxsize=512)
def encoding(header: str) -> str:
    """`br`, `gzip`, or an empty text for none."""
    weights = _weights(header)
    anything = weights.get("*", 0.0)
    best = max(ENCODINGS, key=lambda name: weights.get(name, anything))
    return best if weights.get(best, anything) > 0 else ""


@lru_cache(maxsize=1024)
def language(header: str, languages: tuple[str, ...]) -> str:
    """The best of `languages` for an `Accept-Language`; the first when none fits."""
    weights = _weights(header[:200])
    for wanted in sorted(weights, key=lambda name: -weights[name]):
        if weights[wanted] <= 0:
            continue
        if wanted in languages:
            return wanted
        base = wanted.partition("-")[0]
        for name in languages:
            if name.partition("-")[0] == base:
                return name
    return languages[0]
