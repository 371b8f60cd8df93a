"""Who is answered at which address: the one table. An address that is not here fails the build, and so does a row without its address.

Own objects belong to 市公司党委 or its 第一党支部, foreign ones to 另一单位党委 or its 外单位党支部, where the stranger is secretary of the
branch. A set names everybody who is answered; all others get the same 404 as for something that does not exist.
"""

from tests.portal.gates.walk import EVERYBODY, Row

NOBODY = frozenset[str]()
READ = frozenset({"GET"})
SEND = frozenset({"POST"})
FORM = READ | SEND


def of(*people: str) -> frozenset[str]:
    return frozenset(people)


# who holds a permission anywhere
WORKS_ON_CALENDAR = of("clerk", "system")
WATCHES = of("discipline_officer", "auditor")

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
)
