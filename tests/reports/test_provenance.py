"""Provenance: what it takes to make the same again, and a command that a shell reads as it was meant."""

import shlex
import subprocess
from dataclasses import replace

import pytest
from board_case import MADE, scenario_text, small_board

from tcorisk.configs import load, loads, parse_setting
from tcorisk.reports.board import Board
from tcorisk.reports.board.provenance import provenance
from tcorisk.reports.board.reproduce import report_command, shell_word


def _board(scenario, **settings) -> Board:
    """Return the board of a result as if it were another scenario's, run otherwise."""
    result = small_board().result
    changed = replace(result, scenario=scenario, settings=replace(result.settings, **settings))
    return Board(changed, "own", None, None, None, MADE)


def _options(command):
    words = shlex.split(command)
    assert words[:2] == ["simulate", "report"]
    return list(zip(words[2::2], words[3::2], strict=True))


def test_it_says_what_was_run_without_the_folder(tmp_path):
    found = dict(provenance(small_board()))
    assert found["Read from"] == "file assistant.toml"
    assert found["Hash of the config (SHA-256)"] == small_board().scenario.sha256
    assert (found["Futures"], found["Seed"], found["Sampler"]) == ("8,192", "0", "sobol")
    assert found["Day of the report"] == "2026-11-21"
    assert "numba" in found["Libraries"]
    path = tmp_path / "secret_folder" / "mine.toml"
    path.parent.mkdir()
    path.write_text(scenario_text(), "utf-8")
    words = str(provenance(_board(load(path))))
    assert "mine.toml" in words
    assert "secret_folder" not in words


def test_the_plain_command():
    assert report_command(small_board()) == (
        "simulate report --config assistant.toml -n 8192 --date 2026-11-21 --out board"
    )
    scenario = small_board().scenario
    bundled, text = load("legal_startup"), loads(scenario_text())
    assert "--config legal_startup " in report_command(_board(replace(scenario, origin=bundled.origin)))
    assert report_command(_board(replace(scenario, origin=text.origin))) is None


def test_seed_sampler_and_strategy_are_told_where_they_are_not_the_default():
    board = _board(small_board().scenario, seed=7, sampler="random")
    other = next(name for name in ("own", "cheap") if name != small_board().focus)
    options = dict(_options(report_command(Board(board.result, other, None, None, None, MADE))))
    assert (options["--seed"], options["--sampler"], options["--strategy"]) == ("7", "random", other)


def test_what_was_set_is_set_again_to_the_last_bit(tmp_path):
    values = {
        "drivers.engineer": "15_000 to 30_000",
        "drivers.requests_per_day.noise": 0.25,
        "title": 'it\'s "5" & $HOME; rm -rf *',
        "horizons": [6, 12],
        "strategies.api.costs.integration.one_time": {"dist": "uniform", "low": 1, "high": 2},
        "strategies.own.label": "7",
        "currency": "true",
    }
    path = tmp_path / "assistant.toml"
    path.write_text(scenario_text(), "utf-8")
    scenario = load(path).with_values(values)
    command = report_command(_board(scenario))
    typed = [parse_setting(value) for key, value in _options(command) if key == "--set"]
    assert len(typed) == len(values)
    assert load(path).with_values(dict(typed)).sha256 == scenario.sha256
    assert "--set 'drivers.engineer=15_000 to 30_000'" in command


_WORDS = (
    "plain.toml",
    "two  spaces.toml",
    "it's.toml",
    "$(reboot).toml",
    "a\tb\x1b[31m\u202e.toml",
    "e\u0301 \\n.toml",
    "\U0001f680\u00e9.toml",
    "-",
)


@pytest.mark.parametrize("word", _WORDS)
def test_a_shell_reads_a_word_as_it_was_meant(word):
    quoted = shell_word(word)
    assert quoted.isprintable()
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quoted}"], capture_output=True, check=True, env={"LC_ALL": "C.UTF-8"}
    )
    assert done.stdout.decode() == word
