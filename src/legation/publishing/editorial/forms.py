"""What staff fill in for editorial acts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from legation.publishing.editorial import review, withdrawals
from legation.publishing.editorial.models import Reason
from legation.publishing.models import SitePage


class WithdrawForm(forms.Form):
    """Why, in which languages, and where visitors are led."""

    reason = forms.ChoiceField(
        label=_("Reason"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        help_text=_("Everybody who comes to the address reads it."),
    )
    explanation = forms.CharField(
        label=_("Explanation"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One or two sentences for the public."),
    )
    redirect_to = forms.CharField(
        label=_("Lead visitors to another page"),
        max_length=withdrawals.LONGEST_ADDRESS,
        required=False,
        help_text=_(
            "The address of a published page of this site. Left empty, the address answers that the page is gone."
        ),
    )
    pages = forms.MultipleChoiceField(label=_("Languages"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, candidates: Iterable[SitePage], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = {str(page.pk): page for page in candidates}
        field = self.fields["pages"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [
            (key, f"{page.locale.get_display_name()}: {page.title}") for key, page in self.candidates.items()
        ]
        field.initial = list(self.candidates)

    def clean_redirect_to(self) -> SitePage | None:
        """The page at that address."""
        address = self.cleaned_data["redirect_to"]
        if not address:
            return None
        page = withdrawals.page_at(address)
        if page is None:
            raise forms.ValidationError(_("No published page of this site has this address."))
        return page

    def chosen(self) -> list[SitePage]:
        """The pages to withdraw."""
        return [self.candidates[key] for key in self.cleaned_data["pages"]]


class DecisionForm(forms.Form):
    """Approve or return, with words for the author."""

    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**53)
    action = forms.ChoiceField(choices=[(review.APPROVE, ""), (review.RETURN, "")], widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("Comment for the author"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PreviewForm(forms.Form):
    """For how long a preview is open."""

    days = forms.TypedChoiceField(
        label=_("Open for"),
        coerce=int,
        initial=3,
        choices=[
            (count, ngettext_lazy("%(count)d day", "%(count)d days", count) % {"count": count})
            for count in (1, 3, 7, 14)
        ],
    )
