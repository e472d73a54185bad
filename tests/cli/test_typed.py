"""The command as people type it: a scenario without --config, short numbers, `help`, and what a shell completes."""

from __future__ import annotations

import subprocess
import sys

import pytest
from click.shell_completion import ShellComplete

from tcorisk.cli import main
from tcorisk.cli.options import COUNT
from tcorisk.cli.vary import parse_axes, parse_range


@pytest.mark.parametrize(
    "arguments", [("{}", "-n", "8192"), ("-n", "8192", "{}"), ("-c", "{}", "-n", "8k"), ("--config", "{}", "-n", "8k")]
)
def test_a_scenario_is_run_wherever_it_is_named(invoke, small, arguments):
    asked = [part.format(small) for part in arguments]
    result = invoke(*asked, "--quiet", "--format", "json")
    assert result.exit_code == 0
    assert result.stdout == invoke("--config", str(small), "-n", "8192", "-q", "--format", "json").stdout


@pytest.mark.parametrize("before", [(), ("-c",), ("--config",)])
def test_commands_take_the_scenario_as_an_argument(invoke, small, before):
    assert invoke("check", *before, str(small)).stdout == invoke("check", "--config", str(small)).stdout


def test_explain_takes_address_and_scenario_in_either_order(invoke, small):
    asked = invoke("explain", "drivers.requests", "--config", str(small)).stdout
    assert invoke("explain", "drivers.requests", str(small)).stdout == asked
    assert invoke("explain", str(small), "drivers.requests").stdout == asked
    assert invoke("explain", str(small)).stdout == invoke("explain", "--config", str(small)).stdout


def test_two_scenarios_are_one_too_many(invoke, small):
    result = invoke("check", str(small), "--config", "legal_startup")
    assert result.exit_code == 2
    assert "one scenario is run at a time" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "help"),
    [
        (("{}", "--set", "drivers.requests", "20_000"), "write --set drivers.requests=20_000"),
        (("check", "{}", "--set", "drivers.requests", "20_000"), "write --set drivers.requests=20_000"),
        (("check", "{}", "--set", "strategies.api.rate=3"), "did you mean `strategies.api.inputs.rate`?"),
        (("{}", "--json"), "write --format json"),
        (("sweep", "{}", "--json"), "write --format json"),
        (("{}", "--check"), "simulate check SCENARIO"),
        (("{}", "--horizon", "12,24"), "write --horizon 12 --horizon 24"),
        (("{}", "--horizon", "24months"), "write --horizon 24"),
        (("sensitivity", "{}", "--horizon", "12,24"), "simulate sensitivity --help"),
        (("{}", "--horizon", "121"), "simulate --help"),
    ],
)
def test_what_people_type_is_answered_with_what_to_type(invoke, tmp_path, arguments, help):
    path = tmp_path / "typed.toml"
    path.write_text(
        'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n[drivers]\nrequests = 3\n'
        '[strategies.api.inputs]\nrate = 2\n[strategies.api.costs.x]\ncategory = "Compute"\n'
        'monthly = "requests * rate"\n',
        "utf-8",
    )
    result = invoke(*(part.format(path) for part in arguments))
    assert result.exit_code == 2
    assert f"= help: {help}" in result.stderr


def test_a_misspelt_table_is_answered_with_the_one_that_is_there(invoke, tmp_path):
    path = tmp_path / "typed.toml"
    path.write_text(
        'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n'
        '[strategies.a.costs.x]\ncategory = "Compute"\nmonthly = 1\n'
        '[strategy.b.costs.x]\ncategory = "Compute"\nmonthly = 1\n',
        "utf-8",
    )
    assert "did you mean `strategies`? accepted: `schema`, " in invoke("check", str(path)).stderr


@pytest.mark.parametrize(("typed", "number"), [("100k", 100_000), ("1M", 10**6), ("1.5 k", 1_500), ("0.1m", 100_000)])
def test_counts_may_have_a_unit(typed, number):
    assert COUNT.convert(typed, None, None) == number


def test_values_may_be_short():
    axes = parse_axes(["a=5k,1.5M,7", "b=1%:5%:3", "c=0.1%,8%", "d=1k:3k:3"])
    assert axes == {"a": [5_000, 1_500_000, 7], "b": [0.01, 0.03, 0.05], "c": [0.001, 0.08], "d": [1_000, 2_000, 3_000]}
    assert all(type(value) is int for value in axes["a"])
    assert parse_range("a=1k:2%") == ("a", 1_000, 0.02)


def test_help_prints_what_the_option_prints(invoke):
    assert invoke("help", "check").stdout == invoke("check", "--help").stdout
    assert invoke("help").stdout.splitlines()[2:] == invoke("--help").stdout.splitlines()[2:]
    assert "Did you mean" in invoke("help", "chek").stderr


def test_the_module_is_the_command():
    found = subprocess.run([sys.executable, "-m", "tcorisk", "--version"], capture_output=True, text=True, check=True)
    assert found.stdout.startswith("tcorisk ")


def completed(*words: str) -> list[str]:
    """Return what a shell offers for the last word."""
    return [
        item.value for item in ShellComplete(main, {}, "simulate", "_X").get_completions(list(words[:-1]), words[-1])
    ]


def test_a_shell_completes_commands_scenarios_and_addresses(small, monkeypatch):
    monkeypatch.chdir(small.parent)
    assert completed("che") == ["check"]
    assert completed("check", "legal") == ["legal_startup"]
    assert completed("check", "sma") == ["small.toml"]
    assert completed("--config", "sma") == ["small.toml"]
    assert completed("check", "small.toml", "--set", "drivers.") == ["drivers.requests="]
    assert completed("sweep", "-c", "small.toml", "--vary", "drivers.") == ["drivers.requests="]
    assert completed("explain", "-c", "small.toml", "drivers.") == ["drivers.requests"]
    assert completed("check", "no_such.toml", "--set", "drivers.") == []
    assert completed("sma") == ["small.toml"]
    assert completed("legal") == ["legal_startup"]
    assert completed("explain", "sma") == ["small.toml"]
    assert completed("explain", "small.toml", "drivers.") == ["drivers.requests"]


@pytest.mark.parametrize(
    ("typed", "help"),
    [
        (["simulate", "small.toml"], "simulate small.toml"),
        (["run", "small.toml", "-n", "100k"], "simulate small.toml -n 100k"),
        (["small"], "did you mean small.toml?"),
        (["smal.toml", "-q"], "did you mean `small.toml`? bundled: "),
        (["smal"], "did you mean small.toml?"),
        (["prices", "gpt-4o"], "simulate prices --model gpt-4o"),
        (["scenarios", "trading"], "simulate trading runs one; simulate scenarios lists all"),
        (["small.toml", "--horizon", "12", "24"], "repeat it, as in --horizon 12 --horizon 24"),
        (["sweep", "small.toml"], "simulate sweep legal_startup --vary drivers.requests_per_day.initial="),
        (["optimise", "small.toml"], "--over"),
        (["merge"], "simulate merge"),
    ],
)
def test_what_was_meant_is_said(invoke, small, monkeypatch, typed, help):
    monkeypatch.chdir(small.parent)
    result = invoke(*typed)
    assert result.exit_code == 2
    assert result.stderr.count("= help:") == 1
    assert help in result.stderr.partition("= help:")[2]
