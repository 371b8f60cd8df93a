"""The reader of the usual YAML gives the general parser's tree, offsets and ends included, or leaves the text to it."""

from pathlib import Path
from random import Random

import pytest

import biaochi
from biaochi.scoring.scheme.usual_yaml import Unusual, read_usual
from biaochi.scoring.scheme.yaml_tree import read_general, read_tree

PRESETS = sorted((Path(biaochi.__file__).parent / "presets").glob("*/scheme.yaml"))
MARKS = [
    "'", '"', "#", " #", ": ", ":", "- ", "-", "\n", "\n  ", " ", "[", "]", "{", "}", ",", ", ", "?", "? ", "&a ", "*a", "!t ", "|", "> ",
    "%", "@", "`", "~", "<<: ", "---\n", "...\n", "\\", "''", "\t", "\u3000", "\xa0", "\r", "\u2028", "\ufeff", "甲: 乙", "- 丙\n", "丁:\n",
    "\n\n", "\n#注\n", " #注\n", "-1", ".5", "=", "{}", "[]", '"戊": ', "'己': ", "😀", "\0", "\x85", "\ud800",
]  # fmt: skip


def usual(text: str) -> bool:
    """Whether the text is usual; where it is, both readers must agree."""
    try:
        found = read_usual(text, "f")
    except Unusual:
        return False
    assert found == read_general(text, "f"), text
    return True


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.parent.name)
def test_every_preset_is_read_alike(path: Path) -> None:
    usual(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "a: 1", "a: 1\n\n# end", "a:\n- 1\n- b: 2\n  c: 3\nd: 4\n", "a:\n  - - 1\n    - 2\n  -\n    b: 1\n",
        "a: {b: [1, -2, 'c d'], e: {},}\n", "a: [1, # one\n  2]\nb: x:y\n", '"a": "b # c"\n', "a: 1\nb: 2\na: 3\n",
        "a: {b: 1, c: 2, b: {d: 1, d: 2}}\n", "# this\na: b\n  ", "a : b\n", "a:   # why\n  b: c\n", "a: it's [so]\n",
        "党员: 张三 # 组长\n", "a: >-\n  b c\n  d: [e\nf: 1\n", "a: |\n  # b\n  c\nf: 1\n", "l:\n- a: >\n    b\n  c: 1\n",
        "l:\n- >-\n  a\n- b\n", "l:\n- x: |-\n    a\n    b\n  y: 1\n",
    ],
)  # fmt: skip
def test_the_usual_is_read_as_the_general_parser_reads_it(text: str) -> None:
    assert usual(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "# only a comment\n", "a", "- a\n", " a: 1\n", "a:\n", "a: 1\n  2\n", "a: |\n  b\n",
        "a: >-\n  b\n\n  c\nd: 1\n", "a: >-\n  b\n\nc: 1\n", "a: >-\n  b\n# c\nd: 1\n", "a: >-\n  b\n    c\nd: 1\n",
        "a: >-\n  b \n  c\nd: 1\n", "a: >2-\n  b\nc: 1\n", "a: >-\nb: 1\n", 'a: "b\\n"\n', "a: 'b''c'\n", "a: &x 1\n",
        "a: *x\n", "a: !t 1\n", "<<: {b: 1}\n", "a: 1\n---\nb: 2\n", "? a\n: b\n", "a:\n\tb: 1\n", "a: b: c\n", "a: {b: 1\n", "a: {b}\n",
        "a: [b: 1]\n", "a: [1, , 2]\n", "a: b#c\n", "a: [b]#c\n", "a:\n   b: 1\n  c: 2\n", "a: %b\n", "a: 1\r\n", "k" * 1100 + ": 1\n",
        "...\n", "{a: " * 41 + "1" + "}" * 41, "a: " + "{a: " * 40 + "1" + "}" * 40,
    ],
)  # fmt: skip
def test_everything_else_is_left_to_the_general_parser(text: str) -> None:
    assert not usual(text)
    assert read_tree(text, "f") == read_general(text, "f")


@pytest.mark.parametrize("seed", range(8))
def test_a_text_changed_at_random_is_read_alike_or_left(seed: int) -> None:
    draw = Random(seed)
    lines = [line for path in PRESETS for line in path.read_text(encoding="utf-8").splitlines()]
    agreed = 0
    for _ in range(500):
        at = draw.randrange(len(lines))
        cut = lines[at : at + draw.randrange(1, 8)]
        margin = len(cut[0]) - len(cut[0].lstrip(" "))
        text = "\n".join(line[margin:] if line[:margin].isspace() or not margin else line for line in cut)[:600]
        for _ in range(draw.choice([0, 1, 1, 2, 4])):
            start = draw.randrange(len(text) + 1)
            text = text[:start] + draw.choice([*MARKS, text[start : start + 9]]) + text[start + draw.choice([0, 0, 1, 4]) :]
        agreed += usual(text)
    assert agreed > 30
