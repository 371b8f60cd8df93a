from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Choose(forms.Form):
    organisation = forms.ChoiceField(label=_("组织"), required=False)

    def __init__(self, *args: Any, organisations: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].choices = [
            (str(one.pk), "　" * (one.depth - organisations[0].depth) + one.name) for one in organisations
        ]


class Upload(forms.Form):
    period = forms.ChoiceField(label=_("周期"))
    file = forms.FileField(
        label=_("填好的台账"),
        help_text=_("Excel（.xlsx）或 CSV，不超过 60 MB。不得上传涉密文件。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    with_history = forms.BooleanField(label=_("已保留的往期试算，作为往期积分"), required=False, initial=True)

    def __init__(self, *args: Any, periods: Sequence[Any], kept: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = [
            (one.name, one.label if one.is_over else _("%(name)s（未结束）") % {"name": one.label}) for one in periods
        ]
        self.fields["period"].initial = next((one.name for one in periods if one.is_over), None)
        if kept:
            self.fields["with_history"].help_text = _("已保留：%(periods)s。只采用所选周期以前的。") % {"periods": "、".join(kept)}
        else:
            del self.fields["with_history"]


class Name(forms.Form):
    name = forms.CharField(label=_("名称"), max_length=120)


class Filter(forms.Form):
    """``board`` and what narrows it; ranks stay those of the whole board."""

    board = forms.ChoiceField(label=_("榜"), required=False)
    group = forms.ChoiceField(label=_("组别"), required=False)
    name = forms.CharField(label=_("名称"), required=False, max_length=40)
    grade = forms.ChoiceField(label=_("积分等次（参考）"), required=False)
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, *args: Any, choices: dict[str, Sequence[tuple[str, Any]]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, pairs in choices.items():
            if pairs:
                self.fields[name].choices = pairs if name == "board" else [("", _("全部")), *pairs]
            else:
                del self.fields[name]
