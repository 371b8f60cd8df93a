"""Sentences: the arithmetic of a node as a clerk would write it down, in Chinese and in English.

Worked example: product(quotient(3, 4), 10) with a cap of 7 and the name 出席率 says 「出席率:3 ÷ 4 × 10 = 7.5,封顶 7」.
"""

from __future__ import annotations

from fractions import Fraction

from biaochi.scoring.explain.node import ABSENT, Node, Step, exact_text, rounded, stepped
from biaochi.scoring.findings import Text

LABEL_MAX = 14
"""Names up to this length stand beside their number."""
FACTOR_LABEL_MAX = 30
"""The same for the operands of a product, of which there are few."""
LABELLED = (
    "amount", "measure", "attribute", "group", "indicator", "rule", "base", "category", "joint", "part", "bonus", "deductions",
    "reduction", "adjustment",
)  # fmt: skip
INLINE = ("product", "quotient", "difference", "sum")
MODES = {"half_up": Text("四舍五入", "rounded half up"), "down": Text("去尾", "rounded down"), "up": Text("进一", "rounded up")}
OPERANDS_MAX = 12


def number(value: Fraction) -> str:
    """The number for a reader: exact where six decimals are enough, else as far as six decimals go."""
    text = exact_text(value)
    if "/" not in text and len(text.partition(".")[2]) <= 6:
        return text
    return "≈" + exact_text(rounded(value, 6, "half_up"))


def said(node: Node) -> Text:
    """The node's sentence."""
    return Text(_said(node, "zh"), _said(node, "en"))


def _said(node: Node, language: str) -> str:
    zh = language == "zh"
    name, note = node.name.in_language(language), node.note.in_language(language)
    colon, comma = (":", ",") if zh else (": ", "; ")
    body = _arithmetic(node, language)
    text = f"{name}{colon}{body}" if name and body else name or body
    return f"{text}{comma}{note}" if note and text else text or note


def body_of(node: Node, language: str) -> str:
    """The sentence without the name it begins with."""
    body, note = _arithmetic(node, language), node.note.in_language(language)
    return f"{body}{',' if language == 'zh' else '; '}{note}" if body and note else body or note


def _arithmetic(node: Node, language: str) -> str:
    state, value = node.before_steps()
    if node.is_leaf:
        body = _outcome(state, value, language)
    elif node.steps and node.steps[-1].name == "drop" and not node.children:
        body = ""
    else:
        body = _equation(node, state, value, language)
    for step in node.steps:
        after = stepped(step, state, value)
        phrase = step_phrase(step, state, value, after[1], language)
        if phrase:
            body += ("," if language == "zh" else "; ") + phrase if body else phrase
        state, value = after
    return body


def _outcome(state: str, value: Fraction | None, language: str) -> str:
    if value is not None:
        return number(value)
    return {"zh": {"unknown": "未知", "absent": "不计"}, "en": {"unknown": "unknown", "absent": "not counted"}}[language][state]


def _equation(node: Node, state: str, value: Fraction | None, language: str) -> str:
    left, right = expression(node, language), _outcome(state, value, language)
    if not left or left == right:
        return right
    is_said = node.operation == "count" or ((_is_one(node) or node.operation == "band") and left.endswith(right))
    return left if is_said else f"{left} ≈ {right[1:]}" if right.startswith("≈") else f"{left} = {right}"


def _is_one(node: Node) -> bool:
    """Whether the value is that of the only child that has something to say."""
    shown = [child for child in node.children if child.state != ABSENT and (child.value != 0 or node.operation != "sum")]
    return len(shown) == 1 and not _is_inline(shown[0])


def expression(node: Node, language: str) -> str:
    """The operation with its operands, without what it gives."""
    present = [child for child in node.children if child.state != ABSENT]
    if not present:
        return ""
    if node.operation == "sum":
        return _sum(present, language)
    if node.operation == "difference":
        return " − ".join(_operand(child, language, tight=at > 0) for at, child in enumerate(present))
    if node.operation == "product":
        return " × ".join(_operand(child, language, tight=True) for child in present)
    if node.operation == "quotient":
        first, second = present
        return f"{_operand(first, language, tight=True)} ÷ {_operand(second, language, tight=True, divides=True)}"
    if node.operation == "count":
        return f"共 {len(present)} 条" if language == "zh" else f"{len(present)} in all"
    if node.operation == "band":
        return _band(node, present, language)
    return _several(node, present, language)


def _several(node: Node, present: list[Node], language: str) -> str:
    """mean, highest, lowest, last, adjustment."""
    zh = language == "zh"
    if len(present) == 1 and node.operation != "adjustment":
        return _operand(present[0], language)
    listed = ("、" if zh else ", ").join(_operand(child, language) for child in present[:OPERANDS_MAX])
    if len(present) > OPERANDS_MAX:
        listed += f" 等 {len(present)} 项" if zh else f" and others, {len(present)} in all"
    if node.operation == "adjustment":
        total = sum((child.value for child in present if child.value is not None), Fraction(0))
        ends = _ends(node.inputs, language)
        return f"合计 {number(total)},{ends},调整" if zh else f"{number(total)} in all, {ends}, adjusted by"
    word = {
        "mean": Text("{} 的平均", "mean of {}"), "highest": Text("{} 中最高", "highest of {}"), "lowest": Text("{} 中最低", "lowest of {}"),
        "last": Text("{} 中最近一次", "latest of {}"),
    }[node.operation]  # fmt: skip
    return word.in_language(language).format(listed)


def _ends(inputs: object, language: str) -> str:
    assert hasattr(inputs, "items")
    words = {"high": Text("封顶", "cap"), "low": Text("保底", "floor")}
    said_ = [f"{words[name].in_language(language)} {end}" for name, end in inputs.items() if name in words]
    return ("、" if language == "zh" else ", ").join(said_)


BOUNDS = {"ge": "≥", "gt": ">", "lt": "<", "le": "≤", "eq": "="}


def _band(node: Node, present: list[Node], language: str) -> str:
    measure, points = present
    zh = language == "zh"
    bounds = " ".join(f"{sign} {node.inputs[name]}" for name, sign in BOUNDS.items() if name in node.inputs)
    where = bounds or ("其他" if zh else "otherwise")
    gives = number(points.value) if points.value is not None else ""
    if not points.is_leaf and (several := expression(points, language)) != gives:
        gives = f"{several} = {gives}"
    gives = gives or ("未知" if zh else "unknown")
    return f"{_operand(measure, language)}({where})得 {gives}" if zh else f"{_operand(measure, language)} ({where}) gives {gives}"


def _sum(present: list[Node], language: str) -> str:
    """Addends with their names where they have short ones; equal unnamed ones together; zeros only counted."""
    shown = [child for child in present if child.value != 0]
    labelled = [child for child in shown if _label(child, language)]
    parts: list[tuple[bool, str]] = []
    if len(labelled) == len(shown) or any(child.value is None for child in shown):
        for child in shown[: 2 * OPERANDS_MAX]:
            is_less = child.value is not None and child.value < 0 and not _is_inline(child)
            label = _label(child, language)
            text = number(abs(child.value)) if is_less and child.value is not None else _operand(child, language, bare=True)
            parts.append((is_less, f"{label} {text}".strip()))
        if len(shown) > 2 * OPERANDS_MAX:
            rest = sum((child.value for child in shown[2 * OPERANDS_MAX :] if child.value is not None), Fraction(0))
            parts.append((rest < 0, number(abs(rest))))
    else:
        parts = _grouped(shown, language)
    text = ""
    for is_less, part in parts:
        text += (" − " if is_less else " + ") + part if text else ("-" if is_less and not part[0].isalpha() else "") + part
        if len(text) == len(part) and is_less and part[0].isalpha():
            label, _, digits = part.rpartition(" ")
            text = f"{label} -{digits}"
    return text


def _grouped(shown: list[Node], language: str) -> list[tuple[bool, str]]:
    """Values and how often each stands there, in order of first appearance."""
    counts: dict[Fraction, int] = {}
    for child in shown:
        if child.value is not None:
            counts[child.value] = counts.get(child.value, 0) + 1
    parts = [(value < 0, number(abs(value)) + (f" × {n}" if n > 1 else "")) for value, n in counts.items()]
    if len(parts) <= OPERANDS_MAX:
        return parts
    rest = sum((v * n for v, n in list(counts.items())[OPERANDS_MAX:]), Fraction(0))
    more = len(parts) - OPERANDS_MAX
    tail = f"{number(abs(rest))}(其余 {more} 种)" if language == "zh" else f"{number(abs(rest))} ({more} others)"
    return [*parts[:OPERANDS_MAX], (rest < 0, tail)]


def _label(child: Node, language: str, most: int = LABEL_MAX) -> str:
    name = child.name.in_language(language)
    return name if child.kind in LABELLED and 0 < len(name) <= (most if language == "zh" else 2 * most) else ""


def _is_inline(child: Node) -> bool:
    is_nameless = not child.steps and not child.code and not child.name.zh and not child.note.zh
    return is_nameless and child.operation in INLINE and 1 < len(child.children) <= 4


def _operand(child: Node, language: str, *, tight: bool = False, divides: bool = False, bare: bool = False) -> str:
    """A child as an operand: its own arithmetic where it is short, else its number, named where the name is short."""
    if child.value is None:
        return f"{'' if bare else _label(child, language)} {'未知' if language == 'zh' else 'unknown'}".strip()
    if child.kind == "choice" and len(child.children) == 1 and not child.steps:
        return _operand(child.children[0], language, tight=tight, divides=divides, bare=bare)
    if _is_inline(child):
        inner = expression(child, language)
        if divides or (tight and child.operation in ("sum", "difference")):
            return f"({inner})"
        return inner
    text = number(child.value)
    label = "" if bare else _label(child, language, FACTOR_LABEL_MAX if tight else LABEL_MAX)
    return f"{label} {text}" if label else f"({text})" if tight and child.value < 0 and divides else text


def step_phrase(step: Step, state: str, before: Fraction | None, after: Fraction | None, language: str) -> str:
    """What a step did, '' where it changed nothing that needs saying."""
    because, zh = step.because.in_language(language), language == "zh"
    if step.name == "clamp":
        if before is None or before == after:
            return ""
        is_cap = "high" in step.inputs and after is not None and before > after
        end = step.inputs["high"] if is_cap else step.inputs["low"]
        return f"{because or (('封顶' if is_cap else '保底') if zh else ('capped at' if is_cap else 'floor'))} {end}"
    if step.name == "round":
        if before is None or after is None or before == after:
            return ""
        if because:
            return f"{because} {number(after)}"
        mode, places = MODES[step.inputs["mode"]].in_language(language), step.inputs["places"]
        if places == "0":
            return f"{mode}到整数 {number(after)}" if zh else f"{mode} to a whole number {number(after)}"
        return f"{mode}到 {places} 位 {number(after)}" if zh else f"{mode} to {places} places {number(after)}"
    if step.name in ("times", "plus") and after is not None:
        return f"{because} = {number(after)}"
    if step.name == "substitute" and before is None and state != ABSENT:
        return f"{because} {step.inputs['by']}".strip()
    if step.name == "zero":
        return f"{because},为 0" if zh else f"{because}: 0"
    if step.name == "leave_out" and before is not None:
        return ""
    return because
