"""`simulate compare`, `stress` and `uncertainty`: pages that answer first, one JSON object, clear refusals."""

import json
import math

import pytest

from tcorisk import compare, load, simulate, stress, two_level
from tcorisk.reports.terminal.differences import render_comparison
from tcorisk.reports.terminal.uncertainty import render_uncertainty
from tcorisk.reports.words.documents import render_json

FEW = ("-n", "8192")
CHANGE = ("--set-b", "drivers.requests=8_000", "--set-b", "strategies.own.costs.incidents.events_per_month=0.5")


@pytest.fixture
def results(tmp_path, small):
    """Return the paths of two results of one scenario, of two seeds."""
    paths = []
    for seed in (0, 1):
        paths.append(tmp_path / f"{seed}.json")
        paths[-1].write_text(render_json(simulate(load(small), 8192, seed=seed).document), "utf-8")
    return [str(path) for path in paths]


def test_json_of_two_scenarios(invoke, small):
    result = invoke("compare", str(small), *CHANGE, *FEW, "--format", "json")
    assert result.exit_code == 0
    values = {"drivers.requests": 8_000, "strategies.own.costs.incidents.events_per_month": 0.5}
    expected = compare(small, load(small).with_values(values), trajectories=8192)
    assert result.stdout == render_json(expected.document)
    numbers = json.loads(result.stdout)["strategies"]["own"]["horizons"]["12"]["mean"]
    assert math.fsum(part["difference"] for part in numbers["contributions"]) == numbers["difference"] != 0.0
    assert {part["addresses"][0]: part["difference"] != 0.0 for part in numbers["contributions"]} == {
        "drivers.requests": False,
        "strategies.own.costs.incidents.events_per_month": True,
    }


def test_two_files_and_settings_of_both(invoke, small, tmp_path):
    other = tmp_path / "other.toml"
    other.write_text(small.read_text("utf-8").replace("6_000", "7_000"), "utf-8")
    shared = ("--set", "drivers.requests=5_000", "--horizon", "6")
    result = invoke("compare", str(small), str(other), *shared, *FEW, "--format", "json", "-q")
    found = json.loads(result.stdout)
    assert (result.stderr, found["horizon"]) == ("", 6)
    (change,) = found["changes"]
    assert (change["address"], change["before"]["mean"], change["after"]["mean"]) == (
        "strategies.own.costs.gpus.monthly",
        6_000,
        7_000,
    )


def test_page(invoke, small):
    page = invoke("compare", str(small), *CHANGE, *FEW).stdout
    expected = compare(
        small,
        load(small).with_values({"drivers.requests": 8_000, "strategies.own.costs.incidents.events_per_month": 0.5}),
        trajectories=8192,
    )
    assert page == render_comparison(expected.document)
    assert 'drivers.requests: "3_000 to 9_000" -> 8_000' in page
    assert "contributions add up" in page
    assert max(map(len, page.splitlines())) <= 100


def test_results(invoke, results):
    result = invoke("compare", *results, "--format", "json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["differs"] == {"seed": {"a": 0, "b": 1}}
    page = invoke("compare", *results).stdout
    assert "seed: 0 -> 1" in page
    assert "the cost lines that cause it" in page
    assert "  They do not: same scenario, same seed" in invoke("compare", results[0], results[0]).stdout


def test_stress(invoke, small):
    arguments = ("stress", "--config", str(small), "--input", "drivers.requests=P90:P100", *FEW)
    expected = stress(small, {"drivers.requests": (0.9, 1.0)}, trajectories=8192).document
    assert invoke(*arguments, "--format", "json").stdout == render_json(expected)
    page = invoke(*arguments).stdout
    assert page == render_comparison(expected)
    assert "drivers.requests: between its P90 and its P100" in page


def test_stress_of_a_price(invoke, small):
    address = "strategies.api.costs.tokens"
    arguments = ("stress", "--config", str(small), "--raise", f"{address}=30%@7", *FEW)
    expected = stress(small, {}, {address: (0.3, 7)}, trajectories=8192).document
    assert invoke(*arguments, "--format", "json").stdout == render_json(expected)
    page = invoke(*arguments).stdout
    assert page == render_comparison(expected)
    assert f"  {address}: +30 % from month 7" in page
    assert "between two of its percentiles" not in page


def test_uncertainty(invoke, small):
    arguments = ("uncertainty", "--config", str(small), "--outer", "50", "--inner", "1024")
    expected = two_level(load(small), 50, 1024).document
    assert invoke(*arguments, "--format", "json").stdout == render_json(expected)
    page = invoke(*arguments).stdout
    assert page == render_uncertainty(expected)
    assert "of the variance comes from unknown constants (epistemic)" in " ".join(page.split())
    assert max(map(len, page.splitlines())) <= 100


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("compare",), "missing argument 'A'"),
        (("compare", "legal_startup"), "nothing to compare with"),
        (("compare", "-", "-"), "standard input holds one scenario"),
        (("compare", "legal_startup", "x.json"), "x.json: no such file"),
        (("compare", "x.json", "y.json"), "x.json: no such file"),
        (("compare", "x.json", "y.json", "--set-b", "a=1"), "apply to scenarios"),
        (("compare", "legal_startup", "support_chatbot", "--set-b", "drivers.nothing=1"), "no such address"),
        (("stress", "--input", "a=P1:P2"), "no scenario is named"),
        (("stress", "--config", "legal_startup"), "nothing to stress: name an input or a cost"),
        (("stress", "--config", "legal_startup", "--input", "drivers.ml_engineer=P90"), "two percentiles"),
        (
            ("stress", "--config", "legal_startup", "--input", "a=P90:P10"),
            "the lower percentile comes first: a=P10",
        ),
        (("stress", "--config", "legal_startup", "--input", "a=P90:P90"), "is a single value, not a range"),
        (("stress", "--config", "legal_startup", "--input", "a=P90:P110"), "there is no P110"),
        (("stress", "--config", "legal_startup", "--input", "drivers.x=P90:P100"), "no draw at 'drivers.x'"),
        (("stress", "--config", "legal_startup", "--raise", "a=30"), "write ADDRESS=PERCENT or ADDRESS=PERCENT@MONTH"),
        (("stress", "--config", "legal_startup", "--raise", "a=30"), "help: --raise a=30%@13"),
        (("stress", "--config", "legal_startup", "--raise", "a=0.2@7"), "help: --raise a=20%@7"),
        (("stress", "--config", "legal_startup", "--raise", "a=3%", "--raise", "a=4%"), "given twice"),
        (
            ("stress", "--config", "legal_startup", "--raise", "drivers.ml_engineer=3%"),
            "help: use --set drivers.ml_engineer=",
        ),
        (("uncertainty",), "no scenario is named"),
        (("uncertainty", "--config", "legal_startup", "--outer", "2"), "outer needs to be 20 or more"),
    ],
)
def test_mistakes(invoke, arguments, message):
    result = invoke(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stdout == ""


def test_a_scenario_and_a_result(invoke, small, results, tmp_path):
    """What the file is comes first: one that is no result is not called one."""
    assert "a scenario cannot be compared with a result" in invoke("compare", str(small), results[0]).stderr
    other = tmp_path / "other.json"
    other.write_text('{"some": "thing"}')
    for pair in ((str(small), str(other)), (str(other), str(small))):
        result = invoke("compare", *pair)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "other.json: not a result of `simulate --format json`" in result.stderr


@pytest.mark.parametrize(
    ("settings", "second", "place"),
    [
        (("drivers.reqests=5",), False, "--set-b drivers.reqests=5"),
        (("drivers",), False, "--set-b drivers"),
        (('drivers.requests="1 to"',), True, '--set-b drivers.requests="1 to"'),
        (("drivers.requests=1", "drivers . none=2"), False, "--set-b drivers.none=2"),
    ],
)
def test_mistakes_of_the_second_are_its_own(invoke, small, settings, second, place):
    options = [word for text in settings for word in ("--set-b", text)]
    result = invoke("compare", str(small), *([str(small)] if second else []), *options, "--set", "drivers.requests=7")
    assert (result.exit_code, result.stdout) == (2, "")
    assert place.replace('"', "") in result.stderr.replace('"', "")
    assert "--set drivers" not in result.stderr


def test_mistakes_of_both_keep_their_name(invoke, small):
    result = invoke("compare", str(small), "--set-b", "drivers.requests=1", "--set", "drivers.reqests=7")
    assert "--set drivers.reqests=7" in result.stderr


def test_futures_are_those_that_were_run(invoke, small):
    result = invoke("compare", str(small), *CHANGE[:2], "-n", "1000")
    assert "1 change, 8,192 futures each" in result.stderr
    titled = invoke("compare", str(small), *CHANGE[:2], "--set-b", "title=Other", "-n", "1000")
    assert "1 change and 1 on which no cost depends, 8,192 futures each" in titled.stderr
    assert "; the same 8,192 futures in each" in result.stdout
    result = invoke("stress", "--config", str(small), "--input", "drivers.requests=P90:P100", "-n", "1000")
    assert "2 runs of 8,192 futures" in result.stderr


@pytest.mark.parametrize("text", ["", "[]", "{", '{"schema": NaN}', "[" * 100_000, '{"run": 1}', "\xff"])
def test_files_that_are_no_results(invoke, results, tmp_path, text):
    path = tmp_path / "bad.json"
    path.write_text(text, "latin-1")
    result = invoke("compare", results[0], str(path))
    assert result.exit_code == 2
    assert "bad.json" in result.stderr or "not a number that a result can hold" in result.stderr


def test_coin_flip_price_is_a_crossover(invoke, small):
    """The goal that is most often sought: at what price is it a coin flip?"""
    small.write_text(
        small.read_text("utf-8")
        .replace("[drivers]", "[drivers]\ntoken_price = 1.0", 1)
        .replace("requests * to(0.5, 1.5)", "requests * token_price * to(0.5, 1.5)"),
        "utf-8",
    )
    arguments = ("--vary", "drivers.token_price=0.1:10", *FEW, "--format", "json")
    found = json.loads(invoke("crossover", "--config", str(small), *arguments).stdout)
    what = load(small).with_values({"drivers.token_price": found["value"]})
    assert simulate(what, 8192).p_beats("own", "api", 12) == pytest.approx(0.5, abs=1e-3)
    assert found["low"] < found["value"] < found["high"]
