"""Small rehearsals: a scheme as text, a draft of it, a few people and facts."""

from typing import Any

from biaochi.scoring.cases.model import FactEntry, WorldEntries
from biaochi.scoring.cases.world import fact_rows, world_of
from biaochi.scoring.facts import FactsInMemory
from biaochi.scoring.rehearse import Rehearsal, rehearse
from biaochi.scoring.rehearse.changes import Change, changes_between
from biaochi.scoring.rehearse.rehearsal import TableReport
from biaochi.scoring.scheme.load import load_scheme_mapping
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.pieces import Key, pieces_of

SCHEME = """\
办法: 积分办法
代码: S
版本: "1"
参数: {线: {值: 8}}
类别: {基础: {封顶: 60}, 先锋: {}}
事项:
  学习: {代码: F1, 录入: [积分记录员]}
  服务: {代码: F2, 级别: [市级, 县级], 佐证: 必需, 录入: [本人]}
  评议: {代码: F3, 评分范围: [0, 5], 录入: [支委会]}
计分表:
- 名称: 年度积分
  代码: T
  周期: 年
  状态:
  - {名称: 免评, 状态: 免评, 当: {标记: [免]}}
  - {名称: 中止, 状态: 中止, 当: {标记: [停]}}
  指标:
  - 名称: 基本
    代码: A
    类别: 基础
    封顶: 20
    评分标准:
    - {名称: 参加学习, 代码: R1, 条款: 第五条, 事项: 学习, 每次: 4, 封顶: 5}
    - {名称: 评议, 代码: R2, 事项: 评议, 酌情: {自: 0, 至: 5}, 合计: 平均, 无事项: 计零}
  - 名称: 服务
    代码: B
    类别: 基础
    评分标准:
    - {名称: 服务, 代码: R3, 事项: 服务, 按级别: {市级: 3, 县级: 1}}
  排名: [{名称: 名次, 代码: K}]
  等次: [{名称: 等次, 代码: G, 档: [{名: 优秀, 达到: 10}], 无: 合格}]
  结果运用: [{名称: 表彰, 代码: O, 种类: 表彰, 当: {比较: [{数: {得分: 总分}, 达到: {参数: 线}}]}}]
"""
PEOPLE = ("甲", "乙", "丙")


def scheme_of(text: str) -> Scheme:
    return load_scheme_mapping(text, "scheme.yaml").require()


def draft_of(*changes: tuple[str, str], scheme: str = SCHEME) -> str:
    """The scheme's text with each of these replaced once."""
    for before, after in changes:
        assert scheme.count(before) == 1, before
        scheme = scheme.replace(before, after)
    return scheme


def changes(*edits: tuple[str, str]) -> list[Change]:
    return changes_between(pieces_of(scheme_of(SCHEME)), pieces_of(scheme_of(draft_of(*edits))))


def codes(change: Change) -> list[str]:
    return [key.code for key in change.keys]


def key(kind: str, code: str) -> Key:
    return Key(kind, code)


def fact(subject: str, kind: str, day: str = "2025-03-01", **more: Any) -> dict[str, Any]:
    return {"subject": subject, "kind": kind, "date": day, **more}


def rehearsed(
    *edits: tuple[str, str], facts: list[dict[str, Any]], people: Any = PEOPLE, draft: str = "", scheme: str = SCHEME, period: str = "2025"
) -> Rehearsal:
    """The rehearsal of the draft on these facts; people are ids, or roster entries."""
    roster = [one if isinstance(one, dict) else {"id": one, "organisation": "一支部"} for one in people]
    world, _ = world_of(None, WorldEntries.model_validate({"roster": roster}), "test")
    numbered = [{"id": str(number), **one} for number, one in enumerate(facts, 1)]
    source = FactsInMemory(fact_rows([FactEntry.model_validate(one) for one in numbered]))
    return rehearse(scheme_of(scheme), scheme_of(draft or draft_of(*edits, scheme=scheme)), world, source, period)


def causes(table: TableReport) -> list[list[int]]:
    """Units by change (the rest last) and subject."""
    return [cause.points.tolist() for cause in table.causes]
