"""Truth: what a purchase would still fetch lowers the total cost, month by month, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal as D
from decimal import getcontext

import numpy as np
import pytest
from engine_tools import SCENARIOS, Futures, scenario, toml

from tcorisk import Result, SimulationError, load, simulate
from tcorisk.configs import loads
from tcorisk.reports import render_table

getcontext().prec = 50

HORIZONS = (7, 12, 30)
RATE = "0.07"
GROWTH = "[drivers.requests]\nprocess = 'growth'\ninitial = 5_000\ngrowth_per_month = 0.03"


def requests(t: int) -> D:
    return 5000 * D("1.03") ** (t - 1)


def discount(t: int) -> D:
    return (1 + D(RATE)) ** (-D(t) / 12)


def purchase(
    amount: D, month: int | None, left: Callable[[int, D], D], settings: str
) -> tuple[str, int | None, D, Callable[[int, D], D]]:
    """Return settings, the month of the purchase (None: never), the price, what is left of it in month t at an age."""
    return settings, month, amount, left


PURCHASES = {
    "half": purchase(D(1000), 1, lambda t, age: D("0.5"), 'one_time = 1_000\nresidual = "50%"'),
    "decay": purchase(
        D("40000.5"), 1, lambda t, age: D("0.65") ** (age / 12), 'one_time = 40_000.5\nresidual = "0.65 ** (age / 12)"'
    ),
    "later": purchase(
        D(2000), 4, lambda t, age: 1 / (1 + age), 'one_time = 2_000\nafter = 3\nresidual = "1 / (1 + age)"'
    ),
    "part": purchase(
        D(900),
        4,
        lambda t, age: max(D(0), 1 - age / 20),
        'one_time = 900\nafter = 3.25\nresidual = "max(0, 1 - age / 20)"',
    ),
    # the root of a negative age is not a number, and has to stay out of the months before the purchase
    "root": purchase(
        D(800),
        3,
        lambda t, age: 1 / (2 + age.sqrt()),
        'one_time = 800\nafter = "launch"\nresidual = "1 / (2 + sqrt(age))"',
    ),
    "grown": purchase(
        requests(7),
        7,
        lambda t, age: 1 - t / D(100),
        'one_time = "requests"\nafter = 6.999\nresidual = "1 - 0.01 * month"',
    ),
    "market": purchase(
        D(500),
        1,
        lambda t, age: min(D(1), requests(t) / 12_000),
        'one_time = 500\nresidual = "min(1, requests / 12_000)"',
    ),
    "too_late": purchase(D(0), None, lambda t, age: D(0), "one_time = 333\nafter = 30\nresidual = 0.9"),
    "ended": purchase(D(0), None, lambda t, age: D(0), "one_time = 333\nafter = 3\nuntil = 2\nresidual = 0.9"),
    "worthless": purchase(D(70), 1, lambda t, age: D(0), "one_time = 70\nresidual = 0"),
}
#: Lines that keep no value: one reads what another cost, one is charged on top.
READER = 'category = "Compliance"\nmonthly = "0.1 * costs.later"'
AFTER = {"later": D(3), "part": D("3.25"), "root": D("2.5"), "grown": D("6.999")}


def paid(t: int) -> dict[str, D]:
    """What each line costs in month t."""
    found = {name: amount if month == t else D(0) for name, (_, month, amount, _) in PURCHASES.items()}
    return found | {"reader": found["later"] / 10}


def buffer(t: int) -> D:
    return D("0.3") * sum(paid(t).values(), D(0))


def worth(name: str, t: int, age_off: int = 0) -> D:
    """What a purchase would fetch at the end of month t, in today's money."""
    _, month, amount, left = PURCHASES[name]
    if month is None or t < month:
        return D(0)
    return amount * left(t, t - AFTER.get(name, D(0)) - age_off) * discount(t)


def sheet(t: int, age_off: int = 0) -> dict[str, D]:
    """Total of each line by the end of month t, net of its residual value."""
    months = range(1, t + 1)
    found = {name: sum((paid(m)[name] * discount(m) for m in months), D(0)) for name in (*PURCHASES, "reader")}
    found |= {name: found[name] - worth(name, t, age_off) for name in PURCHASES}
    return found | {"buffer": sum((buffer(m) * discount(m) for m in months), D(0))}


@pytest.fixture(scope="module")
def result() -> Result:
    """All purchases above in one strategy, with a buffer, discounted."""
    lines = {name: settings for name, (settings, *_) in PURCHASES.items()} | {"reader": READER}
    head = "launch = { months = 2.5, revenue_per_month = 0 }\nbuffer = { share = 0.3 }"
    text = toml({"a": lines}, drivers=GROWTH, horizons=HORIZONS, top=f"discount_rate = {RATE}", heads={"a": head})
    return simulate(loads(text), 1, threads=1)


@pytest.mark.parametrize("horizon", HORIZONS)
def test_lines_categories_totals(result: Result, horizon: int) -> None:
    """Each line, category and total is net of what is left; cash and buffer are what was paid."""
    numbers = result.document["strategies"]["a"]["horizons"][str(horizon)]
    lines = sheet(horizon)
    near = {"rel": 1e-12, "abs": 1e-9}
    found = {name: line["mean"] for name, line in numbers["lines"].items() if name != "launch"}
    assert found == pytest.approx({name: float(amount) for name, amount in lines.items()}, **near)
    compute = float(sum((lines[name] for name in PURCHASES), D(0)))
    assert numbers["categories"]["Compute"]["p50"] == pytest.approx(compute, **near)
    total = float(sum(lines.values(), D(0)))
    for key in ("mean", "p1", "p50", "p99", "cvar95", "point_estimate"):
        assert numbers[key] == pytest.approx(total, rel=1e-12)
    cash = sum((sum(paid(t).values(), buffer(t)) for t in range(1, horizon + 1)), D(0))
    for key in ("mean", "p10", "p50", "p90"):
        assert numbers["cash"][key] == pytest.approx(float(cash), rel=1e-12)
    left = float(sum((worth(name, horizon) for name in PURCHASES), D(0)))
    assert numbers["residual"] == {"mean": pytest.approx(left, rel=1e-12)}


def test_months(result: Result) -> None:
    """The total so far is net of what is left in that month; cash of the month never is."""
    months = result.months().loc["a"]
    for t in range(1, max(HORIZONS) + 1):
        assert months["cash_mean"][t] == pytest.approx(float(sum(paid(t).values(), buffer(t))), rel=1e-12, abs=1e-9)
        assert months["cumulative_tco_p50"][t] == pytest.approx(float(sum(sheet(t).values(), D(0))), rel=1e-12)


def test_a_wrong_sheet_is_noticed(result: Result) -> None:
    """An age that begins a month late, a credit that is not discounted, one that is kept from month to month."""
    for horizon in HORIZONS:
        found = result.summary().loc[("a", horizon), "mean"]
        right = sum(sheet(horizon).values(), D(0))
        left = sum((worth(name, horizon) for name in PURCHASES), D(0))
        before = sum((worth(name, horizon - 1) for name in PURCHASES), D(0))
        wrong = [sum(sheet(horizon, age_off=1).values(), D(0)), right + left - left / discount(horizon), right - before]
        assert found == pytest.approx(float(right), rel=1e-12)
        assert all(found != pytest.approx(float(other), rel=1e-6) for other in wrong)


UNCERTAIN = """
[strategies.rent.costs.rental]
category = "Compute"
monthly = "listed * 0.06"
[strategies.own.costs.racks]
category = "Compute"
one_time = "listed * to(0.9, 1.1)"
after = "uniform(0, 9)"
residual = "to(0.6, 0.7) ** (age / 12)"
[strategies.copy]
like = "own"
[strategies.shed]
like = "own"
[strategies.shed.costs.racks]
category = "Compute"
one_time = "listed"
"""


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_each_future_by_hand(sampler: str) -> None:
    """Price, moment and rate of decay uncertain: every future's total, cash and savings from its own draws."""
    text = toml({}, drivers='listed = "80_000 to 120_000"', horizons=(6, 24), top="discount_rate = 0.05")
    result = simulate(loads(text + UNCERTAIN), 8192, sampler=sampler)
    sample = {column: values.to_numpy() for column, values in result.samples().items()}
    line = "strategies.own.costs.racks"
    price = sample["drivers.listed"]
    amount, after = price * sample[f"{line}.one_time#1"], sample[f"{line}.after#1"]
    month = np.floor(after) + 1
    for horizon in (6, 24):
        bought = month <= horizon
        now = 1.05 ** (-horizon / 12)
        left = sample[f"{line}.residual#1"] ** ((horizon - after) / 12)
        tco = np.where(bought, amount * (1.05 ** (-month / 12) - left * now), 0.0)
        for name in ("own", "copy"):  # `like` shares every draw, those of the residual too
            assert sample[f"{name}.{horizon}.tco"] == pytest.approx(tco, rel=1e-11, abs=1e-6)
            assert sample[f"{name}.{horizon}.cash"] == pytest.approx(np.where(bought, amount, 0.0), rel=1e-12)
        # the line written again has no residual
        assert sample[f"shed.{horizon}.tco"] == pytest.approx(price * 1.05 ** (-1 / 12), rel=1e-12)
        wrong = np.where(bought, amount * (1.05 ** (-month / 12) - left), 0.0)
        assert np.abs(sample[f"own.{horizon}.tco"] - wrong).max() > 100.0
    assert 0.2 < np.mean(month <= 6) < 0.8


def test_a_draw_in_a_residual_is_made_once_a_trajectory() -> None:
    """What is left falls by the same factor every month: the rate of decay is not drawn anew."""
    line = 'one_time = 1_000\nresidual = "uniform(0.9, 0.99) ** age"'
    months = Futures(scenario({"a": {"x": line}}), 512).months("a", "tco")
    factors = (1_000 - months[1:]) / (1_000 - months[:-1])
    assert np.ptp(factors, axis=0).max() < 1e-12
    assert np.ptp(factors[0]) > 0.05


def test_break_even_counts_it() -> None:
    """Total so far of what is bought for 100: less than 6 a month from the month on in which its loss of value is."""
    what = {
        "rent": {"x": "monthly = 6"},
        "own": {"x": 'one_time = 100\nresidual = "0.2 + 0.8 * 0.5 ** (age / 3)"'},
        "sunk": {"x": "one_time = 100"},
    }
    document = simulate(scenario(what, horizons=(9, 13, 24)), 1).document
    against_rent = [c for c in document["comparisons"] if c["baseline"] == "rent"]
    found = {(c["strategy"], c["horizon"]): c["break_even"]["p50"] for c in against_rent}
    ahead = [100 * (1 - 0.2 - 0.8 * 0.5 ** (t / 3)) < 6 * t for t in range(1, 25)]
    first = 1 + max(t for t in range(1, 25) if not ahead[t - 1])
    assert first == 13
    assert found == {
        ("own", 9): None, ("sunk", 9): None,
        ("own", 13): 13, ("sunk", 13): None,
        ("own", 24): 13, ("sunk", 24): 17,
    }  # fmt: skip


def test_zero_is_as_if_there_were_none() -> None:
    """`residual = 0` changes no bit of any total."""
    line = 'one_time = "to(900, 1_100)"\nafter = "uniform(0, 14)"'
    with_zero = Futures(scenario({"a": {"x": line + "\nresidual = 0", "y": "monthly = 3"}}), 1024)
    without = Futures(scenario({"a": {"x": line, "y": "monthly = 3"}}), 1024)
    assert np.array_equal(with_zero.tco("a", 12), without.tco("a", 12))
    assert np.array_equal(with_zero.line("a", "x", 12), without.line("a", "x", 12))


def test_what_is_left_of_a_line_that_is_read_elsewhere() -> None:
    """`costs.NAME` is what was paid, with or without a residual value."""
    reader = 'monthly = "costs.x / 10"\ncategory = "Engineering"'
    for residual in ("", "\nresidual = 0.8"):
        line = 'one_time = "to(900, 1_100)"\nafter = 2' + residual
        futures = Futures(scenario({"a": {"x": line, "reader": reader}}), 512)
        assert futures.line("a", "reader", 12) == pytest.approx(futures.cash("a", 12) / 11.0, rel=1e-12)


def test_bought_gpus() -> None:
    """Owned beats rented over 24 months by its residual value alone; its cash is the same to the last bit."""
    what = load(SCENARIOS / "bought_gpus.toml")
    kept = simulate(what, 8192)
    sold_for_nothing = simulate(what.with_values({"strategies.owned.costs.servers.residual": 0}), 8192)
    assert kept.p_beats("owned", "rented", 24) > 0.85
    assert sold_for_nothing.p_beats("owned", "rented", 24) < 0.35
    for horizon, (low, high) in {12: (0.60, 0.70), 24: (0.30, 0.45)}.items():
        one, other = (r.samples() for r in (kept, sold_for_nothing))
        assert np.array_equal(one[f"owned.{horizon}.cash"], other[f"owned.{horizon}.cash"])
        price = 8 * one["strategies.owned.costs.servers.one_time#1"]
        left = (other[f"owned.{horizon}.tco"] - one[f"owned.{horizon}.tco"]) / price
        assert np.mean((left > low) & (left < high)) > 0.89  # the published range, as a 90 % interval
        assert np.mean(left < 1.1 * low) < 0.9
    page = " ".join(render_table(kept.document).split())
    assert "after resale value of" in page
    assert "Total cost takes off resale value." in page
    assert "resale value" not in render_table(sold_for_nothing.document).lower()


@pytest.mark.parametrize("residual", ["1 / zero", "sqrt(-1 - zero)", "log(age - 13)"])
def test_no_finite_value(residual: str) -> None:
    """A residual value that is no finite number, in a month after the purchase, names its line."""
    line = f'one_time = "to(1, 2)"\nresidual = "{residual}"'
    with pytest.raises(SimulationError, match=r"strategies\.a\.costs\.x: .* no finite cost"):
        simulate(scenario({"a": {"x": line}}, drivers='z = "1 to 2"\nzero = "0 * z"'), 8192)
