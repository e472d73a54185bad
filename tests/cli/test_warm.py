"""`simulate warm`, and what runs after it: the command and the library find the same machine code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tcorisk.simulator.engine import jit, kernel_cache

MAIN = "from tcorisk.cli import main; main()"
LIBRARY = """
import sys
from tcorisk import simulate
print(simulate("two_year_exercise", 8192).settings.trajectories, "numba" in sys.modules)
"""


def started(home: Path, code: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith("NUMBA_")}
    kept |= {"XDG_CACHE_HOME": str(home)} | environment
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, env=kept, check=False)


def test_command_and_library_share_what_was_compiled_once(tmp_path: Path) -> None:
    first = started(tmp_path, MAIN, "warm")
    assert (first.returncode, first.stderr) == (0, "")
    assert first.stdout.startswith("compiled in ")
    folder = Path(first.stdout.partition(": ")[2].strip())
    assert folder.parent == tmp_path / "tcorisk"
    files = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert "kernel.run_blocks.object" in files

    again = started(tmp_path, MAIN, "warm")
    assert (again.returncode, again.stdout, again.stderr) == (0, f"compiled before: {folder}\n", "")
    run = started(tmp_path, MAIN, "two_year_exercise", "-n", "8192")
    assert run.returncode == 0 and "compiling" not in run.stderr
    library = started(tmp_path, LIBRARY)
    assert (library.stdout, library.stderr) == ("8192 False\n", "")
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == files


def test_where_nothing_can_be_kept_it_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = started(tmp_path / "file" / "below", MAIN, "warm")
    assert done.returncode == 1
    assert done.stderr == (
        f"error: machine code cannot be kept: {tmp_path / 'file' / 'below' / 'tcorisk'}: not a directory\n"
        "  = help: name a folder of your own that can be written: XDG_CACHE_HOME=/tmp/cache simulate warm\n"
    )


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows keeps the folders of users apart by itself")
def test_a_folder_of_another_user_is_named_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: tmp_path.stat().st_uid + 1)
    assert kernel_cache.private_folder("kernels", lambda: "x") is None
    assert kernel_cache.no_folder() == f"{tmp_path / 'tcorisk'} belongs to another user, or is no folder"


@pytest.mark.parametrize("quiet", [False, True])
def test_a_quiet_run_announces_no_compilation(quiet: bool, invoke, small, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    prepare = jit.prepare

    def told(*, quiet: bool = False) -> jit.Prepared:
        asked.append(quiet)
        return prepare(quiet=quiet)

    monkeypatch.setattr(jit, "prepare", told)
    invoke("--config", str(small), "-n", "8192", *(["--quiet"] if quiet else []))
    assert asked[0] is quiet
