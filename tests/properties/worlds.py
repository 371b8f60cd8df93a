"""Random worlds for a random scheme: rosters with dated rows, bodies, relations, parameters, history and facts."""

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.oracle.calendar import Calendar, Period, add_months

from . import words
from .draws import Draw
from .rules import values_of
from .schemes import Generated
from .terms import Mapping

YEAR = 2025
PEOPLE = ["甲", "乙", "丙", "丁", "戊"]


@dataclass(frozen=True)
class Asked:
    """A world with what is asked of it: the period's name, and the days (None: the default)."""

    world: Mapping
    period: str
    as_of: date | None
    known_at: date | None


@dataclass
class WorldMaker:
    """Draws the rows of one world around a period."""

    draw: Draw
    scheme: Mapping
    period: Period
    last: date
    """The day up to which things happen, more or less: as-of."""

    def day(self) -> date:
        """Mostly inside the period, often at its edges, now and then far outside."""
        where = self.draw.whole(1, 20)
        first, last = self.period.first, min(self.period.last, max(self.last, self.period.first))
        if where <= 14:
            return first + timedelta(days=self.draw.whole(0, (last - first).days))
        if where <= 17:
            edges = (first, last, first - timedelta(days=1), last + timedelta(days=1), self.period.last, self.last + timedelta(days=1))
            return self.draw.one(*edges)
        if where == 18:
            return before(self.last, self.draw.of([*lengths_in(self.scheme["tables"]), {"months": "12"}, {"months": "1"}])) + timedelta(
                days=self.draw.one(-1, 0, 0, 1)
            )
        return first - timedelta(days=self.draw.whole(1, 420)) if where < 20 else last + timedelta(days=self.draw.whole(1, 60))

    def span(self, share: float) -> Mapping:
        """Open at both ends, or begun or ended on a day."""
        found: Mapping = {}
        if self.draw.chance(share):
            found["from"] = self.day()
        if self.draw.chance(share):
            end = self.day()
            if "from" not in found or found["from"] < end:
                found["to"] = end
        return found

    # people and bodies

    def roster(self) -> list[Mapping]:
        rows: list[Mapping] = []
        for person in PEOPLE[: self.draw.whole(2, 5)]:
            rows += self.stays(person)
        return rows

    def stays(self, person: str) -> list[Mapping]:
        """One row, or two or three where somebody moved, perhaps with a gap."""
        moves = sorted({self.day() for _ in range(self.draw.one(0, 0, 0, 1, 1, 2))})
        ends: list[date | None] = [None, *moves, None]
        rows = []
        for start, end in itertools.pairwise(ends):
            row = {"id": person} | self.person() | ({"from": start} if start else {}) | ({"to": end} if end else {})
            if not (moves and self.draw.chance(0.15)):
                rows.append(row)
        if rows and self.draw.chance(0.15) and "to" not in rows[-1]:
            end = self.day()
            if rows[-1].get("from", date.min) < end:
                rows[-1]["to"] = end
        if rows and self.draw.chance(0.15) and "from" not in rows[0]:
            start = self.day()
            if start < rows[0].get("to", date.max):
                rows[0]["from"] = start
        return rows

    def person(self) -> Mapping:
        found: Mapping = {"status": self.draw.of(words.STATUSES)}
        if self.draw.chance(0.93):
            found["organisation"] = self.draw.one("一支部", "一支部", "二支部")
        flags = self.draw.some(words.FLAGS, 0, 1)
        if flags:
            found["flags"] = flags
        return found | self.attributes("person")

    def attributes(self, subject: str) -> Mapping:
        found: Mapping = {}
        for name in words.NUMBERS[subject]:
            if self.draw.chance(0.75):
                found[name] = self.draw.one("12", "无" if self.draw.chance(0.2) else "3.5", *[self.draw.number(0, 60)] * 4)
        for name in words.DAYS[subject]:
            if self.draw.chance(0.75):
                found[name] = self.day().isoformat()
        for name, texts in words.TEXTS[subject].items():
            if self.draw.chance(0.75):
                found[name] = self.draw.of(texts)
        return {"attributes": found} if found else {}

    def organisations(self) -> list[Mapping]:
        rows: list[Mapping] = []
        for body in [words.BODIES[0], *self.draw.some(words.BODIES[1:], 0, 2)]:
            row: Mapping = {"id": body, "type": "党总支" if body == "总支" else "党支部"}
            if body != "总支" and self.draw.chance(0.8):
                row["parent"] = "总支"
            if self.draw.chance(0.8):
                row["class"] = self.draw.of(words.CLASSES)
            row |= self.attributes("organisation")
            if self.draw.chance(0.25):
                change = self.day()
                later = row | {"from": change, "class": self.draw.of(words.CLASSES)}
                if body != "总支" and self.draw.chance(0.4):
                    later["parent"] = "总支"
                rows += [row | {"to": change}, later]
            else:
                rows.append(row | (self.span(0.3) if self.draw.chance(0.2) else {}))
        return rows

    def relations(self, people: list[str]) -> list[Mapping]:
        rows: list[Mapping] = []
        for _ in range(self.draw.whole(1, 6)):
            one = self.draw.of(people)
            relation, target = self.draw.one(
                (self.draw.of(words.POSTS), self.draw.of(words.BODIES[:2])),
                (self.draw.of(words.POSTS), self.draw.of(words.BODIES[:2])),
                (self.draw.of(words.KINSHIPS), self.draw.of([*people, words.RELATIVE])),
                ("队员", words.TEAM),
            )
            if one != target:
                rows.append({"subject": one, "relation": relation, "target": target} | self.span(0.25))
        if self.draw.chance(0.3):
            rows.append({"subject": words.RELATIVE, "relation": "配偶", "target": self.draw.of(people)})
        return rows

    # parameters and history

    def parameters(self) -> list[Mapping]:
        rows: list[Mapping] = []
        for name in self.scheme.get("parameters", {}):
            for _ in range(self.draw.one(0, 0, 1, 2)):
                row: Mapping = {
                    "name": name,
                    "value": str(self.draw.whole(1, 3)) if name == "名额数" else self.draw.number(0, 7 if self.draw.chance(0.1) else 6),
                }
                if self.draw.chance(0.6):
                    row["organisation"] = self.draw.of(words.BODIES)
                if self.draw.chance(0.4):
                    row["from"] = self.day()
                rows.append(row)
        return rows

    def history(self, people: list[str], calendar: Calendar) -> list[Mapping]:
        """Earlier scorecards of tables that are read for earlier periods."""
        rows: list[Mapping] = []
        for table in self.scheme["tables"]:
            text = repr(self.scheme)
            if not any(f"'{word}'" in text for word in ("previous", "last_year", "streak")):
                continue
            kind = table["period"]
            current = calendar.containing(kind, self.period.first)
            before = calendar.before(current)
            earlier = [before, calendar.before(before), calendar.containing(kind, add_year(self.period.first))]
            if self.draw.chance(0.15):
                earlier.append(current)
            who = people if table["subject"] == "person" else words.BODIES
            for period in dict.fromkeys(earlier):
                if self.draw.chance(0.85):
                    rows += self.past(table, period, who)
        return rows

    def past(self, table: Mapping, period: Period, who: list[str]) -> list[Mapping]:
        rows = []
        names = [name for system in table.get("grades", []) for name in (band["name"] for band in system["bands"])]
        for place, subject in enumerate(self.draw.some(who, max(1, len(who) - 1)), start=1):
            row: Mapping = {"subject": subject, "period": period.name, "table": table["code"]}
            if self.draw.chance(0.93):
                row["points"] = self.draw.number(-2, 30)
            if self.draw.chance(0.85) and table.get("ranks"):
                row |= {"rank": str(self.draw.one(place, 1)), "of": str(len(who))}
            if names and self.draw.chance(0.7):
                row["grade"] = self.draw.of(names)
            if self.draw.chance(0.1):
                row["state"] = self.draw.one("exempt", "unknown", "suspended")
            if self.draw.chance(0.15):
                rows.append(row | {"version": "2", "points": self.draw.number(0, 30)})
            rows.append(row)
            codes = values_of(table)
            if codes and self.draw.chance(0.5):
                value = {"value": self.draw.of(codes), "points": self.draw.number(-2, 12)}
                rows.append({"subject": subject, "period": period.name, "table": table["code"]} | value)
        return rows

    def feed(self, who: list[str], calendar: Calendar) -> list[Mapping]:
        """Results of another scheme, where it is taken from."""
        if "'外'" not in repr(self.scheme["tables"]):
            return []
        rows: list[Mapping] = []
        for period in (self.period, calendar.before(self.period), calendar.containing(self.period.kind, add_year(self.period.first))):
            for place, subject in enumerate(self.draw.some(who, 1), start=1):
                row: Mapping = {"scheme": "K", "subject": subject, "period": period.name, "table": "外", "points": self.draw.number(0, 30)}
                rows.append(row | ({"rank": str(place), "of": str(len(who))} if self.draw.chance(0.7) else {}))
                if self.draw.chance(0.5):
                    rows.append({**row, "value": "业务", "points": self.draw.number(0, 9)})
        return rows

    # facts

    def facts(self, people: list[str], bodies: list[str], count: int) -> list[Mapping]:
        kinds = kinds_used(self.scheme)
        rows: list[Mapping] = []
        lifts = "'lifted_by'" in repr(self.scheme["tables"])
        style = self.draw.one("whole", "whole", "whole", "text", "mixed")
        for number in range(1, count + 1):
            identity = self.identity(number, style)
            row = self.reversal(rows) if rows and self.draw.chance(0.07) else self.fact(self.draw.of(kinds), people, bodies)
            if lifts and rows and self.draw.chance(0.12):
                row = self.lifting(rows) or row
            rows.append({"id": identity} | row)
        return unique_ids(rows)

    def identity(self, number: int, style: str) -> str:
        """Whole numbers of several lengths, texts that sort otherwise, or both beside each other."""
        if style == "text" or (style == "mixed" and number % 3 == 0):
            return f"{number % 7}甲{number}"
        return f"0{number}" if style == "mixed" and number % 5 == 0 else str(1000 - number * 7 if number % 4 == 0 else number)

    def fact(self, kind: str, people: list[str], bodies: list[str]) -> Mapping:
        draw, declared = self.draw, words.KINDS[kind]
        is_of_person = declared.get("subject", "person") == "person"
        others = [words.RELATIVE] if is_of_person else [words.TEAM]
        row: Mapping = {"subject": draw.of([*(people if is_of_person else bodies) * 6, *others]), "kind": kind, "date": self.day()}
        if "code" in declared and draw.chance(0.3):
            row["kind"] = declared["code"]
        if "unit" in declared or draw.chance(0.25):
            places = int(declared.get("decimals", "0"))
            if draw.chance(0.85):
                row["quantity"] = draw.number(-1 if draw.chance(0.1) else 0, 9, draw.whole(0, places))
        if (kind in ("评议", "测评", "检查") or draw.chance(0.1)) and draw.chance(0.9):
            row["mark"] = draw.number(0, 10)
        if declared.get("levels") and draw.chance(0.88):
            row["level"] = draw.of(declared["levels"])
        if declared.get("roles") and draw.chance(0.8):
            row["role"] = draw.of(declared["roles"])
        if draw.chance(0.5):
            row["matter"] = draw.of(words.MATTERS)
        if (declared.get("form") == "state" or kind in ("课题",) or draw.chance(0.06)) and draw.chance(0.7):
            row["until"] = row["date"] + timedelta(days=draw.whole(0, 150))
        if draw.chance(0.3):
            row["recorded"] = row["date"] + timedelta(days=draw.one(0, 1, 3, 9, 30, 90, -2))
        if draw.chance(0.3):
            row["rater"] = draw.of(words.RATERS)
        if draw.chance(0.3):
            row["by"] = draw.of(words.RECORDERS)
        return row

    def lifting(self, rows: list[Mapping]) -> Mapping | None:
        """A fact that lifts an earlier vetoing one, on its day or after it."""
        vetoing = {**dict.fromkeys(words.VETOING["person"], "解除"), **dict.fromkeys(words.VETOING["organisation"], "整改"), "G5": "整改"}
        found = [row for row in rows if row["kind"] in vetoing and "reverses" not in row]
        if not found:
            return None
        row = self.draw.of(found)
        return {
            "subject": row["subject"],
            "kind": vetoing[row["kind"]],
            "date": row["date"] + timedelta(days=self.draw.one(0, 1, 10, 40, 100)),
        }

    def reversal(self, rows: list[Mapping]) -> Mapping:
        target = self.draw.of(rows)
        row = {"subject": target["subject"], "kind": target["kind"], "date": self.day(), "reverses": target["id"]}
        return row | ({"recorded": row["date"] + timedelta(days=5)} if self.draw.chance(0.3) else {})


def unique_ids(rows: list[Mapping]) -> list[Mapping]:
    """Rows whose id no earlier row has; reversals of rows that are not there go too."""
    found: dict[str, Mapping] = {}
    for row in rows:
        if row.get("reverses") is None or row["reverses"] in found:
            found.setdefault(row["id"], row)
    return list(found.values())


def lengths_in(value: Any) -> list[Mapping]:
    """Every length of a window of the scheme."""
    if isinstance(value, list):
        return [length for inner in value for length in lengths_in(inner)]
    if not isinstance(value, dict):
        return []
    if value and set(value) <= {"years", "months", "days"}:
        return [value] if all(isinstance(one, str) for one in value.values()) else []
    return [length for inner in value.values() for length in lengths_in(inner)]


def before(day: date, length: Mapping) -> date:
    months = int(length.get("years", 0)) * 12 + int(length.get("months", 0))
    return add_months(day, -months) - timedelta(days=int(length.get("days", 0)))


def add_year(day: date) -> date:
    return date(day.year - 1, day.month, min(day.day, 28))


def kinds_used(scheme: Mapping) -> list[str]:
    """The kinds the scheme mentions, and one it does not."""
    text = repr(scheme["tables"])
    used = [kind for kind in words.KINDS if f"'{kind}'" in text]
    vetoing = [kind for kind in used if kind in ("处分", "违规", "问题") and "'vetoes'" in text]
    return used * 6 + vetoing * 4 + list(words.KINDS)[:: max(1, len(used))]


def random_world(generated: Generated, seed: object) -> Asked:
    draw = Draw("world", seed)
    scheme = generated.scheme
    calendar = Calendar({name: {**kind, "months": int(kind["months"])} for name, kind in scheme.get("periods", {}).items()})
    middle = date(YEAR, draw.whole(1, 12), draw.whole(1, 28))
    period = calendar.containing(generated.period, middle)
    as_of = None
    if draw.chance(0.35):
        days = (period.last - period.first).days
        early = -1 if draw.chance(0.02) else 0
        as_of = period.first + timedelta(days=draw.one(early, draw.whole(0, days), draw.whole(0, days), days, days + 1, days + 40))
    known_at = None
    if draw.chance(0.15 if as_of is None else 0.5):
        known_at = (as_of or period.last) + timedelta(days=draw.one(-20, 0, 3, 30, 30))
    make = WorldMaker(draw, scheme, period, as_of or period.last)
    roster = make.roster()
    people = list(dict.fromkeys(row["id"] for row in roster)) or PEOPLE[:1]
    organisations = make.organisations()
    bodies = list(dict.fromkeys([row["id"] for row in organisations] + [row["organisation"] for row in roster if "organisation" in row]))
    relations = make.relations(people) + [{"subject": people[0], "relation": relation, "target": target} for relation, target in OTHERS]
    world: dict[str, Any] = {
        "organisations": organisations,
        "roster": roster,
        "relations": relations,
        "parameters": make.parameters(),
        "history": make.history(people, calendar),
        "feed": make.feed([*people, *bodies], calendar),
        "facts": make.facts(people, bodies, draw.whole(10, 40) if draw.chance(0.85) else draw.whole(0, 9)),
    }
    return Asked(world, period.name, as_of, known_at)


OTHERS = (("认识", words.RELATIVE), ("认识", words.TEAM))
"""So that the facts of a relative and of a team have an owner that is known."""


def is_sound(world: Mapping) -> bool:
    """Whether the rows of nobody overlap, as every reader of a roster demands."""
    for rows in (world.get("roster", []), world.get("organisations", [])):
        by_id: dict[str, list[tuple[date, date]]] = {}
        for row in rows:
            by_id.setdefault(row["id"], []).append((row.get("from", date.min), row.get("to", date.max)))
        for spans in by_id.values():
            spans.sort()
            if any(one[1] > two[0] for one, two in itertools.pairwise(spans)):
                return False
    return True
