"""Write the benchmark's scheme files: python bench/make_scheme.py. Run again after the language changes; the results are committed.

The plain scheme is that of the benchmark's description: 77 rules with caps, 32 indicators clamped both ways, three categories 60/30/10, a
veto, rank within the branch, grades and the first tenth. The irregular variant adds a highest-only rule, a monthly cap and a 30/70 share.
"""

from __future__ import annotations

from pathlib import Path

CATEGORIES = (("C0", 60), ("C1", 30), ("C2", 10))
HEAD = """办法: {title}
代码: {code}
版本: "1"
取整: {{位数: 1, 方式: 四舍五入}}
类别:
"""


def scheme(title: str, code: str, irregular: bool) -> str:
    """The YAML text."""
    lines = [HEAD.format(title=title, code=code).rstrip()]
    lines += [f"  {name}: {{封顶: {cap}, 保底: 0}}" for name, cap in CATEGORIES]
    lines.append("事项:")
    lines += [f"  K{kind:02d}: {{单位: 次}}" for kind in range(77)]
    lines += ["计分表:", "- 名称: 年度积分", "  代码: Y", "  对象: 党员", "  周期: 年"]
    if irregular:
        lines.append("  名单: 期末")
    lines.append("  指标:")
    for indicator in range(32):
        lines += [
            f"  - 名称: 指标{indicator}", f"    代码: I{indicator}", f"    类别: {CATEGORIES[indicator % 3][0]}",
            "    封顶: 12", "    保底: -12", "    评分标准:",
        ]  # fmt: skip
        lines += [rule(kind, irregular) for kind in range(indicator, 77, 32)]
    lines += [
        "  一票否决:",
        "  - {名称: K76 达到 49, 代码: V1, 情形: {事项: K76, 其中: {数量: {达到: 49}}}, 后果: [{清零: 总分}]}",
        "  排名:",
        "  - {名称: 支部名次, 代码: B1, 范围: 组织}",
        "  等次:",
        "  - {名称: 等次, 代码: G1, 档: [{名: A, 达到: 90}, {名: B, 达到: 61}], 无: C}",
        "  - {名称: 前十分之一, 代码: top10, 档: [{名: top10, 当: {名次: {榜: B1, 前比: 10%, 取整: 进一}}}]}",
    ]
    return "\n".join(lines) + "\n"


def rule(kind: int, irregular: bool) -> str:
    """One rule line; K03, K04 and K05 are the irregular ones."""
    points = "-0.1" if kind % 9 == 8 else "0.1"
    cap = f"{5 + kind / 10:.1f}"
    parts = [f"代码: R{kind:02d}", f"事项: K{kind:02d}", f"每单位: {points}", f"封顶: {cap}", f"保底: -{cap}"]
    if irregular and kind == 3:
        parts.append("取舍: [{留: 最高}]")
    if irregular and kind == 4:
        parts.append("分期限额: [{每: 月, 封顶: 2}]")
    if irregular and kind == 5:
        parts.append("分享: {份额: [{归: {任职: 书记}, 比例: 30%}, {归: 本人, 比例: 70%}]}")
    return "    - {" + ", ".join(parts) + "}"


if __name__ == "__main__":
    here = Path(__file__).parent
    (here / "scheme.yaml").write_text(scheme("核算基准", "BENCH", False), encoding="utf-8")
    (here / "irregular.yaml").write_text(scheme("核算基准(不规则)", "BENCHX", True), encoding="utf-8")
