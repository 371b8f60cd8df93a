"""Keys and words of the scheme language: each stands once, beside the field it names, in Chinese and English.

``key("名称")`` gives a model field its Chinese key (the field's own name, or ``english=``, is the English one); ``words(...)`` makes a type
whose values come from a fixed vocabulary. `keys.py` reads the whole table off the models.

Worked example: ``period: PeriodKind = key("周期")`` with ``PeriodKind = words(month="月", …)`` accepts ``周期: 月`` and
``period: month`` and holds ``"month"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A fixed set of words: English word → Chinese word. ``is_open`` admits others (names the scheme declares itself)."""

    chinese: dict[str, str]
    is_open: bool = False

    def __hash__(self) -> int:
        return hash(tuple(self.chinese.items()))

    def english(self, word: str) -> str | None:
        """The English word for either language's, or None."""
        if word in self.chinese:
            return word
        return next((en for en, zh in self.chinese.items() if zh == word), None)


def vocabulary_of(pairs: dict[str, str], *, is_open: bool = False) -> Any:
    """An annotated ``str`` type for these words; the reader has already put words into English."""
    vocabulary = Vocabulary(pairs, is_open)

    def check(value: str) -> str:
        if value not in pairs and not is_open:
            raise ValueError("one of " + ", ".join(f"{zh} ({en})" for en, zh in pairs.items()))
        return value

    return Annotated[str, AfterValidator(check), vocabulary]


def words(**pairs: str) -> Any:
    """A closed vocabulary, English word = Chinese word. A trailing underscore (``all_``) avoids Python's own words."""
    return vocabulary_of({en.rstrip("_"): zh for en, zh in pairs.items()})


def open_words(**pairs: str) -> Any:
    """Some fixed words beside names and codes of the scheme's own."""
    return vocabulary_of({en.rstrip("_"): zh for en, zh in pairs.items()}, is_open=True)


def key(chinese: str, default: Any = ..., *, english: str | None = None) -> Any:
    """A field with its Chinese key; without ``default`` it is required."""
    extra = {"zh": chinese}
    if default is ...:
        return Field(alias=english, json_schema_extra=extra)
    if isinstance(default, list | dict):
        return Field(default_factory=type(default), alias=english, json_schema_extra=extra)
    return Field(default=default, alias=english, json_schema_extra=extra)


def read_number(value: Any) -> Any:
    """A number from its text; ``30%`` is 0.3. Refuses floats (their text is lost), infinities and NaN."""
    if isinstance(value, bool | float):
        raise ValueError("a number")
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise ValueError("a number")
    text = value.strip().replace("％", "%").replace("−", "-")
    is_share = text.endswith("%")
    text = text[:-1].strip() if is_share else text
    if len(text) > 40 or "e" in text.lower() or "_" in text:
        raise ValueError("a number written plainly")
    try:
        number = Decimal(text)
    except InvalidOperation as refused:
        raise ValueError("a number") from refused
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValueError("a number below 1,000,000,000,000")
    return number / 100 if is_share else number


Number = Annotated[Decimal, BeforeValidator(read_number)]


class Part(BaseModel):
    """A mapping of the scheme file: frozen, no unknown keys, reached by English names."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=False)

    @classmethod
    def heads(cls) -> tuple[str, ...]:
        """Names of the fields of which exactly one must be given, if the mapping is a choice."""
        return ()

    @model_validator(mode="after")
    def one_head(self) -> Self:
        if (heads := self.heads()) and len(given(self, heads)) != 1:
            raise ValueError("exactly one of " + ", ".join(heads))
        return self


def given(part: Part, names: tuple[str, ...]) -> list[str]:
    """Those of the named fields that the file sets."""
    return [name for name in names if name in part.model_fields_set]
