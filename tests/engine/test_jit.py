"""The kernel decorator and its folder: whatever state the disk is in, kernels run and give the right answer."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import tcorisk.simulator.engine
from tcorisk.simulator.engine.jit import _KEPT, _make_private, _remove_old, source_hash

KERNELS = Path(tcorisk.simulator.engine.__file__).with_name("jit.py")

#: A package with a kernel in one file that calls another in a second file.
PRICES = "from .jit import kernel\n\n\n@kernel\ndef price():\n    return {price}\n"
COSTS = "from .jit import kernel\nfrom .prices import price\n\n\n@kernel\ndef cost(n):\n    return n * price()\n"
COSTS += "\n\n@kernel\ndef third(amounts):\n    return amounts[2]\n"

#: Prints the folder, whether machine code was found in it, how often it was loaded, and an answer.
RUN = """
from copied.simulator import jit
from copied.simulator.costs import cost
cached = jit.is_cached(cost)
total = jit.warm(lambda: cost(10))
print(jit.cache_folder(), cached, sum(cost.stats.cache_hits.values()) if hasattr(cost, "stats") else "plain", total)
"""

posix = pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")


def run(home: Path, code: str = RUN, **environment: str) -> list[str]:
    """Run Python in a process of its own, with the package and the cache folder in `home`; give the words it prints."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    kept |= {"PYTHONPATH": str(home), "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the package, before any run."""
    home = tmp_path_factory.mktemp("home")
    (home / "copied" / "simulator").mkdir(parents=True)
    for name in ("__init__.py", "simulator/__init__.py"):
        (home / "copied" / name).touch()
    shutil.copy(KERNELS, home / "copied" / "simulator")
    shutil.copy(KERNELS.with_name("errors.py"), home / "copied" / "simulator")
    (home / "copied" / "simulator" / "prices.py").write_text(PRICES.format(price=2))
    (home / "copied" / "simulator" / "costs.py").write_text(COSTS)
    return home


@pytest.fixture(scope="module")
def used(package: Path) -> Path:
    """The home after a first run."""
    folder, *found = run(package)
    assert found == ["False", "0", "20"]
    assert Path(folder).parent == package / "cache" / "tcorisk"
    return package


@pytest.fixture
def home(used: Path) -> Iterator[Path]:
    """The home after a first run, to be spoilt: numba knows a file by its path, so it is not a copy."""
    saved = used / "saved"
    shutil.copytree(used / "cache", saved)
    yield used
    shutil.rmtree(used / "cache")
    saved.rename(used / "cache")


def machine_code(home: Path, suffix: str, function: str = "") -> list[Path]:
    found = sorted(home.glob(f"cache/tcorisk/kernels-*/*/{function}*.{suffix}"))
    assert found
    return found


def test_a_second_run_finds_the_machine_code(home: Path) -> None:
    assert run(home)[1:] == ["True", "1", "20"]


@pytest.mark.parametrize("suffix", ["nbc", "nbi"])
def test_a_truncated_file_is_survived_and_replaced(home: Path, suffix: str) -> None:
    whole = {file: file.read_bytes() for file in machine_code(home, suffix)}
    for file, content in whole.items():
        file.write_bytes(content[: len(content) // 2])
    assert run(home)[2:] == ["0", "20"]
    for file, content in whole.items():
        assert len(file.read_bytes()) > 0.9 * len(content)


def test_a_page_of_zeros_is_survived_and_replaced(home: Path) -> None:
    """The file has its length and is a good pickle, but the machine code in it would crash the process."""
    (file,) = machine_code(home, "nbc", "costs.cost")
    whole = file.read_bytes()
    text = whole.index(b"\x7fELF") + 64  # behind the header of the object file
    file.write_bytes(whole[:text] + bytes(4096) + whole[text + 4096 :])
    assert len(file.read_bytes()) == len(whole)
    assert run(home)[2:] == ["0", "20"]
    assert file.read_bytes()[text : text + 4096] != bytes(4096)
    assert run(home)[1:] == ["True", "1", "20"]


def test_a_truncated_file_of_a_called_function_is_survived(home: Path) -> None:
    """The caller has to be compiled, and meets the broken file while its types are inferred."""
    for file in machine_code(home, "nb*", "costs.cost"):
        file.unlink()
    for file in machine_code(home, "nbc", "prices.price"):
        file.write_bytes(b"")
    assert run(home)[1:] == ["False", "0", "20"]


def test_where_files_stay_broken_kernels_run_from_memory(home: Path) -> None:
    """The folder cannot be emptied, here because nothing is ever removed."""
    for file in machine_code(home, "nbc"):
        file.write_bytes(b"broken")
    stubborn = "import shutil\nshutil.rmtree = lambda *a, **k: None\n" + RUN
    assert run(home, stubborn)[2:] == ["0", "20"]
    assert machine_code(home, "nbc", "costs.cost")[0].read_bytes() == b"broken"


def test_a_mistake_in_the_call_is_not_hidden(home: Path) -> None:
    """It is raised at once, and the machine code that other processes use stays."""
    code = """
from copied.simulator.jit import warm
calls = []
try:
    warm(lambda: calls.append(1) or 1 / 0)
except ZeroDivisionError:
    print("raised", len(calls))
"""
    before = machine_code(home, "nbc")
    assert before
    assert run(home, code) == ["raised", "1"]
    assert machine_code(home, "nbc") == before


def test_a_home_that_cannot_be_written_is_survived(package: Path, tmp_path: Path) -> None:
    """Not even root makes folders below a file; a mode of 0500 would not stop it."""
    (tmp_path / "file").touch()
    assert run(package, XDG_CACHE_HOME=str(tmp_path / "file" / "below")) == ["None", "False", "0", "20"]


def test_without_compilation_kernels_are_plain_python(package: Path, tmp_path: Path) -> None:
    plain = run(package, XDG_CACHE_HOME=str(tmp_path), NUMBA_DISABLE_JIT="1")
    assert plain == ["None", "False", "plain", "20"]
    assert not list(tmp_path.iterdir())


def test_every_kernel_of_sampling_works_without_compilation(package: Path) -> None:
    code = """
import numpy as np
from tcorisk.simulator.engine.histogram import HistogramBank, edges_of
from tcorisk.simulator.engine.sampling import *
key, bits, scrambled = stream_key(2**70, "a"), np.empty(512, np.uint32), scramble(1, 2, 3)
fill_counter(bits, 2**33, 5, 0, *key)
print((bits == counter_points(2**42, 512, 5, *key)).all())
fill_sobol(bits, *scrambled, 1, 2, 77)
print((bits == sobol_points(*scrambled, 1, 2, 512 * 77, 512)).all())
own = np.arange(4, dtype=np.uint64)
fill_events(bits, 4, own, own + np.uint64(6), 2**40, 3, *key)
print((bits[:4] == event_points(2**40 + np.arange(4), 3, 6 + np.arange(4), *key)).all())
values = np.array([[1.0, -2.0, 0.0, np.nan, 1.0]])
bank = HistogramBank([edges_of(values)], 16)
bank.add(values, [0])
print(bank.distribution(0).counts.tolist() == [1, 1, 2])
"""
    assert run(package, code, NUMBA_DISABLE_JIT="1") == ["True"] * 4


def test_bounds_checks_have_machine_code_of_their_own(home: Path) -> None:
    code = """
import numpy as np
from copied.simulator import jit
from copied.simulator.costs import third
try:
    third(np.ones(2))
    print(jit.cache_folder(), "unchecked")
except IndexError:
    print(jit.cache_folder(), "checked")
"""
    (unchecked,) = home.glob("cache/tcorisk/kernels-*")
    folder, outcome = run(home, code, NUMBA_BOUNDSCHECK="1")
    assert outcome == "checked"
    assert Path(folder) != unchecked


def test_settings_of_the_user_are_left_alone(home: Path, tmp_path: Path) -> None:
    code = """
import os
before = dict(os.environ)
import numba
from copied.simulator.costs import cost
print(numba.config.CACHE_DIR, dict(os.environ) == before, cost.stats.cache_path)
"""
    theirs, same, path = run(home, code, NUMBA_CACHE_DIR=str(tmp_path / "theirs"))
    assert (theirs, same) == (str(tmp_path / "theirs"), "True")
    assert home / "cache" / "tcorisk" in Path(path).parents


def test_an_edit_of_a_called_function_in_another_file_is_seen(home: Path) -> None:
    """numba alone would go on with the old machine code of the caller, whose own file is the same."""
    prices = home / "copied" / "simulator" / "prices.py"
    prices.write_text(PRICES.format(price=3))
    try:
        assert run(home)[1:] == ["False", "0", "30"]
    finally:
        prices.write_text(PRICES.format(price=2))


def test_the_hash_covers_every_source_and_setting(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    files = {"a.py": "x = 1\n", "sub/b.py": "y = 2\n"}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    settings = ["numba 1", "cpu"]
    plain = source_hash(tmp_path, settings)
    assert source_hash(tmp_path, settings) == plain
    seen = {plain, source_hash(tmp_path, ["numba 2", "cpu"])}
    (tmp_path / "notes.txt").write_text("not code")
    assert source_hash(tmp_path, settings) == plain
    (tmp_path / "sub" / "b.py").write_text("y = 3\n")
    seen.add(source_hash(tmp_path, settings))
    (tmp_path / "sub" / "b.py").rename(tmp_path / "sub" / "c.py")
    seen.add(source_hash(tmp_path, settings))
    (tmp_path / "new.py").touch()
    seen.add(source_hash(tmp_path, settings))
    assert len(seen) == 5


@posix
def test_the_folder_is_ours_alone(home: Path) -> None:
    (folder,) = home.glob("cache/tcorisk/kernels-*")
    for each in (folder, folder.parent):
        assert stat.S_IMODE(each.stat().st_mode) == 0o700
        assert each.stat().st_uid == os.getuid()


@posix
def test_files_that_others_could_have_written_are_not_loaded(tmp_path: Path) -> None:
    folder = tmp_path / "kernels-1"
    folder.mkdir()
    folder.chmod(0o777)
    (folder / "planted.nbi").touch()
    _make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert not list(folder.iterdir())


@posix
def test_a_link_is_not_taken_for_the_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "kernels-1").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileExistsError):
        _make_private(tmp_path / "kernels-1")


def test_the_newest_folders_are_kept(tmp_path: Path) -> None:
    folders = [tmp_path / f"kernels-{age:02}" for age in range(_KEPT + 3)]
    for age, folder in enumerate(folders):
        folder.mkdir()
        os.utime(folder, (1e9 - age, 1e9 - age))
    _remove_old(folders, folders[-1])
    assert sorted(tmp_path.iterdir()) == [*folders[: _KEPT - 1], folders[-1]]


def test_only_sources_of_the_engine_name_the_folder(tmp_path: Path) -> None:
    """A comment anywhere else costs no compilation."""
    floors = ("cli", "configs", "distributions", "reports", "simulator")
    house = tmp_path / "tcorisk"
    for floor in floors:
        shutil.copytree(KERNELS.parents[2] / floor, house / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for face in KERNELS.parents[2].glob("__init__.py*"):
        shutil.copy(face, house)
    edits = (
        ("reports/words/layout.py", True),
        ("cli/run.py", True),
        ("simulator/studies/sweeps.py", True),
        ("simulator/simulation.py", True),
        ("configs/loading.py", True),
        ("simulator/engine/sampling/sobol.py", False),
        ("simulator/engine/kernel.py", False),
    )
    code = f"""
from pathlib import Path
from tcorisk.simulator.engine.jit import cache_folder
before = cache_folder()
for edited, same in {edits}:
    with (Path({str(house)!r}) / edited).open("a", encoding="utf-8") as file:
        file.write("# edited\\n")
    cache_folder.cache_clear()
    after = cache_folder()
    assert (after == before) is same, edited
    before = after
print(before)
"""
    [last] = run(tmp_path, code)
    assert Path(last).parent == tmp_path / "cache" / "tcorisk"
