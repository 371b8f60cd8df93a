"""What changes schemes, a module a subject. Keyword-only, in one transaction, one audit record; who may is asked before, by ``access``."""

from biaochi.portal.schemes.operations.assigning import assign, end_assignment
from biaochi.portal.schemes.operations.creating import (
    copy_last_version,
    create_extension,
    create_from_preset,
    create_from_table,
    create_from_text,
)
from biaochi.portal.schemes.operations.drafting import discard_draft, go_back_to, save_draft, save_form
from biaochi.portal.schemes.operations.filling import clear_parameter, fill_parameter
from biaochi.portal.schemes.operations.profiling import set_profile
from biaochi.portal.schemes.operations.publishing import publish, return_submission, submit, withdraw_submission
from biaochi.portal.schemes.operations.rehearsals import start_rehearsal

__all__ = [
    "assign",
    "clear_parameter",
    "copy_last_version",
    "create_extension",
    "create_from_preset",
    "create_from_table",
    "create_from_text",
    "discard_draft",
    "end_assignment",
    "fill_parameter",
    "go_back_to",
    "publish",
    "return_submission",
    "save_draft",
    "save_form",
    "set_profile",
    "start_rehearsal",
    "submit",
    "withdraw_submission",
]
