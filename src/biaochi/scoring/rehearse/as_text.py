"""A rehearsal as text to read in a terminal: what changes, who moves, why, what the rules do, what it costs to enter.

Worked example: a draft that changes nothing reads «新办法没有改动计分的内容,所有人的结果都不变。».
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from biaochi.scoring.findings import Text
from biaochi.scoring.periods import day_of
from biaochi.scoring.points import decimal_text
from biaochi.scoring.rehearse.causes import Cause
from biaochi.scoring.rehearse.notes import notes
from biaochi.scoring.rehearse.rehearsal import Rehearsal, RuleReport, TableReport
from biaochi.scoring.rehearse.rows import Move, Names, Standing, move_rows, movers, strangers
from biaochi.scoring.rehearse.words import ASKED, DEFINITIONS, FIGURES, STATES, VERDICTS, Speech, percent, rate_text, signed

ROWS = 20
"""Subjects listed a table, where the caller does not say."""


def as_text(rehearsal: Rehearsal, language: str = "zh", rows: int = ROWS) -> str:
    """The report; ``rows`` subjects are listed a table."""
    speech = Speech(rehearsal, language)
    lines = [*heading(rehearsal, speech)]
    if rehearsal.changes_nothing:
        nothing = speech.say("新办法没有改动计分的内容,所有人的结果都不变。", "The draft changes nothing that points depend on.")
        return "\n".join([*lines, nothing]) + "\n"
    lines += _changes(rehearsal, speech)
    names = Names(rehearsal)
    for table in rehearsal.tables:
        lines += [*_moves(table, speech, names, rows), *_causes(table, speech), *_spread(table, speech)]
    lines += [*_rules(rehearsal.rules, speech), *_burden(rehearsal, speech)]
    said = [speech.text(note) for note in notes(rehearsal)]
    if said:
        lines += _titled(speech.say("须知", "Notes"), [f"· {text}" for text in said])
    lines += _titled(speech.say("口径", "Definitions"), [f"· {speech.text(text)}" for text in DEFINITIONS])
    return "\n".join(lines) + "\n"


def _titled(title: str, lines: Sequence[str]) -> list[str]:
    return ["", f"【{title}】", *(f"  {line}" for line in lines)]


def heading(rehearsal: Rehearsal, speech: Speech) -> Iterator[str]:
    """What was rehearsed on what."""
    old, new = rehearsal.old, rehearsal.new
    as_of, known_at = day_of(rehearsal.axes.as_of), day_of(rehearsal.axes.known_at)
    yield speech.say(
        f"试算:{old.name}({old.version} 版)→ {new.name}({new.version} 版),{rehearsal.period.name}",
        f"Rehearsal: {old.name} ({old.version}) → {new.name} ({new.version}), {rehearsal.period.name}",
    )
    yield speech.say(
        f"截至 {as_of},采纳 {known_at} 以前登记的事项;台账 {rehearsal.ledger.rows} 条,两份办法用同一份名册和台账",
        f"as of {as_of}, facts recorded by {known_at}; {rehearsal.ledger.rows} rows of the ledger, one roster and ledger for both",
    )


def _changes(rehearsal: Rehearsal, speech: Speech) -> list[str]:
    said = []
    for change in rehearsal.changes:
        first, *others = speech.change(change)
        said += [f"{change.number:>2}. {first}", *(f"    {line}" for line in others)]
    return _titled(speech.say("改动", "Changes"), said or [speech.say("没有改动计分的内容", "none that points depend on")])


def counts(table: TableReport) -> dict[str, int]:
    """How many moved in which way."""
    found = table.difference
    return {
        "up": int((found.points > 0).sum()), "down": int((found.points < 0).sum()), "rank": int((found.rank & found.both).sum()),
        "grade": int(found.grade.sum()), "outcome": int(found.outcome.sum()), "amount": int(found.amount.sum()),
        "joins": int(found.joins.sum()), "leaves": int(found.leaves.sum()), "both": int(found.both.sum()), "all": len(table.entities),
    }  # fmt: skip


def _moves(table: TableReport, speech: Speech, names: Names, rows: int) -> list[str]:
    n = counts(table)
    same = n["both"] - n["up"] - n["down"]
    lines = [
        speech.say(
            f"两次都有得分的 {n['both']} 个:升 {n['up']}、降 {n['down']}、不变 {same};新进 {n['joins']},退出 {n['leaves']}",
            f"{n['both']} with a score in both: {n['up']} up, {n['down']} down, {same} the same; {n['joins']} join, {n['leaves']} leave",
        ),
        speech.say(
            f"名次变 {n['rank']},等次变 {n['grade']},结果运用变 {n['outcome']},金额变 {n['amount']}",
            f"ranks {n['rank']}, grades {n['grade']}, outcomes {n['outcome']}, amounts {n['amount']} differ",
        ),
    ]
    found = movers(table)
    listed = [move_line(move, speech) for move in move_rows(table, names, found[:rows])]
    if len(found) > len(listed):
        listed.append(speech.say(f"……另有 {len(found) - len(listed)} 个", f"… and {len(found) - len(listed)} more"))
    others = strangers(table)
    for move in move_rows(table, names, others[:rows]):
        listed.append(move_line(move, speech))
    if len(others) > rows:
        listed.append(speech.say(f"……另有 {len(others) - rows} 个只有一次有得分", f"… and {len(others) - rows} more with one score only"))
    return _titled(f"{table.name}:{speech.say('谁动了', 'who moves')}", [*lines, *listed])


def move_line(move: Move, speech: Speech) -> str:
    """One subject on one line."""
    said = [f"{score_text(move.before, speech)} → {score_text(move.after, speech)}"]
    if move.change is not None:
        said[0] += f"({signed(move.change)})"
    if move.before.rank or move.after.rank:
        said.append(speech.say("名次 ", "rank ") + f"{rank_text(move.before)} → {rank_text(move.after)}")
    said += [text for text in (grades_text(move, speech), outcomes_text(move, speech)) if text]
    causes = [f"[{number}]{signed(points)}" for number, points in move.causes] + ([f"[*]{signed(move.rest)}"] if move.rest else [])
    where = f"({move.organisation})" if move.organisation else ""
    return f"{move.name}{where}:{';'.join(said)}" + (f";{' '.join(causes)}" if causes else "")


def score_text(standing: Standing, speech: Speech) -> str:
    return decimal_text(standing.score) if standing.score is not None else speech.text(STATES[standing.state])


def rank_text(standing: Standing) -> str:
    return f"{standing.rank}/{standing.of}" if standing.rank else "—"


def grades_text(move: Move, speech: Speech) -> str:
    """The grades that differ."""
    said = []
    for code in {**move.before.grades, **move.after.grades}:
        was, now = move.before.grades.get(code, "—"), move.after.grades.get(code, "—")
        if was != now:
            said.append(f"{speech.grades.get(code, code)} {was} → {now}")
    return speech.say("、", ", ").join(said)


def outcomes_text(move: Move, speech: Speech) -> str:
    """The proposals gained and lost."""
    gained = [code for code in move.after.outcomes if code not in move.before.outcomes]
    lost = [code for code in move.before.outcomes if code not in move.after.outcomes]
    named = [f"+{speech.outcomes.get(code, code)}" for code in gained] + [f"−{speech.outcomes.get(code, code)}" for code in lost]
    return speech.say("、", ", ").join(named)


def _causes(table: TableReport, speech: Speech) -> list[str]:
    lines = []
    for cause in table.causes:
        mark = "[*]" if cause.change is None else f"[{cause.change.number}]"
        if not cause.stands_alone:
            lines.append(f"{mark} {speech.cause(cause)}:{speech.say('不能单独换上', 'cannot be tried alone')}")
            continue
        what = speech.say(
            f"影响 {cause.moved} 个,加 {decimal_text(cause.up)}、减 {decimal_text(abs(cause.down))},合计 {signed(cause.total)}",
            f"{cause.moved} moved, up {decimal_text(cause.up)}, down {decimal_text(abs(cause.down))}, in all {signed(cause.total)}",
        )
        more = [speech.text(text).format(count) for text, count in also(cause) if count]
        lines.append(f"{mark} {speech.cause(cause)}")
        lines.append("    " + speech.say(";", "; ").join([what, *more]))
    total = int(table.difference.points.sum())
    lines.append(speech.say(f"总变动 {signed(total)}", f"the whole change {signed(total)}"))
    return _titled(f"{table.name}:{speech.say('原因(每项单独换上)', 'causes, each change alone')}", lines)


def also(cause: Cause) -> list[tuple[Text, int]]:
    """What a change alters beside scores, and for how many."""
    return [
        (Text("名次变 {}", "ranks {}"), cause.ranks), (Text("等次变 {}", "grades {}"), cause.grades),
        (Text("结果运用变 {}", "outcomes {}"), cause.outcomes), (Text("金额变 {}", "amounts {}"), cause.amounts),
        (Text("新进 {}", "{} join"), cause.joins), (Text("退出 {}", "{} leave"), cause.leaves),
    ]  # fmt: skip


def _spread(table: TableReport, speech: Speech) -> list[str]:
    lines = []
    for name, text in FIGURES.items():
        was, now = (s.figures[name] if s.figures else None for s in (table.before, table.after))
        if was is not None or now is not None:
            lines.append(f"{speech.text(text)} {'—' if was is None else decimal_text(was)} → {'—' if now is None else decimal_text(now)}")
    lines.append(speech.say(
        f"不同的得分 {table.before.distinct} → {table.after.distinct} 种,与人同分的 {table.before.tied} → {table.after.tied} 个,"
        f"最多 {table.before.largest_tie} → {table.after.largest_tie} 个同分",
        f"{table.before.distinct} → {table.after.distinct} different totals, {table.before.tied} → {table.after.tied} share theirs, "
        f"largest tie {table.before.largest_tie} → {table.after.largest_tie}",
    ))  # fmt: skip
    return _titled(f"{table.name}:{speech.say('分数拉得开吗', 'spread')}", lines)


def _rules(rules: Sequence[RuleReport], speech: Speech) -> list[str]:
    lines = []
    for verdict, text in VERDICTS.items():
        named = [_named(rule, verdict, speech) for rule in rules if verdict in verdicts_of(rule)]
        lines.append(f"{speech.text(text)}:{speech.say('、', ', ').join(named) or speech.say('无', 'none')}")
    for table in dict.fromkeys(rule.table for rule in rules):
        for rule in strongest([rule for rule in rules if rule.table == table])[:5]:
            was, now = (percent(None if reading is None else reading.power) for reading in (rule.before, rule.after))
            lines.append(f"{speech.say('区分度', 'power')} {table} {rule.name}({rule.code}) {was} → {now}")
    return _titled(speech.say("规则质量", "What the rules do"), lines)


def strongest(rules: Sequence[RuleReport]) -> list[RuleReport]:
    """The rules of one table by what they contribute to the differences of its totals; none where the table has only one."""
    known = [(rule.after.power, rule) for rule in rules if rule.after is not None and rule.after.power is not None]
    return [rule for _, rule in sorted(known, key=lambda found: -found[0])] if len(known) > 1 else []


def verdicts_of(rule: RuleReport) -> list[str]:
    return [reading.verdict for reading in (rule.before, rule.after) if reading is not None]


def _named(rule: RuleReport, verdict: str, speech: Speech) -> str:
    was, now = (reading is not None and reading.verdict == verdict for reading in (rule.before, rule.after))
    mark = "" if was and now else speech.say("(原)", " (before)") if was else speech.say("(新)", " (after)")
    return f"{rule.name}({rule.code}){mark}"


def _burden(rehearsal: Rehearsal, speech: Speech) -> list[str]:
    before, after = rehearsal.burden
    one, two = before.sums(), after.sums()
    lines = [
        f"{speech.text(text)} {one[name]} → {two[name]}"
        + speech.say(
            f",每人每月 {rate_text(before.rate(one[name]))} → {rate_text(after.rate(two[name]))}",
            f", per member and month {rate_text(before.rate(one[name]))} → {rate_text(after.rate(two[name]))}",
        )
        for name, text in ASKED.items()
    ]
    for way in dict.fromkeys([*before.ways(), *after.ways()]):
        was, now = before.sums(way)["facts"], after.sums(way)["facts"]
        lines.append(f"{way or speech.say('未写明由谁录入', 'nobody named')} {was} → {now}")
    return _titled(speech.say("负担", "Burden"), lines)
