"""Truth: sums over the months that have passed, exactly where all is known and by their moments where it is not."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario, z_mean, z_variance

from tcorisk import simulate
from tcorisk.simulator.engine.point import run_point
from tcorisk.simulator.lowering import lower

N = 2**14
STEP = 'z = { dist = "normal", mean = 0, sd = 1, each = "month" }'


def months(formula: str, drivers: str = "", rest: str = "", n: int = 512) -> Array:
    """Cash by month of a line, shape (12, n)."""
    return Futures(scenario({"a": {"x": f'monthly = "{formula}"\n{rest}'}}, drivers=drivers), n, "random").months("a")


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("so_far(3)", [3 * t for t in range(1, 13)]),
        ("so_far(month)", [t * (t + 1) // 2 for t in range(1, 13)]),
        ("so_far(so_far(month)) + 1", [1 + t * (t + 1) * (t + 2) // 6 for t in range(1, 13)]),
        ("2 ** so_far(1 if month > 9 else 0)", [1] * 9 + [2, 4, 8]),
    ],
)
def test_known_sums(formula: str, expected: list[int]) -> None:
    """The same in every future; and so where the compiler of scenarios cannot know it."""
    np.testing.assert_array_equal(months(formula)[:, 5], expected)
    drivers = (
        'one = "discrete([1], [1])"\nmonthly_one = { dist = "discrete", values = [1], weights = [1], each = "month" }'
    )
    for name in ("one", "monthly_one"):
        random = months(formula.replace("so_far(", f"so_far({name} * ", 1), drivers)
        np.testing.assert_allclose(random[:, 5], expected, rtol=1e-14)


def test_a_random_walk() -> None:
    """Mean 0, variance t, covariance of months s and t the smaller of both."""
    found = months("so_far(z)", STEP, n=N)
    for t, month in enumerate(found, start=1):
        assert abs(z_mean(month, 0.0)) < 3.5
        assert abs(z_variance(month, t)) < 3.5
    assert abs(z_mean(found[3] * found[10], 4.0)) < 3.0
    assert abs(z_variance(found[8], 8.0)) > 5.0  # this month is in it


@pytest.mark.parametrize("rest", ["after = 6", "after = 6\nuntil = 9", 'after = "late"'])
def test_months_before_a_line_begins_count(rest: str) -> None:
    """The sum goes on in months in which the line that names it is not paid."""
    drivers = f'{STEP}\nlate = "discrete([6], [1])"'
    all_months = months("so_far(z)", drivers)
    due = np.array([0.0] * 6 + [1.0] * (3 if "until" in rest else 6) + [0.0] * (3 if "until" in rest else 0))
    np.testing.assert_allclose(months("so_far(z)", drivers, rest), all_months * due[:, None], rtol=1e-13)


def test_sums_of_costs() -> None:
    """Of a line paid for part of the time; in any order of the lines."""
    lines = {"x": 'monthly = "so_far(costs.y)"\nafter = 8', "y": 'monthly = "exp(z)"\nafter = 3\nuntil = 9.5'}
    lines["w"] = 'one_time = "so_far(costs.y) / 2"\nafter = 9'
    futures = Futures(scenario({"a": lines}, drivers=STEP), 512, "random")
    other = Futures(scenario({"a": dict(reversed(lines.items()))}, drivers=STEP), 512, "random")
    alone = np.cumsum(Futures(scenario({"a": {"y": lines["y"]}}, drivers=STEP), 512, "random").months("a"), axis=0)
    np.testing.assert_allclose(futures.line("a", "x", 12), alone[8:].sum(axis=0), rtol=1e-12)
    np.testing.assert_allclose(futures.line("a", "w", 12), alone[9] / 2.0, rtol=1e-12)
    for name in lines:
        np.testing.assert_allclose(futures.line("a", name, 12), other.line("a", name, 12), rtol=1e-12)


@pytest.mark.parametrize("amount", ["so_far(d) * 2", "max(so_far(d), 0 * to(1, 2)) * 2"])
@pytest.mark.parametrize("after", ["0", "4"])
def test_in_the_amount_of_an_event(amount: str, after: str) -> None:
    """Each event costs twice the number of events so far, this month's included."""
    drivers = '[drivers.d]\nprocess = "events"\nevents_per_month = 0.9'
    line = f'on = "d"\nper_event = "{amount}"\nafter = {after}'
    found = Futures(scenario({"a": {"x": line}}, drivers=drivers), 512, "random").months("a")
    count = Futures(scenario({"a": {"x": 'monthly = "d"'}}, drivers=drivers), 512, "random").months("a")
    expected = 2.0 * count * np.cumsum(count, axis=0)
    expected[: int(after)] = 0.0
    np.testing.assert_allclose(found, expected, rtol=1e-13)


def test_a_price_that_falls_with_every_retirement() -> None:
    """In a driver and in an input: E 0.5^N of a Poisson count N; 0.5^(mean of N) in the point estimate."""
    drivers = 'fall = "0.5 ** so_far(d)"\n[drivers.d]\nprocess = "events"\nevents_per_month = 0.4\n'
    drivers += '[drivers.users]\nprocess = "steps"\nvalues = [1, 2]\nat = [3]'
    head = {"a": 'inputs = { tariff = "4 * (0.5 ** so_far(d) + fall)" }'}
    what = scenario({"a": {"x": 'monthly = "tariff * users"'}}, drivers=drivers, heads=head)
    found = Futures(what, N, "random").months("a")
    for t in (1, 2, 5, 12):
        assert abs(z_mean(found[t - 1], 8.0 * np.exp(-0.2 * t) * (1.0 if t <= 3 else 2.0))) < 3.0
    program = lower(what)
    first = program.layout.month_cash["a"]
    expected = 8.0 * 0.5 ** (0.4 * np.arange(1, 13)) * np.repeat([1.0, 2.0], [3, 9])
    np.testing.assert_allclose(run_point(program)[first : first + 12], expected, rtol=1e-12)


def test_processes_are_among_the_inputs_that_drive_the_result() -> None:
    """Each shows its mean over the months, and the one that matters comes first."""
    drivers = """
[drivers.hourly]
process = "mean_reverting"
initial = 2
mean = 2
half_life = 6
volatility = 0.2
[drivers.fee]
process = "jumps"
initial = 1
jumps_per_year = 3
factor = "0.9 to 1.2"
[drivers.up]
process = "on_off"
on_lasts = "1 to 3"
off_lasts = "0.1 to 1"
[drivers.level]
process = "steps"
values = [1, 1.1]
at = ["2 to 9"]
[drivers.faults]
process = "events"
every = "1 to 4"
"""
    lines = {"rent": {"x": 'monthly = "3"'}, "buy": {"x": 'monthly = "10 * hourly + fee + up + level + faults"'}}
    result = simulate(scenario(lines, drivers=drivers), 8192)
    samples = result.samples()
    names = ["hourly", "fee", "up", "level", "faults"]
    parts = sum(samples[f"drivers.{name}"] * (10.0 if name == "hourly" else 1.0) for name in names)
    futures = Futures(result.scenario, 8192)
    np.testing.assert_allclose(12.0 * parts, futures.tco("buy", 12), rtol=1e-11)
    [comparison] = result.document["comparisons"]
    assert comparison["top_inputs"][0]["address"] == "drivers.hourly"
    assert comparison["top_inputs"][0]["rank_correlation"] < -0.9
