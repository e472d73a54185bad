"""`[[correlations]]` in whole scenarios: kernel = twin, branches, copies, point estimates, and nothing else changes."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pytest
from dependence_tools import MATRIX, SMOOTH, STEPPED, correlated, entry, some, spearman
from engine_tools import Futures
from test_twin import assert_same, both

from tcorisk import Scenario, simulate
from tcorisk.configs import loads
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.lowering import lower

MIXED = """
schema = 1
title = "Everything that may depend"
currency = "USD"
horizons = [3, 7]
[drivers]
a = "1 to 2"
b = { dist = "triangular", low = 1, mode = 2, high = 9 }
free = "2 to 5"
[drivers.load]
process = "growth"
initial = "10 to 20"
growth_per_month = { dist = "normal", mean = 0.01, sd = 0.02 }
volatility = 0.1
[strategies.one]
[strategies.one.costs.always]
category = "Compute"
monthly = "a * load * gamma(mean=2, sd=1.5, each='month')"
[strategies.one.costs.later]
category = "Compute"
after = 2
until = 4.5
monthly = "b * triangular(1, 2, 9, each='month')"
[strategies.one.costs.once]
category = "Engineering"
after = 3
one_time = "free * poisson(3, each='month') + bernoulli(0.3)"
[strategies.one.costs.outside]
category = "Data & Eval"
monthly = "free * to(1, 3) + uniform(0, 1, each='month')"
[strategies.one.costs.incidents]
category = "Incidents"
events_per_month = "a"
per_event = "free * to(1, 9)"
[strategies.two]
like = "one"
[strategies.two.costs.always]
category = "Compute"
monthly = "20 * a"
"""
ONCE = ["drivers.a", "drivers.load.initial", "strategies.one.costs.once.one_time#2", "drivers.load.growth_per_month"]
MONTHLY = [f"strategies.one.costs.{draw}#1" for draw in ("always.monthly", "later.monthly", "once.one_time")]


def mixed(df: float | None, other: float | None) -> Scenario:
    """Two groups, one drawn once and one every month, in lines that are skipped in some months."""
    return loads(MIXED + entry(ONCE, 0.4, df) + entry(MONTHLY, MATRIX, other))


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize(("df", "other"), [(None, 2.5), (6.0, None)])
def test_kernel_and_twin(df: float | None, other: float | None, sampler: str) -> None:
    kernel, twin = both(mixed(df, other), sampler, seed=2, block=35, probe=True)
    assert_same(kernel, twin)


@pytest.mark.parametrize("df", [None, 1.0])
@pytest.mark.parametrize("kinds", [SMOOTH, STEPPED])
def test_kernel_and_twin_on_every_law(kinds: Mapping[str, str], df: float | None) -> None:
    assert_same(*both(correlated(kinds, 0.3, df), "sobol", seed=0, block=3))


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_lines_that_are_skipped_in_some_months(sampler: str) -> None:
    """A line that is active for a while draws, in its months, what it would draw if it were always active."""
    whole = Futures(loads(MIXED.replace("after = 2\nuntil = 4.5\n", "") + entry(MONTHLY, MATRIX, 3.0)), 2**14, sampler)
    part = Futures(loads(MIXED + entry(MONTHLY, MATRIX, 3.0)), 2**14, sampler)
    difference = whole.months("one") - part.months("one")
    np.testing.assert_allclose(difference[[2, 3]], 0.0, atol=1e-9)
    assert np.all(difference[[0, 1, 4, 5, 6]] > 0.0)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize("df", [None, 4.0])
def test_nothing_outside_a_group_changes(df: float | None, sampler: str) -> None:
    """To the last bit, months and events included: a group adds no dimension before theirs."""
    grouped = loads(MIXED + entry(ONCE[1:], 0.4, df) + entry(MONTHLY, MATRIX, df))
    before, after = Futures(loads(MIXED), 2**13, sampler), Futures(grouped, 2**13, sampler)
    for line in ("outside", "incidents"):
        np.testing.assert_array_equal(after.line("one", line, 7), before.line("one", line, 7))
    assert np.mean(after.line("one", "once", 7) != before.line("one", "once", 7)) > 0.5


def test_a_copy_shares_the_draws() -> None:
    futures = Futures(mixed(3.0, 3.0), 2**13)
    for line in ("later", "once", "outside"):
        np.testing.assert_array_equal(futures.line("one", line, 7), futures.line("two", line, 7))


def test_the_point_estimate_is_that_of_independent_draws() -> None:
    """Medians, and means of chances: dependence does not enter a spreadsheet of one number a cell."""
    np.testing.assert_array_equal(run_point(lower(mixed(3.0, None))), run_point(lower(loads(MIXED))))


def test_threads_and_chunks_have_no_voice() -> None:
    what = mixed(3.0, 2.5)
    first = json.dumps(simulate(what, 9_001, sampler="random", threads=1).document)
    for threads, chunk in ((2, 3), (7, 1)):
        assert json.dumps(simulate(what, 9_001, sampler="random", threads=threads, chunk=chunk).document) == first


@pytest.mark.parametrize("df", [None, 3.0])
def test_a_value_in_the_place_of_a_draw_moves_no_other(df: float | None) -> None:
    """A sweep of one correlated driver leaves the others their draws, the dependence among them included."""
    what = loads(MIXED + entry(ONCE, 0.4, df))
    before, after = Futures(what, 2**13), Futures(what.with_values({"drivers.a": 1.5}), 2**13)
    np.testing.assert_array_equal(after.line("one", "once", 7), before.line("one", "once", 7))
    np.testing.assert_array_equal(after.line("two", "always", 7), 7 * 30.0)


def test_an_impossible_matrix_is_repaired_and_said() -> None:
    """The nearest possible one is used, reached within 0.01, and the file's place says what changed."""
    laws = some("the_lognormal", "the_gamma", "the_pert")
    what = correlated(laws, [[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    (caution,) = (caution for caution in what.warnings if caution.address == "correlations.0")
    assert "are inconsistent" in caution.message
    assert (
        "strategies.the_lognormal.costs.x.monthly and strategies.the_gamma.costs.x.monthly: 0.900 became 0.483"
        in caution.message
    )
    used = what.correlations[0].rank
    futures = Futures(what, 2**16)
    drawn = [futures.tco(name, 1) for name in laws]
    for i, j in ((0, 1), (0, 2), (1, 2)):
        assert spearman(drawn[i], drawn[j]) == pytest.approx(used[i][j], abs=0.01)
    assert not any(caution.address == "correlations.0" for caution in correlated(laws, MATRIX).warnings)
