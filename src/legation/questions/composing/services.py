"""Drafting, submitting, giving back, publishing and withdrawing forms: one operation, one function."""

from __future__ import annotations

import copy
from collections.abc import Callable

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from legation.accounts.models import User
from legation.accounts.staff.duties import FORM, apart
from legation.kernel import clock
from legation.kernel.errors import Conflict, NotPermitted
from legation.ledger.services import Act, record
from legation.mail.services import queue_template
from legation.offices.models import Office
from legation.questions.composing.checking import problems_of
from legation.questions.composing.models import ComposedForm, FormDraft, FormPublication, Hand, Source
from legation.questions.composing.permissions import (
    languages_for,
    may_compose,
    may_publish,
    second_persons,
)
from legation.questions.composing.uses import use_of
from legation.questions.models import FormDefinition
from legation.questions.services import forms

Edit = Callable[[Source], Source]


def create(
    slug: str, source: Source, by: User, *, office: Office | None, use: str, imported: bool = False
) -> FormDraft:
    """A new form with its first draft. Raises NotPermitted, or Conflict when the name is taken."""
    _may(may_compose(by, office))
    with transaction.atomic():
        taken = ComposedForm.objects.filter(slug=slug) or FormDefinition.objects.filter(slug=slug)
        if taken.exists():
            raise Conflict(_("There is a form of this short name already."))
        form = ComposedForm.objects.create(slug=slug, office=office, use=use)
        return _begin(form, source, by, None, imported=imported)


def begin(slug: str, by: User, *, version: FormDefinition | None = None) -> FormDraft:
    """The draft of the form's next version: the one there is, else a copy of `version` (default: the newest).

    Raises NotPermitted, or Conflict when there is nothing to begin from.
    """
    with transaction.atomic():
        form, _new = ComposedForm.objects.select_for_update(of=("self",)).get_or_create(slug=slug)
        _may(may_compose(by, form.office))
        if draft := FormDraft.objects.filter(form=form).first():
            return draft
        base = version or FormDefinition.objects.filter(slug=slug).order_by("-version").first()
        if base is None:
            raise Conflict(_("There is no version from which a draft could begin."))
        return _begin(form, base.source, by, base)


def change(form: ComposedForm, by: User, edit: Edit, *, revision: int | None = None) -> FormDraft:
    """Apply `edit` to the draft as it is stored now; a draft that waited for a second person waits no more.

    `edit` gets a copy and raises Conflict where its part was changed meanwhile. `revision`: refuse when
    anything at all was. Raises NotPermitted.
    """
    with transaction.atomic():
        draft = locked(form)
        _may(may_compose(by, form.office))
        _unchanged(draft, revision)
        source = edit(copy.deepcopy(draft.source))
        if source == draft.source:
            return draft
        return _store(draft, source, by, "form.draft-changed")


def translate(form: ComposedForm, by: User, language: str, edit: Edit, *, revision: int) -> FormDraft:
    """Apply the `edit` of a translator, which writes in their language alone. Raises NotPermitted, or Conflict
    when the draft was changed meanwhile."""
    with transaction.atomic():
        draft = locked(form)
        _may(language in languages_for(by, form.office))
        _unchanged(draft, revision)
        source = edit(copy.deepcopy(draft.source))
        return draft if source == draft.source else _store(draft, source, by, "form.draft-translated")


def undo(form: ComposedForm, by: User, *, revision: int) -> FormDraft:
    """Take the last change back; again brings it back."""
    with transaction.atomic():
        draft = locked(form)
        _may(may_compose(by, form.office))
        _unchanged(draft, revision)
        if draft.before is None:
            raise Conflict(_("There is nothing to undo."))
        return _store(draft, draft.before, by, "form.draft-changed")


def replace(form: ComposedForm, source: Source, by: User, *, revision: int) -> FormDraft:
    """Put an imported definition in the place of the whole draft; undoing brings the earlier one back."""
    with transaction.atomic():
        draft = locked(form)
        _may(may_compose(by, form.office))
        _unchanged(draft, revision)
        return _store(draft, source, by, "form.draft-imported")


def discard(form: ComposedForm, by: User, *, revision: int) -> None:
    """Throw the draft away; a form that never had a version goes with it."""
    with transaction.atomic():
        draft = locked(form)
        _may(may_compose(by, form.office))
        _unchanged(draft, revision)
        _noted("form.draft-discarded", by, form, revision=draft.revision)
        draft.delete()
        if not FormDefinition.objects.filter(slug=form.slug).exists():
            form.delete()


def submit(form: ComposedForm, by: User, *, revision: int, quiet: bool = False) -> FormDraft:
    """Ask a second person to publish the draft. Raises Conflict while anything is missing or wrong.

    `quiet`: whoever calls it tells the second persons what they are asked for, of which the form is a part.
    """
    with transaction.atomic():
        draft = locked(form)
        _may(may_compose(by, form.office))
        _unchanged(draft, revision)
        _complete(draft)
        if draft.submitted_at:
            raise Conflict(_("This draft waits for a second person already."))
        draft.submitted_by, draft.submitted_at, draft.remark = by, clock.now(), ""
        draft.save(update_fields=["submitted_by", "submitted_at", "remark"])
        _noted("form.draft-submitted", by, form, revision=draft.revision)
        people = User.objects.filter(pk__in=() if quiet else second_persons(draft))
        for person in people.select_related("subject"):
            _tell(person, draft, "composing/mail/waiting.txt")
    return draft


def give_back(form: ComposedForm, by: User, remark: str, *, revision: int, quiet: bool = False) -> FormDraft:
    """The second person's no, with the reason, which the author gets by mail (`quiet`: from the caller)."""
    with transaction.atomic():
        draft = locked(form)
        _unchanged(draft, revision)
        _waiting(draft)
        _second(draft, by)
        asked = draft.submitted_by
        draft.submitted_by, draft.submitted_at, draft.remark = None, None, remark
        draft.save(update_fields=["submitted_by", "submitted_at", "remark"])
        _noted("form.draft-returned", by, form, reason=remark, revision=draft.revision)
        if asked is not None and not quiet:
            _tell(asked, draft, "composing/mail/returned.txt")
    return draft


def publish(form: ComposedForm, by: User, *, revision: int, carries: bool = False) -> FormDefinition:
    """The second person's yes: the draft becomes the next version, in force at once.

    Whoever began to fill in an older version finishes on it, or on this one where it `carries`. Raises NotPermitted for whoever had a hand in
    the draft, Conflict where it is not the text that was looked at.
    """
    with transaction.atomic():
        draft = locked(form)
        _unchanged(draft, revision)
        _waiting(draft)
        _second(draft, by)
        _complete(draft)
        before = FormDefinition.objects.filter(slug=form.slug).order_by("-version").first()
        version = forms.publish(form.slug, draft.source, actor=by.subject_id, carries=carries)
        if before is not None and version.pk == before.pk:
            raise Conflict(_("The draft says the same as the version in force."))
        FormPublication.objects.create(version=version, written_by=draft.changed_by, published_by=by)
        if use := use_of(form.use, form.slug):
            use.published(form.slug, form.office)
        draft.delete()
    return version


def withdraw(slug: str, by: User, reason: str) -> FormDefinition:
    """Take the form out of force at once; drafts that people have begun can still be finished.

    One signature is enough, as for every withdrawal. Raises NotPermitted, or Conflict when it is not in force.
    """
    with transaction.atomic():
        form = ComposedForm.objects.filter(slug=slug).first()
        office = form.office if form else None
        _may(may_publish(by, office))
        rows = FormDefinition.objects.select_for_update(of=("self",))
        version = rows.filter(slug=slug, in_force=True).first()
        if version is None:
            raise Conflict(_("This form is not in force."))
        version.in_force = False
        version.save(update_fields=["in_force"])
        publication, _new = FormPublication.objects.get_or_create(version=version)
        publication.withdrawn_by, publication.withdrawn_at, publication.reason = by, clock.now(), reason
        publication.save()
        where = office.slug if office else ""
        detail: dict[str, str | int | bool | list[str] | None] = {"form": slug, "version": version.version}
        if use := use_of(form.use if form else "", slug):
            use.withdrawn(slug, office)
        record(Act("form.withdrawn", actor=by.subject_id, office=where, reason=reason, detail=detail))
    return version


def ship(slug: str, source: Source) -> FormDefinition:
    """Put a form in force that comes with the software or the demonstration, unless editors have published or
    withdrawn it since: theirs stays. Raises WrongDefinition."""
    theirs = FormDefinition.objects.filter(slug=slug, publication__isnull=False)
    if theirs.exists():
        return FormDefinition.objects.filter(slug=slug).order_by("-in_force", "-version")[0]
    return forms.publish(slug, source)


def locked(form: ComposedForm) -> FormDraft:
    """The draft, for changing it. Raises Conflict when it was published or discarded meanwhile."""
    rows = FormDraft.objects.select_for_update(of=("self",)).select_related("form__office")
    draft = rows.filter(form=form).first()
    if draft is None:
        raise Conflict(_("This draft was published or discarded meanwhile."))
    return draft


def _begin(
    form: ComposedForm, source: Source, by: User, base: FormDefinition | None, *, imported: bool = False
) -> FormDraft:
    draft = FormDraft.objects.create(form=form, source=source, base=base, changed_by=by)
    if imported or base is None:
        Hand.objects.create(draft=draft, person=by)
    _noted("form.draft-imported" if imported else "form.draft-begun", by, form, revision=1)
    return draft


def _store(draft: FormDraft, source: Source, by: User, action: str) -> FormDraft:
    draft.before, draft.source = draft.source, source
    draft.revision += 1
    draft.changed_by, draft.changed_at = by, clock.now()
    draft.submitted_by = draft.submitted_at = None
    draft.save()
    Hand.objects.update_or_create(draft=draft, person=by, defaults={"at": draft.changed_at})
    _noted(action, by, draft.form, revision=draft.revision)
    return draft


def _unchanged(draft: FormDraft, revision: int | None) -> None:
    if revision is not None and draft.revision != revision:
        raise Conflict(_("The draft was changed meanwhile. Look at it again."))


def _waiting(draft: FormDraft) -> None:
    if draft.submitted_at is None:
        raise Conflict(_("Nobody asks for this draft to be published any longer."))


def _second(draft: FormDraft, by: User) -> None:
    apart(FORM, by, draft.changed_by_id, *draft.hands.values_list("person", flat=True))
    _may(by.pk in second_persons(draft))


def _complete(draft: FormDraft) -> None:
    if problems_of(draft.source, draft.form):
        raise Conflict(_("Something is missing or wrong in this draft; the check names it."))


def _may(allowed: bool) -> None:
    if not allowed:
        raise NotPermitted(_("Your role does not allow this."))


def _noted(action: str, by: User, form: ComposedForm, *, revision: int, reason: str = "") -> None:
    where = form.office.slug if form.office else ""
    detail: dict[str, str | int | bool | list[str] | None] = {"form": form.slug, "revision": revision}
    record(Act(action, actor=by.subject_id, office=where, reason=reason, detail=detail))


def _tell(person: User, draft: FormDraft, template: str) -> None:
    link = f"{settings.LEGATION_ORIGIN}{reverse('form_desk', args=[draft.form.slug])}"
    language = person.language or settings.LANGUAGE_CODE
    queue_template(person.subject, person.email, template, {"draft": draft, "link": link}, language=language)
