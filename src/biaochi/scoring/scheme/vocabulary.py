"""Keys and words of the scheme language: each stands once, beside the field it names, in Chinese and English.

``key("名称")`` gives a model field its Chinese key (the field's own name, or ``english=``, is the English one);
``Annotated[str, words(...)]`` is a type whose values come from a fixed vocabulary. `keys.py` reads the table off
the models.

Worked example: ``steps: Steps = key("计法")`` with ``Steps = Annotated[str, words(whole="整份", prorated="按比例")]``
accepts ``计法: 整份`` and ``steps: whole`` and holds ``"whole"``.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A fixed set of words: English word → Chinese word. ``is_open`` admits others (names the scheme declares)."""

    chinese: dict[str, str]
    is_open: bool = False

    def __hash__(self) -> int:
        return hash(tuple(self.chinese.items()))

    def english(self, word: str) -> str | None:
        """The English word for either language's, or None."""
        if word in self.chinese:
            return word
        return next((en for en, zh in self.chinese.items() if zh == word), None)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return handler(source) if self.is_open else core_schema.literal_schema(list(self.chinese))


def vocabulary_of(pairs: dict[str, str], *, is_open: bool = False) -> Vocabulary:
    """These words, for ``Annotated[str, …]``; the reader has already put them into English."""
    return Vocabulary(pairs, is_open)


def words(**pairs: str) -> Vocabulary:
    """A closed vocabulary, English word = Chinese word. A trailing underscore (``all_``) avoids Python's own words."""
    return vocabulary_of({en.rstrip("_"): zh for en, zh in pairs.items()})


def open_words(**pairs: str) -> Vocabulary:
    """Some fixed words beside names and codes of the scheme's own."""
    return vocabulary_of({en.rstrip("_"): zh for en, zh in pairs.items()}, is_open=True)


def key(chinese: str, default: Any = ..., *, english: str | None = None) -> Any:
    """A field with its Chinese key; without ``default`` it is required. A list or mapping is copied for each piece."""
    extra: dict[str, Any] = {"zh": chinese}
    if default is ...:
        return Field(alias=english, json_schema_extra=extra)
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


class NumberFromText:
    """Reads a number from its text. A hook of its own, because pydantic inspects ordinary validators at each use."""

    SCHEMA = core_schema.no_info_plain_validator_function(read_number)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.SCHEMA


class OneOrMore:
    """A list of which one entry may be written without the brackets."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_before_validator_function(as_list, handler(source))


def as_list(value: Any) -> Any:
    return value if isinstance(value, list) or value is None else [value]


Number = Annotated[Decimal, NumberFromText()]


class Part(BaseModel):
    """A mapping of the scheme file: frozen, no unknown keys, reached by English names."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, populate_by_name=True, arbitrary_types_allowed=False, defer_build=True
    )

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
