"""What the desk lists: every form that the person may see, with its version in force and its draft."""

from __future__ import annotations

from dataclasses import dataclass

from legation.accounts.models import User
from legation.offices.models import Office
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.composing.permissions import may_see, places_of, second_persons
from legation.questions.composing.places import words_of
from legation.questions.models import FormDefinition

MOST_VERSIONS = 50  # listed; older ones stay in the database


@dataclass(frozen=True)
class Entry:
    """One row of the list. `waits`: for the person who looks."""

    form: ComposedForm
    version: FormDefinition | None
    draft: FormDraft | None
    waits: bool

    @property
    def title(self) -> str:
        """Its title in the active language; read only of the rows that are shown."""
        latest = self.version or self.draft
        return words_of(latest.source.get("title") if latest else None) or self.form.slug


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
    """The latest versions, newest first."""
    related = ("publication__written_by", "publication__published_by", "publication__withdrawn_by")
    return list(
        FormDefinition.objects.filter(slug=form.slug)
        .select_related(*related)
        .order_by("-version")[:MOST_VERSIONS]
    )


def entries_for(user: User) -> list[Entry]:
    """The forms of the person's offices, and drafts elsewhere that wait for them; what waits stands first."""
    stored = {form.slug: form for form in ComposedForm.objects.select_related("office")}
    newest: dict[str, FormDefinition] = {}
    for row in FormDefinition.objects.defer("source").order_by("slug", "version"):
        newest[row.slug] = row
    rows = FormDraft.objects.select_related("form__office", "changed_by").defer("source", "before")
    drafts = {draft.form.slug: draft for draft in rows}
    own = {office.pk if office else None for office in places_of(user)}
    found = []
    for slug in sorted({*stored, *newest}):
        form = stored.get(slug) or ComposedForm(slug=slug)
        draft, version = drafts.get(slug), newest.get(slug)
        is_own = form.office_id in own
        if not is_own and not may_see(user, form, draft):
            continue
        waits = draft is not None and draft.submitted_at is not None and user.pk in second_persons(draft)
        found.append(Entry(form, version, draft, waits))
    return sorted(found, key=lambda entry: (not entry.waits, entry.form.slug))


def office_name(office: Office | None) -> str:
    """The office in the active language; empty for the ministry."""
    return office.text().name if office else ""
