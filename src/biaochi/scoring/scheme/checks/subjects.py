"""Who is meant: kinds of organisation, classes and posts that the scheme names without declaring them.

The roster says which classes, types, statuses and posts there are; a scheme can only be held against itself. So a word is asked
about where it stands once beside one that stands more often and differs in one character, and an amount where the table admits
a word that it has no entry for.

Worked example: a table ``适用: {身份: [正式党员, 预备党员]}`` whose base is ``{按: 身份, 各值: {正式党员: 100}}`` leaves 预备党员 unknown.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from biaochi.scoring.example import Body, Example, Showing
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.scene import Scene, holds, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, shown
from biaochi.scoring.scheme.checks.totals import has_plain_total, total_without_facts
from biaochi.scoring.scheme.expression_model import AmountBy, Condition, Expression, Via, Whose1
from biaochi.scoring.scheme.model import Holder, Node, Outcome, Rule, Table

ORDINALS = frozenset(
    "一二三四五六七八九十百零〇甲乙丙丁戊己庚辛ⅠⅡⅢⅣⅤ①②③④⑤0123456789ABCDEFGabcdefg"
    "上中下前后左右东西南北大小正副男女新老内外初高"
)
"""Characters by which words of one series differ on purpose."""
FIELDS = {
    "status": ("身份", "status"),
    "class_": ("分类", "class"),
    "type": ("类型", "type"),
    "post": ("任职", "post"),
    "flag": ("标记", "flag"),
}
BY = {"status": "status", "class": "class_", "type": "type", "post": "post"}


def organisation_types(survey: Survey) -> Iterator[Finding]:
    """A table about 党组织 that does not say of which type: committees, general branches and branches alike."""
    for met in survey.of(Table):
        if met.part.subject != "organisation":
            continue
        tests = [inner for inner in survey.below(met, Condition) if inner.path[len(met.path)] == "applies"]
        if any(set(inner.part.tests) & {"type", "class_", "organisation"} for inner in tests):
            continue
        yield shown(
            survey.question(
                "organisation-types-open",
                Severity.WARNING,
                met,
                zh=f"计分表 {met.part.code} 计的是党组织,没有写明是哪几类",
                en=f"table {met.part.code} is about organisations and does not say of which type",
                why=("不写时名册里的党委、党总支和其他组织都在表里,一起排名。", "As it stands committees are scored too."),
                readings=[
                    ("只计党支部:「适用: {类型: [党支部]}」", "branches: `applies: {type: [党支部]}`"),
                    ("党支部和党总支:「适用: {类型: [党支部, 党总支]}」", "branches and general branches: name both types"),
                ],
            ),
            committee_scored(survey, met),
        )


def committee_scored(survey: Survey, table: Met) -> Example | None:
    """A party committee beside a branch: both are scored."""
    scene = scene_of(survey, table, subjects=1)
    if scene is None or not has_plain_total(survey, table) or total_without_facts(survey, scene, table) is None:
        return None
    profile = replace(scene.profile, type="党委")
    asked = [state.when for state in table.part.states] + ([table.part.applies] if table.part.applies is not None else [])
    wanted = [False] * len(table.part.states) + [True]
    there = replace(scene, profile=profile)
    if total_without_facts(survey, there, table) is None:
        return None
    if any(holds(survey, condition, there, None) is not held for condition, held in zip(asked, wanted, strict=False)):
        return None
    grown = replace(scene, organisations=(*scene.organisations, Body("机关党委", "党委", "", profile.class_)))
    return grown.shows(Showing("机关党委", table.part.code, state="scored"))


def words_used(survey: Survey) -> dict[str, list[tuple[Met, tuple[str | int, ...], str]]]:
    """Field → (piece, steps, word) of every class, status, type, post and flag that the scheme names."""
    found: dict[str, list[tuple[Met, tuple[str | int, ...], str]]] = {field: [] for field in FIELDS}
    for met in survey.of(Condition):
        for field, listed in found.items():
            listed += [(met, (field, position), word) for position, word in enumerate(getattr(met.part, field) or ())]
    for met in survey.of(AmountBy, Expression):
        if met.part.by is not None:
            found[BY[met.part.by]] += [(met, ("values", word), word) for word in met.part.values]
    for met in survey.of(Holder, Via):
        if met.part.holder is not None:
            found["post"].append((met, ("holder",), met.part.holder))
    for met in survey.of(Whose1):
        if met.part.led is not None:
            found["post"].append((met, ("led",), met.part.led))
    return found


def words_unlike(survey: Survey) -> Iterator[Finding]:
    """A word that stands once and looks like a slip of the pen for one that stands more often."""
    for field, listed in words_used(survey).items():
        counted = Counter(word for _, _, word in listed)
        for met, steps, word in listed:
            near = [other for other, times in counted.items() if times >= 2 and counted[word] == 1 and is_slip(word, other)]
            if not near:
                continue
            zh, en = FIELDS[field]
            yield survey.warning(
                "word-unlike",
                met,
                *steps,
                zh=f"{zh}「{word}」只在这里出现,别处写的是「{near[0]}」",
                en=f"the {en} `{word}` stands only here; elsewhere it is `{near[0]}`",
                why=("名册里没有的词,谁也对不上,这里就不起作用。", "A word that the roster does not have fits nobody."),
                do=("写错的改正;确实是另一个词的,不必理会。", "Correct it; if it is another word, leave it."),
            )


def is_slip(word: str, other: str) -> bool:
    """Three characters or more, one of them another (none that tells a series apart), or one too many or missing."""
    if min(len(word), len(other)) < 3 or word == other:
        return False
    if len(word) == len(other):
        unlike = [(a, b) for a, b in zip(word, other, strict=True) if a != b]
        return len(unlike) == 1 and not (set(unlike[0]) & ORDINALS)
    shorter, longer = sorted((word, other), key=len)
    if len(longer) != len(shorter) + 1 or len(shorter) < 4:
        return False
    inside = [longer[position] for position in range(len(longer)) if longer[:position] + longer[position + 1 :] == shorter]
    return bool(inside) and not (set(inside) & ORDINALS)


def amounts_without_word(survey: Survey) -> Iterator[Finding]:
    """An amount by status, class or type without an entry for a word that its table admits."""
    for met in survey.of(AmountBy):
        by, table = met.part.by, met.within(Table)
        if by is None or by == "post" or met.part.otherwise is not None or table is None or met.within(Outcome, AmountBy):
            continue
        applied = [up.part.applies for up in met.up() if isinstance(up.part, Table | Node | Rule) and up.part.applies is not None]
        lists = [set(words) for condition in applied if (words := getattr(condition, BY[by])) is not None]
        if not lists:
            continue
        admitted = set.intersection(*lists)
        absent = [word for word in sorted(admitted) if word not in met.part.values]
        if absent:
            yield shown(
                survey.warning(
                    "amount-without-word",
                    met,
                    "values",
                    zh=f"{FIELDS[BY[by]][0]}{'、'.join(f'「{word}」' for word in absent)}也在表内,这里却没有写多少",
                    en=f"{', '.join(absent)} is in the table too, but has no amount here",
                    why=("这样的人得分未知,结算会停在这里。", "Their points are unknown, and the settlement stops."),
                    do=("补上,或写「其他」。", "Add it, or write `otherwise`."),
                ),
                left_unknown(survey, met, BY[by], absent[0]),
            )


def left_unknown(survey: Survey, met: Met, field: str, word: str) -> Example | None:
    """Somebody of that word: the value is unknown."""
    table = met.within(Table)
    piece = met.within(Rule, Node, Table)
    if table is None or piece is None or met.parent is not piece or met.field != "base":
        return None
    scene = scene_of(survey, table, *([] if piece is table else [piece]))
    if scene is None:
        return None
    code = "score" if piece is table else piece.part.code
    changed = with_word(scene, field, word)
    return changed.shows(Showing(scene.first, table.part.code, code, state="unknown"))


def with_word(scene: Scene, field: str, word: str) -> Scene:
    """The same scene, its subjects of another status, class or type."""
    if field == "status":
        return replace(scene, roster=tuple(replace(member, status=word) for member in scene.roster))
    bodies = tuple(replace(body, class_=word) if field == "class_" else replace(body, type=word) for body in scene.organisations)
    return replace(scene, organisations=bodies)
