"""The red lines of 国办函〔2026〕12号 by kind of body, as data, and which of them a scheme crosses where it is to hold.

The document («政务移动互联网应用程序规范化管理办法») speaks of software that administrative organs, mass organisations and public
institutions build for their own staff (第二条), and lists what must not be done with it. What it bars as a basis of points cannot be
scored anywhere: the checker refuses it for every scheme. What depends on the kind of body is ranking: barred but for special scenes where
the document binds, so there it is off until the organisation writes down on what basis it ranks, in what scope and until when.

Worked example: an administrative organ that decided nothing shows each member their own points and no ranks at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.models import BodyKind, Organisation
from biaochi.portal.organisation.viewers import holding_on
from biaochi.portal.schemes.models import Profile, Ranking
from biaochi.portal.schemes.paths import paths_above
from biaochi.scoring.findings import Finding, Place, Severity, Text
from biaochi.scoring.scheme.load import Loaded

DOCUMENT = "国办函〔2026〕12号"
BOUND = frozenset({BodyKind.ADMINISTRATION, BodyKind.MASS, BodyKind.INSTITUTION})
"""Whom 第二条 names. Companies and communities are not named; who has not said what it is counts as bound."""


@dataclass(frozen=True)
class RedLine:
    """One line: what is barred, where it is written, what the product does about it, and which findings of the checker show it."""

    key: str
    barred: str | Promise
    source: str
    held_by: str | Promise
    findings: tuple[str, ...] = ()
    for_all: bool = True
    """Whether the product holds it for every kind of body; else only where the document binds."""


RED_LINES: tuple[RedLine, ...] = (
    RedLine(
        "basis", _("把点赞量、网络投票数、转发量、学习时长等作为考评依据"), f"{DOCUMENT} 不得出现的情形（四）",
        _("不能计分：检查为错误，改掉之前不能提交、发布。"), ("barred-points",),
    ),
    RedLine(
        "clocking", _("打卡签到、统计在线时长等强制性功能"), f"{DOCUMENT} 不得出现的情形（二）",
        _("系统没有打卡、计时功能；按打卡、在线时长计分的办法，检查为错误。"), ("barred-points",),
    ),
    RedLine(
        "installing", _("强制推广下载，考核安装使用率，强制要求定期登录"), f"{DOCUMENT} 不得出现的情形（三）",
        _("不登录不影响积分；按登录、安装计分的办法，检查为错误。"), ("barred-points",),
    ),
    RedLine(
        "traces", _("非必要强制上传工作照片、视频和轨迹；把应用异化为考核日常化的主要载体"), f"{DOCUMENT} 不得出现的情形（四）",
        _("不采集轨迹；佐证只在办法要求时才要。分值多半只凭上传材料的，检查为提醒。"), ("traces-over-results", "barred-points"),
    ),
    RedLine(
        "forms", _("随意或重复要求填表报数交材料"), f"{DOCUMENT} 不得出现的情形（一）",
        _("一件事只登记一次，多份办法共用；试算给出每人每月要填几项。"),
    ),
    RedLine(
        "ranking", _("积分排名等强制性功能（安保、应急等特殊场景除外）"), f"{DOCUMENT} 不得出现的情形（二）",
        _("名次默认不显示；确有依据的，由本组织写明依据、范围、起止，到期自动关闭。"), (), False,
    ),
    RedLine(
        "business", _("使用政务应用程序从事经营性活动"), f"{DOCUMENT} 不得出现的情形（五）", _("系统没有广告、交易和收费功能。"),
    ),
    RedLine(
        "complaints", _("应提供投诉建议的渠道"), DOCUMENT, _("写明的投诉渠道随办法公布，每个人都看得到。"), (), False,
    ),
    RedLine(
        "paper", _("没有手机也能办全"), f"{DOCUMENT} 第二条", _("全部功能在电脑上完整；登记、核对、公示、异议都有纸质方式。"),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """What holds for an organisation on a day."""

    body_kind: str
    """"" where neither it nor anything above says."""
    is_bound: bool
    ranking: str
    profile: Profile | None
    """The decision it rests on; None where nobody decided."""


def standing(organisation: Organisation, day: date) -> Standing:
    """The nearest statement upwards holds, of the kind of body as of the decisions."""
    above = paths_above(organisation)
    kinds = dict(Organisation.objects.filter(path__in=above).exclude(body_kind="").values_list("path", "body_kind"))
    kind = kinds[max(kinds, key=len)] if kinds else ""
    rows = Profile.objects.filter(holding_on(day), organisation__path__in=above).select_related("organisation", "set_by")
    profile = max(rows, key=lambda row: len(row.organisation.path), default=None)
    is_bound = not kind or kind in BOUND
    return Standing(kind, is_bound, profile.ranking if profile else default_ranking(is_bound), profile)


def default_ranking(is_bound: bool) -> str:
    return Ranking.OFF if is_bound else Ranking.SCOPE


def crossed(loaded: Loaded, owner: Organisation, day: date) -> list[Finding]:
    """What the organisation's standing adds to the checker's findings: warnings, for the switch is the organisation's own."""
    if loaded.scheme is None:
        return []
    here = standing(owner, day)
    shown_as = str(Ranking(here.ranking).label)
    found = []
    if here.ranking != Ranking.SCOPE:
        for table in loaded.scheme.tables:
            found += [finding(loaded.place_of(board.code), "ranking-off", board.name or board.code, shown_as) for board in table.ranks]
    for position, notice in enumerate(loaded.scheme.notices):
        place = loaded.place_at(("notices", position))
        if "rank" not in notice.shows:
            continue
        if here.ranking != Ranking.SCOPE:
            found.append(finding(place, "notice-of-ranks", notice.name, shown_as))
        if notice.scope == "public" and here.is_bound:
            found.append(finding(place, "ranks-to-society", notice.name, ""))
    return found


WHAT: Mapping[str, tuple[str, str, str, str]] = {
    "ranking-off": (
        "「{0}」要排名，而本组织现在「{1}」：名次不会显示", "`{0}` ranks, while ranks are not shown here now",
        "确有依据要公布名次的，在“红线与排名”里写明依据、范围和起止；没有的，删去排名。", "Write down the basis, or take the ranking away.",
    ),
    "notice-of-ranks": (
        "「{0}」公示名次，而本组织现在「{1}」：公示里不会有名次", "`{0}` shows ranks, while ranks are not shown here now",
        "公示内容改为等次、得分，或先在“红线与排名”里写明依据。", "Show grades and points, or write down the basis.",
    ),
    "ranks-to-society": (
        "「{0}」向社会公示个人名次", "`{0}` shows the ranks of persons to the public",
        "公示范围改为支部、单位或分类。", "Narrow the scope.",
    ),
}  # fmt: skip


def finding(place: Place, what: str, *words: str) -> Finding:
    zh, en, do_zh, do_en = WHAT[what]
    why = Text(f"依据：{DOCUMENT} 不得出现的情形（二）。", DOCUMENT)
    return Finding(what, Severity.WARNING, place, Text(zh.format(*words), en.format(*words)), why, Text(do_zh, do_en))
