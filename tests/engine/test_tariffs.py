"""Tariffs: tiers, periods, volume, prepaid units; against plain loops in NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Futures, scenario
from test_twin import assert_same
from test_twin import both as both_ways

from tcorisk import simulate
from tcorisk.configs import Scenario
from tcorisk.simulator.engine.errors import SimulationError

N = 2**13
MONTHS = 24
LIMITS, PRICES = (1_000.0, 2_500.0), (3.0, 2.0, 0.5)
TIERS = "tiers = [{ up_to = 1_000, price = 3 }, { up_to = 2_500, price = 2 }, { price = 0.5 }]"
GROWING = 'x = { process = "growth", initial = "100 to 300", growth_per_month = 0.02, volatility = 0.2 }'


def tariff(settings: str, name: str = "t") -> str:
    return f"[tariffs.{name}]\n{settings}\n"


def both(drivers: str, *tariffs: str) -> str:
    return f"{drivers}\n" + "\n".join(tariffs)


def graduated(total: np.ndarray, prices: tuple = PRICES, limits: tuple = LIMITS) -> np.ndarray:
    """What a number of units costs, tier by tier."""
    edges = np.array([0.0, *limits, np.inf])
    return sum(p * np.clip(total - lo, 0.0, hi - lo) for p, lo, hi in zip(prices, edges, edges[1:]))  # noqa: B905


def volume(total: np.ndarray) -> np.ndarray:
    """What a number of units costs at the price of the last one; a limit belongs to the tier below it."""
    return total * np.array(PRICES)[np.searchsorted(LIMITS, total, side="left")]


def months_of(futures: Futures, strategy: str) -> np.ndarray:
    """Cash of each month and future, shape (months, futures)."""
    first = futures.layout.month_cash[strategy]
    return futures.results[first : first + MONTHS]


def run(*tariffs: str, drivers: str = GROWING, **lines: str) -> dict[str, np.ndarray]:
    """Return the monthly amount of each line, one strategy each, beside the units in `x`."""
    strategies = {name: {"line": f'monthly = "{formula}"'} for name, formula in {"units": "x", **lines}.items()}
    what = scenario(strategies, drivers=both(drivers, *tariffs), horizons=[MONTHS])
    futures = Futures(what, N)
    return {name: months_of(futures, name) for name in strategies}


def everything() -> Scenario:
    """Every kind of tariff, with prices of every kind, in drivers, lines, events and outputs."""
    dear = '{ up_to = 900, price = "1 to 3" }, { up_to = 2_000, price = "p" }'
    price = f'{dear}, {{ price = {{ dist = "uniform", low = 0, high = 1, each = "month" }} }}'
    tariffs = [
        tariff(
            f'tiers = [{price}]\nmode = "{mode}"\n' + (f"months = {months}\nafter = {months - 3}" if months else ""),
            f"{mode[0]}{months}",
        )
        for mode in ("graduated", "volume")
        for months in (0, 5, 12)
    ]
    drivers = both(
        f'{GROWING}\np = {{ process = "growth", initial = 2, noise = 0.1 }}\nbill = "tariffs.g5(x)"', *tariffs
    )
    lines = {
        "a": 'monthly = "tariffs.g12(x) + tariffs.v12(2 * x) + bill"\nafter = 2\nuntil = "4 to 9"',
        "b": 'per_event = "tariffs.g0(10 * lognormal(20, 1)) + tariffs.v0(x)"\nevents_per_month = 2',
        "c": 'one_time = "tariffs.v5(so_far(x)) + costs.a"\nafter = 7',
    }
    return scenario(
        {"s": lines, "t": {"a": "monthly = 9"}},
        drivers=drivers,
        horizons=[6, MONTHS],
        heads={"s": 'outputs = { shown = "tariffs.g12(abs(costs.a))" }'},
    )


@pytest.mark.parametrize(("mode", "cost"), [("graduated", graduated), ("volume", volume)])
def test_a_month_by_itself(mode: str, cost: object) -> None:
    """Without `months` each month is a bill of its own; graduated is never above volume where prices fall."""
    found = run(tariff(f'{TIERS}\nmode = "{mode}"'), bill="tariffs.t(10 * x)")
    expected = cost(10.0 * found["units"])  # type: ignore[operator]
    np.testing.assert_allclose(found["bill"], expected, rtol=1e-12)
    assert not np.allclose(found["bill"], cost(10.0 * found["units"] - 1.0), rtol=1e-6)  # type: ignore[operator]


@pytest.mark.parametrize("months", [2, 5, 12, 120])
@pytest.mark.parametrize(("mode", "cost"), [("graduated", graduated), ("volume", volume)])
def test_periods(mode: str, cost: object, months: int) -> None:
    """A month costs what the units to date cost, less what those of the months before it did."""
    found = run(tariff(f'{TIERS}\nmode = "{mode}"\nmonths = {months}'), bill="tariffs.t(x)")
    expected = np.zeros_like(found["units"])
    to_date, charged = np.zeros(N), np.zeros(N)
    for t, units in enumerate(found["units"]):
        if t % months == 0:
            to_date, charged = np.zeros(N), np.zeros(N)
        to_date = to_date + units
        expected[t] = cost(to_date) - charged  # type: ignore[operator]
        charged = cost(to_date)  # type: ignore[operator]
    np.testing.assert_allclose(found["bill"], expected, rtol=1e-9, atol=1e-8)
    never_anew = np.diff(cost(found["units"].cumsum(axis=0)), axis=0, prepend=0.0)  # type: ignore[operator]
    assert np.allclose(found["bill"], never_anew) == (months > MONTHS)


@pytest.mark.parametrize("begin", ["after = 9", "after = 21", "from = 2027-01-01", "from = 2026-01-01"])
@pytest.mark.parametrize(("mode", "cost"), [("graduated", graduated), ("volume", volume)])
def test_a_period_may_begin_after_month_1(mode: str, cost: object, begin: str) -> None:
    """Three bills: months 1 to 9, which end a year, then 10 to 21, then 22 to 24; each is what its units cost."""
    start = "start = 2026-04-01\n"
    drivers = both(GROWING, tariff(f'{TIERS}\nmode = "{mode}"\nmonths = 12\n{begin}'))
    lines = {"units": {"line": 'monthly = "x"'}, "bill": {"line": 'monthly = "tariffs.t(x)"'}}
    futures = Futures(scenario(lines, top=start, drivers=drivers, horizons=[MONTHS]), N)
    units, bill = months_of(futures, "units"), months_of(futures, "bill")
    for first, last in ((0, 9), (9, 21), (21, 24)):
        to_date = units[first:last].cumsum(axis=0)
        np.testing.assert_allclose(bill[first:last].cumsum(axis=0), cost(to_date), rtol=1e-9)  # type: ignore[operator]
    year = units[:12].cumsum(axis=0)
    assert not np.allclose(bill[:12].cumsum(axis=0), cost(year))  # type: ignore[operator]


def test_a_year_of_months_is_one_yearly_call() -> None:
    """Twelve graduated months cost what the year's units cost at once; volume ends at the price reached."""
    tariffs = [tariff(f"{TIERS}\nmonths = 12"), tariff(f'{TIERS}\nmonths = 12\nmode = "volume"', "v")]
    found = run(*tariffs, g="tariffs.t(x)", v="tariffs.v(x)")
    for year in (slice(0, 12), slice(12, 24)):
        units = found["units"][year].sum(axis=0)
        np.testing.assert_allclose(found["g"][year].sum(axis=0), graduated(units), rtol=1e-11)
        np.testing.assert_allclose(found["v"][year].sum(axis=0), volume(units), rtol=1e-11)


@pytest.mark.parametrize("settings", ["", "months = 12", 'mode = "volume"', 'mode = "volume"\nmonths = 12'])
def test_one_tier_is_price_times_units(settings: str) -> None:
    """With one price nothing depends on the tier."""
    found = run(tariff(f"tiers = [{{ price = 0.25 }}]\n{settings}"), bill="tariffs.t(x)")
    np.testing.assert_allclose(found["bill"], 0.25 * found["units"], rtol=1e-11)


def test_prepaid_units_are_free_until_they_are_used() -> None:
    """Price 0 up to the prepaid amount, then overage."""
    found = run(tariff("tiers = [{ up_to = 2_000, price = 0 }, { price = 0.5 }]\nmonths = 12"), bill="tariffs.t(x)")
    used = found["units"][:12].cumsum(axis=0)
    over = np.diff(np.maximum(used - 2_000.0, 0.0), axis=0, prepend=0.0)
    np.testing.assert_allclose(found["bill"][:12], 0.5 * over, atol=1e-9)
    assert 0.0 < np.mean(over > 0.0) < 1.0


def test_prices_are_todays() -> None:
    """Graduated prices each month's units at that month's price; volume prices all units to date at it."""
    drivers = both(GROWING, 'p = { process = "growth", initial = 2, volatility = 0.3 }')
    tiers = 'tiers = [{ up_to = 1_000, price = "p" }, { price = "p / 2" }]\nmonths = 12'
    tariffs = [tariff(tiers), tariff(f'{tiers}\nmode = "volume"', "v")]
    found = run(*tariffs, drivers=drivers, price="p", g="tariffs.t(x)", v="tariffs.v(x)")
    price, now = found["price"][:12], found["units"][:12].cumsum(axis=0)
    before = now - found["units"][:12]
    low = np.minimum(now, 1_000.0) - np.minimum(before, 1_000.0)
    np.testing.assert_allclose(found["g"][:12], price * low + price / 2 * (now - before - low), rtol=1e-9, atol=1e-8)
    reached = price * np.where(now <= 1_000.0, 1.0, 0.5) * now
    np.testing.assert_allclose(found["v"][:12], np.diff(reached, axis=0, prepend=0.0), rtol=1e-9, atol=1e-8)


@pytest.mark.parametrize("units", ["50 + month", "120", "to(100, 200)"])
def test_units_that_do_not_vary_are_counted_too(units: str) -> None:
    """Units that are the same in all months or in all futures give what units that vary give."""
    tariffs = [tariff(f'{TIERS}\nmonths = 9\nmode = "{mode}"', mode[0]) for mode in ("graduated", "volume")]
    lines = {f"{kind}{k}": f"tariffs.{kind}({y})" for kind in "gv" for k, y in enumerate(("y", "y + 1e-9 * x"))}
    found = run(*tariffs, drivers=f'{GROWING}\ny = "{units}"', **lines)
    for kind in "gv":
        np.testing.assert_allclose(found[f"{kind}0"], found[f"{kind}1"], rtol=1e-6)
        assert np.ptp(found[f"{kind}0"], axis=0).max() > 1.0


def test_each_call_counts_by_itself() -> None:
    """Two calls with half of the units each do not reach the tiers of one call with all of them."""
    found = run(tariff(f"{TIERS}\nmonths = 12"), one="tariffs.t(x)", two="tariffs.t(x / 2) + tariffs.t(x / 2)")
    assert (found["two"][:12].sum(axis=0) > found["one"][:12].sum(axis=0)).mean() > 0.9
    np.testing.assert_allclose(found["two"][:12].sum(axis=0), 2 * graduated(found["units"][:12].sum(axis=0) / 2))


def test_months_without_payment_count() -> None:
    """What a line does not pay is counted still: `months` run from month 1, whatever the line's `after`."""
    bill = 'monthly = "tariffs.t(x)"'
    what = scenario(
        {"late": {"line": f"{bill}\nafter = 3\nuntil = 7"}, "all": {"line": bill}},
        drivers=both(GROWING, tariff(f"{TIERS}\nmonths = 12")),
        horizons=[MONTHS],
    )
    futures = Futures(what, N)
    late, all_months = months_of(futures, "late"), months_of(futures, "all")
    np.testing.assert_array_equal(late[3:7], all_months[3:7])
    assert not late[:3].any()
    assert not late[7:].any()


def test_an_event_has_a_bill_of_its_own() -> None:
    """A tariff without `months` prices each event; its prices are drawn once, not for each event."""
    drivers = tariff('tiers = [{ up_to = 10, price = "1 to 3" }, { price = 1 }]')
    line = 'category = "Incidents"\nevents_per_month = 3\nper_event = "tariffs.t(uniform(0, 8)) / 4"'
    samples = simulate(scenario({"s": {"line": line}}, drivers=drivers), N).samples()
    price, tco = samples["tariffs.t.tiers.0.price"], samples["s.12.tco"]
    events = tco / price  # 36 events of mean 1 each, whatever the price
    assert abs(events.mean() - 36.0) < 3.0 * events.std() / np.sqrt(N)
    assert abs(np.corrcoef(events, price)[0, 1]) < 0.05


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_kernel_and_twin_agree(sampler: str) -> None:
    """The kernel computes tariffs as plain NumPy does, in a far block."""
    kernel, twin = both_ways(everything(), sampler, seed=2, block=20, probe=True)
    assert_same(kernel, twin)


def test_threads_and_chunks_change_nothing() -> None:
    """One thread and three, large chunks and small ones: the same document."""
    one, three = (simulate(everything(), 2**14, threads=t, chunk=c).document for t, c in ((1, 16), (3, 5)))
    assert one == three


@pytest.mark.parametrize("settings", ["", "months = 12", 'mode = "volume"'])
def test_fewer_than_no_units_stop_the_run(settings: str) -> None:
    """A negative number of units has no price: the run fails and names the line."""
    what = scenario(
        {"s": {"line": 'monthly = "tariffs.t(d)"'}}, drivers=both('d = "-5 to 50"', tariff(f"{TIERS}\n{settings}"))
    )
    with pytest.raises(
        SimulationError, match=r"strategies\.s\.costs\.line: .* no finite cost.* tariff of a negative number"
    ):
        simulate(what, N)
