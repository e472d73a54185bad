"""A scenario from a stranger opens nothing but its folder, runs no code, and its words are no commands to a terminal.

`SECURITY.md` names these tests, and those of each format.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

#: Comments, labels, a unit and a reason that want to be formulas, markup, or to turn the direction of a line.
HOSTILE = """schema = 1
title = "=1+2 <script>alert(1)</script>"
currency = "USD"
horizons = [6, 12]
unit = { name = "=cmd|' /C calc'!A0", monthly = "requests" }

[drivers]
requests = "1_000 to 3_000"      # \u202eevil\u200b <b>$x$</b> {{ 7 * 7 }}
rent = { dist = "empirical", file = "rent.csv", column = "=1+1" }

[strategies.api]
label = "a\\u202eb\\u2066c\\u200bd <img src=x onerror=alert(1)>"
budget_per_month = 1_000
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests * 2"

[strategies.own]
label = "=HYPERLINK(\\"http://example.com\\",\\"y\\")\\u2069"
barred = "\\u202ebad"
[strategies.own.costs.servers]
category = "Compute"
monthly = "rent * 3_000"

[strategies.third.costs.servers]
category = "Compute"
monthly = "rent * 1_000 + requests"
"""

COMMANDS = (
    "check --config h.toml",
    "--config h.toml -n 600",
    "--config h.toml -n 600 --format json",
    "explain --config h.toml",
    "explain drivers.requests --config h.toml",
    "explain strategies.api --config h.toml",
    "explain --config h.toml --trajectory 5",
    "sensitivity --config h.toml -n 8192",
    "sweep --config h.toml --vary drivers.requests=1000,3000 -n 600",
    "sweep --config h.toml --vary drivers.requests=1000,3000 -n 600 --format csv",
    "compare h.toml h.toml -n 600",
    "stress --config h.toml --input drivers.requests=P90:P100 -n 8192",
    "uncertainty --config h.toml --outer 20 --inner 512",
    "crossover --config h.toml --vary drivers.requests=100:30000 -n 600",
    "--config h.toml -n 600 --details",
    "optimise --config h.toml --strategy third --over drivers.requests=1000:1009:whole -n 600",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "h.toml").write_text(HOSTILE, "utf-8")
    (tmp_path / "rent.csv").write_text("=1+1,@x\n1.5,=2+3\n2.5,x\n", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_prints_a_character_that_a_terminal_obeys(invoke, folder, command):
    result = invoke(*command.split())
    assert result.exit_code == 0, result.stderr
    assert result.stdout
    assert not [c for c in result.stdout + result.stderr if not c.isprintable() and c != "\n"]


#: Loads and runs a first scenario, so that all is imported; then the stranger's, and tells what was opened and run.
_WATCHED = """
import json, sys
from tcorisk import load, simulate

simulate(load("legal_startup"), 600)
simulate(load("plain.toml"), 600)
seen = []
watched = ("open", "exec", "os.", "socket.", "subprocess.", "ctypes.", "shutil.", "pickle.", "import", "sqlite3.")


def hook(event, arguments):
    if watching and event.startswith(watched):
        seen.append((event, str(arguments[0]) if arguments else ""))


watching = True
sys.addaudithook(hook)
simulate(load("h.toml"), 600, threads=1)
watching = False
print(json.dumps(seen))
"""


def test_a_scenario_opens_its_folder_and_runs_nothing(folder):
    """By Python's own audit events: no file but its own is opened, nothing is written, executed, imported or sent."""
    (folder / "plain.toml").write_text(HOSTILE, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _WATCHED], capture_output=True, text=True, env=dict(os.environ), cwd=folder, timeout=300
    )
    assert done.returncode == 0, done.stderr
    seen = json.loads(done.stdout.splitlines()[-1])
    opened = [name for event, name in seen if event == "open"]
    assert [Path(name).name for name in opened] == ["h.toml", "rent.csv"]
    # for the names of bundled scenarios; kernels are called with the memory of arrays
    looked = {"os.scandir", "os.listdir", "ctypes.cdata", "ctypes.cdata/buffer"}
    assert not [each for each in seen if each[0] != "open" and each[0] not in looked]
