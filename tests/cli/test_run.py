"""`simulate --config X`: the answer on standard output, everything else on standard error."""

import json
from pathlib import Path

import pytest

from tcorisk import load, simulate
from tcorisk.reports import render_json, render_table

FEW = ("-n", "8192")
LAWS = {"a": "40 to 90", "b": "30 to 110"}


def test_table_is_the_one_of_the_result(invoke, small):
    result = invoke("--config", str(small), *FEW)
    assert result.exit_code == 0
    assert result.stdout == render_table(simulate(load(small), 8192).document)
    assert f"scenario: file {small}" in result.stderr
    assert "8,192 futures in" in result.stderr


def test_json_is_one_object_and_the_same_bytes_again(invoke, small):
    first = invoke("--config", str(small), *FEW, "--format", "json", "--threads", "1")
    again = invoke("--config", str(small), *FEW, "--format", "json", "--threads", "2")
    assert first.exit_code == 0
    assert first.stdout_bytes == again.stdout_bytes
    assert first.stdout == render_json(simulate(load(small), 8192).document)
    assert json.loads(first.stdout)["run"]["trajectories"] == 8192


def test_options_reach_the_run(invoke, small):
    arguments = (
        "--seed",
        "7",
        "--sampler",
        "random",
        "--horizon",
        "9",
        "--horizon",
        "3",
        "--set",
        "drivers.requests=5",
    )
    result = invoke("--config", str(small), "-n", "1_000", *arguments, "--format", "json")
    found = json.loads(result.stdout)
    assert found["run"] | {"seed": 7, "sampler": "random", "trajectories": 1000} == found["run"]
    assert found["scenario"]["horizons"] == [3, 9]
    expected = simulate(
        load(small).with_values({"horizons": [3, 9], "drivers.requests": 5}), 1000, seed=7, sampler="random"
    )
    assert result.stdout == render_json(expected.document)


@pytest.mark.parametrize("written", ["8192", "8_192", "8,192", "2**13", "2^13", "8.192e3"])
def test_trajectories_are_written_as_people_do(invoke, small, written):
    result = invoke("--config", str(small), "-n", written)
    assert "8,192 futures" in result.stdout
    assert "instead of" not in result.stderr


def test_rounding_up_is_said(invoke, small):
    result = invoke("--config", str(small), "-n", "1e4")
    assert "running 16,384 futures instead of 10,000" in result.stderr


def test_quiet_says_nothing(invoke, small):
    assert invoke("--config", str(small), "-n", "1e4", "-q").stderr == ""


def test_verbose_says_more(invoke, small):
    assert "futures a second" in invoke("--config", str(small), *FEW, "-v").stderr


def test_standard_input(invoke, small):
    result = invoke("--config", "-", *FEW, stdin=small.read_text("utf-8"))
    assert result.exit_code == 0
    assert "scenario: standard input" in result.stderr


def test_bundled_scenario_is_exact(invoke):
    result = invoke("--config", "support_chatbot.toml", *FEW)
    assert "86,200 USD over 12 months" in result.stdout
    assert "441,000" in result.stdout
    assert "scenario: bundled scenario support_chatbot" in result.stderr


def test_warnings_go_to_standard_error_beside_json(invoke, small):
    text = small.read_text("utf-8") + '[strategies.own.costs.weekly]\ncategory = "Compute"\nmonthly = "4 * to(1, 2)"\n'
    scenario = load_text(small, text)
    result = invoke("--config", str(small), *FEW, "--format", "json")
    assert len(scenario.warnings) == result.stderr.count("warning: ")


def load_text(path: Path, text: str):
    path.write_text(text, "utf-8")
    return load(path)


def test_a_run_that_fails_is_told_apart(invoke, small):
    load_text(small, small.read_text("utf-8").replace('"requests * to(0.5, 1.5)"', '"log(requests - 5_000)"'))
    result = invoke("--config", str(small), *FEW)
    assert result.exit_code == 1
    assert result.stderr.splitlines()[-1].startswith("error: strategies.api.costs.tokens: ")
    assert result.stdout == ""


def test_check_reads_laws_as_they_are_drawn(invoke, small):
    text = small.read_text("utf-8").replace("sd = 900, min = 0", "sd = 6_000, min = 0")
    load_text(small, text)
    result = invoke("check", "--config", str(small))
    assert result.exit_code == 0
    assert result.stdout.endswith("\nOK\n")
    assert "Strategy own (Own): 2 cost lines (1 paid at events), 2 uncertain numbers." in result.stdout
    row = next(line.split() for line in result.stdout.splitlines() if "drivers" not in line and " requests " in line)
    # a lognormal law from P5 to P95: its median is their geometric mean
    assert row[1:5] == ["lognormal", "3,000", "5,196", "9,000"]
    assert "min 0: 84.13 % kept" in result.stdout  # P(Z > -1)


def test_check_counts_months_and_says_what_a_bound_does(invoke, small):
    text = small.read_text("utf-8").replace("sd = 900, min = 0", "sd = 9, min = -1")
    load_text(small, text.replace('label = "Own"\n', 'label = "Own"\nlaunch = { months = 1, revenue_per_month = 5 }\n'))
    result = invoke("check", "--config", str(small))
    assert "launch: 1 month," in result.stdout or "launch: 1 month." in result.stdout
    assert "min -1: nothing cut off" in result.stdout


def test_a_single_future_is_not_exact(invoke, small):
    result = invoke("--config", str(small), "-n", "1", "--sampler", "random")
    assert result.exit_code == 0
    assert "Only 1 future: too few" in result.stdout
    assert "exact" not in result.stdout


def test_check_takes_settings(invoke, small):
    assert "3.5" in invoke("check", "--config", str(small), "--set", "drivers.requests=uniform(3.5, 3.5001)").stdout


def test_scenarios_are_listed_with_their_command(invoke):
    result = invoke("scenarios")
    assert result.exit_code == 0
    for name in ("legal_startup", "support_chatbot", "two_year_exercise"):
        assert f"simulate --config {name}\n" in result.stdout


def test_what_is_asked_is_answered(invoke, small):
    asked = ("--percentile", "99.5", "--exceeds", "1,000")
    table = invoke("--config", str(small), *FEW, *asked).stdout
    assert "P99.5" in table
    assert "above 1,000" in table
    found = json.loads(invoke("--config", str(small), *FEW, *asked, "--format", "json").stdout)["asked"]
    assert list(found) == ["p99.5", "above 1000"]
    assert list(found["p99.5"]) == list(load(small).strategies)
    result = invoke("--config", str(small), *FEW, "--percentile", "99.99")
    assert result.exit_code == 2
    assert "P99.99 cannot be read from 8,192 futures" in result.stderr
    assert "write 500_000, 500k or 5e5" in invoke("--config", str(small), "--exceeds", "5x").stderr
    typed = [invoke("--config", str(small), "--exceeds", amount, "-q").stdout for amount in ("5k", "5_000", "0.005M")]
    assert len(set(typed)) == 1


def test_it_runs_until_it_is_precise_enough(invoke, small):
    result = invoke("--config", str(small), "--precision", "0.4 %")
    found = simulate(load(small), precision=0.004)
    assert result.stdout == render_table(found.document)
    words = " ".join(result.stdout.split())
    reached = f"reached with {found.settings.trajectories:,} futures; widest: P"
    assert f"Precision of 0.4 % (P50, P90 and probabilities) {reached}" in words
    assert "instead of" not in result.stderr


def test_it_says_how_far_it_came(invoke, small):
    result = invoke("--config", str(small), "--precision", "1e-5", "-n", "20_000", "--format", "json")
    assert result.exit_code == 0
    assert result.stdout == render_json(simulate(load(small), 20_000, precision=1e-5).document)
    assert json.loads(result.stdout)["run"]["precision"]["reached"] is False
    assert "running at most 16,384 futures instead of 20,000: the sample size must be 8,192 x 2^k" in result.stderr
    assert (
        "Precision of 0.001 % (P50, P90 and probabilities) not reached with 16,384 futures, the most allowed: P"
        in result.stderr
    )
    assert "Precision" not in invoke("--config", str(small), *FEW).stdout


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("0.5", "got 0.5: half a percent is 0.005"),
        ("1e-9", "got 1e-09: nothing is drawn more exactly"),
        ("0", "got 0: nothing is drawn more exactly"),
        ("half", "'half' is not a precision: write 0.5% or 0.005"),
        ("nan", "'nan' is not a precision"),
    ],
)
def test_a_precision_that_nothing_has(invoke, small, written, message):
    result = invoke("--config", str(small), "--precision", written)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_space_before_the_percent_sign(invoke, small):
    result = invoke("--config", str(small), "--precision", "0.5", "%")
    assert result.exit_code == 2
    assert "a space before the percent sign" in result.stderr
    assert "write --precision 0.5%" in result.stderr


def test_too_few_to_be_precise(invoke, small):
    result = invoke("--config", str(small), "--precision", "1%", "-n", "5_000")
    assert result.exit_code == 2
    assert "a precision needs 8,192 trajectories or more to be allowed, got 5,000" in result.stderr
    assert "instead of" not in result.stderr


def test_a_figure_that_no_result_has_is_refused_before_a_long_run(invoke, monkeypatch):
    asked = []

    def counted(scenario, trajectories=None, **options):
        asked.append(trajectories)
        return simulate(scenario, trajectories, **options)

    monkeypatch.setattr("tcorisk.simulator.simulation.simulate", counted)
    result = invoke("legal_startup", "-n", "1000000", "--fail-if", "api.24.p_60 > 3", "--quiet")
    assert (result.exit_code, asked) == (2, [1])
    assert "`api.24` has no `p_60`" in result.stderr

    # a list may be longer in another run; a run that is no longer has no other before it
    result = invoke("legal_startup", "-n", "8192", "--fail-if", "verdict.risks.99.size > 3", "--quiet")
    assert (result.exit_code, asked[1:]) == (2, [8192])
    long = "legal_startup", "-n", "16384", "--quiet", "--fail-if"
    assert "has no `99`" in invoke(*long, "verdict.risks.99.size > 3").stderr
    assert asked[2:] == [1, 16384]


@pytest.mark.parametrize(
    ("conditions", "code", "words"),
    [
        (("b.12.p_beats > 2",), 0, ""),
        (("verdict.recommended == nobody",), 2, "no strategy `nobody`; there are: `a`, `b`"),
        (("verdict.recommended != a", "a.12.p50 >= 0"), 1, "failed: a.12.p50 >= 0: it is "),
        (("c.12.p50 > 0",), 2, "no strategy `c`"),
        (("b.12.p_beat > 0",), 2, "`b.12` has no `p_beat`; did you mean `p_beats`"),
        (("p50",), 2, "a condition is FIGURE RELATION VALUE"),
    ],
)
def test_fail_if(invoke, tmp_path, conditions, code, words):
    path = tmp_path / "pipeline.toml"
    head = 'schema = 1\ntitle = "x"\ncurrency = "USD"\nhorizons = [12]\n'
    lines = (f'[strategies.{name}.costs.x]\ncategory = "Compute"\nmonthly = "{law}"\n' for name, law in LAWS.items())
    path.write_text(head + "".join(lines), "utf-8")
    asked = [part for condition in conditions for part in ("--fail-if", condition)]
    result = invoke("--config", str(path), "-n", "16384", "--format", "json", "--quiet", *asked)
    assert result.exit_code == code
    assert words in result.stderr
    assert (result.stdout.startswith("{")) == (code < 2)  # the answer is printed whole, whatever it is
