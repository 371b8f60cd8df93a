"""The tidy test: what nobody should have to look for by hand. Each check is seen to find what it is for."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest

import biaochi

ROOT = Path(__file__).parents[2]
LINES_MAX = 450
INDEXES = ("README.md", "README.en.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "docs/README.md")

# written so that this file does not match itself
MACHINE_PATH = re.compile(r"(?<![\w.~-])/(?:work|root|home|Users|opt|mnt)/[\w.]|file:/[/]|[A-Z]:\\\\?Users")
REGISTRY = re.compile(r"https?://|file:|\.whl\b|\.tgz\b|\.tar\.gz\b|--(?:extra-)?index-url|--find-links| @ ")
UNFINISHED = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|X" r"XX|NotImplemented" r"Error)\b")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s#]+)(?:#[^)]*)?\)")
HEADING = re.compile(r"^## (?:\[?Unreleased\]?|未发布|\[?\d+\.\d+\.\d+\]?)", re.MULTILINE)


def project_files() -> list[Path]:
    """What is in the repository or about to be; in an unpacked archive, every file outside hidden folders."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    if listing.returncode == 0:
        found: Iterable[Path] = (ROOT / name for name in listing.stdout.decode().split("\0") if name)
    else:
        found = (path for path in ROOT.rglob("*") if ".venv" not in path.parts)
    return sorted(path for path in found if path.is_file())


def texts(*, under: str = ".", suffixes: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """(path below the root, text) of every file that is text."""
    for path in project_files():
        if path.is_relative_to(ROOT / under) and (not suffixes or path.suffix in suffixes):
            content = path.read_bytes()
            if b"\0" not in content:
                yield str(path.relative_to(ROOT)), content.decode("utf-8")


def lines_matching(pattern: re.Pattern[str], files: Iterable[tuple[str, str]]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()}"
        for name, text in files
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    ]


def machine_paths(files: Iterable[tuple[str, str]]) -> list[str]:
    return lines_matching(MACHINE_PATH, files)


def registry_addresses(files: Iterable[tuple[str, str]]) -> list[str]:
    return lines_matching(REGISTRY, files)


def unfinished_lines(files: Iterable[tuple[str, str]]) -> list[str]:
    return lines_matching(UNFINISHED, files)


def long_modules(files: Iterable[tuple[str, str]]) -> list[str]:
    counted = ((name, len(text.splitlines())) for name, text in files)
    return [f"{name}: {count} lines, {LINES_MAX} at most" for name, count in counted if count > LINES_MAX]


def links_of(name: str, text: str) -> set[Path]:
    """The files a document links to, whether they exist or not."""
    targets = (target for target in LINK.findall(text) if not re.match(r"[a-z]+:", target))
    return {(ROOT / name).parent.joinpath(target).resolve() for target in targets}


def dead_links(files: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name} -> {target}" for name, text in files for target in links_of(name, text) if not target.exists()]


def is_lock(name: str) -> bool:
    return name == "constraints.txt" or name.endswith((".lock", "-lock.json", "-lock.yaml"))


def test_no_file_names_a_path_of_one_machine() -> None:
    assert machine_paths(texts()) == []


def test_no_pinned_part_names_where_it_was_fetched() -> None:
    locks = [(name, text) for name, text in texts() if is_lock(name)]
    assert "constraints.txt" in [name for name, _ in locks]
    assert registry_addresses(locks) == []


def test_every_part_is_pinned_to_one_version() -> None:
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [pin for pin in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", pin)] == []


def test_nothing_in_the_package_is_unfinished() -> None:
    assert unfinished_lines(texts(under="src")) == []


def test_no_module_is_longer_than_one_sitting() -> None:
    assert long_modules(texts(under="src", suffixes=(".py",))) == []


def test_no_minified_script_is_kept() -> None:
    assert [path.name for path in project_files() if path.name.endswith(".min.js")] == []


def test_every_document_is_linked_from_an_index() -> None:
    linked = set().union(*(links_of(name, (ROOT / name).read_text(encoding="utf-8")) for name in INDEXES))
    documents = [ROOT / name for name, _ in texts(under="docs", suffixes=(".md",))]
    assert [str(path) for path in documents if path not in linked and path != ROOT / "docs/README.md"] == []


def test_no_link_in_a_document_is_dead() -> None:
    assert dead_links(texts(suffixes=(".md",))) == []


def test_the_change_log_has_a_place_for_the_next_change() -> None:
    assert HEADING.search((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))


def test_the_version_stands_in_one_number() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == biaochi.__version__


@pytest.mark.parametrize(
    ("check", "text"),
    [
        (machine_paths, "open('/" + "home/someone/facts.csv')"),
        (machine_paths, "see /" + "root/scheme.yaml"),
        (machine_paths, "numpy @ file:/" + "//wheels/numpy.whl"),
        (registry_addresses, "numpy @ https://example.org/numpy-2.whl"),
        (registry_addresses, "--index-url somewhere"),
        (registry_addresses, '"resolved": "https://example.org/htmx-2.tgz"'),
        (unfinished_lines, "# TO" + "DO later"),
        (unfinished_lines, "raise NotImplemented" + "Error"),
        (long_modules, "x = 1\n" * (LINES_MAX + 1)),
        (dead_links, "see [there](no/such/page.md#part)"),
    ],
)
def test_a_check_finds_what_it_is_for(check: Callable[[Iterable[tuple[str, str]]], list[str]], text: str) -> None:
    assert check([("a file", text)]) != []


def test_a_check_passes_what_is_in_order() -> None:
    tidy = [("a file", "numpy==2.0.0\nx = 1 / 2\n# see src/home/page.py and ./home/x\n" + "x = 1\n" * 400)]
    checks = (machine_paths, registry_addresses, unfinished_lines, long_modules, dead_links)
    assert [finding for check in checks for finding in check(tidy)] == []
