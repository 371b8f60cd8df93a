"""Rules that could not price what they match: levels and roles without points, marks without facts, the wrong subject.

Worked example: a kind with the levels 国家级, 省级, 市级 priced ``按级别: {国家级: 12, 省级: 9}`` leaves 市级 unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from biaochi.scoring.findings import Finding
from biaochi.scoring.scheme.checks.references import unknown
from biaochi.scoring.scheme.checks.survey import Met, Survey, label
from biaochi.scoring.scheme.expression_model import Condition, Expression, FactMatch, Has, RosterTally, Take, Validity, WindowOf
from biaochi.scoring.scheme.model import FactKind, Node, Rule, Table, Veto

NEEDS_FACT = ("by_level", "by_role", "range")
FACT_WORDS = ("quantity", "mark", "level", "duration", "lateness", "delay", "ordinal")
LONGER = ("day", "month", "quarter", "half", "year")


def words_of(kinds: list[FactKind], field: str) -> list[str]:
    return list(dict.fromkeys(word for kind in kinds for word in getattr(kind, field)))


def possible_levels(rule: Rule, kinds: list[FactKind]) -> list[str]:
    """The levels that the rule's plain level tests leave of those its kinds declare."""
    levels = words_of(kinds, "levels")
    if isinstance(rule.where, Condition) and rule.where.level is not None:
        levels = [level for level in levels if level in rule.where.level]
    if isinstance(rule.except_, Condition) and rule.except_.level is not None and rule.except_.tests == ["level"]:
        levels = [level for level in levels if level not in rule.except_.level]
    return levels


def levels_without_points(survey: Survey) -> Iterator[Finding]:
    """Every level that can occur has points, or 其他 says what the others get."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        kinds = survey.kinds(rule.facts)
        if rule.by_level is None or len(kinds) < len(rule.facts) or not kinds:
            continue
        yield from known_words(survey, met, "by_level", rule.by_level, "level", words_of(kinds, "levels"))
        absent = [level for level in possible_levels(rule, kinds) if level not in rule.by_level]
        if absent and "otherwise" not in rule.by_level:
            yield survey.warning(
                "level-without-points",
                met,
                "by_level",
                zh=f"级别{'、'.join(f'「{level}」' for level in absent)}没有分值",
                en=f"no points for the level {', '.join(absent)}",
                why=(
                    "有这样的事项时,这一条得分未知,结算会停在这里。",
                    "With such a fact the rule is unknown and the settlement stops.",
                ),
                do=("补上分值,或写「其他: 0」。", "Add the points, or write `otherwise: 0`."),
            )


def known_words(
    survey: Survey, met: Met, field: str, entries: Mapping[str, Any], what: str, known: list[str]
) -> Iterator[Finding]:
    names = {"level": ("级别", "level"), "role": ("角色", "role")}[what]
    for word, value in entries.items():
        if word != "otherwise":
            yield from unknown(survey, f"unknown-{what}", met, (field, word), names, word, known)
        if field == "by_level" and isinstance(value, Mapping):
            roles = words_of(survey.kinds(met.part.facts), "roles")
            for role in value:
                if role != "otherwise":
                    yield from unknown(survey, "unknown-role", met, (field, word, role), ("角色", "role"), role, roles)


def roles_without_points(survey: Survey) -> Iterator[Finding]:
    """Roles priced are declared; declared roles have points."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        kinds = survey.kinds(rule.facts)
        roles = words_of(kinds, "roles")
        if not kinds or len(kinds) < len(rule.facts):
            continue
        for field in ("by_role", "role_factor"):
            if (entries := getattr(rule, field)) is not None:
                yield from known_words(survey, met, field, entries, "role", roles)
        if rule.by_role is None or "otherwise" in rule.by_role:
            continue
        tested = rule.where.role if isinstance(rule.where, Condition) and rule.where.role is not None else roles
        absent = [role for role in roles if role in tested and role not in rule.by_role]
        if absent:
            yield survey.warning(
                "role-without-points",
                met,
                "by_role",
                zh=f"角色{'、'.join(f'「{role}」' for role in absent)}没有分值",
                en=f"no points for the role {', '.join(absent)}",
                why=(
                    "有这样的事项时,这一条得分未知,结算会停在这里。",
                    "With such a fact the rule is unknown and the settlement stops.",
                ),
                do=("补上分值,或写「其他: 0」。", "Add the points, or write `otherwise: 0`."),
            )


def validity_by_level(survey: Survey) -> Iterator[Finding]:
    """有效期 by level covers the levels of the kinds it is for."""
    for met in survey.of(Validity):
        kinds = survey.kinds(survey.facts_about(met) or ())
        if met.part.by_level is None or not kinds:
            continue
        levels = words_of(kinds, "levels")
        for word in met.part.by_level:
            yield from unknown(survey, "unknown-level", met, ("by_level", word), ("级别", "level"), word, levels)
        rule = met.within(Rule)
        possible = possible_levels(rule.part, kinds) if rule and rule.part.facts == survey.facts_about(met) else levels
        absent = [level for level in possible if level not in met.part.by_level]
        if absent:
            yield survey.error(
                "level-without-validity",
                met,
                "by_level",
                zh=f"级别{'、'.join(f'「{level}」' for level in absent)}没有写有效期",
                en=f"no validity for the level {', '.join(absent)}",
                do=("补上有效期;长期有效的写一个足够长的年数。", "Add it; for ever is a number of years long enough."),
            )


def prices_without_measure(survey: Survey) -> Iterator[Finding]:
    """A rule without facts has no quantity, mark, level or role of its own."""
    for met in survey.of(Rule):
        rule: Rule = met.part
        price = rule.price
        if rule.facts:
            if price == "by_word" and rule.measure is None:
                yield measure_missing(survey, met, price)
            continue
        if price in NEEDS_FACT or (price != "each" and rule.measure is None) or rule.measure in FACT_WORDS:
            yield measure_missing(survey, met, "measure" if rule.measure in FACT_WORDS else price)


def measure_missing(survey: Survey, met: Met, field: str) -> Finding:
    return survey.error(
        "measure-missing",
        met,
        field,
        zh=f"「{label(met.part)}」没有可以计价的数",
        en=f"{label(met.part)} has nothing to price",
        why=(
            "没有列事项的规则没有数量、评分、级别和角色;按词计价要写明取哪个词。",
            "A rule without facts has no quantity, mark, level or role; a price by word needs the word.",
        ),
        do=("写上「事项」或「取数」。", "Add `facts` or a `measure`."),
    )


def fact_words_out_of_place(survey: Survey) -> Iterator[Finding]:
    """Words for the item's fact (数量, 评分, …) mean something inside a rule with facts only."""
    for met in survey.of(Expression):
        rule = met.within(Rule)
        if rule is not None and rule.part.facts:
            continue
        for head in ("plus", "minus", "times", "ratio", "larger", "smaller"):
            for position, inner in enumerate(getattr(met.part, head) or ()):
                if inner in FACT_WORDS:
                    yield survey.error(
                        "fact-word-misplaced",
                        met,
                        head,
                        position,
                        zh="这里没有具体的事项,不能取它的数量、评分、级别、历时、逾期、延迟、序次",
                        en="there is no fact here whose quantity, mark, level or days could be read",
                        do=(
                            "用「统计」取数,或写在列有事项的规则里。",
                            "Use a `tally`, or put it into a rule with facts.",
                        ),
                    )


def wrong_subjects(survey: Survey) -> Iterator[Finding]:
    """Facts of persons reach an organisation's table, and the other way round, only by a stated 归于."""
    for met in survey.of(Rule, FactMatch, Has, Expression):
        table, facts = met.table, met.part.facts
        if table is None or not facts or met.within(Take):
            continue
        whose = whose_of(met)
        subject = "person" if met.within(RosterTally) else table.subject
        steps = ("whose",) if "whose" in met.part.model_fields_set else ("facts",)
        for kind in survey.kinds(facts):
            needed = {
                "self": (subject, subject),
                "members": ("organisation", "person"),
                "all_members": ("organisation", "person"),
                "organisation": ("person", "organisation"),
            }.get(whose)
            if needed is not None and (subject, kind.subject) != needed:
                is_person = subject == "person"
                yield survey.error(
                    "wrong-subject",
                    met,
                    *steps,
                    zh=f"这里看的是{'党员' if is_person else '党组织'},事项却是"
                    f"{'党员' if kind.subject == 'person' else '党组织'}的,归于「{WHOSE[whose]}」对不上",
                    en=f"{'persons' if is_person else 'organisations'} are looked at here, the facts are of "
                    f"{kind.subject}s: whose `{whose}` does not fit",
                    do=(
                        "党组织的表取党员的事项写「归于: 成员」,党员的表取支部的事项写「归于: 所在组织」。",
                        "Write `whose: members` for members' facts, `whose: organisation` for the branch's.",
                    ),
                )
                break


WHOSE = {"self": "本人", "members": "成员", "all_members": "全体成员", "organisation": "所在组织"}


def whose_of(met: Met) -> str:
    """The whose that holds for a match: its own, for a tally its rule's, else the subject's own facts."""
    own = met.part.whose
    if own is None and isinstance(met.part, Expression):
        rule = met.within(Rule)
        own = rule.part.whose if rule is not None and not met.within(FactMatch, Has) else None
    if own is None:
        return "self"
    return own if isinstance(own, str) else "by relation"


def states_expected(survey: Survey) -> Iterator[Finding]:
    """存续 and months or days of states need kinds whose form is 状态."""
    for met in survey.of(Rule, FactMatch, Has, Expression):
        part = met.part
        field = "window" if part.window == "persisting" and "window" in part.model_fields_set else None
        if isinstance(part, Expression) and part.tally in ("months", "days"):
            field = "tally"
        if field is None:
            continue
        names = part.facts or survey.facts_about(met) or ()
        for name, kind in survey.scheme.facts.items():
            if name in names and kind.form != "state":
                yield survey.error(
                    "state-expected",
                    met,
                    field,
                    zh=f"「{name}」不是状态,没有存续的期间",
                    en=f"`{name}` is not a state, so it does not last",
                    do=(
                        "把事项的形态写成「状态」,或改用「本期」和「次数」。",
                        "Give the kind `form: state`, or use `in_period` and `count`.",
                    ),
                )


def periods_too_long(survey: Survey) -> Iterator[Finding]:
    """Sub-periods lie inside the table's period."""
    for met in survey.of(Table):
        table: Table = met.part
        if table.period not in LONGER:
            continue
        below = [m for m in survey.below(met, Rule) if m.part.per in LONGER]
        fields: list[tuple[Met, tuple[str | int, ...], str]] = [(m, ("per",), m.part.per) for m in below]
        for m in [met, *survey.below(met, Rule, Node)]:
            fields += [(m, ("per_period", n, "per"), limit.per) for n, limit in enumerate(m.part.per_period)]
        for m, steps, per in fields:
            if per in LONGER and LONGER.index(per) > LONGER.index(table.period):
                yield survey.error(
                    "period-too-long",
                    m,
                    *steps,
                    zh="这个周期比计分表的周期还长",
                    en="this period is longer than that of the table",
                    do=(
                        "改成表内的周期,或把规则移到周期更长的表。",
                        "Use a period inside the table's, or move the rule to a longer table.",
                    ),
                )


def windows_complete(survey: Survey) -> Iterator[Finding]:
    """自 needs its months; the other windows have none."""
    for met in survey.of(WindowOf):
        if (met.part.since is None) != (met.part.months is None):
            yield survey.error(
                "window-months",
                met,
                zh="「自」和「月数」要一起写",
                en="`since` and `months` go together",
                do=("写成 {自: {事项: 入职}, 月数: 6} 的样子。", "Write it like {since: {facts: kind}, months: 6}."),
            )


def veto_lifting(survey: Survey) -> Iterator[Finding]:
    """解除 belongs to a veto by facts."""
    for met in survey.of(Veto):
        if met.part.lifted_by is not None and met.part.facts is None:
            yield survey.error(
                "lifting-misplaced",
                met,
                "lifted_by",
                zh="由结果引起的一票否决没有解除的事项",
                en="a veto by results is not lifted by facts",
                do=("删去「解除」,或把否决写成「情形」。", "Take `lifted_by` away, or make it a veto by facts."),
            )
