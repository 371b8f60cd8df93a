"""What somebody has to do: each screen contributes a provider, asked when the first page is shown.

A provider answers with one cheap query; an item without anything to do is not an item.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise

from biaochi.portal.organisation.viewers import Viewer


@dataclass(frozen=True)
class TaskItem:
    """``title`` says what to do, ``url`` leads to where it is done, ``due_on`` is the last day."""

    title: str | Promise
    url: str
    count: int = 1
    due_on: date | None = None


Provider = Callable[[Viewer], Sequence[TaskItem]]

PROVIDERS: list[Provider] = []
"""Visible list, in the order of the page; a screen's provider is added here by name."""


def items_for(viewer: Viewer) -> list[TaskItem]:
    """Everything to do, the nearest last day first, then in the order of the providers."""
    found = [item for provider in PROVIDERS for item in provider(viewer)]
    return sorted(found, key=lambda item: (item.due_on is None, item.due_on or date.max))
