"""Scorecards read from rows: the history, and what another scheme feeds in."""

from collections.abc import Callable
from fractions import Fraction

from .card import Place

Grouping = Callable[[str, str | None], str | None]
"""(subject, board) → the word of the group in which the board ranked the subject."""
IsDense = Callable[[str | None], bool]


class PastCard:
    """One subject's rows: those of the latest version. A row without `value` is the total's.

    A board or a grade system without a row of its own answers with the total's rank and grade.
    """

    def __init__(self, subject: str, rows: list[dict], others: dict[str, "PastCard"], group: Grouping, is_dense: IsDense):
        latest = max(row.get("version", 1) for row in rows)
        self.rows = {row.get("value", "score"): row for row in rows if row.get("version", 1) == latest}
        self.total = self.rows.get("score", {"state": "unknown"})
        self.subject, self.others, self.group, self.is_dense = subject, others, group, is_dense

    @property
    def state(self) -> str:
        return self.total.get("state", "scored")

    @property
    def takes_part(self) -> bool:
        return self.state in ("scored", "unknown")

    def value(self, code: str) -> Fraction | None:
        return self.rows.get(code, {}).get("points") if self.takes_part else None

    def rank(self, board: str | None) -> int:
        return self.rows.get(board, self.total).get("rank", 0)

    def place(self, board: str | None) -> Place | None:
        """From below counted among the others listed where the whole group is, else by how many were ranked."""
        rank = self.rank(board)
        if rank == 0:
            return None
        of = self.rows.get(board, self.total).get("of", 0)
        mine = self.group(self.subject, board)
        listed = [other.rank(board) for name, other in self.others.items() if self.group(name, board) == mine and other.rank(board)]
        worse = [one for one in listed if one > rank]
        below = len(set(worse)) if self.is_dense(board) else len(worse)
        return Place(rank, of, listed.count(rank), below + 1 if len(listed) >= of else of - rank + 1)

    def grade(self, system: str | None) -> str | None:
        return self.rows.get(system, self.total).get("grade")


def past_cards(rows: list[dict], group: Grouping, is_dense: IsDense) -> dict[str, PastCard]:
    """By subject."""
    cards: dict[str, PastCard] = {}
    for subject in dict.fromkeys(row["subject"] for row in rows):
        cards[subject] = PastCard(subject, [row for row in rows if row["subject"] == subject], cards, group, is_dense)
    return cards
