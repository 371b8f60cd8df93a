"""What `biaochi preset demo` prints of one period: the first rows of each board, the outcomes proposed, one member's explanation."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np

from biaochi.console.messages import Speaker

FILES = ("organisations", "relations", "history", "calendar", "parameters")


def report(
    scheme: Path, data: Path, period: str, out: Path, arguments: argparse.Namespace, speaker: Speaker, *, explains: bool = False
) -> None:  # fmt: skip
    """Settle the period from the files, write the results, print the summary; ``explains``: and one member's explanation."""
    from biaochi.console.inputs import read_inputs
    from biaochi.console.settle_command import write
    from biaochi.scoring.plan import make_plan
    from biaochi.scoring.settle import settle

    given = argparse.Namespace(
        scheme=scheme, roster=data / "roster.csv", facts=data / "facts.csv", period=period, as_of=None, known_at=None, feed=[],
        lines=False, format="csv", out=out, lang=arguments.lang,
        **{name: path if (path := data / f"{name}.csv").exists() else None for name in FILES},
    )  # fmt: skip
    inputs = read_inputs(given, speaker, names=True)
    settlement = settle(
        make_plan(inputs.scheme), inputs.world, inputs.facts, period, keeps_lines=explains, progress=speaker.progress
    )
    write(given, speaker, inputs, settlement)
    for cards in settlement.asked_for():
        print_board(settlement, cards, inputs, arguments.rows, speaker)
        print_outcomes(settlement, cards, inputs, arguments.rows, speaker)
    if explains:
        print_explanation(settlement, speaker)
        speaker.say(f"\n公示表(用浏览器打开、打印):{out / 'notice.html'}", f"\npublic notice, for a browser: {out / 'notice.html'}")


def print_explanation(settlement: Any, speaker: Speaker) -> None:
    """How the first one of the first board came to the total."""
    from biaochi.console.explain_command import width_of_screen
    from biaochi.scoring.explain import as_text, explain

    for cards in settlement.asked_for():
        ranking = next(iter(cards.ranks.values()), None)
        if ranking is not None and bool((ranking.rank == 1).any()):
            score = np.where(ranking.rank == 1, cards.values["score"].points, np.iinfo(np.int64).min)
            first = settlement.directory.id_of(int(cards.entities[int(np.argmax(score))]))
            speaker.say("\n积分说明", "\nexplanation")
            speaker.say(as_text(explain(settlement, first, cards.table), speaker.language, width_of_screen()).rstrip("\n"))
            return


def name_of(inputs: Any, settlement: Any, entity: int) -> str:
    """A person's or organisation's name for the screen."""
    directory = settlement.directory
    rows = inputs.world.roster if entity < directory.n_people else inputs.world.organisations
    index = directory.person_row if entity < directory.n_people else directory.body_row + directory.n_people
    if rows is None or rows.name is None:
        return str(directory.id_of(entity))
    at = np.flatnonzero(index[: len(rows.name)] == entity)
    return str(rows.name[at[0]]) if len(at) else str(directory.id_of(entity))


def print_board(settlement: Any, cards: Any, inputs: Any, rows: int, speaker: Speaker) -> None:
    """The first rows of the first board."""
    from biaochi.scoring.points import decimal_text

    ranking = next(iter(cards.ranks.values()), None)
    if ranking is None:
        return
    table = settlement.plan.tables[cards.table].table
    speaker.say(f"\n{table.name} {cards.period.name} {table.ranks[0].name}")
    score = cards.values["score"]
    order = [int(i) for i in np.lexsort((-score.points, ranking.rank)) if ranking.rank[i] > 0]
    grade = next(iter(cards.grades.values()), None)
    for i in order[:rows]:
        name = name_of(inputs, settlement, int(cards.entities[i]))
        body = name_of(inputs, settlement, int(cards.organisation[i])) if cards.organisation[i] >= 0 else ""
        word = "" if grade is None or grade.codes[i] < 0 else grade.vocabulary[int(grade.codes[i])]
        place = f"{int(ranking.rank[i])}/{int(ranking.of[i])}"
        speaker.say(f"  {place:>7}  {pad(name, 14)}{pad(body if body != name else '', 22)}{decimal_text(int(score.points[i])):>8}  {word}")


def print_outcomes(settlement: Any, cards: Any, inputs: Any, rows: int, speaker: Speaker) -> None:
    """How often each outcome is proposed, and for whom first."""
    table = settlement.plan.tables[cards.table].table
    if cards.outcomes:
        speaker.say("提出的结果运用建议(由人决定):")
    for found in cards.outcomes:
        what = next(o for o in table.outcomes if o.code == found.code)
        first = "、".join(name_of(inputs, settlement, int(t)) if t >= 0 else "(空缺)" for t in found.target[: min(rows, 5)])
        more = "等" if len(found.target) > 5 else ""
        decides = f",由{'、'.join(what.decided_by)}决定" if what.decided_by else ""
        speaker.say(f"  {what.name} {len(found.subject)} 件:{first}{more}{decides}")


def pad(text: str, width: int) -> str:
    """The text padded to a width in which a Chinese character takes two places."""
    taken = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
    return text + " " * max(1, width - taken)
