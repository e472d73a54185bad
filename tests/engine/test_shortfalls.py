"""Take-or-pay: what is missing from the minimum of each period, against a plain loop in NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, scenario
from test_twin import assert_same
from test_twin import both as both_ways

from tcorisk import simulate
from tcorisk.configs import ConfigError, Scenario, loads
from tcorisk.reports.explain.reading import render_reading

N, MONTHS = 2**12, 30
GROWING = 'x = { process = "growth", initial = "50 to 200", growth_per_month = 0.02, volatility = 0.3 }'
BILL = 'monthly = "x"\n'


def shortfalls(spent: np.ndarray, minimum: np.ndarray, months: int, after: object, until: object) -> np.ndarray:
    """What is due in each month and future, by a loop over months; `after` and `until` by future."""
    due, so_far = np.zeros_like(spent), np.zeros(spent.shape[1])
    first = np.floor(np.broadcast_to(np.asarray(after, float), spent.shape[1:]))
    for t in range(spent.shape[0]):
        month_of_period = (t - first) % months
        so_far = np.where(month_of_period == 0, 0.0, so_far) + spent[t]
        begun = (t >= first) & (t - month_of_period < until) & (np.asarray(after) < until)
        settled = begun & (month_of_period == months - 1)
        due[t] = np.where(settled, np.maximum(minimum[t] - so_far, 0.0), 0.0)
    return due


def lines(settings: str, of: str = "costs.bill") -> dict[str, str]:
    return {"bill": BILL, "rest": f'{settings}\nof = "{of}"'}


def due_and_spent(what: Scenario, strategy: str = "s") -> tuple[np.ndarray, np.ndarray]:
    """Return what the shortfall line pays and what the bill costs, each of shape (months, futures)."""
    futures = Futures(what, N)
    return futures.months(strategy) - futures.months("bill"), futures.months("bill")


@pytest.mark.parametrize(
    ("settings", "months", "after", "until"),
    [
        ("minimum = 1_500\nmonths = 12", 12, 0, 99),
        ("minimum = 400\nmonths = 3", 3, 0, 99),
        ("minimum = 120\nmonths = 1", 1, 0, 99),
        ("minimum = 1_500\nmonths = 12\nafter = 5.7", 12, 5.7, 99),  # from month 6 on
        ("minimum = 1_500\nmonths = 12\nafter = 2\nuntil = 15", 12, 2, 15),  # the second period is owed whole
        ("minimum = 1_500\nmonths = 12\nafter = 2\nuntil = 14", 12, 2, 14),  # and is not begun here
        ("minimum = 900\nmonths = 6\nafter = 9\nuntil = 9", 6, 9, 9),  # never begun, but for months 10 to 15
    ],
)
def test_against_a_loop(settings: str, months: int, after: float, until: float) -> None:
    what = scenario({"s": lines(settings), "bill": {"bill": BILL}}, drivers=GROWING, horizons=[MONTHS])
    due, spent = due_and_spent(what)
    expected = shortfalls(spent, np.full((MONTHS, 1), float(settings.split()[2])), months, after, until)
    np.testing.assert_allclose(due, expected, atol=1e-7)
    later = shortfalls(spent, np.full((MONTHS, 1), float(settings.split()[2])), months, after + 1, until)
    assert np.allclose(due, later) == (not expected.any() and not later.any()) or months == 1
    assert expected.any() == (until > after)


def test_a_period_costs_the_minimum_or_what_was_spent() -> None:
    """Shortfall and sum over a period = max(minimum, sum), whatever the bill."""
    what = scenario(
        {"s": lines("minimum = 1_500\nmonths = 12"), "bill": {"bill": BILL}}, drivers=GROWING, horizons=[24]
    )
    due, spent = due_and_spent(what)
    for year in (slice(0, 12), slice(12, 24)):
        total = spent[year].sum(axis=0)
        np.testing.assert_allclose((due + spent)[year].sum(axis=0), np.maximum(1_500.0, total), rtol=1e-12)
        assert 0.05 < np.mean(total < 1_500.0) < 0.95
        assert not due[year][:-1].any()


def test_beginning_and_end_may_be_uncertain() -> None:
    """Each future has periods of its own; the minimum is that of the month in which it is settled."""
    settings = 'minimum = "400 * fx"\nmonths = 4\nafter = "uniform(0, 7)"\nuntil = "uniform(6, 20)"'
    drivers = f'{GROWING}\nfx = {{ process = "growth", initial = 1, volatility = 0.1 }}'
    strategies = {"s": lines(settings), "bill": {"bill": BILL}, "fx": {"fx": 'monthly = "fx"'}}
    what = scenario(strategies, drivers=drivers, horizons=[MONTHS])
    due, spent = due_and_spent(what)
    sample = simulate(what, N).samples()
    after, until = (sample[f"strategies.s.costs.rest.{key}#1"].to_numpy()[:N] for key in ("after", "until"))
    expected = shortfalls(spent, 400.0 * Futures(what, N).months("fx"), 4, after, until)
    np.testing.assert_allclose(due, expected, atol=1e-7)
    assert not np.allclose(due, shortfalls(spent, 400.0 * Futures(what, N).months("fx"), 4, np.round(after), until))


@pytest.mark.parametrize("of", ["0.5 * costs.bill + y", "y", "100", "month * 10"])
def test_what_counts_is_a_formula(of: str) -> None:
    """What counts may be a part of a bill, the same in all months, or in all futures."""
    strategies = {"s": lines("minimum = 900\nmonths = 6", of), "bill": {"bill": BILL}, "of": {"of": 'monthly = "z"'}}
    z = of.replace("costs.bill", "x")
    what = scenario(strategies, drivers=f'{GROWING}\ny = "40 to 200"\nz = "{z}"', horizons=[MONTHS])
    due, _ = due_and_spent(what)
    expected = shortfalls(Futures(what, N).months("of"), np.full((MONTHS, 1), 900.0), 6, 0, 99)
    np.testing.assert_allclose(due, expected, atol=1e-7)
    assert expected.any()


def everything() -> Scenario:
    rest = 'minimum = "to(800, 1_200)"\nmonths = 5\nafter = "uniform(0, 4)"\nof = "costs.bill + costs.vat"'
    first = 'minimum = 900\nmonths = 12\nof = "costs.bill + uniform(0, 9)"'
    vat = 'monthly = "0.2 * (costs.bill + costs.first)"'
    return scenario(
        {"s": {"bill": BILL, "rest": rest, "first": first, "vat": vat}, "t": {"bill": BILL}},
        drivers=GROWING,
        horizons=[12, MONTHS],
        heads={"s": 'buffer = { share = "10% to 20%" }\noutputs = { owed = "so_far(costs.rest)" }'},
    )


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree(sampler: str) -> None:
    kernel, twin = both_ways(everything(), sampler, seed=2, block=20, probe=True)
    assert_same(kernel, twin)


def test_threads_and_chunks_change_nothing() -> None:
    one, three = (simulate(everything(), 2**14, threads=t, chunk=c).document for t, c in ((1, 16), (3, 5)))
    assert one == three


TEXT = """schema = 1
title = "A minimum"
currency = "USD"
horizons = [12, 18, 24]
[drivers]
x = "50 to 200"
[strategies.s.costs.bill]
category = "Compute"
monthly = "x"
[strategies.s.costs.rest]
category = "Compute"
minimum = 1_500
of = "costs.bill"
months = 12
"""


def test_it_is_said_what_counts() -> None:
    words = " ".join(render_reading(loads(TEXT)).split())
    assert "rest: what is missing from the minimum of 12 months, of which costs.bill counts; the minimum is" in words


def test_a_horizon_inside_a_period_is_a_warning() -> None:
    [found] = loads(TEXT).warnings
    assert found.address == "strategies.s.costs.rest.minimum"
    assert found.message.startswith("horizon 18 falls inside a period of 12 months")
    assert not loads(TEXT.replace("12, 18, 24", "12, 24")).warnings
    assert not loads(TEXT.replace("months = 12", "months = 12\nuntil = 12")).warnings
    [found] = loads(TEXT.replace("months = 12", "months = 12\nafter = 5.5")).warnings
    assert found.message.startswith("horizons 12, 18 and 24 fall inside")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('of = "costs.bill"\n', "", "`minimum` needs `of`"),
        ("months = 12", "", "`minimum` needs `months`"),
        ("months = 12", "months = 0", "`months` needs at least 1, got 0"),
        ("months = 12", "months = 12\ncommitment = 3", "`commitment` goes with `monthly`: it is paid in whole periods"),
        ('monthly = "x"', 'monthly = "x"\nof = "x"', "`of` goes with `minimum`"),
        ('monthly = "x"', 'monthly = "x"\nmonths = 3', "`months` goes with `minimum`"),
        ('of = "costs.bill"', 'of = "costs.rest"', "a cycle: costs.rest -> costs.rest"),
        ('of = "costs.bill"', 'of = "costs.bil"', "unknown name `costs.bil`"),
        ("months = 12", "months = 12\nmonthly = 3", "a line has one amount: `monthly` or `minimum`"),
    ],
)
def test_mistakes(old: str, new: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        loads(TEXT.replace(old, new))
    assert [problem.message for problem in caught.value.problems] == [message]
