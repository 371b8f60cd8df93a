"""The workbook to fill in: read back as it is, with the kinds' own words to choose from."""

import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineWorkbook

from biaochi.files import read_facts, read_relations, read_roster, write_template
from biaochi.files.headers import FACTS


@dataclass
class Kind:
    code: str | None = None
    subject: str = "person"
    form: str = "event"
    unit: str | None = None
    decimals: int = 0
    quantity_range: list[Decimal] | None = None
    levels: list[str] = field(default_factory=list)
    mark_range: list[Decimal] | None = None
    roles: list[str] = field(default_factory=list)
    matter: str = "optional"
    evidence: str = "optional"
    entered_by: list[str] = field(default_factory=list)
    document: str = "optional"
    hearing: str | None = None
    basis: str | None = None
    note: str | None = None


KINDS = {
    "授课": Kind(
        "K1", levels=["市级", "区级"], roles=["主讲"], matter="required", evidence="required", entered_by=["积分记录员"]
    ),
    "志愿服务": Kind("K2", unit="小时", decimals=1, quantity_range=[Decimal("0.5"), Decimal(8)], basis="第五条"),
    "支部检查": Kind(
        "K3", "organisation", "assessment", mark_range=[Decimal(0), Decimal(10)], hearing="before_counting"
    ),
    "=1+1": Kind(levels=["区级"], document="required"),
}


def cells(path: Path, sheet: str) -> list[list]:
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def test_a_template_is_read_back_without_any_row(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(KINDS, path)
    warnings: list = []
    source = read_facts(path, warnings=warnings)
    assert source.rows == 0 and source.columns == set(FACTS.headers)
    assert [warning.code for warning in warnings] == ["file-without-rows"]
    assert len(read_relations(path)) == 0


def test_every_table_has_a_sheet_with_its_headers(tmp_path: Path, refused: Callable) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(KINDS, path)
    assert cells(path, "事项")[0][:5] == ["编号", "主体", "事项", "日期", "截止"]
    assert cells(path, "名册")[0] == ["编号", "姓名", "身份", "组织", "自", "至", "标记"]
    assert [f.code for f in refused(read_roster, path)] == ["file-without-rows"]


def test_the_hints_say_what_each_kind_needs(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(KINDS, path)
    hints = {row[0]: row for row in cells(path, "说明") if row[0] in KINDS}
    assert hints["授课"][5:12] == ["市级、区级", "", "主讲", "必填", "佐证材料必需", "积分记录员", ""]
    assert hints["志愿服务"][4] == "小时，1 位小数，0.5 至 8" and hints["志愿服务"][11] == "第五条"
    assert hints["支部检查"][2:4] == ["党组织", "评定（填评分）"] and hints["支部检查"][6] == "0 至 10"
    assert hints["支部检查"][9] == "先听取陈述申辩" and hints["=1+1"][9] == "须有文号"


def test_the_words_to_choose_from_are_those_of_the_kinds(tmp_path: Path) -> None:
    path = tmp_path / "模板.xlsx"
    write_template(KINDS, path)
    choices = list(zip(*cells(path, "选项"), strict=True))
    assert choices[0] == ("kind", *KINDS, "", "")
    assert choices[1][:4] == ("level", "市级", "区级", "")
    with zipfile.ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet and "选项!$A$2:$A$5" in sheet and "选项!$B$2:$B$3" in sheet


def test_the_same_kinds_give_the_same_bytes(tmp_path: Path) -> None:
    write_template(KINDS, tmp_path / "a.xlsx")
    time.sleep(1.1)
    write_template(dict(KINDS), tmp_path / "b.xlsx")
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_scheme_without_kinds_still_has_a_template(tmp_path: Path) -> None:
    write_template({}, tmp_path / "a.xlsx")
    assert read_facts(tmp_path / "a.xlsx").rows == 0
