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
    if locked & removed:
        raise LanguageError(f"锁定 locked: {sorted(locked & removed)} may not be removed")
    merged = merge(parent, {key: value for key, value in child.items() if key != "removes"}, locked)
    merged["locked"] = sorted(locked | set(child.get("locked", [])))
    return without(merged, removed)


def merge(parent: dict, child: dict, locked: set[str]) -> dict:
    merged = dict(parent)
    for key, value in child.items():
        if key in MERGED_BY_NAME and isinstance(value, dict):
            merged[key] = merge_named(parent.get(key, {}), value)
        elif key == "dimensions":
            merged[key] = list(dict.fromkeys([*parent.get(key, []), *value]))
        elif key in CODED_LISTS and isinstance(value, list) and key in parent:
            merged[key] = merge_coded(parent, key, value, locked)
        else:
            merged[key] = value
    return merged


def merge_named(parent: dict, child: dict) -> dict:
    return {**parent, **child}


def merge_coded(parent: dict, key: str, entries: list[dict], locked: set[str]) -> list[dict]:
    """Entries with a known code merge key by key, others are appended."""
    merged = {identity(entry) or number: entry for number, entry in enumerate(parent[key])}
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
        return {key: without(inner, removed) for key, inner in value.items()}
    if isinstance(value, list):
        return [without(one, removed) for one in value if not (isinstance(one, dict) and identity(one) in removed)]
    return value
