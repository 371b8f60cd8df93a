"""Whatever stands in the cells of a table, its skeleton can be read, keeps every text and asks nothing twice in one place."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from biaochi.scoring.findings import Place
from biaochi.scoring.scheme.checks import check_scheme
from biaochi.scoring.scheme.draft.rows import Row, Said, Sheet, Workbook
from biaochi.scoring.scheme.draft.skeleton import skeleton_of
from biaochi.scoring.scheme.load import load_scheme_mapping

PIECES = [
    "每次", "缺席一次", "每小时", "每满100元", "加", "扣", "得", "5分", "２分", "0.5分", "两分", "-3", "10", "，", "；", "。", "、", "：",
    "\n", "1.", "（2）", "①", "国家级20分、省级10分", "优秀10分，良好8分", "分别加3分、2分", "扣完为止", "最高不超过10分", "最多扣5分",
    "每月最高4分", "每月封顶 4 分、保底 −3 分", "同一事项取最高", "同类取最高", "酌情加1—5分", "出勤率×10", "按成绩的15%折算",
    "应交4篇，每少一篇扣2分", "80分以上", "30天以内", "一票否决", "不得分", "志愿服务", "（说明）", "〔甲：5〕 分",
    "(按身份：甲 5、其他 2) 分", "归「甲」", "维度「乙」", "权重 30%", "起评 6 分", "封顶 〔甲：6〕 分", "# {甲}: [乙] & *", "'", '"', "\\",
    "是", "null", "- ", "|", "%", "?", "每", "的", "  ",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=0, max_size=7).map("".join)
names = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join).map(str.strip).filter(bool)


def place(row: int, column: int) -> Place:
    return Place("表.xlsx", row, column, f"{chr(64 + column)}{row}")


@st.composite
def sheets(draw: st.DrawFn) -> Sheet:
    """A table of one to five rows in one or two levels, with any texts."""
    rows = []
    for number in range(2, draw(st.integers(2, 6)) + 1):
        cells = itertools.count(1)
        levels = [Said(draw(names), place(number, next(cells))) for _ in range(draw(st.integers(1, 2)))]
        row = Row(levels, place(number, 1))
        row.points = Said(draw(texts), place(number, 4))
        row.standards = [Said(draw(texts), place(number, 5))]
        row.bases = [Said(draw(texts), place(number, 6))]
        row.remarks = [Said(draw(texts), place(number, 7))]
        rows.append(row)
    titles = [Said(draw(names), place(1, 1))]
    return Sheet("Sheet1", place(1, 1), titles, rows, [Said(draw(texts), place(8, 4))], [Said(draw(texts), place(9, 1))])


@given(sheets())
@settings(max_examples=120, deadline=None)
def test_whatever_stands_in_the_cells_the_skeleton_is_a_scheme(sheet: Sheet) -> None:
    text, questions = skeleton_of(Workbook("表.xlsx", [sheet]))
    loaded = load_scheme_mapping(text, "scheme.yaml")
    assert [found.what.zh for found in loaded.findings] == [], text
    check_scheme(loaded)
    assert len(loaded.require().tables) == 1
    lines = text.splitlines()
    for number, question in enumerate(questions, 1):
        assert sum(f"# 问{number}:" in line or f"# 问{number}(" in line for line in lines) == 1, question


def test_the_same_table_gives_the_same_skeleton() -> None:
    levels = [Said("值班", place(2, 1))]
    sheet = Sheet("Sheet1", place(1, 1), [], [Row(levels, place(2, 1), standards=[Said("每次加1分", place(2, 2))])], [], [])
    assert skeleton_of(Workbook("表.xlsx", [sheet])) == skeleton_of(Workbook("表.xlsx", [sheet]))
