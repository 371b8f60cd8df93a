"""What can be changed about an organisation or a person: one row a change, with its form and its operation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation import operations
from biaochi.portal.web.roster import forms as roster

Act = Callable[[HttpRequest, Any, Mapping[str, Any]], Any]


@dataclass(frozen=True)
class Change:
    """``act`` gets request, subject and cleaned data; ``begins`` the form's initial values from what the page shows."""

    label: str | Promise
    form: type[forms.Form]
    act: Act
    begins: Callable[[Any], Mapping[str, Any]] = lambda subject: {}
    is_grave: bool = False
    note: str | Promise = ""


def who(request: HttpRequest) -> dict[str, Any]:
    return {"acting_user": request.user, "at": request.at}


def dated(request: HttpRequest) -> dict[str, Any]:
    return {**who(request), "today": request.today}


def open_below(request: HttpRequest, parent: Any, data: Mapping[str, Any]) -> Any:
    given = {name: data[name] for name in ("name", "type", "class_name", "body_kind", "has_committee", "code")}
    return operations.open_organisation(**dated(request), parent=parent, from_on=data["on"], **given)


ORGANISATION: Mapping[str, Change] = {
    "open": Change(_("设立下级组织"), roster.NewOrganisation, open_below),
    "rename": Change(
        _("改名"),
        roster.Rename,
        lambda request, one, data: operations.rename_organisation(**dated(request), organisation=one, name=data["name"], on=data["on"]),
        lambda one: {"name": one.name},
    ),
    "reclassify": Change(
        _("改类型或分类"),
        roster.Reclassify,
        lambda request, one, data: operations.reclassify_organisation(
            **dated(request), organisation=one, type=data["type"], class_name=data["class_name"], on=data["on"]
        ),
        lambda one: {"type": one.type},
    ),
    "standing": Change(
        _("委员会与单位性质"),
        roster.Standing,
        lambda request, one, data: operations.change_standing(
            **who(request), organisation=one, has_committee=data["has_committee"], body_kind=data["body_kind"]
        ),
        lambda one: {"has_committee": one.has_committee, "body_kind": one.body_kind},
    ),
    "move": Change(
        _("调整隶属"),
        roster.Move,
        lambda request, one, data: operations.move_organisation(**dated(request), organisation=one, parent=data["parent"], on=data["on"]),
    ),
    "close": Change(
        _("撤销组织"),
        roster.Closing,
        lambda request, one, data: operations.close_organisation(**dated(request), organisation=one, on=data["on"]),
        is_grave=True,
    ),
}


def add_relation(request: HttpRequest, member: Any, data: Mapping[str, Any]) -> Any:
    given = {name: data[name] for name in ("kind", "organisation", "other", "until_on")}
    return operations.relate(**who(request), member=member, from_on=data["on"], **given)


def add_post(request: HttpRequest, member: Any, data: Mapping[str, Any]) -> Any:
    given = {name: data[name] for name in ("organisation", "post", "title", "is_full_time")}
    return operations.appoint(**who(request), member=member, from_on=data["on"], **given)


def begins_home(sight: Any) -> Mapping[str, Any]:
    return {"organisation": sight.spell.organisation.name} if sight.spell and sight.spell.organisation else {}


MEMBER: Mapping[str, Change] = {
    "transfer": Change(
        _("转接组织关系"),
        roster.Transfer,
        lambda request, one, data: operations.transfer_member(
            **who(request), member=one, organisation=data["organisation"], on=data["on"], ends_posts=data["ends_posts"]
        ),
    ),
    "status": Change(
        _("变更身份"),
        roster.StatusChange,
        lambda request, one, data: operations.change_status(**who(request), member=one, status=data["status"], on=data["on"]),
        lambda sight: {"status": sight.spell.status if sight.spell else ""},
    ),
    "flags": Change(
        _("变更标记"),
        roster.FlagsChange,
        lambda request, one, data: operations.change_flags(**who(request), member=one, flags=data["flags"], on=data["on"]),
        lambda sight: {"flags": sight.spell.flags.replace(";", "、") if sight.spell else ""},
    ),
    "attribute": Change(
        _("变更属性"),
        roster.AttributeChange,
        lambda request, one, data: operations.change_attributes(
            **who(request), member=one, attributes={data["name"]: data["value"]}, on=data["on"]
        ),
    ),
    "post": Change(_("任职"), roster.PostForm, add_post, begins_home),
    "relation": Change(_("建立关系"), roster.RelationForm, add_relation),
    "exempt": Change(
        _("免评"),
        roster.ExemptionForm,
        lambda request, one, data: operations.exempt(
            **who(request),
            member=one,
            reason=data["reason"],
            decided_by=data["decided_by"],
            from_on=data["on"],
            until_on=data["until_on"],
        ),
    ),
    "person": Change(
        _("更正个人信息"),
        roster.PersonCorrection,
        lambda request, one, data: operations.correct_person(
            **who(request), member=one, **{field: value for field, value in data.items() if value}
        ),
        lambda sight: {"name": sight.name},
        note=_("改名会同时改显示名称；电话和主系统编号的原文不留底。"),
    ),
    "leave": Change(
        _("结束组织关系"),
        roster.Leaving,
        lambda request, one, data: operations.end_membership(**who(request), member=one, on=data["on"]),
        is_grave=True,
    ),
    "return": Change(
        _("恢复组织关系"),
        roster.Return,
        lambda request, one, data: operations.readmit_member(
            **who(request), member=one, organisation=data["organisation"], status=data["status"], from_on=data["on"]
        ),
    ),
}
