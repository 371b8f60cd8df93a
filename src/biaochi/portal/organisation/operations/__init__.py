"""What changes the roster, a module a subject. Keyword-only, in one transaction, one audit record; who may is asked before, by ``access``.

Every change is dated: ``on`` or ``from_on`` is the first day it holds, which may be past or to come.
"""

from biaochi.portal.organisation.operations.accounts import give_account, reset_account, set_account_active
from biaochi.portal.organisation.operations.exemptions import end_exemption, exempt
from biaochi.portal.organisation.operations.founding import found_installation
from biaochi.portal.organisation.operations.members import (
    add_member,
    change_attributes,
    change_flags,
    change_status,
    end_membership,
    readmit_member,
    transfer_member,
    withdraw_later_change,
)
from biaochi.portal.organisation.operations.organisations import (
    change_standing,
    close_organisation,
    keep_today,
    move_organisation,
    open_organisation,
    reclassify_organisation,
    rename_organisation,
)
from biaochi.portal.organisation.operations.people import correct_person, unmask_person
from biaochi.portal.organisation.operations.postings import appoint, end_appointment
from biaochi.portal.organisation.operations.relations import end_relation, relate

__all__ = [
    "add_member",
    "appoint",
    "change_attributes",
    "change_flags",
    "change_standing",
    "change_status",
    "close_organisation",
    "correct_person",
    "end_appointment",
    "end_exemption",
    "end_membership",
    "end_relation",
    "exempt",
    "found_installation",
    "give_account",
    "keep_today",
    "move_organisation",
    "open_organisation",
    "readmit_member",
    "reclassify_organisation",
    "relate",
    "rename_organisation",
    "reset_account",
    "set_account_active",
    "transfer_member",
    "unmask_person",
    "withdraw_later_change",
]
