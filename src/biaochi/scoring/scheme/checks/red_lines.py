"""What points may not be given for, and what a score may not do alone.

The words are looked for in the names of fact kinds, rules and attributes that are priced, never in notes: «登录次数不计分» in
a note is an answer, a fact kind 每日登录 with a price is a fault.

Worked example: ``事项: 每日登录, 每次: 0.1`` is an error: points for log-in are barred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from biaochi.scoring.example import Example, Showing
from biaochi.scoring.findings import Finding, Severity
from biaochi.scoring.scheme.checks.ranges import INFINITE, NOTHING
from biaochi.scoring.scheme.checks.reach import reached
from biaochi.scoring.scheme.checks.scene import compares, facts_for, scene_of
from biaochi.scoring.scheme.checks.survey import Met, Survey, label, shown
from biaochi.scoring.scheme.checks.totals import has_plain_total, total_without_facts
from biaochi.scoring.scheme.checks.worked import limited, line_of
from biaochi.scoring.scheme.expression_model import Condition, Expression
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import FactKind, GradeSystem, Outcome, Rule, Table

MEDIA = "朋友圈|微信|公众号|推文|链接|微博|抖音|视频号|短视频"
PROGRAMS = "APP|客户端|小程序|公众号|应用软件|学习强国"
BARRED: tuple[tuple[str, str, str], ...] = (
    ("登录", "log-in", r"登[录陆]|\blog-?ins?\b"),
    ("在线时长", "time on line", r"在线时[长间]|上线时[长间]|在线分钟|time on-?line|on-?line time"),
    ("学习时长", "study minutes", r"学习时长|学习分钟|学习强国.{0,4}积?分|study (?:minutes|time)"),
    ("点赞", "likes", r"点赞|转赞评|\blikes?\b"),
    ("转发、分享", "shares", rf"(?:{MEDIA}).{{0,4}}(?:转发|分享)|(?:转发|分享).{{0,6}}(?:{MEDIA})|转发[量数]|\breposts?\b"),
    ("网络投票", "votes", r"(?:网络|网上|微信|线上)投票|拉票|投票数|on-?line votes?"),
    ("装软件", "app installation", rf"(?:安装|下载|注册|关注).{{0,6}}(?:{PROGRAMS})|(?:{PROGRAMS}).{{0,4}}(?:安装|下载|注册)|app install"),
    ("签到、打卡", "sign-in streaks", r"连续签到|签到天数|签到积分|(?<!考勤)(?<!上班)(?<!下班)打卡|sign-in streak|check-in streak"),
    ("拍照、截图", "compulsory photos", r"拍照|晒照|晒图|自拍|截图|上传照片|照片数|\bselfies?\b|\bscreenshots?\b"),
)
"""What the 2026 red line bars: Chinese, English, the names by which it is known."""
PATTERNS = tuple((zh, en, re.compile(pattern, re.IGNORECASE)) for zh, en, pattern in BARRED)
ON_LINE = re.compile(r"在线|线上|网络|网上|学习平台|on-?line", re.IGNORECASE)
STUDY = re.compile(r"学习|课程|study|course", re.IGNORECASE)
MINUTES = ("分钟", "小时", "秒", "minute", "minutes", "hour", "hours")
MONEY = re.compile(r"捐款|捐资|捐钱|捐赠|捐献|募捐|义捐|特殊党费|多交党费|自愿交纳|赞助|donation|donated", re.IGNORECASE)
TRACES_SHARE = Decimal("0.5")


def barred(kind_name: str, kind: FactKind | None) -> tuple[str, str] | None:
    """Which red line a name crosses."""
    for zh, en, pattern in PATTERNS:
        if pattern.search(kind_name):
            return zh, en
    if kind is not None and kind.unit in MINUTES and ON_LINE.search(kind_name) and STUDY.search(kind_name):
        return "学习时长", "study minutes"
    return None


def named(survey: Survey, met: Met) -> Iterator[tuple[Met, tuple[str | int, ...], str, FactKind | None]]:
    """(piece, steps, name, kind) of everything a rule prices: its facts, those it counts, the attributes it reads."""
    for piece in (met, *survey.below(met, Expression)):
        if piece is not met and piece.within(Condition):
            continue
        for position, name in enumerate(piece.part.facts or ()):
            yield piece, ("facts", position), name, survey.scheme.facts.get(name)
        if piece is not met and piece.part.attribute is not None:
            yield piece, ("attribute",), piece.part.attribute, None
    if met.part.name:
        yield met, ("name",), met.part.name, None


def barred_points(survey: Survey) -> Iterator[Finding]:
    """Points for log-in, time on line, study minutes, likes, shares, votes, apps, streaks, photos: never."""
    for met in survey.of(Rule):
        for piece, steps, name, kind in named(survey, met):
            line = barred(name, kind)
            if line is None:
                continue
            found = survey.error(
                "barred-points",
                piece,
                *steps,
                zh=f"「{label(met.part)}」按「{name}」计分:{line[0]}不得计分",
                en=f"{label(met.part)} gives points for `{name}`: there are no points for {line[1]}",
                why=(
                    "登录、在线时长、学习时长、点赞、转发、投票、装软件、打卡、拍照截图,一律不得作为计分依据。",
                    "Log-in, time on line, study minutes, likes, shares, votes, apps, streaks and photos are barred as a basis of points.",
                ),
                do=("删去这一条;要看的是做成了什么,如测验成绩、完成的任务。", "Take it away; price what was done: a test passed."),
            )
            yield shown(found, with_a_fact(survey, met))
            break


def points_for_money(survey: Survey) -> Iterator[Finding]:
    """Points for money given: who has more buys more."""
    for met in survey.of(Rule):
        table = met.within(Table)
        kinds = [name for name in met.part.facts if MONEY.search(name)]
        reach = None if table is None else reached(survey).of(table.part.code, met.part.code)
        if not kinds or reach is None or reach.gains.high <= 0:
            continue
        found = survey.question(
            "points-for-money",
            Severity.WARNING,
            met,
            "facts",
            zh=f"「{label(met.part)}」按给出的钱物(「{kinds[0]}」)加分",
            en=f"{label(met.part)} gives points for money given (`{kinds[0]}`)",
            why=("钱多的人分就高,等于花钱买分;捐赠出于自愿,不宜攀比。", "Who has more gets more points; giving is voluntary."),
            readings=[
                ("不计分,只表扬:删去这一条,写进结果运用", "no points but praise: take the rule away"),
                ("只看参加没有,不看多少:写「每次」并封顶", "taking part, not the amount: `each` with a cap"),
            ],
        )
        yield shown(found, with_a_fact(survey, met))


def with_a_fact(survey: Survey, met: Met) -> Example | None:
    """One such fact and the points it brings."""
    table = met.within(Table)
    scene = None if table is None else scene_of(survey, table, met)
    grown = None if scene is None or not met.part.facts else facts_for(survey, scene, met.part)
    line = None if grown is None else line_of(survey, grown[0], met.part, grown[1])
    points = None if grown is None or line is None else limited(survey, grown[0], met.part, line)
    return None if grown is None or points is None else grown[0].shows(grown[0].points(met.part.code, points))


def traces_over_results(survey: Survey) -> Iterator[Finding]:
    """Half of the points or more for handing material in, none of it for what came of it."""
    for table in survey.of(Table):
        highs = {}
        for met in survey.below(table, Rule):
            reach = reached(survey).of(table.part.code, met.part.code)
            highs[met.part.code] = (met, INFINITE if reach is None else max(NOTHING, reach.value.high))
        whole = sum((high for _, high in highs.values()), NOTHING)
        uploads = [(met, high) for met, high in highs.values() if high > 0 and is_upload(survey, met.part)]
        mine = sum((high for _, high in uploads), NOTHING)
        if len(uploads) < 2 or whole == INFINITE or whole <= 0 or mine / whole < TRACES_SHARE:
            continue
        share = number_text((mine / whole * 100).quantize(Decimal(1)))
        found = survey.question(
            "traces-over-results",
            Severity.WARNING,
            table,
            "indicators",
            zh=f"计分表 {table.part.code} 的 {share}% 的分({number_text(mine)} / {number_text(whole)})只凭自己上传材料就能得到",
            en=f"{share} % of the points of table {table.part.code} ({number_text(mine)} of {number_text(whole)}) are for mere uploads",
            why=("比的是谁留的痕多,不是谁做得好。", "It measures who leaves more traces, not who does better."),
            readings=[
                ("改看结果:由组织登记(「录入」),或按级别、评分、数量计", "by result: entered by a body, or by level, mark, quantity"),
                ("材料只作佐证:减少这些条目的分值", "material is proof only: fewer points for it"),
            ],
        )
        yield shown(found, handed_in(survey, table, [met for met, _ in uploads]))


def is_upload(survey: Survey, rule: Rule) -> bool:
    """A plain fact that the member enters alone, with material to show and nothing that weighs it."""
    kinds = survey.kinds(rule.facts)
    return bool(kinds) and all(
        kind.form == "event"
        and kind.evidence == "required"
        and not (kind.entered_by or kind.levels or kind.mark_range or kind.quantity_range or kind.unit)
        and kind.document != "required"
        for kind in kinds
    )


def handed_in(survey: Survey, table: Met, rules: list[Met]) -> Example | None:
    """A fact of each such kind, and the points it brings by itself."""
    scene = scene_of(survey, table, *rules)
    showings: list[Showing] = []
    for number, met in enumerate(rules):
        grown = None if scene is None else facts_for(survey, scene, met.part, number=number)
        line = None if grown is None else line_of(survey, grown[0], met.part, grown[1])
        points = None if grown is None or line is None else limited(survey, grown[0], met.part, line)
        if grown is None or points is None:
            return None
        scene = grown[0]
        showings.append(scene.points(met.part.code, points))
    return None if scene is None else scene.shows(*showings)


SCORE_TESTS = frozenset(("compare", "grade", "rank"))


def admonition_by_score(survey: Survey) -> Iterator[Finding]:
    """诫勉谈话 is a measure of discipline: not for a low score alone, where a milder talk is meant."""
    for met in survey.of(Outcome):
        when = met.part.when
        if met.part.kind != "admonition" or when is None or not rests_on_score(survey, met, when):
            continue
        found = survey.question(
            "admonition-by-score",
            Severity.WARNING,
            met,
            "kind",
            zh=f"「{label(met.part)}」只凭分数低就提出诫勉谈话",
            en=f"{label(met.part)} proposes an admonition for a low score alone",
            why=(
                "诫勉有权限和程序,要有应当诫勉的情形;分数低一般用较轻的谈话提醒。",
                "An admonition needs its grounds, authority and procedure; a low score calls for a milder talk.",
            ),
            readings=[
                ("改用较轻的:「种类: 谈话提醒」", "the milder kind: `kind: reminder_talk`"),
                ("确有应当诫勉的情形:在「当」里写明是什么事项", "there are grounds: name the facts in `when`"),
            ],
        )
        yield shown(found, low_score(survey, met))


def rests_on_score(survey: Survey, met: Met, condition: Condition) -> bool:
    """Whether the condition asks for nothing but this table's points, grade or place."""
    tests = set(condition.tests)
    inner = [*(condition.all or ()), *(condition.any or ()), *([condition.not_] if condition.not_ is not None else [])]
    if tests - SCORE_TESTS - {"all", "any", "not_"} or not tests:
        return False
    if any(not own_points(compare.of) for compare in condition.compare or ()):
        return False
    systems: list[GradeSystem] = met.table.grades if met.table is not None else []
    if any(not is_by_points(system) for system in systems if system.code in (condition.grade or {})):
        return False
    return all(rests_on_score(survey, met, one) for one in inner)


def own_points(value: Any) -> bool:
    return isinstance(value, Expression) and value.points is not None


def is_by_points(system: GradeSystem) -> bool:
    plain = isinstance(system.by, str) or own_points(system.by)
    return plain and not any(band.when is not None for band in system.bands)


def low_score(survey: Survey, met: Met) -> Example | None:
    """A member of whom nothing at all is recorded, and who is proposed for an admonition."""
    table, when = met.within(Table), met.part.when
    if table is None or not has_plain_total(survey, table) or met.part.target != "self" or met.part.except_ is not None:
        return None
    scene = scene_of(survey, table)
    total = None if scene is None else total_without_facts(survey, scene, table)
    if scene is None or total is None or when.tests != ["compare"]:
        return None
    if any(compare.of.points != "score" or compares(survey, compare, total) is not True for compare in when.compare):
        return None
    return scene.shows(Showing(scene.first, table.part.code, outcome=met.part.code))
