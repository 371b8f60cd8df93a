"""The personal part of a member: name, telephone, outside id, and the keys that find the name."""

from collections.abc import Mapping

from biaochi.portal.organisation.inserting import insert
from biaochi.portal.organisation.models import SearchKey
from biaochi.portal.organisation.names import search_keys


def write_keys(names: Mapping[int, str]) -> None:
    """Make the search keys of these members (id → name) those of their names."""
    SearchKey.objects.filter(person_id__in=list(names)).delete()
    add_keys(names)


def add_keys(names: Mapping[int, str]) -> None:
    """The keys of people who have none yet."""
    insert(SearchKey, ("person_id", "text"), ((person, text) for person, name in names.items() for text in sorted(search_keys(name))))


def masked_telephone(text: str) -> str:
    """The first three and last two signs; nothing of what is shorter than eight."""
    return f"{text[:3]}{'•' * (len(text) - 5)}{text[-2:]}" if len(text) >= 8 else "•" * len(text)


def masked_id(text: str) -> str:
    """The last two signs alone."""
    return f"{'•' * (len(text) - 2)}{text[-2:]}" if len(text) >= 8 else "•" * len(text)
