"""A sample of the irregular variant, settled by the independent interpreter of the tests and compared digit by digit."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

BRANCHES = (0, 13, 27)


def agrees_with_oracle(folder: Path) -> bool:
    """Whether the scores of some branches of the smallest size agree. The share needs whole branches and their secretaries."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    import pyarrow.parquet as pq
    from tests.oracle.extension import load_scheme
    from tests.oracle.language import load_yaml
    from tests.oracle.settle import settle

    here = Path(__file__).resolve().parent
    roster = pq.read_table(folder / "roster2.parquet").to_pylist()
    wanted = {row["id"] for row in roster if row["organisation"] in BRANCHES}
    facts = pq.read_table(folder / "facts2.parquet").to_pylist()
    inner = {"K03", "K04", "K05", "K76"}
    world = {
        "roster": [_text(row) for row in roster], "organisations": [],
        "relations": [_text(row) for row in pq.read_table(folder / "relations2.parquet").to_pylist()],
        "facts": [_text(row) for row in facts if row["subject"] in wanted or row["kind"] in inner or row["reverses"]],
        "history": [], "parameters": [], "feed": [],
    }  # fmt: skip
    result = settle(load_scheme(load_yaml(here / "irregular.yaml"), here), world, "2025")
    cards = pq.read_table(folder / "out-irregular" / "scorecards.parquet", columns=["subject", "score"]).to_pylist()
    scores = {str(row["subject"]): Fraction(row["score"]) for row in cards}
    different = [s for s in map(str, sorted(wanted)) if result.cards["Y", "2025", s].values["score"] != scores[s]]
    print(f"sample: {len(wanted)} members of {len(BRANCHES)} branches against the oracle, {len(different)} differ {different[:5]}")
    return not different


def _text(row: dict) -> dict:
    """A row as the oracle reads it: texts and days, empty cells left out."""
    keep = {"quantity": lambda x: Fraction(x)}
    return {k: keep.get(k, lambda x: x if hasattr(x, "year") else str(x))(v) for k, v in row.items() if v is not None}
