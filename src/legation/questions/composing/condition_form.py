"""The page on which it is said when a step or question is asked: tests of answers, and groups of tests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from legation.questions.composing.condition_fields import (
    begins_with,
    fields_for,
    test_of,
    verdict_field,
    wrong_in,
)
from legation.questions.composing.conditions import (
    ALL,
    ALWAYS,
    ANY,
    Group,
    Kept,
    Leaf,
    Test,
    Whole,
    put_together,
    said_of,
    taken_apart,
)
from legation.questions.composing.places import Loose, words_of
from legation.questions.reading_conditions import LONGEST

ALONE, NEW = "", "new"  # where a test stands, besides the number of a group
OPPOSITE = "not-"  # before the mode of a group that must not hold


@dataclass(frozen=True)
class Row:
    """One test as the page shows it; or, of what is nested too deeply to be written here, its words."""

    title: str
    fields: list[BoundField]
    words: str = ""


@dataclass(frozen=True)
class GroupRows:
    """One group as the page shows it."""

    title: str
    mode: BoundField
    rows: list[Row]
    more: BoundField
    remove: BoundField


class ConditionForm(forms.Form):
    """`value` is the condition as it was opened, `earlier` the questions at which it can look."""

    use_required_attribute = False

    def __init__(self, value: Loose | None, earlier: list[tuple[str, Loose]], data: Any = None) -> None:
        super().__init__(data, label_suffix="")
        self.value, self.whole, self.earlier = value, taken_apart(value), dict(earlier)
        self.groups = [line for line in self.whole.lines if isinstance(line, Group)]
        self.leaves = list(_leaves(self.whole))
        self.fields["mode"] = forms.ChoiceField(
            label=_("When is it asked?"),
            choices=[
                (ALWAYS, _("Always")),
                (ALL, _("When all of this holds")),
                (ANY, _("When at least one of this holds")),
            ],
            initial=self.whole.mode,
            widget=forms.RadioSelect,
        )
        for number, (home, leaf) in enumerate(self.leaves):
            self._add_leaf(number, home, leaf)
        for number, group in enumerate(self.groups):
            self._add_group(number, group)
        self._add_asking("more", _("One more condition, about"))
        self._add_asking("more-group", _("A new group of conditions, which begins with one about"))

    @property
    def words(self) -> str:
        """The condition as it was opened, in words; empty for none."""
        return said_of(self.value, self.earlier)

    def lines(self) -> Iterator[Row | GroupRows]:
        """The tests and groups with their fields, in their order."""
        numbers, groups = iter(range(len(self.leaves))), iter(range(len(self.groups)))
        for line in self.whole.lines:
            if not isinstance(line, Group):
                yield self._row(next(numbers))
                continue
            group = next(groups)
            yield GroupRows(
                _group_title(group),
                self[f"group-{group}-mode"],
                [self._row(next(numbers)) for _leaf in line.leaves],
                self[f"more-{group}"],
                self[f"group-{group}-remove"],
            )

    def adding(self) -> list[BoundField]:
        """The fields by which a test that stands by itself or a group is added."""
        return [self["more"], self["more-group"]]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors or self._drops_all(data):
            return data
        for number, (home, leaf) in enumerate(self.leaves):
            if isinstance(leaf, Test) and not self._goes(number, home):
                self._check(number, leaf)
        for group in range(len(self.groups)):
            if data.get(f"group-{group}-remove") and self._joins(group):
                sentence = _(
                    "Another condition is to be put into this group: keep it, or choose another place."
                )
                self.add_error(f"group-{group}-remove", sentence)
        if not self.errors:
            self._check_lengths()
        return data

    def result(self) -> Loose | None:
        """The condition as it is to be kept, unchanged where nothing was; a question chosen for one more test
        stands in it unfinished."""
        if self._drops_all(self.cleaned_data):
            return None
        whole = self._whole()
        return self.value if whole == self.whole else put_together(whole)

    @property
    def goes_on(self) -> bool:
        """Whether something was added that the editor has to finish on this page."""
        data = self.cleaned_data
        return any(
            value and (name.startswith("more") or (name.endswith("-place") and value == NEW))
            for name, value in data.items()
        )

    def _add_leaf(self, number: int, home: str, leaf: Leaf) -> None:
        if isinstance(leaf, Test):
            asked = self.earlier.get(leaf.question, {})
            self.fields[f"test-{number}-opposite"] = verdict_field(asked, leaf)
            for key, made in fields_for(asked, leaf.looking).items():
                self.fields[f"test-{number}-{key}"] = made
            if len(self.leaves) > 1:
                self.fields[f"test-{number}-place"] = self._place_field(home)
        self.fields[f"test-{number}-remove"] = forms.BooleanField(label=_("Take it away"), required=False)

    def _place_field(self, home: str) -> forms.ChoiceField:
        groups = [(str(number), _group_title(number)) for number in range(len(self.groups))]
        new = (NEW, _("In a new group, with the others that are put there"))
        return forms.ChoiceField(
            label=_("Where it stands"),
            choices=[(ALONE, _("By itself")), *groups, new],
            initial=home,
            required=False,
        )

    def _add_group(self, number: int, group: Group) -> None:
        self.fields[f"group-{number}-mode"] = forms.ChoiceField(
            label=_("The group holds when"),
            choices=[
                (ALL, _("all of these hold")),
                (ANY, _("at least one of these holds")),
                (OPPOSITE + ANY, _("none of these holds")),
                (OPPOSITE + ALL, _("not all of these hold")),
            ],
            initial=OPPOSITE + group.mode if group.opposite else group.mode,
        )
        self._add_asking(f"more-{number}", _("One more condition in this group, about"))
        label = _("Take the whole group away")
        self.fields[f"group-{number}-remove"] = forms.BooleanField(label=label, required=False)

    def _add_asking(self, name: str, label: str) -> None:
        """Which question a new test is about."""
        choices = [("", "–"), *((each, _title(item, each)) for each, item in self.earlier.items())]
        self.fields[name] = forms.ChoiceField(label=label, choices=choices, required=False)

    def _row(self, number: int) -> Row:
        _home, leaf = self.leaves[number]
        fields = [self[name] for name in self.fields if name.startswith(f"test-{number}-")]
        if isinstance(leaf, Kept):
            words = said_of(leaf.when, self.earlier)
            return Row(_("Nested more deeply than this page can change"), fields, words)
        asked = self.earlier.get(leaf.question)
        gone = _("%(question)s, which does not stand before it") % {"question": leaf.question}
        return Row(_title(asked, leaf.question) if asked is not None else gone, fields)

    def _drops_all(self, data: dict[str, Any]) -> bool:
        """Always, and nothing was added: the tests go."""
        return data.get("mode") == ALWAYS and not any(
            value for name, value in data.items() if name.startswith("more")
        )

    def _place(self, number: int, home: str) -> str:
        """Where the test is to stand."""
        return str(self.cleaned_data.get(f"test-{number}-place", home))

    def _goes(self, number: int, home: str) -> bool:
        """Whether it is taken away, by itself or with its group."""
        data, place = self.cleaned_data, self._place(number, home)
        return bool(data.get(f"test-{number}-remove") or data.get(f"group-{place}-remove"))

    def _joins(self, group: int) -> bool:
        """Whether something is put into the group."""
        moved = (
            self._place(number, home) == str(group) != home and not self.cleaned_data[f"test-{number}-remove"]
            for number, (home, _leaf) in enumerate(self.leaves)
        )
        return bool(self.cleaned_data.get(f"more-{group}")) or any(moved)

    def _check(self, number: int, test: Test) -> None:
        """Say what is wrong with the test; of one whose question is gone nothing can be said here."""
        asked = self.earlier.get(test.question)
        wrong = wrong_in(asked, lambda key: self._typed(number, key)) if asked is not None else None
        if wrong is not None:
            self.add_error(f"test-{number}-{wrong[0]}", wrong[1])

    def _check_lengths(self) -> None:
        whole, too_many = self._whole(), _("There are too many conditions.")
        if len(whole.lines) > LONGEST:
            self.add_error("more-group" if self.cleaned_data.get("more-group") else "more", too_many)
        for group in range(len(self.groups)):
            if len(self._members(str(group))) > LONGEST:
                self.add_error(f"more-{group}", too_many)
        if len(self._members(NEW)) > LONGEST:
            self.add_error("more-group", too_many)

    def _typed(self, number: int, key: str) -> Any:
        return self.cleaned_data.get(f"test-{number}-{key}")

    def _leaf(self, number: int) -> Leaf:
        """The test as it was typed; one that nobody touched, or whose question is gone, as it was."""
        _home, leaf = self.leaves[number]
        if isinstance(leaf, Kept):
            return leaf
        asked = self.earlier.get(leaf.question)
        touched = {
            name.removeprefix(f"test-{number}-")
            for name in self.changed_data
            if name.startswith(f"test-{number}-")
        } - {"place"}
        if asked is None:
            return Test(leaf.looking, opposite=self._typed(number, "opposite") == "not")
        return test_of(asked, leaf.question, lambda key: self._typed(number, key)) if touched else leaf

    def _members(self, place: str) -> list[Leaf]:
        """What is to stand in a group or by itself: what stood there first, then what is put there."""
        staying: list[Leaf] = []
        joining: list[Leaf] = []
        for number, (home, _leaf) in enumerate(self.leaves):
            if self._place(number, home) == place and not self._goes(number, home):
                (staying if home == place else joining).append(self._leaf(number))
        more = {ALONE: "more", NEW: "more-group"}.get(place, f"more-{place}")
        if name := self.cleaned_data.get(more):
            joining.append(Test({"question": name, **begins_with(self.earlier[name])}))
        return [*staying, *joining]

    def _whole(self) -> Whole:
        """The condition as it was typed."""
        mode = self.cleaned_data["mode"]
        mode = ALL if mode == ALWAYS else mode
        alone, lines = self._members(ALONE), list[Leaf | Group]()
        groups = iter(range(len(self.groups)))
        numbers = iter(range(len(self.leaves)))
        for line in self.whole.lines:
            if isinstance(line, Group):
                lines += self._group(next(groups))
                for _leaf in line.leaves:
                    next(numbers)
            elif self._stays(next(numbers)):
                lines.append(alone.pop(0))
        lines += alone
        if fresh := self._members(NEW):
            lines.append(Group(ANY if mode == ALL else ALL, tuple(fresh)))
        return Whole(mode, tuple(lines)) if lines else Whole()

    def _stays(self, number: int) -> bool:
        """Whether what stands by itself still does."""
        return self._place(number, ALONE) == ALONE and not self._goes(number, ALONE)

    def _group(self, number: int) -> list[Leaf | Group]:
        """The group as it was typed; nothing where nothing is left in it."""
        chosen = str(self.cleaned_data[f"group-{number}-mode"])
        leaves = tuple(self._members(str(number)))
        opposite = chosen.startswith(OPPOSITE)
        return [Group(chosen.removeprefix(OPPOSITE), leaves, opposite)] if leaves else []


def _leaves(whole: Whole) -> Iterator[tuple[str, Leaf]]:
    """Every test with the place where it stands."""
    group = 0
    for line in whole.lines:
        if isinstance(line, Group):
            yield from ((str(group), leaf) for leaf in line.leaves)
            group += 1
        else:
            yield ALONE, line


def _group_title(number: int) -> str:
    return _("Group %(number)s") % {"number": number + 1}


def _title(item: Loose, name: str) -> str:
    return words_of(item.get("label") or item.get("title")) or name
