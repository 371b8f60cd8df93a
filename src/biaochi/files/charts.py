"""Charts as inline SVG, drawn by hand: how totals are spread before and after, how far members move, what a change gives and takes.

Worked example: ``histogram([60, 70, 70], [70, 80, 80], …)`` draws grey bars for before and a blue outline for after over the same steps.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from markupsafe import Markup, escape
from numpy.typing import NDArray

from biaochi.scoring.points import decimal_text

Ints = NDArray[Any]
WIDTH, HEIGHT = 440, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 18, 26, 24
BARS = 30
"""Bars in a histogram, at most."""
GREY, BLUE, GREEN, RED = "#bdb7ac", "#1f5a93", "#2f7d4f", "#a61e1e"


def nice_step(width: int, parts: int) -> int:
    """The smallest 1, 2 or 5 times a power of ten, in units of 1/10,000 point, of which so many parts cover the width."""
    step = 1
    while True:
        for factor in (1, 2, 5):
            if step * factor * parts >= width:
                return step * factor
        step *= 10


def histogram(before: Ints, after: Ints, names: tuple[str, str], label: str) -> Markup:
    """Totals before as filled bars, after as an outline. Units of 1/10,000 point."""
    together = np.concatenate([before, after])
    if len(together) == 0:
        return Markup()
    low, high = int(together.min()), int(together.max())
    step = nice_step(max(high - low + 1, 1), BARS)
    first = low // step * step
    count = (high - first) // step + 1
    one, two = (np.bincount((values - first) // step, minlength=count)[:count].tolist() for values in (before, after))
    top = max(*one, *two, 1)
    body = [*_frame(top), *_axis(first, step, count)]
    width = (WIDTH - LEFT - RIGHT) / count
    for i, number in enumerate(one):
        if number:
            body.append(_rect(LEFT + i * width + 0.5, _y(number, top), max(width - 1, 0.5), _y(0, top) - _y(number, top), GREY))
    points = [f"{LEFT:.1f},{_y(0, top):.1f}"]
    for i, number in enumerate(two):
        points += [f"{LEFT + i * width:.1f},{_y(number, top):.1f}", f"{LEFT + (i + 1) * width:.1f},{_y(number, top):.1f}"]
    points.append(f"{WIDTH - RIGHT:.1f},{_y(0, top):.1f}")
    body.append(f'<polyline points="{" ".join(points)}" fill="{BLUE}" fill-opacity=".12" stroke="{BLUE}" stroke-width="1.6"/>')
    return _svg([*body, *_legend(((GREY, names[0]), (BLUE, names[1])))], label)


def moves_histogram(moves: Ints, names: tuple[str, str, str], label: str) -> Markup:
    """How many lost, kept and gained how much; who kept it exactly stands in a bar of its own."""
    if len(moves) == 0:
        return Markup()
    size = max(int(np.abs(moves).max()), 1)
    step = nice_step(size, BARS // 2)
    steps = np.sign(moves) * -(-np.abs(moves) // step)
    low, high = min(int(steps.min()), 0), max(int(steps.max()), 0)
    counts = np.bincount(steps - low, minlength=high - low + 1).tolist()
    top = max(*counts, 1)
    body = list(_frame(top))
    width = (WIDTH - LEFT - RIGHT) / len(counts)
    for i, number in enumerate(counts):
        if number:
            colour = GREY if i == -low else RED if i < -low else GREEN
            body.append(_rect(LEFT + i * width + 0.5, _y(number, top), max(width - 1, 0.5), _y(0, top) - _y(number, top), colour))
    every = max(1, -(-len(counts) // 7))
    for k in range(-(-low // every) * every, high + 1, every):
        at = LEFT + (k - low + 0.5) * width
        text = ("+" if k > 0 else "−" if k < 0 else "") + decimal_text(abs(k) * step)
        body.append(f'<text x="{at:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{text}</text>')
    return _svg([*body, *_legend(((RED, names[0]), (GREY, names[1]), (GREEN, names[2])))], label)


def balance(up: int, down: int, most: int, label: str) -> Markup:
    """What a change gives (green, to the right) and takes (red, to the left), on one scale for all changes."""
    body = ['<line x1="60" y1="0" x2="60" y2="16" stroke="#888" stroke-width="1"/>']
    for value, colour in ((down, RED), (up, GREEN)):
        length = 58 * abs(value) / max(most, 1)
        if value:
            body.append(_rect(60 - length if value < 0 else 60, 3, max(length, 0.8), 10, colour))
    return Markup(f'<svg class="balance" viewBox="0 0 120 16" role="img" aria-label="{escape(label)}">{"".join(body)}</svg>')


def paired_bars(before: float | None, after: float | None, most: float, label: str) -> Markup:
    """Two bars one below the other: before in grey, after in blue; a value below zero is hatched red."""
    body = []
    for value, y, colour in ((before, 1.5, GREY), (after, 8.5, BLUE)):
        if value:
            body.append(_rect(0, y, max(119 * abs(value) / max(most, 1e-9), 0.8), 6, colour if value > 0 else RED))
    return Markup(f'<svg class="balance" viewBox="0 0 120 16" role="img" aria-label="{escape(label)}">{"".join(body)}</svg>')


def _y(number: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * number / top


def _rect(x: float, y: float, width: float, height: float, colour: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'


def _frame(top: int) -> Iterable[str]:
    """The base line, and the largest count on the left."""
    yield f'<line x1="{LEFT}" y1="{HEIGHT - BOTTOM}" x2="{WIDTH - RIGHT}" y2="{HEIGHT - BOTTOM}" stroke="#888"/>'
    yield f'<line x1="{LEFT}" y1="{TOP}" x2="{WIDTH - RIGHT}" y2="{TOP}" stroke="#e4e0d8"/>'
    yield f'<text x="{LEFT - 5}" y="{TOP + 4}" text-anchor="end">{top}</text>'
    yield f'<text x="{LEFT - 5}" y="{HEIGHT - BOTTOM + 4}" text-anchor="end">0</text>'


def _axis(first: int, step: int, count: int) -> Iterable[str]:
    """At most seven marks at round points."""
    width = (WIDTH - LEFT - RIGHT) / count
    every = max(1, -(-count // 6))
    for i in range(0, count + 1, every):
        yield f'<text x="{LEFT + i * width:.1f}" y="{HEIGHT - 8}" text-anchor="middle">{decimal_text(first + i * step)}</text>'


def _legend(entries: Sequence[tuple[str, str]]) -> Iterable[str]:
    x = float(LEFT)
    for colour, name in entries:
        yield f'<rect x="{x:.1f}" y="6" width="10" height="10" fill="{colour}"/><text x="{x + 14:.1f}" y="15">{escape(name)}</text>'
        x += 14 + 20 + sum(12 if ord(c) > 0x2E7F else 7 for c in name)


def _svg(body: Iterable[str], label: str) -> Markup:
    return Markup(
        f'<svg class="chart" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">{"".join(body)}</svg>'
    )


