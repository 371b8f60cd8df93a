"""The locks of the roster: taken first, before anything is read that will be decided on."""

from biaochi.portal.organisation.models import Member, Organisation


def lock_member(member: Member) -> Member:
    """The member's own row; everybody who changes what hangs on it waits here."""
    return Member.objects.select_for_update().get(pk=member.pk)


def lock_structure() -> None:
    """The roots of the tree: one change of the structure at a time, whichever part of it."""
    list(Organisation.objects.select_for_update().filter(depth=1).order_by("pk"))
