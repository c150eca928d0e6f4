"""What the account itself adds to a member's copy, and what is left out of it."""

from __future__ import annotations

import datetime as dt

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.utils.translation import gettext_lazy as _

from legation.accounts.browsers import browser_name
from legation.accounts.members import activity, details, following, preferences, readings, saved
from legation.accounts.members.export import OF_ATTACKS, OF_STAFF, Rows, export_section, leave_out
from legation.accounts.members.models import Detail, MemberDetail
from legation.accounts.members.subjects import owner, subjects_of
from legation.accounts.members.terms import known
from legation.accounts.models import User
from legation.mail.models import OutgoingMail, UnsafeContact
from legation.privacy.gateway import own


def moment(at: dt.datetime | None) -> str:
    """For the copy: to the second, empty where there is none."""
    return at.isoformat(timespec="seconds") if at else ""


def _account(user: User) -> Rows:
    theirs = owner(user)
    return [
        {
            "name": own(theirs, user, ["name"])["name"],
            "email": user.email,
            "language": user.language,
            "registered": moment(user.date_joined),
            "last sign-in": moment(user.last_login),
        }
    ]


def _addresses(user: User) -> Rows:
    found = EmailAddress.objects.filter(user=user)
    return [{"email": row.email, "verified": row.verified, "in use": row.primary} for row in found]


def _details(user: User) -> Rows:
    theirs = owner(user)
    rows = MemberDetail.objects.filter(user=user).select_related("user__subject")
    return [
        {
            "detail": str(Detail(row.kind).label),
            "text": details.shown(row.kind, own(theirs, row, ["value"])["value"]),
            "since": moment(row.given_at),
        }
        for row in rows
    ]


def _corrections(user: User) -> Rows:
    return [
        {"detail": str(row.label), "previous": row.text, "until": moment(row.until)}
        for row in details.history(user)
    ]


def _names(user: User) -> Rows:
    theirs = owner(user)
    return [
        {
            "previous name": own(theirs, row, ["previous"])["previous"],
            "until": moment(row.changed_at),
        }
        for row in user.name_changes.all()
    ]


def _terms(user: User) -> Rows:
    rows = []
    for row in user.acceptances.all():
        terms = known(row.version)
        rows.append(
            {
                "version": row.version,
                "accepted": moment(row.accepted_at),
                "SHA-256 of the text": terms.digest if terms else "",
            }
        )
    return rows


def _preferences(user: User) -> Rows:
    chosen = preferences.of(user)
    if chosen is None:
        return []
    return [
        {
            "language": chosen.language,
            "office": chosen.office,
            "text size": chosen.text,
            "contrast": chosen.contrast,
        }
    ]


def _saved(user: User) -> Rows:
    return [{"address": address, "since": moment(at)} for _pk, at, address in saved.addresses(user)]


def _followed(user: User) -> Rows:
    return [
        {"office": following.office_name(row.office), "since": moment(row.since)}
        for row in following.of(user)
    ]


def _factors(user: User) -> Rows:
    rows = Authenticator.objects.filter(user=user)
    return [
        {
            "kind": str(row.get_type_display()),
            "name": str(row.data.get("name", "")) if isinstance(row.data, dict) else "",
            "since": moment(row.created_at),
            "last used": moment(row.last_used_at),
        }
        for row in rows
    ]


def _sessions(user: User) -> Rows:
    return [
        {
            "since": moment(row.created_at),
            "last seen": moment(row.last_seen_at),
            "address": row.ip,
            "browser": browser_name(row.user_agent),
        }
        for row in UserSession.objects.filter(user=user)
    ]


def _mails(user: User) -> Rows:
    theirs = owner(user)
    rows = OutgoingMail.objects.filter(subject__in=subjects_of(user)).select_related("subject")
    opened = ((row, own(theirs, row, ["recipient", "text"])) for row in rows)
    return [
        {"at": moment(row.queued_at), "to": texts["recipient"], "title": row.title, "text": texts["text"]}
        for row, texts in opened
    ]


def _unsafe(user: User) -> Rows:
    marks = UnsafeContact.objects.filter(subject__in=subjects_of(user))
    return [{"since": moment(row.marked_at)} for row in marks]


def _roles(user: User) -> Rows:
    return [
        {
            "role": str(row.get_role_display()),
            "office": row.office.slug if row.office else "",
            "from": moment(row.starts_at),
            "until": moment(row.revoked_at or row.expires_at),
        }
        for row in user.grants.select_related("office")
    ]


def _acts(user: User) -> Rows:
    lines = activity.told(user, activity.rows_of(subjects_of(user)))
    return [
        {"at": moment(line.at), "record": line.text, "network": line.network, "browser": line.browser}
        for line in lines
    ]


def _readings(user: User) -> Rows:
    lines = readings.told(readings.receipts_of(subjects_of(user)))
    return [{"at": moment(line.at), "reading": line.text, "case": line.reference} for line in lines]


def _suspensions(user: User) -> Rows:
    return [
        {
            "kind": str(row.get_measure_display()),
            "reason": str(row.get_reason_display()),
            "from": moment(row.starts_at),
            "until": moment(row.ends_at),
            "lifted": moment(row.lifted_at),
        }
        for row in user.suspensions.all()
    ]


export_section("account", _("Account"), _account, covers=["accounts.User"])
export_section("addresses", _("E-mail addresses"), _addresses, covers=["account.EmailAddress"])
export_section("details", _("Details"), _details, covers=["members.MemberDetail", "members.Confirmation"])
export_section("names", _("Earlier names"), _names, covers=["accounts.NameChange"])
export_section("corrections", _("What you corrected"), _corrections, covers=["members.DetailChange"])
export_section("terms", _("Terms accepted"), _terms, covers=["accounts.TermsAcceptance"])
export_section("preferences", _("Preferences"), _preferences, covers=["members.KeptPreferences"])
export_section("saved", _("Saved pages"), _saved, covers=["members.SavedPage"])
export_section("followed", _("Followed offices"), _followed, covers=["members.FollowedOffice"])
export_section("factors", _("Second factors"), _factors, covers=["mfa.Authenticator"])
export_section("sessions", _("Sessions"), _sessions, covers=["usersessions.UserSession"])
export_section("suspensions", _("Suspensions"), _suspensions, covers=["accounts.Suspension"])
export_section("roles", _("Roles"), _roles, covers=["accounts.Grant"])
export_section("mails", _("Messages that we sent you"), _mails, covers=["mail.OutgoingMail"])
export_section("unsafe", _("It is not safe to contact me"), _unsafe, covers=["mail.UnsafeContact"])
export_section("readings", _("Who has read my information"), _readings, covers=["privacy.ReadReceipt"])
export_section(
    "activity", _("What was recorded"), _acts, covers=["ledger.LedgerRecord", "ledger.LedgerMention"]
)

leave_out(
    _(
        "It holds only secrets by which the site knows you again; shown to anybody they would open your account."
    ),
    "account.EmailConfirmation",
    "sessions.Session",
    "privacy.Subject",
)
leave_out(
    _("It holds only codes computed from an address or a network, from which nobody can read either."),
    "accounts.DeniedIdentity",
    "limits.Attempts",
)
leave_out(
    OF_STAFF,
    "socialaccount.SocialAccount",
    "socialaccount.SocialToken",
    "accounts.User_groups",
    "accounts.User_user_permissions",
    "drills.DrillRun",
    "editorial.PreviewLink",
    "editorial.TranslationCheck",
    "editorial.Withdrawal",
    "policy.PolicyVersion",
    "publishing.SiteDocument",
    "publishing.SiteImage",
    "scans.Finding",
    "signatures.EmergencyReview",
    "staff.Departure",
    "staff.EmergencyGrant",
    "staff.FirstGrant",
    "staff.GrantNotice",
    "staff.Invitation",
    "staff.Renewal",
    "staff.Review",
)
leave_out(
    OF_STAFF,
    "wagtailadmin.EditingSession",
    "wagtailadmin.FormState",
    "wagtailcore.Comment",
    "wagtailcore.CommentReply",
    "wagtailcore.ModelLogEntry",
    "wagtailcore.Page",
    "wagtailcore.PageLogEntry",
    "wagtailcore.PageSubscription",
    "wagtailcore.Revision",
    "wagtailcore.TaskState",
    "wagtailcore.UploadedFile",
    "wagtailcore.WorkflowState",
    "wagtaildocs.Document",
    "wagtailimages.Image",
    "wagtailusers.UserProfile",
)
leave_out(OF_ATTACKS, "detection.Allowed", "detection.Block", "incidents.Evidence", "incidents.Incident")
