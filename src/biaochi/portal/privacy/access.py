"""Whose data one sees: one's own; requests from organisations whose roster one keeps, and the people who left them."""

from django.db.models import Q

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation.access import get_member, within
from biaochi.portal.organisation.models import Member
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.privacy import queries
from biaochi.portal.privacy.models import Request

PERMISSION = "change_roster"


def own(viewer: Viewer) -> Member:
    """The member who asks; an account that is nobody's on the roster has no data of its own here."""
    found = queries.own_member(viewer)
    if found is None:
        raise NotThere("no member")
    return found


def kept_by(viewer: Viewer) -> Q:
    return within(viewer, PERMISSION, "organisation__path")


def get_request(viewer: Viewer, pk: int) -> Request:
    found = queries.get_request(kept_by(viewer), pk)
    if found is None:
        raise NotThere(f"request {pk}")
    return found


def get_leaver(viewer: Viewer, code: str) -> Member:
    return get_member(viewer, code, PERMISSION)
