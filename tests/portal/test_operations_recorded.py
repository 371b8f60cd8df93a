"""Every public operation leaves a record, or says whose record covers it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import biaochi.portal

PORTAL = Path(biaochi.portal.__file__).parent

PARTS = {
    "audit.operations.record": "it is the record",
    "calendar.operations.set_deadline": "part of the operation that starts the clock",
    "calendar.operations.lengthen_deadlines": "part of a correction of the calendar",
    "organisation.operations.imports.commit_batch": "the worker carries out what begin_commit recorded",
    "organisation.operations.founding.found_installation": "recorded as what it consists of",
    "outbox.operations.notify": "part of what is told",
    "outbox.operations.ask_to_send": "asks the worker after the commit",
    "outbox.operations.claim_due": "the worker's bookkeeping of sending",
    "outbox.operations.settle_attempt": "the worker's bookkeeping of sending",
    "scores.operations.keep_upload": "part of make_trial",
    "scores.operations.begin": "the worker takes a trial; finish writes the record",
    "scores.operations.report": "how far a settlement is, for the page that waits",
    "users.operations.end_sessions": "part of ending a post or disabling an account",
}
"""Public functions of operations modules that write no record of their own, and why."""


def modules() -> Iterator[tuple[str, Path]]:
    for path in sorted(PORTAL.rglob("*.py")):
        parts = path.relative_to(PORTAL).with_suffix("").parts
        if "operations" in parts and "migrations" not in parts:
            yield ".".join(parts), path


def functions(tree: ast.Module) -> dict[str, ast.FunctionDef]:
    return {node.name: node for node in tree.body if isinstance(node, ast.FunctionDef)}


def called(function: ast.FunctionDef) -> set[str]:
    """Names and attributes that a function calls or hands on."""
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            found.add(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            found.add(f"{node.value.id}.{node.attr}")
    return found


def aliases(tree: ast.Module) -> set[str]:
    """Names under which a module imports other operations modules."""
    imported = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {
        name.asname or name.name
        for node in imported
        for name in node.names
        if name.name == "operations" or ".operations" in (node.module or "")
    }


def of_others(tree: ast.Module, function: ast.FunctionDef) -> set[str]:
    """What a function calls of other operations modules, by its bare name."""
    known = aliases(tree)
    return {name.split(".")[-1] for name in called(function) if name in known or name.split(".")[0] in known}


def recording(tree: ast.Module, others: frozenset[str] = frozenset()) -> set[str]:
    """Functions of a module that reach ``audit.record``, through functions of the same module or operations named in ``others``."""
    own = functions(tree)
    seeds = {"audit.record", "record"} if "record" in own else {"audit.record"}
    found = {name for name, node in own.items() if called(node) & seeds or of_others(tree, node) & others}
    while further := {name for name, node in own.items() if name not in found and called(node) & found}:
        found |= further
    return found


def is_operation(node: ast.FunctionDef) -> bool:
    """An operation takes the moment at which it happens."""
    return not node.name.startswith("_") and any(argument.arg == "at" for argument in node.args.kwonlyargs)


MODULES = dict(modules())


def all_recording() -> frozenset[str]:
    """Names of functions, over all operations modules, that reach the record; a module may call another's."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in MODULES.values()]
    found: frozenset[str] = frozenset()
    while further := frozenset().union(*(recording(tree, found) for tree in trees)) - found:
        found |= further
    return found


@pytest.mark.parametrize("name", MODULES)
def test_every_operation_of_the_module_reaches_the_record(name):
    tree = ast.parse(MODULES[name].read_text(encoding="utf-8"))
    known = recording(tree, all_recording())
    silent = [
        f"{name}.{function}"
        for function, node in functions(tree).items()
        if is_operation(node) and function not in known and f"{name}.{function}" not in PARTS
    ]
    assert silent == []


def test_the_list_of_parts_names_functions_that_exist_and_write_no_record():
    for whole in PARTS:
        module, _dot, function = whole.rpartition(".")
        tree = ast.parse(MODULES[module].read_text(encoding="utf-8"))
        assert function in functions(tree), whole
        if whole != "audit.operations.record":
            assert function not in recording(tree), f"{whole} writes a record: take it off the list"


def test_the_walk_finds_an_operation_without_a_record():
    tree = ast.parse("def change(*, at):\n    thing.save()\ndef told(*, at):\n    audit.record(at=at)\n")
    assert [name for name, node in functions(tree).items() if is_operation(node) and name not in recording(tree)] == ["change"]
