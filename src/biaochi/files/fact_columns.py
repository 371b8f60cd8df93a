"""The columns of a fact, each read as what it is; the same for every format."""

from __future__ import annotations

from typing import Any

from biaochi.files.columns import Column
from biaochi.files.faults import Faults
from biaochi.files.headers import FACTS
from biaochi.scoring.columns import Ids, ids_as_text

WORDS = ("kind", "level", "matter", "role", "rater", "by")
DAYS = ("date", "until", "recorded")
AMOUNTS = ("quantity", "mark")


def read_fact_column(name: str, column: Column, faults: Faults, *, as_text: bool = False) -> Any:
    """One column as ``FactRows`` holds it. ``as_text``: identifiers of text stay text, so that parts agree."""
    required = name in FACTS.required
    if name in WORDS:
        return column.words(faults, required=required)
    if name in DAYS:
        return column.days(faults, required=required)
    if name in AMOUNTS:
        return column.amounts(faults)
    if name == "note":
        return column.texts(faults)
    return column.ids(faults, required=required, as_text=as_text)


def empty_as_text(ids: Ids) -> Ids:
    """Identifiers as text, '' for the −1 of an empty cell."""
    if ids.dtype == object:
        return ids
    texts = ids_as_text(ids).copy()
    texts[ids == -1] = ""
    return texts
