"""The column headers of tables of criteria as offices write them, and what each column holds.

Worked example: 「评分细则」 is a column of standards, 「标准分（分）」 one of points, 「自评得分」 one that a form leaves to be filled in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from biaochi.files.cells import half_width

HEADERS: dict[str, str] = {
    "level": """
        一级指标 二级指标 三级指标 四级指标 指标 指标名称 考核指标 考评指标 评价指标 积分指标 项目 项目名称 考核项目 考评项目 积分项目
        评分项目 评价项目 一级项目 二级项目 考核要点 考评要点 评价要点 要素 考核要素 评价要素 维度 考核维度 评价维度 大类 小类 模块
    """,
    "category": "类别 积分类别 分类",
    "content": "考核内容 考评内容 评价内容 评分内容 积分内容 具体内容 主要内容 工作内容 内容 具体事项 积分事项 事项",
    "standards": """
        评分标准 计分标准 考核标准 考评标准 评价标准 积分标准 赋分标准 标准 评分细则 计分细则 考核细则 积分细则 评分说明 计分说明
        评分要求 计分办法 评分办法 计分方法 评分方法 考核办法 考核方法 计分方式 评分方式 加分标准 扣分标准 加扣分标准 奖惩标准
        加分办法 扣分办法 加分情形 扣分情形 加分项 扣分项
    """,
    "points": "分值 满分 标准分 标准分值 分数 基本分 基准分 赋分 最高分 权重分 满分值 分",
    "weight": "权重 占比 权重系数",
    "bases": "依据 文件依据 政策依据 制度依据 依据文件 来源 出处",
    "clauses": "条款 对应条款 办法条款",
    "remarks": "备注 说明 备考 考核方式 考核形式 评价方式 佐证材料 证明材料 印证资料",
    "enterers": "责任部门 责任单位 牵头部门 考核部门 考评部门 考核主体 评价主体 责任人 审核部门 录入 录入人 考核单位 登记人",
    "codes": "代码",
    "number": "序号 编号 序",
    "filled": """
        得分 自评得分 自评分 自评 考评得分 考核得分 实得分 实际得分 组织评分 组织评价 复核得分 扣分 加分 扣分情况 初评 互评 考评分
        评分 支部评分
    """,
}
"""What a column holds → its names. ``number`` and ``filled`` are not read: the one says nothing, the other is left to be filled in."""
ROLES = {name: role for role, names in HEADERS.items() for name in names.split()}
PARAMETERS = ("参数", "值")
SUM = re.compile(r"(?:合计|总计|共计|总分|合计分值|小计|总分值)")


def plain_name(text: str) -> str:
    """A header without spaces, line breaks and what stands in brackets."""
    return re.sub(r"\(.*?\)|\s|[:：*]", "", half_width(text))


def role_of(text: str) -> str | None:
    """What a column with this header holds; None if the header is not known."""
    return ROLES.get(plain_name(text))


def is_header_row(texts: Sequence[str]) -> bool:
    """Whether a row names the columns of a table of criteria: something to appraise, and what it is worth or how."""
    roles = {role_of(text) for text in texts if text}
    return bool(roles & {"level", "content", "category"}) and bool(roles & {"standards", "points"})
