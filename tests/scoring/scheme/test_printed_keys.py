"""Whatever a scheme can say is printed: every key of the models, changed, changes the printed 办法.

The keys are read off the models and the places from schemes in use (every preset and every case of the language), so a new key that
nothing prints fails here. What need not be printed stands in ``NOT_PRINTED`` with the reason.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from biaochi.scoring.cases.run import load_cases
from biaochi.scoring.scheme import procedure
from biaochi.scoring.scheme.document import chapters_of, subtitle
from biaochi.scoring.scheme.keys import parts, words_of
from biaochi.scoring.scheme.load import load_scheme
from biaochi.scoring.scheme.model import Scheme
from biaochi.scoring.scheme.shapes import Key, Shape, keys_of
from biaochi.scoring.scheme.vocabulary import Part
from biaochi.scoring.scheme.workflow_model import Deadline

ROOT = Path(__file__).parents[3]
NOT_PRINTED: dict[tuple[str, str], str] = {
    ("Scheme", "removes"): "what is removed is no longer there when a scheme is printed",
    ("RuleQuota", "of"): "has one word only; it is printed",
}


@dataclass(frozen=True)
class Met:
    """A mapping of a scheme in use (by its position in the list), and the way to it from the top."""

    position: int
    path: tuple[Any, ...]
    part: Part


@cache
def schemes() -> list[Scheme]:
    """Every preset and the scheme of every case of the language, the short ones first."""
    found = [load_scheme(path) for path in ROOT.glob("src/biaochi/presets/*/scheme.yaml")]
    found += [load_cases(path).loaded for path in sorted((ROOT / "tests/cases").glob("*.yaml"))]
    return [loaded.require() for loaded in sorted(found, key=lambda loaded: len(loaded.text)) if loaded.scheme is not None]


@cache
def places() -> dict[type[Part], list[Met]]:
    found: dict[type[Part], list[Met]] = defaultdict(list)
    for position, scheme in enumerate(schemes()):
        for path, part in walk(scheme, ()):
            found[type(part)].append(Met(position, path, part))
    return found


def walk(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Part]]:
    if isinstance(value, Part):
        yield path, value
        for name in type(value).model_fields:
            yield from walk(getattr(value, name), (*path, name))
    elif isinstance(value, dict | list):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield from walk(inner, (*path, key))


def replaced(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    """The same value with ``new`` at the end of the path."""
    if not path:
        return new
    head, *rest = path
    if isinstance(value, Part):
        return value.model_copy(update={head: replaced(getattr(value, head), tuple(rest), new)})
    inner = replaced(value[head], tuple(rest), new)
    return {**value, head: inner} if isinstance(value, dict) else [*value[:head], inner, *value[head + 1 :]]


def printed(scheme: Scheme) -> str:
    said = [scheme.name, scheme.code, scheme.version, *subtitle(scheme)]
    for chapter in chapters_of(scheme):
        said.append(chapter.title)
        for article in chapter.articles:
            said += [article.title, *(f"{line.text} {line.code}" for line in article.paragraphs)]
            said += [f"{cell.code} {cell.depth} {[(line.text, line.code) for line in cell.lines]}" for row in article.rows for cell in row]
    return "\n".join(said)


def others(value: Any, shape: Shape, seen: list[Any]) -> Iterator[Any]:
    """Values that may stand in place of this one."""
    yield from (one for one in seen if one != value)
    if isinstance(value, Part):
        for key in keys_of(type(value)):
            for new in others(getattr(value, key.name), key.shape, []):
                yield value.model_copy(update={key.name: new})
    elif isinstance(value, bool) or "boolean" in shape.scalars:
        yield not value
    elif isinstance(value, Decimal | int):
        yield value + 1
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, dict) and value:
        yield from ({"另一个" if isinstance(key, str) else key: inner for key, inner in value.items()} for _ in [0])
    elif isinstance(value, list) and value and shape.items is not None:
        yield from ([new, *value[1:]] for new in others(value[0], shape.items, []))
    yield from (word for word in words_of(shape) if word != value and not isinstance(value, list))
    if isinstance(value, str) and "-" not in value:
        yield value + "另"
    if value is None or value == [] or (isinstance(value, str) and shape.scalars != ["text"]):
        yield from fresh(shape)


def fresh(shape: Shape) -> Iterator[Any]:
    """Something for a key that nobody has set yet."""
    if "text" in shape.scalars:
        yield "另外写的"
    if "number" in shape.scalars or "integer" in shape.scalars:
        yield Decimal(7) if "number" in shape.scalars else 7
    if "day" in shape.scalars:
        yield date(2030, 2, 3)
    yield from (places()[part][0].part for part in shape.parts if places()[part])
    if shape.items is not None:
        yield from ([new] for new in (*words_of(shape.items), *fresh(shape.items)))


@cache
def printed_before(position: int) -> str:
    return printed(schemes()[position])


def with_key(met: Met, key: Key, new: Any) -> Part:
    """The mapping with this key: of keys of which one must be chosen, with this one instead of the other."""
    if key.name in met.part.heads() and key.name not in met.part.model_fields_set:
        return type(met.part).model_construct({key.name}, **{key.name: new})
    return met.part.model_copy(update={key.name: new})


KEYS = [(part, key) for part in parts() for key in keys_of(part)]


def says(part: type[Part], key: Key) -> bool:
    """Whether some place of a scheme in use reads otherwise in print once this key is changed there."""
    met = places()[part]
    assert met, f"no scheme in use has a {part.__name__}"
    given = [one for one in met if key.name in one.part.model_fields_set and getattr(one.part, key.name) not in (None, [], {})]
    seen = [getattr(one.part, key.name) for one in given[:5]]
    for one in [*given[:25], *met[:25]]:
        for new in list(others(getattr(one.part, key.name), key.shape, seen))[:12]:
            if printed(replaced(schemes()[one.position], one.path, with_key(one, key, new))) != printed_before(one.position):
                return True
    return False


@pytest.mark.parametrize(("part", "key"), KEYS, ids=[f"{part.__name__}-{key.name}" for part, key in KEYS])
def test_a_key_that_is_changed_changes_what_is_printed(part: type[Part], key: Key) -> None:
    if (part.__name__, key.name) not in NOT_PRINTED:
        assert says(part, key), f"nothing printed says {part.__name__}.{key.name} ({key.chinese})"


def test_a_key_that_nothing_prints_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    (key,) = (key for key in keys_of(Deadline) if key.name == "postponed")
    printed_before.cache_clear()
    monkeypatch.setattr(procedure, "deadline", lambda *given: "期限")
    assert not says(Deadline, key)
    printed_before.cache_clear()


def test_what_need_not_be_printed_is_a_key() -> None:
    assert set(NOT_PRINTED) <= {(part.__name__, key.name) for part, key in KEYS}
    assert all(NOT_PRINTED.values())
