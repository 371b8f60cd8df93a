"""A small desk: a scheme, a roster and facts as files, and the command run on them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from biaochi.console import messages
from biaochi.console.main import main

SCHEME = """\
办法: 示例积分办法
代码: S
版本: "1"
施行: 2025-01-01
取整: {位数: 2}
参数: {基数: {值: 60, 最小: 50, 最大: 70}}
事项:
  出席: {}
  荣誉: {级别: [省级, 市级]}
  测评: {形态: 评定, 评分范围: [0, 100]}
计分表:
- 名称: 季度积分
  代码: Q
  周期: 季
  起评分: {参数: 基数}
  指标:
  - 名称: 表现
    代码: N
    评分标准:
    - {代码: A, 事项: 出席, 每次: 1.5}
    - {代码: B, 事项: 荣誉, 按级别: {省级: 5, 市级: 3}}
    - {代码: C, 事项: 测评, 折算: 0.1, 合计: 平均, 无事项: 略去}
  排名: [{名称: 总榜, 代码: R, 同分: 并列跳号}]
"""
ROSTER = "编号,姓名,身份,组织\n甲,张三,正式党员,一支部\n乙,李四,正式党员,一支部\n丙,王五,预备党员,二支部\n"
FACTS = """\
编号,主体,事项,日期,级别,评分
1,甲,出席,2025-07-05,,
2,甲,荣誉,2025-08-01,市级,
3,乙,出席,2025-07-05,,
4,丙,测评,2025-09-30,,88
"""
CASES = """\
共用: {名册: [{编号: 甲, 组织: 一支部}]}
案例:
- 名称: 出席一次
  周期: 2025-Q3
  事项: [{主体: 甲, 事项: 出席, 日期: 2025-07-05}]
  期望: [{主体: 甲, 得分: 61.5}]
"""


@dataclass(frozen=True)
class Said:
    """What a run left: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


@dataclass(frozen=True)
class Desk:
    """A folder with scheme.yaml, roster.csv, facts.csv and cases.yaml; ``run`` runs the command in this process."""

    folder: Path
    capsys: pytest.CaptureFixture[str]

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def edit(self, name: str, old: str, new: str) -> None:
        """Change one place of a file."""
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times in {name}"
        self.write(name, text.replace(old, new))

    def run(self, *words: str | Path) -> Said:
        self.capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        captured = self.capsys.readouterr()
        return Said(code, captured.out, captured.err)

    def inputs(self, **files: str) -> list[str | Path]:
        """The words for scheme, roster, facts and period, with other files in their place or beside them."""
        named = {"roster": "roster.csv", "facts": "facts.csv", **files}
        return [self.folder / "scheme.yaml", *(word for name, file in named.items() for word in (f"--{name}", self.folder / file)),
                "--period", "2025-Q3"]  # fmt: skip

    def settle(self, *more: str | Path, **files: str) -> Said:
        return self.run("settle", *self.inputs(**files), "--out", self.out, "--format", "csv", *more)

    @property
    def out(self) -> Path:
        return self.folder / "out"

    def scores(self) -> dict[str, str]:
        """Score by subject of the scorecards written."""
        head, *rows = (self.out / "scorecards.csv").read_text(encoding="utf-8-sig").splitlines()
        at = head.split(",").index("score")
        return {row.split(",")[0]: row.split(",")[at] for row in rows}


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(messages, "QUIET_SECONDS", 1e9)  # a slow machine shows progress
    made = Desk(tmp_path, capsys)
    for name, text in (("scheme.yaml", SCHEME), ("roster.csv", ROSTER), ("facts.csv", FACTS), ("cases.yaml", CASES)):
        made.write(name, text)
    return made
