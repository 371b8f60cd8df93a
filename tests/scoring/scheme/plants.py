"""The faults planted in every preset that has a place for them: finding code → how it is planted.

Each changes one thing, in the preset's own words where they offer a place, else in an indicator, rule or outcome added to it.
"""

from __future__ import annotations

from tests.scoring.scheme.planting import FACT, PRICES, Bed, Plant, add, drop, first, has, node, put, text_of, walk

from biaochi.scoring.scheme.checks.questions import divides
from biaochi.scoring.scheme.checks.ranges import INFINITE, ONE
from biaochi.scoring.scheme.expression_model import Expression
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import Node, Rule, Table, TablePart
from biaochi.scoring.scheme.yaml_tree import Mapping, Scalar, Sequence

NODE = "{名称: 示例指标, 代码: ZZN, %s}"
RULE = "{名称: 示例指标, 代码: ZZN, 评分标准: [{名称: 示例标准, 代码: ZZR, %s}]}"
OUTCOME = "{名称: 示例结果, 代码: ZZO, 种类: %s, 决定: 党委, %s}"
VETO = "{名称: 示例否决, 代码: ZZV, %s}"


def on(mappings: str, key: str, value: str, *, needs: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> Plant:
    """Set a key of the first such mapping that has and lacks these keys."""

    def plant(bed: Bed) -> bool:
        fits = (m for m in bed.all(mappings) if has(m, *needs) | (not needs) and not has(m, *lacks))
        return first(fits, lambda m: put(m, key, value))

    return plant


def rule(key: str, value: str) -> Plant:
    """Set a key of the first plain rule."""
    return lambda bed: first(bed.plain_rules(), lambda r: put(r, key, value))


def indicator(text: str) -> Plant:
    return lambda bed: bed.with_node(NODE % text)


def standard(text: str) -> Plant:
    return lambda bed: bed.with_node(RULE % text)


def outcome(kind: str, text: str) -> Plant:
    return lambda bed: first([bed.person_table() or bed.tables[0]], lambda t: add(t, "结果运用", OUTCOME % (kind, text)))


def own_fact(kind: str, price: str, name: str = FACT) -> Plant:
    """A fact kind of the plant's own, and a rule that prices it."""

    def plant(bed: Bed) -> bool:
        table = bed.person_table() or bed.tables[0]
        bed.with_fact(text_of(table.get("对象")) or "党员", kind, name)
        add(table, "指标", RULE % f"事项: {name}, {price}")
        return True

    return plant


def veto(text: str) -> Plant:
    def plant(bed: Bed) -> bool:
        table = bed.person_table() or bed.tables[0]
        bed.with_fact(text_of(table.get("对象")) or "党员")
        add(table, "一票否决", VETO % text)
        return True

    return plant


def unused_code(bed: Bed) -> list[Mapping]:
    return [r for r in bed.rules if not bed.is_referred_to(text_of(r.get("代码")))]


def twice_coded(bed: Bed) -> bool:
    rules = unused_code(bed)
    return first(rules[1:], lambda r: put(r, "代码", text_of(rules[0].get("代码"))))


def entry_of(field: str, entry: str) -> Plant:
    def plant(bed: Bed) -> bool:
        found = (r.get(field) for r in bed.rules if isinstance(r.get(field), Mapping))
        return first(found, lambda words: put(words, entry, "1"))

    return plant


def last_word_dropped(field: str, test: str) -> Plant:
    def plant(bed: Bed) -> bool:
        def fits(r: Mapping) -> bool:
            words, conditions = r.get(field), [inner for _, inner, _ in walk(r) if has(inner, test)]
            names = r.get("事项")
            is_plain = isinstance(words, Mapping) and len(words.pairs) > 2 and not has(words, "其他") and not conditions
            return is_plain and isinstance(names, Scalar)

        def drop_last(r: Mapping) -> None:
            words = r.get(field)
            assert isinstance(words, Mapping)
            words.pairs.pop()

        return first([r for r in bed.rules if fits(r)], drop_last)

    return plant


def takes(bed: Bed) -> list[tuple[Mapping, Mapping]]:
    """(取自, its table)."""
    return [(m, above[1]) for key, m, above in walk(bed.tree) if key == "取自" and len(above) > 1 and not has(m, "办法")]


def table_circle(bed: Bed) -> bool:
    tables = {text_of(t.get("代码")): t for t in bed.tables}
    for take, mine in takes(bed):
        other = tables.get(text_of(take.get("表")))
        same = other is not None and all(text_of(mine.get(key)) == text_of(other.get(key)) for key in ("周期", "对象"))
        if other is not None and same and text_of(take.get("期")) not in ("上期", "去年同期") and other is not mine:
            taken = f"取数: {{取自: {{表: {text_of(mine.get('代码'))}, 期: 同期, 缺: 计零}}}}, 折算: 1"
            add(other, "指标", RULE % taken)
            return True
    return False


def range_reversed(bed: Bed) -> bool:
    fits = (value for key, value in params(bed) if isinstance(value, Mapping) and has(value, "值") and not has(value, "最大"))
    return first(fits, lambda m: put(m, "最大", "-999"))


def params(bed: Bed) -> list[tuple[Scalar, object]]:
    listed = bed.tree.get("参数")
    return [(key, value) for key, value in listed.pairs] if isinstance(listed, Mapping) else []


def weighted(bed: Bed) -> list[tuple[Mapping, list[Mapping]]]:
    found = []
    for m in bed.nodes:
        if text_of(m.get("合计")) == "加权":
            children = [c for key in ("指标", "评分标准") if isinstance(m.get(key), Sequence) for c in m.get(key).items]  # type: ignore[union-attr]
            found.append((m, [c for c in children if isinstance(c, Mapping)]))
    return found


def weight_gone(bed: Bed) -> bool:
    plain = (c for _, children in weighted(bed) for c in children if isinstance(c.get("权重"), Scalar))
    return first(plain, lambda c: drop(c, "权重"))


def weights_wrong(bed: Bed) -> bool:
    plain = ((m, c) for m, c in weighted(bed) if all(isinstance(child.get("权重"), Scalar) for child in c))
    return first(plain, lambda pair: put(pair[1][0], "权重", "1%"))


def shares_wrong(bed: Bed) -> bool:
    shares = [m for m in bed.all("份额") if isinstance(m.get("比例"), Scalar)]
    return first(shares, lambda m: put(m, "比例", "1%")) or own_fact(
        "录入: [办公室]", "每次: 1, 分享: {份额: [{归: 本人, 比例: 30%}, {归: {任职: 书记}, 比例: 60%}]}"
    )(bed)


def band_twice(bed: Bed) -> bool:
    def copied(m: Mapping) -> None:
        bands = m.get("档")
        assert isinstance(bands, Sequence)
        bands.items.append(bands.items[0])

    return first([m for m in bed.all("分档") if text_of(m.get("计法")) != "逐档累加"], copied)


TIERS = "事项: FACT, 计: 次, 分档: {计法: 取一档, 档: [%s]}"


def effects(bed: Bed) -> list[tuple[Mapping, Sequence, Mapping]]:
    """(veto, its effects, its table)."""
    found = []
    for key, m, above in walk(bed.tree):
        listed = m.get("后果")
        if key == "一票否决" and isinstance(listed, Sequence):
            found.append((m, listed, above[1]))
    return found


def rank_kept_open(bed: Bed) -> bool:
    for _, listed, table in effects(bed):
        kept = [e for e in listed.items if isinstance(e, Mapping) and not has(e, "不排名", "移出")]
        if has(table, "排名") and kept and len(kept) < len(listed.items):
            listed.items = kept  # type: ignore[assignment]
            return True
    return False


def late_effect(bed: Bed) -> bool:
    return veto("当: {状态: [计分]}, 后果: [{冻结: 全部}, {不排名: false}]")(bed)


def lifted(bed: Bed) -> bool:
    return veto("当: {状态: [计分]}, 解除: {事项: 示例事项}, 后果: [{失格: 全部}, {不排名: false}]")(bed)


def no_base(bed: Bed) -> bool:
    table = next((t for t in bed.tables if not has(t, "起评分")), None)
    if table is None:
        return False
    subject = text_of(table.get("对象")) or "党员"
    bed.with_fact(subject)
    add(table, "一票否决", VETO % "情形: {事项: 示例事项}, 后果: [{扣减: {比例: 10%, 于: 起评分, 每件: false}}, {不排名: false}]")
    return True


def straddled(bed: Bed) -> bool:
    for table in bed.tables:
        nodes = table.get("指标")
        if not isinstance(nodes, Sequence):
            continue
        by_category = {text_of(n.get("类别")): n for n in nodes.items if isinstance(n, Mapping) and has(n, "类别")}
        if len(by_category) >= 2:
            one, other = list(by_category.values())[:2]
            above = node("{名称: 示例指标, 代码: ZZN, 保底: -999999, 指标: []}")
            assert isinstance(above, Mapping)
            inner = above.get("指标")
            assert isinstance(inner, Sequence)
            inner.items = [one, other]
            nodes.items = [n for n in nodes.items if n is not one and n is not other] + [above]
            return True
    return False


def inside_category(bed: Bed) -> bool:
    declared = bed.tree.get("类别")
    names = [key.text for key, _ in declared.pairs] if isinstance(declared, Mapping) else []
    for key, m, above in walk(bed.tree):
        if key == "指标" and not has(m, "类别") and has(above[-1], "类别"):
            other = next((name for name in names if name != text_of(above[-1].get("类别"))), None)
            if other is not None:
                put(m, "类别", other)
                return True
    return False


def joint_in_category(bed: Bed) -> bool:
    for table in bed.tables:
        nodes = table.get("指标")
        for m in nodes.items if isinstance(nodes, Sequence) else []:
            if isinstance(m, Mapping) and has(m, "类别"):
                add(table, "共同封顶", f"{{代码: ZZJ, 项目: [{text_of(m.get('代码'))}], 封顶: 0}}")
                return True
    return False


def grade_again(bed: Bed) -> bool:
    bands = "{名: 示例甲, 当: {状态: [计分]}}, {名: 示例甲, 当: {状态: [计分]}}"
    return first(bed.tables, lambda t: add(t, "等次", f"{{名称: 示例等次, 代码: ZZG, 档: [{bands}], 无: 示例乙}}"))


GRADES = "{名称: 示例等次, 代码: ZZG, 依: {得分: 总分}, 档: [%s]}"


def grades(bands: str) -> Plant:
    """A grade system of the plant's own; EDGE is a number that the total can pass on both sides."""

    def plant(bed: Bed) -> bool:
        table = bed.person_table() or bed.tables[0]
        found = bed.reach.of(text_of(table.get("代码")), "score")
        low, high = (-INFINITE, INFINITE) if found is None else found.value
        edge = (low + high) / 2 if abs(low) < INFINITE and high < INFINITE else max(low, min(high, 90 * ONE))
        add(table, "等次", GRADES % bands.replace("EDGE", number_text(edge)))
        return True

    return plant


def rank_tests(bed: Bed) -> list[tuple[Mapping, tuple[Mapping, ...]]]:
    return [(m, above) for key, m, above in walk(bed.tree) if key == "名次" and has(m, "前", "后", "前比", "后比")]


def half_a_place(bed: Bed) -> bool:
    plain = (m for m, _ in rank_tests(bed) if isinstance(m.get("前"), Scalar))
    return first(plain, lambda m: put(m, "前", "0.5"))


def without(bed: Bed, wanted: str, *names: str, needs: tuple[str, ...] = ()) -> bool:
    """Drop keys of the first rank test that carries them."""
    fits = (m for m, _ in rank_tests(bed) if has(m, wanted) and all(has(m, name) for name in (*names, *needs)))
    return first(fits, lambda m: drop(m, *names))


def nobody_decides(bed: Bed) -> bool:
    steps = bed.all("流程")
    for step in steps:
        drop(step, "法定")
    return bool(steps)


def circular_steps(bed: Bed) -> bool:
    add(bed.tree, "流程", "{步骤: 示例复核, 由: 党委, 接: 示例审定}")
    add(bed.tree, "流程", "{步骤: 示例审定, 由: 支委会, 法定: true, 接: 示例复核}")
    return True


def step_again(bed: Bed) -> bool:
    steps = bed.all("流程")
    return first(steps[:1], lambda s: add(bed.tree, "流程", f"{{步骤: {text_of(s.get('步骤'))}, 由: 党委}}"))


def no_value(bed: Bed) -> bool:
    fits = (value for _, value in params(bed) if isinstance(value, Mapping) and has(value, "值"))
    return first(fits, lambda m: drop(m, "值"))


def rounding_gone(bed: Bed) -> bool:
    divided = any(divides(met.part) for met in bed.survey.of(Table, Rule, Node, TablePart, Expression))
    if not has(bed.tree, "取整") or not divided:
        return False
    drop(bed.tree, "取整")
    for table in bed.tables:
        drop(table, "取整")
    return True


def ties_gone(bed: Bed) -> bool:
    """A board that another table takes places from, or whose places a test counts, with what the test says itself."""
    taken = {(text_of(t.get("表")), text_of(t.get("榜"))) for t, _ in takes(bed) if text_of(t.get("值")) in ("名次", "人数")}
    tested = {text_of(m.get("榜")) for m, _ in rank_tests(bed) if has(m, "前", "后") and has(m, "同分")}
    untold = {text_of(m.get("榜")) for m, _ in rank_tests(bed) if not has(m, "同分")}
    for table in bed.tables:
        boards = table.get("排名")
        for position, m in enumerate(boards.items if isinstance(boards, Sequence) else []):
            assert isinstance(m, Mapping)
            code, here = text_of(m.get("代码")), text_of(table.get("代码"))
            used = (here, code) in taken or code in tested or (position == 0 and (here, "") in taken)
            if used and has(m, "同分", "再比") and code not in untold and "" not in untold and not table_quotas(table):
                drop(m, "同分", "再比")
                return True
    return False


def table_quotas(table: Mapping) -> bool:
    return any(key == "名额" and not has(m, "同分") for key, m, _ in walk(table))


def placing_gone(bed: Bed) -> bool:
    for table in bed.tables:
        boards = table.get("排名")
        listed = boards.items if isinstance(boards, Sequence) else []
        inside = any(isinstance(b, Mapping) and text_of(b.get("范围")) in ("组织", "分类", "类型", "上级") for b in listed)
        if inside and has(table, "归属") and text_of(table.get("对象")) != "党组织":
            drop(table, "归属")
            return True
    return False


def dropped(mappings: str, *names: str, needs: tuple[str, ...] = (), lacks: tuple[str, ...] = ()) -> Plant:
    def plant(bed: Bed) -> bool:
        fits = (m for m in bed.all(mappings) if all(has(m, n) for n in (*names, *needs)) and not has(m, *lacks))
        return first(fits, lambda m: drop(m, *names))

    return plant


def empty_gone(bed: Bed) -> bool:
    fits = (r for r in bed.rules if has(r, "无事项") and text_of(r.get("合计")) in ("平均", "最高", "最低", "最近") and not has(r, "计"))
    return first(fits, lambda r: drop(r, "无事项"))


def state_gone(bed: Bed) -> bool:
    states = {name for name, kind in bed.kinds().items() if text_of(kind.get("形态")) == "状态"}
    spans = ("历时", "延迟", "逾期")
    fits = (r for r in bed.rules if text_of(r.get("事项")) in states and has(r, "时间") and text_of(r.get("取数")) not in spans)
    return first(fits, lambda r: drop(r, "时间"))


def item_gone(bed: Bed) -> bool:
    fits = (r for r in bed.rules if has(r, "分档", "累进") and text_of(r.get("计")) == "次" and not has(r, "取数"))
    return first(fits, lambda r: drop(r, "计"))


def zero_gone(bed: Bed) -> bool:
    for r in bed.rules:
        ratio = r.get("取数")
        if not isinstance(ratio, Mapping) or not has(ratio, "相除"):
            continue
        below = ratio.get("相除")
        is_count = isinstance(below, Sequence) and isinstance(below.items[1], Mapping) and text_of(below.items[1].get("统计")) == "次数"
        if is_count and (has(ratio, "零分母") or has(r, "未知")):
            drop(ratio, "零分母")
            drop(r, "未知")
            return True
    return False


def missing_gone(bed: Bed) -> bool:
    fits = (t for t, _ in takes(bed) if has(t, "缺") and text_of(t.get("期")) in ("上期", "去年同期"))
    if first(fits, lambda t: drop(t, "缺")):
        return True
    with_states = {text_of(t.get("代码")) for t in bed.tables if has(t, "状态")}
    fits = (t for t, _ in takes(bed) if has(t, "缺") and has(t, "汇总") and text_of(t.get("表")) in with_states)
    return first(fits, lambda t: drop(t, "缺"))


def take_itself(bed: Bed) -> bool:
    for take, table in takes(bed):
        if text_of(take.get("期")) in ("", "同期", "各期"):
            put(take, "表", text_of(table.get("代码")))
            drop(take, "期", "值", "榜", "体系", "经由", "其中", "汇总")
            return True
    return False


def aggregate_gone(bed: Bed) -> bool:
    several = ("成员", "下级", "全体")
    return first(
        (t for t, _ in takes(bed) if has(t, "汇总") and (text_of(t.get("期")) == "各期" or text_of(t.get("经由")) in several)),
        lambda t: drop(t, "汇总"),
    )


def wrong_period(bed: Bed) -> bool:
    return first((t for t, _ in takes(bed) if text_of(t.get("期")) == "各期"), lambda t: put(t, "期", "同期"))


def wrong_via(bed: Bed) -> bool:
    fits = (t for t, table in takes(bed) if has(t, "汇总") and not has(t, "经由") and text_of(table.get("对象")) in ("", "党员"))
    return first(fits, lambda t: put(t, "经由", "成员"))


def cap_too_high(bed: Bed) -> bool:
    """A cap one point above all that an indicator or rule can come to."""
    for table in bed.tables:
        values = bed.reach.values(text_of(table.get("代码")))
        for key, m, _ in walk(table):
            if key not in ("指标", "评分标准") or has(m, "封顶", "不封顶", "保底", "扣完为止", "自选") or not has(m, "代码"):
                continue
            found = values.get(text_of(m.get("代码")))
            if found is not None and 0 < found.free.high < INFINITE and has(m, "指标", "评分标准", *PRICES):
                put(m, "封顶", number_text(found.free.high + 1))
                return True
    return False


def grade_too_high(bed: Bed) -> bool:
    for table in bed.tables:
        found = bed.reach.of(text_of(table.get("代码")), "score")
        if found is not None and found.value.high < INFINITE:
            edge = number_text(found.value.high + 1)
            add(table, "等次", GRADES % f"{{名: 示例甲, 达到: {edge}}}, {{名: 示例乙, 不足: {edge}}}")
            return True
    return False


def nobody_applies(bed: Bed) -> bool:
    for r in bed.plain_rules():
        table = bed.table_of(r)
        applies = table.get("适用")
        if isinstance(applies, Mapping) and has(applies, "身份", "类型"):
            put(r, "适用", "{身份: [离岗人员]}" if has(applies, "身份") else "{类型: [临时机构]}")
            return True
    return False


def small_branches(bed: Bed) -> bool:
    table = bed.person_table()
    if table is None:
        return False
    put_quota = "名额: {比例: 10%, 范围: 组织, 取整: 去尾, 同分: 一并列入}"
    add(table, "结果运用", OUTCOME % ("表彰", put_quota))
    return True


def slip(bed: Bed) -> bool:
    """One word of a list of statuses, classes or types that stands elsewhere too, with one character changed."""
    for test in ("身份", "分类", "类型"):
        lists = [m.get(test) for _, m, _ in walk(bed.tree) if isinstance(m.get(test), Sequence)]
        words = [text_of(word) for listed in lists for word in listed.items]  # type: ignore[union-attr]
        word = next((w for w in words if len(w) >= 3 and words.count(w) >= 2), None)
        if word is not None:
            first([listed for listed in lists if word in [text_of(w) for w in listed.items]],  # type: ignore[union-attr]
                  lambda listed, word=word: listed.items.append(node(word[:-1] + "圆")))  # type: ignore[misc]
            return True
    return False


def amount_short(bed: Bed) -> bool:
    for table in bed.tables:
        applies = table.get("适用")
        for test in ("身份", "分类", "类型"):
            words = applies.get(test) if isinstance(applies, Mapping) else None
            if isinstance(words, Sequence) and len(words.items) >= 2:
                add(table, "指标", NODE % f"起评分: {{按: {test}, 各值: {{{text_of(words.items[0])}: 1}}}}")
                return True
    return False


def types_gone(bed: Bed) -> bool:
    fits = (t for t in bed.tables if text_of(t.get("对象")) == "党组织" and isinstance(t.get("适用"), Mapping))
    return first(fits, lambda t: drop(t, "适用"))


def discretion(bed: Bed) -> bool:
    if any("评分" in [text_of(w) for w in listed.items] for s in bed.all("流程") if isinstance(listed := s.get("可改"), Sequence)):
        return False
    return own_fact("形态: 评定", "酌情: {自: 1, 至: 5}")(bed)


UPLOADS = """{名称: 示例表, 代码: ZZT, 周期: 年, 主表: false, 适用: {身份: [正式党员]}, 指标: [{名称: 示例指标, 代码: ZZN, 评分标准: [
{名称: 甲, 代码: ZZA, 事项: 示例材料, 每次: 1, 封顶: 6}, {名称: 乙, 代码: ZZB, 事项: 示例心得, 每次: 1, 封顶: 6}]}]}"""


def uploads(bed: Bed) -> bool:
    bed.with_fact("党员", "佐证: 必需", "示例材料")
    bed.with_fact("党员", "佐证: 必需", "示例心得")
    add(bed.tree, "计分表", UPLOADS)
    return True


def kind_elsewhere(bed: Bed) -> bool:
    kinds = list(bed.kinds())
    for r in bed.plain_rules():
        mine = text_of(r.get("事项"))
        other = next((name for name in kinds if mine and name != mine), None)
        if other is not None:
            put(r, "其中", f"{{事项: [{other}]}}")
            return True
    return False


def limit_too_long(bed: Bed) -> bool:
    short = [r for r in bed.plain_rules() if text_of(bed.table_of(r).get("周期")) in ("月", "季", "半年")]
    return first(short, lambda r: put(r, "分期限额", "[{每: 年, 封顶: 1000}]"))


def state_of_event(bed: Bed) -> bool:
    states = {name for name, kind in bed.kinds().items() if text_of(kind.get("形态")) == "状态"}
    events = [r for r in bed.plain_rules() if text_of(r.get("事项")) and text_of(r.get("事项")) not in states]
    return first(events, lambda r: put(r, "时间", "存续"))


def wrong_whose(bed: Bed) -> bool:
    persons = [r for r in bed.plain_rules() if text_of(bed.table_of(r).get("对象")) != "党组织"]
    return first(persons, lambda r: put(r, "归于", "成员"))


def condition_of(test: str, word: str) -> Plant:
    """A test on a word that the fact kinds of a rule do not declare, where they declare some."""

    def plant(bed: Bed) -> bool:
        declared = {name for name, kind in bed.kinds().items() if has(kind, test)}
        for r in bed.plain_rules():
            if text_of(r.get("事项")) in declared:
                put(r, "其中", f"{{{test}: [{word}]}}")
                return True
        return False

    return plant


def grade_named(word: str, system: bool) -> Plant:
    def plant(bed: Bed) -> bool:
        for _, m, _ in walk(bed.tree):
            inner = m.get("等次")
            if isinstance(inner, Mapping) and isinstance(inner.pairs[0][1], Sequence):
                key, value = inner.pairs[0]
                inner.pairs[0] = (Scalar(0, len(word), key.line, key.column, word), value) if system else (key, node(f"[{word}]"))
                return True
        return False

    return plant


def unknown_board(bed: Bed) -> bool:
    fits = (m for m, _ in rank_tests(bed) if has(m, "榜") and has(m, "同分") and not has(m, "前比", "后比"))
    return first(fits, lambda m: put(m, "榜", "ZZB"))


def known_outcome(bed: Bed) -> bool:
    return veto("情形: {事项: 示例事项}, 后果: [{失格: [ZZO]}, {不排名: false}]")(bed)


def periods(text: str) -> Plant:
    return lambda bed: not has(bed.tree, "周期") and first([bed.tree], lambda t: put(t, "周期", f"{{示例周期: {text}}}"))


def expired(bed: Bed) -> bool:
    return has(bed.tree, "施行") and first([bed.tree], lambda t: put(t, "失效", text_of(t.get("施行"))))


def without_numbers(bed: Bed) -> list[Mapping]:
    """Rules without facts, priced by 折算, whose measure may be replaced."""
    return [r for r in bed.rules if has(r, "折算") and has(r, "取数") and not has(r, "事项")]


def measured(text: str) -> Plant:
    return lambda bed: bed.with_node(RULE % f"折算: 1, 取数: {text}")


def no_measure(bed: Bed) -> bool:
    return bed.with_node(RULE % "折算: 1")


ROOT_KEYS: dict[str, tuple[str, str]] = {
    "unused-parameter": ("参数", "{值: 1, 说明: 没有用到}"),
    "unused-category": ("类别", "{不封顶: true}"),
}


def declared(code: str) -> Plant:
    field, value = ROOT_KEYS[code]

    def plant(bed: Bed) -> bool:
        listed = bed.tree.get(field)
        if isinstance(listed, Mapping):
            put(listed, "示例名", value)
        else:
            put(bed.tree, field, f"{{示例名: {value}}}")
        return True

    return plant


def shared_quota(bed: Bed) -> bool:
    return own_fact("录入: [办公室]", "每次: 1, 名额: {比例: 30, 取整: 去尾, 超额: 阻断}")(bed)


def quota_without_ties(bed: Bed) -> bool:
    table = next((t for t in bed.tables if not has(t, "排名")), None)
    return table is not None and first([table], lambda t: add(t, "结果运用", OUTCOME % ("其他", "名额: {人数: 2}")))


def parts_open(bed: Bed) -> bool:
    fits = (m for m in bed.all("构成") if has(m, "归一") and text_of(m.get("权重")) not in ("1", "100%"))
    return first(fits, lambda m: drop(m, "归一"))


PLANTS: dict[str, Plant] = {
    "unknown-fact": rule("事项", "没有的事项"),
    "unknown-parameter": rule("每次", "{参数: 没有的参数}"),
    "unknown-category": indicator("类别: 没有的类别, 起评分: 1"),
    "unknown-dimension": indicator("维度: 没有的维度, 起评分: 1"),
    "unknown-period": on("流程", "每", "旬"),
    "unknown-value": on("排名", "依", "ZZZ"),
    "unknown-table": lambda bed: first(takes(bed), lambda pair: put(pair[0], "表", "ZZT")),
    "unknown-board": unknown_board,
    "unknown-system": grade_named("ZZG", system=True),
    "unknown-grade": grade_named("没有的等次", system=False),
    "unknown-outcome": known_outcome,
    "unknown-level": entry_of("按级别", "没有的级别"),
    "unknown-role": entry_of("按角色", "没有的角色"),
    "kind-not-matched": kind_elsewhere,
    "duplicate-code": twice_coded,
    "reserved-code": lambda bed: first(unused_code(bed), lambda r: put(r, "代码", "总分")),
    "table-circle": table_circle,
    "too-many-decimals": standard("事项: FACT, 每次: 0.00001"),
    "range-reversed": range_reversed,
    "range-ends": own_fact("形态: 评定, 录入: [办公室], 评分范围: [1]", "折算: 1, 合计: 最高, 无事项: 计零"),
    "limits-contradict": on("指标", "保底", "0", needs=("扣完为止",), lacks=("保底",)),
    "limit-negative": standard("事项: FACT, 每次: -1, 扣分封顶: -3"),
    "weight-missing": weight_gone,
    "weights-sum": weights_wrong,
    "weight-unused": rule("权重", "1"),
    "shares-sum": shares_wrong,
    "share-range": shared_quota,
    "rounding-places": on("计分表", "取整", "{位数: 5}", lacks=("等次",)),
    "count-out-of-range": own_fact("录入: [办公室], 小数位: 7", "每次: 1"),
    "step-not-positive": standard("事项: FACT, 每单位: {每: 0, 得: 1, 计法: 整份}"),
    "dates-reversed": expired,
    "period-start": periods("{起: 9月, 月数: 12}"),
    "period-months": periods("{起: 09-01, 月数: 5}"),
    "level-without-points": last_word_dropped("按级别", "级别"),
    "role-without-points": last_word_dropped("按角色", "角色"),
    "level-without-validity": own_fact(
        "录入: [办公室], 级别: [示例高, 示例低]", "每次: 1, 时间: {有效期: {按级别: {示例高: {年: 2}}}}"
    ),
    "measure-missing": no_measure,
    "fact-word-misplaced": measured("{相加: [数量, 1]}"),
    "wrong-subject": wrong_whose,
    "state-expected": state_of_event,
    "period-too-long": limit_too_long,
    "window-months": rule("时间", "{自: {属性: 入党日}}"),
    "lifting-misplaced": lifted,
    "band-unreachable": band_twice,
    "band-hole": standard(TIERS % "{达到: 90, 得: 2}, {达到: 80, 不超过: 85, 得: 1}"),
    "band-overlap": standard(TIERS % "{达到: 80, 不超过: 90, 得: 1}, {达到: 90, 不超过: 100, 得: 2}"),
    "grade-surplus": grades("{名: 示例甲, 达到: EDGE, 名额: {人数: 2, 同分: 一并列入}}, {名: 示例乙, 不足: EDGE}"),
    "test-misplaced": rule("适用", "{数量: {达到: 1}}"),
    "condition-empty": rule("其中", "{}"),
    "points-misplaced": measured("{得分: 总分}"),
    "choice-branches": measured("{择: [{当: {标记: [流动]}, 取: 1}]}"),
    "operand-count": measured("{相除: [1]}"),
    "take-itself": take_itself,
    "take-period": wrong_period,
    "take-aggregate": aggregate_gone,
    "take-subject": wrong_via,
    "take-missing": missing_gone,
    "category-straddled": straddled,
    "category-inside-category": inside_category,
    "joint-cap-category": joint_in_category,
    "effect-too-late": late_effect,
    "reduce-without-base": no_base,
    "prorated-without-base": on("计分表", "按在册折算", "true", lacks=("起评分",)),
    "carry-without-amount": outcome("计入", "一般: true"),
    "grade-twice": grade_again,
    "rank-not-whole": half_a_place,
    "unknown-step": on("流程", "退回", "没有的步骤"),
    "duplicate-step": step_again,
    "step-unreachable": circular_steps,
    "no-deciding-step": nobody_decides,
    "parameter-without-value": no_value,
    "unused-parameter": declared("unused-parameter"),
    "unused-category": declared("unused-category"),
    "rounding-open": rounding_gone,
    "quota-rounding-open": lambda bed: without(bed, "前比", "取整") or without(bed, "后比", "取整"),
    "quota-ties-open": quota_without_ties,
    "empty-open": empty_gone,
    "state-window-open": state_gone,
    "item-open": item_gone,
    "zero-denominator-open": zero_gone,
    "ties-open": ties_gone,
    "placing-open": placing_gone,
    "veto-rank-open": rank_kept_open,
    "reduction-open": veto("情形: {事项: 示例事项}, 后果: [{扣减: {比例: 10%, 于: 总分}}, {不排名: false}]"),
    "scale-open": parts_open,
    "percent-open": standard("事项: FACT, 计: 期, 取数: {相除: [{统计: 次数}, {统计: 次数}], 零分母: 0}, 分档: {档: [{达到: 95, 得: 1}]}"),
    "cap-never-binds": cap_too_high,
    "value-fixed": indicator("扣完为止: true, 评分标准: [{名称: 示例标准, 代码: ZZR, 事项: FACT, 每次: -1}]"),
    "deduction-exceeds": indicator("起评分: 5, 扣完为止: true, 评分标准: [{名称: 示例标准, 代码: ZZR, 事项: FACT, 每次: -10}]"),
    "band-out-of-reach": own_fact(
        "录入: [办公室], 数量范围: [1, 10]", "计: 次, 分档: {计法: 取一档, 档: [{达到: 20, 得: 2}, {达到: 5, 得: 1}]}"
    ),
    "grade-out-of-reach": grade_too_high,
    "condition-never-holds": rule("其中", "{月份: [13]}"),
    "rule-never-counts": nobody_applies,
    "window-never-opens": on("公示", "天数", "0"),
    "quota-unfillable": outcome("其他", "名额: {人数: 0, 同分: 一并列入}"),
    "quota-small-groups": small_branches,
    "clauses-contradict": indicator(
        "评分标准: [{名称: 示例甲, 代码: ZZA, 事项: FACT, 每次: 1}, {名称: 示例乙, 代码: ZZB, 事项: FACT, 每次: -2}]"
    ),
    "scales-differ": indicator(
        "合计: 加权, 评分标准: [{名称: 示例甲, 代码: ZZA, 事项: FACT, 每次: 1, 封顶: 10, 权重: 40%}, "
        "{名称: 示例乙, 代码: ZZB, 事项: FACT, 每次: 1, 封顶: 100, 权重: 60%}]"
    ),
    "word-unlike": slip,
    "amount-without-word": amount_short,
    "stages-open": own_fact("录入: [办公室], 级别: [采纳, 提出]", "按级别: {采纳: 20, 提出: 10}"),
    "discretion-open": discretion,
    "organisation-types-open": types_gone,
    "barred-points": own_fact("录入: [办公室]", "每次: 0.1", "每日登录"),
    "points-for-money": own_fact("录入: [办公室], 单位: 元", "每单位: 0.01", "爱心捐款"),
    "traces-over-results": uploads,
    "admonition-by-score": outcome("诫勉谈话", "当: {比较: [{数: {得分: 总分}, 不足: 60}]}"),
}
