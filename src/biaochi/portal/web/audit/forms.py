from django import forms
from django.utils.translation import gettext_lazy as _

from biaochi.portal.audit.queries import actions
from biaochi.portal.web.kit.fields import DayInput


class Search(forms.Form):
    begin = forms.DateField(label=_("从"), required=False, widget=DayInput())
    end = forms.DateField(label=_("到"), required=False, widget=DayInput())
    who = forms.CharField(label=_("操作人"), required=False, max_length=60)
    action = forms.ChoiceField(label=_("操作"), required=False)
    object_kind = forms.CharField(label=_("对象"), required=False, max_length=40)
    object_id = forms.CharField(label=_("对象编号"), required=False, max_length=64)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = [("", _("全部")), *actions()]
