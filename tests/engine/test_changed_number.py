"""Truth: what is kept from one scenario to the next never changes a result.

A changed value is tried with whatever the values before it have left in memory, and again with nothing in memory.
"""

from __future__ import annotations

import importlib
import json
import pickle
import platform
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from tcorisk.configs import ConfigError, Scenario, glimpse, load, loads
from tcorisk.configs.formulas import quantity
from tcorisk.configs.model.draws import quantities_of
from tcorisk.configs.text.problems import Findings
from tcorisk.distributions import build_table
from tcorisk.simulator import samples, simulate
from tcorisk.simulator.engine import engine
from tcorisk.simulator.engine.memory import keep_freed
from tcorisk.simulator.engine.program import Program
from tcorisk.simulator.engine.sampling.philox import stream_key
from tcorisk.simulator.lowering import assembly, dimensions, expressions, lower_probed
from tcorisk.simulator.lowering import scenario as lowering

SCENARIOS = Path(__file__).parents[1] / "scenarios"
TRIED = ("0.35", 0.6, "uniform(0.2, 0.7)", "2 to 5", {"dist": "pert", "low": 0.1, "mode": 0.3, "high": 0.8})


def forget() -> None:
    """Empty every memory that outlives a scenario, but for tables, which are slow to build."""
    quantity._tables.clear()
    quantity._of_text.cache_clear()
    glimpse._drawn.cache_clear()
    lowering._codes.clear()
    dimensions._latest.clear()
    samples._kept.clear()
    for kept in (assembly.join, expressions.point_of, glimpse._largest_alone, stream_key):
        kept.cache_clear()


def changed(scenario: Scenario, each: int) -> Iterator[tuple[str, object]]:
    """Yield each so-many-th address of a quantity with a value that it takes."""
    quantities = quantities_of(scenario.world, scenario.strategies, scenario.unit)
    for at, address in enumerate([*dict.fromkeys(found.address for found, _ in quantities)][::each]):
        for k in range(len(TRIED)):
            try:
                scenario.with_values({address: TRIED[(at + k) % len(TRIED)]})
            except ConfigError:
                continue
            yield address, TRIED[(at + k) % len(TRIED)]
            break


def found(scenario: Scenario) -> tuple[Scenario, tuple[Program, Program]]:
    return scenario, lower_probed(scenario)


def assert_same(one: Program, other: Program) -> None:
    assert (one.addresses, one.registers, one.layout) == (other.addresses, other.registers, other.layout)
    for name in ("code", "schedule", "scalars", "dimension", "point"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))
    for name in ("start", "upper", "bits", "first", "value", "cells"):
        np.testing.assert_array_equal(getattr(one.tables, name), getattr(other.tables, name))


@pytest.mark.parametrize(
    ("name", "each"),
    [(SCENARIOS / "everything.toml", 1), ("legal_startup", 5), (SCENARIOS / "whole_language.toml", 4)],
    ids=["everything", "legal", "language"],
)
def test_no_value_is_served_what_another_has_left(name: str | Path, each: int) -> None:
    """Every value of one scenario, some of larger ones."""
    scenario = load(name)
    warm = [(*case, *found(scenario.with_values({case[0]: case[1]}))) for case in changed(scenario, each)]
    assert len(warm) > 15
    build_table.cache_clear()
    for address, value, read, programs in warm:
        forget()
        fresh, fresh_programs = found(load(name).with_values({address: value}))
        assert read.warnings == fresh.warnings, address
        assert (read.drivers, read.strategies, read.correlations) == (
            fresh.drivers,
            fresh.strategies,
            fresh.correlations,
        ), address
        for one, other in zip(programs, fresh_programs, strict=True):
            assert_same(one, other)


def random_values(scenario: Scenario, rng: Random) -> dict[str, Any]:
    """Return a few values for any addresses: plain ones, laws, formulas, processes, whole lines, whole strategies."""
    quantities = quantities_of(scenario.world, scenario.strategies, scenario.unit)
    plain = [*dict.fromkeys(found.address for found, _ in quantities if "parts" not in found.address)]
    drivers = [f"drivers.{name}" for name in scenario.drivers if "." not in name]
    lines = [line.address for strategy in scenario.strategies.values() for line in strategy.lines.values()]
    anything = [
        (plain, rng.choice([0.4, rng.randint(1, 40), round(rng.uniform(0.1, 2.0), 3), *TRIED, "max(0.1, month / 30)"])),
        (drivers, {"process": "growth", "initial": 3, "per_year": "5%", "volatility": rng.choice([0, 0.1])}),
        (lines, {"category": "Compute", "monthly": rng.choice(["1_000 to 3_000", 900, "month * 10"])}),
        (lines, {"category": "Incidents", "per_event": "uniform(3, 9)", "events_per_year": rng.randint(1, 60)}),
        ([f"strategies.{name}" for name in scenario.strategies], {"like": rng.choice([*scenario.strategies])}),
        (["horizons"], [rng.randint(3, 30)]),
        (["discount_rate"], rng.choice([0.0, 0.1])),
    ]
    picked = rng.choices(anything, [8, 2, 1, 1, 1, 1, 1], k=rng.randint(1, 2))
    return {rng.choice(addresses): value for addresses, value in picked}


@pytest.mark.parametrize("name", ["legal_startup", "saas_growth", SCENARIOS / "everything.toml"], ids=str)
def test_values_set_in_any_order_give_what_a_fresh_scenario_gives(name: str | Path) -> None:
    """Each is set beside those before; now and then all begin anew. What a mistake leaves behind is tried too."""
    rng, original = Random(3), load(name)
    scenario, warm = original, list[tuple[Scenario, tuple[Program, Program], str]]()
    refused = list[tuple[dict[str, Any], str]]()
    while len(warm) < 25:
        values = random_values(scenario, rng)
        try:
            scenario = scenario.with_values(values)
        except ConfigError as error:
            refused.append((settings_of(scenario, values), str(error)))
            continue
        warm.append((*found(scenario), document(scenario) if len(warm) % 8 == 0 else ""))
        if rng.random() < 0.2:
            scenario = original
    assert len(refused) > 5
    for values, message in refused:
        forget()
        with pytest.raises(ConfigError) as again:
            load(name).with_values(values)
        assert message == str(again.value), values
    for read, programs, whole in warm:
        values = settings_of(read, {})
        forget()
        fresh, fresh_programs = found(load(name).with_values(values))
        assert read == fresh, values
        for one, other in zip(programs, fresh_programs, strict=True):
            assert_same(one, other)
        assert not whole or whole == document(fresh), values


def settings_of(scenario: Scenario, values: dict[str, Any]) -> dict[str, Any]:
    """Return all that is set where more values are set on a scenario."""
    assert scenario.origin is not None
    old = {".".join(path): value for path, value in scenario.origin.settings.items()}
    kept = {a: v for a, v in old.items() if not any(f"{a}.".startswith(f"{new}.") for new in values)}
    return kept | values


def document(scenario: Scenario) -> str:
    return json.dumps(simulate(scenario, 8_192).document)


def test_a_value_below_a_table_that_was_set_does_not_change_the_scenario_before() -> None:
    original = load("legal_startup")
    line = next(iter(original.strategies["api"].lines.values())).address
    before = original.with_values({line: {"category": "Compute", "monthly": 7}})
    assert before.with_values({f"{line}.monthly": 9}) != before
    assert settings_of(before, {}) == {line: {"category": "Compute", "monthly": 7}}
    assert before.with_values({"horizons": [12]}) == original.with_values({**settings_of(before, {}), "horizons": [12]})


@pytest.mark.parametrize(
    "value", [10**5_000, {"dist": "pert", "low": 1, "mode": 2, "high": 10**5_000}], ids=["one", "law"]
)
@pytest.mark.parametrize("address", ["drivers.ml_engineer", "strategies.api", "strategies.api.label", "tariffs"])
def test_a_whole_number_of_more_digits_than_python_writes_is_refused_with_words(address: str, value: Any) -> None:
    with pytest.raises(ConfigError, match="a whole number of about 4983 digits"):
        load("legal_startup").with_values({address: value})


def test_what_no_value_changed_is_the_same_object() -> None:
    """Facts about it need not be found again. What depends on the value is made again."""
    scenario = load("legal_startup")
    first = scenario.with_values({"drivers.requests_per_day.initial": 3_000})
    other = first.with_values({"drivers.requests_per_day.initial": 3_001})
    assert all(other.strategies[name] is strategy for name, strategy in first.strategies.items())
    assert [name for name in first.drivers if other.drivers[name] is not first.drivers[name]] == ["requests_per_day"]
    line = next(iter(scenario.strategies["api"].lines.values())).address
    changed = other.with_values({line: {"category": "Compute", "monthly": 7}})
    same = {name for name, strategy in other.strategies.items() if changed.strategies[name] is strategy}
    assert same == {"self_hosted"}  # `hosted_open` is like `api`, and `moved` may move to that


MISTAKES = """
schema = 1
title = "t"
currency = "USD"
horizons = [12]
drivers.n = 2
drivers.calls = { process = "events", events_per_month = 1 }
[strategies.a]
inputs.k = "n * 2"
costs.x = { category = "Compute", monthly = "k * 3", after = "n" }
costs.y = { category = "Compute", per_event = "2 to 3", on = "calls" }
[strategies.b]
like = "a"
inputs.k = 5
[strategies.p]
starts = "a"
switch = [{ to = "b", when = "n > 3" }]
"""


@pytest.mark.parametrize(
    "bad",
    [
        {"drivers.n": -1},  # found by the ranges of lines
        {"drivers.n": {"process": "events", "events_per_month": 3}},
        {"drivers.calls": 4},  # a line is paid `on` it
        {"drivers.calls": {"process": "events", "events_per_month": 1, "event": {"k": "1 to 2"}}},  # `k` is an input
        {"strategies.a.inputs.k": "unknown * 2"},
        {"strategies.b": {"like": "a", "without": ["inputs.k"]}},  # its lines read `k`
        {"strategies.a.costs.x": {"category": "Compute", "monthly": "costs.y", "after": "n - 9"}},
        {"start": "soon"},
        {"categories": ["Buffer"]},
        {"strategies.b.inputs.k": True},
        {"strategies.p.starts": "b"},
    ],
    ids=str,
)
def test_a_mistake_is_found_after_values_without_one(bad: dict[str, Any]) -> None:
    """In the same words as in a file that is read for the first time, before and after it was right; and it passes."""
    scenario = loads(MISTAKES)
    right = scenario.with_values({"drivers.n": 3})
    with pytest.raises(ConfigError) as fresh:
        loads(MISTAKES).with_values(bad)
    for base in (right, scenario, right):
        with pytest.raises(ConfigError) as error:
            base.with_values({"drivers.n": 3} | bad)
        assert error.value.problems == fresh.value.problems
        assert base.with_values({"drivers.n": 3}) == right


def test_a_file_beside_a_scenario_is_in_its_hash_each_time(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text("cost\n1\n2\n3\n")
    text = (
        MISTAKES.split("[strategies.a]")[0] + '[strategies.a]\ncosts.x = { category = "Compute", '
        'monthly = { dist = "empirical", file = "past.csv", column = "cost" } }\n[strategies.b]\nlike = "a"\n'
    )
    (tmp_path / "one.toml").write_text(text)
    scenario = load(tmp_path / "one.toml")
    again = [scenario.with_values({"drivers.n": 3}).sha256 for _ in range(2)]
    assert again == [load(tmp_path / "one.toml").with_values({"drivers.n": 3}).sha256] * 2


def test_facts_of_a_strategy_are_not_pickled() -> None:
    scenario = load("legal_startup")
    size = len(pickle.dumps(scenario))
    simulate(scenario, 8_192).document  # noqa: B018 - it is kept
    assert len(pickle.dumps(scenario)) < 1.1 * size
    assert pickle.loads(pickle.dumps(scenario)) == scenario


def test_a_new_process_gives_the_same_document() -> None:
    """After other values have been run, those of a driver and of a line of events too."""
    scenario = load("legal_startup")
    values = {"drivers.ml_engineer": "16_000 to 23_000"}
    for value in ("15_000 to 22_000", "15_500 to 22_500"):
        simulate(scenario.with_values({"drivers.ml_engineer": value}), 8_192)
    code = (
        "import json; from tcorisk.configs import load; from tcorisk.simulator import simulate; "
        f"print(json.dumps(simulate(load('legal_startup').with_values({values!r}), 8_192).document))"
    )
    fresh = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert json.loads(fresh) == json.loads(json.dumps(simulate(scenario.with_values(values), 8_192).document))


def test_memories_are_bounded() -> None:
    scenario = load("legal_startup")
    for months in range(3, 3 + lowering._MOST_CODES + 2):
        lower_probed(scenario.with_values({"horizons": [months]}))
    assert len(lowering._codes) == lowering._MOST_CODES
    for k in range(quantity._MOST_KEPT + 10):
        quantity.read_quantity({"dist": "uniform", "low": 0, "high": k + 1}, ("drivers", "x"), Findings())
        quantity.read_quantity(f"{k + 1} to {k + 2}", ("drivers", "x"), Findings())
    assert len(quantity._tables) == quantity._MOST_KEPT
    assert quantity._of_text.cache_info().currsize <= quantity._MOST_KEPT
    assert scenario.origin is not None
    kept = scenario.origin.kept.latest
    places = {*kept}
    for k in range(1, 20):
        scenario = scenario.with_values({"drivers.ml_engineer": k, "strategies.api.costs.integration.one_time": k})
    assert {*kept} == places


def test_inputs_as_they_were_are_ranked_once() -> None:
    """Another seed, another size, one driver: only what has other values is ranked again, none wrongly."""
    scenario = load("legal_startup")
    driver = scenario.with_values({"drivers.requests_per_day.initial": "3_000 to 5_000"})
    runs = [(scenario, {}), (driver, {}), (driver, {"seed": 1}), (driver, {"trajectories": 1_000, "sampler": "random"})]
    warm = []
    for each, how in runs:
        result = simulate(each, **{"trajectories": 8_192, **how})
        warm.append((json.dumps(result.document), result.sample.ranked))
    for (each, how), (document, ranked) in zip(runs, warm, strict=True):
        samples._kept.clear()
        result = simulate(each, **{"trajectories": 8_192, **how})
        assert json.dumps(result.document) == document
        for horizon, of in result.sample.ranked.items():
            for address, fresh in of.items():
                assert np.array_equal(fresh.ranks, ranked[horizon][address].ranks), address
    (_, one), (_, other), (_, seed), _ = warm
    pairs = [(one[horizon][a], other[horizon][a], seed[horizon][a]) for horizon in one for a in one[horizon]]
    assert all((x is y) == np.array_equal(x.values, y.values) for x, y, _ in pairs)
    assert 0 < sum(x is not y for x, y, _ in pairs) < 10 < len(pairs)
    assert not any(y is z for _, y, z in pairs)


def test_inputs_are_told_apart_by_their_bits() -> None:
    """0 and -0 are equal, and written in two ways; an array that is written to after it was ranked is another one."""
    x = np.tile([0.0, 1.0, 2.0], 1_000)
    first = samples._ranked_input((1, "x"), x)
    assert samples._ranked_input((1, "x"), x.copy()) is first
    signed = samples._ranked_input((1, "x"), np.where(x == 0.0, -0.0, x))
    assert signed is not first
    assert np.signbit(signed.ends.lowest.edge) and not np.signbit(first.ends.lowest.edge)
    x[0] = 3.0
    assert samples._ranked_input((1, "x"), x).ranks[0] == x.size - 1
    assert first.ranks[0] == first.ranks[3]


def test_few_inputs_are_kept() -> None:
    """Those of one scenario that are all kept stay, whichever of them changes."""
    samples._kept.clear()
    x = np.arange(1_000.0)
    for k in range(samples._MOST_KEPT):
        samples._ranked_input((1, str(k)), x)
    samples._ranked_input((1, "7"), x + 1.0)
    assert len(samples._kept) == samples._MOST_KEPT
    samples._ranked_input((2, "7"), x)
    assert len(samples._kept) == 1


def test_memory_of_a_run_serves_the_next_one() -> None:
    """After an interruption it does not: a thread may still write to it."""
    engine._kept.clear()
    first = json.dumps(simulate("legal_startup", 8_192, threads=1).document)
    (memory,) = engine._kept
    assert memory.nbytes <= engine._MOST_KEPT
    simulate("saas_growth", 8_192, threads=1)
    assert first == json.dumps(simulate("legal_startup", 8_192, threads=1).document)
    (memory,) = engine._kept
    simulate("legal_startup", 8_192, threads=1, seed=1)
    assert engine._kept[0] is memory

    def stop(done: int, wanted: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate("legal_startup", 8_192, threads=1, progress=stop)
    assert not engine._kept


def test_a_mistake_or_a_warning_is_told_every_time() -> None:
    """A quantity that is wrong, or warned of, is read again and again."""
    for _ in range(2):
        findings = Findings()
        quantity.read_quantity({"dist": "uniform", "low": 3, "high": 1}, ("drivers", "x"), findings)
        quantity.read_quantity("3 to 1", ("drivers", "x"), findings)
        assert len(findings.items) == 2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="other C libraries have other rules for what is freed")
def test_what_arrays_leave_free_is_used_again() -> None:
    """Eight arrays of a megabyte, 256 pages each, which the kernel clears once."""
    resource = importlib.import_module("resource")  # of POSIX alone
    keep_freed()
    faults = []
    for _ in range(50):
        [np.ones(2**17) for _ in range(8)]
        faults.append(resource.getrusage(resource.RUSAGE_SELF).ru_minflt)
    assert faults[-1] - faults[9] < 256
