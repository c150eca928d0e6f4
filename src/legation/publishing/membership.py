"""What members do with pages: save one, and hear of alerts of the offices that they follow."""

from __future__ import annotations

from legation.accounts.members.following import AlertText, LiveAlert, tell_followers
from legation.accounts.members.saved import PublicPage, offer_pages
from legation.offices.models import Office
from legation.publishing.editorial.withdrawals import page_at
from legation.publishing.pages.alerts import AlertPage, Level, alerts_in_force


def public_page(address: str) -> PublicPage | None:
    """The published page at the address, by its own one."""
    page = page_at(address)
    return PublicPage(page.url, page.title, page.language) if page is not None else None


def tell_of_alerts() -> int:
    """Mail the followers of the offices at which an alert went live; returns how many."""
    slugs = dict(Office.objects.values_list("pk", "slug"))
    return tell_followers(
        [
            LiveAlert(
                key=alert.translation_key,
                offices=frozenset(slugs[pk] for pk in alert.offices()),
                text=_Texts(alert),
            )
            for alert in alerts_in_force()
        ]
    )


class _Texts:
    """The alert in the language of the one who reads it, where it is published in it."""

    def __init__(self, alert: AlertPage) -> None:
        self.alert = alert
        self.known: dict[str, AlertText] = {}

    def __call__(self, language: str) -> AlertText:
        if language not in self.known:
            self.known[language] = self._written(language)
        return self.known[language]

    def _written(self, language: str) -> AlertText:
        rows = AlertPage.objects.published().filter(translation_key=self.alert.translation_key)
        page = rows.filter(locale__language_code=language).first() or self.alert
        return AlertText(page.title, str(Level(page.level).label), page.summary, page.url)


offer_pages(public_page)
