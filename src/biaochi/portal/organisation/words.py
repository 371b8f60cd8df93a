"""Words that forms offer: the usual ones and those in use. Others may be written: the schemes decide what a word means."""

from biaochi.portal.organisation.models import BodyKind, Organisation, OrganisationType, Relation, RelationKind, RosterSpell, Status
from biaochi.portal.organisation.posts import Post


def usual(list_name: str) -> list[str]:
    """``statuses``, ``types`` or ``relations``: the usual words first, then what else stands in the roster."""
    if list_name == "statuses":
        return merged(Status.values, RosterSpell.objects.values_list("status", flat=True).distinct()[:50])
    if list_name == "types":
        return merged(OrganisationType.values, Organisation.objects.values_list("type", flat=True).distinct()[:50])
    return merged(RelationKind.values, Relation.objects.values_list("kind", flat=True).distinct()[:50])


def merged(first: list[str], then: object) -> list[str]:
    return list(dict.fromkeys([*first, *sorted(then)]))  # type: ignore[call-overload]


def posts() -> list[tuple[str, str]]:
    return [(post.value, str(post.label)) for post in Post]


def body_kinds() -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in BodyKind]
