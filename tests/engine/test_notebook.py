"""How a result feels in a notebook: what it shows, its defaults, its size, and what `simulate` takes."""

from __future__ import annotations

import pickle
from dataclasses import fields
from functools import cache

import pytest
import scipy.stats

from tcorisk import ConfigError, Result, compare, load, simulate
from tcorisk.configs import loads

_TEXT = """schema = 1
title = "<b>Two</b> ways"
currency = "EUR"
horizons = [6, 12]
[drivers]
requests = "3_000 to 9_000"
[strategies.api.costs.tokens]
category = "Compute"
monthly = "requests * to(0.5, 1.5)"
[strategies.own]
budget_per_month = 6_000
[strategies.own.costs.gpus]
category = "Compute"
monthly = "5_000 to 7_000"
[strategies.own.costs.setup]
category = "Engineering"
one_time = 5_000
[strategies.best]
barred = "none can be had"
[strategies.best.costs.gpus]
category = "Compute"
monthly = 1
"""


@cache
def result() -> Result:
    """Return a small run."""
    return simulate(loads(_TEXT), 8_192)


def test_objects_show_themselves_in_a_few_lines():
    shown = repr(result()).splitlines()
    assert shown[0].startswith("Result of scenario: ")
    assert "over 12 months; 8,192 futures, sobol, seed 0" in shown[0]
    assert len(shown) == 5
    assert shown[-1].endswith("barred")
    assert f"{result().document['strategies']['own']['horizons']['12']['p50']:,.0f}" in shown[3]
    scenario = repr(result().scenario)
    assert len(scenario.splitlines()) == 4
    assert "strategies: api, own, best" in scenario
    assert "0 changes" in repr(compare(result().scenario, result().scenario, trajectories=8_192))


def test_a_notebook_gets_a_table_of_plain_text():
    scenario = loads(_TEXT.replace("EUR", "<i>"))
    found = simulate(scenario, 8_192)._repr_html_()
    assert found.count("<tr>") == 4
    assert "<i>" not in found
    assert "&lt;i&gt;" in found


def test_the_defaults_of_p_beats_are_those_of_the_decision():
    verdict = result().document["verdict"]
    other = {verdict["recommended"], verdict["compared_with"]} - {"api"}
    assert result().p_beats() == result().p_beats(*other, "api", 12)
    assert 0.0 < result().p_beats() < 1.0
    assert result().p_beats("own", horizon=6) != result().p_beats("own")


def test_the_summary_holds_the_budget_and_how_often_it_is_kept():
    summary, budget = result().summary(), result().document["strategies"]["own"]["horizons"]["12"]["budget"]
    assert summary.loc[("own", 12), "budget_p_within"] == budget["p_within"]
    assert summary["budget_amount"].isna().sum() == 4


def test_a_pickle_is_small_and_whole():
    packed = pickle.dumps(result())
    parts = pickle.dumps({item.name: getattr(result(), item.name) for item in fields(result())})
    assert len(packed) < len(parts) / 2
    assert pickle.loads(packed).document == result().document


@pytest.mark.parametrize("horizon", [12, [12], (12,)])
def test_simulate_takes_what_load_takes(tmp_path, horizon):
    path = tmp_path / "two.toml"
    path.write_text(_TEXT, "utf-8")
    for where in (path, str(path)):
        found = simulate(where, 8_192, horizon=horizon).document["strategies"]
        assert list(found["own"]["horizons"]) == ["12"]
        assert found["own"]["horizons"]["12"] == result().document["strategies"]["own"]["horizons"]["12"]
    with pytest.raises(ConfigError, match="no such file"):
        simulate("no_such.toml", 8_192)
    with pytest.raises(TypeError, match="takes a Scenario"):
        simulate(3, 8_192)


@pytest.mark.parametrize("count", ["1e6", 1.5, None.__class__])
def test_a_count_that_is_none_is_refused_clearly(count):
    with pytest.raises(TypeError, match="needs to be a whole number, such as 1e6, got"):
        simulate(loads(_TEXT), count)


@pytest.mark.parametrize(
    "law", [scipy.stats.gamma(100, scale=180), scipy.stats.gamma(a=100, scale=180), scipy.stats.gamma(100, 0, 180)]
)
def test_a_frozen_law_of_scipy_is_a_law(law):
    scenario = load("legal_startup").with_values({"drivers.ml_engineer": law})
    found = scenario.drivers["ml_engineer"].expression.law
    assert found.ppf([0.1, 0.9]) == pytest.approx(law.ppf([0.1, 0.9]), rel=1e-12)
