from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from biaochi.portal.users.queries import duties


class DutyForm(forms.Form):
    duty = forms.ChoiceField(label=_("管理职责"), choices=duties, widget=forms.RadioSelect)
    username = forms.CharField(
        label=_("登录名"),
        max_length=60,
        validators=[RegexValidator(r"^[a-z0-9][a-z0-9._-]{2,}$", _("用三个以上的小写字母、数字、点或横线。"))],
        help_text=_("小写字母或数字，三个以上。"),
    )
    shown_as = forms.CharField(label=_("显示名称"), max_length=60, help_text=_("写人名，谁做的事记在谁名下；不要几人共用一个账号。"))


class ActiveForm(forms.Form):
    is_active = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda word: word == "yes")
