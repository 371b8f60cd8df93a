from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

UPLOAD_MAX = 5 * 2**20
SUGGESTED_MAX = 200


def day_input() -> forms.DateInput:
    """A browser's own calendar, which takes a day in this form only."""
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class Suggesting(forms.TextInput):
    """A text field with suggestions to type towards."""

    def __init__(self, suggestions: Iterable[str] = ()) -> None:
        super().__init__()
        self.suggestions = suggestions

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        own = {**(attrs or {}), "list": f"{name}-suggestions", "autocomplete": "off"}
        options = format_html_join("", '<option value="{}"></option>', ((one,) for one in self.suggestions))
        return super().render(name, value, own, renderer) + format_html('<datalist id="{}-suggestions">{}</datalist>', name, options)


class OrganisationField(forms.CharField):
    """An organisation by its name or code, among those the viewer may choose."""

    def __init__(self, organisations: QuerySet[Any], **others: Any) -> None:
        names = organisations.order_by("path").values_list("name", flat=True)[:SUGGESTED_MAX]
        super().__init__(widget=Suggesting(names), max_length=120, **others)
        self.organisations = organisations

    def clean(self, value: str) -> Any:
        text = super().clean(value).strip()
        if not text:
            return None
        found = list(self.organisations.filter(code=text)[:1]) or list(self.organisations.filter(name=text)[:2])
        if len(found) != 1:
            raise forms.ValidationError(
                gettext("没有找到这个组织。请从提示里选，或写组织代码。") if not found else gettext("有几个组织叫这个名字，请写组织代码。")
            )
        return found[0]


class WordsField(forms.CharField):
    """Words between 、; an empty field is no word."""

    def clean(self, value: str) -> list[str]:
        text = super().clean(value)
        for mark in "，,；;":
            text = text.replace(mark, "、")
        return [word.strip() for word in text.split("、") if word.strip()]


class FilterForm(forms.Form):
    q = forms.CharField(label=_("名称或代码"), required=False, max_length=60)
    state = forms.ChoiceField(
        label=_("状态"), required=False,
        choices=[("", _("全部")), ("draft", _("有草稿")), ("submitted", _("待审定")), ("published", _("已发布"))],
    )  # fmt: skip


class NewForm(forms.Form):
    """What every new scheme needs; ``organisations`` are those the viewer may draft for."""

    def __init__(self, *args: Any, organisations: QuerySet[Any], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["owner"] = OrganisationField(organisations, label=_("所属组织"), help_text=_("这份办法是哪个组织的。"))
        self.fields["title"] = forms.CharField(label=_("名称"), max_length=200, required=False, help_text=_("留空则用原来的名称。"))
        if len(first := list(organisations.order_by("path")[:1])):
            self.fields["owner"].initial = first[0].name


class PresetForm(NewForm):
    def __init__(self, *args: Any, presets: Iterable[tuple[str, str]], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["preset"] = forms.ChoiceField(
            label=_("预置办法"), choices=[(name, f"{name.upper()} {title}") for name, title in presets]
        )
        self.order_fields(["preset", "owner", "title"])


class TableForm(NewForm):
    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["table"] = forms.FileField(
            label=_("评分表（.xlsx）"), help_text=_("一列指标，一列分值或评分标准；合并的单元格照读。不得上传涉密文件。"),
            widget=forms.FileInput({"accept": ".xlsx"}),
        )  # fmt: skip
        self.fields["code"] = forms.CharField(
            label=_("代码"), max_length=40, help_text=_("字母、数字，例如 DJ2026。各版次、台账和结果都凭它对上，以后不改。")
        )
        self.order_fields(["table", "code", "owner", "title"])

    def clean_table(self) -> Any:
        return of_suffix(self.cleaned_data["table"], ".xlsx")


class ExtensionForm(NewForm):
    """``parents`` are (version id, label) of the published versions that may be extended."""

    def __init__(self, *args: Any, parents: Iterable[tuple[int, str]], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["parent"] = forms.TypedChoiceField(label=_("上级办法"), choices=list(parents), coerce=int)
        self.fields["code"] = forms.CharField(label=_("代码"), max_length=40, help_text=_("字母、数字，例如 ZB2026。以后不改。"))
        self.order_fields(["parent", "code", "owner", "title"])


class FileForm(NewForm):
    def __init__(self, *args: Any, **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["file"] = forms.FileField(
            label=_("办法文件（.yaml）"),
            help_text=_("UTF-8 编码，不超过 2 MB。不得上传涉密文件。"),
            widget=forms.FileInput({"accept": ".yaml,.yml"}),
        )
        self.order_fields(["file", "owner", "title"])

    def clean_file(self) -> Any:
        return of_suffix(self.cleaned_data["file"], ".yaml", ".yml")


def of_suffix(file: Any, *suffixes: str) -> Any:
    if not file.name.lower().endswith(suffixes):
        raise forms.ValidationError(gettext("只收 %(suffixes)s 文件。") % {"suffixes": "、".join(suffixes)})
    if file.size > UPLOAD_MAX:
        raise forms.ValidationError(gettext("文件超过 5 MB。请核对是否选错了文件。"))
    return file


class RevisionForm(forms.Form):
    """Which save a form was made from."""

    revision = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class TextForm(RevisionForm):
    text = forms.CharField(strip=False, max_length=2_000_000)


class BackForm(RevisionForm):
    number = forms.IntegerField(min_value=1, max_value=2**31 - 1)


class ReturnForm(forms.Form):
    because = forms.CharField(label=_("退回原因"), max_length=300, widget=forms.Textarea({"rows": 2}))


class AssignForm(forms.Form):
    """``versions`` are (number, label) of the published ones."""

    def __init__(self, *args: Any, organisations: QuerySet[Any], versions: Iterable[tuple[int, str]], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["version"] = forms.TypedChoiceField(label=_("版次"), choices=list(versions), coerce=int)
        self.fields["organisation"] = OrganisationField(organisations, label=_("适用于"), help_text=_("连同它的下级组织。"))
        self.fields["classes"] = WordsField(
            label=_("分类"), required=False, max_length=200, help_text=_("只对某些分类的组织适用时写，用、隔开；留空为全部。")
        )
        self.fields["statuses"] = WordsField(
            label=_("身份"), required=False, max_length=200, help_text=_("只对某些身份的人适用时写，例如 正式党员、预备党员；留空为全部。")
        )
        self.fields["from_on"] = forms.DateField(label=_("起"), widget=day_input())
        self.fields["until_on"] = forms.DateField(
            label=_("止"), required=False, widget=day_input(), help_text=_("到这一天的前一天为止；留空为不定。")
        )
        self.fields["ends_earlier"] = forms.BooleanField(label=_("原来适用的版次到起的这一天为止"), required=False, initial=True)


class EndForm(forms.Form):
    on = forms.DateField(label=_("从哪一天起不再适用"), widget=day_input())


class ParameterForm(forms.Form):
    def __init__(self, *args: Any, organisations: QuerySet[Any], names: Iterable[tuple[str, str]], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["name"] = forms.ChoiceField(label=_("参数"), choices=list(names))
        self.fields["organisation"] = OrganisationField(
            organisations, label=_("组织"), help_text=_("连同它的下级组织；下级另填的，以下级为准。")
        )
        self.fields["value"] = forms.CharField(label=_("值"), max_length=40, widget=forms.TextInput({"inputmode": "decimal"}))
        self.fields["from_on"] = forms.DateField(label=_("起"), required=False, widget=day_input(), help_text=_("留空为一直如此。"))


class ProfileForm(forms.Form):
    ranking = forms.ChoiceField(
        label=_("名次"), choices=[("off", _("不排名")), ("self", _("只给本人看自己的名次")), ("scope", _("在办法写明的范围内公布"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文号，或属于哪种特殊场景。公布名次时必须写。"))
    from_on = forms.DateField(label=_("起"), widget=day_input())
    until_on = forms.DateField(
        label=_("止"),
        required=False,
        widget=day_input(),
        help_text=_("到这一天的前一天为止，最长一年；到期自动恢复默认。"),
    )
    complaints = forms.CharField(
        label=_("投诉建议渠道"), max_length=200, required=False, help_text=_("电话、信箱或办公室；随办法公布，每个人都看得到。")
    )


class RehearsalForm(forms.Form):
    """``trials`` are (id, label) of settled trials whose facts may be used."""

    def __init__(self, *args: Any, against: Iterable[tuple[int, str]], trials: Iterable[tuple[str, str]], **others: Any) -> None:
        super().__init__(*args, **others)
        self.fields["against"] = forms.TypedChoiceField(label=_("与哪一版对照"), choices=list(against), coerce=int)
        choices = [("", _("上传一份事项表")), *trials]
        self.fields["trial"] = forms.ChoiceField(label=_("用哪里的事项"), choices=choices, required=False)
        self.fields["facts"] = forms.FileField(
            label=_("事项表（.xlsx 或 .csv）"), required=False, widget=forms.FileInput({"accept": ".xlsx,.csv"}),
            help_text=_("选了已有的试算就不用上传。不得上传涉密文件。"),
        )  # fmt: skip
        self.fields["period"] = forms.CharField(
            label=_("周期"), max_length=20, required=False, help_text=_("例如 2025、2025-Q3、2025-07；用已有的试算时不用写。")
        )

    def clean_facts(self) -> Any:
        file = self.cleaned_data["facts"]
        return of_suffix(file, ".xlsx", ".csv") if file else None

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if not found.get("trial") and not self.errors:
            if not found.get("facts"):
                self.add_error("facts", gettext("请选一份已有的试算，或上传事项表。"))
            if not found.get("period"):
                self.add_error("period", gettext("请写明这些事项是哪个周期的。"))
        return found
