"""Who is meant by an application: the applicant, and those whom they named."""

from __future__ import annotations

from dataclasses import dataclass

from legation.casework.applications.models import Application
from legation.casework.cases.models import Case
from legation.questions.answers import Answers, entries, entry_id
from legation.questions.definition import Definition, Kind, Step


@dataclass(frozen=True)
class Group:
    """The repeating step of a service's form that holds people; `with_applicant`: it is for the applicant too.
    `asked_by`: the question that brings the step up with “yes”, where it does not always come up."""

    step: str
    with_applicant: bool
    asked_by: str = ""

    def count(self, answers: Answers) -> int:
        """For how many people these answers are, complete or not."""
        asked = not self.asked_by or answers.get(self.asked_by) == "yes"
        return self.with_applicant + (len(entries(answers, self.step)) if asked else 0)


GROUPS = {
    "passport-renewal": Group("family", with_applicant=True, asked_by="with-family"),
    "birth-registration": Group("children", with_applicant=False),
}


@dataclass(frozen=True)
class Person:
    """`key` is the entry of the form, empty for the applicant; `what` says which one, such as “Child 2”."""

    key: str
    name: str
    what: str


def application_for_several(case: Case) -> Application | None:
    """The application, where its form has a place for several people."""
    if case.reference not in GROUPS:
        return None
    return Application.objects.select_related("form", "case__subject").filter(case=case).first()


def people_in(application: Application, answers: Answers) -> list[Person]:
    """Everybody for whom something is decided, in the order of the form; one person alone gives a list of one."""
    group, definition = GROUPS[application.service], application.form.definition
    step = definition.step(group.step)
    found = [Person("", _applicant(definition, answers), "")] if group.with_applicant else []
    if step is None or step.repeat is None or not step.is_taken(answers):
        return found
    for number, entry in enumerate(entries(answers, step.id), start=1):
        found.append(Person(entry_id(entry), _name(step, entry), f"{step.repeat.entry} {number}"))
    return found


def _applicant(definition: Definition, answers: Answers) -> str:
    question = definition.role("name")
    return str(answers.get(question.id, "")) if question else ""


def _name(step: Step, entry: Answers) -> str:
    first = next((one for one in step.questions if one.kind is Kind.TEXT), None)
    return str(entry.get(first.id, "")) if first else ""
