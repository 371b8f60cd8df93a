"""What random schemes and worlds talk about: fact kinds, people's and bodies' words, attributes, posts, relations."""

from typing import Any

PERSON_KINDS: dict[str, dict[str, Any]] = {
    "出席": {"code": "F1"},
    "志愿": {"unit": "小时", "decimals": "2", "quantity_range": ["-20", "500"], "roles": ["主讲", "助讲"]},
    "捐款": {"unit": "元"},
    "荣誉": {"code": "F4", "levels": ["国家级", "省级", "市级"], "roles": ["牵头", "参与"]},
    "违规": {"levels": ["轻", "重"], "matter": "optional"},
    "评议": {"form": "assessment", "levels": ["优秀", "合格", "不合格"], "roles": ["自评", "考评组"]},
    "测评": {"form": "ballot", "mark_range": ["0", "10"]},
    "驻村": {"form": "state", "levels": ["省级", "市级"]},
    "课题": {"code": "F9", "unit": "项", "levels": ["省级", "市级"], "roles": ["牵头", "参与"]},
    "处分": {"levels": ["轻", "重"]},
    "解除": {},
}
BODY_KINDS: dict[str, dict[str, Any]] = {
    "信息": {"code": "G1", "subject": "organisation"},
    "检查": {"subject": "organisation", "form": "assessment", "unit": "分", "decimals": "1"},
    "表彰": {"subject": "organisation", "levels": ["国家级", "省级", "市级"], "roles": ["牵头", "参与"]},
    "挂牌": {"subject": "organisation", "form": "state", "levels": ["省级", "市级"]},
    "问题": {"code": "G5", "subject": "organisation", "levels": ["轻", "重"]},
    "整改": {"subject": "organisation"},
}
KINDS = PERSON_KINDS | BODY_KINDS
VETOING = {"person": ["处分", "违规"], "organisation": ["问题"]}
LIFTING = {"person": ["解除"], "organisation": ["整改"]}

STATUSES = ["正式党员", "预备党员", "积极分子"]
FLAGS = ["流动", "年老体弱", "先锋岗"]
CLASSES = ["管理型", "经营型"]
TYPES = ["党支部", "党总支"]
POSTS = ["书记", "分管"]
"""Relations of a person to a body."""
KINSHIPS = ["配偶", "师徒"]
"""Relations of a person to a person."""
CREWS = ["队员"]
"""Relations of a person to a team that stands in no roster."""
TEAM = "突击队"
RELATIVE = "家属"
"""Somebody with facts who stands in relations only."""

MATTERS = ["甲事", "乙事", "丙事"]
RATERS = ["考一", "考二", "考三"]
RECORDERS = ["委员", "办公室"]

NUMBERS = {"person": ["学时", "月薪"], "organisation": ["平均年龄"]}
DAYS = {"person": ["入党日"], "organisation": ["成立日"]}
TEXTS = {"person": {"学历": ["本科", "专科", "高中"]}, "organisation": {"星级": ["三星", "五星"]}}

BODIES = ["一支部", "二支部", "总支"]


def kinds_for(subject: str, whose: Any) -> list[str]:
    """The fact kinds whose facts this `whose` can credit to subjects of this sort."""
    if whose == "self":
        return list(PERSON_KINDS if subject == "person" else BODY_KINDS)
    if whose == "organisation":
        return list(BODY_KINDS)
    if isinstance(whose, dict) and whose.get("related") in CREWS:
        return list(BODY_KINDS)
    if isinstance(whose, dict) and subject == "person" and whose.get("related") in POSTS:
        return list(BODY_KINDS)
    return list(PERSON_KINDS)
