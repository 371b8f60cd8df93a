"""Who is answered at which address: the one table. An address that is not here fails the build, and so does a row without its address.

Our objects belong to 第一党支部, theirs to 外单位党支部, whose secretary is the stranger. A set names everybody who is answered; all others
get the same 404 as for something that does not exist.
"""

from typing import Any

from tests.portal.gates.walk import EVERYBODY, Row
from tests.portal.gates.world import Side

NOBODY = frozenset[str]()
READ = frozenset({"GET"})
SEND = frozenset({"POST"})
FORM = READ | SEND


def of(*people: str) -> frozenset[str]:
    return frozenset(people)


STRANGER = of("stranger")

# who holds something over our branch, be it there or above it
HEADS = of("secretary", "superior")
OFFICERS = HEADS | of("organisation_officer", "discipline_officer", "recorder", "clerk")
DRAFTERS = of("clerk", "organisation_officer")
CLERK = of("clerk")
SYSTEM = of("system")
TRIERS = HEADS | DRAFTERS | of("recorder")
GIVES_ACCOUNTS = HEADS | CLERK
MEMBER = of("member")
AUDITOR = 0
"""Any number: which accounts there are is tried in ``test_accounts``."""
ON_ROSTER = EVERYBODY - of("system", "auditor")

WORKS_ON_CALENDAR = CLERK | SYSTEM
WATCHES = of("discipline_officer", "auditor")


def organisation(side: Side) -> dict[str, Any]:
    return {"pk": side.organisation.pk}


def member(side: Side) -> dict[str, Any]:
    return {"code": side.member.code}


def post(side: Side) -> dict[str, Any]:
    return {"code": side.officer.code, "pk": side.officer.appointments.get().pk}


def scheme(side: Side) -> dict[str, Any]:
    return {"pk": side.draft.scheme_id}


def draft(side: Side) -> dict[str, Any]:
    return {"pk": side.draft.scheme_id, "number": 2}


def published(side: Side) -> dict[str, Any]:
    return {"pk": side.draft.scheme_id, "number": 1}


def rehearsal(side: Side) -> dict[str, Any]:
    return {"ident": side.rehearsal.pk}


def trial(side: Side) -> dict[str, Any]:
    return {"ident": side.trial.pk}


def subject(side: Side) -> dict[str, Any]:
    return trial(side) | {"subject": side.member.code}


def choice(side: Side) -> dict[str, Any]:
    return {"organisation": side.organisation.pk, "version": side.draft.pk}


def batch(side: Side) -> dict[str, Any]:
    return {"pk": side.batch.pk}


ROWS = (
    # signing in, one's own account
    Row("account_login", FORM, EVERYBODY, is_open=True),
    Row("account_logout", FORM, EVERYBODY, is_open=True),
    Row("set_language", SEND, EVERYBODY, is_open=True),
    Row("account_reauthenticate", FORM, EVERYBODY),
    Row("account_change_password", FORM, EVERYBODY),
    Row("own_account", READ, EVERYBODY),
    Row("end_own_sessions", SEND, EVERYBODY),
    # the second factor: everybody's own; what was not set up is not there, and most steps ask for the password again
    Row("mfa_index", READ, EVERYBODY),
    Row("mfa_authenticate", FORM, EVERYBODY, is_open=True),
    Row("mfa_reauthenticate", FORM, EVERYBODY, may_be_absent=True),
    Row("mfa_activate_totp", FORM, EVERYBODY, may_be_absent=True),
    Row("mfa_deactivate_totp", FORM, EVERYBODY, may_be_absent=True),
    Row("mfa_view_recovery_codes", READ, EVERYBODY, may_be_absent=True),
    Row("mfa_generate_recovery_codes", FORM, EVERYBODY, may_be_absent=True),
    Row("mfa_download_recovery_codes", FORM, EVERYBODY, may_be_absent=True),
    # everybody's pages
    Row("tasks", READ, EVERYBODY),
    Row("notices", READ, EVERYBODY),
    Row("notices_read", SEND, EVERYBODY),
    Row("calendar", READ, EVERYBODY),
    Row("calendar_correct", SEND, WORKS_ON_CALENDAR),
    Row("calendar_take_back", SEND, WORKS_ON_CALENDAR),
    # the trail
    Row("audit", READ, WATCHES),
    Row("audit_own_record", READ, EVERYBODY),
    # the roster
    Row("roster", READ, OFFICERS | STRANGER),
    Row("roster_found", FORM, NOBODY),  # the system administrator, while the installation is empty
    Row("roster_suggest", READ, CLERK),
    Row("roster_below", READ, OFFICERS, organisation, STRANGER),
    Row("roster_organisation", READ, OFFICERS, organisation, STRANGER),
    Row("roster_history", READ, OFFICERS, organisation, STRANGER),
    Row("roster_posts", READ, OFFICERS, organisation, STRANGER),
    Row("roster_exemptions", READ, OFFICERS, organisation, STRANGER),
    Row("roster_export", READ, OFFICERS, organisation, STRANGER, args={"kind": "roster"}),
    Row("roster_new_member", FORM, CLERK, organisation),
    Row("roster_change_organisation", FORM, CLERK, organisation, args={"what": "rename"}),
    Row("roster_accounts", READ, GIVES_ACCOUNTS, organisation, STRANGER),
    Row("roster_slips", SEND, GIVES_ACCOUNTS, organisation, STRANGER),
    Row("roster_member", READ, OFFICERS | MEMBER, member, STRANGER),
    Row("roster_unmask", SEND, HEADS | DRAFTERS | MEMBER, member, STRANGER),
    Row("roster_change_member", FORM, CLERK, member, args={"what": "transfer"}),
    Row("roster_end", FORM, CLERK, post, args={"what": "post"}),
    Row("roster_withdraw", SEND, CLERK, member),
    Row("roster_account", SEND, GIVES_ACCOUNTS, member, STRANGER, args={"what": "disable"}),
    # files into the roster
    Row("roster_imports", READ, CLERK),
    Row("roster_import_new", FORM, CLERK, args={"kind": "roster"}),
    Row("roster_template", READ, CLERK, args={"kind": "roster"}),
    Row("roster_import", READ, CLERK, batch),
    Row("roster_import_columns", FORM, CLERK, batch),
    Row("roster_import_progress", READ, CLERK, batch),
    Row("roster_import_faults", READ, CLERK, batch),
    Row("roster_import_choose", SEND, CLERK, batch),
    Row("roster_import_commit", SEND, CLERK, batch),
    Row("roster_import_discard", SEND, CLERK, batch),
    Row("roster_import_undo", SEND, CLERK, batch),
    # schemes: what is published is for everybody whom it may concern, a draft for the officers
    Row("schemes", READ, EVERYBODY),
    Row("scheme_new", READ, DRAFTERS),
    Row("scheme_new_preset", SEND, DRAFTERS),
    Row("scheme_new_table", SEND, DRAFTERS),
    Row("scheme_new_file", SEND, DRAFTERS),
    Row("scheme_new_extension", SEND, DRAFTERS),
    Row("scheme", READ, OFFICERS | MEMBER, scheme, STRANGER),
    Row("scheme_copy", SEND, DRAFTERS, scheme),
    Row("scheme_assignments", READ, OFFICERS | MEMBER, scheme, STRANGER),
    Row("scheme_assign", SEND, CLERK, scheme),
    Row("scheme_assignment_end", SEND, CLERK, lambda side: scheme(side) | {"assignment": side.assignment.pk}),
    Row("scheme_parameters", READ, OFFICERS | MEMBER, scheme, STRANGER),
    Row("scheme_parameter_fill", SEND, CLERK, scheme),
    Row("scheme_parameter_clear", SEND, CLERK, lambda side: scheme(side) | {"value": side.value.pk}),
    Row("scheme_document", READ, OFFICERS, draft, STRANGER),
    Row("scheme_document", READ, OFFICERS | MEMBER, published, STRANGER, case="published"),
    Row("scheme_file", READ, OFFICERS, draft, STRANGER),
    Row("scheme_file", READ, OFFICERS | MEMBER, published, STRANGER, case="published"),
    Row("scheme_differences", READ, OFFICERS, draft, STRANGER),
    Row("scheme_differences", READ, OFFICERS | MEMBER, published, STRANGER, case="published"),
    Row("scheme_edit", FORM, DRAFTERS, draft),
    Row("scheme_yaml", FORM, DRAFTERS, draft),
    Row("scheme_saves", READ, DRAFTERS, draft),
    Row("scheme_go_back", SEND, DRAFTERS, draft),
    Row("scheme_discard", SEND, DRAFTERS, draft),
    Row("scheme_publication", READ, OFFICERS, draft, STRANGER),
    Row("scheme_submit", SEND, DRAFTERS, draft),
    Row("scheme_withdraw", SEND, DRAFTERS, draft),
    Row("scheme_return", SEND, HEADS, draft, STRANGER),
    Row("scheme_publish", SEND, HEADS, draft, STRANGER),
    Row("scheme_rehearsals", FORM, OFFICERS, draft, STRANGER),
    Row("rehearsal", READ, OFFICERS, rehearsal, STRANGER),
    Row("rehearsal_progress", READ, OFFICERS, rehearsal, STRANGER),
    Row("profiles", READ, OFFICERS | STRANGER),
    Row("profile", READ, OFFICERS, lambda side: {"organisation": side.organisation.pk}, STRANGER),
    Row("profile_set", SEND, HEADS, lambda side: {"organisation": side.organisation.pk}, STRANGER),
    # personal data: one's own for everybody on the roster; requests and leavers for who keeps the roster
    Row("privacy", READ, ON_ROSTER),
    Row("privacy_export", SEND, ON_ROSTER, args={"form": "json"}),
    Row("privacy_ask", SEND, ON_ROSTER),
    Row("privacy_fields", READ, EVERYBODY),
    Row("privacy_requests", READ, CLERK),
    Row("privacy_request", FORM, CLERK, lambda side: {"pk": side.request.pk}),
    Row("privacy_erasures", READ, CLERK),
    Row("privacy_erase", FORM, CLERK, member),
    # trials: by those who may settle a table over the organisation
    Row("trials", READ, TRIERS | STRANGER),
    Row("trial_choose", READ, TRIERS | STRANGER),
    Row("trial_make", FORM, TRIERS, choice, STRANGER),
    Row("trial_template", READ, TRIERS, choice, STRANGER),
    Row("trial", READ, TRIERS, trial, STRANGER),
    Row("trial_progress", READ, TRIERS, trial, STRANGER),
    Row("trial_marked", READ, TRIERS, trial, STRANGER),
    Row("trial_keep", SEND, TRIERS, trial, STRANGER),
    Row("trial_discard", SEND, TRIERS, trial, STRANGER),
    Row("trial_again", SEND, TRIERS, trial, STRANGER),
    Row("trial_everything", READ, TRIERS, trial, STRANGER),
    Row("trial_proposals", READ, TRIERS, trial, STRANGER),
    Row("trial_board", READ, TRIERS, trial, STRANGER, args={"table": "Q"}),
    Row("trial_notice", READ, TRIERS, trial, STRANGER, args={"table": "Q"}),
    Row("trial_card", READ, TRIERS, subject, STRANGER, args={"table": "Q"}),
    Row("trial_why", READ, TRIERS, subject, STRANGER, args={"table": "Q"}),
    # accounts that run the installation: the system administrator's, and nobody of the roster is among them
    Row("duties", READ, SYSTEM),
    Row("duty_new", FORM, SYSTEM),
    Row("duty_account", READ, SYSTEM, args={"pk": AUDITOR}, may_be_absent=True),
    Row("duty_slip", SEND, SYSTEM, args={"pk": AUDITOR}, may_be_absent=True),
    Row("duty_active", SEND, SYSTEM, args={"pk": AUDITOR}, may_be_absent=True),
)
