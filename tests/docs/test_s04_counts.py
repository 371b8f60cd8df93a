"""S04 has the numbers its document gives: 4 aspects, 32 items, 77 contents, 202 criteria, in two sheets; and its README says so.

A criterion is told apart by what it says, not by its numbers: no two are equal once the digits are taken out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.oracle.language import load_yaml

FOLDER = Path(__file__).parents[2] / "src" / "biaochi" / "presets" / "s04"
SCHEME = load_yaml(FOLDER / "scheme.yaml")
README = (FOLDER / "README.md").read_text(encoding="utf-8")
ASPECTS = [aspect for table in SCHEME["计分表"] if table["代码"] == "Q" for aspect in table["指标"]]
ORGAN, OFFICE = "机关部门", "海事处"
NAMED_IN_THE_TEXT = ["履行党员义务", "履行岗位职责", "参加组织生活", "发挥先锋模范作用"]
PRICES = ("每次", "每单位", "按级别", "按角色", "按词", "分档", "累进", "酌情", "折算", "基准")
KINDS_MIN = 10

Node = dict[str, Any]


def below(nodes: list[Node], levels: int) -> list[Node]:
    return nodes if levels == 0 else below([child for node in nodes for child in node.get("指标", [])], levels - 1)


def criteria(contents: list[Node]) -> list[Node]:
    return [rule for content in contents for rule in content["评分标准"]]


ITEMS, CONTENTS = below(ASPECTS, 1), below(ASPECTS, 2)
CRITERIA = criteria(CONTENTS)


def on_sheet(item: Node, sheet: str) -> bool:
    return sheet in item.get("适用", {}).get("分类", [ORGAN, OFFICE])


def is_for(node: Node, status: str) -> bool:
    return status in node.get("适用", {}).get("身份", [status])


def kinds_of(rule: Node) -> Iterator[str]:
    """How the rule reckons: its price, with the form where there are several, and what it adds to it."""
    for price in PRICES:
        if price in rule:
            form = rule[price].get("计法", "") if isinstance(rule[price], dict) else ""
            yield f"{price}{form}"
    yield from (key for key in ("取舍", "加重", "分期限额", "扣分封顶", "加分封顶", "名额", "归于", "时间", "角色系数") if key in rule)
    measure = str(rule.get("取数", ""))
    yield from (
        word for word in ("欠缺", "超出", "相除", "去极", "延迟", "序次", "存续月数", "存续天数", "种数", "组内") if word in measure
    )


def without_digits(rule: Node) -> str:
    body = {key: value for key, value in rule.items() if key not in ("名称", "代码", "条款", "依据", "说明")}
    return re.sub(r"[-\d.%]+", "", str(body))


def test_each_level_has_the_number_the_document_gives() -> None:
    assert [aspect["名称"] for aspect in ASPECTS] == NAMED_IN_THE_TEXT
    assert [len(ITEMS), len(CONTENTS), len(CRITERIA)] == [32, 77, 202]
    assert below(ASPECTS, 3) == [] and all("评分标准" not in node for node in ASPECTS + ITEMS)


def test_no_two_criteria_are_equal_without_their_digits() -> None:
    for say in (lambda rule: re.sub(r"\d+", "", rule["名称"]), lambda rule: re.sub(r"[\d.]+", "", rule["说明"]), without_digits):
        assert [text for text, times in Counter(map(say, CRITERIA)).items() if times > 1] == []


def test_many_kinds_of_rule_are_used() -> None:
    kinds = Counter(kind for rule in CRITERIA for kind in kinds_of(rule))
    prices = [kind for kind in kinds if kind.startswith(PRICES)]
    assert len(prices) >= KINDS_MIN and len(kinds) >= 2 * KINDS_MIN
    assert max(kinds[kind] for kind in prices) < len(CRITERIA) / 3


def test_everything_names_its_passage_and_its_basis_and_each_criterion_is_marked_an_illustration() -> None:
    for node in ASPECTS + ITEMS + CONTENTS + CRITERIA:
        assert node["条款"] and node["依据"], node["代码"]
    assert [rule["代码"] for rule in CRITERIA if not rule["说明"].startswith("示例：")] == []


def test_both_sheets_start_from_a_hundred() -> None:
    for sheet in (ORGAN, OFFICE):
        for status in ("正式党员", "预备党员", "积极分子"):
            items = [item for item in ITEMS if on_sheet(item, sheet) and is_for(item, status)]
            bases = [content["起评分"] for content in below(items, 1) if is_for(content, status) and "起评分" in content]
            assert sum(float(base["各值"].get(status, base["其他"]) if isinstance(base, dict) else base) for base in bases) == 100


def test_the_table_of_the_readme_counts_what_the_scheme_holds() -> None:
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in README.splitlines() if re.match(r"\| (履行|参加|发挥)", line)]
    assert len(rows) == len(ITEMS)
    aspects = [aspect["名称"] for aspect in ASPECTS for _ in aspect["指标"]]
    for row, item, aspect in zip(rows, ITEMS, aspects, strict=True):
        rules = str(len(criteria(item["指标"])))
        sheets = [rules if on_sheet(item, sheet) else "—" for sheet in (ORGAN, OFFICE)]
        assert row[:3] + row[4:] == [aspect, f"{item['代码']} {item['名称']}", item["类别"], str(len(item["指标"])), rules, *sheets]
    organ, office = (len(criteria(below([i for i in ITEMS if on_sheet(i, sheet)], 1))) for sheet in (ORGAN, OFFICE))
    assert f"| **4 个方面** | **32 个项目** | | **机关 100，海事处 100** | **77** | **202** | **{organ}** | **{office}** |" in README
