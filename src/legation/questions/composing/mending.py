"""Names every mistake of a definition in the words of the strict reader, which stops at the first: what it
stumbles over is mended in a copy, which is then read again. Nothing of the copy is ever kept."""

from __future__ import annotations

import copy
import re
from typing import Any

from django.utils.translation import gettext as _

from legation.questions.composing.places import Loose, at, tokens
from legation.questions.reading import WrongDefinition, read
from legation.questions.reading_questions import OWN
from legation.questions.reading_texts import TEXTS

MOST = 300
MOST_SIGNS, FEWEST = 20_000_000, 10  # read in all, for every mistake of a form
PLACE = re.compile(r"(?:form|languages|title|intro|retention|eligibility|steps)[a-z_\[\]0-9.]*")
NAMES = re.compile(r" (?:lacks|has unknown|has no) (.+)\.$", re.DOTALL)
OPTIONAL = frozenset(
    {
        "intro",
        "eligibility",
        "retention",
        "hint",
        "help",
        "when",
        "repeat",
        "required",
        "least",
        "most",
        "low",
    }
) | {"high", "role", "first", "last", "roc", "issuer", "ends", "path", "link"}
Mistake = tuple[str, str]  # place, sentence


def mistakes_of(source: object) -> list[Mistake]:
    """Each place with the reader's sentence; empty for a definition that can be used."""
    rest, found = copy.deepcopy(source), list[Mistake]()
    seen: dict[Mistake, int] = {}
    for _reading in range(_readings(source)):
        if len(found) >= MOST:
            break
        try:
            read(rest)
        except WrongDefinition as wrong:
            sentence = str(wrong.sentence)
        except (TypeError, ValueError, KeyError, AttributeError) as error:
            found.append(("form", f"form cannot be read: {error}"))
            break
        else:
            break
        mistake = (_place(rest, sentence), sentence)
        seen[mistake] = seen.get(mistake, 0) + 1
        if seen[mistake] == 1:
            found.append(mistake)
        if not isinstance(rest, dict) or seen[mistake] > 3:
            break
        if not _Mender(rest).mend(*mistake, roughly=seen[mistake] > 1):
            break
    else:
        found.append(("form", _("There may be more mistakes than are named here. Mend these first.")))
    return found


def _readings(source: object) -> int:
    """How often it is read at most: a form of ordinary length as often as it can have mistakes, one of a megabyte,
    which nobody writes by hand, a few times."""
    return max(FEWEST, min(2 * MOST, MOST_SIGNS // (1 + len(repr(source)))))


def _place(source: object, sentence: str) -> str:
    """Where the sentence says the mistake is; some name a question by its id."""
    if found := PLACE.match(sentence):
        return found[0].rstrip(".")
    name = sentence.partition(".")[0]
    for place, question in _questions(source):
        if question.get("id") == name:
            return f"{place}.retention"
    return "form"


def _questions(source: object) -> list[tuple[str, Loose]]:
    if not isinstance(source, dict):
        return []
    found = [(f"eligibility[{n}]", item) for n, item in enumerate(_list(source.get("eligibility")))]
    for number, step in enumerate(_list(source.get("steps"))):
        inside = _list(step.get("questions")) if isinstance(step, dict) else []
        found += [(f"steps[{number}].questions[{n}]", item) for n, item in enumerate(inside)]
    return [(place, item) for place, item in found if isinstance(item, dict)]


def _list(found: object) -> list[Any]:
    return found if isinstance(found, list) else []


class _Mender:
    """Takes one mistake at a time out of `source`, in place, with as little harm as it can."""

    def __init__(self, source: Loose) -> None:
        self.source = source
        languages = _list(source.get("languages"))
        self.words = dict.fromkeys([code for code in languages if isinstance(code, str)], "x")

    def mend(self, place: str, sentence: str, *, roughly: bool) -> bool:
        """False where nothing can be done, so that nothing after it can be read."""
        path = tokens(place)
        if "languages" in path[:1]:
            return False
        if "when" in path:
            return self._drop(path[: path.index("when") + 1])
        if roughly or not self._exactly(path, sentence):
            return self._replace(path)
        return True

    def _exactly(self, path: list[str | int], sentence: str) -> bool:
        item, names = at(self.source, path), NAMES.search(sentence)
        if isinstance(item, dict) and names:
            keys = names[1].split(", ")
            if " lacks " in sentence:
                return [self._give(path, key) for key in keys] == [True] * len(keys)
            for key in [known for known in item if str(known) in keys]:
                item.pop(key)
            return True
        if "different ids" in sentence or "each role" in sentence:
            return self._differ("id" if "ids" in sentence else "role")
        if isinstance(item, dict) and path and isinstance(path[-1], int):
            return self._relation(path, item, sentence)
        if path and path[-1] in OPTIONAL:
            return self._drop(path)
        return bool(path) and isinstance(path[-1], str) and self._give(path[:-1], path[-1])

    def _relation(self, path: list[str | int], item: Loose, sentence: str) -> bool:
        """A mistake of one part with itself."""
        if "is more than" in sentence or "is after" in sentence:
            return bool(item.pop("least", None) is not None) | bool(item.pop("first", None))
        if "either choices" in sentence:
            item.pop("choices", None)
            return True
        if "scale" in sentence:
            item.update({"least": 1, "most": 5})
            return True
        if "that repeats" in sentence:
            for question in _list(item.get("questions")):
                question.pop("role", None)
            return True
        return False

    def _differ(self, key: str) -> bool:
        """Leave the first step its id, or the first question its role, and change the others."""
        taken: set[object] = set()
        steps = [step for step in _list(self.source.get("steps")) if isinstance(step, dict)]
        for number, item in enumerate(steps if key == "id" else [q for _where, q in _questions(self.source)]):
            value = item.get(key)
            if value and str(value) in taken:
                item.pop(key)
                if key == "id":
                    item["id"] = f"mended-{number}"
            taken.add(str(value))
        return True

    def _give(self, path: list[str | int], key: str) -> bool:
        """Put something right under the key."""
        item = at(self.source, path)
        if not isinstance(item, dict):
            return False
        self._forget(item.get("id"))
        if key == "kind":
            for own in frozenset[str]().union(*OWN.values()):
                item.pop(own, None)
        fresh: dict[str, Any] = {
            "id": f"mended-{len(path)}-{'-'.join(str(token) for token in path if isinstance(token, int))}",
            "value": f"mended-{path[-1] if path else 0}",
            "kind": "text",
            "steps": [self._step("mended-step")],
            "questions": [self._question("mended-question", path)],
            "choices": [{"value": value, "label": self.words} for value in ("mended", "mended-too")],
            "rows": [{"value": "mended", "label": self.words}],
            "currency": "TWD",
        }
        item[key] = dict(self.words) if key in TEXTS else copy.deepcopy(fresh.get(key, {}))
        return key in TEXTS or key in fresh

    def _replace(self, path: list[str | int]) -> bool:
        """Put something right in the place of the whole part that the mistake is in."""
        for end in range(len(path), 0, -1):
            if not isinstance(path[end - 1], int) or end < 2:
                continue
            row, number, key = at(self.source, path[: end - 1]), int(path[end - 1]), path[end - 2]
            if not isinstance(row, list) or number >= len(row):
                continue
            name = row[number].get("id") if isinstance(row[number], dict) else None
            self._forget(name)
            kept = name if isinstance(name, str) and end == len(path) else f"mended-{end}-{number}"
            if key == "steps":
                row[number] = self._step(kept)
            elif key in ("choices", "rows"):
                row[number] = {"value": f"mended-{number}", "label": dict(self.words)}
            else:
                row[number] = self._question(kept, path)
            return True
        return bool(path) and path[0] in ("steps", "eligibility") and self._give([], str(path[0]))

    def _drop(self, path: list[str | int]) -> bool:
        item = at(self.source, path[:-1])
        if not isinstance(item, dict) or path[-1] not in item:
            return False
        item.pop(path[-1])
        return True

    def _forget(self, name: object) -> None:
        """Drop the conditions that look at a question which is not what it was: they are not wrong."""
        steps = [step for step in _list(self.source.get("steps")) if isinstance(step, dict)]
        for item in (*steps, *(question for _where, question in _questions(self.source))):
            if name and f"'{name}'" in repr(item.get("when", "")):
                item.pop("when")

    def _question(self, name: str, path: list[str | int]) -> Loose:
        if path[:1] == ["eligibility"]:
            choices = [{"value": "mended", "label": dict(self.words)}]
            return {"id": name, "kind": "choice", "label": dict(self.words), "choices": choices}
        return {"id": name, "kind": "text", "label": dict(self.words)}

    def _step(self, name: str) -> Loose:
        number = len(repr(self.source))  # differs from every other question of the copy
        question = self._question(f"mended-{number}", [])
        return {"id": name, "title": dict(self.words), "questions": [question]}
