"""What the desk lists: every form that the person may see, with its version in force and its draft."""

from __future__ import annotations

from dataclasses import dataclass

from legation.accounts.models import User
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.composing.permissions import may_see, places_of, second_persons
from legation.questions.composing.places import words_of
from legation.questions.models import FormDefinition


@dataclass(frozen=True)
class Entry:
    """One row of the list. `waits`: for the person who looks."""

    form: ComposedForm
    title: str
    version: FormDefinition | None
    draft: FormDraft | None
    waits: bool


def form_called(slug: str) -> ComposedForm | None:
    """The form of this name; one that was never composed here is the ministry's, and is not stored yet."""
    found = ComposedForm.objects.select_related("office").filter(slug=slug).first()
    if found is None and FormDefinition.objects.filter(slug=slug).exists():
        return ComposedForm(slug=slug)
    return found


def draft_of(form: ComposedForm) -> FormDraft | None:
    """Its draft, if there is one."""
    if form.pk is None:
        return None
    related = ("form__office", "changed_by", "submitted_by", "base")
    return FormDraft.objects.select_related(*related).filter(form=form).first()


def versions_of(form: ComposedForm) -> list[FormDefinition]:
    """Every version, newest first."""
    related = ("publication__written_by", "publication__published_by", "publication__withdrawn_by")
    return list(FormDefinition.objects.filter(slug=form.slug).select_related(*related).order_by("-version"))


def entries_for(user: User) -> list[Entry]:
    """The forms of the person's offices, and drafts elsewhere that wait for them; what waits stands first."""
    stored = {form.slug: form for form in ComposedForm.objects.select_related("office")}
    newest: dict[str, FormDefinition] = {}
    for row in FormDefinition.objects.order_by("slug", "version"):
        newest[row.slug] = row
    drafts = {
        draft.form.slug: draft for draft in FormDraft.objects.select_related("form__office", "changed_by")
    }
    own = {office.pk if office else None for office in places_of(user)}
    found = []
    for slug in sorted({*stored, *newest}):
        form = stored.get(slug) or ComposedForm(slug=slug)
        draft, version = drafts.get(slug), newest.get(slug)
        is_own = form.office_id in own
        if not is_own and not may_see(user, form, draft):
            continue
        waits = draft is not None and draft.submitted_at is not None and user.pk in second_persons(draft)
        source = version.source if version else draft.source if draft else {}
        found.append(Entry(form, words_of(source.get("title")) or slug, version, draft, waits))
    return sorted(found, key=lambda entry: (not entry.waits, entry.form.slug))


def office_name(office: Office | None) -> str:
    """The office in the active language; empty for the ministry."""
    return office.text().name if office else ""
