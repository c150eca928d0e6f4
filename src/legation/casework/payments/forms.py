"""What officers may note about a fee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from legation.casework.payments.money import CURRENCIES, Money, named


def _receipt(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Receipt number"), max_length=40, widget=forms.TextInput({"dir": "ltr"}), **options
    )


class PaidForm(forms.Form):
    """The receipt that was given for the money."""

    receipt = _receipt()


class CorrectionForm(forms.Form):
    """What was noted wrongly, and why."""

    was_paid = forms.ChoiceField(
        label=_("What is right?"),
        choices=[("no", _("It was not paid")), ("yes", _("It was paid, but the receipt has another number"))],
        widget=forms.RadioSelect,
    )
    receipt = _receipt(required=False, help_text=_("Only if it was paid."))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def clean(self) -> dict[str, Any]:
        """A payment has a receipt."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("was_paid") == "yes" and not data.get("receipt"):
            self.add_error("receipt", _("Enter the number of the receipt."))
        return data


class FeeForm(forms.Form):
    """What a service costs for one person."""

    amount = forms.DecimalField(
        label=_("Amount for one person"),
        help_text=_("Empty or 0: nothing is charged."),
        required=False,
        min_value=0,
        max_value=1_000_000,
        decimal_places=3,
        localize=False,
        widget=forms.TextInput({"inputmode": "decimal", "dir": "ltr"}),
    )
    currency = forms.ChoiceField(label=_("Currency"))

    def __init__(self, *args: Any, services: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        field = self.fields["currency"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(code, named(code)) for code in CURRENCIES]
        self.fields["service"] = forms.ChoiceField(label=_("Service"), choices=services)
        self.order_fields(["service", "amount", "currency"])

    def clean(self) -> dict[str, Any]:
        """No more decimal places than the currency has."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        amount, currency = data.get("amount"), data.get("currency")
        data["money"] = None
        if amount and currency:
            try:
                data["money"] = Money.of(amount, currency)
            except ValueError:
                self.add_error("amount", _("This currency has no such small amounts."))
        return data
