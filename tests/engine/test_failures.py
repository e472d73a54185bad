"""Truth: a run that cannot give an answer says at which line, and why; it never returns a wrong number instead."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from engine_tools import Futures, scenario

from tcorisk import ConfigError, SimulationError, simulate

#: `u` is negative in about one future of four, `z` positive.
DRIVERS = 'u = "-2 to 5"\nz = "1 to 2"\nzero = "0 * z"'
GOOD = {"good": 'monthly = "z"'}


def refuse(line: str, match: str, sampler: str = "sobol", **settings: object) -> None:
    """Run a line beside a good one, in the second of two strategies; the error has to name it."""
    what = scenario({"fine": GOOD, "bad": {**GOOD, "culprit": line}}, drivers=DRIVERS, **settings)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(SimulationError, match=rf"strategies\.bad\.costs\.culprit.*{match}"):
            simulate(what, 8192, sampler=sampler)


@pytest.mark.parametrize("sampler", ["sobol", "random"])
@pytest.mark.parametrize(
    "line",
    [
        'monthly = "z / zero"',
        'monthly = "z / (month - 3)"',
        'monthly = "1 / (u > 4)"',
        'monthly = "log(u)"',
        'monthly = "sqrt(u)"',
        'monthly = "u ** 0.5"',
        'monthly = "max(sqrt(u), 1)"',
        'monthly = "max(log(6.5 - month), z)"',
        'monthly = "clip(sqrt(u), 0, 3)"',
        'monthly = "exp(1_000 * z)"',
        'one_time = "1 / zero"\nafter = 4',
        'events_per_month = 2\nper_event = "log(u) * to(1, 2)"',
        'events_per_month = 2\nper_event = "log(u - to(1, 2))"',
        'every = 2\nper_event = "1 / zero"',
    ],
)
def test_no_finite_cost(line: str, sampler: str) -> None:
    """A division by zero, a logarithm or root of less than nothing, an overflow: in some futures or in all."""
    refuse(line, "futures have no finite cost by month 12", sampler)


@pytest.mark.parametrize(
    "line",
    [
        'monthly = 1\nafter = "sqrt(u)"',
        'monthly = 1\nuntil = "sqrt(u)"',
        'one_time = 1\nafter = "log(u)"',
        'one_time = 1\nuntil = "log(u)"',
        'every = "1 to 2"\nper_event = 1\nafter = "sqrt(u)"',
        'every = "max(0.5, sqrt(u))"\nper_event = 1',
    ],
)
def test_moments_that_are_no_numbers(line: str) -> None:
    """A moment or interval that is not a number is not taken for 0, or for never."""
    refuse(line, "")


@pytest.mark.parametrize(
    "line",
    [
        'events_per_month = "u"\nper_event = 1',
        'events_per_month = "sqrt(u)"\nper_event = 1',
        'events_per_year = "u"\ndispersion = 2\nper_event = "1 to 2"',
    ],
)
def test_impossible_numbers_of_events(line: str) -> None:
    """Negative rates, and rates that are not numbers."""
    refuse(line, "number of events")


def test_an_endless_number_of_events() -> None:
    refuse('events_per_month = "z / zero"\nper_event = 1', "no finite cost")


@pytest.mark.parametrize("every", ["uniform(0.001, 0.001_1)", "max(uniform(0.001, 0.001_1), 0.001)"])
def test_intervals_as_short_as_the_reader_allows(every: str) -> None:
    """A thousand renewals a month are counted one by one, by the fast instruction and by the loop."""
    counts = Futures(scenario({"a": {"x": f'every = "{every}"\nper_event = 1'}}, horizons=(3,)), 512).tco("a", 3)
    # t / mean + (square / mean^2 - 2) / 2 for large t: a renewal process's elementary theorem, second term included
    mean, variance = 0.001_05, 0.000_1**2 / 12.0
    assert abs(counts.mean() - (3.0 / mean + (variance / mean**2 - 1.0) / 2.0)) < 0.2
    assert counts.std() == pytest.approx(np.sqrt(3.0 * variance / mean**3), rel=0.15)


def test_a_rate_that_is_large_but_known() -> None:
    """Two thousand events a month, the same in every future, are drawn or refused, in words of the scenario."""
    try:
        what = scenario({"a": {"x": "events_per_month = 2_000\nper_event = 1"}}, horizons=(1,))
        values = simulate(what, 8192).document["strategies"]["a"]["horizons"]["1"]
    except (SimulationError, ConfigError) as error:
        assert "strategies.a.costs.x" in str(error)
    else:
        assert abs(values["mean"] - 2_000) < 3.0 * values["se"]["mean"]
        assert values["sd"] == pytest.approx(np.sqrt(2_000), rel=0.05)


def test_rates_up_to_the_limit_are_counted_right() -> None:
    """Just under the limit, where exp(-rate) is almost too small to be a number, the counts are still Poisson."""
    for rate in (300, 690, 700):
        line = {"x": f'events_per_month = "{rate} * uniform(0.999_999, 1.000_001)"\nper_event = 1'}
        counts = Futures(scenario({"a": line}, horizons=(1,)), 2**14, "random").tco("a", 1)
        assert abs(counts.mean() - rate) < 3.0 * np.sqrt(rate / counts.size)
        assert abs(counts.var() / rate - 1.0) < 3.0 * np.sqrt(2.0 / counts.size)


def test_a_dispersion_of_exactly_one() -> None:
    """Poisson in the futures where dispersion is 1, beside negative binomial in the others."""
    line = {"x": 'events_per_month = "1 to 2"\ndispersion = "max(1, uniform(0, 3))"\nper_event = 1'}
    result = simulate(scenario({"a": line}), 8192).document["strategies"]["a"]["horizons"]["12"]
    mean = 12.0 * np.sqrt(2.0) * np.exp((np.log(2.0) / 3.289707) ** 2 / 2.0)
    assert abs(result["mean"] - mean) < 3.0 * result["se"]["mean"]


def test_what_is_not_due_is_not_computed() -> None:
    """In months before `after`, a monthly formula may hold anything."""
    lines = {"y": 'monthly = "z"', "w": 'monthly = "12 / (month - 3)"\nafter = 3'}
    document = simulate(scenario({"a": lines}, drivers=DRIVERS), 8192).document
    found = document["strategies"]["a"]["horizons"]["12"]["lines"]
    assert found["w"]["mean"] == pytest.approx(12.0 * sum(1.0 / k for k in range(1, 10)), rel=1e-12)


def test_no_result_holds_what_is_not_a_number() -> None:
    """A line that is never due, but computed once for all months, is refused rather than shown as NaN."""
    refuse('one_time = "1 / zero"\nafter = 12', "no finite cost")


def test_the_share_of_bad_futures_is_told() -> None:
    """How many of how many: here those in which a normal number is negative."""
    line = 'monthly = "log(u)"'
    what = scenario({"a": {"x": line}}, drivers='u = "-1 to 1"')
    with pytest.raises(SimulationError, match="4,096 of 8,192 futures"):
        simulate(what, 8192)


def test_an_interrupted_run_leaves_no_threads() -> None:
    """An error in a chunk ends the run at once and the pool with it; the next run is whole."""
    import threading

    before = threading.active_count()
    with pytest.raises(SimulationError):
        simulate(scenario({"a": {"x": 'events_per_month = "u"\nper_event = 1'}}, drivers=DRIVERS), 2**20, threads=3)
    assert threading.active_count() == before


def test_progress_may_stop_a_run() -> None:
    """What `progress` raises comes out as it is: that is how Ctrl-C reaches a run."""

    def stop(done: int, of: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulate(scenario({"a": GOOD}, drivers=DRIVERS), 2**16, progress=stop, threads=2)
