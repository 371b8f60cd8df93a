"""Forms of the roster's changes, each with the day from which it holds."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaochi.portal.organisation import words
from biaochi.portal.organisation.access import within
from biaochi.portal.organisation.viewers import Viewer
from biaochi.portal.web.roster.fields import OrganisationField, PersonField, WordField, day_field

BETWEEN = re.compile(r"[;；、,，\s]+")
FROM_DAY = gettext_lazy("从哪天起")
FIRST_DAY_WITHOUT = gettext_lazy("从哪天起不再是")


class RosterForm(forms.Form):
    """Knows who asks: organisations and people are looked for where they may change the roster. ``lists`` are the offered words."""

    lists: dict[str, Sequence[str]]

    def __init__(self, viewer: Viewer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.lists = {}
        for field in self.fields.values():
            if isinstance(field, OrganisationField):
                field.scope = within(viewer, "change_roster")
            elif isinstance(field, PersonField):
                field.scope, field.day = within(viewer, "change_roster", "organisation__path"), viewer.day
            elif isinstance(field, WordField):
                self.lists[field.list_name] = words.usual(field.list_name)

    def refuse_reversed(self, first: str, last: str) -> None:
        start, end = self.cleaned_data.get(first), self.cleaned_data.get(last)
        if start and end and end <= start:
            self.add_error(last, _("应晚于开始日期。"))


class Transfer(RosterForm):
    organisation = OrganisationField(label=gettext_lazy("转入哪个组织"))
    on = day_field(FROM_DAY, help_text=gettext_lazy("这一天起属于新组织；前一天及以前的积分留在原组织名下。"))
    ends_posts = forms.BooleanField(label=gettext_lazy("同时免去在原组织的职务"), required=False, initial=True)


class StatusChange(RosterForm):
    status = WordField("statuses", label=gettext_lazy("新的身份"), help_text=gettext_lazy("如转为正式党员。用词要与办法里的身份一致。"))
    on = day_field(FROM_DAY)


class FlagsChange(RosterForm):
    flags = forms.CharField(
        label=gettext_lazy("全部标记"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("如 流动、退休；用顿号分开。留空表示没有标记。"),
    )
    on = day_field(FROM_DAY)

    def clean_flags(self) -> list[str]:
        return [word for word in BETWEEN.split(self.cleaned_data["flags"]) if word]


class AttributeChange(RosterForm):
    name = forms.CharField(
        label=gettext_lazy("属性名称"), max_length=40, help_text=gettext_lazy("办法里用到的属性，如 人员类别、联系户数。")
    )
    value = forms.CharField(label=gettext_lazy("内容"), max_length=120, required=False, help_text=gettext_lazy("留空表示去掉这项属性。"))
    on = day_field(FROM_DAY)


class PersonCorrection(RosterForm):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    telephone = forms.CharField(label=gettext_lazy("新的电话"), max_length=30, required=False, help_text=gettext_lazy("不改就留空。"))
    outside_id = forms.CharField(
        label=gettext_lazy("新的主系统编号"), max_length=60, required=False, help_text=gettext_lazy("不改就留空。")
    )

    def given(self) -> dict[str, str]:
        return {field: value for field, value in self.cleaned_data.items() if value}


class Leaving(RosterForm):
    on = day_field(FIRST_DAY_WITHOUT, help_text=gettext_lazy("这一天起不在册。记录和积分保留，以后可以恢复。"))


class Return(RosterForm):
    organisation = OrganisationField(label=gettext_lazy("组织"))
    status = WordField("statuses", label=gettext_lazy("身份"))
    on = day_field(FROM_DAY)


class ExemptionForm(RosterForm):
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        help_text=gettext_lazy("只有书记、副书记、组织委员、党务干事能看到，列表和公示里不出现。"),
    )
    decided_by = forms.CharField(
        label=gettext_lazy("由谁决定"), max_length=120, help_text=gettext_lazy("如 支部党员大会 2025 年 3 月 2 日。")
    )
    on = day_field(gettext_lazy("从哪天起免评"))
    until_on = day_field(gettext_lazy("从哪天起恢复"), required=False, help_text=gettext_lazy("还不知道就留空。"))

    def clean(self) -> None:
        self.refuse_reversed("on", "until_on")


class PostForm(RosterForm):
    organisation = OrganisationField(label=gettext_lazy("在哪个组织任职"))
    post = forms.ChoiceField(label=gettext_lazy("职务"))
    title = forms.CharField(
        label=gettext_lazy("办法里的叫法"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("办法另有叫法时填写，如 支部书记、专职书记。"),
    )
    is_full_time = forms.BooleanField(label=gettext_lazy("专职"), required=False)
    on = day_field(gettext_lazy("任职日期"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = words.posts()


class RelationForm(RosterForm):
    kind = WordField("relations", label=gettext_lazy("关系"), help_text=gettext_lazy("如 分管、部门、临时党支部、双重组织生活、同户。"))
    organisation = OrganisationField(label=gettext_lazy("与哪个组织"), required=False)
    other = PersonField(label=gettext_lazy("或与哪位同志"), required=False, help_text=gettext_lazy("姓名全称或人员编号。与组织二选一。"))
    on = day_field(FROM_DAY)
    until_on = day_field(FIRST_DAY_WITHOUT, required=False)

    def clean(self) -> None:
        self.refuse_reversed("on", "until_on")
        if not self.errors and (self.cleaned_data.get("organisation") is None) == (self.cleaned_data.get("other") is None):
            raise ValidationError(_("请在组织和同志里填一个，只填一个。"))


class Ending(RosterForm):
    on = day_field(FIRST_DAY_WITHOUT)


class NewMember(RosterForm):
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    status = WordField("statuses", label=gettext_lazy("身份"), initial="正式党员")
    on = day_field(gettext_lazy("从哪天起在册"))
    telephone = forms.CharField(
        label=gettext_lazy("电话"), max_length=30, required=False, help_text=gettext_lazy("列表里不显示，查看会留下记录。")
    )
    outside_id = forms.CharField(
        label=gettext_lazy("主系统编号"), max_length=60, required=False, help_text=gettext_lazy("有主系统导出时用来对上同一个人。")
    )
    code = forms.CharField(
        label=gettext_lazy("本系统编号"), max_length=40, required=False, help_text=gettext_lazy("留空自动编排。不要用身份证号。")
    )

    def clean_code(self) -> str:
        code = self.cleaned_data["code"]
        if re.fullmatch(r"[0-9]{17}[0-9Xx]", code):
            raise ValidationError(_("编号会出现在文件和台账里，不能用身份证号。请留空或另编。"))
        return code


class NewOrganisation(RosterForm):
    name = forms.CharField(label=gettext_lazy("名称"), max_length=120)
    type = WordField("types", label=gettext_lazy("类型"), initial="党支部")
    class_name = forms.CharField(
        label=gettext_lazy("分类"), max_length=40, required=False, help_text=gettext_lazy("分类排名时用，如 Ⅰ类、生产型。")
    )
    body_kind = forms.ChoiceField(label=gettext_lazy("单位性质"), required=False)
    has_committee = forms.BooleanField(
        label=gettext_lazy("设有委员会"), required=False, initial=True, help_text=gettext_lazy("党员不足七人、不设支委会的支部不勾。")
    )
    on = day_field(gettext_lazy("设立日期"))
    code = forms.CharField(label=gettext_lazy("编号"), max_length=40, required=False, help_text=gettext_lazy("留空自动编排。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_kind"].choices = [("", _("同上级")), *words.body_kinds()]


class Rename(RosterForm):
    name = forms.CharField(label=gettext_lazy("新名称"), max_length=120)
    on = day_field(FROM_DAY)


class Reclassify(RosterForm):
    type = WordField("types", label=gettext_lazy("类型"))
    class_name = forms.CharField(label=gettext_lazy("分类"), max_length=40, required=False, help_text=gettext_lazy("留空表示不分类。"))
    on = day_field(FROM_DAY)


class Move(RosterForm):
    parent = OrganisationField(label=gettext_lazy("新的上级组织"))
    on = day_field(FROM_DAY)


class Closing(RosterForm):
    on = day_field(gettext_lazy("从哪天起撤销"), help_text=gettext_lazy("人员和下级组织要先转出。撤销后记录保留。"))


class Standing(RosterForm):
    has_committee = forms.BooleanField(
        label=gettext_lazy("设有委员会"), required=False, help_text=gettext_lazy("不设委员会的支部，要委员会办的步骤由党员大会或书记代行。")
    )
    body_kind = forms.ChoiceField(label=gettext_lazy("单位性质"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_kind"].choices = [("", _("同上级")), *words.body_kinds()]


class Founding(forms.Form):
    name = forms.CharField(label=gettext_lazy("最上级组织的名称"), max_length=120, help_text=gettext_lazy("如 某某市某某局党委。"))
    type = forms.CharField(label=gettext_lazy("类型"), max_length=20, initial="党委")
    body_kind = forms.ChoiceField(label=gettext_lazy("单位性质"))
    clerk_name = forms.CharField(
        label=gettext_lazy("党务干事姓名"), max_length=60, help_text=gettext_lazy("由这位同志录入其余组织和人员。")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body_kind"].choices = words.body_kinds()


class PeopleFilter(forms.Form):
    q = forms.CharField(label=gettext_lazy("姓名、拼音或首字母"), required=False, max_length=40)
    status = forms.ChoiceField(label=gettext_lazy("身份"), required=False)
    flag = forms.ChoiceField(label=gettext_lazy("标记"), required=False)

    def __init__(self, *args: Any, statuses: Sequence[str], flags: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["status"].choices = [("", _("全部")), *((word, word) for word in statuses)]
        self.fields["flag"].choices = [("", _("全部")), *((word, word) for word in flags)]
        if not flags:
            del self.fields["flag"]


class Upload(RosterForm):
    file = forms.FileField(
        label=gettext_lazy("文件（.xlsx 或 .csv）"),
        widget=forms.FileInput({"accept": ".xlsx,.csv"}),
        help_text=gettext_lazy("不得上传涉密文件。可直接用主系统的导出，标题行上面有表名也行。"),
    )
    source = forms.CharField(
        label=gettext_lazy("来源名称"),
        max_length=120,
        initial="主系统导出",
        widget=forms.TextInput({"list": "sources"}),
        help_text=gettext_lazy("同一来源下次自动沿用这次的列对应。"),
    )
    organisation = OrganisationField(label=gettext_lazy("这份文件管到哪个组织"))
    on = day_field(gettext_lazy("从哪天起生效"), help_text=gettext_lazy("文件与名册的差异从这一天起生效。文件里有“自”列时，以该列为准。"))
    ends_absent = forms.BooleanField(label=gettext_lazy("这是全部人员的名单：不在文件里的，从这一天起视为已离开"), required=False)


def initial_day(form: type[forms.Form], today: date) -> dict[str, Any]:
    """Every form opens with today, so that the usual case is one press."""
    return {"on": today} if "on" in form.base_fields else {}
