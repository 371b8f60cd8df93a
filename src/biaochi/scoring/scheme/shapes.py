"""What may stand where in a scheme file, read off the typed models once.

A *shape* says which mappings (models), lists, fixed words and scalars a value may be. The reader, the translation
and the key table all follow shapes; none of them knows a key by name.

Worked example: the shape of ``Board.publish`` (``全部 all | n``) has the words {all: 全部} and the scalar kind
``integer``.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from biaochi.scoring.scheme.vocabulary import OneOrMore, Part, Vocabulary

BOOLEANS = {"true": ("true", "true"), "false": ("false", "false"), "yes": ("yes", "是"), "no": ("no", "否")}
"""English word → (English, Chinese) of the yes-or-no values."""

SCALARS = {Decimal: "number", int: "integer", bool: "boolean", str: "text", date: "day"}


@dataclass(slots=True)
class Shape:
    """One kind of value; several parts where the models say ``A | B``."""

    parts: list[type[Part]] = field(default_factory=list)
    entries: Shape | None = None
    entry_words: Vocabulary | None = None
    items: Shape | None = None
    takes_one: bool = False
    vocabularies: list[Vocabulary] = field(default_factory=list)
    scalars: list[str] = field(default_factory=list)

    @property
    def is_closed(self) -> bool:
        """Only fixed words may stand here."""
        return bool(self.vocabularies) and not self.scalars and not any(v.is_open for v in self.vocabularies)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of one mapping: the model's field, its English and Chinese key, the shape of its value."""

    name: str
    english: str
    chinese: str
    shape: Shape
    is_required: bool


def shape_of(annotation: Any, metadata: tuple[Any, ...] = ()) -> Shape:
    shape = Shape()
    add(shape, annotation, metadata)
    return shape


def add(shape: Shape, annotation: Any, metadata: tuple[Any, ...] = ()) -> None:
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        add(shape, arguments[0], (*arguments[1:], *metadata))
    elif origin in (typing.Union, types.UnionType):
        for option in arguments:
            add(shape, option)
        if any(isinstance(m, OneOrMore) for m in metadata):
            shape.takes_one = True
    elif annotation is type(None):
        return
    elif origin is list:
        shape.items = shape_of(arguments[0])
        shape.takes_one |= any(isinstance(m, OneOrMore) for m in metadata)
    elif origin is dict or (isinstance(origin, type) and issubclass(origin, Mapping)):
        shape.entries = shape_of(arguments[1])
        shape.entry_words = next(iter(shape_of(arguments[0]).vocabularies), None)
    elif isinstance(annotation, type) and issubclass(annotation, Part):
        shape.parts.append(annotation)
    else:
        vocabularies = [m for m in metadata if isinstance(m, Vocabulary)]
        shape.vocabularies.extend(vocabularies)
        if not vocabularies:
            shape.scalars.append(SCALARS[annotation])


@cache
def keys_of(part: type[Part]) -> tuple[Key, ...]:
    """The keys of one mapping, in the order of its model."""
    hints = {} if part.__pydantic_fields_complete__ else typing.get_type_hints(part, include_extras=True)
    return tuple(
        Key(
            name,
            info.alias or name,
            str(typing.cast(dict[str, Any], info.json_schema_extra)["zh"]),
            shape_of(hints.get(name, info.annotation), tuple(info.metadata)),
            info.is_required(),
        )
        for name, info in part.model_fields.items()
    )


@cache
def keys_by_word(part: type[Part], language: str) -> dict[str, Key]:
    """The keys of one mapping by their word in one language."""
    return {(key.chinese if language == "zh" else key.english): key for key in keys_of(part)}
