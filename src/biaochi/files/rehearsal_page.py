"""A rehearsal as a page to print: what changes, who moves and why, what the rules do, what it costs to enter; with charts.

Worked example: ``rehearsal_page(rehearse(old, draft, …))`` is an HTML text that a meeting reads on a phone or on A4.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from biaochi.files.charts import balance, histogram, moves_histogram, paired_bars
from biaochi.files.page import render
from biaochi.scoring.points import decimal_text
from biaochi.scoring.rehearse.as_text import (
    also,
    counts,
    grades_text,
    heading,
    outcomes_text,
    rank_text,
    score_text,
    strongest,
    verdicts_of,
)
from biaochi.scoring.rehearse.burden import Burden
from biaochi.scoring.rehearse.notes import notes
from biaochi.scoring.rehearse.quality import RuleReading
from biaochi.scoring.rehearse.rehearsal import Rehearsal, RuleReport, TableReport
from biaochi.scoring.rehearse.rows import Move, Names, move_rows, movers, strangers
from biaochi.scoring.rehearse.words import ASKED, DEFINITIONS, FIELDS, FIGURES, VERDICTS, Speech, percent, rate_text, signed

ROWS = 100
"""Subjects listed a table, where the caller does not say."""
RULES = 12
"""Rules listed a table by their discriminating power."""
KINDS = 20
"""Fact kinds listed by the fields they ask."""
WORDS = {
    "title": ("试算", "Rehearsal"), "changes": ("改了什么", "What changes"), "who": ("谁动了", "who moves"), "why": ("原因", "why"),
    "spread": ("分数拉得开吗", "spread of the totals"), "rules": ("规则质量", "What the rules do"), "burden": ("负担", "Burden"),
    "notes": ("须知", "Notes"), "definitions": ("口径", "Definitions"), "before": ("原", "before"), "after": ("新", "after"),
    "change": ("变动", "change"), "score": ("得分", "score"), "rank": ("名次", "rank"),
    "results": ("等次、结果运用", "grades and outcomes"), "moved": ("影响", "moved"), "up": ("加", "up"), "down": ("减", "down"),
    "total": ("合计", "in all"), "name": ("姓名", "name"), "parts": ("各项单独影响", "what each change makes alone"),
    "whole": ("总变动", "the whole change"), "alone": ("单独换上的影响", "alone"), "cannot": ("不能单独换上", "cannot be tried alone"),
    "power": ("区分度", "discriminating power"), "rule": ("评分标准", "rule"), "monthly": ("每人每月", "per member and month"),
    "way": ("谁录入", "entered by"), "kind": ("事项", "kind"), "fields": ("要填写的", "fields asked"), "facts": ("登记", "facts"),
    "asked": ("填写项", "fields"), "none": ("无", "none"), "nobody": ("未写明(申报)", "nobody named (claims)"),
    "others": ("只有一次有得分的", "with one score only"),
    "nothing": ("新办法没有改动计分的内容,所有人的结果都不变。", "The draft changes nothing that points depend on."),
    "lost": ("降", "down"), "same": ("不变", "same"), "gained": ("升", "up"),
    "score_chart": ("横轴得分,竖轴个数", "scores across, how many upwards"),
    "change_chart": ("横轴变动,竖轴个数;不变的单列", "changes across, how many upwards; those unchanged stand apart"),
}  # fmt: skip


def rehearsal_page(rehearsal: Rehearsal, language: str = "zh", rows: int = ROWS, hashes: tuple[str, str] = ("", "")) -> str:
    """The page as HTML text; ``rows`` subjects are listed a table."""
    return render("rehearsal.html", language=language, **rehearsal_content(rehearsal, language, rows, hashes))


def rehearsal_content(rehearsal: Rehearsal, language: str = "zh", rows: int = ROWS, hashes: tuple[str, str] = ("", "")) -> dict[str, Any]:
    """What the page says, of texts, numbers, lists and SVG drawings only: for whoever prints it in a frame of their own."""
    speech = Speech(rehearsal, language)
    words = {name: pair[0 if language == "zh" else 1] for name, pair in WORDS.items()}
    names = Names(rehearsal)
    title, meta = heading(rehearsal, speech)
    return {
        "words": words, "title": title, "meta": meta, "nothing": rehearsal.changes_nothing,
        "changes": [(change.number, speech.change(change)) for change in rehearsal.changes],
        "tables": [_table(table, speech, names, rows, words) for table in rehearsal.tables],
        "verdicts": [_verdict(rehearsal.rules, name, speech) for name in VERDICTS], "powers": list(_powers(rehearsal, speech, words)),
        "burden": _burden(rehearsal.burden, speech, words), "notes": [speech.text(note) for note in notes(rehearsal)],
        "definitions": [speech.text(text) for text in DEFINITIONS],
        "hashes": [(words[which], hash_[:16]) for which, hash_ in zip(("before", "after"), hashes, strict=True) if hash_],
    }  # fmt: skip


def _table(table: TableReport, speech: Speech, names: Names, rows: int, words: dict[str, str]) -> dict[str, Any]:
    n = counts(table)
    found, others = movers(table), strangers(table)
    cards = [
        (n["up"], words["gained"]), (n["down"], words["lost"]), (n["both"] - n["up"] - n["down"], words["same"]),
        (n["rank"], speech.say("名次变", "ranks")), (n["grade"], speech.say("等次变", "grades")),
        (n["outcome"], speech.say("结果运用变", "outcomes")), (n["joins"], speech.say("新进", "join")),
        (n["leaves"], speech.say("退出", "leave")),
    ]  # fmt: skip
    totals = table.old.score[table.old.scored], table.new.score[table.new.scored]
    return {
        "name": table.name, "cards": cards[:6] + [card for card in cards[6:] if card[0]],
        "charts": [
            histogram(*totals, (words["before"], words["after"]), words["score"]),
            moves_histogram(
                table.difference.points[table.difference.both], (words["lost"], words["same"], words["gained"]), words["change"]
            ),
        ],
        "figures": list(_figures(table, speech)), "causes": list(_causes(table, speech, words)),
        "whole": signed(int(table.difference.points.sum())), "moves": [_row(m, speech) for m in move_rows(table, names, found[:rows])],
        "more": _more(len(found) - rows, speech), "others": [_row(m, speech) for m in move_rows(table, names, others[:rows])],
        "more_others": _more(len(others) - rows, speech),
    }  # fmt: skip


def _more(count: int, speech: Speech) -> str:
    return speech.say(f"另有 {count} 个,见 JSON。", f"{count} more, see the JSON.") if count > 0 else ""


def _figures(table: TableReport, speech: Speech) -> Iterator[tuple[str, str, str]]:
    for name, text in FIGURES.items():
        was, now = (s.figures[name] if s.figures else None for s in (table.before, table.after))
        if was is not None or now is not None:
            yield speech.text(text), "—" if was is None else decimal_text(was), "—" if now is None else decimal_text(now)
    yield speech.say("计分的", "scored"), str(table.before.scored), str(table.after.scored)
    yield speech.say("不同的得分", "different totals"), str(table.before.distinct), str(table.after.distinct)
    yield speech.say("与人同分的", "who share theirs"), str(table.before.tied), str(table.after.tied)
    yield speech.say("最多同分", "largest tie"), str(table.before.largest_tie), str(table.after.largest_tie)


def _causes(table: TableReport, speech: Speech, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    most = max((max(cause.up, -cause.down) for cause in table.causes), default=1)
    for cause in table.causes:
        yield {
            "number": "*" if cause.change is None else str(cause.change.number), "says": speech.cause(cause), "moved": cause.moved,
            "up": decimal_text(cause.up), "down": decimal_text(abs(cause.down)), "total": signed(cause.total),
            "bar": balance(cause.up, cause.down, most, f"{signed(cause.up)} {signed(cause.down)}"),
            "also": [speech.text(text).format(count) for text, count in also(cause) if count], "alone": cause.stands_alone,
            "quiet": not cause.does_something and cause.stands_alone,
        }  # fmt: skip


def _row(move: Move, speech: Speech) -> dict[str, Any]:
    causes = [(str(number), signed(points)) for number, points in move.causes] + ([("*", signed(move.rest))] if move.rest else [])
    rank = f"{rank_text(move.before)} → {rank_text(move.after)}"
    return {
        "name": move.name, "where": move.organisation, "score": f"{score_text(move.before, speech)} → {score_text(move.after, speech)}",
        "change": "" if move.change is None else signed(move.change), "sign": 0 if not move.change else 1 if move.change > 0 else -1,
        "rank": rank if move.before.rank or move.after.rank else "", "stays": rank_text(move.before) == rank_text(move.after),
        "results": [text for text in (grades_text(move, speech), outcomes_text(move, speech)) if text], "causes": causes,
    }  # fmt: skip


def _verdict(rules: Sequence[RuleReport], verdict: str, speech: Speech) -> tuple[str, list[tuple[str, str, str]]]:
    """What the rules are called, and of each: name, code, and whether only before or only after."""
    found = []
    for rule in rules:
        if verdict in verdicts_of(rule):
            was, now = (reading is not None and reading.verdict == verdict for reading in (rule.before, rule.after))
            mark = "" if was and now else speech.say("原", "before") if was else speech.say("新", "after")
            found.append((rule.name, rule.code, mark))
    return speech.text(VERDICTS[verdict]), found


def _powers(rehearsal: Rehearsal, speech: Speech, words: dict[str, str]) -> Iterator[dict[str, Any]]:
    tables = {t.code: t.name for scheme in (rehearsal.old, rehearsal.new) for t in scheme.tables}
    for code in dict.fromkeys(rule.table for rule in rehearsal.rules):
        ranked = strongest([rule for rule in rehearsal.rules if rule.table == code])
        listed = ranked[:RULES]
        values = [[_power(reading) for reading in (rule.before, rule.after)] for rule in listed]
        most = max((abs(v) for pair in values for v in pair if v is not None), default=1.0)
        rows = [
            {
                "name": rule.name, "code": rule.code, "bar": paired_bars(was, now, most, words["power"]),
                "before": percent(rule.before.power if rule.before else None), "after": percent(rule.after.power if rule.after else None),
            }
            for rule, (was, now) in zip(listed, values, strict=True)
        ]  # fmt: skip
        if rows:
            yield {"name": tables[code], "rows": rows, "more": len(ranked) - len(rows)}


def _power(reading: RuleReading | None) -> float | None:
    return None if reading is None or reading.power is None else float(reading.power)


def _burden(burden: tuple[Burden, Burden], speech: Speech, words: dict[str, str]) -> dict[str, Any]:
    before, after = burden
    one, two = before.sums(), after.sums()
    ways = dict.fromkeys([*before.ways(), *after.ways()])
    kinds = {kind.name: kind for kind in before.kinds}
    most = sorted((kind for kind in after.kinds if kind.facts), key=lambda kind: -kind.facts * (len(kind.fields) + 1))
    asked = []
    for kind in most[:KINDS]:
        was = kinds.get(kind.name)
        fields = speech.say("、", ", ").join(speech.text(FIELDS[name]) for name in kind.fields) or "—"
        same = was is None or was.fields == kind.fields
        earlier = "" if same or was is None else speech.say("、", ", ").join(speech.text(FIELDS[name]) for name in was.fields) or "—"
        asked.append({"name": kind.name, "facts": kind.facts, "fields": fields, "earlier": earlier, "asked": kind.facts * len(kind.fields)})
    return {
        "sums": [
            (speech.text(text), one[name], two[name], rate_text(before.rate(one[name])), rate_text(after.rate(two[name])))
            for name, text in ASKED.items()
        ],
        "ways": [(way or words["nobody"], before.sums(way)["facts"], after.sums(way)["facts"]) for way in ways],
        "kinds": asked, "more": _more(len(most) - KINDS, speech),
    }  # fmt: skip
