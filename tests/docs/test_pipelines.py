"""The pipeline of the guide, step by step, and the lines that switch completion on."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from guide_host import host, toml_text
from guide_pages import DOCS, blocks_of

from tcorisk.cli import main

PAGE = DOCS / "pipelines.md"
(WORKFLOW,) = [block.text for block in blocks_of(PAGE) if block.language == "yaml"]
STEPS = re.findall(r"- run: (simulate .*)", WORKFLOW)


def test_the_steps_do_what_the_page_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "host.toml").write_text(toml_text(host()), "utf-8")
    assert len(STEPS) == 4
    for step in STEPS:
        line, _, out = step.partition(" > ") if step.endswith(".json") else (step, "", "")
        found = CliRunner().invoke(main, shlex.split(line.replace("-n 100k", "-n 8k"))[1:])
        assert found.exit_code == 0, f"{step}: {found.stderr}"
        if out:
            assert json.loads(found.stdout)["run"]["status"] == "complete"
    assert {path.suffix for path in (tmp_path / "board").iterdir()} >= {".html", ".pptx", ".xlsx"}


def test_the_gate_of_the_page_can_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "host.toml").write_text(toml_text(host()), "utf-8")
    (gate,) = [step for step in STEPS if "--fail-if" in step]
    words = shlex.split(gate.replace("-n 100k", "-n 8k").replace("> 0.5", "<= 0.5"))[1:]
    assert CliRunner().invoke(main, words).exit_code == 1


@pytest.mark.parametrize("shell", re.findall(r"_SIMULATE_COMPLETE=(\w+)_source", PAGE.read_text("utf-8")))
def test_each_shell_gets_a_script(shell: str) -> None:
    code = "import sys; sys.argv[0] = 'simulate'; from tcorisk.cli import main; main()"
    environment = os.environ | {"_SIMULATE_COMPLETE": f"{shell}_source"}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)
    assert "_SIMULATE_COMPLETE" in found.stdout, found.stderr
