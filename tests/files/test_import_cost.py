"""Importing the file contract costs next to nothing: the large libraries come with the first file that needs them."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

SCHEME = Path(__file__).parents[2] / "bench" / "scheme.yaml"


def test_no_format_library_is_imported_before_a_file_needs_it() -> None:
    script = "import sys, biaochi.files; print({'pyarrow', 'python_calamine', 'xlsxwriter'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"


def test_a_settlement_from_parquet_imports_nothing_it_can_do_without(tmp_path: Path) -> None:
    day = dt.date(2025, 3, 2)
    roster = {"id": [1, 2], "name": ["甲", "乙"], "status": ["full", "full"], "organisation": [7, 7], "from": [day, None]}
    pq.write_table(pa.table(roster), tmp_path / "roster.parquet")
    facts = {"id": [1, 2], "subject": [1, 2], "kind": ["K00", "K01"], "date": [day, day], "quantity": [1, 2]}
    pq.write_table(pa.table(facts), tmp_path / "facts.parquet")
    words = ["settle", str(SCHEME), "--roster", "roster.parquet", "--facts", "facts.parquet", "--period", "2025", "--out", "out"]
    costly = {"pyarrow.compute", "pyarrow.dataset", "numpy.ma", "ruamel.yaml", "pandas", "xlsxwriter", "python_calamine"}
    (tmp_path / "pandas").mkdir()  # it need not be installed to be looked for
    (tmp_path / "pandas" / "__init__.py").write_text("__version__ = '3.0'\n")
    script = f"import sys; from biaochi.console.main import main; main({words}); print({costly} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert run.stdout.splitlines()[-1] == "set()"
