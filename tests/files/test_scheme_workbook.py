"""A scheme printed as a workbook: the usual table, merged down the left, and read back with every indicator, its points and basis."""

import re
from pathlib import Path
from zipfile import ZipFile

import pytest
from python_calamine import CalamineWorkbook

from biaochi.files.criteria_table import read_criteria
from biaochi.files.page import typeset
from biaochi.files.scheme_workbook import sheet_name, write_scheme_workbook
from biaochi.scoring.findings import Severity
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.criteria import nodes_of
from biaochi.scoring.scheme.draft.skeleton import skeleton_of
from biaochi.scoring.scheme.load import load_scheme, load_scheme_mapping
from biaochi.scoring.scheme.model import Node, Scheme

ROOT = Path(__file__).parents[2]
PRESETS = sorted((ROOT / "src/biaochi/presets").glob("*/scheme.yaml"))
EVERY_PRESET = pytest.mark.parametrize("preset", PRESETS, ids=lambda path: path.parent.name)
POINTS = ("max", "min", "base", "weight", "bonus_max", "deduction_max", "per_period", "uncapped", "floored", "category", "dimension")
PRICES = ("each", "per_unit", "by_role", "by_level", "range", "factor", "max", "min")
MAY_STAND = {"unknown-period", "weights-sum", "weight-missing"}
"""Errors of a skeleton that the answers to its questions mend: a weight whose rule was not understood is missing from its sum."""


def nodes(scheme: Scheme) -> list[Node]:
    return [node for table in scheme.tables for node, _ in nodes_of(table.indicators)]


def plain(text: str) -> str:
    return re.sub(r"\s", "", typeset(text))


@pytest.fixture(scope="module")
def read_back(tmp_path_factory: pytest.TempPathFactory):
    """(the preset, its skeleton, the skeleton's text) of a preset printed and read back."""
    folder, found = tmp_path_factory.mktemp("workbooks"), {}

    def call(preset: Path) -> tuple[Scheme, Scheme, str]:
        if preset not in found:
            loaded = load_scheme(preset)
            path = folder / f"{preset.parent.name}.xlsx"
            write_scheme_workbook(loaded, path)
            text, _ = skeleton_of(read_criteria(path, []))
            found[preset] = loaded.require(), load_scheme_mapping(text, "skeleton.yaml").require(), text
        return found[preset]

    return call


@EVERY_PRESET
def test_every_indicator_comes_back_with_its_points(preset: Path, read_back) -> None:
    scheme, skeleton, _ = read_back(preset)
    assert [(node.code, node.name) for node in nodes(skeleton)] == [(node.code, node.name) for node in nodes(scheme)]
    for before, after in zip(nodes(scheme), nodes(skeleton), strict=True):
        assert {key: getattr(after, key) for key in POINTS} == {key: getattr(before, key) for key in POINTS}, before.code
    shape = [[(node.code, depth) for node, depth in nodes_of(table.indicators)] for table in scheme.tables]
    assert [[(node.code, depth) for node, depth in nodes_of(table.indicators)] for table in skeleton.tables] == shape


@EVERY_PRESET
def test_every_indicator_comes_back_with_its_basis(preset: Path, read_back) -> None:
    scheme, skeleton, _ = read_back(preset)
    for before, after in zip(nodes(scheme), nodes(skeleton), strict=True):
        sources = [text for piece in (before, *before.rules) for text in (piece.clause, piece.basis) if text]
        assert all(plain(text) in plain(after.basis or "") for text in sources), before.code


@EVERY_PRESET
def test_a_rule_that_is_understood_has_the_price_it_had(preset: Path, read_back) -> None:
    scheme, skeleton, _ = read_back(preset)
    rules = {rule.code: rule for node in nodes(scheme) for rule in node.rules}
    for rule in (rule for node in nodes(skeleton) for rule in node.rules if rule.code in rules):
        before = rules[rule.code]
        by_word = {before.price, rule.price} <= {"by_role", "by_level", "by_word"}
        if by_word:
            assert getattr(rule, rule.price) == getattr(before, before.price), rule.code
        for key in () if by_word else PRICES:
            assert getattr(rule, key) == getattr(before, key), (rule.code, key)


@EVERY_PRESET
def test_a_rule_that_is_not_understood_keeps_its_words(preset: Path, read_back) -> None:
    scheme, _, text = read_back(preset)
    words = plain(text)
    assert [rule.name for node in nodes(scheme) for rule in node.rules if rule.name and plain(rule.name) not in words] == []


@EVERY_PRESET
def test_what_stands_around_the_table_comes_back(preset: Path, read_back) -> None:
    scheme, skeleton, _ = read_back(preset)
    assert (skeleton.name, skeleton.effective) == (scheme.name, scheme.effective)
    for before, after in zip(scheme.tables, skeleton.tables, strict=True):
        assert (after.code, after.subject, after.period) == (before.code, before.subject, before.period)
        assert (after.base, after.max, after.min, after.uncapped) == (before.base, before.max, before.min, before.uncapped)
    values = {name: part.value for name, part in scheme.parameters.items()}
    assert {name: part.value for name, part in skeleton.parameters.items()} == values


@EVERY_PRESET
def test_the_checks_of_the_skeleton_find_only_what_is_still_open(preset: Path, read_back) -> None:
    text = read_back(preset)[2]
    errors = {found.code for found in check_scheme(load_scheme_mapping(text, "skeleton.yaml")) if found.severity is Severity.ERROR}
    own = {found.code for found in check_scheme(load_scheme(preset)) if found.severity is Severity.ERROR}
    assert errors - MAY_STAND - own == set()


def test_the_same_scheme_gives_the_same_bytes(tmp_path: Path) -> None:
    loaded = load_scheme(PRESETS[0])
    for name in ("a.xlsx", "b.xlsx"):
        write_scheme_workbook(loaded, tmp_path / name)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "scheme.xlsx"
    write_scheme_workbook(load_scheme(ROOT / "src/biaochi/presets/s01/scheme.yaml"), path)
    return path


def test_the_sheets_are_the_tables_and_what_belongs_to_them(book: Path) -> None:
    with CalamineWorkbook.from_path(book) as opened:
        assert opened.sheet_names == [
            "季度积分", "年度积分", "支部季度概况", "一票否决", "等次与结果运用", "流程、公示、异议", "登记的事项", "参数",
        ]  # fmt: skip


def test_the_table_has_its_usual_columns_and_merges_names_down_the_left(book: Path) -> None:
    with CalamineWorkbook.from_path(book) as opened:
        sheet = opened.get_sheet_by_name("季度积分")
        rows = sheet.to_python(skip_empty_area=False)
        merged = sheet.merged_cell_ranges
    assert rows[0][0] == "党员量化积分管理办法"
    assert rows[3] == ["类别", "一级指标", "二级指标", "分值", "评分标准", "依据", "代码"]
    assert ((4, 1), (7, 1)) in merged, "组织生活 stands beside its own rules and those of 主题党日"
    assert rows[4][3].splitlines()[0] == "封顶 18 分"
    assert any("每次扣 1 分" in str(cell) for row in rows for cell in row)


def test_every_sheet_prints_on_a4_across_with_its_header_on_every_page(book: Path) -> None:
    with ZipFile(book) as archive:
        names = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        sheets = [archive.read(name).decode() for name in names]
        titles = archive.read("xl/workbook.xml").decode()
    for text in sheets:
        assert 'paperSize="9"' in text and 'orientation="landscape"' in text and 'fitToHeight="0"' in text
        assert "<f>" not in text, "no formula"
    assert titles.count("_xlnm.Print_Titles") == len(sheets)


def test_a_text_that_looks_like_a_formula_stays_a_text(tmp_path: Path) -> None:
    text = (ROOT / "src/biaochi/presets/s15/scheme.yaml").read_text(encoding="utf-8")
    name = re.search(r"^  - 名称: (.+)$", text, re.MULTILINE)[1]
    loaded = load_scheme_mapping(text.replace(name, '"=HYPERLINK(1)"'), "scheme.yaml")
    write_scheme_workbook(loaded, tmp_path / "scheme.xlsx")
    with ZipFile(tmp_path / "scheme.xlsx") as archive:
        assert all(b"<f>" not in archive.read(name) for name in archive.namelist() if name.endswith(".xml"))
        assert b"=HYPERLINK(1)" in archive.read("xl/sharedStrings.xml")


def test_names_of_sheets_are_what_excel_admits_and_different() -> None:
    taken: set[str] = set()
    names = [sheet_name(name, taken) for name in ("甲/乙[丙]", "甲:乙?丙*", "长" * 40, "长" * 40, "''")]
    assert len({name.casefold() for name in names}) == 5
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
