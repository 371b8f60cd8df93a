"""Each import contract is seen to fail on a breach planted in a copy of the package."""

import os
import shutil
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")


def read_contracts() -> dict[str, dict[str, str]]:
    parser = ConfigParser()
    parser.read(ROOT / ".importlinter", encoding="utf-8")
    mark = "importlinter:contract:"
    return {name.removeprefix(mark): dict(parser[name]) for name in parser.sections() if name.startswith(mark)}


CONTRACTS = read_contracts()

# contract, the module that breaks it, the line planted there
BREACHES = [
    ("portal", "biaochi.portal.audit.models", "import biaochi.portal.users.models"),
    ("portal", "biaochi.portal.an_app_not_in_the_list", ""),
    ("portal-apps", "biaochi.portal.organisation.models", "import biaochi.portal.organisation.access"),
    ("bridge", "biaochi.portal.web.context", "import biaochi.scoring.points"),
    ("views", "biaochi.portal.web.context", "import biaochi.portal.organisation.models"),
    ("packages", "biaochi.scoring.points", "import biaochi.files"),
    ("packages", "biaochi.files.planted", "import biaochi.console"),
    ("packages", "biaochi.a_package_not_in_the_list", ""),
    ("scoring", "biaochi.scoring.points", "import biaochi.scoring.plan"),
    ("scoring", "biaochi.scoring.facts", "import biaochi.scoring.scheme"),
    ("scoring", "biaochi.scoring.scheme.model", "import biaochi.scoring.plan"),
    ("scoring", "biaochi.scoring.plan", "import biaochi.scoring.stages"),
    ("scoring", "biaochi.scoring.stages.planted", "import biaochi.scoring.settle"),
    ("scoring", "biaochi.scoring.settle", "import biaochi.scoring.cases"),
    ("scoring", "biaochi.scoring.ledger", "def late():\n    import biaochi.scoring.state"),
    ("scoring", "biaochi.scoring.directory", "import biaochi.scoring.plan"),
    ("scoring", "biaochi.scoring.additive", "import biaochi.scoring.digest"),
    ("scoring", "biaochi.scoring.a_module_not_in_the_list", ""),
    *(("engine-pure", "biaochi.scoring.points", f"import {name}") for name in ("time", "random", "urllib.request")),
    ("engine-pure", "biaochi.scoring.stages.planted", "def late():\n    import sqlite3"),
    ("scheme-reader", "biaochi.scoring.facts", "from pydantic import BaseModel"),
    ("scheme-reader", "biaochi.scoring.plan", "from ruamel.yaml import YAML"),
    ("scheme-reader", "biaochi.scoring.cases.world", "from ruamel.yaml import YAML"),
    ("baselines", "biaochi.files.planted", "import duckdb"),
]


@pytest.fixture
def package_copy(tmp_path: Path) -> Path:
    skip = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "src" / "biaochi", tmp_path / "biaochi", ignore=skip)
    shutil.copy(ROOT / ".importlinter", tmp_path)
    return tmp_path


def plant(root: Path, module: str, line: str = "") -> None:
    """Append `line` to `module`; it and the packages above it are made where they are absent."""
    *packages, name = module.split(".")
    folder = root
    for package in packages:
        folder = folder / package
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    path = folder / name / "__init__.py" if (folder / name).is_dir() else folder / f"{name}.py"
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    path.write_text(f"{before}\n{line}\n", encoding="utf-8")


def lint_imports(root: Path, *options: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(root), "COLUMNS": "200", "NO_COLOR": "1"}
    command = [LINT_IMPORTS, "--no-cache", *options]
    return subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, check=False)


def test_the_package_as_it_is_keeps_every_contract(package_copy: Path) -> None:
    result = lint_imports(package_copy)
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"{len(CONTRACTS)} kept, 0 broken" in result.stdout


@pytest.mark.parametrize(("contract", "module", "line"), BREACHES)
def test_a_planted_breach_breaks_its_contract(package_copy: Path, contract: str, module: str, line: str) -> None:
    plant(package_copy, module, line)
    for imported in line.split():
        if imported.startswith("biaochi."):
            plant(package_copy, imported)
    result = lint_imports(package_copy, "--contract", contract)
    assert result.returncode == 1, result.stdout + result.stderr
    assert f"{CONTRACTS[contract]['name']} BROKEN" in result.stdout, result.stdout + result.stderr
    assert module in result.stdout


def test_every_contract_has_a_planted_breach() -> None:
    assert {contract for contract, _, _ in BREACHES} == set(CONTRACTS)


def test_every_forbidden_module_is_seen_where_it_is_planted(package_copy: Path) -> None:
    forbidden = CONTRACTS["engine-pure"]["forbidden_modules"].split()
    plant(package_copy, "biaochi.scoring.points", "\n".join(f"import {name}" for name in forbidden))
    found = lint_imports(package_copy, "--contract", "engine-pure").stdout
    assert [name for name in forbidden if f"biaochi.scoring.points -> {name} " not in found] == []
