"""Surveys that show what the desk can do, made by people of the demonstration, answered by a program.

Two that anyone answers, one for members, one with invitations, and one that waits for its second person. All
in the languages of their office; those of the ministry in five. Between them they ask every kind of question.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
from collections.abc import Sequence
from typing import Any

from django.db.models import Q, QuerySet

from legation.accounts.models import Role, User
from legation.accounts.staff.permissions import reader
from legation.kernel import clock
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm
from legation.questions.definition import Kind, Question
from legation.surveys.access.models import Invitation, InvitationList
from legation.surveys.access.queries import token_of_invitation
from legation.surveys.access.services import ending, importing, inviting
from legation.surveys.access.services.entering import token_of_member
from legation.surveys.desk import services
from legation.surveys.models import AnonymousAnswer, Quota, SpentToken, Survey, token_key
from legation.surveys.packing import pack
from legation.surveys.results.services import moderating
from legation.surveys.results.services.publishing import publish_results

SEED = 20261130
DAYS = dt.timedelta(days=1)
LEANING = (1, 2, 4, 9, 7)  # how often each fifth of a scale is chosen
WAIT = 14  # minutes, about which the wait at a counter lies
# In their own words: what was decided about some of them (`True`: stands, without these words), and what waits.
JUDGED: dict[str, tuple[bool, tuple[str, ...]]] = {
    "The forms could be sent out before one comes, so that nothing is missing at the counter.": (True, ()),
    "等候區可以多幾張椅子。": (True, ()),
    "担当の方の説明がとても分かりやすかったです。": (True, ()),
    "Sería útil poder pagar con tarjeta.": (True, ()),
    "أرجو زيادة عدد الموظفين يوم الاثنين.": (True, ()),
    "Mr Example at window 3 was rude to my mother.": (True, ("Mr Example", "window 3")),
    "You know who I am: call me on 020 7946 0123.": (False, ()),
}
WORDS = (
    *JUDGED,
    "Nobody could say how long my visa takes. Write to me at a.visitor@example.com.",
    "希望可以用手機查看目前叫到幾號。",
    "呼び出しの番号が聞き取りにくかったです。",
    "El horario de la puerta no coincide con el de la página.",
    "كان الشرح واضحًا، شكرًا لكم.",
    "A second window at lunch time would help most.",
)
LETTERS = "abcdefghijklmnopqrstuvwxyz"


def load() -> None:
    """Make what is not there yet; does nothing without the people who would make it."""
    ministry = _two(User.objects.filter(grants__role=Role.ADMINISTRATOR, grants__office=None))
    london = Office.objects.filter(slug="london").first()
    if ministry is not None:
        after: dict[str, Any] = {"offered_after": ["application", "collection"], "public_results": True}
        _filled("recommend", ministry, None, "recommend", 148, **after)
        _judged(_filled("counter-visits", ministry, None, "counter", 412, words=WORDS, public_results=True))
        members = _filled("website", ministry, None, "website", 26, access="members")
        if members is not None:
            _spend(members, [token_of_member(members, user) for user in _members()])
    if london is None:
        return
    editor = User.objects.filter(grants__role=Role.EDITOR, grants__office=london).first()
    publisher = User.objects.filter(grants__role=Role.PUBLISHER, grants__office=london).first()
    if editor is not None and publisher is not None:
        _invited(london, editor, publisher)
        _waiting(london, editor)


def _two(people: QuerySet[User]) -> tuple[User, User] | None:
    found = list(people.distinct().order_by("pk")[:2])
    return (found[0], found[1]) if len(found) == 2 else None


def _members() -> QuerySet[User]:
    return User.objects.filter(is_staff=False)[:1]


def _filled(
    slug: str,
    people: tuple[User, User],
    office: Office | None,
    template: str,
    count: int,
    *,
    words: Sequence[str] = (),
    **settings: Any,
) -> Survey | None:
    """An open survey that `count` made-up people have answered, the first of them also in their own words;
    None where it is there already."""
    if Survey.objects.filter(slug=slug).exists():
        return None
    author, second = people
    plan = services.create(slug, author, office=office, template=template)
    plan = services.change(plan, author, {"closes_at": clock.now() + 200 * DAYS, **settings})
    plan = services.submit(plan, author, revision=plan.revision)
    survey = services.approve(plan, second, revision=plan.revision, questions=1)
    dice = random.Random(f"{SEED} {slug}")  # noqa: S311  # made-up answers, the same each time
    Survey.objects.filter(pk=survey.pk).update(opens_at=clock.now() - 30 * DAYS, settled=count)
    survey.refresh_from_db()
    definition = survey.form.definition
    rows = []
    for person in range(count):
        asked = [
            one for one in definition if one.kind is not Kind.LONG and (one.required or dice.random() < 0.8)
        ]
        choices = {one.id: _given(one, dice) for one in asked}
        day = clock.today() - dice.randrange(28) * DAYS
        written = json.dumps({"words": words[person]}, ensure_ascii=False) if person < len(words) else None
        code = pack(definition, choices)
        rows.append(AnonymousAnswer(survey=survey, day=day, choices=choices, code=code, words=written))
    AnonymousAnswer.objects.bulk_create(rows)
    publish_results(survey)
    return survey


def _given(question: Question, dice: random.Random) -> Any:
    listed = [choice.value for choice in question.choices]
    marks = list(question.marks)
    if question.kind is Kind.MATRIX:
        return {
            row.value: str(
                _leaning(marks, dice) if marks else dice.choices(listed, range(len(listed), 0, -1))[0]
            )
            for row in question.rows
        }
    if question.kind is Kind.RANKING:
        weights = {value: dice.random() * (len(listed) + 2 - place) for place, value in enumerate(listed)}
        return sorted(listed, key=lambda value: -weights[value])[: question.places]
    if question.kind is Kind.NUMBER:
        return min(question.most or 0, round(dice.gammavariate(1.6, WAIT)))
    if question.kind is Kind.MANY:
        return [value for value in listed if dice.random() < 0.4] or listed[:1]
    return _leaning(marks, dice) if marks else dice.choices(listed, range(len(listed), 0, -1))[0]


def _leaning(marks: list[int], dice: random.Random) -> int:
    fifth = dice.choices(range(5), LEANING)[0]
    return marks[min(len(marks) - 1, (fifth * len(marks) + dice.randrange(len(marks))) // 5)]


def _judged(survey: Survey | None) -> None:
    """Somebody of the ministry's desk has judged some of the texts and made them public; the rest waits."""
    at_desk = Q(grants__role=Role.PUBLISHER, grants__office__is_duty_desk=True)
    publisher = User.objects.filter(at_desk).first()
    if survey is None or publisher is None:
        return
    who = reader(publisher)
    texts = {
        text.written: text for text in moderating.opened(who, survey, moderating.some_rows(survey, "", 100))
    }
    decisions = [
        moderating.Decision(texts[words].row.pk, "words", show, black_out)
        for words, (show, black_out) in JUDGED.items()
    ]
    moderating.judge(survey, who, publisher, decisions)
    moderating.make_public(survey, "words", who, public=True, by=publisher)


def _spend(survey: Survey, tokens: list[str]) -> None:
    SpentToken.objects.bulk_create(
        [SpentToken(pk=token_key(survey.seal_id, token), survey=survey) for token in tokens],
        ignore_conflicts=True,
    )


def _invited(office: Office, editor: User, publisher: User) -> None:
    """Thirty guests who are nobody: invited, some have answered, two addresses do not exist."""
    survey = _filled("national-day", (editor, publisher), office, "event", 12, access="tokens")
    if survey is None:
        return
    lines = [f"guest.{one}{two}@example.com,{language}," for one in "abc" for two, language in _guests()]
    upload = io.BytesIO("\n".join(["address,language,name", *lines]).encode())
    listed = importing.take_in(
        survey,
        upload,
        editor,
        title="Guests of the reception",
        purpose="You came to our reception on the National Day.",
        kept_days=30,
    )
    inviting.send(listed, publisher)
    inviting.resume()
    people = list(Invitation.objects.filter(list=listed).order_by("pk"))
    _spend(survey, [token_of_invitation(survey, person) for person in people[:12]])
    Invitation.objects.filter(pk__in=[person.pk for person in people[-2:]]).update(bounced_at=clock.now())
    earlier = clock.now() - 4 * DAYS
    InvitationList.objects.filter(pk=listed.pk).update(sent_at=earlier, made_at=earlier)
    ending.count(listed)


def _guests() -> list[tuple[str, str]]:
    return [(letter, "en" if number % 2 else "zh-hant") for number, letter in enumerate(LETTERS[:10])]


def _waiting(office: Office, editor: User) -> None:
    """A survey on which the publisher has to decide."""
    slug = "opening-hours-london"
    if ComposedForm.objects.filter(slug=slug).exists():
        return
    plan = services.create(slug, editor, office=office, template="opening-hours")
    quotas = [Quota(question="often", value="month", most=50)]
    values = {"closes_at": clock.now() + 60 * DAYS, "access": "email", "resumable": True, "quotas": quotas}
    plan = services.change(plan, editor, values)
    services.submit(plan, editor, revision=plan.revision)
