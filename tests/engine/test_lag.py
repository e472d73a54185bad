"""Truth: values of earlier months, extremes so far and sums of a period, against arithmetic on whole paths."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario

from tcorisk.configs import Scenario
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.engine.reference import run_reference
from tcorisk.simulator.engine.streams import Uniforms
from tcorisk.simulator.lowering import lower

DRIVERS = """z = { dist = "normal", mean = 3, sd = 2, each = "month" }
once = "1 to 2"
grows = "1_000 * 1.05 ** (month - 1)"
[drivers.faults]
process = "events"
events_per_month = 0.7
[drivers.users]
process = "growth"
initial = 9
growth_per_month = 0.02
volatility = 0.3
"""


def months(formula: str, rest: str = "", n: int = 512, horizon: int = 12) -> Array:
    """Cash by month of a line, shape (horizon, n)."""
    return Futures(made(formula, rest, horizon), n, "random").months("a")


def made(formula: str, rest: str = "", horizon: int = 12) -> Scenario:
    return scenario({"a": {"x": f'monthly = "{formula}"\n{rest}'}}, drivers=DRIVERS, horizons=[horizon])


def shifted(path: Array, months_back: int, before: Array | float) -> Array:
    found = np.broadcast_to(before, path.shape).copy()
    found[months_back:] = path[:-months_back]
    return found


@pytest.mark.parametrize("back", [1, 2, 5, 6, 7, 11])
@pytest.mark.parametrize(
    "name", ["z", "users", "faults", "z * once + month", "so_far(z)", "lag(z, 1)", "once", "month"]
)
def test_a_lagged_path_is_the_path_later(name: str, back: int) -> None:
    """Of what varies by month and future, by one of them, by none; with a `before` of each kind."""
    path = months(name)
    np.testing.assert_array_equal(months(f"lag({name}, {back})"), shifted(path, back, 0.0))
    np.testing.assert_array_equal(months(f"lag({name}, {back}, -7)"), shifted(path, back, -7.0))
    if back in (2, 7):
        for before in ("once", "users", "month", name):
            expected = shifted(path, back, months(before))
            np.testing.assert_allclose(months(f"lag({name}, {back}, {before})"), expected, rtol=1e-15)
        assert not np.array_equal(path, shifted(path, back, path)) or name == "once"  # the wrong one: no lag


def test_further_back_than_the_horizon() -> None:
    np.testing.assert_array_equal(months("lag(z, 12, once)"), months("once"))
    np.testing.assert_array_equal(months("lag(z, 119)"), 0.0)


def test_invoices_two_months_later() -> None:
    """The ten invoices, growing 5 %, that are due within 12 months: 12,578."""
    exact = 1_000 * (1.05**10 - 1) / 0.05
    assert round(exact) == 12_578
    assert months("lag(grows, 2)").sum(axis=0)[0] == pytest.approx(exact, rel=1e-14)
    assert months("lag(grows * once / once, 2)").sum(axis=0)[0] == pytest.approx(exact, rel=1e-14)
    assert months("grows").sum(axis=0)[0] > 1.2 * exact


@pytest.mark.parametrize("rest", ["after = 6", "after = 3\nuntil = 9.5"])
def test_months_before_a_line_begins_are_remembered(rest: str) -> None:
    due = np.array(
        [min(max(min(t, 9.5) - max(t - 1, 3.0), 0.0), 1.0) if "until" in rest else t > 6 for t in range(1, 13)]
    )
    for formula in ("lag(z, 4)", "max_so_far(z)", "so_far(z, 5)"):
        np.testing.assert_allclose(months(formula, rest), months(formula) * due[:, None], rtol=1e-13)


def _periods(path: Array, length: int) -> Array:
    return np.concatenate([np.cumsum(path[at : at + length], axis=0) for at in range(0, len(path), length)])


@pytest.mark.parametrize("name", ["z", "users * once", "faults", "once", "month", "7"])
@pytest.mark.parametrize(
    ("formula", "truth"),
    [
        ("max_so_far({})", np.maximum.accumulate),
        ("min_so_far({})", np.minimum.accumulate),
        ("so_far({}, 5)", lambda path: _periods(path, 5)),
        ("so_far({}, 1)", lambda path: path),
        ("so_far({}, 12)", lambda path: np.cumsum(path, axis=0)),
        ("so_far({}, 120)", lambda path: np.cumsum(path, axis=0)),
    ],
)
def test_over_the_months_so_far(formula: str, truth: Callable[[Array], Array], name: str) -> None:
    """Against NumPy on the whole path."""
    np.testing.assert_allclose(months(formula.format(name)), truth(months(name)), rtol=1e-13)


def test_a_year_begins_anew() -> None:
    """Over 30 months: the sum of the second year does not hold the first, that of all months does."""
    path = months("users", horizon=30)
    found = months("so_far(users, 12)", horizon=30)
    np.testing.assert_allclose(found[12], path[12], rtol=1e-14)
    np.testing.assert_allclose(found[29], path[24:].sum(axis=0), rtol=1e-13)
    assert np.all(months("so_far(users)", horizon=30)[29] > found[29])


def test_a_fleet_is_never_given_back() -> None:
    """Servers bought for the peak stay; the price of a month is today's."""
    users = months("users", horizon=24)
    fleet = np.maximum.accumulate(np.ceil(users / 2.5), axis=0)
    np.testing.assert_array_equal(months("max_so_far(ceil(users / 2.5))", horizon=24), fleet)
    assert np.mean(fleet[-1] > np.ceil(users[-1] / 2.5)) > 0.3  # where it is given back, it is smaller


def test_inside_the_amount_of_an_event() -> None:
    """Once a month, not once an event: all events of a month have the same."""
    faults = months("faults")
    for formula in ("lag(users, 2)", "max_so_far(users)", "so_far(users, 5)"):
        line = f'on = "faults"\nper_event = "{formula} * 2 + 0 * max(1, to(1, 2))"'
        found = Futures(scenario({"a": {"x": line}}, drivers=DRIVERS), 512, "random").months("a")
        np.testing.assert_allclose(found, 2.0 * faults * months(formula), rtol=1e-13)


def test_of_another_line_and_in_inputs_and_outputs() -> None:
    """Last month's amount of a line that is paid for part of the time; of an input and in an output."""
    lines = {"x": 'monthly = "lag(costs.y, 1) + lag(mine, 3)"', "y": 'monthly = "z"\nafter = 3\nuntil = 9.5'}
    heads = {"a": 'inputs = { mine = "once * users" }\noutputs = { past = "lag(costs.y, 2, 5)" }'}
    futures = Futures(scenario({"a": lines}, drivers=DRIVERS, heads=heads), 512, "random")
    y = months("z", "after = 3\nuntil = 9.5")
    expected = shifted(y, 1, 0.0) + shifted(months("once * users"), 3, 0.0)
    np.testing.assert_allclose(futures.line("a", "x", 12), expected.sum(axis=0), rtol=1e-12)
    past = futures.results[futures.layout.row(futures.layout.outputs["a"]["past"], 12)]
    np.testing.assert_allclose(past, shifted(y, 2, 5.0).mean(axis=0), rtol=1e-12)


MIXED = (
    "lag(z, 3, users) + max_so_far(lag(z, 2) * once) - min_so_far(z) * so_far(faults, 5) + lag(so_far(z, 4), 7, once)"
)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree(sampler: str) -> None:
    """Memory of memory, of every kind, in both samplers."""
    program = lower(made(MIXED, horizon=15))
    uniforms = Uniforms.of(program, sampler, 5)
    expected = run_reference(program, uniforms, 1)
    found = Futures(made(MIXED, horizon=15), 1024, sampler, seed=5).results[:, 512:]
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-12)


def test_spreadsheet_estimate() -> None:
    """Medians all the way: the largest so far of a median path, and the path of three months ago."""
    program = lower(made("max_so_far(users * month) + lag(users, 3, 4)"))
    first = program.layout.month_cash["a"]
    path = 9.0 * 1.02 ** np.arange(12)
    expected = path * np.arange(1, 13) + np.concatenate([[4.0] * 3, path[:-3]])
    np.testing.assert_allclose(run_point(program)[first : first + 12], expected, rtol=1e-12)
