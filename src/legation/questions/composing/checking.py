"""What stands against a form: every mistake and every text that a language lacks, in plain words."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from legation.questions.composing.choice_fields import ROWS, lacking
from legation.questions.composing.mending import mistakes_of
from legation.questions.composing.models import ComposedForm
from legation.questions.composing.places import Loose, at, tokens
from legation.questions.composing.saying import said
from legation.questions.composing.uses import use_of
from legation.questions.kinds import CHOOSING, Kind
from legation.questions.reading import WrongDefinition, read
from legation.questions.reading_texts import lacks

MOST_NAMED = 1000  # more at once helps nobody, and a hostile file has as many as it has signs
UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u202d\u202e\ud800-\udfff]")


@dataclass(frozen=True)
class Problem:
    """One thing that stands against the form. `language`: the text at `place` lacks it."""

    place: str
    sentence: str
    language: str = ""


def problems_of(source: Loose, form: ComposedForm) -> list[Problem]:
    """What keeps the draft from being published, mistakes first; not more than can be read."""
    found = (mistakes(source), _languages(source, form), _for_its_use(source, form), missing(source))
    return list(islice(chain.from_iterable(found), MOST_NAMED))


def missing(source: Loose) -> list[Problem]:
    """Every text that a language of the form lacks."""
    names = dict(settings.LANGUAGES)
    return [
        Problem(
            lack.place,
            _("%(text)s: missing in %(language)s.")
            % {"text": text_name(lack.place), "language": names.get(lack.language, lack.language)},
            lack.language,
        )
        for lack in lacks(source)
    ]


def mistakes(source: object) -> list[Problem]:
    """Everything that is wrong with the structure, also where texts are missing still."""
    if not isinstance(source, dict):
        return [Problem("form", _("A form is a JSON object."))]
    plain = chain(_hidden_signs(source, ""), _unfinished(source), _conditions(source))
    own = list(islice(plain, MOST_NAMED))
    places = [tokens(problem.place) for problem in own]
    for place, sentence in mistakes_of(_finished(source)):
        path = tokens(place)
        if not any(_is_same(path, other) for other in places):
            own.append(Problem(place, said(sentence)))
    return own


def _is_same(path: list[str | int], reported: list[str | int]) -> bool:
    """Whether what the reader stumbles over there was said already in better words."""
    if not path or not reported:
        return False
    if path == ["steps"] and reported[-1] == "role":  # how the reader says that a part is given twice
        return True
    rest = reported[len(path) :]
    inside = reported[: len(path)] == path and not any(isinstance(token, int) for token in rest)
    return inside or path[: len(reported)] == reported


def text_name(place: str) -> str:
    """Which text of its part stands at the place."""
    path = [token for token in tokens(place) if isinstance(token, str)]
    key, above = path[-1], path[-2] if len(path) > 1 else ""
    if above == "help":
        return _("Title of the help") if key == "title" else _("Help text")
    if above == "ends":
        return {
            "title": _("Title of the ending"),
            "text": _("Text of the ending"),
            "link": _("Words of the link"),
        }.get(key, key)
    return {
        "title": _("Title"),
        "intro": _("Introduction"),
        "hint": _("Hint"),
        "label": _label_name(path),
        "low": _("Words at the low end"),
        "high": _("Words at the high end"),
        "entry": _("What one entry is called"),
        "add": _("Button for one more"),
    }.get(key, key)


def _label_name(path: list[str]) -> str:
    if "rows" in path:
        return _("Words of the row")
    return _("Words of the choice") if "choices" in path else _("Question")


def _languages(source: Loose, form: ComposedForm) -> Iterator[Problem]:
    """An office's form is in all languages of the office."""
    names = dict(settings.LANGUAGES)
    own = source.get("languages") or []
    for code in form.office.languages if form.office else []:
        if code not in own:
            sentence = _("The office also publishes in %(language)s; the form is not in it yet.")
            yield Problem("languages", sentence % {"language": names.get(code, code)})
    for code in own:
        if code not in names:
            yield Problem("languages", _("This site has no language %(code)s.") % {"code": code})


def _for_its_use(source: Loose, form: ComposedForm) -> Iterator[Problem]:
    use = use_of(form.use, form.slug)
    if use is None:
        return
    try:
        definition = read(_finished(source))
    except WrongDefinition:
        return
    yield from (Problem("form", sentence) for sentence in use.problems(definition))


def _hidden_signs(found: object, place: str) -> Iterator[Problem]:
    """Signs that no page shows, or that turn the direction of what follows."""
    if isinstance(found, str) and UNSHOWN.search(found):
        yield Problem(place, _("There is a sign in it that cannot be shown."))
    elif isinstance(found, dict):
        for key, value in found.items():
            if UNSHOWN.search(str(key)):
                yield Problem(place or "form", _("There is a sign in it that cannot be shown."))
            yield from _hidden_signs(value, f"{place}.{key}" if place else str(key))
    elif isinstance(found, list):
        for number, value in enumerate(found):
            yield from _hidden_signs(value, f"{place}[{number}]")


def _unfinished(source: Loose) -> Iterator[Problem]:
    """What a draft lacks while it is being composed."""
    if source.get("steps") == []:
        yield Problem("steps", _("The form has no step yet."))
    roles: set[str] = set()
    for place, item in each_part(source):
        if place.startswith("steps") and item.get("questions") == []:
            yield Problem(f"{place}.questions", _("This step has no question yet."))
        for listing in lacking(item):
            none_yet = (
                _("This question has no rows yet.")
                if listing is ROWS
                else _("This question has no choices yet.")
            )
            yield Problem(f"{place}.{listing.key}", none_yet)
        least, most = item.get("least"), item.get("most")
        if isinstance(least, int) and isinstance(most, int) and least > most:
            yield Problem(f"{place}.least", _("The least is more than the most."))
        role = item.get("role")
        if isinstance(role, str) and role and role in roles:
            yield Problem(f"{place}.role", _("Another question plays this part already."))
        roles.add(str(role))
        if item.get("repeat") and any(question.get("role") for question in _dicts(item.get("questions"))):
            yield Problem(f"{place}.repeat", _("A question that repeats cannot play a part."))
        for number, choice in enumerate(_dicts(item.get("choices"))):
            ends = choice.get("ends")
            if isinstance(ends, dict) and bool(ends.get("path")) != ("link" in ends):
                sentence = _("A link needs both its page and its words.")
                yield Problem(f"{place}.choices[{number}].ends.path", sentence)


def _conditions(source: Loose) -> Iterator[Problem]:
    """Conditions that look at what is not there, or not there any more."""
    earlier: dict[str, Loose] = {}
    for place, item in each_part(source):
        for question, row, values in looked_at(item.get("when")):
            asked = earlier.get(question)
            if asked is None:
                sentence = _("The condition looks at %(question)s, which does not stand before it.")
                yield Problem(f"{place}.when", sentence % {"question": question})
            elif asked.get("kind") in (*CHOOSING, Kind.RANKING, Kind.MATRIX):
                known = [choice.get("value") for choice in _dicts(asked.get("choices"))]
                rows = [row.get("value") for row in _dicts(asked.get("rows"))]
                if any(value not in known for value in values) or (row and row not in rows):
                    sentence = _("The condition looks for an answer that %(question)s does not have.")
                    yield Problem(f"{place}.when", sentence % {"question": question})
        for question in _undecided(item.get("when")):
            sentence = _("The condition does not say yet which answer of %(question)s it looks for.")
            yield Problem(f"{place}.when", sentence % {"question": question})
        if not place.count(".") and place.startswith("steps"):
            if item.get("repeat"):
                earlier[str(item.get("id"))] = {}
        else:
            earlier[str(item.get("id"))] = item


def _undecided(when: object) -> Iterator[str]:
    """The questions of tests that an editor began and did not finish."""
    for inner in _tests(when):
        if inner.get("is") == []:
            yield str(inner["question"])


def looked_at(when: object) -> Iterator[tuple[str, str, list[str]]]:
    """The questions that a condition looks at, each with its row and the answers that it looks for."""
    for test in _tests(when):
        values = test.get("is")
        row = str(test.get("row") or "")
        yield test["question"], row, [str(value) for value in values] if isinstance(values, list) else []


def _tests(when: object) -> Iterator[Loose]:
    """Every single test of a condition, however deep."""
    if not isinstance(when, dict):
        return
    for key in ("all", "any"):
        inside = when.get(key)
        for inner in inside if isinstance(inside, list) else []:
            yield from _tests(inner)
    yield from _tests(when.get("not"))
    if isinstance(when.get("question"), str):
        yield when


def each_part(source: Loose) -> Iterator[tuple[str, Loose]]:
    """Every step and question with its place, in the order in which they are asked."""
    for number, item in enumerate(_dicts(source.get("eligibility"))):
        yield f"eligibility[{number}]", item
    for number, step in enumerate(_dicts(source.get("steps"))):
        yield f"steps[{number}]", step
        for within, item in enumerate(_dicts(step.get("questions"))):
            yield f"steps[{number}].questions[{within}]", item


def _dicts(found: object) -> list[Loose]:
    """The rows of a list; what is no object counts as an empty one, so that the numbers stay right."""
    return [row if isinstance(row, dict) else {} for row in found] if isinstance(found, list) else []


def _finished(source: Loose) -> Any:
    """A copy in which every missing text is written, so that only other mistakes are left in it."""
    done = copy.deepcopy(source)
    for lack in lacks(done):
        texts = at(done, tokens(lack.place))
        if isinstance(texts, dict):
            texts[lack.language] = "…"
    return done
