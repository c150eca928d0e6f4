"""A survey is public when a second person agrees to exactly what they looked at, and not before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from django.db import connection, connections
from django.test import Client
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from wagtail.models import Collection

from legation.accounts.models import Role, User
from legation.kernel import clock
from legation.kernel.errors import Conflict, LegationError, NotPermitted
from legation.ledger.models import LedgerRecord
from legation.mail.models import OutgoingMail
from legation.offices.models import Office
from legation.questions.composing import services as composing
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.surveys.desk import services
from legation.surveys.desk.models import SurveyAct, SurveyPlan
from legation.surveys.desk.permissions import second_persons
from legation.surveys.desk.precleared import CODES, precleared
from legation.surveys.desk.problems import problems_of
from legation.surveys.models import Survey
from legation.surveys.results.tasks import erase_all
from legation.surveys.services import settle
from tests.conftest import make_staff
from tests.surveys.planned import approved, closing, plan, small

PEOPLE = st.sampled_from(["editor", "publisher", "other"])
DAYS = st.integers(1, 60)
ACTS = st.sampled_from(["extend", "close", "withdraw"])

pytestmark = [pytest.mark.django_db, pytest.mark.postgresql]


@pytest.fixture
def paris(db: None) -> Office:
    return Office.objects.create(
        slug="paris", country="FR", region="europe", time_zone="Europe/Paris", languages=["en"]
    )


@pytest.mark.parametrize("code", CODES)
def test_every_template_can_be_approved_as_it_is(
    editor: User, publisher: User, london: Office, code: str
) -> None:
    made = services.create("one", editor, office=london, template=code)
    assert FormDraft.objects.get().source["languages"] == ["en", "zh-hant"]
    assert problems_of(made) == ["Say when it closes."]
    made = services.change(made, editor, {"closes_at": closing()})
    services.submit(made, editor, revision=2)
    assert services.approve(made, publisher, revision=2, questions=1).is_open


def test_templates_are_whole_in_five_languages(administrator: User) -> None:
    languages = ["en", "zh-hant", "ja", "es", "ar"]
    for code in CODES:
        made = services.create(code, administrator, office=None, template=code)
        assert precleared(code, languages)["languages"] == languages
        assert problems_of(made) == ["Say when it closes."]


def test_nothing_is_public_before_the_second_yes(
    client: Client, editor: User, publisher: User, london: Office
) -> None:
    made = plan(editor, london)
    path = "/en/surveys/event-2027/"
    assert client.get(path).status_code == 404
    services.submit(made, editor, revision=2)
    assert client.get(path).status_code == 404
    assert "How did you like" not in client.get("/en/surveys/").content.decode()
    assert OutgoingMail.objects.filter(subject=publisher.subject).count() == 1
    survey = services.approve(made, publisher, revision=2, questions=1)
    assert client.get(path).status_code == 200
    assert (survey.made_by, survey.approved_by, survey.state) == (editor, publisher, "approved")
    records = LedgerRecord.objects.filter(action__startswith="survey.").order_by("id")
    assert list(records.values_list("action", flat=True)) == [
        *("survey.plan-begun", "survey.plan-changed", "survey.plan-submitted"),
        *("survey.opened", "survey.approved"),
    ]


def test_nobody_approves_what_they_had_a_hand_in(editor: User, publisher: User, london: Office) -> None:
    made = plan(editor, london)
    services.change(made, publisher, {"retention_days": 30}, revision=2)
    services.submit(made, editor, revision=3)
    for hand in (editor, publisher):
        with pytest.raises(NotPermitted):
            services.approve(made, hand, revision=3, questions=1)
    other = make_staff("other@example.org", Role.PUBLISHER, london)
    assert services.approve(made, other, revision=3, questions=1).retention_days == 30


def test_whoever_changed_the_questions_does_not_approve_them(
    editor: User, publisher: User, london: Office
) -> None:
    made = plan(editor, london)
    composing.change(made.form, publisher, lambda source: {**source, "intro": {"en": "a", "zh-hant": "b"}})
    services.submit(made, editor, revision=2)
    with pytest.raises(NotPermitted):
        services.approve(made, publisher, revision=2, questions=2)
    assert not Survey.objects.exists()
    assert FormDraft.objects.exists()


def test_what_was_looked_at_is_what_is_approved(editor: User, publisher: User, london: Office) -> None:
    made = plan(editor, london)
    services.submit(made, editor, revision=2)
    services.change(made, editor, {"anonymous": False}, revision=2)
    with pytest.raises(Conflict):
        services.approve(made, publisher, revision=2, questions=1)
    services.submit(made, editor, revision=3)
    composing.change(made.form, editor, lambda source: {**source, "intro": {"en": "a", "zh-hant": "b"}})
    for questions in (1, 2, 0):
        with pytest.raises(Conflict):
            services.approve(made, publisher, revision=3, questions=questions)
    assert not Survey.objects.exists()


def test_a_survey_that_is_given_back_says_why(editor: User, publisher: User, london: Office) -> None:
    made = plan(editor, london)
    services.submit(made, editor, revision=2)
    made = services.give_back(made, publisher, "The second question leads people.", revision=2)
    assert made.remark == "The second question leads people."
    assert OutgoingMail.objects.filter(subject=editor.subject).count() == 1
    with pytest.raises(Conflict):
        services.approve(made, publisher, revision=2, questions=1)
    services.submit(made, editor, revision=2)
    assert services.approve(made, publisher, revision=2, questions=1)


@pytest.mark.parametrize("role", [Role.CASE_OFFICER, Role.TRANSLATOR, Role.SUPERVISOR, Role.PRIVACY_OFFICER])
def test_other_roles_neither_prepare_nor_decide(
    editor: User, publisher: User, london: Office, role: Role
) -> None:
    other = make_staff("other@example.org", role, london)
    _refused_everywhere(other, editor, publisher, london)


def test_other_offices_neither_prepare_nor_decide(
    editor: User, publisher: User, london: Office, paris: Office
) -> None:
    _refused_everywhere(make_staff("p@example.org", Role.PUBLISHER, paris), editor, publisher, london)


def _refused_everywhere(other: User, editor: User, publisher: User, london: Office) -> None:
    made = plan(editor, london)
    survey = approved(editor, publisher, london, "running")
    acts: list[Callable[[], object]] = [
        lambda: services.create("new-one", other, office=london, template="event"),
        lambda: services.duplicate(survey, "copy", other, office=london),
        lambda: services.change(made, other, {"retention_days": 1}),
        lambda: services.submit(made, other, revision=2),
        lambda: services.discard(made, other),
        lambda: services.extend(survey, other, closing(30), "longer"),
        lambda: services.close(survey, other, "enough"),
        lambda: services.withdraw(survey, other, "wrong"),
        lambda: services.take_back(survey, other),
    ]
    before = LedgerRecord.objects.count()
    for act in acts:
        with pytest.raises(NotPermitted):
            act()
    services.submit(made, editor, revision=2)
    for decide in (
        lambda: services.approve(made, other, revision=2, questions=1),
        lambda: services.give_back(made, other, "no", revision=2),
    ):
        with pytest.raises(NotPermitted):
            decide()
    assert LedgerRecord.objects.count() == before + 2  # the editor's own: questions and settings submitted
    assert Survey.objects.get(slug="running").closes_at == survey.closes_at


def test_an_editor_does_not_end_what_is_public(editor: User, publisher: User, london: Office) -> None:
    survey = approved(editor, publisher, london)
    for act in (services.close, services.withdraw):
        with pytest.raises(NotPermitted):
            act(survey, editor, "enough")


def test_extending_and_closing_are_recorded_and_final(
    client: Client, editor: User, publisher: User, london: Office
) -> None:
    survey = approved(editor, publisher, london)
    first = survey.closes_at
    survey = services.extend(survey, publisher, closing(20), "Few answers so far.")
    with pytest.raises(Conflict):
        services.extend(survey, publisher, closing(10), "Earlier is not longer.")
    survey = services.close(survey, publisher, "The event was called off.")
    with pytest.raises(Conflict):
        services.extend(survey, publisher, closing(30), "Again.")
    with pytest.raises(Conflict):
        services.close(survey, publisher, "Twice.")
    assert client.get("/en/surveys/event-2027/").status_code == 410
    acts = list(SurveyAct.objects.values_list("what", "reason", "closed_before"))
    assert [what for what, _reason, _before in acts] == ["approved", "extended", "closed"]
    assert acts[1][1:] == ("Few answers so far.", first)


def test_what_is_over_for_its_answers_is_not_left_open_for_longer(
    editor: User, publisher: User, london: Office
) -> None:
    """The end was noticed between the moment at which it was looked at and that at which it was put off: an open
    survey that takes nothing would be left."""
    survey = approved(editor, publisher, london)
    end = survey.closes_at
    with clock.at(end):
        settle(survey)
    with pytest.raises(Conflict):
        services.extend(survey, publisher, closing(20), "Few answers so far.")
    survey.refresh_from_db()
    assert survey.closes_at == end


def test_a_withdrawn_survey_is_gone_for_the_public(
    client: Client, editor: User, publisher: User, london: Office
) -> None:
    survey = approved(editor, publisher, london, public_results=True)
    services.withdraw(survey, publisher, "A question was wrong.")
    for page in ("", "results/", "enter/"):
        assert client.get(f"/en/surveys/event-2027/{page}").status_code == 404
    assert "How did you like" not in client.get("/en/surveys/").content.decode()
    with pytest.raises(Conflict):
        services.withdraw(survey, publisher, "Twice.")
    with clock.at(clock.now() + dt.timedelta(days=survey.retention_days + 1)):
        assert erase_all() == 1  # what was answered goes on time also where the public sees nothing any more
    copy = services.duplicate(survey, "event-2028", editor, office=london)
    assert (copy.public_results, copy.closes_at, copy.origin) == (True, None, "event-2027")


def test_before_it_opens_it_can_be_taken_back(editor: User, publisher: User, london: Office) -> None:
    survey = approved(editor, publisher, london, opens_at=clock.now() + dt.timedelta(days=2))
    made = services.take_back(survey, publisher)
    assert not Survey.objects.exists()
    services.change(made, editor, {"anonymous": False})
    made.refresh_from_db()
    services.submit(made, editor, revision=made.revision)
    again = services.approve(made, publisher, revision=made.revision, questions=0)
    assert not again.anonymous
    with clock.at(clock.now() + dt.timedelta(days=3)), pytest.raises(Conflict):
        services.take_back(again, publisher)


def test_a_form_of_an_open_survey_is_not_withdrawn(editor: User, publisher: User, london: Office) -> None:
    survey = approved(editor, publisher, london)
    with pytest.raises(Conflict):
        composing.withdraw("event-2027", publisher, "wrong")
    services.close(survey, publisher, "over")
    assert not composing.withdraw("event-2027", publisher, "over").in_force


def test_names_are_taken_once(editor: User, london: Office) -> None:
    small(slug="taken")
    plan(editor, london)
    for slug in ("taken", "event-2027"):
        with pytest.raises(Conflict):
            services.create(slug, editor, office=london, template="event")


def test_what_stands_against_it_is_named(editor: User, london: Office) -> None:
    made = services.create("empty", editor, office=london, title="Empty")
    assert len(problems_of(made)) == 2
    services.discard(made, editor)
    assert not ComposedForm.objects.filter(slug="empty").exists()
    made = plan(
        editor,
        london,
        opens_at=closing(9),
        access="email",
        offered_after=["letter"],
        quotas=[{"question": "time", "value": "gone", "most": 5}],
    )
    assert len(problems_of(made)) == 3
    with pytest.raises(Conflict):
        services.submit(made, editor, revision=2)


def test_an_anonymous_survey_asks_for_no_name(editor: User, london: Office) -> None:
    made = plan(editor, london)
    question = {"id": "who", "kind": "email", "label": {"en": "Your address", "zh-hant": "您的信箱"}}

    def ask(source: dict[str, object]) -> dict[str, object]:
        source["steps"][0]["questions"].append(question)  # type: ignore[index]  # JSON
        return source

    composing.change(made.form, editor, ask)
    assert len(problems_of(made)) == 1
    made = services.change(made, editor, {"anonymous": False})
    assert problems_of(made) == []


@pytest.fixture
def rooted(transactional_db: None) -> None:
    """The root of all collections, which goes with the rows of a test that commits before this one."""
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")


@pytest.mark.usefixtures("rooted")
@pytest.mark.django_db(transaction=True)
def test_of_two_who_decide_at_once_one_is_heard(editor: User, publisher: User, london: Office) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory knows no waiting; each of two takes turns in the file anyway")
    second = make_staff("second@example.org", Role.PUBLISHER, london)
    for number in range(3):
        made = services.submit(plan(editor, london, f"race-{number}"), editor, revision=2)

        def decide(who: User, made: SurveyPlan = made) -> str:
            try:
                if who == publisher:
                    services.approve(made, who, revision=2, questions=1)
                else:
                    services.give_back(made, who, "no", revision=2)
            except LegationError:
                return "refused"
            finally:
                connections.close_all()
            return "done"

        with ThreadPoolExecutor(2) as pool:
            assert sorted(pool.map(decide, (publisher, second))) == ["done", "refused"]
        approved_now = Survey.objects.filter(slug=f"race-{number}").exists()
        assert approved_now != bool(SurveyPlan.objects.get(pk=made.pk).remark)


class Lives(RuleBasedStateMachine):
    """Any order of acts by two people: what is public was always approved by somebody who wrote none of it."""

    editor: User
    publisher: User
    other: User
    office: Office
    number = 0

    def __init__(self) -> None:
        super().__init__()
        Lives.number += 1
        self.slug = f"life-{Lives.number}"
        self.plan = plan(self.editor, self.office, self.slug)

    @property
    def survey(self) -> Survey | None:
        return Survey.objects.filter(slug=self.slug).first()

    def _now(self) -> SurveyPlan:
        return SurveyPlan.objects.get(pk=self.plan.pk)

    def _draft(self) -> int:
        return (
            FormDraft.objects.filter(form=self.plan.form_id).values_list("revision", flat=True).first() or 0
        )

    @rule(by=PEOPLE, days=DAYS)
    def change(self, by: str, days: int) -> None:
        _try(lambda: services.change(self.plan, getattr(self, by), {"retention_days": days}))

    @rule(by=PEOPLE, text=DAYS)
    def write(self, by: str, text: int) -> None:
        words = {"en": str(text), "zh-hant": str(text)}
        _try(lambda: composing.change(self.plan.form, getattr(self, by), lambda old: {**old, "intro": words}))

    @rule(by=PEOPLE)
    def submit(self, by: str) -> None:
        _try(lambda: services.submit(self.plan, getattr(self, by), revision=self._now().revision))

    @rule(by=PEOPLE)
    def approve(self, by: str) -> None:
        revision, questions = self._now().revision, self._draft()
        _try(lambda: services.approve(self.plan, getattr(self, by), revision=revision, questions=questions))

    @rule(by=PEOPLE)
    def give_back(self, by: str) -> None:
        revision = self._now().revision
        _try(lambda: services.give_back(self.plan, getattr(self, by), "no", revision=revision))

    @precondition(lambda self: self.survey is not None)
    @rule(by=PEOPLE, act=ACTS, days=DAYS)
    def run(self, by: str, act: str, days: int) -> None:
        survey = self.survey
        assert survey is not None
        before = (survey.closes_at, survey.is_closed)
        if act == "extend":
            _try(lambda: services.extend(survey, getattr(self, by), closing(days), "r"))
        else:
            _try(lambda: getattr(services, act)(survey, getattr(self, by), "r"))
        after = self.survey
        assert after is not None
        assert after.closes_at >= before[0]
        assert after.is_closed or not before[1]

    @invariant()
    def what_is_public_has_two_people(self) -> None:
        survey = self.survey
        if survey is None:
            return
        hands = {*self.plan.hands.values_list("person", flat=True)}
        assert survey.approved_by_id not in hands
        assert survey.approved_by_id != self.editor.pk
        publication = survey.form.publication
        assert publication.published_by_id == survey.approved_by_id
        assert publication.written_by_id != survey.approved_by_id
        assert SurveyAct.objects.filter(survey=survey, what="approved").count() == 1


def _try(act: Callable[[], object]) -> None:
    with suppress(LegationError):
        act()


def test_in_any_order_two_people_stand_behind_what_is_public(
    editor: User, publisher: User, london: Office
) -> None:
    Lives.editor, Lives.publisher, Lives.office = editor, publisher, london
    Lives.other = make_staff("other@example.org", Role.PUBLISHER, london)
    run_state_machine_as_test(
        Lives, settings=hypothesis_settings(max_examples=12, stateful_step_count=14, deadline=None)
    )


def test_the_duty_desk_helps_an_office_of_one(editor: User, london: Office) -> None:
    duty = Office.objects.create(
        slug="ministry", country="TW", region="asia-pacific", time_zone="Asia/Taipei", is_duty_desk=True
    )
    helper = make_staff("duty@example.org", Role.PUBLISHER, duty)
    made = plan(editor, london)
    desk = Client()
    desk.force_login(helper)
    assert desk.get("/staff/surveys/event-2027/manage/").status_code == 404
    services.submit(made, editor, revision=2)
    assert second_persons(made) == {helper.pk}
    assert desk.get("/staff/surveys/event-2027/manage/").status_code == 200
    sent = desk.post("/staff/surveys/event-2027/approve/", {"revision": "2", "questions": "1"})
    assert sent.status_code == 302
    assert Survey.objects.get().approved_by == helper
