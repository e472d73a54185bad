"""Any future of a run can be run again alone: its months add up to what the run has, its events to its months."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from engine_tools import SCENARIOS, Array, scenario
from hypothesis import HealthCheck, Phase, given, settings
from scenario_writer import scenario_texts
from test_policies import policy

from tcorisk import ConfigError, Scenario, SimulationError, Trace, load, simulate, trace
from tcorisk.configs import loads
from tcorisk.simulator.engine.chunks import Job, run_chunk
from tcorisk.simulator.engine.program import BLOCK
from tcorisk.simulator.engine.reference import run_reference
from tcorisk.simulator.engine.sampling import event_points, stream_key
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower, lower_traced

NAMES = [
    "legal_startup",
    "saas_growth",
    "two_year_exercise",
    "ecommerce",
    "everything",
    "whole_language",
    "bought_gpus",
]
FUTURES = (0, 511, 512, 8_191)


def found(name: str) -> Scenario:
    path = SCENARIOS / f"{name}.toml"
    return load(path if path.exists() else name)


def of_line(what: dict[str, Any], name: str, line: str) -> list[dict[str, Any]]:
    return [event for event in what["events"] if (event["strategy"], event["line"]) == (name, line)]


def owed_and_paid(document: dict[str, Any], strategy: dict[str, Any]) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return by line what a month owes times the discount of its payment, and what is paid in the month."""
    months = len(document["discount"])
    cost, cash = {}, {}
    for line, amounts in strategy["lines"].items():
        later = strategy["paid_after"].get(line, 0)
        paid_at = np.arange(1, months + 1) + later
        cost[line] = np.array(amounts) * (1.0 + document["scenario"]["discount_rate"]) ** (-paid_at / 12.0)
        if strategy["categories"][line] != "Opportunity":
            cash[line] = np.concatenate([np.zeros(min(later, months)), amounts[: max(months - later, 0)]])
    return cost, cash


def check_future(document: dict[str, Any], row: pd.Series) -> None:
    """Check a trace against the run's own row of this future: totals to the last bit, sums of lines to 1e-9."""
    for name, strategy in document["strategies"].items():
        cost, cash = owed_and_paid(document, strategy)
        np.testing.assert_allclose(sum(cash.values()), strategy["cash"], rtol=1e-9, atol=1e-7)
        for months, totals in strategy["horizons"].items():
            last = int(months)
            assert totals["tco"] == row[f"{name}.{last}.tco"]
            assert totals["cash"] == row[f"{name}.{last}.cash"]
            assert totals["tco"] == strategy["cumulative_tco"][last - 1]
            charged = sum(float(of_one[:last].sum()) for of_one in cost.values())
            resale = sum(of_one[last - 1] for of_one in strategy["residual"].values())
            assert charged - resale == pytest.approx(totals["tco"], rel=1e-9)
            assert sum(strategy["cash"][:last]) == pytest.approx(totals["cash"], rel=1e-9)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("name", NAMES)
def test_months_add_up_to_the_run(name: str, sampler: str) -> None:
    what = found(name)
    samples = simulate(what, 8_192, seed=3, sampler=sampler).samples()
    for future in FUTURES if sampler == "sobol" else FUTURES[1::2]:
        document = trace(what, future, 3, sampler).document
        row = samples.loc[future]
        check_future(document, row)
        for address, value in document["inputs"].items():
            if isinstance(value, float):
                assert value == row[address]
            elif address in row and None not in value:
                assert np.mean(value) == pytest.approx(row[address], rel=1e-9, abs=1e-12)
        for event in document["events"]:
            if event["kind"] == "events":
                assert len(event["amounts"]) == event["count"] >= 1
                assert event["charged"] <= sum(event["amounts"]) * (1.0 + 1e-9) + 1e-9


@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate],
)
@given(text=scenario_texts())
def test_months_of_random_scenarios_add_up(text: str) -> None:
    try:
        what = loads(text)
        one = trace(what, 1_000, seed=1)
    except (ConfigError, SimulationError):  # what a run refuses too
        return
    program = lower(what)
    job = Job(program, Uniforms.of(program, "sobol", 1), 1_001)
    results = run_chunk(job, 1_000 // BLOCK, 1).results[:, 1_000 % BLOCK]
    document = one.document
    for name, strategy in document["strategies"].items():
        size = 1.0 + sum(np.abs(of_one).sum() for of_one in strategy["lines"].values())  # credits may cancel costs
        for months, totals in strategy["horizons"].items():
            last = int(months)
            assert totals["tco"] == results[program.layout.row(program.layout.tco[name], last)]
            charged = sum(float(of_one[:last].sum()) for of_one in owed_and_paid(document, strategy)[0].values())
            resale = sum(of_one[last - 1] for of_one in strategy["residual"].values())
            assert charged - resale == pytest.approx(totals["tco"], rel=1e-9, abs=1e-9 * size)
    for event in document["events"]:
        if event["kind"] == "events":
            assert len(event["amounts"]) == event["count"] >= 1


def test_another_future_is_not_taken_for_it() -> None:
    what = found("two_year_exercise")
    samples = simulate(what, 8_192).samples()
    with pytest.raises(AssertionError):
        check_future(trace(what, 511).document, samples.loc[512])


@pytest.mark.parametrize("name", NAMES)
def test_tracing_changes_no_number(name: str) -> None:
    """All rows of the plain program, of a whole block of another replicate, to the last bit."""
    what = found(name)
    plain, (traced, _) = lower(what), lower_traced(what)
    for sampler in ("sobol", "random"):
        jobs = [Job(each, Uniforms.of(each, sampler, 7), 36 * BLOCK) for each in (plain, traced)]
        one, other = (run_chunk(job, 35, 1).results for job in jobs)
        np.testing.assert_array_equal(other[: plain.layout.rows], one)


@pytest.mark.parametrize("name", ["everything", "whole_language", "saas_growth"])
def test_kernel_and_twin_agree_on_the_months(name: str) -> None:
    what = found(name)
    program, rows = lower_traced(what)
    uniforms = Uniforms.of(program, "sobol", 2)
    one, other = run_chunk(Job(program, uniforms, 4 * BLOCK), 3, 1).results, run_reference(program, uniforms, 3)
    months = program.layout.horizons[-1]
    for row in (*rows.lines.values(), *rows.counts.values(), *rows.draws.values(), *rows.processes.values()):
        size = np.nanmax(np.abs(other[row : row + months]), initial=1e-300)
        np.testing.assert_allclose(one[row : row + months], other[row : row + months], rtol=1e-12, atol=1e-12 * size)


def test_a_far_future() -> None:
    """Beyond the sample of a run: the plain program on that block."""
    what, future = found("legal_startup"), 2**31 - 1
    program = lower(what)
    job = Job(program, Uniforms.of(program, "sobol", 0), future + 1)
    results = run_chunk(job, future // BLOCK, 1).results[:, future % BLOCK]
    strategies = trace(what, future).document["strategies"]
    for name, row in program.layout.tco.items():
        assert strategies[name]["horizons"]["24"]["tco"] == results[program.layout.row(row, 24)]


def test_months_by_hand() -> None:
    """Amounts that a pencil finds: parts of months, single payments, renewals, lost revenue, buffer, resale."""
    lines = {
        "rent": "after = 1.25\nuntil = 3.5\nmonthly = 400",
        "desk": 'after = 2.5\none_time = 1_000\nresidual = "1 - age / 10"',
        "check": "every = 2\nper_event = 30",
        "fee": 'category = "Compliance"\nmonthly = "10 * month"',
    }
    head = 'launch = { months = 1.5, revenue_per_month = 100 }\nbuffer = { share = 0.1, on = ["Compliance"] }'
    what = scenario({"a": lines}, horizons=[6], heads={"a": head}, top="discount_rate = 0.21")
    document = trace(what, 5).document
    strategy = document["strategies"]["a"]
    assert document["certain"]
    assert strategy["lines"] == {
        "rent": [0.0, 300.0, 400.0, 200.0, 0.0, 0.0],
        "desk": [0.0, 0.0, 1_000.0, 0.0, 0.0, 0.0],
        "check": [0.0, 0.0, 30.0, 0.0, 30.0, 0.0],
        "fee": [10.0, 20.0, 30.0, 40.0, 50.0, 60.0],
        "launch": [100.0, 50.0, 0.0, 0.0, 0.0, 0.0],
        "buffer": [1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
    }
    assert strategy["cash"] == [11.0, 322.0, 1_463.0, 244.0, 85.0, 66.0]
    worth = [0.0, 0.0, 950.0, 850.0, 750.0, 650.0]
    np.testing.assert_allclose(strategy["residual"]["desk"], worth * np.array(document["discount"]), rtol=1e-12)
    assert document["discount"][5] == pytest.approx(1.0 / 1.1)
    kinds = [(event["month"], event["kind"], event["line"]) for event in document["events"]]
    assert kinds == [
        (2, "launch", "launch"),
        (3, "payment", "desk"),
        (3, "events", "check"),
        (5, "events", "check"),
    ]


def test_events_are_the_generator_s() -> None:
    """Each amount from its own address: Philox at (trajectory, month, ordinal), through the law's quantile function."""
    what = scenario({"a": {"faults": 'events_per_month = 3\nper_event = "5 + uniform(100, 200) * 2"'}}, horizons=[6])
    key = stream_key(9, "strategies.a.costs.faults.per_event#1")
    future = 700
    events = of_line(trace(what, future, 9, "random").document, "a", "faults")
    assert sum(event["count"] for event in events) > 6
    for event in events:
        ordinals = np.arange(event["count"], dtype=np.uint64)
        bits = event_points(np.full(event["count"], future), event["month"], ordinals, *key)
        u = (bits.astype(np.float64) + 0.5) * 2.0**-32
        np.testing.assert_allclose(event["amounts"], 5.0 + 2.0 * (100.0 + 100.0 * u), rtol=1e-7)
        assert sum(event["amounts"]) == pytest.approx(event["charged"], rel=1e-12)


def test_events_that_no_sum_of_draws_gives() -> None:
    """An amount that is no linear formula, with events numbered through all months."""
    line = {"work": 'every = "0.2 to 0.6"\nper_event = "max(50, normal(100, 80)) + exp(uniform(0, 1))"'}
    for future in (0, 3, 600):
        events = of_line(trace(scenario({"a": line}), future).document, "a", "work")
        amounts = [amount for event in events for amount in event["amounts"]]
        assert len(set(amounts)) == len(amounts) > 12  # each fresh, from month to month too
        assert min(amounts) >= 51.0
        for event in events:
            assert sum(event["amounts"]) == pytest.approx(event["charged"], rel=1e-12)


def test_a_process_of_events_before_its_line_begins() -> None:
    """Lines that name it are charged for their own time; a month in part has that part of its events."""
    drivers = 'faults = { process = "events", events_per_month = 8 }'
    lines = {"late": 'on = "faults"\nafter = 4.25\nper_event = "10 to 20"'}
    document = trace(scenario({"a": lines}, drivers=drivers, horizons=[8]), 1).document
    counts = document["inputs"]["drivers.faults"]
    events = of_line(document, "a", "late")
    assert [event["month"] for event in events] == [5, 6, 7, 8]
    assert [event["count"] for event in events] == counts[4:]
    assert events[0]["charged"] == pytest.approx(0.75 * sum(events[0]["amounts"]))
    assert events[1]["charged"] == pytest.approx(sum(events[1]["amounts"]))
    seen = [(event["month"], event["count"]) for event in document["events"] if event["kind"] == "process"]
    assert seen == [(month + 1, count) for month, count in enumerate(counts) if count]


def test_known_events_after_their_line_has_ended() -> None:
    drivers = 'visits = { process = "events", every = 0.5 }'
    document = trace(
        scenario({"a": {"x": 'on = "visits"\nuntil = 2\nper_event = "1 to 2"'}}, drivers=drivers), 0
    ).document
    assert document["inputs"]["drivers.visits"] == [1.0, *[2.0] * 11]
    assert [(event["month"], event["count"]) for event in of_line(document, "a", "x")] == [(1, 1), (2, 2)]


def test_a_law_is_shown_in_the_months_in_which_it_is_drawn() -> None:
    """Two lines of which neither runs all the time, one inherited; and a percentile where one says something."""
    drivers = 'rate = "10 to 20"\nyes = { dist = "bernoulli", p = 0.5 }\ntwice = "2 * rate"'
    early = 'until = 2\nmonthly = "yes * to(1, 2) * rate"'
    late = 'after = 2\nuntil = 4\nmonthly = { dist = "uniform", low = 0, high = 1, each = "month" }'
    heads = {"b": 'like = "a"\nwithout = ["costs.early"]'}
    what = scenario({"a": {"early": early, "late": late}, "b": {}}, drivers=drivers, horizons=[5], heads=heads)
    document = trace(what, 4).document
    address = "strategies.a.costs.late.monthly"
    drawn = document["inputs"][address]
    assert [value is None for value in drawn] == [True, True, False, False, True]
    amounts = [value or 0.0 for value in drawn]
    assert min(amounts[2:4]) > 0.0 and max(amounts) < 1.0
    for name in ("a", "b"):
        assert document["strategies"][name]["lines"]["late"] == amounts
    assert set(document["percentiles"]) == {"drivers.rate", "strategies.a.costs.early.monthly#1"}
    assert document["inputs"]["drivers.yes"] in (0.0, 1.0)
    assert "drivers.twice" not in document["formulas"]  # nothing uses it, so it is not computed


def test_what_is_inherited_is_told_once() -> None:
    """A process that another strategy takes over stands at home; a formula that differs there stands twice."""
    inputs = 'inputs = { rate = { process = "growth", initial = 5, volatility = 0.1 }, k = 2, double = "k * rate" }'
    heads = {"a": inputs, "b": 'like = "a"\ninputs = { k = 3 }'}
    lines = {"a": {"x": 'monthly = "double"'}, "b": {}}
    document = trace(scenario(lines, horizons=[4], heads=heads), 0).document
    assert list(document["inputs"]) == ["strategies.a.inputs.rate"]
    rate = np.array(document["inputs"]["strategies.a.inputs.rate"])
    np.testing.assert_allclose(document["formulas"]["strategies.a.inputs.double"], 2.0 * rate)
    np.testing.assert_allclose(document["formulas"]["strategies.b.inputs.double"], 3.0 * rate)


def test_another_horizon_and_a_changed_value_move_no_draw() -> None:
    what = found("legal_startup")
    whole = trace(what, 123_456).document
    short = trace(what.with_values({"horizons": [6]}), 123_456).document
    for name, strategy in short["strategies"].items():
        assert strategy["cash"] == whole["strategies"][name]["cash"][:6]
    dear = trace(what.with_values({"drivers.input_tokens": 8_000}), 123_456).document
    kept = set(dear["inputs"]) & set(whole["inputs"])
    assert len(kept) == len(whole["inputs"]) - 1
    assert all(dear["inputs"][address] == whole["inputs"][address] for address in kept)


def test_the_frame_is_the_document() -> None:
    what = found("two_year_exercise")
    one = trace(what, 17, seed=2)
    frame = one.frame()
    for name, strategy in one.document["strategies"].items():
        assert frame.loc[name, "cumulative_tco"].iloc[-1] == strategy["horizons"]["24"]["tco"]
        for line, amounts in strategy["lines"].items():
            assert frame.loc[name, f"costs.{line}"].tolist() == amounts


def test_some_strategies_alone() -> None:
    one = trace(found("saas_growth"), 3)
    assert isinstance(one, Trace)
    document = one.document_of(["api"])
    assert [name for name, strategy in document["strategies"].items() if "lines" in strategy] == ["api"]
    assert {event["strategy"] for event in document["events"]} == {"api", None}
    assert document["strategies"]["later"]["horizons"] == one.document["strategies"]["later"]["horizons"]
    with pytest.raises(ValueError, match="no strategy 'apis'; did you mean 'api'"):
        one.document_of(["apis"])


def test_wrong_arguments_are_named() -> None:
    what = scenario({"a": {"x": 'monthly = "1 to 2"'}})
    with pytest.raises(TypeError, match="a Scenario is needed, or what `load` takes"):
        trace(3, 0)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="whole"):
        trace(what, 0.5)  # type: ignore[arg-type]
    for future in (-1, 2**31):
        with pytest.raises(ValueError, match=r"trajectory needs to be from 0 to 2,147,483,647"):
            trace(what, future)
    with pytest.raises(ValueError, match="sampler needs to be one of sobol, random"):
        trace(what, 0, sampler="halton")
    with pytest.raises(ValueError, match="seed needs to be 0 or more"):
        trace(what, 0, seed=-1)


def test_a_future_without_a_finite_cost_names_line_and_month() -> None:
    what = scenario({"a": {"good": "monthly = 1", "bad": 'monthly = "1 / max(0, 4 - month) * to(1, 2)"'}})
    with pytest.raises(SimulationError, match=r"strategies\.a\.costs\.bad: no finite cost in month 4 of future 9:"):
        trace(what, 9)


def members(value: Any) -> set[str]:
    """Return the names in a document, without those that are the scenario's own."""
    if isinstance(value, list):
        return set().union(*map(members, value))
    if not isinstance(value, dict):
        return set()
    own = {"strategies", "lines", "categories", "residual", "paid_after", "stages"}
    own |= {"inputs", "percentiles", "formulas", "horizons", "values"}
    return set(value).union(
        *(members(list(of.values()) if key in own and isinstance(of, dict) else of) for key, of in value.items())
    )


def test_every_member_is_told_of() -> None:
    text = (SCENARIOS.parents[1] / "docs" / "results.md").read_text("utf-8")
    section = text.partition("## One future, month by month")[2].partition("\n## ")[0]
    told = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", section))))
    documents = [trace(found("whole_language"), 5).document, trace(policy(), 5).document]
    kinds = {event["kind"] for document in documents for event in document["events"]}
    assert kinds == set(re.findall(r'^  - "(\w+)"', section, re.MULTILINE))
    as_in_a_result = {"schema", "name", "title", "currency", "horizons", "start", "baseline"}
    assert not members(documents) - told - as_in_a_result
