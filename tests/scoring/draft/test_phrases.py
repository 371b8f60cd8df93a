"""What a cell of standards says becomes a rule, and what it does not say becomes none."""

from decimal import Decimal as D

import pytest

from biaochi.scoring.scheme.draft.phrases import Reading, read_standards
from biaochi.scoring.scheme.draft.wordings import bounds_in, number

HIGHEST = [{"按": "事由", "留": "最高"}]
LADDER = {"国家级": D(20), "省级": D(10), "市级": D(5)}

PRICES = [
    # the cell, the rule's name, its keys, what its kind needs
    ("每次扣1分", "", {"每次": D(-1)}, {}),
    ("无故缺席“三会一课”每次扣１分", "无故缺席“三会一课”", {"每次": D(-1)}, {}),
    ("迟到一次扣０.５分", "迟到", {"每次": D("-0.5")}, {}),
    ("公文错字每处扣两分", "公文错字", {"每次": D(-2)}, {}),
    ("撰写信息被采用的，每篇加2分", "撰写信息被采用", {"每次": D(2)}, {}),
    ("每参加一次集体学习得1分", "参加集体学习", {"每次": D(1)}, {}),
    ("志愿服务每小时加0.5分", "志愿服务", {"每单位": D("0.5")}, {"单位": "小时", "小数位": 1}),
    ("捐款每满100元加1分", "捐款", {"每单位": {"每": D(100), "得": D(1), "计法": "整份"}}, {"单位": "元", "小数位": 1}),
    ("国家级20分、省级10分、市级5分", "", {"按级别": LADDER}, {"级别": list(LADDER)}),
    ("国家级２０分；省级１０分；市级５分", "", {"按级别": LADDER}, {"级别": list(LADDER)}),
    ("获国家级、省级、市级表彰的，分别加20分、10分、5分", "", {"按级别": LADDER}, {"级别": list(LADDER)}),
    ("信息稿件：国家级加20分，省级加10分，市级加5分", "信息稿件", {"按级别": LADDER}, {"级别": list(LADDER)}),
    (
        "严重扣10分；较重扣6分；轻微扣3分",
        "",
        {"按级别": {"严重": D(-10), "较重": D(-6), "轻微": D(-3)}},
        {"级别": ["严重", "较重", "轻微"]},
    ),
    ("一等奖15分、二等奖10分", "", {"按级别": {"一等奖": D(15), "二等奖": D(10)}}, {"级别": ["一等奖", "二等奖"]}),
    ("牵头5分、参与2分", "", {"按角色": {"牵头": D(5), "参与": D(2)}}, {"角色": ["牵头", "参与"]}),
    ("表现突出的酌情加1—5分", "表现突出", {"酌情": {"自": D(1), "至": D(5)}}, {"形态": "评定", "小数位": 1, "评分范围": [D(1), D(5)]}),
    ("视情节扣3至1分", "", {"酌情": {"自": D(-3), "至": D(-1)}}, {"形态": "评定", "小数位": 1, "评分范围": [D(-3), D(-1)]}),
    ("按考试成绩的15%折算", "考试成绩", {"折算": "15%"}, {"形态": "评定", "小数位": 1, "评分范围": [D(0), D(100)]}),
    (
        "出勤率×10",
        "出勤率",
        {"计": "期", "取数": {"相除": [{"统计": "次数", "其中": {"角色": ["做到"]}}, {"统计": "次数"}]}, "折算": D(10)},
        {"角色": ["做到", "未做到"]},
    ),
    ("获得荣誉：国家级每项20分，省级每项10分，市级每项5分", "获得荣誉", {"按级别": LADDER}, {"级别": list(LADDER)}),
    ("被市委、区委表彰为优秀党员的，分别加5分、3分", "", {"按级别": {"市委": D(5), "区委": D(3)}}, {"级别": ["市委", "区委"]}),
    (
        "各类竞赛获一、二、三等奖的分别加5、3、2分",
        "各类竞赛",
        {"按级别": {"一等奖": D(5), "二等奖": D(3), "三等奖": D(2)}},
        {"级别": ["一等奖", "二等奖", "三等奖"]},
    ),
    (
        "每季度至少召开1次党员大会，每少1次扣2分",
        "党员大会",
        {"计": "季", "取数": {"欠缺": {"应": D(1), "实": {"统计": "次数"}}}, "每单位": D(-2)},
        {},
    ),
    (
        "思想汇报应交4篇，每少一篇扣2分",
        "思想汇报",
        {"计": "期", "取数": {"欠缺": {"应": D(4), "实": {"统计": "次数"}}}, "每单位": D(-2)},
        {},
    ),
]


@pytest.mark.parametrize(("text", "name", "keys", "fact"), PRICES, ids=[text for text, *_ in PRICES])
def test_a_price_is_read(text: str, name: str, keys: dict, fact: dict) -> None:
    reading = read_standards(text)
    assert [(rule.name, rule.keys, rule.fact) for rule in reading.rules] == [(name, keys, fact)]
    assert (reading.whole, reading.rest) == ({}, [])


BOUNDS = [
    ("扣完为止", {"扣完为止": True}),
    ("直至扣完本项分值为止", {"扣完为止": True}),
    ("最高不超过10分", {"封顶": D(10)}),
    ("累计最多加10分", {"封顶": D(10)}),
    ("本项满分１０分", {"封顶": D(10)}),
    ("10分封顶", {"封顶": D(10)}),
    ("每月最高4分", {"分期限额": [{"每": "月", "封顶": D(4)}]}),
    ("年度累计不超过20分", {"分期限额": [{"每": "年", "封顶": D(20)}]}),
    ("最多扣5分", {"扣分封顶": D(5)}),
    ("扣分不超过5分", {"扣分封顶": D(5)}),
    ("加分封顶 6 分", {"加分封顶": D(6)}),
    ("最低0分", {"保底": D(0)}),
    ("上不封顶", {"不封顶": True}),
    ("基础分60分", {"起评分": D(60)}),
    ("同一事迹按最高级别计", {"取舍": HIGHEST}),
    ("同一成果不重复计分", {"取舍": HIGHEST}),
    ("每月封顶 4 分、保底 −3 分", {"分期限额": [{"每": "月", "封顶": D(4), "保底": D(-3)}]}),
    ("每月保底 -0.3 分", {"分期限额": [{"每": "月", "保底": D("-0.3")}]}),
    ("保底 −20 分", {"保底": D(-20)}),
    ("起评 （按身份：积极分子 5、其他 2） 分", {"起评分": {"按": "身份", "各值": {"积极分子": D(5)}, "其他": D(2)}}),
    ("封顶 〔季封顶：6〕 分", {"封顶": {"参数": "季封顶"}}),
]


@pytest.mark.parametrize(("text", "keys"), BOUNDS, ids=[text for text, _ in BOUNDS])
def test_a_bound_is_read(text: str, keys: dict) -> None:
    found, left = bounds_in(text)
    assert found.keys == keys
    assert left.strip() == ""


def test_a_bound_beside_one_rule_is_its_own_and_stops_at_zero_for_the_indicator() -> None:
    reading = read_standards("参加志愿服务每次加2分，最高不超过10分，扣完为止")
    assert reading.rules[0].keys == {"每次": D(2), "封顶": D(10)}
    assert reading.whole == {"扣完为止": True}


def test_items_are_told_apart_by_their_numbers_and_lines() -> None:
    reading = read_standards("1.迟到一次扣0.5分；2.旷会一次扣2分；\n（3）代会一次扣1分。扣完为止。")
    assert [(rule.name, rule.keys["每次"]) for rule in reading.rules] == [("迟到", D("-0.5")), ("旷会", D(-2)), ("代会", D(-1))]
    assert reading.whole == {"扣完为止": True}


TWO = [
    ("按时足额交纳党费的得5分，每逾期一次扣1分", [("按时足额交纳党费", D(5)), ("逾期", D(-1))]),
    ("无正当理由不参加的，每次扣2分；迟到早退的，每次扣1分", [("无正当理由不参加", D(-2)), ("迟到早退", D(-1))]),
    ("建议被采纳的每条加1分，产生效益的每条再加2分", [("建议被采纳", D(1)), ("产生效益", D(2))]),
]


@pytest.mark.parametrize(("text", "rules"), TWO)
def test_two_prices_in_one_sentence_are_two_rules(text: str, rules: list) -> None:
    assert [(rule.name, rule.keys["每次"]) for rule in read_standards(text).rules] == rules


def test_once_for_all_is_not_each_time() -> None:
    (rule,) = read_standards("一次性加10分").rules
    assert (rule.name, rule.open) == ("一次性", ["once-or-each"])


def test_a_bound_after_two_rules_is_the_whole_indicators() -> None:
    reading = read_standards("迟到一次扣1分；旷会一次扣2分；最多扣5分")
    assert reading.whole == {"扣分封顶": D(5)}
    assert all("扣分封顶" not in rule.keys for rule in reading.rules)


NOT_READ = [
    "按要求参加组织生活",
    "发生一起一票否决情形的，该项不得分",
    "每月组织一次主题党日得满分，每少一次扣2分",
    "完成率每低1个百分点扣0.5分",
    "80分以上得10分，60分以下不得分",
    "迟交30天以内扣1分，30天以上扣2分",
    "国家级（一等奖 15 分、二等奖 12 分）；省级（一等奖 10 分、二等奖 8 分）",
    "存续月数每 1 扣 1 分",
    "数量不超过 30 的扣 1 分；超过 30 的扣 2 分；其他扣 4 分",
    "（采纳的 20 分已含提出的 10 分）",
    "群众评议〔按一期合计〕：评分平均（去掉最高、最低各 1 个） × 0.5",
]


@pytest.mark.parametrize("text", NOT_READ)
def test_what_is_not_understood_is_kept_as_it_stands_and_no_rule(text: str) -> None:
    reading = read_standards(text)
    assert reading.rules == []
    assert "".join(reading.rest).replace(" ", "") in text.replace(" ", "")
    assert reading.rest


def test_the_bound_of_a_rule_that_was_not_understood_is_not_taken_for_the_indicators() -> None:
    assert read_standards("存续月数每 1 扣 1 分。封顶 3 分。") == Reading(rest=["存续月数每 1 扣 1 分。封顶 3 分。"])


def test_the_bound_beside_a_ladder_that_was_not_read_is_kept_as_text() -> None:
    reading = read_standards("获国家级、省级表彰的，分别加20分、10分、5分，最高不超过10分。封顶 5 分。")
    assert [rule.keys for rule in reading.rules] == [{}]
    assert (reading.whole, reading.rest) == ({}, ["封顶 5 分"])


OPEN = [
    ("未按时交纳党费的扣2分", ["once-or-each"]),
    ("每篇加2分，同类荣誉取最高分", ["same-kind"]),
    ("国家级20分、省级10分", ["ladder"]),
    ("每2小时加1分", ["whole-or-part"]),
    ("酌情加1-5分", ["several-marks"]),
    ("获国家级、省级表彰的，分别加20分、10分、5分", ["uneven-ladder"]),
]


@pytest.mark.parametrize(("text", "codes"), OPEN)
def test_what_a_price_leaves_open_is_named(text: str, codes: list[str]) -> None:
    (rule,) = read_standards(text).rules
    assert rule.open == codes


BESIDE = [("每次加2分（经审批的除外）", "经审批的除外"), ("事假〔角色为事假〕：每次扣 1 分", "角色为事假")]


@pytest.mark.parametrize(("text", "left"), BESIDE)
def test_words_beside_a_price_are_not_lost(text: str, left: str) -> None:
    (rule,) = read_standards(text).rules
    assert rule.left == left


def test_a_note_in_brackets_is_kept_with_its_rule() -> None:
    (rule,) = read_standards("补课：每次 1 分。（补课一次加 1 分，须交学习记录）").rules
    assert (rule.keys, rule.note) == ({"每次": D(1)}, "补课一次加 1 分，须交学习记录")


NUMBERS = {"12": D(12), "0.5": D("0.5"), "两": D(2), "十": D(10), "十五": D(15), "二十": D(20), "半": D("0.5")}


@pytest.mark.parametrize(("text", "value"), NUMBERS.items())
def test_numbers_are_read_as_tables_write_them(text: str, value: D) -> None:
    assert number(text) == value
