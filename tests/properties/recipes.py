"""One recipe for each kind of rule: what a scheme of that kind says, with random numbers and words."""

from collections.abc import Callable
from typing import Any

from . import words
from .tables import TableMaker
from .terms import Mapping

Recipe = Callable[[TableMaker], None]
RECIPES: dict[str, Recipe] = {}
NEEDS: dict[str, str] = {}
"""Codes that need a person's or an organisation's table, or another table beside it."""


def recipe(code: str, needs: str = "") -> Callable[[Recipe], Recipe]:
    def register(function: Recipe) -> Recipe:
        RECIPES[code] = function
        if needs:
            NEEDS[code] = needs
        return function

    return register


def kinds(t: TableMaker, *wanted: str) -> str:
    """One of the kinds that facts of this table's subject have; any of the subject's where none of the wanted ones is."""
    own = words.PERSON_KINDS if t.subject == "person" else words.BODY_KINDS
    fitting = [kind for kind in wanted if kind in own]
    return str(t.draw.of(fitting or list(own)))


def later(t: TableMaker, group: str, make: Callable[[], Mapping]) -> None:
    """An entry of a group of results, drawn once the tree stands."""
    t.later.append(lambda: t.table.setdefault(group, []).append(make()))


# --- primitives -------------------------------------------------------------------------------------------------------


@recipe("P01")
def fixed_points(t: TableMaker) -> None:
    t.add({"facts": kinds(t, "出席", "信息"), "each": t.make.amount(-4, 6)})


@recipe("P02")
def deducted_to_the_floor(t: TableMaker) -> None:
    rule = {"facts": kinds(t, "违规", "问题"), "each": t.draw.number(-5, -1)}
    t.add(rule | {"base": t.draw.number(2, 10), "floored": "true"})


@recipe("P03")
def from_zero(t: TableMaker) -> None:
    t.rules.append({"code": t.make.code("R"), "facts": kinds(t, "志愿", "检查", "捐款"), "per_unit": t.draw.number(1, 3)})


@recipe("P04")
def discretion(t: TableMaker) -> None:
    written = {"facts": kinds(t, "测评", "检查", "评议"), "range": {"from": "-1", "to": "12"}}
    t.add(written if t.draw.chance(0.8) else written | {"range": {"from": "-2", "to": t.make.by_subject(10, 20, is_sure=True)}})


@recipe("P05")
def level_ladder(t: TableMaker) -> None:
    kind = kinds(t, "荣誉", "课题", "表彰")
    t.add({"facts": kind} | t.make.by_level([kind], 1, 20))


@recipe("P06")
def tiers(t: TableMaker) -> None:
    kind = kinds(t, "志愿", "捐款", "检查", "信息")
    per = t.draw.one("fact", "period", *t.make.item_periods)
    t.add({"facts": kind, "per": per} | ({} if t.draw.chance(0.5) else {"measure": t.make.tally([kind])}) | t.make.tiers())


@recipe("P07")
def rate(t: TableMaker) -> None:
    kind, other = kinds(t, "出席", "信息"), kinds(t, "违规", "问题")
    top: Any = {"tally": "count", "facts": kind, "whose": "self"}
    bottom = {"tally": "count", "facts": [kind, other], "whose": "self"} if kind != other else t.draw.number(1, 9)
    measure = {"ratio": [top, bottom]} | ({"over_zero": t.make.amount(0, 1)} if t.draw.chance(0.5) else {})
    t.add({"measure": measure, "factor": t.draw.number(1, 30)})


@recipe("P08")
def benchmark(t: TableMaker) -> None:
    kind = kinds(t, "志愿", "检查", "捐款")
    t.add({"facts": kind, "per": t.draw.one("fact", "period", "matter", *t.make.item_periods)} | t.make.benchmark([kind]))


@recipe("P09")
def rank_to_points(t: TableMaker) -> None:
    own = {"group": {"stat": "rank", "of": t.make.tally([]), "within": t.draw.one("all", "organisation", "class")}}
    source = next((s for s in t.sources.values() if s.make.boards), None)
    measure = {"take": t.take("rank")} if source and all(s.make.boards for s in t.sources.values()) and t.draw.chance(0.6) else own
    t.add({"measure": measure, "tiers": {"bands": [{"le": "1", "points": "5"}, {"le": "2", "points": t.make.amount(0, 4)}]}})


@recipe("P10")
def ratio_to_best(t: TableMaker) -> None:
    count = t.make.tally([], "count")
    best = {"group": {"stat": "highest", "of": count, "within": t.draw.one("all", "organisation", "class", "parent")}}
    if t.draw.chance(0.5):
        t.add({"measure": {"ratio": [count, best]} | ({"over_zero": "0"} if t.draw.chance(0.5) else {}), "factor": t.draw.number(5, 20)})
    else:
        t.add()
        t.later.append(lambda: t.table.update(parts=t.make.parts(t.table)))


@recipe("P11")
def group_mean(t: TableMaker) -> None:
    marks = t.make.tally([], t.draw.one("mean", "count", "sum"))
    mean = {"group": {"stat": "mean", "of": marks, "within": t.draw.one("all", "organisation", "type")}}
    if t.draw.chance(0.5):
        t.add({"measure": marks} | t.make.benchmark([]) | {})
        t.rules[-1]["benchmark"]["at"] = mean
    else:
        choice = {"choose": [{"when": {"has": t.make.match(is_plain=True)}, "value": marks}, {"otherwise": mean}]}
        t.add({"measure": choice, "factor": t.draw.number(1, 2)})


@recipe("P12")
def percentile(t: TableMaker) -> None:
    of, within = t.make.tally([], "count"), t.draw.one("all", "organisation")
    place, heads = ({"group": {"stat": stat, "of": of, "within": within}} for stat in ("rank", "count"))
    bands = [{"le": "0.3", "points": "8"}, {"le": "0.6", "points": t.make.amount(1, 5)}, {"lt": "1", "points": "1"}]
    t.add({"measure": {"ratio": [place, heads]}, "tiers": {"bands": bands}})


@recipe("P13")
def grade_word(t: TableMaker) -> None:
    graded = [(name, source) for name, source in t.sources.items() if source.make.systems and source.subject == t.subject]
    if graded and t.draw.chance(0.7):
        name, source = t.draw.of(graded)
        system = t.draw.of(list(source.make.systems))
        take: Mapping = {"table": source.table["code"], "value": "grade", "system": system}
        if name == "shorter":
            take = {"table": source.table["code"], "value": "grade", "system": system, "period": "previous"}
        measure: Any = {"take": take}
        if t.draw.chance(0.3):
            measure = {"choose": [{"when": t.make.of_subject(), "value": measure}, {"otherwise": "1"}]}
        t.add({"measure": measure, "by_word": t.make.entries([*source.make.systems[system], "1"])})
    elif t.draw.chance(0.4):
        later(t, "grades", lambda: t.make.system(t.table))
        take = {"table": t.table["code"], "value": "grade", "period": "previous"}
        t.add({"measure": {"take": take}, "by_word": t.make.entries(["优秀", "合格", "好", "差"])})
    else:
        t.add(t.make.by_word([]))


@recipe("P14")
def unit_price(t: TableMaker) -> None:
    kind = kinds(t, "志愿", "捐款", "检查")
    t.add({"facts": kind} | t.draw.one(t.make.steps(), t.make.brackets(), {"per_unit": t.make.amount(-2, 3)}))


@recipe("P15")
def stages_of_one_artefact(t: TableMaker) -> None:
    pair = [kinds(t, "荣誉", "表彰"), kinds(t, "课题", "问题")]
    rules = [{"code": t.make.code("R"), "facts": kind, "each": t.draw.number(1, 20)} for kind in pair]
    node = t.make.node(rules, is_bound=t.draw.chance(0.5))
    node["selection"] = [{"by": ["matter"], "keep": "highest"}, *t.draw.one([], [t.make.step()], [{"by": ["month"], "keep": "first"}])]
    t.nodes.append(node)


@recipe("P16")
def outside_score(t: TableMaker) -> None:
    rule = {"facts": kinds(t, "测评", "检查", "评议"), "factor": t.draw.one("15%", "0.3"), "aggregate": t.draw.one("mean", "latest")}
    t.add(rule | {"empty": t.draw.one("unknown", "zero", "left_out"), "unknown": t.make.unknown()})


@recipe("P17")
def escalating(t: TableMaker) -> None:
    kind = kinds(t, "违规", "问题", "处分")
    kept = {"selection": t.make.selection()} if t.draw.chance(0.5) else {}
    t.add({"facts": kind, "escalate": t.make.escalation()} | kept | t.draw.one(t.make.by_level([kind], -5, -1), {"each": "-1.5"}))


@recipe("P18")
def all_or_nothing(t: TableMaker) -> None:
    kind = kinds(t, "违规", "问题", "信息")
    bands = [{"eq": "0", "points": t.draw.number(5, 10)}, {"lt": "3", "points": t.make.amount(0, 4)}]
    t.add({"facts": kind, "per": "period", "measure": {"tally": "count"}, "tiers": {"bands": bands}})


@recipe("P19")
def allowance(t: TableMaker) -> None:
    step: Mapping = {"skip": str(t.draw.whole(1, 2))}
    if t.draw.chance(0.6):
        step["by"] = t.draw.one(["month"], ["quarter"], ["kind"], ["level"])
    t.add({"facts": kinds(t, "违规", "出席", "信息"), "each": t.make.amount(-2, -1), "selection": [step]})


@recipe("P20")
def by_role(t: TableMaker) -> None:
    kind = kinds(t, "荣誉", "课题", "志愿", "表彰")
    roles = words.KINDS[kind].get("roles", ["甲"])
    factor = {"each": t.make.amount(1, 8), "role_factor": {role: t.draw.number(0, 2) for role in t.draw.some(roles)}}
    t.add({"facts": kind} | t.draw.one(t.make.by_role([kind]), factor if words.KINDS[kind].get("roles") else t.make.by_role([kind])))


@recipe("P21")
def severity(t: TableMaker) -> None:
    kind = kinds(t, "违规", "问题", "处分")
    t.add({"facts": kind} | t.make.by_level([kind], -15, -1))


@recipe("P22")
def exception(t: TableMaker) -> None:
    kind = kinds(t, "违规", "问题")
    t.add({"facts": kind, "each": "-2", "except": t.make.of_fact([kind])})


@recipe("P23")
def minimum_count(t: TableMaker) -> None:
    count = {"tally": t.draw.one("count", "count", "distinct")}
    if count["tally"] == "distinct":
        count["of"] = t.draw.one("day", "matter")
    measure = {"shortfall": {"target": t.make.amount(1, 4, 0), "actual": count}}
    if isinstance(measure["shortfall"]["target"], dict) and "by" in measure["shortfall"]["target"]:
        measure["shortfall"]["target"].setdefault("otherwise", "2")
    per = t.draw.one("period", *t.make.item_periods)
    t.add({"facts": kinds(t, "出席", "信息"), "per": per, "measure": measure, "per_unit": t.make.amount(-3, -1)})


@recipe("P24")
def either_or(t: TableMaker) -> None:
    rules = [t.make.rule({"facts": kinds(t), "each": t.make.amount(1, 6)}) for _ in range(2)]
    node = t.make.node(rules)
    node.pop("combine", None)
    if t.draw.chance(0.5):
        node["selection"] = [{"keep": "highest"}]
    else:
        node["combine"] = "highest"
    for rule in rules:
        rule.pop("weight", None)
    t.nodes.append(node)


@recipe("P25")
def derived_attributes(t: TableMaker) -> None:
    measure = t.make.roster() if t.subject == "organisation" and t.draw.chance(0.7) else t.make.attribute()
    t.add({"measure": measure} | t.draw.one(t.make.tiers(), {"factor": t.draw.number(-1, 2)}, {"per_unit": "0.5"}))


@recipe("P26")
def deadline(t: TableMaker) -> None:
    kind = kinds(t, "课题", "驻村", "挂牌", "检查")
    measure = t.draw.one("lateness", "delay", "duration")
    bands = [{"le": str(t.draw.whole(0, 5)), "points": "2"}, {"le": "60", "points": t.make.amount(0, 1)}, {"gt": "60", "points": "-1"}]
    t.add({"facts": kind, "measure": measure, "tiers": {"bands": bands}})


# --- caps and selection -----------------------------------------------------------------------------------------------


def capped(t: TableMaker, limits: Mapping) -> None:
    kind = kinds(t, "出席", "信息", "志愿")
    rule = {"facts": kind, "each": t.make.amount(-2, 4)}
    if t.draw.chance(0.5):
        t.rules.append({"code": t.make.code("R")} | rule | limits)
    else:
        node = t.make.node([t.make.rule(rule), t.make.rule()], is_bound=False)
        t.nodes.append(node | limits)


@recipe("C01")
def item_cap(t: TableMaker) -> None:
    capped(t, {"max": t.make.sure(1, 8)} | ({"min": t.draw.number(-6, 0)} if t.draw.chance(0.4) else {}))


@recipe("C02")
def category_cap(t: TableMaker) -> None:
    node = t.make.node([t.make.rule(), t.make.rule({"facts": kinds(t), "each": t.make.amount(-3, 6)})])
    t.nodes.append(node | {"category": t.draw.one("基础", "先锋")})


@recipe("C03")
def total_clamp(t: TableMaker) -> None:
    t.add()
    t.later.append(lambda: t.table.pop("uncapped", None))
    t.later.append(lambda: t.table.update(max=t.make.sure(4, 30)))
    if t.draw.chance(0.5):
        t.later.append(lambda: t.table.pop("min", None))
        t.later.append(lambda: t.table.update(floored="true"))


@recipe("C04")
def cap_per_period(t: TableMaker) -> None:
    extra = t.make.limits(0.2)
    extra.pop("per_period", None)
    capped(t, {"per_period": t.make.per_period()} | extra)


@recipe("C05")
def joint_cap(t: TableMaker) -> None:
    t.add({"facts": kinds(t), "each": t.draw.number(1, 6)})
    t.add({"facts": kinds(t), "each": t.draw.number(-2, 6)})
    t.later.append(t.joint_cap)


@recipe("C06")
def asymmetric(t: TableMaker) -> None:
    limits = {"bonus_max": t.make.sure(1, 6), "deduction_max": t.draw.positive(6)}
    if t.draw.chance(0.3):
        t.add()
        t.later.append(lambda: t.table.update(limits))
    else:
        capped(t, limits)


@recipe("C07")
def uncapped(t: TableMaker) -> None:
    capped(t, {"uncapped": "true"})


@recipe("C08")
def slots(t: TableMaker) -> None:
    kind = kinds(t, "课题", "检查", "荣誉")
    each = {"smaller": [t.draw.positive(3), {"tally": "sum", "of": t.draw.one("mark", "quantity")}]}
    t.add({"facts": kind, "per": "matter", "measure": each, "per_unit": "1", "selection": [{"keep": "highest", "count": "2"}]})


@recipe("C09")
def head_count(t: TableMaker) -> None:
    t.add({"facts": kinds(t, "荣誉", "出席", "表彰", "信息"), "each": t.draw.number(1, 5), "quota": t.make.quota()})


@recipe("D01")
def same_matter(t: TableMaker) -> None:
    kind = kinds(t, "荣誉", "表彰")
    by = t.draw.one(["matter"], ["level"], ["matter", "level"], ["kind"], [])
    step: Mapping = {"keep": "highest"} | ({"by": by} if by else {})
    if t.draw.chance(0.5):
        price = t.make.by_level([kind], 1, 12) if t.draw.chance(0.5) else {"each": "3"}
        t.add({"facts": kind, "selection": t.make.selection()} | price)
    else:
        t.add({"facts": kind, "selection": [step]} | t.make.by_level([kind], 1, 12))


@recipe("D02")
def same_violation(t: TableMaker) -> None:
    kind = kinds(t, "违规", "问题")
    t.add({"facts": kind, "selection": [{"by": t.draw.one(["matter"], ["day"]), "keep": "lowest"}]} | t.make.by_level([kind], -9, -1))


@recipe("D03")
def once(t: TableMaker) -> None:
    by = t.draw.one(["year"], ["matter"], ["half"], ["matter", "year"], ["quarter"])
    t.add({"facts": kinds(t), "each": t.make.amount(1, 9), "selection": [{"by": by, "keep": t.draw.one("first", "last")}]})


# --- windows ----------------------------------------------------------------------------------------------------------


@recipe("W05")
def validity(t: TableMaker) -> None:
    kind = kinds(t, "荣誉", "表彰", "驻村", "挂牌")
    levels = words.KINDS[kind].get("levels", [])
    by_level = {"valid": {"by_level": {level: t.make.length() for level in levels}}}
    window = t.draw.of([by_level, by_level, {"valid": t.make.length()}, {"rolling": t.make.length()}])
    t.add({"facts": kind, "window": window} | t.draw.one(t.make.by_level([kind], 1, 9), {"each": "2"}))


@recipe("W06")
def while_it_lasts(t: TableMaker) -> None:
    kind = kinds(t, "驻村", "挂牌")
    per = t.draw.one("period", *t.make.item_periods, "fact")
    price = t.draw.of(
        [
            {"each": t.make.amount(1, 3)},
            {"measure": {"tally": "months"}, "per_unit": "0.5"},
            {"measure": {"tally": "days"}, "per_unit": {"of": "10", "points": "1", "steps": "whole"}},
            {"measure": {"tally": "count"}, "per_unit": "2"},
        ]
    )
    t.add({"facts": kind, "window": "persisting", "per": per} | price)


@recipe("W07")
def personal_start(t: TableMaker) -> None:
    kind = kinds(t)
    tenure = {"tenure": {"since": words.DAYS[t.subject][0], "months": t.make.compared(0, 18)}}
    rule: Mapping = {"facts": kind, "each": t.make.amount(1, 4)}
    t.add(rule | t.draw.one({"window": t.make.since()}, {"where": tenure}, {"applies": tenure}))


@recipe("Y01")
def from_new_year(t: TableMaker) -> None:
    t.add({"facts": kinds(t), "each": t.make.amount(-2, 3), "window": "year_to_date"})


# --- aggregates and groups --------------------------------------------------------------------------------------------


@recipe("A01")
def plain_sum(t: TableMaker) -> None:
    rules = [{"code": t.make.code("R"), "facts": kinds(t), "each": t.draw.number(-3, 4)} for _ in range(2)]
    t.nodes.append({"name": "相加", "code": t.make.code("N"), "rules": rules})


@recipe("A02")
def base_bonus_deduction(t: TableMaker) -> None:
    t.add({"facts": kinds(t), "each": t.draw.number(-4, 5)})
    t.later.append(lambda: t.table.update(base=t.make.sure(10, 80)))
    if t.draw.chance(0.6):
        t.later.append(lambda: t.table.update(prorated="true"))


@recipe("A03")
def weighted(t: TableMaker) -> None:
    if t.draw.chance(0.5):
        node = t.make.node([t.make.rule() for _ in range(t.draw.whole(2, 3))])
        node["combine"] = "weighted"
        from .rules import weigh

        weigh(t.make, node)
        t.nodes.append(node)
    else:
        t.add()
        t.later.append(lambda: t.table.update(parts=t.make.parts(t.table)))


def over_children(t: TableMaker, aggregate: str) -> None:
    source = t.sources["shorter"]
    take = {"table": source.table["code"], "period": "children", "aggregate": aggregate} | t.missing()
    t.what(take, source, t.draw.one(None, "score"))
    t.add({"measure": {"take": take}, "factor": t.draw.one("1", "25%", "0.5")})


@recipe("A04", "shorter")
def mean_of_periods(t: TableMaker) -> None:
    over_children(t, "mean")


@recipe("A05", "shorter")
def sum_of_periods(t: TableMaker) -> None:
    over_children(t, t.draw.one("sum", "sum", "highest", "count"))


@recipe("A06")
def several_evaluators(t: TableMaker) -> None:
    kind = kinds(t, "评议", "测评", "检查")
    trimmed: Mapping = {"facts": kind, "per": "period", "measure": {"tally": "mean", "of": "mark", "trim": "1"}, "factor": "1"}
    plain: Mapping = {"facts": kind, "factor": "1", "aggregate": "mean", "empty": t.draw.one("left_out", "unknown", "zero")}
    latest: Mapping = {"facts": kind, "factor": "1", "aggregate": "latest", "empty": "left_out"}
    rules = [t.make.rule(body) for body in t.draw.some([trimmed, plain, latest], 2, 3)]
    node = t.make.node(rules)
    node["combine"] = "weighted"
    from .rules import weigh

    weigh(t.make, node)
    t.nodes.append(node)


@recipe("A07", "other")
def two_ledgers(t: TableMaker) -> None:
    t.add({"measure": {"take": t.take()}, "factor": t.draw.one("0.1", "20%")})


@recipe("A08", "other")
def sum_rank_points(t: TableMaker) -> None:
    if not all(source.make.boards for source in t.sources.values()):
        return fixed_points(t)
    bands = [{"eq": "1", "points": "10"}, {"eq": "2", "points": "8"}, {"le": "4", "points": t.make.amount(2, 6)}]
    return t.add({"measure": {"take": t.take("rank")}, "tiers": {"bands": bands, "otherwise": "3"}}) and None


@recipe("G01")
def base_by_class(t: TableMaker) -> None:
    t.add({"facts": kinds(t), "each": t.make.by_subject(-2, 5)} | ({"base": t.make.by_subject(0, 9, is_sure=True)}))


@recipe("G02")
def indicators_by_class(t: TableMaker) -> None:
    node = t.make.node([t.make.rule()])
    node["applies"] = {"class": t.draw.some(words.CLASSES, 1, 1)}
    t.nodes.append(node)


@recipe("G03")
def ranked_in_groups(t: TableMaker) -> None:
    later(t, "ranks", lambda: t.make.board(t.table) | {"within": t.draw.one("organisation", "organisation", "class", "type", "parent")})
    if t.subject == "person":
        t.table["placed"] = t.draw.one("first_day", "longest", "last_day")


@recipe("G04")
def exempt(t: TableMaker) -> None:
    t.later.append(lambda: t.table.setdefault("states", []).append(t.state(("exempt", "suspended", "too_short"))))


@recipe("G05", "person")
def by_status(t: TableMaker) -> None:
    condition = t.draw.one({"status": t.draw.some(words.STATUSES, 1, 2)}, {"flag": ["流动"]})
    place = t.draw.one("where", "applies", "except")
    t.add({"facts": kinds(t), "each": t.make.amount(-2, 4), place: condition})


# --- propagation ------------------------------------------------------------------------------------------------------


@recipe("X01", "other")
def unit_to_leader(t: TableMaker) -> None:
    source = t.sources["other"]
    take: Mapping = {"table": source.table["code"], "via": t.via(source)} | t.missing()
    t.what(take, source, t.draw.one(None, "score"))
    if take["via"] != "organisation" or t.draw.chance(0.3):
        take["aggregate"] = t.draw.one("mean", "lowest", "sum")
    t.add({"measure": {"take": take}, "factor": t.draw.one("1", "50%")})


@recipe("X02", "person")
def led(t: TableMaker) -> None:
    kind = t.draw.one("违规", "处分")
    rule: Mapping = {"facts": kind, "whose": {"led": t.draw.of(words.POSTS)}}
    heads = {"per": "period", "measure": {"tally": "distinct", "of": "subject"}, "per_unit": "-2"}
    t.add(rule | t.draw.one({"each": "-0.5"}, heads))


@recipe("X03", "person")
def kin(t: TableMaker) -> None:
    relation = t.draw.of(words.KINSHIPS)
    t.add({"facts": t.draw.one("出席", "违规"), "whose": t.draw.one({"related": relation}, {"related_by": relation}), "each": "1.5"})


@recipe("X04", "person")
def split(t: TableMaker) -> None:
    price = t.draw.one({"each": t.make.amount(-5, 9)}, {"per_unit": t.make.amount(-2, 3)})
    t.add({"facts": kinds(t, "荣誉", "志愿", "违规"), "share": t.make.share()} | price)


@recipe("X05", "other")
def members_and_branch(t: TableMaker) -> None:
    if t.subject == "organisation":
        t.add({"facts": t.draw.some(["出席", "荣誉", "违规"], 1, 2), "whose": t.draw.one("members", "all_members"), "each": "0.5"})
    t.add({"measure": {"take": t.take()}, "factor": t.draw.one("10%", "2")})


@recipe("X06", "person")
def team_event(t: TableMaker) -> None:
    whose = t.draw.of(["organisation", {"related": "队员"}])
    t.add({"facts": t.draw.one("表彰", "信息"), "whose": whose, "each": t.make.amount(1, 4)})


@recipe("X07")
def dual_credit(t: TableMaker) -> None:
    if t.subject == "organisation":
        t.add({"facts": "课题", "whose": t.draw.one("members", "all_members"), "per": "matter", "each": "2"})
    else:
        t.add({"facts": "课题", "per": t.draw.one("fact", "matter"), "each": "3"})


# --- vetoes -----------------------------------------------------------------------------------------------------------


def with_system(t: TableMaker) -> None:
    if not t.make.systems:
        t.table.setdefault("grades", []).append(t.make.system(t.table))


def veto(t: TableMaker, effects: Callable[[], list[Mapping]], is_lifted: bool | None = None) -> None:
    later(t, "vetoes", lambda: t.make.veto(t.table, effects(), is_lifted))


@recipe("V01")
def direct_grade(t: TableMaker) -> None:
    t.later.append(lambda: with_system(t))
    veto(t, lambda: [{"grade": grade_of(t)}])


def grade_of(t: TableMaker) -> Mapping:
    system = t.draw.of(list(t.make.systems))
    return {system: t.draw.of(t.make.systems[system])}


@recipe("V02")
def zero_and_reduce(t: TableMaker) -> None:
    def effects() -> list[Mapping]:
        codes = ["score", *values(t), *t.cleared()]
        return [t.draw.of([{"zero": t.draw.of(codes)}, t.make.reduction(t.table), t.make.freeze(t.table)])]

    veto(t, effects)


def values(t: TableMaker) -> list[str]:
    from .rules import values_of

    return values_of(t.table)


@recipe("V03")
def not_eligible(t: TableMaker) -> None:
    easy = {"compare": [{"of": {"points": "score"}, "ge": t.draw.number(-9, 5)}]}
    later(t, "outcomes", lambda: t.make.outcome(t.table, "commendation", easy if t.draw.chance(0.6) else None))
    veto(t, lambda: [{"ineligible": t.draw.one("all", [t.table["outcomes"][0]["code"]])}])


@recipe("V04")
def ceiling(t: TableMaker) -> None:
    t.later.append(lambda: with_system(t))
    veto(t, lambda: [{"ceiling": grade_of(t)}])


@recipe("V05")
def excluded(t: TableMaker) -> None:
    veto(t, lambda: [t.draw.one({"exclude": "true"}, {"unranked": "true"})])


@recipe("V06")
def vote_gate(t: TableMaker) -> None:
    def make() -> Mapping:
        yes, cast = t.draw.of(values(t)), t.draw.of(values(t))
        gate = {"compare": [{"of": {"ratio": [{"points": yes}, {"points": cast}]}, "ge": "60%"}]}
        effect = t.draw.one({"ineligible": "all"}, t.make.effect(t.table, is_late=True))
        return {"name": "表决", "code": t.make.code("V"), "when": {"not": gate}, "effects": [effect]}

    later(t, "outcomes", lambda: t.make.outcome(t.table, "development"))
    later(t, "vetoes", make)


@recipe("V07")
def rank_veto(t: TableMaker) -> None:
    def make() -> Mapping:
        when = {"rank": t.make.place(t.draw.of(t.make.boards))}
        return {"name": "末位", "code": t.make.code("V"), "when": when, "effects": [t.make.effect(t.table, is_late=True)]}

    later(t, "ranks", lambda: t.make.board(t.table))
    if t.draw.chance(0.6):
        t.later.append(lambda: with_system(t))
    later(t, "vetoes", make)


@recipe("V08")
def lifting(t: TableMaker) -> None:
    t.add()
    veto(t, lambda: [t.make.effect(t.table)], is_lifted=True)


# --- ranks, grades, outcomes ------------------------------------------------------------------------------------------


@recipe("R01")
def overall_rank(t: TableMaker) -> None:
    def make() -> Mapping:
        board = t.make.board(t.table)
        board.pop("within", None)
        return board

    later(t, "ranks", make)


def placed(t: TableMaker, ends: tuple[str, ...], kinds_of_outcome: tuple[str, ...]) -> None:
    def make() -> Mapping:
        place = t.make.place(t.draw.of(t.make.boards))
        while not set(ends) & set(place):
            place = t.make.place(t.draw.of(t.make.boards))
        return t.make.outcome(t.table, t.draw.of(kinds_of_outcome), {"rank": place})

    later(t, "ranks", lambda: t.make.board(t.table))
    later(t, "outcomes", make)


@recipe("R02")
def top(t: TableMaker) -> None:
    placed(t, ("top", "top_share"), ("commendation", "development"))


@recipe("R03")
def bottom(t: TableMaker) -> None:
    placed(t, ("bottom", "bottom_share"), ("reminder_talk", "admonition"))


@recipe("R04")
def streak(t: TableMaker) -> None:
    later(t, "ranks", lambda: t.make.board(t.table))
    for _ in range(2):
        later(t, "outcomes", lambda: {**t.make.outcome(t.table, "admonition"), "when": {"streak": t.make.streak(t.table)}})


@recipe("L01")
def thresholds(t: TableMaker) -> None:
    later(t, "grades", lambda: t.make.system(t.table))


@recipe("L02")
def thresholds_with_quota(t: TableMaker) -> None:
    if t.draw.chance(0.6):
        later(t, "ranks", lambda: t.make.board(t.table))
    later(t, "grades", lambda: t.make.system(t.table, with_quota=True))


@recipe("L03")
def gated(t: TableMaker) -> None:
    later(t, "grades", lambda: t.make.system(t.table, with_gate=True))


@recipe("L04")
def stars(t: TableMaker) -> None:
    later(t, "grades", lambda: t.make.system(t.table))
    later(t, "grades", lambda: t.make.system(t.table) | {"by": t.draw.of(["score", *values(t)])})


@recipe("O01")
def commended(t: TableMaker) -> None:
    later(t, "outcomes", lambda: t.make.outcome(t.table, t.draw.one("commendation", "development")))


@recipe("O02")
def talk(t: TableMaker) -> None:
    kind = t.draw.one("reminder_talk", "summons_talk", "rectification")
    later(t, "outcomes", lambda: t.make.outcome(t.table, kind, {"compare": [t.make.comparison(t.table)]}) | {"target": {"holder": "书记"}})


@recipe("O03")
def pay(t: TableMaker) -> None:
    later(t, "outcomes", lambda: t.make.outcome(t.table, "pay"))


@recipe("O04")
def disposition(t: TableMaker) -> None:
    later(t, "outcomes", lambda: t.make.outcome(t.table, "disposition"))


@recipe("O05")
def redemption(t: TableMaker) -> None:
    later(t, "outcomes", lambda: t.make.outcome(t.table, "redemption", {"compare": [t.make.comparison(t.table)]}))


@recipe("O06")
def carried(t: TableMaker) -> None:
    later(t, "outcomes", lambda: t.make.outcome(t.table, "carry", {"compare": [t.make.comparison(t.table)]}))


@recipe("Y02")
def carry_over(t: TableMaker) -> None:
    t.add({"measure": {"take": t.take_earlier()}, "factor": t.draw.one("20%", "0.5"), "max": t.draw.positive(15)})


@recipe("Y03")
def archived(t: TableMaker) -> None:
    t.later.append(lambda: t.table.setdefault("states", []).append(t.state(("archived",))))
