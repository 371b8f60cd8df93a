"""The posts somebody can hold in an organisation, in the words the engine's relations use (``relation`` of a relation row)."""

from dataclasses import dataclass

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


@dataclass(frozen=True)
class PostWord:
    """What a word of a roster or a scheme means as a post; ``is_full_time`` is None where the word does not say."""

    post: str
    is_full_time: bool | None = None


WORDS = {
    **{post.value: PostWord(post.value) for post in Post},
    "支部书记": PostWord(Post.SECRETARY),
    "党支部书记": PostWord(Post.SECRETARY),
    "总支书记": PostWord(Post.SECRETARY),
    "党总支书记": PostWord(Post.SECRETARY),
    "党委书记": PostWord(Post.SECRETARY),
    "专职书记": PostWord(Post.SECRETARY, True),
    "兼职书记": PostWord(Post.SECRETARY, False),
    "支部副书记": PostWord(Post.DEPUTY_SECRETARY),
    "党支部副书记": PostWord(Post.DEPUTY_SECRETARY),
    "党委副书记": PostWord(Post.DEPUTY_SECRETARY),
    "支委": PostWord(Post.COMMITTEE_MEMBER),
    "支部委员": PostWord(Post.COMMITTEE_MEMBER),
    "班子成员": PostWord(Post.COMMITTEE_MEMBER),
    "记录员": PostWord(Post.RECORDER),
    "党小组长": PostWord(Post.GROUP_LEADER),
    "组织员": PostWord(Post.CLERK),
    "主要负责人": PostWord(Post.MAIN_LEADER),
}
"""Every word that is a post, with the post it is. Any other word of a relation row relates and gives no right."""
