"""Importing the file contract costs next to nothing: the large libraries come with the first file that needs them."""

import subprocess
import sys


def test_no_format_library_is_imported_before_a_file_needs_it() -> None:
    script = "import sys, biaochi.files; print({'pyarrow', 'python_calamine', 'xlsxwriter'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "set()"
