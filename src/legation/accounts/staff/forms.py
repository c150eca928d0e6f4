"""The forms of the desks for roles."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from legation.accounts.models import CLEARANCES, Role, User
from legation.accounts.staff.emergencies import OPENED
from legation.accounts.staff.models import EmergencyReason
from legation.accounts.staff.permissions import reader
from legation.accounts.staff.reading import APPOINT
from legation.kernel.classification import Classification
from legation.kernel.errors import NotPermitted
from legation.offices.models import Office
from legation.privacy.gateway import search


class OfficeChoice(forms.ModelChoiceField[Office]):
    """An office by its name in the language of the desk."""

    def label_from_instance(self, obj: Any) -> str:
        return obj.text().name if obj.texts.all() else obj.slug


class TermsForm(forms.Form):
    """Which role, where and for how long. `offices`: those over which the person decides."""

    field_order = ("email",)

    role = forms.ChoiceField(label=_("Role"), choices=Role)
    office = OfficeChoice(
        Office.objects.none(),
        label=_("Office"),
        empty_label=_("All offices"),
        required=False,
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=[("", _("All languages")), *settings.LANGUAGES],
        required=False,
    )
    clearance = forms.ChoiceField(
        label=_("Clearance"),
        help_text=_(
            "Up to which classification the person sees pages, images and files. Restricted needs a second person."
        ),
        choices=CLEARANCES,
        initial=Classification.INTERNAL,
        required=False,
    )
    months = forms.IntegerField(label=_("For how many months"), min_value=1, max_value=12, initial=12)

    def __init__(self, *args: Any, offices: QuerySet[Office], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["office"]
        assert isinstance(field, OfficeChoice)
        field.queryset = offices.prefetch_related("texts")
        if offices.count() < Office.objects.count():  # not for all: an office must be named
            field.required, field.empty_label = True, None


class GrantForm(TermsForm):
    """Whom to give the role: somebody who has an account."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("They have an account, and the address is confirmed. Otherwise invite them."),
        max_length=254,
    )

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by

    def clean_email(self) -> User:
        """The account. Raises ValidationError where there is none with this confirmed address.

        Who was looked for sees it; a search that found nobody is on record too.
        """
        address = self.cleaned_data["email"].lower()
        rows = EmailAddress.objects.filter(email=address, verified=True)
        found = rows.select_related("user__subject").first()
        try:
            search(reader(self.by), APPOINT, "email", address, [found.user.subject] if found else [])
        except NotPermitted as refusal:
            raise forms.ValidationError(str(refusal.sentence)) from refusal
        if found is None:
            raise forms.ValidationError(_("There is no account with this confirmed address."))
        user: User = found.user
        return user


class InvitationForm(TermsForm):
    """Whom to invite, with or without an account."""

    email = forms.EmailField(
        label=_("E-mail address of the person"),
        help_text=_("They hold the role once they have registered and set up a second factor."),
        max_length=254,
    )


class EmergencyForm(forms.Form):
    """Which role for an hour, where and why."""

    role = forms.ChoiceField(label=_("Role"), choices=[(role.value, role.label) for role in OPENED])
    office = OfficeChoice(
        Office.objects.prefetch_related("texts"),
        label=_("Office"),
        empty_label=_("All offices"),
        required=False,
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=EmergencyReason)
