"""Who may: one table of permissions. A permission is held by posts over the subtree of the organisation they belong to,
or by one of the duties of running the installation over everything.

Predicates are named and kept in ``rules``; a page asks ``may(viewer, "change_roster", organisation)``, a list narrows itself by
``within(viewer, "view_roster")``. What a viewer may not see does not exist for them: ``NotThere``.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import rules
from django.db.models import Q, QuerySet

from biaochi.portal.audit.refusals import NotThere
from biaochi.portal.organisation.models import Member, Organisation
from biaochi.portal.organisation.posts import Post
from biaochi.portal.organisation.viewers import Viewer, holding_on
from biaochi.portal.users.models import Duty


@dataclass(frozen=True)
class Grant:
    posts: tuple[str, ...] = ()
    duties: tuple[str, ...] = ()


HEADS = (Post.SECRETARY, Post.DEPUTY_SECRETARY)

PERMISSIONS: Mapping[str, Grant] = {
    "view_roster": Grant((*HEADS, Post.ORGANISATION_OFFICER, Post.DISCIPLINE_OFFICER, Post.RECORDER, Post.CLERK)),
    "change_roster": Grant((Post.CLERK,)),
    "unmask_person": Grant((*HEADS, Post.ORGANISATION_OFFICER, Post.CLERK)),
    "view_exemption_reason": Grant((*HEADS, Post.ORGANISATION_OFFICER, Post.CLERK)),
    "give_accounts": Grant((Post.CLERK, Post.SECRETARY)),
    "view_scheme": Grant((*HEADS, Post.ORGANISATION_OFFICER, Post.DISCIPLINE_OFFICER, Post.RECORDER, Post.CLERK)),
    "draft_scheme": Grant((Post.CLERK, Post.ORGANISATION_OFFICER)),
    "publish_scheme": Grant(HEADS),
    "assign_scheme": Grant((Post.CLERK,)),
    "run_trial": Grant((*HEADS, Post.ORGANISATION_OFFICER, Post.CLERK, Post.RECORDER)),
    "view_audit": Grant((Post.DISCIPLINE_OFFICER,), (Duty.AUDIT,)),
    "manage_duties": Grant((), (Duty.SYSTEM,)),
    "change_calendar": Grant((Post.CLERK,), (Duty.SYSTEM,)),
}


def held_over(name: str, grant: Grant) -> rules.predicates.Predicate:
    @rules.predicate(name=name)
    def holds(viewer: Viewer, organisation: Organisation | None) -> bool:
        if viewer.duty in grant.duties:
            return True
        held = viewer.holds(grant.posts)
        return bool(held) if organisation is None else any(organisation.path.startswith(one.path) for one in held)

    return holds


for name, grant in PERMISSIONS.items():
    rules.add_perm(name, held_over(name, grant))


def may(viewer: Viewer, permission: str, organisation: Organisation | None = None) -> bool:
    """Whether the viewer holds ``permission`` over ``organisation``, or over anything at all where none is named."""
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    return bool(rules.has_perm(permission, viewer, organisation))


def require(viewer: Viewer, permission: str, organisation: Organisation | None = None) -> None:
    if not may(viewer, permission, organisation):
        raise NotThere(permission)


def within(viewer: Viewer, permission: str, path: str = "path") -> Q:
    """A condition on organisations: those over which the viewer holds ``permission``."""
    grant = PERMISSIONS[permission]
    if viewer.duty in grant.duties:
        return Q()
    found = Q(pk__in=[])
    for held in viewer.holds(grant.posts):
        found |= Q(**{f"{path}__startswith": held.path})
    return found


def organisations(viewer: Viewer, permission: str) -> QuerySet[Organisation]:
    return Organisation.objects.filter(within(viewer, permission))


def get_organisation(viewer: Viewer, pk: int, permission: str) -> Organisation:
    found = Organisation.objects.filter(within(viewer, permission), pk=pk).first()
    if found is None:
        raise NotThere(f"organisation {pk}")
    return found


def get_member(viewer: Viewer, code: str, permission: str) -> Member:
    """A member whose 组织关系 stands today, or last stood, under the viewer; oneself always."""
    found = Member.objects.select_related("person").filter(code=code).first()
    if found is None:
        raise NotThere(f"member {code}")
    if found.pk == viewer.member_id and permission == "view_roster":
        return found
    spells = found.spells.select_related("organisation").exclude(organisation=None)
    last = spells.filter(holding_on(viewer.day)).first() or spells.order_by("-from_on").first()
    if last is None or not may(viewer, permission, last.organisation):
        raise NotThere(f"member {code}")
    return found


def scope_of_records(viewer: Viewer) -> Q:
    """A condition on audit records: those of organisations over which the viewer holds ``view_audit``; all of them for the auditor."""
    if viewer.duty in PERMISSIONS["view_audit"].duties:
        return Q()
    return Q(organisation_id__in=organisations(viewer, "view_audit").values("pk"))
