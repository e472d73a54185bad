"""Machine code and its folder: whatever state the disk is in, kernels run and give the right answer."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from engine_tools import SCENARIOS

import tcorisk.simulator.engine
from tcorisk.simulator.engine.exact import PLACES, add_exactly
from tcorisk.simulator.engine.kernel_cache import _KEPT, _make_private, _remove_old, source_hash

ENGINE = Path(tcorisk.simulator.engine.__file__).parent

#: A package with a kernel in one file that calls another in a second file.
PRICES = "from .jit import kernel\n\n\n@kernel\ndef price():\n    return {price}\n"
COSTS = """
import math
import numpy as np
from .arrays import Float64Array1D
from .jit import entry, kernel
from .prices import price

@entry
def cost(n: int, out: Float64Array1D) -> None:
    out[0] = n * price()

@entry
def third(amounts: Float64Array1D, out: Float64Array1D) -> None:
    out[0] = amounts[2] ** 2.0
"""

#: Prints the folder, whether machine code was found in it, whether numba was imported, and an answer.
RUN = """
import sys
import numpy as np
from copied.simulator import jit, kernel_cache
from copied.simulator.costs import cost
cached, total = jit.is_cached(cost), np.zeros(1)
cost(10, total)
print(kernel_cache.cache_folder(), cached, "numba" in sys.modules, total[0])
"""

posix = pytest.mark.skipif(os.name == "nt", reason="modes and owners of POSIX")


def start(home: Path, code: str = RUN, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, with the package and the cache folder in `home`."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("NUMBA_")}
    paths = os.pathsep.join([str(home), *filter(None, [os.environ.get("PYTHONPATH")])])
    kept |= {"PYTHONPATH": paths, "XDG_CACHE_HOME": str(home / "cache")}
    done = subprocess.run(
        [sys.executable, "-B", "-W", "error", "-c", code],
        env=kept | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done


def run(home: Path, code: str = RUN, **environment: str) -> list[str]:
    """Give the words that it prints."""
    return start(home, code, **environment).stdout.split()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the package, before any run."""
    home = tmp_path_factory.mktemp("home")
    (home / "copied" / "simulator").mkdir(parents=True)
    for name in ("__init__.py", "simulator/__init__.py"):
        (home / "copied" / name).touch()
    for name in ("arrays", "jit", "kernel_cache", "object_code"):
        shutil.copy(ENGINE / f"{name}.py", home / "copied" / "simulator")
    (home / "copied" / "simulator" / "prices.py").write_text(PRICES.format(price=2))
    (home / "copied" / "simulator" / "costs.py").write_text(COSTS)
    return home


@pytest.fixture(scope="module")
def used(package: Path) -> Path:
    """The home after a first run, which says once that it compiles."""
    done = start(package)
    folder, *found = done.stdout.split()
    assert found == ["False", "False", "20.0"]
    assert Path(folder).parent == package / "cache" / "tcorisk"
    assert done.stderr == "compiling machine code, once for this installation: about 10 seconds ...\n"
    return package


@pytest.fixture
def home(used: Path) -> Iterator[Path]:
    """The home after a first run, to be spoilt."""
    saved = used / "saved"
    shutil.copytree(used / "cache", saved)
    yield used
    shutil.rmtree(used / "cache")
    saved.rename(used / "cache")


def machine_code(home: Path, function: str = "") -> list[Path]:
    found = sorted(home.glob(f"cache/tcorisk/kernels-*/{function}*.object"))
    assert found
    return found


def test_a_second_run_finds_the_machine_code(home: Path) -> None:
    done = start(home)
    assert done.stdout.split()[1:] == ["True", "False", "20.0"]
    assert done.stderr == ""


@pytest.mark.parametrize("environment", [{"NUMBA_DISABLE_INTEL_SVML": "1"}, {"NUMBA_NUM_THREADS": "1"}])
def test_settings_that_change_no_machine_code_share_it(home: Path, environment: dict[str, str]) -> None:
    """The command sets the first, and a library must not."""
    assert run(home, **environment)[1:] == ["True", "False", "20.0"]


def test_what_the_library_does_with_numba_beside_it_changes_nothing(home: Path) -> None:
    code = "import numba\nnumba.config.OPT = numba.core.config._OptLevel(0)\n" + RUN
    assert run(home, code)[1:] == ["True", "True", "20.0"]


def test_the_announcement_can_be_turned_off(home: Path) -> None:
    for file in machine_code(home):
        file.unlink()
    done = start(home, "import logging\nlogging.getLogger('tcorisk').setLevel(logging.ERROR)\n" + RUN)
    assert (done.stdout.split()[1:], done.stderr) == (["False", "False", "20.0"], "")


def test_a_truncated_file_is_survived_and_replaced(home: Path) -> None:
    whole = {file: file.read_bytes() for file in machine_code(home)}
    for file, content in whole.items():
        file.write_bytes(content[: len(content) // 2])
    assert run(home)[1:] == ["False", "False", "20.0"]
    assert all(len(file.read_bytes()) > 0.9 * len(content) for file, content in whole.items())


def test_a_page_of_zeros_is_survived_and_replaced(home: Path) -> None:
    """The file has its length, but the machine code in it would crash the process."""
    (file,) = machine_code(home, "costs.cost")
    whole = file.read_bytes()
    text = whole.index(b"\x7fELF") + 64  # behind the header of the object file
    file.write_bytes(whole[:text] + bytes(512) + whole[text + 512 :])
    assert len(file.read_bytes()) == len(whole)
    assert run(home)[1:] == ["False", "False", "20.0"]
    assert file.read_bytes()[text : text + 512] != bytes(512)
    assert run(home)[1:] == ["True", "False", "20.0"]


def test_a_home_that_cannot_be_written_is_survived(package: Path, tmp_path: Path) -> None:
    """Not even root makes folders below a file; a mode of 0500 would not stop it."""
    (tmp_path / "file").touch()
    done = start(package, XDG_CACHE_HOME=str(tmp_path / "file" / "below"))
    assert done.stdout.split() == ["None", "False", "False", "20.0"]
    why = f"{tmp_path / 'file' / 'below' / 'tcorisk'}: not a directory; XDG_CACHE_HOME names another folder"
    assert done.stderr == f"compiling machine code, for this process alone ({why}): about 10 seconds ...\n"


@pytest.mark.parametrize(
    "spoilt", ["sys.executable = None", "sys.executable = '/usr/bin/sheet'", "sys.executable = '/nowhere/python'"]
)
def test_where_no_process_can_be_started_numba_calls_the_kernel(home: Path, spoilt: str) -> None:
    for file in machine_code(home):
        file.unlink()
    code = f"import sys\n{spoilt}\n" + RUN
    assert run(home, code)[1:] == ["False", "True", "20.0"]
    assert not list(home.glob("cache/tcorisk/kernels-*/*"))


def test_what_needs_more_than_a_c_library_is_not_kept(home: Path) -> None:
    costs = home / "copied" / "simulator" / "costs.py"
    costs.write_text(COSTS.replace("out[0] = n * price()", "out[0] = math.gamma(n) + np.random.random() * 0.0"))
    try:
        assert run(home)[1:] == ["False", "True", "362880.0"]
        assert run(home)[1:] == ["False", "True", "362880.0"]
    finally:
        costs.write_text(COSTS)


def test_without_compilation_kernels_are_plain_python(package: Path, tmp_path: Path) -> None:
    plain = run(package, XDG_CACHE_HOME=str(tmp_path), NUMBA_DISABLE_JIT="1")
    assert plain == ["None", "False", "False", "20.0"]
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
own = np.arange(512, dtype=np.uint64)
fill_events(bits, 4, own, own + np.uint64(6), 2**40, 3, *key)
print((bits[:4] == event_points(2**40 + np.arange(4), 3, 6 + np.arange(4), *key)).all())
values = np.array([[1.0, -2.0, 0.0, np.nan, 1.0]])
bank = HistogramBank([edges_of(values)], 16)
bank.add(values, [0])
print(bank.distribution(0).counts.tolist() == [1, 1, 2])
"""
    assert run(package, code, NUMBA_DISABLE_JIT="1") == ["True"] * 4


def test_bounds_checks_are_numbas(home: Path) -> None:
    code = """
import numpy as np
from copied.simulator.costs import third
try:
    third(np.ones(2), np.ones(1))
    print("unchecked")
except IndexError:
    print("checked")
"""
    assert run(home, code) == ["unchecked"]
    assert run(home, code, NUMBA_BOUNDSCHECK="1") == ["checked"]


def test_settings_of_the_user_are_left_alone(home: Path, tmp_path: Path) -> None:
    code = """
import os
before = dict(os.environ)
import numba
from copied.simulator.costs import cost
import numpy as np
cost(1, np.zeros(1))
print(numba.config.CACHE_DIR, dict(os.environ) == before)
"""
    for file in machine_code(home):
        file.unlink()
    assert run(home, code, NUMBA_CACHE_DIR=str(tmp_path / "theirs")) == [str(tmp_path / "theirs"), "True"]
    assert not (tmp_path / "theirs").exists()


def test_an_edit_of_a_called_function_in_another_file_is_seen(home: Path) -> None:
    prices = home / "copied" / "simulator" / "prices.py"
    prices.write_text(PRICES.format(price=3))
    try:
        assert run(home)[1:] == ["False", "False", "30.0"]
    finally:
        prices.write_text(PRICES.format(price=2))


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((3, 1), np.int64),
        np.zeros((1, 3, 1), np.uint64),
        np.zeros((3, 2), np.uint64)[:, :1],
        np.zeros((4, 3), np.uint64).T,
    ],
)
def test_an_array_of_another_type_is_refused(values: np.ndarray) -> None:
    """Machine code would take it for what it expects."""
    with pytest.raises(TypeError, match="values needs to be uint64 of 2 dimensions in C order, got"):
        add_exactly(values, np.zeros((1, PLACES), np.int64))  # type: ignore[arg-type]


#: Runs every kernel on a scenario of everything, and prints a digest of all they fill.
BYTES = """
import hashlib, sys
from tcorisk import load, simulate
from tcorisk.simulator.engine import jit
if sys.argv[2] == "numba":
    import tcorisk.simulator.engine.engine
    for found in jit._entries:
        found.call = found.by_numba
digest = hashlib.sha256()
for sampler in ("sobol", "random"):
    result = simulate(load(sys.argv[1]).with_values({"horizons": [1, 7]}), 8192, sampler=sampler)
    for name, array in result.tally.arrays().items():
        digest.update(name.encode() + array.tobytes())
    digest.update(repr(result.document).encode())
print(digest.hexdigest(), "numba" in sys.modules)
"""


def test_numba_and_object_code_give_the_same_bytes() -> None:
    printed = []
    for who in ("objects", "numba"):
        command = [sys.executable, "-W", "error", "-c", BYTES, str(SCENARIOS / "everything.toml"), who]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr[-2000:]
        printed.append(done.stdout.split())
    assert [words[1] for words in printed] == ["False", "True"]
    assert printed[0][0] == printed[1][0]


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
    (folder / "planted.object").touch()
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
        shutil.copytree(ENGINE.parents[1] / floor, house / floor, ignore=shutil.ignore_patterns("__pycache__"))
    for face in ENGINE.parents[1].glob("__init__.py*"):
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
from tcorisk.simulator.engine.kernel_cache import cache_folder
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
