"""What a settlement of the portal reads: the dated tables as the files of the file contract."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from tests.portal.conftest import NOW

from biaochi.files import write_table
from biaochi.files.results import tables_of
from biaochi.portal.organisation.models import Appointment, Exemption, RosterSpell
from biaochi.portal.schemes.models import Scheme, Version
from biaochi.portal.scores import engine
from biaochi.portal.scores.inputs import write_inputs

SCHEME = """
办法: 试用办法
代码: TRY
版本: "1"
事项:
  义务劳动: {对象: 党员}
计分表:
  - 名称: 季度积分
    代码: Q
    对象: 党员
    周期: 季
    状态: [{名称: 免评, 状态: 免评, 当: {标记: [免评]}}]
    指标:
      - {名称: 奉献, 代码: A, 评分标准: [{名称: 义务劳动, 代码: A1, 事项: 义务劳动, 每次: 2}]}
"""


@pytest.fixture
def version(cast) -> Version:
    scheme = Scheme.objects.create(code="TRY", title="试用办法", owner=cast.committee, made_at=NOW)
    return Version.objects.create(scheme=scheme, number=1, text=SCHEME, digest="", drafted_by=cast.clerk, drafted_at=NOW)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def test_only_people_and_bodies_of_the_organisation_are_written(cast, version, tmp_path):
    write_inputs(tmp_path, version, cast.first)
    assert {row["id"] for row in rows_of(tmp_path / "organisations.csv")} == {"DW", "ZB1"}
    assert "X1" not in {row["id"] for row in rows_of(tmp_path / "roster.csv")}


def test_an_exemption_is_a_flag_on_the_days_it_holds(cast, version, tmp_path):
    member = cast.member.member
    Exemption.objects.create(member=member, reason="长期病假", decided_by="支委会", from_on=date(2025, 4, 1), until_on=date(2025, 7, 1))
    write_inputs(tmp_path, version, cast.first)
    own = [(row["from"], row["to"], row["flags"]) for row in rows_of(tmp_path / "roster.csv") if row["id"] == "M1"]
    assert own == [("2020-01-01", "2025-04-01", ""), ("2025-04-01", "2025-07-01", "免评"), ("2025-07-01", "", "")]
    assert "长期病假" not in (tmp_path / "roster.csv").read_text(encoding="utf-8")


def test_somebody_who_moved_away_keeps_the_days_here(cast, version, tmp_path):
    member = cast.member.member
    RosterSpell.objects.filter(member=member).update(until_on=date(2025, 7, 1))
    RosterSpell.objects.create(member=member, organisation=cast.elsewhere, status="正式", from_on=date(2025, 7, 1))
    write_inputs(tmp_path, version, cast.first)
    own = [(row["organisation"], row["to"]) for row in rows_of(tmp_path / "roster.csv") if row["id"] == "M1"]
    assert own == [("ZB1", "2025-07-01"), ("", "")]


def test_a_post_is_a_relation_in_both_its_words(cast, version, tmp_path):
    Appointment.objects.filter(member=cast.secretary.member).update(is_full_time=True)
    write_inputs(tmp_path, version, cast.first)
    relations = {(row["subject"], row["relation"], row["target"]) for row in rows_of(tmp_path / "relations.csv")}
    assert {("M5", "书记", "ZB1"), ("M5", "专职书记", "ZB1")} <= relations


def test_the_written_files_settle(cast, version, tmp_path):
    Exemption.objects.create(member=cast.recorder.member, reason="病", decided_by="支委会", from_on=date(2025, 1, 1))
    write_inputs(tmp_path, version, cast.first)
    facts = tmp_path / "facts.csv"
    facts.write_text("编号,主体,事项,日期\n1,M1,义务劳动,2025-07-02\n2,M1,义务劳动,2025-09-30\n", encoding="utf-8")
    settlement = engine.run(engine.read(tmp_path, facts), "2025-Q3", keeps_lines=False)
    write_table(tmp_path, "scorecards", tables_of(settlement)["scorecards"], "parquet")
    rows = pq.read_table(tmp_path / "scorecards.parquet").to_pylist()
    found = {row["subject"]: (row["score"], row["state"]) for row in rows}
    assert found["M1"] == (Decimal(4), "scored")
    assert found["M2"] == (None, "exempt")
    assert found["M3"] == (Decimal(0), "scored")
