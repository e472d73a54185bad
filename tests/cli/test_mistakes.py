"""What a newcomer gets wrong: exit code 2, an error with its place, and no traceback."""

from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tcorisk.cli import main

MISTAKES = {
    "misspelt key": ("category =", "categry =", "categry", ":13"),
    "text for a number": ('"3_000 to 9_000"', '"many"', "many", ":7"),
    "P95 below P5": ('"3_000 to 9_000"', '"9_000 to 3_000"', "9_000", ":7"),
    "unknown name": ('"requests * to', '"request * to', "request", ":14"),
    "NaN": ('"3_000 to 9_000"', "nan", "nan", ":7"),
    "cycle": ('requests = "3_000 to 9_000"', 'requests = "2 * other"\nother = "requests + 1"', "requests", ":7"),
    "duplicate key": ("schema = 1", "schema = 1\nschema = 1", "schema", ":2"),
    "no quotes": ('"requests * to(0.5, 1.5)"', "requests * to(0.5, 1.5)", "requests", ":14"),
    "a formula of an interval": ('"3_000 to 9_000"', '"2 * 15_000 to 22_000"', "15_000", ":7"),
    "no strategy": ("[strategies.", "[strateges.", "strateges", ":"),
}


@pytest.mark.parametrize("command", [(), ("check",)])
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_in_a_file(invoke, small, command, mistake):
    old, new, word, line = MISTAKES[mistake]
    text = small.read_text("utf-8")
    assert old in text
    small.write_text(text.replace(old, new), "utf-8")
    result = invoke(*command, "--config", str(small))
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "error: " in result.stderr
    assert word in result.stderr
    assert f"{small}{line}" in result.stderr


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "the file is empty"), (b"\xff\xfea\0", "UTF-16"), (b"[" * 5000, "error:")]
)
def test_files_that_are_no_scenario(invoke, tmp_path, content, words):
    path = tmp_path / "broken.toml"
    path.write_bytes(content)
    result = invoke("--config", str(path))
    assert result.exit_code == 2
    assert words in result.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "= help: simulate legal_startup.toml"),
        (("check",), "= help: simulate check legal_startup.toml"),
        (("--config", "no_such.toml"), "no such file"),
        (("--config", "legal_startp"), "did you mean `legal_startup`?"),
        (("--config", "/"), "folder"),
        (("--config", ""), "error: "),
        (("legal_starup",), "did you mean legal_startup?"),
        (("mine.toml",), "no such file"),
        (("legal_startup", "check"), "help: simulate check legal_startup"),
        (("legal_startup", "saas_growth"), "simulate compare A B compares two"),
        (("check", "legal_startup", "drivers.ml_engineer=5"), "did you mean --set drivers.ml_engineer=5?"),
        (("legal_startup", "--set", "ml_engineer=5"), "did you mean `drivers.ml_engineer`?"),
        (("legal_startup", "--set", "costs.tokens.monthly=5"), "`strategies.api.costs.tokens.monthly`"),
        (("sweep", "legal_startup", "--vary", "ml_engineer=1:5:3"), "did you mean `drivers.ml_engineer`?"),
        (("chek",), "check"),
        (("x" * 5000,), "no such command"),
        (("\x1b[31m",), "no such command '\\x1b[31m'"),
        (("--trajectores", "5"), "--trajectories"),
        (("--config", "legal_startup", "-n", "0"), "less than 1"),
        (("--config", "legal_startup", "-n", "1.5"), "not a whole number"),
        (("--config", "legal_startup", "-n", "many"), "write 1e6"),
        (("--config", "legal_startup", "-n", "-5"), "not a number"),
        (("--config", "legal_startup", "-n", "1e40"), "trajectories needs to be"),
        (("--config", "legal_startup", "-n", "1e10"), "trajectories needs to be"),
        (("--config", "legal_startup", "-n", "9999**999"), "trajectories needs to be"),
        (("--config", "legal_startup", "--seed", "-1"), "seed"),
        (("--config", "legal_startup", "--horizon", "0"), "horizon"),
        (("--config", "legal_startup", "--horizon", "121"), "horizon"),
        (("--config", "legal_startup", "--threads", "0"), "threads"),
        (("--config", "legal_startup", "--sampler", "halton"), "sobol"),
        (("--config", "legal_startup", "--set", "drivers"), "a setting is ADDRESS=VALUE"),
        (("--config", "legal_startup", "--set", "drivers.ml_enginer=3"), "drivers.ml_engineer"),
        (("--config", "legal_startup", "--set", "drivers.ml_engineer=9 to 3"), "--set drivers.ml_engineer=9 to 3"),
        (
            ("--seed", "3", "check", "--config", "legal_startup"),
            "--seed is written before `check`, where it has no effect",
        ),
        (("--seed", "3", "check", "--config", "legal_startup"), "help: `check` has no option --seed"),
        (
            ("-q", "check", "--config", "legal_startup"),
            "help: put --quiet after `check`: simulate check --quiet",
        ),
    ],
)
def test_mistakes_in_the_command(invoke, arguments, words):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.count("error: ") == 1
    assert words in result.stderr
    assert "instead of" not in result.stderr


def test_all_wrong_settings_are_reported_at_once(invoke):
    result = invoke("--config", "legal_startup", "--set", "one", "--set", "two")
    assert "--set one" in result.stderr
    assert "--set two" in result.stderr


def test_characters_of_a_terminal_do_not_reach_it(invoke):
    result = invoke("--config", "legal_startup", "--set", "drivers.\x1b[31m=3")
    assert result.exit_code == 2
    assert "\x1b" not in result.stderr


@pytest.mark.parametrize(("command", "flags", "shown"), [("", (), False), ("", ("-v",), True), ("check", (), True)])
def test_a_bug_does_not_look_like_a_wrong_scenario(
    monkeypatch: pytest.MonkeyPatch, small: Path, command: str, flags: tuple[str, ...], shown: bool
) -> None:
    """A ValueError of a library ends with 1 and asks for a report; its traceback is there with -v, or without such."""
    monkeypatch.setattr("tcorisk.configs.load", lambda *_: np.zeros(2) + np.zeros(3))
    result = CliRunner().invoke(main, [*([command] if command else []), str(small), *flags])
    assert result.exit_code == 1
    assert "an internal error, not one of the scenario: ValueError: operands could not be broadcast" in result.output
    assert "please report it" in result.output
    assert ("Traceback" in result.output) == shown
