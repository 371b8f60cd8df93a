"""Form fields of the roster: an organisation or a person by what people write, a day, words."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaochi.portal.organisation.queries import people, structure
from biaochi.portal.web.kit.fields import DayInput


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    return forms.DateField(label=label, required=required, help_text=help_text, widget=DayInput())


class OrganisationField(forms.CharField):
    """Code or whole name of one organisation within ``scope``; suggestions come as one types."""

    def __init__(self, **given: Any) -> None:
        given.setdefault("help_text", gettext_lazy("输入名称的一部分、拼音或首字母，从提示里选；也可填编号。"))
        suggest = {
            "list": "organisations-found",
            "autocomplete": "off",
            "hx-get": reverse_lazy("roster_suggest"),
            "hx-trigger": "input changed delay:200ms",
            "hx-target": "#organisations-found",
            "hx-include": "this",
            "hx-params": "*",
        }
        super().__init__(max_length=120, widget=forms.TextInput(suggest), **given)
        self.scope = Q(pk__in=[])

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = structure.find(text, self.scope)
        if not found:
            raise ValidationError(_("您管理的范围内没有叫“%(text)s”的组织。请从提示里选，或填组织编号。") % {"text": text})
        if len(found) > 1:
            codes = "、".join(one.code for one in found)
            raise ValidationError(_("叫这个名称的组织有几个（编号 %(codes)s）。请填编号。") % {"codes": codes})
        return found[0]


class PersonField(forms.CharField):
    """Code or whole name of one person on today's roster within ``scope``."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=60, **given)
        self.scope, self.day = Q(pk__in=[]), None

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = people.find(text, self.scope, self.day)
        if not found:
            raise ValidationError(_("您管理的范围内没有“%(text)s”。请填姓名全称或人员编号。") % {"text": text})
        if len(found) > 1:
            codes = "、".join(one.code for one in found)
            raise ValidationError(_("叫这个名字的有几位（编号 %(codes)s）。请填编号。") % {"codes": codes})
        return found[0]


class WordField(forms.CharField):
    """A word of the schemes: usual ones are offered, another may be written."""

    def __init__(self, list_name: str, **given: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput({"list": list_name, "autocomplete": "off"}), **given)
        self.list_name = list_name
