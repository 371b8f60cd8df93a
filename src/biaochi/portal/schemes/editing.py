"""What a form sent back means for the text: which words change, which entries come and go.

Names: ``v.PATH`` a value, ``l.PATH`` a list of words, ``k.PATH`` the name of an entry, ``a.PATH.key`` and ``a.PATH.value`` a setting that
the piece at PATH does not have yet, ``e.PATH.key`` and ``e.PATH.value`` a new name among names. Buttons: ``remove``, ``more`` (one entry
like the last), ``rule``, ``node``, ``fact``, ``parameter``.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from biaochi.portal.schemes.fields import BETWEEN, Field, Item, dotted, undotted, whole
from biaochi.portal.schemes.scalars import written
from biaochi.portal.schemes.source import (
    AddItem,
    AddKey,
    CannotWrite,
    Change,
    Path,
    Remove,
    SetKey,
    SetValue,
    changed,
    children_of,
    content_end,
    is_flow,
    node_at,
    root_of,
)
from biaochi.scoring.scheme import yaml_tree
from biaochi.scoring.scheme.shapes import keys_of
from biaochi.scoring.scheme.yaml_tree import Node

SPLIT = re.compile(r"[、，,;；\n]+")
CODES = re.compile(r"(?:代码|code): *[\"']?([^\s,\"'}\]#]+)")
ZH_EN = {
    "rules": ("评分标准", "rules"), "indicators": ("指标", "indicators"), "facts": ("事项", "facts"), "parameters": ("参数", "parameters"),
    "name": ("名称", "name"), "code": ("代码", "code"), "each": ("每次", "each"), "value": ("值", "value"), "max": ("封顶", "max"),
}  # fmt: skip


def edited(text: str, posted: Mapping[str, str], further: Sequence[Change] = ()) -> str:
    """The text with everything in it that the form says otherwise, then with what its button asks for. Raises ``CannotWrite``.

    ``further`` changes are written together with those of the form.
    """
    root = whole(text)
    if root is None:
        root_of(text)
        raise CannotWrite(_("这份办法还不能用表单修改。"))
    fields = {one.name: one for item in root.walk() for one in item.fields}
    items = {item.address: item for item in root.walk()}
    removed = undotted(posted["remove"]) if posted.get("remove") else None
    changes = [
        change
        for name, value in posted.items()
        for change in changes_of(text, fields, items, name, value, posted, root.language)
        if removed is None or change.path[: len(removed)] != removed
    ]
    changes += further
    after = changed(text, unique(changes)) if changes else text
    for button in ("remove", "more", "rule", "node", "fact", "parameter"):
        if posted.get(button):
            after = changed(after, [pressed(after, button, posted, root.language)])
    return after


def unique(changes: list[Change]) -> list[Change]:
    """An entry that goes takes changes inside it along."""
    gone = [change.path for change in changes if isinstance(change, Remove)]
    return [one for one in changes if isinstance(one, Remove) or not any(one.path[: len(path)] == path for path in gone)]


def changes_of(
    text: str, fields: Mapping[str, Field], items: Mapping[str, Item], name: str, value: str, posted: Mapping[str, str], language: str
) -> Iterator[Change]:
    kind, _dot, rest = name.partition(".")
    if kind == "v" and name in fields:
        yield from value_changes(fields[name], value)
    elif kind == "l" and name in fields:
        yield from list_changes(text, fields[name], value)
    elif kind == "k" and name in fields and value.strip() and value.strip() != fields[name].value:
        yield SetKey(fields[name].path, value.strip())
    elif kind == "a" and rest.endswith(".key") and value and posted.get(f"a.{rest[:-4]}.value", "").strip():
        item = items.get(rest[:-4])
        if item is not None:
            yield added_key(item, value, posted[f"a.{rest[:-4]}.value"].strip(), items[""].parts, language)
    elif kind == "e" and rest.endswith(".key") and value.strip() and posted.get(f"e.{rest[:-4]}.value", "").strip():
        yield AddKey(undotted(rest[:-4]), value.strip(), written(posted[f"e.{rest[:-4]}.value"].strip(), True))


def value_changes(one: Field, value: str) -> Iterator[Change]:
    value = value.replace("\r\n", "\n").strip() if one.kind != "long" else value.replace("\r\n", "\n").strip("\n")
    if value == one.value or value == one.value.strip():
        return
    if not value and one.removes:
        yield Remove(undotted(one.removes))
    elif value or one.kind in ("text", "long"):
        yield SetValue(one.path, value)


def list_changes(text: str, one: Field, value: str) -> Iterator[Change]:
    """Words change in place; more come behind the last, fewer go from the end."""
    before = [word for word in one.value.split(BETWEEN) if word]
    after = [word.strip() for word in SPLIT.split(value) if word.strip()]
    if before == after:
        return
    for position, (old, new) in enumerate(zip(before, after, strict=False)):
        if old != new:
            yield SetValue((*one.path, position), new)
    if len(after) > len(before):
        flow = is_flow(text, node_at(root_of(text), one.path))
        for word in after[len(before) :]:
            yield AddItem(one.path, (written(word, flow),))
    for position in range(len(after), len(before)):
        yield Remove((*one.path, position))


def added_key(item: Item, key: str, value: str, parts: Mapping[Path, type], language: str) -> AddKey:
    """A setting behind those that come before it in the language's own order."""
    words = [known.chinese if language == "zh" else known.english for known in keys_of(parts[item.path])]
    if key not in words:
        raise CannotWrite(_("“%(key)s”不是这里的设置。请从列表里选。") % {"key": key[:40]})
    return AddKey(item.path, key, written(value, True), tuple(words[: words.index(key)]))


# buttons


def pressed(text: str, button: str, posted: Mapping[str, str], language: str) -> Change:
    if button == "remove":
        return Remove(undotted(posted["remove"]))
    if button == "more":
        return one_more(text, undotted(posted["more"]))
    if button in ("rule", "node"):
        return new_child(text, button, undotted(posted[button]), posted, language)
    return new_entry(text, button, posted, language)


def one_more(text: str, path: Path) -> Change:
    """An entry like the last of the list, with a code of its own where it has one."""
    node = node_at(root_of(text), path)
    entries = children_of(node)
    if not entries:
        raise CannotWrite(_("列表是空的，没有可以照着添的一项。请在“YAML 视图”里写第一项。"))
    lines = list(lines_of(text, entries[-1]))
    taken = set(CODES.findall(text))
    for number, line in enumerate(lines):
        lines[number] = CODES.sub(lambda found: found[0].replace(found[1], free(found[1], taken)), line)
    return AddItem(path, tuple(lines))


def lines_of(text: str, node: Node) -> list[str]:
    """The source of an entry without the indentation it stands in, comments left behind."""
    source = text[node.start : content_end(text, node)]
    if is_flow(text, node):
        return [" ".join(source.split("\n"))]
    lines = source.split("\n")
    indent = node.column - 1
    return [lines[0], *(line[indent:] for line in lines[1:] if not line.lstrip().startswith("#"))]


def free(code: str, taken: set[str]) -> str:
    """A code like ``code`` that nothing has yet."""
    stem = code.rstrip("0123456789")
    number = int(code[len(stem) :] or 0)
    while (found := f"{stem}{number}") in taken:
        number += 1
    taken.add(found)
    return found


def new_child(text: str, button: str, path: Path, posted: Mapping[str, str], language: str) -> Change:
    """A rule, or an indicator, below the one at ``path``; written as the list there is written, or as a first one."""
    words = {name: pair[0 if language == "zh" else 1] for name, pair in ZH_EN.items()}
    taken = set(CODES.findall(text))
    address = dotted(path)
    if button == "rule":
        fact = posted.get(f"rule-fact.{address}", "").strip()
        if not fact:
            raise CannotWrite(_("请先选这条标准按哪个事项计分。还没有的事项，先到“事项”里添上。"))
        entry = {words["name"]: posted.get(f"rule-name.{address}", "").strip() or fact, words["code"]: free("R1", taken)}
        entry |= {words["facts"]: fact, words["each"]: posted.get(f"rule-points.{address}", "").strip() or "1"}
    else:
        name = posted.get(f"node-name.{address}", "").strip()
        if not name:
            raise CannotWrite(_("请写明新指标的名称。"))
        entry = {words["name"]: name, words["code"]: free("N1", taken), words["max"]: posted.get(f"node-max.{address}", "").strip() or "10"}
    key = words["rules" if button == "rule" else "indicators"]
    node = node_at(root_of(text), path)
    pairs = node.pairs if isinstance(node, yaml_tree.Mapping) else []
    place = next((position for position, (word, _value) in enumerate(pairs) if word.text == key), None)
    if place is not None:
        return AddItem((*path, place), tuple(f"{written(k, False)}: {written(v, True)}" for k, v in entry.items()))
    return AddKey(path, key, "[" + flow(entry) + "]", tuple(word.text for word, _value in pairs))


def new_entry(text: str, button: str, posted: Mapping[str, str], language: str) -> Change:
    """A fact kind or a parameter."""
    words = {name: pair[0 if language == "zh" else 1] for name, pair in ZH_EN.items()}
    name = posted.get(f"{button}-name", "").strip()
    if not name:
        raise CannotWrite(_("请写明新的事项或参数叫什么。"))
    content = "{}" if button == "fact" else flow({words["value"]: posted.get("parameter-value", "").strip() or "1"})
    key = words["facts" if button == "fact" else "parameters"]
    root = root_of(text)
    place = next((position for position, (word, _value) in enumerate(root.pairs) if word.text == key), None)
    if place is None:
        return AddKey((), key, "{" + f"{written(name, True)}: {content}" + "}", tuple(word.text for word, _value in root.pairs[:6]))
    last = root.pairs[place][1]
    behind = tuple(word.text for word, _value in last.pairs) if isinstance(last, yaml_tree.Mapping) else ()
    return AddKey((place,), name, content, behind)


def flow(entry: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{written(key, True)}: {written(value, True)}" for key, value in entry.items()) + "}"
