"""Time a rehearsal: python bench/rehearse.py [MEMBERS FACTS]. The default is 10,000 members and 500,000 facts of one year.

The scheme has 80 rules of eight kinds in 20 indicators and three categories; the draft changes seven pieces. Hashes make the data the
same everywhere. Printed are the seconds of the whole command, its CPU seconds and its largest memory.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from pathlib import Path

import duckdb

KINDS = 80
FACTS = """select row_number() over () as id, (hash(i) % {members})::bigint as subject,
       'K' || lpad((hash(i * 7 + 1) % {kinds})::varchar, 2, '0') as kind,
       (date '2025-01-01' + (hash(i * 17 + 3) % 365)::int) as date,
       case hash(i * 13 + 5) % 3 when 0 then '市级' when 1 then '县级' else '镇级' end as level,
       '事' || (hash(i * 11 + 2) % 500) as matter,
       (hash(i * 19 + 4) % 6)::int as mark, (hash(i * 23 + 6) % 9)::int as quantity
from range({facts}) t(i) order by subject, id"""
RULES = (
    "每次: 0.2, 封顶: 8",
    "每单位: 0.1, 封顶: 6",
    "按级别: {市级: 3, 县级: 2, 镇级: 1}, 封顶: 12",
    "按级别: {市级: 3, 县级: 2, 镇级: 1}, 取舍: [{按: 事由, 留: 最高}], 封顶: 9",
    "每次: 0.5, 分期限额: [{每: 月, 封顶: 1}]",
    "计: 期, 取数: {统计: 合计, 取: 数量}, 分档: {档: [{达到: 30, 得: 3}, {达到: 10, 得: 1}]}",
    "酌情: {自: 0, 至: 5}, 合计: 平均, 无事项: 计零",
    "每次: -0.5, 加重: {倍数: [1, 2], 每: 季}, 扣分封顶: 5",
)
CHANGES = (
    ("代码: R02, 事项: K02, 按级别: {市级: 3,", "代码: R02, 事项: K02, 按级别: {市级: 4,"),
    ("代码: R08, 事项: K08, 每次: 0.2", "代码: R08, 事项: K08, 每次: 0.3"),
    ("代码: R15, 事项: K15, 每次: -0.5", "代码: R15, 事项: K15, 每次: -1"),
    ("代码: R36, 事项: K36, 每次: 0.5, 分期限额: [{每: 月, 封顶: 1}]", "代码: R36, 事项: K36, 每次: 0.5, 分期限额: [{每: 月, 封顶: 2}]"),
    ("代码: I07, 类别: 先锋, 封顶: 9", "代码: I07, 类别: 先锋, 封顶: 6"),
    ("奉献: {封顶: 15", "奉献: {封顶: 14"),
    ("{名: 优秀, 达到: 50}", "{名: 优秀, 达到: 48}"),
)


def scheme() -> str:
    """The old scheme."""
    lines = ["办法: 试算基准", "代码: REHEARSE", '版本: "1"', "取整: {位数: 2, 方式: 四舍五入}"]
    lines += ["类别: {基础: {封顶: 100, 保底: 0}, 先锋: {封顶: 100, 保底: 0}, 奉献: {封顶: 15, 保底: 0}}", "事项:"]
    for kind in range(KINDS):
        unit = ", 单位: 次" if kind % 8 in (1, 5) else ""
        entered = "本人" if kind % 3 == 0 else "积分记录员"
        lines.append(f"  K{kind:02d}: {{级别: [市级, 县级, 镇级], 评分范围: [0, 5], 录入: [{entered}]{unit}}}")
    lines += ["计分表:", "- 名称: 年度积分", "  代码: Y", "  周期: 年", "  不封顶: true", "  指标:"]
    for node in range(20):
        category = ("基础", "先锋", "奉献")[node % 3]
        lines += [f"  - {{名称: 指标{node}, 代码: I{node:02d}, 类别: {category}, 封顶: 9, 保底: -5, 评分标准: ["]
        for kind in range(node * 4, node * 4 + 4):
            lines.append(f"    {{名称: 事项{kind}, 代码: R{kind:02d}, 事项: K{kind:02d}, {RULES[kind % 8]}}},")
        lines.append("    ]}")
    lines += [
        "  排名: [{名称: 名次, 代码: B, 范围: 组织}]",
        "  等次: [{名称: 等次, 代码: G, 档: [{名: 优秀, 达到: 50}, {名: 合格, 达到: 30}], 无: 不合格}]",
        "  结果运用: [{名称: 评优, 代码: O, 种类: 表彰, 当: {名次: {榜: B, 前比: 10%, 取整: 进一}}}]",
    ]
    return "\n".join(lines) + "\n"


def draft() -> str:
    """The draft: the old scheme with its changes."""
    text = scheme()
    for before, after in CHANGES:
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def write(folder: Path, members: int, facts: int) -> None:
    """Roster, facts and the two schemes."""
    folder.mkdir(parents=True, exist_ok=True)
    con = duckdb.connect()
    con.execute(f"""copy (select i::bigint as id, ('成员' || i) as name, '正式党员' as status, (i // 30)::bigint as organisation
        from range({members}) t(i)) to '{folder}/roster.parquet'""")
    source = FACTS.format(members=members, facts=facts, kinds=KINDS)
    con.execute(f"copy ({source}) to '{folder}/facts.parquet' (row_group_size 100000)")
    (folder / "old.yaml").write_text(scheme(), encoding="utf-8")
    (folder / "new.yaml").write_text(draft(), encoding="utf-8")


def main(members: int, facts: int) -> None:
    folder = Path("build/bench-rehearse") / f"{members}-{facts}"
    if not (folder / "new.yaml").exists():
        write(folder, members, facts)
    for form in ("text", "json", "html"):
        command = [
            str(Path(sys.executable).parent / "biaochi"), "rehearse", str(folder / "old.yaml"), str(folder / "new.yaml"),
            "--roster", str(folder / "roster.parquet"), "--facts", str(folder / "facts.parquet"), "--period", "2025",
            "--as", form, "--out", str(folder / f"report.{form}"),
        ]  # fmt: skip
        before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        subprocess.run(command, check=True)
        seconds, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{members:,} members, {facts:,} facts, {form}: {seconds:.2f} s, {cpu:.2f} s CPU, {after.ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:3])) if len(sys.argv) > 2 else main(10_000, 500_000)
