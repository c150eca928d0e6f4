"""The sentence of each promise, as the public register shows it, in the order of the policy."""

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

SENTENCES: dict[str, str | LazyText] = {
    "site.current": _("We keep information on diplomatic work and consular services up to date."),
    "site.classified": _("We publish openly, and we keep what is classified off the public site."),
    "site.links": _("We tell you before a link takes you to a website that this policy does not cover."),
    "policy.immediate": _("We post every revision of this policy at once."),
    "policy.contact": _("You can put questions about this policy to us, and we answer them."),
    "privacy.browse": _("Reading and downloading here collects no personal information."),
    "privacy.minimum": _("We ask for personal information only where a service needs it."),
    "privacy.log": _("Our access log holds only what this policy lists, and is deleted on time."),
    "privacy.cookies": _("We use cookies only to tailor services, and you may block them."),
    "privacy.no-sale": _("We do not sell, lease or exchange your information."),
    "access.staff": _("Only authorised staff reach your information, and you see each time they read it."),
    "tls": _("Everything you send and receive here travels encrypted."),
    "members.accurate": _("Members give accurate information, and can correct it."),
    "members.session": _("Members can end their session everywhere, also on a shared computer."),
    "members.actions": _("Members can read a tamper-evident record of what their account did."),
    "mailbox": _("You can write to the Minister and follow your letter until it is answered."),
    "applications": _("You can apply for consular services online and follow your application."),
    "surveys": _("You can answer our surveys; what is called anonymous is anonymous."),
    "defence.firewall": _("A firewall stands between the internet and this site."),
    "defence.antivirus": _("Every uploaded file is scanned before anyone opens it."),
    "defence.monitor": _("We watch the traffic for attacks and block those who attack."),
    "defence.scan": _("We scan this site for weaknesses on schedule and correct what we find."),
    "defence.drill": _("We attack a copy of this site on schedule, to practise restoring it."),
    "defence.backup": _("We back up daily, and test that the copies can be restored."),
    "defence.violators": _("We preserve the evidence of attacks for the authorities."),
}
