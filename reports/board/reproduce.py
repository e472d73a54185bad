"""The command that reproduces a report, quoted for a shell."""

from __future__ import annotations

import shlex
import unicodedata
from pathlib import PurePath
from typing import Any

from ...configs import ConfigError, Scenario, parse_setting
from ...configs.text.spelling import written
from ..words.layout import clean
from .board import Board

__all__ = ["report_command", "shell_word", "trajectory_command"]


def report_command(board: Board) -> str | None:
    """Return the command that makes the same report, run beside the file; None where no file holds the scenario."""
    words = _scenario_words(board)
    if words is None:
        return None
    run = board.document["run"]
    words += ["-n", str(run["trajectories"]), *_random_words(run)]
    if board.asked is not None:
        words += ["--strategy", board.asked]
    words += ["--date", board.made.isoformat(), "--out", "board"]
    return " ".join(["simulate report", *map(shell_word, words)])


def trajectory_command(board: Board) -> str | None:
    """Return the command that shows one future, without its number; None where no file holds the scenario."""
    words = _scenario_words(board)
    if words is None:
        return None
    return " ".join(
        ["simulate explain", *map(shell_word, [*words, *_random_words(board.document["run"])]), "--trajectory"]
    )


def shell_word(text: str) -> str:
    """Quote a word for bash and zsh; the characters that steer a terminal or cannot be seen are written as escapes."""
    if clean(text) == text:
        return shlex.quote(text)
    return "$'" + "".join(map(_escaped, text)) + "'"


def _escaped(character: str) -> str:
    code = ord(character)
    if character in "\\'":
        return f"\\{character}"
    if 0x20 < code < 0x7F:
        return character
    if code < 0x80:
        return f"\\x{code:02x}"
    if unicodedata.category(character)[0] in "LNPS":
        return character
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _scenario_words(board: Board) -> list[str] | None:
    where = _config(board.scenario)
    if where is None or board.scenario.origin is None:
        return None
    words = ["--config", where]
    for path, value in board.scenario.origin.settings.items():
        words += ["--set", f"{'.'.join(path)}={_setting(value)}"]
    return words


def _config(scenario: Scenario) -> str | None:
    """Return what `--config` takes: a file's name without its folder, a bundled name, `-`; None for a plain text."""
    if scenario.origin is None:
        return None
    source = scenario.origin.source
    if source.origin == "standard input":
        return "-"
    if source.origin.startswith("file "):
        return PurePath(source.place).name
    return source.name if source.origin.startswith("bundled ") else None


def _random_words(run: dict[str, Any]) -> list[str]:
    """Return seed and sampler where they are not the default."""
    words = ["--seed", str(run["seed"])] if run["seed"] else []
    return words if run["sampler"] == "sobol" else [*words, "--sampler", run["sampler"]]


def _setting(value: object) -> str:
    """Return a value as `--set` reads it back: a text plain where it can be, else in quotes."""
    if isinstance(value, str):
        try:
            if value == value.strip() and parse_setting(f"x={value}")[1] == value:
                return value
        except ConfigError:
            pass
    return written(value)
