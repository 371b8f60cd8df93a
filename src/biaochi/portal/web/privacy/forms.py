from django import forms
from django.utils.translation import gettext_lazy as _

from biaochi.portal.privacy.queries import answers, kinds, states

LINES = {"rows": 4}


class AskForm(forms.Form):
    kind = forms.ChoiceField(label=_("要求"), choices=kinds)
    text = forms.CharField(
        label=_("内容"),
        max_length=500,
        help_text=_("写明哪一项、应该是什么。不得填写涉密内容。"),
        widget=forms.Textarea(LINES),
    )


class AnswerForm(forms.Form):
    state = forms.ChoiceField(label=_("结果"), choices=answers, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("答复"), max_length=500, help_text=_("本人会看到：做了什么，或为什么不采纳。"), widget=forms.Textarea(LINES)
    )


class Filter(forms.Form):
    state = forms.ChoiceField(label=_("状态"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("全部")), *states()]
