"""The columns a file may carry, their usual headers, and which header is probably which column. Pure.

Our own headers are those of the file contract (编号 姓名 身份 组织 自 至 标记 …), so what is exported can be imported.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from biaochi.portal.organisation.models import ImportKind


@dataclass(frozen=True)
class Column:
    """``reader``: how its cells are read (id, text, word, words, day, telephone). ``headers``: ours first, then by likelihood."""

    name: str
    label: str | Promise
    reader: str
    headers: tuple[str, ...]


FROM = Column("from", _("自（生效日）"), "day", ("自", "from", "起", "起始日期", "开始日期"))
TO = Column("to", _("至（结束的次日）"), "day", ("至", "to", "止", "终止日期", "结束日期"))

COLUMNS: Mapping[str, tuple[Column, ...]] = {
    ImportKind.ROSTER: (
        Column("code", _("编号（本系统）"), "id", ("编号", "id", "党员编号", "人员编号")),
        Column(
            "outside_id",
            _("主系统编号"),
            "id",
            ("主系统编号", "outside_id", "系统编号", "公民身份号码", "身份证号", "身份证号码", "证件号码", "党员标识"),
        ),
        Column("name", _("姓名"), "text", ("姓名", "name", "党员姓名", "名字")),
        Column("status", _("身份"), "word", ("身份", "status", "党员身份", "党员类型", "党员类别", "人员类别", "政治面貌")),
        Column(
            "organisation",
            _("组织"),
            "id",
            (
                "组织", "organisation", "所在组织", "组织编号", "所在支部", "所在党支部", "所在党组织", "组织关系所在党组织", "党支部",
                "支部名称", "党组织名称",
            ),
        ),
        FROM,
        TO,
        Column("flags", _("标记"), "words", ("标记", "flags")),
        Column("telephone", _("电话"), "telephone", ("电话", "telephone", "手机", "手机号", "手机号码", "联系电话", "移动电话")),
    ),
    ImportKind.ORGANISATIONS: (
        Column("code", _("编号"), "id", ("编号", "id", "组织编号", "党组织编号", "党组织代码")),
        Column("name", _("名称"), "text", ("名称", "name", "组织名称", "党组织名称", "党组织全称")),
        Column("type", _("类型"), "word", ("类型", "type", "组织类型", "组织类别", "党组织类型")),
        Column("parent", _("上级"), "id", ("上级", "parent", "上级组织", "上级编号", "上级党组织", "上级党组织名称")),
        Column("class_name", _("分类"), "word", ("分类", "class", "党组织分类")),
        FROM,
        TO,
    ),
    ImportKind.RELATIONS: (
        Column("subject", _("人员（编号或姓名）"), "id", ("主体", "subject", "主体编号", "党员编号", "编号", "姓名")),
        Column("relation", _("任职或关系"), "word", ("关系", "relation", "任职", "职务", "党内职务")),
        Column("target", _("组织或人员"), "id", ("对象", "target", "对象编号", "组织", "所在党组织", "党组织名称", "任职组织")),
        FROM,
        TO,
    ),
}  # fmt: skip
REQUIRED: Mapping[str, tuple[tuple[str, ...], ...]] = {
    # one of each group
    ImportKind.ROSTER: (("code", "outside_id", "name"), ("organisation",)),
    ImportKind.ORGANISATIONS: (("code", "name"),),
    ImportKind.RELATIONS: (("subject",), ("relation",), ("target",)),
}
KEEPS_ATTRIBUTES = frozenset((ImportKind.ROSTER, ImportKind.ORGANISATIONS))


@dataclass(frozen=True)
class Mapped:
    """``columns``: our column → place of the header (from 0). ``attributes``: headers kept under their own names → place."""

    columns: Mapping[str, int]
    attributes: Mapping[str, int]


def plain(header: str) -> str:
    return "".join(unicodedata.normalize("NFKC", header).split()).casefold()


def leaf(header: str) -> str:
    """The lowest level of a header of several rows: 组织关系/所在党支部 gives 所在党支部."""
    return header.rsplit("/", 1)[-1]


def likely(kind: str, headers: Sequence[str], remembered: Mapping[str, object] | None = None) -> Mapped:
    """What was confirmed last time where its headers are there, else the best guess. No header serves two columns."""
    known = {plain(header): place for place, header in reversed(list(enumerate(headers))) if header}
    leaves = {plain(leaf(header)): place for place, header in reversed(list(enumerate(headers))) if header}
    found: dict[str, int] = {}
    before = remembered or {}
    for column in COLUMNS[kind]:
        told = before.get(column.name)
        if isinstance(told, str) and plain(told) in known:
            found[column.name] = known[plain(told)]
    for column in COLUMNS[kind]:
        if column.name in found or before.get(column.name) == "":
            continue
        places = (table.get(plain(header)) for table in (known, leaves) for header in column.headers)
        place = next((one for one in places if one is not None and one not in found.values()), None)
        if place is not None:
            found[column.name] = place
    kept = before.get("attributes", [])
    names = [name for name in kept if isinstance(name, str)] if isinstance(kept, list) else []
    attributes = {name: known[plain(name)] for name in names if plain(name) in known and known[plain(name)] not in found.values()}
    return Mapped(found, attributes)


def count_known(kind: str, headers: Sequence[str]) -> int:
    """How many of these cells are usual headers: what tells the row of headers from a title."""
    known = {plain(header) for column in COLUMNS[kind] for header in column.headers}
    return len({plain(leaf(header)) for header in headers if header} & known)


def missing(kind: str, columns: Mapping[str, int]) -> list[str]:
    """Labels of what must be named and is not: one sentence part a group."""
    labels = {column.name: str(column.label) for column in COLUMNS[kind]}
    return [" / ".join(labels[name] for name in group) for group in REQUIRED[kind] if not any(name in columns for name in group)]
