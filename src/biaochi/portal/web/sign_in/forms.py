from django import forms
from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from biaochi.portal.users.models import User


class OwnPassword(forms.Form):
    old = forms.CharField(label=gettext_lazy("现在的密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "current-password"}))
    new = forms.CharField(
        label=gettext_lazy("新密码"),
        strip=False,
        help_text=gettext_lazy("至少十位，不能全是数字，不要用姓名。一句自己记得住的话最好。"),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(label=gettext_lazy("再输一遍新密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def __init__(self, user: User, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_old(self) -> str:
        if not self.user.check_password(self.cleaned_data["old"]):
            raise ValidationError(_("密码不对。首次登录请输入账号条上的密码。"))
        return self.cleaned_data["old"]

    def clean(self) -> None:
        new, again = self.cleaned_data.get("new"), self.cleaned_data.get("again")
        if not new or not again:
            return
        if new != again:
            self.add_error("again", _("两遍输入不一致。"))
        elif new == self.cleaned_data.get("old"):
            self.add_error("new", _("新密码与现在的相同，请换一个。"))
        else:
            try:
                password_validation.validate_password(new, self.user)
            except ValidationError as fault:
                self.add_error("new", fault)
