"""Who opens, selects, searches or prints what is kept of people without `gateway.read`, and why they may.

By file: the function (`*`: any in it), what it does there, the reason. `test_gateway.py` finds whoever is not listed.
"""

from __future__ import annotations

OWN = "the signed-in member's own account, on their own page or copy"
SENT = "goes into a mail to the person themselves"
COLLEAGUE = "a colleague's working address, for those who decide over roles"
TO_STAFF = "a mail to members of staff about their own work"
SIGN_IN = "signing in finds the account by what its owner typed"
DEMONSTRATION = "accounts of the demonstration, who are nobody"
SCHEMA = "looks at numbers or the shape of tables, opens no person's row"
SEALING = "the sealing itself, which the gateway stands on"
EMPTY = "a word of a page or a name of ours, of no person"
COUNTED = "states and times, to be counted; no field that is sealed or tells who somebody is"
WHOLE = "copies the whole database as it is, sealed, for backups"

CODE: dict[str, dict[tuple[str, str], str]] = {
    "accounts/adapter.py": {
        ("owner", "email="): "finds whose mail it is, to seal it for them",
        ("*", ".email"): SIGN_IN,
        ("*", ".email_address"): SIGN_IN,
    },
    "accounts/confirming.py": {("*", ".email_address"): SIGN_IN},
    "accounts/controls.py": {("check", "email="): "asks whether its own probe was registered"},
    "accounts/demonstration.py": dict.fromkeys(
        [
            ("_credentials", ".email"),
            ("_make", ".email"),
            ("_make", "email="),
            ("load", ".email"),
            ("load", "email="),
        ],
        DEMONSTRATION,
    ),
    "accounts/directory.py": {
        ("staff_with", "email="): "finds the account of staff by the address that their directory verified"
    },
    "accounts/forms.py": {("*", ".email"): SIGN_IN},
    "accounts/limits/services.py": {
        ("count", "cursor"): "counts attempts under keyed hashes, of nobody in clear"
    },
    "accounts/passwords.py": {("validate", ".email"): "so that nobody chooses their own address as password"},
    "accounts/recording.py": {("*", ".email"): "signing in, and mail to the person themselves"},
    "accounts/members/details.py": dict.fromkeys([("history", "owner"), ("of", "owner")], OWN),
    "accounts/members/export_sections.py": dict.fromkeys(
        [
            ("_account", ".email"),
            ("_account", "owner"),
            ("_addresses", ".email"),
            ("_details", "owner"),
            ("_mails", "owner"),
            ("_names", "owner"),
            ("_sessions", ".ip"),
            ("_sessions", ".user_agent"),
        ],
        OWN,
    ),
    "accounts/members/following.py": {("_mail", ".email"): SENT},
    "accounts/members/place_views.py": {("followed", ".email"): OWN},
    "accounts/members/saved.py": {("addresses", "owner"): OWN},
    "accounts/members/services.py": {
        ("correct_name", "owner"): OWN,
        ("leave", ".email"): "the farewell goes to the address that is given up",
    },
    "accounts/members/subjects.py": {("owner", "Owner"): "the door of the signed-in member"},
    "accounts/members/views.py": dict.fromkeys([("home", "owner"), ("sessions", ".user_agent")], OWN),
    "accounts/models.py": {
        ("__str__", ".email"): "of a member of staff only, before colleagues",
        ("get_full_name", ".email"): "of a member of staff only, before colleagues",
        ("get_full_name", "deliver"): "of a member of staff only, before colleagues",
    },
    "accounts/probe.py": {("sign_in", ".email"): "a probe that exists only while a control runs"},
    "accounts/staff/commands.py": {("_show", ".email"): COLLEAGUE},
    "accounts/staff/forms.py": {("clean_email", "email="): "searched on record through the gateway"},
    "accounts/staff/invitations.py": {
        ("invite", "email="): "finds out whether somebody invites themselves; shows nothing",
        ("waiting_for", "values_list(email)"): "the signed-in member's own confirmed addresses",
    },
    "accounts/staff/operators.py": {
        ("*", "email="): "each command leaves a record of whom it was for, and by whom"
    },
    "accounts/staff/proving.py": {
        ("_find", "email="): "an operator of the command line names themselves",
        ("_prove", "email="): "an operator of the command line proves themselves",
    },
    "accounts/staff/telling.py": {("tell", ".email"): TO_STAFF},
    "accounts/standing/identities.py": {
        ("remember", ".email"): "kept as a keyed hash only, so that a denied person cannot come back",
        (
            "remember",
            "values_list(email)",
        ): "kept as a keyed hash only, so that a denied person cannot come back",
    },
    "accounts/standing/services.py": {
        ("look_up", "F(email)"): "an address is looked for where it is the account's own",
        ("appeal", ".email"): "the person's own address, in the appeal that they write",
        ("appeal", "deliver"): "the person's own name, in the appeal that they write",
        ("_tell", ".email"): SENT,
        ("look_up", "email="): "searched on record through the gateway",
    },
    "accounts/urls.py": {("module", ".email"): "a view of the sign-in library that is named so"},
    "assurance/queries.py": {("next_expiry", "values()"): "a mapping of evidence, which names nobody"},
    "assurance/services.py": {
        ("_alarm", ".email"): TO_STAFF,
        ("prune", "values()"): "a mapping of evidence, which names nobody",
    },
    "casework/applications/retention.py": {
        ("_empty", "deliver"): "takes out what is kept no longer and seals the rest again; nobody reads it",
        ("_holds", "deliver"): "a control finds out what is kept too long; nobody reads it",
        ("_holds", "values_list(question)"): "which question a file answers, of the form and not the person",
    },
    "casework/applications/correcting.py": {
        ("opened", "by_secret"): "the door of the link that was sent to the applicant",
        ("files_of", "deliver"): "shown to the applicant behind that door, or computed with",
        (
            "_answers",
            "deliver",
        ): "computed with: which answers there are, and the corrected ones in their place",
        ("remind", "deliver"): SENT,
        ("_mail", "deliver"): SENT,
    },
    "casework/applications/found_by.py": {
        ("texts", "deliver"): "made into keyed hashes, by which the desk finds the case; shown to nobody"
    },
    "casework/applications/messages.py": {("_tell", "deliver"): SENT},
    "casework/applications/membership.py": dict.fromkeys(
        [("_applications", "owner"), ("_dialogue", "owner"), ("_files", "owner")], OWN
    ),
    "casework/collection/membership.py": {("_handovers", "owner"): OWN},
    "casework/cases/membership.py": {
        ("_entries", "owner"): OWN,
        ("_extensions", "owner"): OWN,
        ("_transfers", "owner"): OWN,
        ("_replies", "owner"): OWN,
        ("_rows", "owner"): OWN,
        ("cases_of", "values_list(email)"): "the signed-in member's own confirmed addresses",
    },
    "casework/cases/repeats.py": {
        ("_opened", "deliver"): "a keyed sketch of the words, compared with another of the same person",
        ("remember", "deliver"): "makes the keyed sketch of the words, which is sealed again",
    },
    "casework/cases/services/extending.py": {("grant_extension", "deliver"): SENT},
    "casework/cases/services/handling.py": {("approve_reply", "deliver"): SENT},
    "casework/cases/services/telling.py": {("tell_staff", ".email"): TO_STAFF},
    "casework/cases/appeals.py": {("open_appeal", ".email"): "what the person typed just now, to be sealed"},
    "casework/cases/services/opening.py": {
        ("make_ready", ".email"): "what the person typed just now, to be sealed",
        ("_confirmation", ".email"): SENT,
    },
    "casework/cases/services/steps.py": dict.fromkeys([("announce", "deliver"), ("send", "deliver")], SENT),
    "casework/desk/finding/indexing.py": {
        ("_kept", "deliver"): "made into keyed hashes, by which the desk finds the case; shown to nobody"
    },
    "casework/desk/redaction/texts.py": {
        ("original_of", "deliver"): "strikes passages from it; shown to nobody, kept sealed"
    },
    "casework/cases/views.py": {("case_of", "by_secret"): "the door of number and secret"},
    "casework/families/membership.py": {("_rows", "owner"): OWN},
    "casework/families/queries.py": {
        ("answers_of", "deliver"): "names for the decision and for the page of whoever has number and secret"
    },
    "casework/families/services.py": {("_line", "deliver"): "goes into the decision to the applicant"},
    "casework/families/status.py": {("panel", "deliver"): "shown to whoever has number and secret"},
    "casework/registration/links.py": {("opened", "by_secret"): "the door of the link in a mail"},
    "casework/registration/membership.py": {
        ("_rows", "owner"): OWN,
        ("registrations_of", "values_list(email)"): "the signed-in member's own confirmed addresses",
    },
    "casework/registration/services/answering.py": {
        ("_open_new", "deliver"): "goes into the case that the person opens by asking for help"
    },
    "casework/registration/services/notices.py": {("_deliver", "deliver"): SENT},
    "casework/registration/services/registering.py": {
        ("register", ".email"): "what the person typed just now, to be sealed",
        ("_create", ".email"): "what the person typed just now, to be sealed",
        ("_mail", "deliver"): SENT,
        ("change", ".email"): "what the person typed just now, to be sealed",
        ("confirm", "deliver"): "compares the address that waits with the one whose link was followed",
    },
    "casework/registration/services/reviews.py": {("_tell", ".email"): TO_STAFF},
    "casework/registration/views.py": {
        ("_member", "values_list(email)"): "the signed-in member's own confirmed addresses"
    },
    "casework/statistics/counting.py": {
        **dict.fromkeys([("_cases", "values_list(…)"), ("_events", "values_list(…)")], COUNTED),
        ("_one_at_a_time", "cursor"): "locks the table of its counts",
    },
    "casework/statistics/queries.py": {("sums", "values_list(…)"): COUNTED},
    "casework/statistics/views.py": {("as_csv", "values_list(…)"): COUNTED},
    "cli/checking.py": {("module", "sqlite3"): SCHEMA},
    "cli/prepare.py": {("module", "sqlite3"): SCHEMA},
    "cli/processes.py": dict.fromkeys(
        [("refuse_demonstration", ".email"), ("refuse_demonstration", "email=")], DEMONSTRATION
    ),
    "disclosure/sources.py": {("_member", "email="): "called by `propose`, which puts the search on record"},
    "kernel/sqlite/base.py": {
        ("module", "sqlite3"): "the connection to the database itself",
        ("create_cursor", "cursor"): "the cursor that all others come from; no rows",
    },
    "ledger/gaps.py": {("_last_number", "cursor"): SCHEMA},
    "ledger/rows.py": {("_copies", "values_list(…)"): "places of records in the log, which name nobody"},
    "kernel/durability.py": {("soon_durable", "cursor"): "asks when a commit waits for the disk; no rows"},
    "kernel/rows.py": {
        ("row_of", "cursor"): "reads one row as its fields give it, sealed where they are sealed",
        ("run", "cursor"): "the same, made ready before",
        ("insert", "cursor"): "inserts rows as their fields store them, sealed where they are sealed",
        ("there", "cursor"): "asks whether there is a row; whoever asks by a person's field is found as ever",
    },
    "mail/backend.py": {("_person", "email="): "finds whose mail it is, to seal it for them"},
    "mail/queries.py": {("outbox", "deliver"): "the outbox of the demonstration; refused anywhere else"},
    "mail/services.py": {
        ("_message", "deliver"): SENT,
        ("_wake", "cursor"): "asks whether a task waits; no rows of persons",
    },
    "privacy/gateway.py": {
        ("_open", "open_sealed"): "the gateway itself, behind all its doors",
        ("by_secret", "Owner"): "the door of number and secret itself",
    },
    "privacy/models.py": dict.fromkeys(
        [
            ("erase", "wrapped_key"),
            ("key", "wrapped_key"),
            ("save", "wrapped_key"),
            ("_give_key", "wrapped_key"),
        ],
        SEALING,
    ),
    "privacy/opening.py": {("open_sealed", "ciphertext"): SEALING},
    "privacy/sealing.py": dict.fromkeys(
        [
            ("__bool__", "ciphertext"),
            ("get_db_prep_value", "ciphertext"),
            ("get_prep_value", "ciphertext"),
        ],
        SEALING,
    ),
    "publishing/editorial/notices.py": {
        ("_first_time", "values_list(name)"): EMPTY,
        ("_mail", ".email"): TO_STAFF,
    },
    "publishing/pages/base.py": {("parents", "extra"): "a condition of our own on the table of pages"},
    "publishing/policy/services.py": {("tell_members", ".email"): SENT},
    "publishing/reach/narrowed.py": {
        ("_submitters", "values(text)"): EMPTY,
        ("own_tags", "values_list(name)"): EMPTY,
    },
    "publishing/signatures/emergencies.py": {("_mail", ".email"): TO_STAFF},
    "questions/composing/services.py": {("_tell", ".email"): TO_STAFF},
    "questions/membership.py": {
        ("_drafts", "owner"): OWN,
        ("drafts_of", "values_list(email)"): "the signed-in member's own confirmed addresses",
    },
    "questions/services/attachments.py": {
        ("name_of", "deliver"): "shown to whoever holds the secret of the draft",
        ("rescan", "deliver"): "the key of a file, for the malware scanner only",
    },
    "questions/services/drafts.py": {
        ("answers_of", "deliver"): "found by the secret of the draft only",
        ("typed_of", "deliver"): "found by the secret of the draft only",
        ("former_of", "deliver"): "found by the secret of the draft only",
        ("open_of", "deliver"): "the signed-in member's own draft only",
    },
    "questions/services/resuming.py": {
        ("find_by_code", "deliver"): "found by the address and the code that was sent to it",
    },
    "resilience/backups/databases.py": {
        ("_dump_postgres", "cursor"): WHOLE,
        ("_dump_sqlite", "serialize"): WHOLE,
        ("load_postgres", "cursor"): WHOLE,
        ("module", "sqlite3"): WHOLE,
    },
    "resilience/reidentifying/attempting.py": {("_afterwards", "cursor"): SCHEMA},
    "resilience/reidentifying/controls.py": {("_kept_history", "cursor"): "asks the server for its settings"},
    "resilience/reidentifying/copies.py": {("module", "sqlite3"): "rows of a site of its own, of nobody"},
    "resilience/reidentifying/sabotages.py": {
        ("_not_overwritten", "cursor"): SCHEMA,
        ("_time", "cursor"): SCHEMA,
    },
    "resilience/reidentifying/scratch.py": {
        ("_copy_tables", "cursor"): "the shape of tables, and what the migrations put there",
        ("module", "sqlite3"): "a site of its own, of nobody",
    },
    "resilience/drills/emptied_database.py": {("module", "sqlite3"): "empties the copy that a drill attacks"},
    "surveys/access/membership.py": {
        ("_rows", "owner"): OWN,
        ("invitations_of", "values_list(email)"): "the signed-in member's own confirmed addresses",
    },
    "surveys/access/services/importing.py": {
        (
            "_portion",
            "deliver",
        ): "rows of a file become invitations, each sealed anew at once; shown to nobody"
    },
    "surveys/access/services/inviting.py": {("_mail", "deliver"): SENT},
    "surveys/desk/services/approving.py": {("_tell", ".email"): TO_STAFF},
    "surveys/results/exports/writing.py": {
        ("module", "duckdb"): "makes a Parquet file of lines that came through the gateway"
    },
    "surveys/results/counting.py": {
        ("_by_day", "cursor"): "joins the packed answers from lists, nothing sealed"
    },
    "surveys/controls.py": dict.fromkeys(
        [
            ("_columns", "cursor"),
            ("_in_table_order", "cursor"),
            ("_links_to_answers", "cursor"),
            ("sabotage", "cursor"),
        ],
        SCHEMA,
    ),
    "surveys/holding/postgresql/base.py": {("prepare_database", "cursor"): SCHEMA},
    "surveys/services/settling.py": {
        ("_for_good", "deliver"): "sealed anew at once, in random order; shown to nobody",
        ("_sweep", "cursor"): "sweeps what was deleted out of the file; reads nothing",
    },
    "traffic/queries.py": {("module", "duckdb"): "counts visits; addresses in them are sealed"},
}

TEMPLATES: dict[str, dict[str, str]] = {
    "accounts/templates/account/email_change.html": dict.fromkeys(
        ["current_emailaddress.email", "new_emailaddress.email"], OWN
    ),
    "accounts/templates/account/email_confirm.html": {
        "confirmation.email_address.email": "shown to whoever holds the link sent to that address"
    },
    "accounts/templates/accounts/home.html": {"request.user.email": OWN},
    "accounts/templates/accounts/sessions.html": {"session.ip": OWN},
    "accounts/templates/accounts/staff/duties.html": {"grant.user.email": COLLEAGUE},
    "accounts/templates/accounts/staff/emergency.html": dict.fromkeys(
        ["grant.approved_by.email", "grant.user.email", "row.seen_by.email"], COLLEAGUE
    ),
    "accounts/templates/accounts/staff/grants.html": dict.fromkeys(
        ["grant.granted_by.email", "grant.user.email"], COLLEAGUE
    ),
    "accounts/templates/accounts/staff/leave.html": {"person.email": COLLEAGUE},
    "accounts/templates/accounts/staff/member.html": {
        "identity.email": "read through the gateway by the view"
    },
    "accounts/templates/accounts/staff/people.html": dict.fromkeys(
        ["person.email", "row.user.email"], COLLEAGUE
    ),
    "accounts/templates/accounts/staff/reviews.html": {"row.grant.user.email": COLLEAGUE},
    "accounts/templates/mail/staff_emergency_asked.txt": {"row.grant.user.email": COLLEAGUE},
    "accounts/templates/mail/staff_emergency_opened.txt": dict.fromkeys(
        ["row.grant.approved_by.email", "row.grant.user.email"], COLLEAGUE
    ),
    "accounts/templates/mail/staff_ending_list.txt": {"grant.user.email": COLLEAGUE},
    "accounts/templates/mail/staff_review.txt": {"grant.user.email": COLLEAGUE},
    "casework/cases/templates/cases/mail/for_body.txt": {
        "found.email": "read through the gateway, to be sent where the person wished",
        "office.email": "the office's own address",
    },
    "casework/cases/templates/cases/desk_case.html": {"opened.email": "read through the gateway by the view"},
    "publishing/templates/publishing/office_contact.html": {"place.email": "the address of an office"},
}
