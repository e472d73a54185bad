"""`simulate explain --trajectory N`: one future of a run, as a page and as JSON; and what is refused."""

import json

import pytest

from tcorisk import load, simulate
from tcorisk.cli import explain_trajectory
from tcorisk.simulator.tracing.trajectory import MOST_TRAJECTORIES


def explained(invoke, *arguments) -> str:
    result = invoke("explain", *arguments, "-q")
    assert result.exit_code == 0, result.stderr
    assert result.stderr == ""
    return result.stdout


def test_json_is_that_future_of_the_run(invoke, small):
    document = json.loads(explained(invoke, "--config", str(small), "--trajectory", "8_191", "--format", "json"))
    row = simulate(load(small), 8_192).samples().loc[8_191]
    assert (document["schema"], document["trajectory"], document["seed"], document["sampler"]) == (1, 8_191, 0, "sobol")
    for name, strategy in document["strategies"].items():
        for months, totals in strategy["horizons"].items():
            assert totals == {"tco": row[f"{name}.{months}.tco"], "cash": row[f"{name}.{months}.cash"]}
    assert document["inputs"]["drivers.requests"] == row["drivers.requests"]


def test_seed_sampler_and_horizon_are_those_of_the_run(invoke, small):
    options = ("--seed", "7", "--sampler", "random", "--horizon", "3")
    text = explained(invoke, "--config", str(small), "--trajectory", "3", *options, "--format", "json")
    document = json.loads(text)
    row = simulate(load(small).with_values({"horizons": [3]}), 4, seed=7, sampler="random").samples().loc[3]
    assert list(document["strategies"]["api"]["horizons"]) == ["3"]
    assert document["strategies"]["api"]["cumulative_tco"][2] == row["api.3.tco"]
    assert len(document["discount"]) == 3


def test_the_page_has_all_its_parts(invoke, small):
    page = explained(invoke, "--config", str(small), "--trajectory", "123,456")
    heads = ["OUTCOME, USD", "INPUTS DRAWN ONCE", "MONTH BY MONTH, API, USD", "MONTH BY MONTH, Own, USD"]
    places = [page.index(head) for head in heads]
    assert places == sorted(places)
    assert "Future 123,456 of a run with seed 0 and Sobol points" in page
    assert max(map(len, page.splitlines())) <= 100


def test_a_value_that_is_set_is_used(invoke, small):
    def months(*arguments):
        text = explained(invoke, "--config", str(small), "--trajectory", "5", "--format", "json", *arguments)
        return json.loads(text)["strategies"]["api"]["lines"]["tokens"]

    once, twice = months("--set", "drivers.requests=1_000"), months("--set", "drivers.requests=2_000")
    assert twice == pytest.approx([2.0 * amount for amount in once])


def test_one_strategy_alone(invoke, small):
    arguments = ("--config", str(small), "--trajectory", "5", "--strategy", "own")
    page = explained(invoke, *arguments)
    assert "MONTH BY MONTH, Own" in page
    assert "MONTH BY MONTH, API" not in page
    document = json.loads(explained(invoke, *arguments, "--format", "json"))
    assert set(document["strategies"]["api"]) == {"label", "barred", "horizons"}
    assert {event["strategy"] for event in document["events"]} == {"own"}


def test_which_scenario_is_said_aside(invoke, small):
    result = invoke("explain", "--config", str(small), "--trajectory", "0")
    assert result.stderr.startswith("scenario: file ")
    assert result.stdout.startswith("Small ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["drivers.requests", "--trajectory", "4"], "an address and --trajectory exclude each other"),
        (["--trajectory", "-1"], "'-1' is not a trajectory number"),
        (["--trajectory", "1.5"], "'1.5' is not a trajectory number"),
        (["--trajectory", "x" * 300], "'xxxxxxxxxx"),
        (["--trajectory", "2147483648"], "no run has that many trajectories; the last possible one is 2,147,483,647"),
        (["--trajectory", "9" * 5_000], "is not a trajectory number"),
        (["--trajectory", "0", "--strategy", "owm"], "--strategy owm: the scenario has no such strategy"),
        (["--trajectory", "0", "--strategy", "x" * 300], "help: there are api, own"),
        (["--trajectory", "0", "--seed", "-1"], "--seed"),
        (["--seed", "3"], "--seed needs --trajectory"),
        (["drivers.requests", "--format", "json"], "--format needs --trajectory"),
        (["drivers.requests", "--strategy", "api"], "--strategy needs --trajectory"),
    ],
)
def test_mistakes(invoke, small, arguments, words):
    result = invoke("explain", "--config", str(small), *arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr
    assert max(map(len, result.stderr.splitlines())) < 240


def test_help_says_what_to_type_instead(invoke, small):
    both = invoke("explain", "drivers.requests", "--config", str(small), "--trajectory", "4").stderr
    assert "= help: simulate explain --config SCENARIO --trajectory 4\n" in both
    near = invoke("explain", "--config", str(small), "--trajectory", "4", "--strategy", "owm").stderr
    assert "= help: did you mean own?" in near
    assert "simulate explain --trajectory 4 legal_startup.toml" in invoke("explain", "--trajectory", "4").stderr


def test_a_future_that_fails_ends_with_one(invoke, small):
    bad = 'strategies.api.costs.tokens.monthly="requests / max(0, 3 - month)"'
    result = invoke("explain", "--config", str(small), "--trajectory", "4", "--set", bad)
    assert result.exit_code == 1
    assert "strategies.api.costs.tokens: no finite cost in month 3 of future 4" in result.stderr


def test_command_and_library_agree_on_the_last_future():
    assert explain_trajectory._LAST == MOST_TRAJECTORIES - 1
