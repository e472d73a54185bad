"""The command as a process: what it imports, how it ends, where it writes."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

MAIN = "from tcorisk.cli import main; main()"
#: A background job of a shell ignores Ctrl-C, and what it starts does too.
LISTENING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
MODULES = "import atexit, sys; atexit.register(lambda: print(*sys.modules, file=sys.stderr)); "
HEAVY = {"numpy", "numba", "scipy", "rich", "pandas", "matplotlib"}


def start(*arguments: str, code: str = MAIN, **options) -> subprocess.Popen:
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True, **options}
    return subprocess.Popen([sys.executable, "-c", code, *arguments], **options)


def finish(process: subprocess.Popen) -> tuple[int, str, str]:
    out, error = process.communicate(timeout=120)
    assert "Traceback" not in error
    return process.returncode, out, error


@pytest.mark.parametrize("arguments", [("--help",), ("check", "--help"), ("--version",), ()])
def test_help_imports_click_alone(arguments):
    code, _, error = finish(start(*arguments, code=MODULES + MAIN))
    assert code == (0 if arguments else 2)
    assert not HEAVY & set(error.split())


def test_json_imports_no_charts_and_no_frames(small):
    code, out, error = finish(start("--config", str(small), "-n", "8192", "--format", "json", code=MODULES + MAIN))
    assert code == 0
    assert json.loads(out)["run"]["status"] == "complete"
    modules = set(error.split())
    assert {"numpy", "llvmlite.binding"} <= modules
    assert not {"numba", "pandas", "matplotlib", "rich", "scipy.stats"} & modules


def test_check_does_without_charts_and_frames(small):
    code, out, error = finish(start("check", "--config", str(small), code=MODULES + MAIN))
    assert (code, out[-3:]) == (0, "OK\n")
    assert not {"pandas", "matplotlib", "rich", "scipy.stats"} & set(error.split())


@pytest.mark.skipif(sys.platform == "win32", reason="pipes end otherwise there")
@pytest.mark.parametrize("arguments", [("scenarios",), ("--help",), ("check", "--config", "legal_startup", "-q")])
def test_a_closed_pipe_is_no_error(arguments):
    reader, writer = os.pipe()
    os.close(reader)
    process = start(*arguments, stdout=writer)
    os.close(writer)
    code, _, error = finish(process)
    assert (code, error) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error():
    with open("/dev/full", "w") as full:
        code, _, error = finish(start("scenarios", stdout=full))
    assert code == 1
    assert error.startswith("error: the result cannot be written")
    assert error.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX shell")
@pytest.mark.parametrize("arguments", [("scenarios",), ("--help",), ("--config", "support_chatbot", "-q")])
def test_no_standard_output_is_an_error(arguments):
    shell = ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-c", MAIN, *arguments]
    code, _, error = finish(subprocess.Popen(shell, stderr=subprocess.PIPE, text=True))
    assert code == 1
    assert error == "error: the result cannot be written: standard output is closed\n"


@pytest.mark.skipif(sys.platform == "win32", reason="signals differ there")
def test_ctrl_c_ends_a_run(small):
    # the first word after the kernel is warm comes from progress: so a run that is under way is met for sure
    begun = LISTENING + (
        "import sys, tcorisk.simulator.simulation as s; run = s.run\n"
        "def told(*a, **k):\n"
        "    k['progress'] = lambda done, wanted: print('begun', flush=True)\n"
        "    return run(*a, **k)\n"
        "s.run = told\n"
    )
    process = start("--config", str(small), "-n", "2**30", "-q", code=begun + MAIN)
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    sent = time.monotonic()
    process.send_signal(signal.SIGINT)
    code, _, error = finish(process)
    assert code == 130
    assert error.strip() == "interrupted"
    assert time.monotonic() - sent < 20.0  # it did not wait for the run, which takes minutes


def test_labels_survive_an_output_that_cannot_hold_them(small):
    small.write_text(small.read_text("utf-8").replace('label = "Own"', 'label = "日本"'), "utf-8")
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    code, out, _ = finish(start("check", "--config", str(small), env=environment))
    assert code == 0
    assert "\\u65e5" in out


@pytest.mark.skipif(sys.platform == "win32", reason="folders are guarded otherwise there")
def test_a_home_that_cannot_be_written_is_no_error(small, tmp_path):
    home = tmp_path / "home"
    home.write_text("a file, so that not even root can make a folder in it", "utf-8")
    environment = {**os.environ, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("XDG_CACHE_HOME", None)
    code, out, _ = finish(start("check", "--config", str(small), env=environment, cwd=tmp_path))
    assert (code, out[-3:]) == (0, "OK\n")


def test_intels_vector_maths_is_kept_out(small):
    shown = "import atexit, os; atexit.register(lambda: print(os.environ.get('NUMBA_DISABLE_INTEL_SVML'))); "
    environment = {key: value for key, value in os.environ.items() if key != "NUMBA_DISABLE_INTEL_SVML"}
    _, out, _ = finish(start("--config", str(small), "-n", "8192", "-q", code=shown + MAIN, env=environment))
    assert out.endswith("\n1\n")


def test_ctrl_c_ends_a_run_whose_first_block_takes_minutes(tmp_path):
    """No block of 512 futures is waited for: here one has 6e9 draws."""
    amount = " + ".join(f"to({i}, {i + 2})" for i in range(1, 101))
    slow = tmp_path / "slow.toml"
    slow.write_text(
        'schema = 1\ntitle = "t"\ncurrency = "USD"\nhorizons = [120]\n[strategies.a.costs.x]\n'
        f'category = "Compute"\nevery = 0.001\nper_event = "{amount}"\n'
    )
    process = start("--config", str(slow), "-n", "8192", code=LISTENING + MAIN)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(6.0)
    began = time.perf_counter()
    process.send_signal(signal.SIGINT)
    code, out, error = finish(process)
    assert time.perf_counter() - began < 2.0  # half a second on a machine with nothing else to do
    assert (code, out, error.splitlines()[-1]) == (130, "", "interrupted")


@pytest.mark.skipif(os.name == "nt", reason="such a name is impossible there")
def test_control_characters_of_a_path_are_escaped(small, tmp_path):
    """On a terminal too, where click removes nothing."""
    import pty

    path = tmp_path / "a\x1b[31mb.toml"
    path.write_bytes(small.read_bytes())
    for place in (path, tmp_path / "none\x1b[31m.toml"):
        terminal, end = pty.openpty()
        process = start("check", "--config", str(place), stderr=end)
        process.communicate(timeout=120)
        os.close(end)
        said = os.read(terminal, 10_000).decode()
        os.close(terminal)
        assert "\x1b" not in said and "\\x1b[31m" in said


@pytest.mark.parametrize("error", ["ImportError('no shared object')", "OSError('no shared object')"])
def test_a_library_that_cannot_be_loaded_is_no_failure_of_writing(small, tmp_path, error):
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "scipy.py").write_text(f"raise {error}\n")
    code = f"import sys; sys.path.insert(0, {str(tmp_path / 'broken')!r})\n" + MAIN
    status, out, said = finish(start("check", "--config", str(small), code=code))
    assert (status, out) == (1, "")
    assert "error: a library cannot be loaded: no shared object" in said and "written" not in said
