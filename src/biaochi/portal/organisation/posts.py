"""The posts somebody can hold in an organisation, in the words the engine's relations use (``relation`` of a relation row)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Post(models.TextChoices):
    SECRETARY = "书记", _("书记")
    DEPUTY_SECRETARY = "副书记", _("副书记")
    ORGANISATION_OFFICER = "组织委员", _("组织委员")
    PUBLICITY_OFFICER = "宣传委员", _("宣传委员")
    DISCIPLINE_OFFICER = "纪检委员", _("纪检委员")
    COMMITTEE_MEMBER = "委员", _("委员")
    RECORDER = "积分记录员", _("积分记录员")
    GROUP_LEADER = "党小组组长", _("党小组组长")
    CLERK = "党务干事", _("党务干事")
    MAIN_LEADER = "主要领导", _("主要领导")
    LEADER_IN_CHARGE = "分管领导", _("分管领导")
