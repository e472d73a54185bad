"""Truth: what is committed to is paid in whole periods, counted from its beginning; lines that meet leave no gap."""

from __future__ import annotations

from decimal import ROUND_CEILING
from decimal import Decimal as D

import numpy as np
import pytest
from engine_tools import Futures, scenario

from tcorisk import ConfigError, simulate

HORIZONS = (12, 24)
#: after, until, months in a period, and when it ends; None: it does not within 24 months.
ENDS = [
    ("0", "7", "12", "12"),  # inside the first period
    ("0", "12", "12", "12"),  # on the dot
    ("0", "12.5", "12", "24"),
    ("2", "7", "3", "8"),  # counted from `after`, not from the calendar
    ("2.5", "3", "0.75", "3.25"),
    ("0.5", "12", "12", "12.5"),
    ("11.25", "11.5", "12", "23.25"),  # most of it after the first horizon
    ("20", "21", "12", "32"),  # cut by the horizon
    ("4", "4", "12", "4"),  # never begun
    ("6", "2", "12", "6"),
    ("26", "30", "12", "38"),  # begins too late
    # binary fractions: (until - after) / period is a whole number and a rounding error, upwards and downwards
    ("0.1", "3.7", "1.2", "3.7"),
    ("0.7", "2.8", "0.3", "2.8"),
    ("0", "2.1", "0.7", "2.1"),
    ("0.3", "0.9", "0.1", "0.9"),
]


def share(t: int, after: D, until: D) -> D:
    """Share of month t that lies between two moments."""
    return max(min(until, D(t)) - max(after, D(t - 1)), D(0))


def line(after: str, until: str, period: str) -> str:
    return f"monthly = 100\nafter = {after}\nuntil = {until}\ncommitment = {period}"


@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.parametrize(("after", "until", "period", "end"), ENDS)
def test_ends(after: str, until: str, period: str, end: str, uncertain: bool) -> None:
    """The end by hand, in decimals, month by month: folded where moments are numbers, computed where they are not."""
    whole = D(after) + ((D(until) - D(after)) / D(period)).to_integral_value(ROUND_CEILING) * D(period)
    assert D(end) == max(whole, D(after))
    moments = [f'"{moment} + nothing"' if uncertain else moment for moment in (after, until)]
    what = scenario({"a": {"x": line(*moments, period)}}, drivers='z = "1 to 2"\nnothing = "0 * z"', horizons=HORIZONS)
    paid = Futures(what, 512).months("a")
    assert paid.shape == (24, 512)
    truth = [float(100 * share(t, D(after), D(end))) for t in range(1, 25)]
    assert paid == pytest.approx(np.tile(np.array(truth)[:, None], 512), abs=1e-6)
    document = simulate(what, 1, sampler="random").document["strategies"]["a"]["horizons"]
    for horizon in HORIZONS:
        assert document[str(horizon)]["mean"] == pytest.approx(sum(truth[:horizon]), abs=1e-6)


def test_without_the_commitment_it_ends_at_once() -> None:
    """The same lines without the key: seven of those above pay less within 24 months, none pays more."""
    more = []
    for after, until, period, _ in ENDS:
        plain = f"monthly = 100\nafter = {after}\nuntil = {until}"
        futures = Futures(scenario({"a": {"x": plain}, "b": {"x": line(after, until, period)}}, horizons=(24,)), 1)
        assert futures.cash("a", 24)[0] == pytest.approx(
            sum(float(100 * share(t, D(after), D(until))) for t in range(1, 25)), abs=1e-9
        )
        more.append(futures.cash("b", 24)[0] - futures.cash("a", 24)[0])
    assert sum(extra > 1.0 for extra in more) == 7
    assert min(more) > -1e-6


def test_a_line_without_an_end_pays_to_the_horizon() -> None:
    """A commitment of a line that never ends changes no bit."""
    text = {"with": 'monthly = "to(1, 2)"\nafter = 0.4\ncommitment = 7', "without": 'monthly = "to(1, 2)"\nafter = 0.4'}
    one, other = (Futures(scenario({"a": {"x": settings}}, horizons=HORIZONS), 512) for settings in text.values())
    for horizon in HORIZONS:
        assert np.array_equal(one.tco("a", horizon), other.tco("a", horizon))


@pytest.mark.parametrize("sampler", ["sobol", "random"])
def test_each_future_by_hand(sampler: str) -> None:
    """Beginning, end and amount uncertain: every future's cost from its own draws."""
    settings = 'monthly = "to(90, 110)"\nafter = "uniform(0, 6)"\nuntil = "uniform(3, 20)"\ncommitment = 5'
    frame = simulate(scenario({"a": {"x": settings}}, horizons=HORIZONS), 8192, sampler=sampler).samples()
    sample = {column: values.to_numpy() for column, values in frame.items()}
    amount, after, until = (sample[f"strategies.a.costs.x.{key}"] for key in ("monthly#1", "after#1", "until#1"))
    end = np.where(until > after, after + 5.0 * np.ceil((until - after) / 5.0), after)
    for horizon in HORIZONS:
        months = np.maximum(np.minimum(end, horizon) - after, 0.0)
        assert sample[f"a.{horizon}.cash"] == pytest.approx(amount * months, rel=1e-11, abs=1e-9)
        wrong = np.maximum(np.minimum(until, horizon) - after, 0.0)
        assert np.mean(np.abs(sample[f"a.{horizon}.cash"] - amount * wrong) > 1.0) > 0.1


#: What the lines below cost: uncertain, by the month, growing.
DRIVERS = """wage = "4_000 to 9_000"
mood = { dist = "normal", mean = 0, sd = 0.2, each = "month" }
cut = "uniform(9, 15)"
[drivers.requests]
process = "growth"
initial = "3_000 to 9_000"
growth_per_month = { dist = "normal", mean = 0.03, sd = 0.02 }
volatility = 0.1
noise = 0.1
"""
AMOUNTS = ["wage", "requests * 0.3", "wage * exp(mood)", "max(wage, requests) * month"]


@pytest.mark.parametrize("moment", ["12", '"cut"'])
@pytest.mark.parametrize("amount", AMOUNTS)
def test_two_lines_that_meet_are_one(amount: str, moment: str) -> None:
    """Split at month 12, or at an uncertain moment: together they cost what one line costs, in every future."""
    whole = {"x": f'monthly = "{amount}"'}
    split = {"x": f'monthly = "{amount}"\nuntil = {moment}', "y": f'monthly = "{amount}"\nafter = {moment}'}
    gap = {**split, "y": split["y"].replace(f"after = {moment}", "after = 15.5")}
    what = scenario({"whole": whole, "split": split, "gap": gap}, drivers=DRIVERS, horizons=HORIZONS)
    futures = Futures(what, 2048)
    for horizon in HORIZONS:
        assert futures.tco("split", horizon) == pytest.approx(futures.tco("whole", horizon), rel=1e-12)
    assert futures.months("split") == pytest.approx(futures.months("whole"), rel=1e-12)
    assert np.all(futures.tco("gap", 24) < 0.999 * futures.tco("whole", 24))


@pytest.mark.parametrize("moment", ["12", '"cut"'])
def test_two_lines_of_events_that_meet_are_one(moment: str) -> None:
    """Of events each half has its own: the sum of both has the law of the whole, mean and variance."""
    event = 'events_per_month = 0.5\nper_event = "exponential(1_000)"'
    split = {"x": f"{event}\nuntil = {moment}", "y": f"{event}\nafter = {moment}"}
    late = {**split, "y": f"{event}\nafter = 15.5"}
    what = scenario({"whole": {"x": event}, "split": split, "late": late}, drivers=DRIVERS, horizons=(24,))
    futures = Futures(what, 2**15, "random")
    mean, variance = 12 * 1_000.0, 12 * 2 * 1_000.0**2  # compound Poisson: rate x mean, rate x mean of squares
    deviations = {}
    for name in ("whole", "split", "late"):
        values = futures.tco(name, 24)
        squares = (values - mean) ** 2
        deviations[name] = (
            abs(values.mean() - mean) / (values.std() / np.sqrt(values.size)),
            abs(squares.mean() - variance) / (squares.std() / np.sqrt(values.size)),
        )
    assert max(*deviations["whole"], *deviations["split"]) < 4.0
    assert deviations["late"][0] > 10.0


def test_two_lines_that_share_their_events_are_one() -> None:
    """Lines on one process of events meet at month 12: every event is paid once."""
    event = 'on = "faults"\nper_event = "wage * 2"'
    split = {"x": f"{event}\nuntil = 12", "y": f"{event}\nafter = 12"}
    late = {**split, "y": f"{event}\nafter = 13"}
    drivers = DRIVERS + '[drivers.faults]\nprocess = "events"\nevents_per_month = 0.7\n'
    what = scenario({"whole": {"x": event}, "split": split, "late": late}, drivers=drivers, horizons=HORIZONS)
    futures = Futures(what, 2048)
    for horizon in HORIZONS:
        assert futures.tco("split", horizon) == pytest.approx(futures.tco("whole", horizon), rel=1e-12)
    assert futures.months("split") == pytest.approx(futures.months("whole"), rel=1e-12)
    assert np.mean(futures.tco("late", 24) < futures.tco("whole", 24)) == pytest.approx(1.0 - np.exp(-0.7), abs=0.05)


#: after, until, months in a period, notice, and when it ends.
NOTICES = [
    ("0", "7", "12", "3", "12"),  # in time
    ("0", "9", "12", "3", "12"),  # on the dot
    ("0", "9.5", "12", "3", "24"),  # too late
    ("0", "12", "12", "3", "24"),
    ("2", "15", "12", "3", "26"),
    ("2", "5", "1", "3", "8"),  # from month to month
    ("2.5", "3", "0.75", "1", "4"),
    ("0", "7", "12", "14", "24"),  # longer than a period
    ("4", "4", "12", "3", "4"),  # never begun: nothing to give notice of
    ("6", "2", "12", "9", "6"),
]


@pytest.mark.parametrize("uncertain", [False, True])
@pytest.mark.parametrize(("after", "until", "period", "notice", "end"), NOTICES)
def test_notice(after: str, until: str, period: str, notice: str, end: str, uncertain: bool) -> None:
    """It is paid to the first period end at or after `until` + notice; by hand, month by month."""
    moments = [f'"{moment} + nothing"' if uncertain else moment for moment in (after, until)]
    settings = f"{line(*moments, period)}\nnotice = {notice}"
    what = scenario({"a": {"x": settings}}, drivers='z = "1 to 2"\nnothing = "0 * z"', horizons=HORIZONS)
    truth = [float(100 * share(t, D(after), D(end))) for t in range(1, 25)]
    assert Futures(what, 512).months("a") == pytest.approx(np.tile(np.array(truth)[:, None], 512), abs=1e-6)


def test_notice_in_each_future() -> None:
    """The end uncertain: from its own draw in NumPy; without the key many futures pay less."""
    settings = 'monthly = 100\nuntil = "uniform(1, 20)"\ncommitment = 6\nnotice = 2.5'
    frame = simulate(scenario({"a": {"x": settings}}, horizons=(36,)), 8192).samples()
    until, paid = frame["strategies.a.costs.x.until#1"].to_numpy(), frame["a.36.cash"].to_numpy()
    assert paid == pytest.approx(600.0 * np.ceil((until + 2.5) / 6.0), rel=1e-11)
    assert 0.3 < np.mean(paid > 600.0 * np.ceil(until / 6.0) + 1.0) < 0.5  # 2.5 of 6 months


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("monthly = 5\nnotice = 3", "`notice` goes with `commitment`"),
        ("one_time = 5\nnotice = 3", "`notice` goes with `monthly`"),
        ("monthly = 5\ncommitment = 6\nnotice = -1", "`notice` needs at least 0, got -1"),
    ],
)
def test_mistakes_of_notice(settings: str, message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        scenario({"a": {"x": settings}})
    assert message in str(caught.value)
