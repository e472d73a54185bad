"""How a result feels in a notebook: what it shows, its defaults, its size, and what `simulate` takes."""

from __future__ import annotations

import json
import pickle
from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
import scipy.stats

import tcorisk
from tcorisk import (
    ConfigError,
    Result,
    compare,
    crossover,
    evpi,
    evppi,
    load,
    sensitivity,
    simulate,
    stress,
    sweep,
    trace,
)  # fmt: skip
from tcorisk.configs import loads
from tcorisk.configs.text.unknown import unknown
from tcorisk.simulator.sensitivity.estimates import Estimate
from tcorisk.simulator.small_pickle import packed, unpacked

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
    fresh = simulate(loads(_TEXT), 8_192)
    packed = pickle.dumps(fresh)  # before its document is made
    parts = pickle.dumps({item.name: getattr(fresh, item.name) for item in fields(fresh)})
    assert len(packed) < len(parts) / 2
    back = pickle.loads(packed)
    assert "document" not in vars(back)
    assert json.dumps(back.document) == json.dumps(result().document)
    assert back.samples().equals(result().samples())
    assert back.percentile("own", 99.0, 12) == result().percentile("own", 99.0, 12)
    assert back.savings("own", "api", 12).quantile(0.3) == result().savings("own", "api", 12).quantile(0.3)
    again = pickle.dumps(result())  # with its document, and whatever it keeps for the next question
    assert len(again) < len(packed) + 20_000
    assert json.dumps(pickle.loads(again).document) == json.dumps(result().document)


@pytest.mark.parametrize(
    "array",
    [
        np.array([]),
        np.array([1.5]),
        np.array([-0.0, np.nan, np.inf, -np.inf, 5e-324, 1.7e308]),
        np.arange(1000.0) ** 3 - 5e8,
        np.array([2**63, 0, 2**64 - 1], dtype=np.uint64),
        np.array([-(2**31), 2**31 - 1, 7], dtype=np.int32),
        np.arange(24, dtype=np.int16).reshape(2, 3, 4),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(20.0)[::3],
        np.array([True, False]),
        np.array([1 + 2j]),
    ],
)
def test_an_array_comes_back_from_a_small_pickle_to_the_last_bit(array):
    back = unpacked(packed({"a": array}))["a"]
    assert (back.shape, back.dtype, back.tobytes()) == (array.shape, array.dtype, array.tobytes())
    assert back.flags.writeable


def test_samples_of_any_size_begin_with_the_same_futures():
    kept = result().samples()
    more = result().samples(20_000)
    assert len(kept) == 8_192
    assert list(more.index) == list(range(20_000))
    assert more.iloc[:8_192].equals(kept)
    assert result().samples(100).equals(kept.iloc[:100])
    longer = simulate(loads(_TEXT), 32_768)
    assert longer.samples(20_000).equals(more)
    column = longer.samples(32_768)["own.12.tco"]
    assert column.mean() == pytest.approx(longer.document["strategies"]["own"]["horizons"]["12"]["mean"], rel=1e-12)
    with pytest.raises(ValueError, match=r"needs to be from 1 to 8,333,333, got 10,000,000,000.*may have 1 GB"):
        result().samples(10**10)
    for wrong in (0, -5):
        with pytest.raises(ValueError, match=r"needs to be from 1 to"):
            result().samples(wrong)
    with pytest.raises(TypeError, match=r"whole number"):
        result().samples(1.5)


@pytest.mark.parametrize("name", ["legal_startup", "migration"])
def test_trajectories_are_those_of_trace_month_by_month(name):
    scenario = load(name)
    found = simulate(scenario, 8_192, seed=3)
    frame = found.trajectories(520)
    months = scenario.horizons[-1]
    assert frame.index.names == ["trajectory", "month"]
    assert len(frame) == 520 * months
    for k in (0, 511, 512, 519):
        one, of_trace = frame.loc[k], trace(scenario, k, seed=3)
        of_inputs = {**of_trace.rows.draws, **of_trace.rows.processes, **of_trace.rows.formulas}
        for address, row in of_inputs.items():
            assert np.array_equal(one[address], of_trace.months(row), equal_nan=True)
        for strategy, by_month in of_trace.frame().groupby(level="strategy"):
            for what in ("cash", "cumulative_tco"):
                assert list(one[f"{strategy}.{what}"]) == list(by_month[what])
    last = frame.xs(months, level="month")[f"{scenario.baseline}.cumulative_tco"]
    tco = found.samples(520)[f"{scenario.baseline}.{months}.tco"]
    assert last.to_numpy() == pytest.approx(tco.to_numpy(), rel=1e-12)


def test_a_sensitivity_shows_itself_in_a_few_lines_of_plain_text():
    found = sensitivity(loads(_TEXT.replace("EUR", "<i>")), trajectories=8_192)
    shown = repr(found).splitlines()
    assert shown[0].startswith("Sensitivity of scenario: what own saves against api over 12 months, mean ")
    assert "3 of 3 uncertain inputs, 8,192 futures, seed 0" in shown[0]
    assert len(shown) == 5
    assert shown[2].split()[0] == found.inputs[0].address
    assert found._repr_html_().count("<tr>") == 4
    assert "<i>" not in found._repr_html_()


@pytest.mark.parametrize("horizon", [12, [12], (12,)])
def test_simulate_takes_what_load_takes(tmp_path, horizon):
    path = tmp_path / "two.toml"
    path.write_text(_TEXT, "utf-8")
    for where in (path, str(path)):
        found = simulate(where, 8_192, horizon=horizon).document["strategies"]
        assert list(found["own"]["horizons"]) == ["12"]
        assert found["own"]["horizons"]["12"] == result().document["strategies"]["own"]["horizons"]["12"]
    with pytest.raises(ConfigError, match=r"no such file"):
        simulate("no_such.toml", 8_192)
    with pytest.raises(TypeError, match=r"a Scenario is needed, or what `load` takes"):
        simulate(3, 8_192)


@pytest.mark.parametrize(
    ("count", "words"), [("1e6", " without quotes"), (1.5, ", such as 1e6"), (None.__class__, ", such as 1e6")]
)
def test_a_count_that_is_none_is_refused_clearly(count, words):
    for ask in (lambda: simulate(loads(_TEXT), count), lambda: result().samples(count)):
        with pytest.raises(TypeError, match=rf"needs to be a whole number{words}, got"):
            ask()


@pytest.mark.parametrize("number", [int, float, np.int64, np.float32])
def test_whole_numbers_of_any_type_are_taken(number):
    found = simulate(loads(_TEXT), number(8_192), horizon=number(12), seed=number(0))
    assert json.dumps(found.document["strategies"]["own"]["horizons"]["12"]) == json.dumps(
        result().document["strategies"]["own"]["horizons"]["12"]
    )
    assert json.dumps(found.document["run"]) == json.dumps(
        result().document["run"] | {"config_sha256": found.scenario.sha256}
    )
    assert simulate(loads(_TEXT), 8_192, horizon=[number(12), number(6)]).scenario.horizons == (6, 12)
    assert result().p_beats("own", horizon=number(6)) == result().p_beats("own", horizon=6)


@pytest.mark.parametrize(
    "ask",
    [
        lambda: simulate(loads(_TEXT), 8_192, horizon="12"),
        lambda: simulate(loads(_TEXT), 8_192, horizon=["6", "12"]),
        lambda: simulate(loads(_TEXT), 8_192, seed="0"),
        lambda: trace(loads(_TEXT), 7, seed="0"),
        lambda: sweep(loads(_TEXT), {"drivers.requests": [1, 2]}, seed="0"),
        lambda: sensitivity(loads(_TEXT), seed="0"),
        lambda: evpi(loads(_TEXT), horizon="12"),
        lambda: result().p_beats("own", "api", "12"),
        lambda: result().percentile("own", 90, "12"),
        lambda: result().savings("own", horizon="12"),
    ],
)
def test_text_is_no_number(ask):
    with pytest.raises(TypeError, match=r"(horizon|seed) needs to be a whole number without quotes, got '"):
        ask()


def test_questions_have_the_horizon_of_the_decision():
    assert result().percentile("own", 90) == result().percentile("own", 90, 12)
    assert result().exceeds("own", 80_000) == result().exceeds("own", 80_000, 12)
    assert result().savings("own") == result().savings("own", "api", 12)
    with pytest.warns(UserWarning, match=r"from 0 to 100: P0\.9 .* for P90 write 90"):
        result().percentile("own", 0.9)


def test_what_is_not_there_has_one_error_that_proposes_the_nearest():
    scenario = loads(_TEXT)
    twice = compare(scenario, scenario, 8_192)
    held = stress(scenario, {"drivers.requests": (0.9, 1.0)}, trajectories=8_192)
    asked = [
        lambda: result().p_beats("owm"),
        lambda: result().percentile("owm", 90),
        lambda: result().savings("owm"),
        lambda: scenario.with_line("owm", "care", {}),
        lambda: trace(scenario, 7).document_of(["owm"]),
        lambda: crossover(scenario, "drivers.requests", 1, 9, strategy="owm"),
        lambda: sensitivity(scenario, "owm"),
        lambda: evpi(scenario, strategy="owm"),
        lambda: twice.difference("owm"),
        lambda: held.difference("owm"),
    ]
    for error in (KeyError, ValueError):
        for ask in asked:
            with pytest.raises(error, match=r"^no strategy 'owm'; did you mean 'own'. There are api, own, best$"):
                ask()
    for of in (twice, held):
        with pytest.raises(KeyError, match=r"^no figure 'p99'; did you mean 'p90'"):
            of.difference("own", "p99")
        with pytest.raises(KeyError, match=r"^no horizon of 7 months; there are"):
            of.difference("own", "p90", 7)
    with pytest.raises(ValueError, match=r"^no uncertain input at 'drivers.ml_enginer'; did you mean .*engineer'.$"):
        evppi("legal_startup", "drivers.ml_enginer", trajectories=8_192)
    many = unknown("input", "?", range(60))
    assert str(many).endswith("0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 48 more")
    assert str(pickle.loads(pickle.dumps(many))) == str(many)


def test_studies_take_what_load_takes(tmp_path):
    path = tmp_path / "two.toml"
    path.write_text(_TEXT, "utf-8")
    assert sensitivity(path, trajectories=8_192).mean == sensitivity(loads(_TEXT), trajectories=8_192).mean
    assert evpi(str(path), trajectories=8_192) == evpi(loads(_TEXT), trajectories=8_192)
    assert trace(path, 7).document["strategies"] == trace(loads(_TEXT), 7).document["strategies"]
    for ask in (load, simulate, sensitivity, evpi, lambda tables: trace(tables, 7)):
        with pytest.raises(TypeError, match=r"got dict; `from_dict` "):
            ask({"schema": 1})
    with pytest.raises(TypeError, match=r"`{address: values}` is what varies, such as {'drivers.requests': "):
        sweep(path, "drivers.requests", [1, 2])


def test_pandas_habits_are_told_where_the_figures_are():
    for ask in (lambda: result()["api"], lambda: list(result())):
        with pytest.raises(TypeError, match=r"no entries.*`summary\(\)`"):
            ask()
    for ask in (lambda: result().p90, lambda: result().to_csv("x")):
        with pytest.raises(AttributeError, match=r"no attribute '\w+'; `summary\(\)`"):
            ask()
    assert not hasattr(result(), "_ipython_display_")
    assert result()


@pytest.mark.parametrize(
    ("name", "near"), [("load_scenario", "load"), ("simulat", "simulate"), ("Scenarios", "Scenario")]
)
def test_a_wrong_name_of_the_package_proposes_the_nearest(name, near):
    with pytest.raises(AttributeError, match=rf"^tcorisk has no '{name}'; did you mean '{near}'.$"):
        getattr(tcorisk, name)
    with pytest.raises(AttributeError, match=r"there are Comparison, .*simulate"):
        _ = tcorisk.zzz
    assert not hasattr(tcorisk, "_ipython_display_")


def test_no_object_floods_a_notebook():
    scenario = load("legal_startup")
    found = sensitivity(loads(_TEXT), trajectories=8_192)
    flips = crossover(loads(_TEXT), "drivers.requests", 3_000, 9_000, strategy="own", trajectories=8_192, margin=0.2)
    shown = [
        trace(scenario, 7),
        scenario.strategies["self_hosted"],
        *scenario.drivers.values(),
        stress(loads(_TEXT), {"drivers.requests": (0.9, 1.0)}, trajectories=8_192),
        flips,
        result().savings("own"),
        found.leading,
    ]
    for one in shown:
        assert len(repr(one)) < 800, type(one)
    assert repr(scenario.drivers["ml_engineer"]) == "<drivers.ml_engineer: 15_000 to 21_500>"
    assert repr(result().savings("own")).startswith("Distribution of 8,192 values: P10 ")
    assert isinstance(result().savings("own").quantile(0.5), float)
    assert f"{flips.value:,.6g}" in repr(flips)
    assert trace(scenario, 7)._repr_html_().count("<tr>") == 9


def test_a_result_shows_its_warnings():
    assert "warning" not in repr(result())
    found = simulate(loads(_TEXT).with_values({"drivers.requests": -5}), 8_192)
    words = "warning: drivers.requests: -5: a count below 0 makes costs negative"
    assert words in repr(found).splitlines()
    assert words in found._repr_html_()


def test_a_share_of_the_variance_that_is_all_error_is_left_out():
    found = sensitivity(loads(_TEXT), trajectories=8_192)
    (first, *rest) = found.inputs
    nothing = replace(first, first_order=Estimate(-0.0004, 0.001), total=Estimate(0.0004, 0.001))
    shown = repr(replace(found, inputs=(nothing, *rest))).splitlines()[2]
    assert "%" in repr(found).splitlines()[2]
    assert "%" not in shown


@pytest.mark.parametrize(
    "law", [scipy.stats.gamma(100, scale=180), scipy.stats.gamma(a=100, scale=180), scipy.stats.gamma(100, 0, 180)]
)
def test_a_frozen_law_of_scipy_is_a_law(law):
    scenario = load("legal_startup").with_values({"drivers.ml_engineer": law})
    found = scenario.drivers["ml_engineer"].expression.law
    assert found.ppf([0.1, 0.9]) == pytest.approx(law.ppf([0.1, 0.9]), rel=1e-12)
