"""What a command imports: `check` and `explain` are quick because they leave the heavy libraries alone."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from tcorisk.cli import session as settling

MAIN = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
MAIN += "from tcorisk.cli import main; main()"
HEAVY = {"numba", "llvmlite", "pandas", "matplotlib", "rich", "scipy.stats", "jsonschema", "jinja2"}
#: Layers of NumPy and SciPy that take long to import, and hold nothing that a run needs.
LAYERS = {"numpy.ma", "numpy.f2py", "numpy.testing", "scipy.special", "scipy.linalg"}
EVERYTHING = Path(__file__).parents[1] / "scenarios" / "everything.toml"


def modules(*arguments: str) -> set[str]:
    environment = {**os.environ, "PYTHONWARNINGS": "ignore"}
    command = [sys.executable, "-c", MAIN, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.split())


@pytest.mark.parametrize("config", ["legal_startup", "two_year_exercise", str(EVERYTHING)])
def test_check_needs_no_compiler_and_no_frames(config):
    imported = modules("check", "--config", config)
    assert {"numpy", "scipy.special._ufuncs", "tcorisk.simulator.lowering"} <= imported  # what a run does first
    assert not (HEAVY | LAYERS if config == "legal_startup" else HEAVY) & imported


def test_a_run_needs_machine_code_and_no_compiler():
    imported = modules("legal_startup", "-n", "8192", "--format", "json")
    assert {"numpy", "llvmlite.binding", "scipy.special._ufuncs", "tcorisk.simulator.document"} <= imported
    assert (HEAVY | LAYERS) & imported == {"llvmlite"}


@pytest.mark.parametrize("path", [(), ("drivers.ml_engineer",), ("drivers",), ("strategies.api.costs",)])
def test_explaining_a_law_or_a_list_needs_neither(path):
    assert not HEAVY & modules("explain", *path, "--config", "legal_startup")


@pytest.mark.parametrize("path", ["drivers.requests_per_day", "strategies.api.costs.tokens.monthly"])
def test_what_a_formula_comes_to_needs_no_compiled_kernel(path):
    imported = modules("explain", path, "--config", "legal_startup")
    assert "tcorisk.simulator.engine.reference" in imported
    assert HEAVY & imported <= {"llvmlite"}
    assert "tcorisk.simulator.engine.kernel" not in imported


def test_a_schema_needs_no_simulator():
    imported = modules("schema")
    assert "tcorisk.configs.schema" in imported
    assert not HEAVY & imported
    assert "tcorisk.simulator.lowering" not in imported


@pytest.mark.parametrize(("imported", "before", "after"), [((), None, "1"), ((), "3", "3"), (("numpy",), None, None)])
def test_threads_for_matrices_are_settled_before_numpy(monkeypatch, imported, before, after):
    environment = {} if before is None else {"OPENBLAS_NUM_THREADS": before}
    monkeypatch.setattr(settling, "os", SimpleNamespace(environ=environment))
    monkeypatch.setattr(settling, "sys", SimpleNamespace(modules=dict.fromkeys(imported)))
    settling.settle_libraries()
    assert environment.get("OPENBLAS_NUM_THREADS") == after
    assert environment["NUMBA_DISABLE_INTEL_SVML"] == "1"
