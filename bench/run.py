"""Run the settlement benchmark: python bench/run.py [--sizes small medium large] [--runs 3] [--folder build/bench].

Every contender is a whole process, one after the other in turn, several times; printed are the least, the middle and the
greatest wall time, the peak memory, and the ratios of the middles to DuckDB's. All checksums must be equal. The irregular
variant runs on data of its own and is compared with the plain one; a sample of its branches is settled by the independent
interpreter of the tests as well.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZES = {"small": (850, 42_500), "medium": (100_000, 5_000_000), "large": (1_000_000, 50_000_000)}
BIAOCHI = Path(sys.executable).parent / "biaochi"
Checksum = tuple[int, ...]


@dataclass
class Runs:
    """Measurements of one contender."""

    seconds: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    checksum: Checksum = ()

    @property
    def middle(self) -> float:
        return statistics.median(self.seconds)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=SIZES, default=list(SIZES))
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, default=Path("build/bench"))
    arguments = parser.parse_args()
    ok = True
    for size in arguments.sizes:
        folder = arguments.folder / size
        if not (folder / "facts2.parquet").exists():
            print(f"writing the data of size {size} …", flush=True)
            subprocess.run([sys.executable, HERE / "generate.py", *map(str, SIZES[size]), str(folder)], check=True)
        ok &= compare(size, folder, arguments.runs)
    return 0 if ok else 1


def compare(size: str, folder: Path, runs: int) -> bool:
    """Measure one size and print its table; whether all checksums agree."""
    members, facts = SIZES[size]
    contenders = {
        "biaochi": command(folder, "scheme.yaml", "roster.parquet", "facts.parquet"),
        "duckdb": [sys.executable, str(HERE / "baseline_duckdb.py"), str(folder)],
        "polars": [sys.executable, str(HERE / "baseline_polars.py"), str(folder)],
        "irregular": [
            *command(folder, "irregular.yaml", "roster2.parquet", "facts2.parquet"), "--relations", str(folder / "relations2.parquet"),
        ],
    }  # fmt: skip
    measured = {name: Runs() for name in contenders}
    for _ in range(runs):
        for name, words in contenders.items():
            measure(measured[name], name, words, folder)
    print(f"\n{size}: {members:,} members, {facts:,} facts, {runs} runs each in turn")
    print(f"{'':12}{'least':>8}{'middle':>8}{'greatest':>9}{'MB':>8}{'× duckdb':>10}{'× memory':>10}  checksum")
    base, memory = measured["duckdb"].middle, statistics.median(measured["duckdb"].megabytes)
    for name, found in measured.items():
        megabytes = statistics.median(found.megabytes)
        print(f"{name:12}{min(found.seconds):8.2f}{found.middle:8.2f}{max(found.seconds):9.2f}{megabytes:8.0f}"
              f"{found.middle / base:10.2f}{megabytes / memory:10.2f}  {' '.join(map(str, found.checksum))}")  # fmt: skip
    print(f"irregular ÷ plain: {measured['irregular'].middle / measured['biaochi'].middle:.2f}")
    agree = measured["biaochi"].checksum == measured["duckdb"].checksum == measured["polars"].checksum
    print("checksums agree" if agree else "CHECKSUMS DIFFER")
    if size != "small":
        return agree
    from sample import agrees_with_oracle

    return agree & agrees_with_oracle(folder)


def command(folder: Path, scheme: str, roster: str, facts: str) -> list[str]:
    """The whole command of one settlement."""
    return [
        str(BIAOCHI), "settle", str(HERE / scheme), "--roster", str(folder / roster), "--facts", str(folder / facts),
        "--period", "2025", "--out", str(folder / f"out-{Path(scheme).stem}"),
    ]  # fmt: skip


def measure(runs: Runs, name: str, words: list[str], folder: Path) -> None:
    """One whole process: wall time, peak memory, checksum."""
    out = folder / f"out-{'scheme' if name == 'biaochi' else name}"
    shutil.rmtree(out, ignore_errors=True)
    started = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    said = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    runs.seconds.append(time.perf_counter() - started)
    if status:
        raise SystemExit(f"{name} failed: {' '.join(words)}")
    runs.megabytes.append(usage.ru_maxrss / 1024)
    found = checksum(out) if name in ("biaochi", "irregular") else tuple(int(x) for x in said.split()[2:5])
    if runs.checksum and runs.checksum != found:
        raise SystemExit(f"{name}: another checksum than in the run before")
    runs.checksum = found


def checksum(out: Path) -> Checksum:
    """Sum of scores in hundredths, sum of ranks, count of A: read from the scorecards."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    table = pq.read_table(out / "scorecards.parquet", columns=["score", "rank", "grade"])
    grades = table["grade"].cast("string")
    return int(pc.sum(table["score"]).as_py() * 100), pc.sum(table["rank"]).as_py(), pc.sum(pc.equal(grades, "A")).as_py()


if __name__ == "__main__":
    sys.exit(main())
