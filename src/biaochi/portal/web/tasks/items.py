"""What a provider of the first page answers with."""

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise


@dataclass(frozen=True)
class TaskItem:
    """``title`` says what to do, ``url`` leads to where it is done, ``due_on`` is the last day."""

    title: str | Promise
    url: str
    count: int = 1
    due_on: date | None = None
