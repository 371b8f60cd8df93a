from django import forms
from django.utils.translation import gettext_lazy as _

from biaochi.portal.web.kit.fields import DayInput


class DayForm(forms.Form):
    day = forms.DateField(label=_("日期"), widget=DayInput())
    is_working = forms.TypedChoiceField(
        label=_("这一天"), choices=[("no", _("不上班")), ("yes", _("上班"))], coerce=lambda value: value == "yes", widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("说明"), max_length=120, help_text=_("依据哪个通知，例如：市政府办 11 月 3 日停工通知。"))


class DayOnly(forms.Form):
    day = forms.DateField()
