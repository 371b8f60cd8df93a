"""`继承 extends` (section 13): another file's content, then this file's."""

from pathlib import Path

from .language import LanguageError, load_yaml, translate

MERGED_BY_NAME = ("parameters", "facts", "categories", "periods")
CODED_LISTS = ("tables", "indicators", "rules", "vetoes", "ranks", "grades", "outcomes", "parts", "joint_caps", "workflow")


def load_scheme(written: dict, folder: Path) -> dict:
    """A scheme with everything it extends; paths are relative to the file they stand in."""
    scheme = translate(written, "scheme")
    if "extends" not in scheme:
        return scheme
    path = folder / scheme["extends"]
    return extend(load_scheme(load_yaml(path), path.parent), scheme)


def extend(parent: dict, child: dict) -> dict:
    """The parent with the child's entries merged in and those it removes taken away."""
    locked, removed = set(parent.get("locked", [])), set(child.get("removes", []))
    declared = parent.get("parameters", {}) | child.get("parameters", {})
    merged = merge(with_slots_filled(parent, declared), {key: value for key, value in child.items() if key != "removes"}, locked)
    merged["locked"] = sorted(locked | set(child.get("locked", [])))
    result = without(merged, removed)
    lost = locked & (codes_in(parent) - codes_in(result))
    if lost:
        raise LanguageError(f"锁定 locked: {sorted(lost)} may not be removed")
    return result


def with_slots_filled(value, declared: dict):
    """The same content, in whose `slots` parameters are the numbers declared for them; without one a slot is not limited."""
    if isinstance(value, list):
        return [with_slots_filled(one, declared) for one in value]
    if not isinstance(value, dict):
        return value
    filled = {key: with_slots_filled(inner, declared) for key, inner in value.items()}
    if isinstance(filled.get("slots"), dict):
        slots = {key: declared[one["parameter"]].get("value") if isinstance(one, dict) else one for key, one in filled["slots"].items()}
        filled["slots"] = {key: number for key, number in slots.items() if number is not None}
    return filled


def merge(parent: dict, child: dict, locked: set[str]) -> dict:
    merged = dict(parent)
    for key, value in child.items():
        if key in MERGED_BY_NAME and isinstance(value, dict):
            merged[key] = merge_named(parent.get(key, {}), value, locked)
        elif key == "dimensions":
            merged[key] = list(dict.fromkeys([*parent.get(key, []), *value]))
        elif key in CODED_LISTS and isinstance(value, list):
            merged[key] = merge_coded(parent, key, value, locked)
        else:
            merged[key] = value
    return merged


def merge_named(parent: dict, child: dict, locked: set[str]) -> dict:
    """By name, here wins; a locked name (or the code of what it names) may not change."""
    for name, entry in child.items():
        if name in parent and {name, parent[name].get("code")} & locked and parent[name] != entry:
            raise LanguageError(f"锁定 locked: {name} may not be changed")
    return {**parent, **child}


def merge_coded(parent: dict, key: str, entries: list[dict], locked: set[str]) -> list[dict]:
    """Entries with a known code merge key by key, others are appended."""
    merged = {identity(entry) or number: entry for number, entry in enumerate(parent.get(key, []))}
    added = []
    for entry in entries:
        code = identity(entry)
        if code in merged and code is not None:
            check_unlocked(merged[code], entry, locked)
            merged[code] = merge(merged[code], entry, locked)
        else:
            added.append(entry)
    if key == "rules":
        added = in_slots(parent, added)
    return [*merged.values(), *added]


def identity(entry: dict) -> str | None:
    return entry.get("code", entry.get("step", entry.get("步骤")))


def check_unlocked(parent: dict, child: dict, locked: set[str]) -> None:
    """A locked entry may take new children, nothing else."""
    if identity(parent) in locked:
        changed = [key for key, value in child.items() if key not in CODED_LISTS and parent.get(key) != value]
        if changed:
            raise LanguageError(f"锁定 locked: {identity(parent)} may not be changed ({', '.join(changed)})")


def in_slots(node: dict, added: list[dict]) -> list[dict]:
    """The rules an extension adds below a node with `slots`: at most so many, each capped."""
    slots = node.get("slots", {})
    if len(added) > slots.get("count", len(added)):
        raise LanguageError(f"自选 slots of {identity(node)}: {slots['count']} rules at most, not {len(added)}")
    if "max_each" not in slots:
        return added
    return [rule | {"max": min(rule.get("max", slots["max_each"]), slots["max_each"])} for rule in added]


def without(value, removed: set[str]):
    """The same content without the coded entries that were removed."""
    if isinstance(value, dict):
        return {key: without(inner, removed) for key, inner in value.items() if not is_coded(inner, removed)}
    if isinstance(value, list):
        return [without(one, removed) for one in value if not is_coded(one, removed)]
    return value


def is_coded(value, codes: set[str]) -> bool:
    return isinstance(value, dict) and identity(value) in codes


def codes_in(value) -> set[str]:
    """Every code that stands anywhere in a scheme."""
    if isinstance(value, dict):
        own = {value["code"]} if isinstance(value.get("code"), str) else set()
        return own.union(*(codes_in(inner) for inner in value.values()))
    return set().union(*(codes_in(one) for one in value)) if isinstance(value, list) else set()
