"""Random schemes: some kinds of rules drawn from the catalogue, in one to three tables, with everything else at random."""

from dataclasses import dataclass
from typing import Any

from . import words
from .draws import Draw
from .recipes import NEEDS, RECIPES
from .rules import Rules
from .tables import TableMaker
from .terms import Mapping

OWN_PERIODS: dict[str, Mapping] = {
    "学年": {"start": "09-01", "months": "12"},
    "学期": {"start": "09-01", "months": "6"},
    "考核月": {"start": "12-26", "months": "1"},
    "双月": {"start": "01-01", "months": "2"},
}
BY_PERIOD = {"year": "W01", "quarter": "W02", "month": "W03", "half": "W04", "学期": "W04", "学年": "W04", "考核月": "W03"}
"""The kinds of rules that a table's period alone stands for."""
CODES = (*RECIPES, "W01", "W02", "W03", "W04")
SHORTER = {"year": "half", "half": "quarter", "quarter": "month", "学年": "学期", "学期": "quarter", "双月": "month"}


@dataclass(frozen=True)
class Generated:
    """A scheme in English keys, the rule kinds it was made of, and its main table's period kind."""

    scheme: Mapping
    codes: tuple[str, ...]
    period: str


def random_scheme(seed: object) -> Generated:
    draw = Draw("scheme", seed)
    period = draw.of(["year", "half", "quarter", "quarter", "month", "学期", "学年", "考核月", "双月"])
    subject = draw.one("person", "person", "organisation")
    wanted = draw.some([code for code in RECIPES if NEEDS.get(code) in (None, subject, "shorter", "other")], 2, 4)
    wanted = draw.shuffled(wanted)[:4]
    parameters = draw.one([], [], ["基数"], ["基数", "名额数"])
    main = TableMaker(draw, "T", subject, period, parameters)
    tables: list[TableMaker] = []
    needs = {NEEDS.get(code, "") for code in wanted}
    if period in SHORTER and ("shorter" in needs or draw.chance(0.15)):
        tables.append(TableMaker(draw, "S", subject, SHORTER[period], parameters, is_main=False))
        main.sources["shorter"] = tables[-1]
    if "other" in needs or draw.chance(0.08):
        other = draw.one("person", "organisation")
        tables.append(TableMaker(draw, "U", other, period, parameters, is_main=draw.chance(0.5)))
        main.sources["other"] = tables[-1]
    codes = [code for code in wanted if NEEDS.get(code) != "shorter" or "shorter" in main.sources]
    written = [side_table(maker) for maker in tables]
    if "shorter" in main.sources:
        main.make.shorter = main.sources["shorter"].table
    for code in codes:
        RECIPES[code](main)
    for _ in range(draw.one(0, 0, 1, 2)):
        main.add()
    written.insert(draw.whole(0, len(written)), main.finish())
    if period in BY_PERIOD:
        codes.append(BY_PERIOD[period])
    return Generated(whole(draw, written, parameters), tuple(codes), period)


def side_table(maker: TableMaker) -> Mapping:
    """A small table to take from, with a board and perhaps grades."""
    for code in maker.draw.some(["P01", "P03", "P05", "P16", "C01", "P23", "A02"], 1, 2):
        RECIPES[code](maker)
    if maker.draw.chance(0.6):
        RECIPES["R01"](maker)
    if maker.draw.chance(0.4):
        RECIPES["L01"](maker)
    return maker.finish()


def whole(draw: Draw, tables: list[Mapping], parameters: list[str]) -> Mapping:
    """The scheme around its tables."""
    scheme: Mapping = {"scheme": "随机办法", "code": "S", "version": "1", "effective": "2020-01-01"}
    if draw.chance(0.5):
        scheme["rounding"] = {"places": str(draw.whole(0, 4)), "mode": draw.one("half_up", "half_up", "down", "up")}
    text = repr(tables)
    periods = {name: kind for name, kind in OWN_PERIODS.items() if f"'{name}'" in text}
    if periods:
        scheme["periods"] = periods
    if parameters:
        scheme["parameters"] = {name: {"value": str(draw.whole(1, 3)) if name == "名额数" else draw.number(0, 6)} for name in parameters}
        if draw.chance(0.2):
            scheme["parameters"]["基数"] |= {"minimum": "-1", "maximum": draw.one("6", "7")}
    scheme["facts"] = {name: dict(kind) for name, kind in words.KINDS.items()}
    limits = Rules(draw, parameters=[])
    categories: dict[str, Any] = {}
    for name in ("基础", "先锋"):
        categories[name] = limits.limits(0.3)
        categories[name].pop("per_period", None)
    scheme["categories"] = categories
    scheme["tables"] = tables
    return scheme
