"""Who stands where in the demo year of S04: branches, members, responsibility areas, posts, and what changes in the year.

Words: a *membership* is a roster row. Members of a branch are numbered from 01 (its secretary), probationary members from 21,
activists from 31.

Worked example: ``roster()`` holds H03-10 twice, in H03 until 31 August and in J03 from 1 September on.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

YEAR = 2025
BUREAU, TEAM = "D00", "T01"
BRANCHES = {
    "J01": ("办公室支部", 12), "J02": ("人事教育处支部", 11), "J03": ("通航管理处支部", 10), "J04": ("危防处支部", 9),
    "J05": ("纪检审计处支部", 4),
    "H01": ("东湾海事处支部", 15), "H02": ("西涌海事处支部", 16), "H03": ("南洲海事处支部", 14), "H04": ("北汊海事处支部", 15),
    "H05": ("中沙海事处支部", 13), "H06": ("新港海事处支部", 14), "H07": ("虎口海事处支部", 12),
}  # fmt: skip
AREAS = dict(zip(BRANCHES, (0, 0, 0, 0, 0, 6, 6, 5, 6, 5, 5, 5), strict=True))
"""How many of the 38 risk areas lie with each office."""
FOREVER = date(2019, 1, 1)
SURNAMES = "安柏岑迟楚戴丁冬范封甘葛宫谷海和洪季简江景康柯蓝乐黎林柳龙路麦梅牧宁欧彭平齐秋任尚石舒松苏唐田童万"
GIVEN = "安北澄川岱东帆枫歌禾恒嘉澜朗黎宁沛平青然若森书朔松恬望希溪晓欣言野一屿远云越泽知舟竹"


@dataclass(frozen=True, slots=True)
class Membership:
    """A roster row: ``to`` is the day after the last, None while it goes on."""

    id: str
    name: str
    status: str
    organisation: str
    begins: date = FOREVER
    to: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.begins <= day and (self.to is None or day < self.to)


def names() -> Iterator[str]:
    """Invented names, none twice."""
    used: set[str] = set()
    for number in itertools.count():
        first, second = GIVEN[number * 5 % len(GIVEN)], GIVEN[number * 11 // 2 % len(GIVEN)]
        name = SURNAMES[number * 17 % len(SURNAMES)] + first + second
        if first != second and name not in used:
            used.add(name)
            yield name


def members_of(branch: str) -> list[str]:
    """Ids of the members a branch has all year: its secretary first, then a committee member, then the others."""
    return [f"{branch}-{number:02}" for number in range(1, BRANCHES[branch][1] + 1)]


WEAK, WEAK_TOO = "J03-07", "J02-08"
LATE_COMER, WEAK_SECRETARY, STAR = "H04-15", "H06-01", "H02-04"
MOVED_OUT, MOVED_IN, LEFT, RETIRED = "J01-09", "H03-10", "H05-12", "J04-08"
CONVERTED, ADMITTED, PROBATIONARY_BEHIND = "J01-21", "H01-31", "H03-21"
ON_LEAVE, LONG_ILL = "J02-06", "H07-09"
RESTORED, DISQUALIFIED = "J01-03", "H02-06"
HELPED, UNWILLING = "J03-07", "H04-15"
CHANGES: dict[str, tuple[date, dict[str, str]]] = {
    MOVED_OUT: (date(YEAR, 5, 16), {"organisation": "H02"}),
    MOVED_IN: (date(YEAR, 9, 1), {"organisation": "J03"}),
    LEFT: (date(YEAR, 8, 20), {}),
    RETIRED: (date(YEAR, 11, 1), {}),
    CONVERTED: (date(YEAR, 7, 1), {"status": "正式党员"}),
    ADMITTED: (date(YEAR, 7, 1), {"status": "预备党员"}),
}
"""First day of the change, and what changes (nothing: gone)."""
NEWCOMERS = {LATE_COMER: date(YEAR, 6, 20), "H01-22": date(YEAR, 9, 8), "J01-22": date(YEAR, 12, 10)}


def roster() -> list[Membership]:
    """Members, a probationary member or two and an activist in each larger branch; those who come, move, convert and leave."""
    name = names()
    rows = []
    for branch, (_, size) in BRANCHES.items():
        wanted = [(person, "正式党员") for person in members_of(branch)]
        wanted += [(f"{branch}-21", "预备党员")] if size > 9 else []
        wanted += [(person, "正式党员") for person in NEWCOMERS if person.startswith(branch) and person not in members_of(branch)]
        wanted += [(f"{branch}-{31 + number}", "积极分子") for number in range(1 if size < 14 else 2) if size > 4]
        rows += [Membership(person, next(name), status, branch, NEWCOMERS.get(person, FOREVER)) for person, status in wanted]
    return [part for row in rows for part in changed(row)]


def changed(row: Membership) -> list[Membership]:
    if row.id not in CHANGES:
        return [row]
    day, what = CHANGES[row.id]
    before = replace(row, to=day)
    after = Membership(row.id, row.name, what.get("status", row.status), what.get("organisation", row.organisation), day)
    return [before, after] if what else [before]


def areas() -> list[tuple[str, str, str]]:
    """(area, branch, manager): one member is the manager of each of the 38 areas."""
    found = []
    for branch, count in AREAS.items():
        for number in range(count):
            found.append((f"Q{len(found) + 1:02}", branch, members_of(branch)[3 + number]))
    return found


HANDED_OVER = ("Q09", date(YEAR, 7, 16), "H02-11")


def relations() -> list[list[object]]:
    rows: list[list[object]] = []
    for branch in BRANCHES:
        secretary, officer, *others = members_of(branch)
        rows += [[secretary, "书记", branch, None, None], [officer, "支部委员", branch, None, None]]
        rows += [[others[0], "部门负责人", branch, None, None]] if branch.startswith("J") else []
        rows += [[others[-1], "先锋队员", TEAM, None, None]]
    for area, _, manager in areas():
        changes = area == HANDED_OVER[0]
        rows.append([manager, "管理员", area, None, HANDED_OVER[1] if changes else None])
        rows += [[HANDED_OVER[2], "管理员", area, HANDED_OVER[1], None]] if changes else []
    for row in roster():
        if row.status != "正式党员" and row.begins == FOREVER:
            relation = "师傅" if row.status == "预备党员" else "培养联系人"
            rows.append([members_of(row.organisation)[1], relation, row.id, None, None])
    return rows
