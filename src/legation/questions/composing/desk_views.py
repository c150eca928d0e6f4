"""The list of forms, the page of one, and what is decided about it."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from legation.accounts.staff.permissions import require_role
from legation.kernel.errors import Conflict, LegationError
from legation.questions.composing import services
from legation.questions.composing.access import revision_of, seen_draft, seen_form, staff
from legation.questions.composing.checking import problems_of
from legation.questions.composing.desk_forms import ReasonForm, TitledForm
from legation.questions.composing.differences import differences
from legation.questions.composing.models import ComposedForm, FormDraft
from legation.questions.composing.permissions import COMPOSERS, may_compose, may_publish, second_persons
from legation.questions.composing.places import words_of
from legation.questions.composing.queries import entries_for, office_name, versions_of
from legation.questions.composing.uses import use_of
from legation.questions.models import FormDefinition

PAGE = 50
read_or_post = require_http_methods(["GET", "HEAD", "POST"])


@never_cache
@require_safe
@require_role(*COMPOSERS)
def form_list(request: HttpRequest) -> HttpResponse:
    """Every form on which the person works, and drafts that wait for them."""
    page = Paginator(entries_for(staff(request)), PAGE).get_page(request.GET.get("page"))
    names = {entry.form.office_id: office_name(entry.form.office) for entry in page}
    rows = [(entry, names[entry.form.office_id], use_of(entry.form.use, entry.form.slug)) for entry in page]
    return render(request, "composing/list.html", {"rows": rows, "page": page})


@never_cache
@read_or_post
@require_role(*COMPOSERS)
def new(request: HttpRequest) -> HttpResponse:
    """A form from nothing."""
    form = TitledForm(staff(request), request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            services.create(
                data["slug"], form.source(), staff(request), office=form.office_chosen, use=data["use"]
            )
        except LegationError as refusal:
            form.add_error(None, str(refusal.sentence))
        else:
            return redirect("form_draft", data["slug"])
    return render(request, "composing/new.html", {"form": form}, status=422 if form.is_bound else 200)


@never_cache
@require_safe
@require_role(*COMPOSERS)
def desk(request: HttpRequest, slug: str) -> HttpResponse:
    """One form: its draft and what can be done with it, its versions."""
    return _desk(request, *seen_form(request, slug))


def _desk(
    request: HttpRequest,
    form: ComposedForm,
    draft: FormDraft | None,
    *,
    reason: ReasonForm | None = None,
    status: int = 200,
) -> HttpResponse:
    user, versions = staff(request), versions_of(form)
    current = next((version for version in versions if version.in_force), None)
    use = use_of(form.use, form.slug)
    seconds = second_persons(draft) if draft else set()
    source = draft.source if draft else versions[0].source if versions else {}
    context = {
        "composed": form,
        "title": words_of(source.get("title")) or form.slug,
        "place": office_name(form.office),
        "use": use,
        "address": use.address(form.slug, form.office, get_language() or "en") if use and current else None,
        "draft": draft,
        "problems": len(problems_of(draft.source, form)) if draft else 0,
        "versions": versions,
        "current": current,
        "composes": may_compose(user, form.office),
        "publishes": may_publish(user, form.office),
        "is_second": user.pk in seconds,
        "has_second": bool(seconds),
        "form": reason,
        "return_form": reason or ReasonForm(label=_("What has to be changed?")),
        "withdraw_form": reason or ReasonForm(label=_("Why is it withdrawn?")),
    }
    return render(request, "composing/desk.html", context, status=status)


@never_cache
@require_POST
@require_role(*COMPOSERS)
def decide(request: HttpRequest, slug: str, act: str) -> HttpResponse:
    """One act on a form; a refusal is told on its page."""
    form, draft = seen_form(request, slug)
    reason = _reason(request, act)
    if reason is not None and not reason.is_valid():
        return _desk(request, form, draft, reason=reason, status=422)
    try:
        said = _act(request, form, act, reason.reason if reason else "")
    except LegationError as refusal:
        messages.error(request, str(refusal.sentence))
        return redirect("form_desk", slug)
    messages.success(request, said)
    if act == "discard":
        return redirect("form_list")
    return redirect("form_draft" if act == "begin" else "form_desk", slug)


def _reason(request: HttpRequest, act: str) -> ReasonForm | None:
    labels = {"return": _("What has to be changed?"), "withdraw": _("Why is it withdrawn?")}
    return ReasonForm(request.POST, label=labels[act]) if act in labels else None


def _act(request: HttpRequest, form: ComposedForm, act: str, reason: str) -> str:
    user, revision = staff(request), revision_of(request)
    if act == "begin":
        services.begin(form.slug, user, version=_version(request, form))
        return _("This is a draft: nothing changes for the public before it is published.")
    if act == "withdraw":
        services.withdraw(form.slug, user, reason)
        return _("The form is withdrawn. Whoever has begun to fill it in can still finish.")
    if form.pk is None:
        raise Conflict(_("This draft was published or discarded meanwhile."))
    if act == "submit":
        services.submit(form, user, revision=revision)
        return _("A second person was asked to publish it.")
    if act == "return":
        services.give_back(form, user, reason, revision=revision)
        return _("The draft was given back, with your reason.")
    if act == "discard":
        services.discard(form, user, revision=revision)
        return _("The draft was thrown away.")
    carries = request.POST.get("carries") == "on"
    version = services.publish(form, user, revision=revision, carries=carries)
    return _("Version %(number)s is in force.") % {"number": version.version}


def _version(request: HttpRequest, form: ComposedForm) -> FormDefinition | None:
    sent = request.POST.get("version", "")
    if not sent.isdecimal() or len(sent) > 9:
        return None
    return FormDefinition.objects.filter(slug=form.slug, version=int(sent)).first()


@never_cache
@require_safe
@require_role(*COMPOSERS)
def compare(request: HttpRequest, slug: str) -> HttpResponse:
    """What the draft changes against the version in force, or the newest where none is."""
    draft = seen_draft(request, slug)
    rows = FormDefinition.objects.filter(slug=slug)
    version = rows.filter(in_force=True).first() or rows.order_by("-version").first()
    if version is None:
        raise Http404
    context = {
        "draft": draft,
        "title": words_of(draft.source.get("title")) or slug,
        "version": version,
        "rows": differences(version.source, draft.source),
    }
    return render(request, "composing/compare.html", context)
