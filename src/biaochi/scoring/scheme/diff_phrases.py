"""One field of a piece, before and after, as a sentence in Chinese and in English.

Chinese phrases are those of the printed scheme. English ones write what the file says with its English keys; names and texts stay as
they are.

Worked example: ``each`` −3 → −2 is «每次由扣 3 分改为扣 2 分», «points each time: from -3 to -2».
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from biaochi.scoring.findings import Text
from biaochi.scoring.scheme.keys import words_of
from biaochi.scoring.scheme.load import number_text
from biaochi.scoring.scheme.model import PRICES, PerUnit, Rounding, SelectionStep
from biaochi.scoring.scheme.procedure import actors, term
from biaochi.scoring.scheme.result_wording import band_phrase, effect_phrase
from biaochi.scoring.scheme.rule_wording import PER, benchmark, brackets, entry, per_unit, priced, quota, receiver, selected, tiers
from biaochi.scoring.scheme.shapes import Key as FieldKey
from biaochi.scoring.scheme.shapes import keys_of
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.wording import Wording, list_of, period_word


@dataclass(frozen=True)
class Side:
    """A piece as one of the two schemes has it."""

    wording: Wording
    part: Any


LABELS: Mapping[str, tuple[str, str]] = {
    "each": ("每次", "points each time"), "per_unit": ("每单位", "points per unit"), "max": ("封顶", "cap"), "min": ("保底", "floor"),
    "bonus_max": ("加分封顶", "cap on bonuses"), "deduction_max": ("扣分封顶", "cap on deductions"), "base": ("起评分", "base points"),
    "where": ("条件", "condition"), "except_": ("例外情形", "exception"), "applies": ("适用范围", "who it applies to"),
    "facts": ("所计事项", "facts counted"), "whose": ("归属", "whose facts"), "window": ("计分时段", "window"),
    "per": ("计次方式", "counted per"), "role_factor": ("角色系数", "role factor"), "escalate": ("加重", "escalation"),
    "share": ("分享", "shares"), "weight": ("权重", "weight"), "aggregate": ("几次的合计方式", "how lines combine"),
    "combine": ("各项的合计方式", "how children combine"), "empty": ("没有事项时", "without facts"),
    "unknown": ("未知时", "when unknown"), "when": ("条件", "condition"), "tie_breakers": ("同分再比", "tie-breakers"),
    "decided_by": ("决定机关", "decided by"), "entered_by": ("录入", "entered by"), "actor": ("办理人", "done by"),
    "Step.each": ("办理周期", "each"), "Notice.each": ("公示周期", "each"), "Objections.window": ("提出异议的期限", "window"),
    "Veto.facts": ("情形", "facts"), "TablePart.of": ("所取的指标", "of"), "JointCap.of": ("项目", "of"), "after": ("前一步", "after"),
    "effects": ("后果", "effects"), "lifted_by": ("解除情形", "lifted by"), "target": ("对象", "target"),
    "by": ("依据的数值", "value"), "range": ("酌情范围", "range of the mark"), "factor": ("折算系数", "factor"),
    "otherwise": ("其余的等次", "grade of the others"), "reason": ("理由", "reason"), "publish": ("公布范围", "published"),
}  # fmt: skip
"""(Chinese, English) names of fields, where the key itself would not read well in a sentence."""
BARE = ("range", "mark_range", "quantity_range", "factor")
"""Fields whose phrases need no quotation marks."""
POINTS = ("max", "min", "bonus_max", "deduction_max", "base")
SHARES = ("weight",)
FLAGS: Mapping[str, tuple[str, str]] = {
    "floored": ("改为扣完为止", "不再写明扣完为止"), "uncapped": ("改为不封顶", "不再写明不封顶"),
    "prorated": ("改为按在册天数折算", "不再按在册天数折算"), "main": ("改为主表", "不再是主表"),
    "as_a_rule": ("改为一般情况下才适用", "不再限于一般情况"), "decides": ("改为法定决定步骤", "不再是法定决定步骤"),
    "working": ("改按工作日计", "不再按工作日计"), "second_notice": ("改为改动后再公示", "改动后不再公示"),
    "mark_disputed": ("改为标注有争议的分值", "不再标注有争议的分值"),
}  # fmt: skip
"""Chinese sentences of yes-or-no fields: now yes, now no."""


def key_of_field(part: Part, field: str) -> FieldKey:
    """The key under which a field stands in the file."""
    return next(key for key in keys_of(type(part)) if key.name == field)


def label(part: Part, field: str) -> Text:
    """What a field is called in a sentence."""
    key = key_of_field(part, field)
    zh, en = LABELS.get(f"{type(part).__name__}.{field}") or LABELS.get(field, (key.chinese, key.english.replace("_", " ")))
    return Text(zh, en)


def changed_fields(old: Side, new: Side, fields: list[str]) -> list[Text]:
    """The sentences on these fields of a piece that both schemes have."""
    said: list[Text] = []
    prices = [name for name in fields if name in PRICES] if hasattr(old.part, "price") else []
    if prices and old.part.price != new.part.price:
        said.append(Text(
            f"计分由「{priced(old.wording, old.part)}」改为「{priced(new.wording, new.part)}」",
            f"price: from {price_in_english(old.part)} to {price_in_english(new.part)}",
        ))  # fmt: skip
        fields = [name for name in fields if name not in prices and name != "measure"]
    for name in fields:
        said += SENTENCES[name](old, new) if name in SENTENCES else _field(old, new, name)
    return said


def price_in_english(rule: Any) -> str:
    key = key_of_field(rule, rule.price)
    return f"{key.english} {plain(getattr(rule, rule.price), key)}"


def _field(old: Side, new: Side, field: str) -> list[Text]:
    before, after = getattr(old.part, field), getattr(new.part, field)
    name = label(new.part, field)
    key = key_of_field(new.part, field)
    if isinstance(before, bool) and isinstance(after, bool):
        zh = FLAGS.get(field, (f"{name.zh}改为是", f"{name.zh}改为否"))[0 if after else 1]
        return [Text(zh, f"{name.en}: now {'yes' if after else 'no'}")]
    if isinstance(before, list) and isinstance(after, list) and all(isinstance(word, str) for word in [*before, *after]):
        return words_changed(name, _chinese_words(key, before), _chinese_words(key, after), before, after)
    was, now = (phrase(side, field) for side in (old, new))
    english = sentence_in_english(name.en, plain(before, key), plain(after, key))
    if not now:
        return [Text(f"取消{name.zh}(原为{spaced(was).rstrip()})", english)]
    if not was:
        return [Text(f"增加{name.zh}{spaced(now).rstrip()}" if _is_number(after) else f"增加{name.zh}:{now}", english)]
    if field in BARE or (_is_number(before) and _is_number(after)):
        return [Text(f"{name.zh}由{spaced(was)}改为{spaced(now).rstrip()}", english)]
    return [Text(f"{name.zh}由{quoted(was)}改为{quoted(now)}", english)]


def quoted(text: str) -> str:
    """The text in quotation marks, unless it is a name that has them."""
    return text if text.startswith("「") and text.find("」") == len(text) - 1 else f"「{text}」"


def sentence_in_english(name: str, before: str, after: str) -> str:
    if not after:
        return f"{name}: dropped (was {before})"
    return f"{name}: from {before} to {after}" if before else f"{name}: now {after}"


def spaced(text: str) -> str:
    """The text with a space towards Chinese on either side where it begins or ends with a figure."""
    return (" " if text[:1].isascii() else "") + text + (" " if text[-1:].isascii() else "")


def _is_number(value: Any) -> bool:
    return isinstance(value, Decimal | int | date) and not isinstance(value, bool)


def phrase(side: Side, field: str) -> str:
    """A field's value as Chinese; '' where the piece says nothing."""
    value = getattr(side.part, field)
    if value is None or value in ([], {}):
        return ""
    wording = side.wording
    if field in POINTS:
        return f"{wording.amount(value)} 分"
    if field in SHARES:
        return wording.amount(value, share=True)
    if field in PHRASES:
        return PHRASES[field](wording, value)
    return flow(value, key_of_field(side.part, field), "zh")


def _chinese_words(key: FieldKey, words: list[str]) -> list[str]:
    known = words_of(key.shape)
    return [known.get(word, word) for word in words]


def words_changed(name: Text, was: list[str], now: list[str], before: list[str], after: list[str]) -> list[Text]:
    """What a list of words gained and lost; where it did neither, its order differs."""
    gained, lost = [w for w in now if w not in was], [w for w in was if w not in now]
    english_gained, english_lost = [w for w in after if w not in before], [w for w in before if w not in after]
    if not gained and not lost:
        return [Text(f"{name.zh}的顺序改为「{list_of(now)}」", f"{name.en}: order now {', '.join(after)}")]
    if not was or not now:
        zh = f"增加{name.zh}「{list_of(now)}」" if now else f"取消{name.zh}(原为「{list_of(was)}」)"
        return [Text(zh, sentence_in_english(name.en, ", ".join(before), ", ".join(after)))]
    if gained and lost:
        zh = f"{name.zh}由「{list_of(was)}」改为「{list_of(now)}」"
        return [Text(zh, sentence_in_english(name.en, ", ".join(before), ", ".join(after)))]
    if gained:
        return [Text(f"{name.zh}增加「{list_of(gained)}」", f"{name.en}: added {', '.join(english_gained)}")]
    return [Text(f"{name.zh}去掉「{list_of(lost)}」", f"{name.en}: dropped {', '.join(english_lost)}")]


# what the file says, in either language


def plain(value: Any, key: FieldKey | None) -> str:
    """A value as the file writes it in English; '' for nothing."""
    return "" if value is None or value in ([], {}) else flow(value, key, "en")


def flow(value: Any, key: FieldKey | None, language: str) -> str:
    """A value with the keys and fixed words of one language, on one line."""
    if isinstance(value, Part):
        return "{" + listing(value, (), language) + "}"
    if isinstance(value, bool):
        return ("是" if value else "否") if language == "zh" else ("yes" if value else "no")
    if isinstance(value, Decimal):
        return number_text(value)
    if isinstance(value, Mapping):
        said = [f"{_word(str(name), key, language)} {flow(inner, None, language)}" for name, inner in value.items()]
        return ", ".join(said) if language == "en" else "、".join(said)
    if isinstance(value, list):
        said = [flow(inner, key, language) for inner in value]
        return ", ".join(said) if language == "en" else "、".join(said)
    return _word(str(value), key, language) if isinstance(value, str) else str(value)


def listing(part: Part, but: tuple[str, ...], language: str) -> str:
    """What a mapping says, key by key, these fields apart."""
    said = [
        f"{key.chinese if language == 'zh' else key.english}: {flow(value, key, language)}"
        for key in keys_of(type(part))
        if key.name in part.model_fields_set and key.name not in but and (value := getattr(part, key.name)) not in (None, [], {})
    ]
    return ", ".join(said) if language == "en" else ",".join(said)


def _word(word: str, key: FieldKey | None, language: str) -> str:
    if word == "otherwise" and language == "zh":
        return "其他"
    return words_of(key.shape).get(word, word) if key is not None and language == "zh" else word


# fields that have a phrase of their own


def signed(wording: Wording, value: Any) -> str:
    """加 2 分, 扣 3 分; an amount that is no plain number as it is printed."""
    if isinstance(value, Decimal) and value:
        return f"{'加' if value > 0 else '扣'} {number_text(abs(value))} 分"
    return f"{wording.amount(value)} 分"


def _price(old: Side, new: Side, field: str, name: str) -> list[Text]:
    before, after = getattr(old.part, field), getattr(new.part, field)
    english = f"{LABELS[field][1]}: from {plain(before, None)} to {plain(after, None)}"
    if isinstance(before, PerUnit) or isinstance(after, PerUnit):
        was, now = (_per_unit(side) for side in (old, new))
        return [Text(f"计分由「{was}」改为「{now}」", english)]
    return [Text(f"{name}由{signed(old.wording, before)}改为{signed(new.wording, after)}", english)]


def _per_unit(side: Side) -> str:
    measure = side.wording.expression(side.part.measure) if side.part.measure is not None else "数量"
    return per_unit(side.wording, side.part, side.part.per_unit, measure)


def _entries(old: Side, new: Side, field: str) -> list[Text]:
    """Prices by word: entry by entry."""
    before, after = getattr(old.part, field), getattr(new.part, field)
    said = []
    for name in dict.fromkeys([*after, *before]):
        shown = "其他" if name == "otherwise" else name
        if name not in before:
            said.append(Text(f"增加{entry(new.wording, name, after[name])}", f"{name}: now {plain(after[name], None)}"))
        elif name not in after:
            said.append(Text(f"取消{shown}(原为 {entry(old.wording, name, before[name])})", f"{name}: dropped"))
        elif before[name] != after[name]:
            was, now = (
                entry(side.wording, name, values[name]).removeprefix(shown).strip() for side, values in ((old, before), (new, after))
            )
            english = f"{name}: from {plain(before[name], None)} to {plain(after[name], None)}"
            said.append(Text(f"{shown}由{spaced(was)}改为{spaced(now).rstrip()}", english))
    return said or [Text(f"{LABELS.get(field, (label(new.part, field).zh,))[0]}的顺序有调整", f"{field}: order changed")]


def _per_period(old: Side, new: Side) -> list[Text]:
    said = []
    before, after = ({limit.per: limit for limit in side.part.per_period} for side in (old, new))
    for per in dict.fromkeys([*after, *before]):
        for field, zh in (("max", "封顶"), ("min", "保底")):
            was, now = (getattr(limits.get(per), field, None) for limits in (before, after))
            if was == now:
                continue
            name = f"每{period_word(per)}{zh}"
            english = sentence_in_english(f"{LABELS[field][1]} per {per}", plain(was, None), plain(now, None))
            shown = [f"{side.wording.amount(value)} 分" if value is not None else "" for side, value in ((old, was), (new, now))]
            zh_said = f"{name}由 {shown[0]}改为 {shown[1]}" if was is not None and now is not None else ""
            said.append(Text(zh_said or (f"增加{name} {shown[1]}" if now is not None else f"取消{name}(原为 {shown[0]})"), english))
    return said


def _bands(old: Side, new: Side) -> list[Text]:
    """The bands of a grade system by their words."""
    said = []
    before, after = ({band.name: band for band in side.part.bands} for side in (old, new))
    by = [side.wording.expression(side.part.by) for side in (old, new)]
    for name in dict.fromkeys([*after, *before]):
        if name not in before:
            said.append(Text(f"增加等次:{band_phrase(new.wording, by[1], after[name])}", f"grade added: {plain(after[name], None)}"))
        elif name not in after:
            said.append(Text(f"取消等次「{name}」(原为:{band_phrase(old.wording, by[0], before[name])})", f"grade dropped: {name}"))
        elif before[name] != after[name]:
            was, now = (
                band_phrase(side.wording, text, bands[name]).removesuffix(f"的为「{name}」")
                for side, text, bands in ((old, by[0], before), (new, by[1], after))
            )
            english = f"grade {name}: from {plain(before[name], None)} to {plain(after[name], None)}"
            said.append(Text(f"「{name}」由「{was}」改为「{now}」", english))
    if not said:
        said.append(Text(f"等次的先后顺序改为「{list_of(list(after))}」", f"order of grades now {', '.join(after)}"))
    return said


def _effects(wording: Wording, effects: list[Any]) -> str:
    return list_of([effect_phrase(wording, effect) for effect in effects])


def _match(wording: Wording, value: Any) -> str:
    return list_of(value) if isinstance(value, list) else f"有「{list_of(value.facts)}」{wording.match_details(value)}"


def _rounding(value: Rounding) -> str:
    return f"{value.places} 位小数,{ {'half_up': '四舍五入', 'down': '去尾', 'up': '进一'}[value.mode] }"


def _escalation(value: Any) -> str:
    per = period_word(value.per) if value.per else "期"
    return f"每{per}从第一次起依次乘以 {list_of([number_text(factor) for factor in value.factors])}"


def _shares(wording: Wording, value: Any) -> str:
    return list_of([f"{receiver(p.to)} {wording.amount(p.rate, share=True)}" for p in value.portions])


def _deadline(wording: Wording, value: Any) -> str:
    days, side = (value.before, "前") if value.before is not None else (value.after, "后")
    return f"期末{side} {wording.amount(days)} 个{'工作日' if value.working else '日'}" + (",遇节假日顺延" if value.postponed else "")


def _ends(value: list[Decimal]) -> str:
    return " 至 ".join(number_text(end) for end in value)


PHRASES: Mapping[str, Callable[[Wording, Any], str]] = {
    "where": Wording.condition, "except_": Wording.condition, "applies": Wording.condition, "when": Wording.condition,
    "measure": Wording.expression, "by": Wording.expression, "amount": Wording.expression, "whose": Wording.whose,
    "window": lambda wording, v: ( term(wording, v) if hasattr(v, "actor") else wording.window(v) ), "facts": _match, "lifted_by": _match,
    "selection": lambda wording, v: ";".join(selected(step) for step in v if isinstance(step, SelectionStep)),
    "escalate": lambda wording, v: _escalation(v), "quota": quota, "share": _shares, "effects": _effects, "rounding": lambda wording,
    v: _rounding(v), "tie_breakers": lambda wording, v: list_of([wording.expression(item) for item in v]), "target": lambda wording,
    v: receiver(v), "tiers": lambda wording, v: tiers(wording, v, ""), "brackets": lambda wording, v: brackets(wording, v, ""),
    "benchmark": lambda wording, v: benchmark(wording, v, ""), "range": lambda wording,
    v: f"{wording.amount(v.low)} 至 {wording.amount(v.high)} 分", "factor": lambda wording, v: wording.amount(v),
    "deadline": lambda wording, v: _deadline(wording, v), "re_check": lambda wording, v: term(wording, v),
    "appeal": lambda wording, v: term(wording, v),
    "days": Wording.amount, "mark_range": lambda wording, v: _ends(v), "quantity_range": lambda wording, v: _ends(v), "per": lambda wording,
    v: PER.get(v, "逐次计" if v == "fact" else period_word(v)), "period": lambda wording, v: period_word(v), "each": lambda wording,
    v: period_word(v) if isinstance(v, str) else signed(wording, v), "actors": lambda wording, v: actors(v), "top": lambda wording,
    v: f"{wording.amount(v)} 名", "bottom": lambda wording, v: f"{wording.amount(v)} 名",
}  # fmt: skip
SENTENCES: Mapping[str, Callable[[Side, Side], list[Text]]] = {
    "per_unit": lambda old, new: _price(old, new, "per_unit", "每单位"), "by_level": lambda old, new: _entries(old, new, "by_level"),
    "by_role": lambda old, new: _entries(old, new, "by_role"), "by_word": lambda old, new: _entries(old, new, "by_word"),
    "per_period": _per_period, "bands": _bands,
    "each": lambda old, new: _price(old, new, "each", "每次") if hasattr(old.part, "price") else _field(old, new, "each"),
}  # fmt: skip
