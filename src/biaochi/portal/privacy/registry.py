"""The field registry: what is kept of a person, what for, how long, and who sees it. The one table behind the page that says so,
behind what a person gets of their own data, and behind erasure.

``KEPT`` lists the tables about people with every column of theirs; ``ELSEWHERE`` the columns of all other tables that hold text.
A column in neither fails ``tests/portal/test_privacy.py``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Grade(StrEnum):
    """How much harm a column does in wrong hands."""

    SENSITIVE = "敏感"
    PERSONAL = "个人信息"
    CODE = "编号"
    SECRET = "密钥"
    """Held to prove an identity: never shown, never given out, not even to the person."""


GRADE_NAMES: Mapping[Grade, str | Promise] = {
    Grade.SENSITIVE: _("敏感个人信息"),
    Grade.PERSONAL: _("个人信息"),
    Grade.CODE: _("编号（不含个人信息）"),
    Grade.SECRET: _("登录凭据（不显示、不提供）"),
}


@dataclass(frozen=True)
class Column:
    label: str | Promise
    grade: Grade = Grade.PERSONAL


@dataclass(frozen=True)
class Kept:
    """One table about people. ``lookup`` leads from its rows to the id of the member; ``columns`` are all but the key and that way."""

    model: str
    lookup: str
    title: str | Promise
    purpose: str | Promise
    retention: str | Promise
    seen_by: str | Promise
    columns: Mapping[str, Column]
    own_key: str = ""
    """The column that is the way to the member, where it is one of the table's own."""


UNTIL_ERASED = _("离开组织满保存期限后删除")
FOR_GOOD = _("长期保存；离开并删除姓名后只剩编号")
OFFICERS = _("本人；所在组织及上级的书记、组织委员、纪检委员、积分记录员、党务干事")
HOLDERS = _("本人；所在组织及上级的书记、组织委员、党务干事（查看原文留记录并通知本人）")
FROM, UNTIL = Column(_("自")), Column(_("至"))

KEPT: tuple[Kept, ...] = (
    Kept(
        "organisation.Person",
        "member",
        _("身份"),
        _("认出是谁，联系到本人"),
        UNTIL_ERASED,
        HOLDERS,
        {
            "name": Column(_("姓名")),
            "pinyin": Column(_("姓名拼音")),
            "telephone": Column(_("电话")),
            "outside_id": Column(_("上级系统编号")),
        },
        "member",
    ),
    Kept(
        "organisation.SearchKey",
        "person",
        _("检索用的姓名片段"),
        _("按姓名、拼音找到人"),
        UNTIL_ERASED,
        _("不显示"),
        {"text": Column(_("片段"))},
        "person",
    ),
    Kept(
        "organisation.Member",
        "pk",
        _("编号"),
        _("在台账里代替姓名"),
        FOR_GOOD,
        OFFICERS,
        {"code": Column(_("编号"), Grade.CODE), "user": Column(_("账号"), Grade.CODE)},
    ),
    Kept(
        "organisation.RosterSpell",
        "member",
        _("组织关系"),
        _("确定考核对象和适用的办法"),
        FOR_GOOD,
        OFFICERS,
        {
            "organisation": Column(_("所在组织"), Grade.SENSITIVE),
            "status": Column(_("政治身份"), Grade.SENSITIVE),
            "flags": Column(_("标记"), Grade.SENSITIVE),
            "attributes": Column(_("其他属性")),
            "from_on": FROM,
            "until_on": UNTIL,
        },
        "member",
    ),
    Kept(
        "organisation.Appointment",
        "member",
        _("任职"),
        _("确定岗位权限和适用的条款"),
        FOR_GOOD,
        OFFICERS,
        {
            "organisation": Column(_("组织")),
            "post": Column(_("职务")),
            "title": Column(_("职务称谓")),
            "is_full_time": Column(_("专职")),
            "from_on": FROM,
            "until_on": UNTIL,
        },
        "member",
    ),
    Kept(
        "organisation.Relation",
        "member",
        _("其他关系"),
        _("分管、同户等关系的回避与折算"),
        FOR_GOOD,
        OFFICERS,
        {
            "kind": Column(_("关系")),
            "organisation": Column(_("组织")),
            "other": Column(_("对方编号"), Grade.CODE),
            "from_on": FROM,
            "until_on": UNTIL,
        },
        "member",
    ),
    Kept(
        "organisation.Exemption",
        "member",
        _("免评"),
        _("不参加考核的依据"),
        _("免评时段长期保存；原因在离开组织满保存期限后删除"),
        _("本人；所在组织及上级的书记、组织委员、党务干事"),
        {
            "reason": Column(_("原因"), Grade.SENSITIVE),
            "decided_by": Column(_("决定单位")),
            "from_on": FROM,
            "until_on": UNTIL,
        },
        "member",
    ),
    Kept(
        "users.User",
        "member",
        _("账号"),
        _("登录本系统"),
        UNTIL_ERASED,
        _("本人；党务干事；系统管理员"),
        {
            "username": Column(_("登录名")),
            "shown_as": Column(_("显示名称")),
            "password": Column(_("密码（只存不可还原的摘要）"), Grade.SECRET),
            "duty": Column(_("管理职责")),
            "is_active": Column(_("启用")),
            "must_change_password": Column(_("须修改首次密码")),
            "session_epoch": Column(_("登录批次"), Grade.CODE),
            "language": Column(_("语言")),
            "made_at": Column(_("开设时间")),
            "last_login": Column(_("最近登录")),
        },
    ),
    Kept(
        "mfa.Authenticator",
        "user__member",
        _("二次验证"),
        _("证明登录的是本人"),
        UNTIL_ERASED,
        _("仅本人"),
        {
            "user": Column(_("账号"), Grade.CODE),
            "type": Column(_("种类")),
            "data": Column(_("密钥"), Grade.SECRET),
            "created_at": Column(_("启用时间")),
            "last_used_at": Column(_("最近使用")),
        },
    ),
    Kept(
        "socialaccount.SocialAccount",
        "user__member",
        _("统一身份认证"),
        _("用单位的统一账号登录"),
        UNTIL_ERASED,
        _("仅本人"),
        {
            "user": Column(_("账号"), Grade.CODE),
            "provider": Column(_("来源")),
            "uid": Column(_("对方编号")),
            "extra_data": Column(_("对方提供的信息")),
            "last_login": Column(_("最近登录")),
            "date_joined": Column(_("首次登录")),
        },
    ),
    Kept(
        "outbox.Notice",
        "user__member",
        _("通知"),
        _("告知与本人有关的事项"),
        UNTIL_ERASED,
        _("仅本人"),
        {
            "user": Column(_("账号"), Grade.CODE),
            "kind": Column(_("种类")),
            "link": Column(_("页面")),
            "made_at": Column(_("时间")),
            "read_at": Column(_("阅读时间")),
        },
    ),
    Kept(
        "privacy.Request",
        "member",
        _("本人提出的请求"),
        _("办理更正、删除、说明"),
        _("办理记录长期保存；内容在离开组织满保存期限后删除"),
        _("本人；所在组织及上级的党务干事"),
        {
            "organisation": Column(_("组织")),
            "kind": Column(_("种类")),
            "text": Column(_("内容")),
            "asked_at": Column(_("提出时间")),
            "state": Column(_("状态")),
            "answer": Column(_("答复")),
            "answered_by": Column(_("答复人"), Grade.CODE),
            "answered_at": Column(_("答复时间")),
        },
        "member",
    ),
    Kept(
        "audit.Record",
        "subject_id",
        _("谁看过、改过我的记录"),
        _("事后可查"),
        _("长期保存，只写编号，不写姓名"),
        _("本人；纪检委员；安全审计员"),
        {
            "at": Column(_("时间")),
            "actor_id": Column(_("操作人")),
            "action": Column(_("操作")),
            "object_kind": Column(_("对象"), Grade.CODE),
            "object_id": Column(_("对象编号"), Grade.CODE),
            "organisation_id": Column(_("组织编号"), Grade.CODE),
            "details": Column(_("说明"), Grade.CODE),
        },
        "subject_id",
    ),
)

ELSEWHERE: Mapping[str, tuple[str, str]] = {
    # columns of text in tables that are not about a person: the columns, and why nobody's data stands there for long
    "audit.AnsweredForm": ("body_digest location", "a digest and an address without names"),
    "calendar.DayCorrection": ("note", "notes of the calendar"),
    "calendar.Deadline": ("kind object_id", "codes"),
    "organisation.Organisation": ("path code name pinyin initials type body_kind", "names of organisations"),
    "organisation.OrganisationSpell": ("name type class_name attributes", "names of organisations"),
    "organisation.ImportSource": ("name kind mapping", "names of sources and of columns"),
    "organisation.ImportBatch": (
        "file_name file_digest plan_digest state counts faults",
        "the list of faults is emptied with the commit, and by erasure",
    ),
    "organisation.ImportFile": ("content", "gone with the commit or the discard; erasure removes an open one that names the person"),
    "organisation.ImportDifference": (
        "kind code name changes question choice",
        "names are emptied with the commit; erasure empties the lines about the person",
    ),
    "organisation.RowChange": ("table before after", "without names, numbers, reasons; erasure takes out attributes"),
    "outbox.Message": ("dedup_key last_fault", "codes"),
    "privacy.Erasure": ("code", "codes"),
    "schemes.Scheme": ("code title", "the scheme's own words"),
    "schemes.Version": ("state text digest based_on returned_because", "the scheme's own words"),
    "schemes.Revision": ("packed how", "the scheme's own words"),
    "schemes.Assignment": ("classes statuses", "the scheme's own words"),
    "schemes.ParameterValue": ("name value", "the scheme's own words"),
    "schemes.Profile": ("ranking basis complaints", "an organisation's channel for complaints"),
    "schemes.Rehearsal": ("period facts_from state step content faults", "codes alone"),
    "scores.Trial": ("period name state step facts_digest counts", "codes alone"),
    "users.Tries": ("key", "digests, gone after a day"),
    "auth.Permission": ("name codename", "not used"),
    "auth.Group": ("name", "not used"),
    "contenttypes.ContentType": ("app_label model", "the system's own"),
    "sessions.Session": ("session_key session_data", "eight hours at most; the expired are cleared daily"),
    "account.EmailAddress": ("email", "not used"),
    "account.EmailConfirmation": ("key", "not used"),
    "socialaccount.SocialApp": ("provider provider_id name client_id secret key settings", "the system's own"),
    "socialaccount.SocialToken": ("token token_secret", "not used"),
    "django_q.Task": ("id name func hook group cluster", "numbers of jobs"),
    "django_q.Success": ("id name func hook group cluster", "numbers of jobs"),
    "django_q.Failure": ("id name func hook group cluster", "numbers of jobs"),
    "django_q.Schedule": ("name func hook args kwargs schedule_type cron task cluster intended_date_kwarg", "numbers of jobs"),
    "django_q.OrmQ": ("key payload", "numbers of jobs, gone when done"),
}


@dataclass(frozen=True)
class Entry:
    """One line of the registry as the page shows it."""

    table: str | Promise
    label: str | Promise
    grade: str | Promise
    purpose: str | Promise
    retention: str | Promise
    seen_by: str | Promise


def entries() -> Iterator[Entry]:
    for kept in KEPT:
        for column in kept.columns.values():
            yield Entry(kept.title, column.label, GRADE_NAMES[column.grade], kept.purpose, kept.retention, kept.seen_by)
