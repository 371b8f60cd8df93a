"""Two versions of a scheme, clause by clause: what was added, removed, moved and changed, in sentences a meeting can read (对照).

Pieces are matched by their codes (parameters, categories, periods, steps and notices by name), so that a clause that is renamed or
moved is the same clause. Sentences are grouped as the printed scheme has its articles.

Worked example: rule R with ``每次: -3`` that becomes ``每次: -2`` under 第五条 reads «第五条 无故缺席:每次由扣 3 分改为扣 2 分».
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from biaochi.scoring.findings import Text
from biaochi.scoring.scheme.criteria import part_sentence, state_sentence
from biaochi.scoring.scheme.diff_phrases import Side, changed_fields, label, listing, phrase
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.pieces import (
    NOT_SETTLED,
    ORDERED,
    SCHEME,
    Entry,
    Key,
    Pieces,
    deciding,
    differing,
    in_slot,
    names_of_kinds,
    pieces_of,
    same_order,
    with_kind_names,
)
from biaochi.scoring.scheme.procedure import actors
from biaochi.scoring.scheme.result_wording import band_phrase, board_sentence, outcome_lines, veto_sentence
from biaochi.scoring.scheme.rule_wording import limits, rule_sentences
from biaochi.scoring.scheme.wording import Wording, list_of, period_word, word

WHAT = ("added", "removed", "moved", "changed")


@dataclass(frozen=True)
class Difference:
    """One piece that is not the same in both schemes; results can depend only on what the ``decisive`` ones among its sentences say."""

    key: Key
    what: str
    group: Text
    clause: str
    name: Text
    sentences: tuple[Text, ...]
    decisive: tuple[Text, ...]

    @property
    def decides(self) -> bool:
        """Whether any result can depend on it."""
        return bool(self.decisive)

    @property
    def title(self) -> Text:
        """The clause and the name under which a reader looks for the piece."""
        return Text(f"{self.clause} {self.name.zh}".strip(), f"{self.clause} {self.name.en}".strip())


FORM = ("extends", "removes")
"""Fields that say how the file is written, not what the scheme says."""


def differences(old: Scheme, new: Scheme) -> list[Difference]:
    """Every difference, in the order of the new document; what is gone stands where it was, behind the rest of its part."""
    return list(_Comparison(old, new).walk())


class _Comparison:
    """Two schemes side by side."""

    def __init__(self, old: Scheme, new: Scheme) -> None:
        self.old, self.new = pieces_of(old), pieces_of(new)
        self.wording = Wording(old), Wording(new)
        self.kinds = names_of_kinds(old), names_of_kinds(new)
        renames = {name: self.kinds[0][key] for key, name in self.kinds[1].items() if key in self.kinds[0]}
        self.renames = {now: was for now, was in renames.items() if now != was}
        self.tables = {t.code: t.name for scheme in (old, new) for t in scheme.tables}

    def walk(self) -> Iterator[Difference]:
        found: dict[tuple[int, str], list[Difference]] = {}
        for key in [*self.new, *(key for key in self.old if key not in self.new)]:
            one = self.compared(key)
            if one is not None:
                found.setdefault(self.place(key), []).append(one)
        for place in sorted(found, key=lambda place: place[0]):
            yield from found[place]

    def place(self, key: Key) -> tuple[int, str]:
        """Where the piece's part of the document stands, and what it is called."""
        entry = self.new.get(key) or self.old[key]
        if key.kind not in IN_TABLE:
            return LATER[key.kind] if key.kind in LATER else PARTS.index(key.kind), _part(key.kind).zh
        table = entry.table or ""
        at = list(self.tables).index(table)
        order = ("", "veto", "board", "outcome").index(key.kind if key.kind in ("veto", "board", "outcome") else "")
        order = 2 if key.kind == "grade_system" else order
        return 100 + at * 10 + order, table

    def group(self, key: Key) -> Text:
        entry = self.new.get(key) or self.old[key]
        if key.kind not in IN_TABLE:
            return _part(key.kind)
        name = self.tables.get(entry.table or "", entry.table or "")
        zh, en = RESULTS.get(key.kind, ("", ""))
        return Text(f"{name}:{zh}" if zh else name, f"{name}: {en}" if en else name)

    def compared(self, key: Key) -> Difference | None:
        before, after = self.old.get(key), self.new.get(key)
        if before is None or after is None:
            at, pieces = (1, self.new) if before is None else (0, self.old)
            whole = [self.whole(key, pieces, at, ("新增", "added") if before is None else ("删去", "removed"))]
            decisive = [] if key.kind in NOT_SETTLED else whole
            return self.made(key, "added" if before is None else "removed", decisive, [] if decisive else whole)
        said: list[Text] = []
        texts: list[Text] = []
        moved = before.parent != after.parent
        if moved:
            names = [self.named(pieces, entry.parent) for pieces, entry in ((self.old, before), (self.new, after))]
            said.append(Text(f"由「{names[0]}」移到「{names[1]}」之下", f"moved from {names[0]} to {names[1]}"))
        if key.kind == "fact" and self.kinds[0][key] != self.kinds[1][key]:
            was, now = self.kinds[0][key], self.kinds[1][key]
            texts.append(Text(f"名称由「{was}」改为「{now}」", f"name: from {was} to {now}"))
        same_kinds = with_kind_names(after.own, self.renames)
        fields = [name for name in differing(before.own, same_kinds) if key != SCHEME or name not in FORM]
        sides = Side(self.wording[0], before.own), Side(self.wording[1], after.own)
        deciding_ones = deciding(key.kind, fields)
        said += changed_fields(*sides, [name for name in fields if name in deciding_ones])
        texts += changed_fields(*sides, [name for name in fields if name not in deciding_ones])
        reordered = [slot for slot in ORDERED if key.kind == "table" and not same_order(*self.orders(key, slot))]
        said += [Text(f"{ORDERS[slot]}的先后顺序有调整", f"the order of {slot} changed") for slot in reordered]
        if not said and not texts:
            return None
        return self.made(key, "moved" if moved and len(said) == 1 and not texts else "changed", said, texts)

    def orders(self, key: Key, slot: str) -> tuple[list[Key], list[Key]]:
        return in_slot(self.old, key, slot), in_slot(self.new, key, slot)

    def made(self, key: Key, what: str, decisive: list[Text], texts: list[Text]) -> Difference:
        pieces = self.new if key in self.new else self.old
        name = self.named(pieces, key)
        text = Text("本办法", "the scheme") if key == SCHEME else Text(name, name)
        return Difference(key, what, self.group(key), pieces[key].clause, text, (*decisive, *texts), tuple(decisive))

    def named(self, pieces: Pieces, key: Key | None) -> str:
        if key is None or key not in pieces:
            return ""
        if key == SCHEME:
            return str(pieces[key].own.name)
        if key.kind == "fact":
            return self.kinds[0 if pieces is self.old else 1][key]
        own = pieces[key].own
        return str(getattr(own, "name", None) or getattr(own, "step", None) or _facts_named(own) or _text(key))

    def whole(self, key: Key, pieces: Pieces, at: int, verb: tuple[str, str]) -> Text:
        """A piece that only one of the schemes has, with all it says."""
        wording, entry = self.wording[at], pieces[key]
        kind = KIND_NAMES[key.kind]
        said = whole_in_chinese(wording, entry)
        english = listing(entry.own, ("name", "code", "clause", "step"), "en")
        where = ""
        if key.kind in ("node", "rule") and entry.parent is not None and entry.parent.kind == "node":
            where = f"「{self.named(pieces, entry.parent)}」之下"
        if verb[1] == "removed":
            return Text(f"{verb[0]}这项{kind[0]}" + (f"(原为:{said})" if said else ""), f"{verb[1]} ({kind[1]} {key.code}: {english})")
        return Text(f"{where}{verb[0]}{kind[0]}" + (f":{said}" if said else ""), f"{verb[1]} {kind[1]} {key.code}: {english}")


def _facts_named(own: Any) -> str:
    facts = getattr(own, "facts", None)
    return list_of(facts) if isinstance(facts, list) else ""


def _text(key: Key) -> str:
    return "异议" if key.kind == "objections" else key.code


def whole_in_chinese(wording: Wording, entry: Entry) -> str:
    """All that a piece says, without its name."""
    own, kind = entry.own, entry.key.kind
    if kind == "rule":
        return "。".join(rule_sentences(wording, own))
    if kind in SAID:
        said: str = SAID[kind](wording, own)
        return said.removeprefix(f"{getattr(own, 'name', '')}:").rstrip("。")
    fields = [name for name in type(own).model_fields if name in own.model_fields_set and name not in ("name", "code", "clause", "step")]
    side = Side(wording, own)
    given = [name for name in fields if getattr(own, name) not in (None, [], {}, False)]
    return ";".join(f"{label(own, n).zh}{'' if isinstance(getattr(own, n), bool) else ' ' + phrase(side, n)}" for n in given)


def _node(wording: Wording, own: Any) -> str:
    said = [f"起评 {wording.amount(own.base)} 分"] if own.base is not None else []
    said += [f"权重 {wording.amount(own.weight, share=True)}"] if own.weight is not None else []
    said += limits(wording, own)
    said += [f"归「{own.category}」"] if own.category else []
    said += [f"适用于{wording.condition(own.applies)}的"] if own.applies else []
    return ";".join(said)


def _system(wording: Wording, own: Any) -> str:
    by = wording.expression(own.by)
    bands = [band_phrase(wording, by, band) for band in own.bands]
    return ";".join([*bands, *([f"其余「{own.otherwise}」"] if own.otherwise else [])])


def _joint_cap(wording: Wording, own: Any) -> str:
    ends = [f"{zh} {wording.amount(value)} 分" for zh, value in (("封顶", own.max), ("保底", own.min)) if value is not None]
    return f"{''.join(wording.named(code) for code in own.of)}合计{list_of(ends)}"


def _outcome(wording: Wording, own: Any) -> str:
    decided = [f"由{list_of(own.decided_by)}决定"] if own.decided_by else []
    return ",".join([word(type(own), "kind", own.kind), *outcome_lines(wording, own), *decided])


def _parameter(wording: Wording, own: Any) -> str:
    return "由各组织自定" if own.value is None else number_text(own.value)


def _table(wording: Wording, own: Any) -> str:
    said = [f"对象:{word(type(own), 'subject', own.subject)},周期:{period_word(own.period)}"]
    said += [f"起评 {wording.amount(own.base)} 分"] if own.base is not None else []
    return ";".join([*said, *limits(wording, own)])


SAID: Mapping[str, Any] = {
    "state": state_sentence, "part": part_sentence, "veto": veto_sentence, "board": board_sentence, "grade_system": _system,
    "joint_cap": _joint_cap, "outcome": _outcome, "node": _node, "category": lambda wording, own: ";".join(limits(wording, own)),
    "parameter": _parameter, "table": _table, "period": lambda wording, own: f"自 {own.start} 起,每 {own.months} 个月一期",
    "step": lambda wording, own: f"由{actors(own.actor)}办理",
}  # fmt: skip
KIND_NAMES: Mapping[str, tuple[str, str]] = {
    "scheme": ("办法", "scheme"), "parameter": ("参数", "parameter"), "fact": ("事项", "fact kind"), "category": ("类别", "category"),
    "period": ("周期", "period kind"), "table": ("计分表", "table"), "state": ("状态", "state"), "node": ("指标", "indicator"),
    "rule": ("评分标准", "rule"), "joint_cap": ("共同封顶", "joint cap"), "part": ("构成", "part"), "veto": ("一票否决", "veto"),
    "board": ("排名", "board"), "grade_system": ("等次", "grade system"), "outcome": ("结果运用", "outcome"), "step": ("步骤", "step"),
    "notice": ("公示", "notice"), "objections": ("异议办法", "objections"),
}  # fmt: skip
IN_TABLE = ("table", "state", "node", "rule", "joint_cap", "part", "veto", "board", "grade_system", "outcome")
RESULTS: Mapping[str, tuple[str, str]] = {
    "veto": ("一票否决", "vetoes"), "board": ("排名与等次", "ranks and grades"), "grade_system": ("排名与等次", "ranks and grades"),
    "outcome": ("结果运用", "outcomes"),
}  # fmt: skip
ORDERS: Mapping[str, str] = {"states": "状态", "vetoes": "一票否决", "ranks": "排名", "grades": "等次"}
PARTS = ("scheme", "period", "parameter", "fact", "category")
LATER = {"step": 10**6, "notice": 10**6 + 1, "objections": 10**6 + 2}


def _part(kind: str) -> Text:
    return {
        "scheme": Text("总则", "general"), "period": Text("总则", "general"), "parameter": Text("参数", "parameters"),
        "fact": Text("计分事项", "fact kinds"), "category": Text("类别", "categories"), "step": Text("工作流程", "workflow"),
        "notice": Text("公示", "notices"), "objections": Text("异议", "objections"),
    }[kind]  # fmt: skip
