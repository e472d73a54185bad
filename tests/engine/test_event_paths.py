"""Truth: one law has one meaning, whether the lowering finds a fast instruction for it or takes the general loop."""

from __future__ import annotations

import numpy as np
import pytest
from engine_tools import Array, Futures, scenario

from tcorisk import simulate
from tcorisk.configs import loads
from tcorisk.simulator.engine import operations as op

#: What cannot be seen through: the larger of a positive formula and 0 is the formula.
HIDDEN = "max({}, 0 * {})"


#: Sums of draws in one go: of a count that others may read, or that is drawn in the same instruction.
IN_ONE_GO = (op.SUM_DRAWS, op.COMPOUND)


def months(settings: str, *operations: int) -> Array:
    """Cash by month of one line, in 1,024 trajectories; the program has to hold one of these instructions."""
    what = scenario({"a": {"x": settings}}, drivers='rate = "0.5 to 3"\nscale = "uniform(1, 2)"')
    futures = Futures(what, 1024)
    assert np.isin(futures.program.code[:, 0], operations).any()
    return futures.months("a")


AMOUNTS = ["to(10, 90)", "scale * to(10, 90)", "to(10, 90) / scale + 2 * uniform(1, 2)", "exponential(40)"]
RHYTHMS = ["events_per_month = 1.7", 'events_per_month = "rate"', 'every = "0.7 to 1.6"', "every = 0.4"]


@pytest.mark.parametrize("rhythm", RHYTHMS)
@pytest.mark.parametrize("amount", AMOUNTS)
def test_amounts_of_events(amount: str, rhythm: str) -> None:
    """A sum of draws in one go is the loop over events: every event's draw is the same number on both ways."""
    fast = months(f'{rhythm}\nper_event = "{amount}"', *IN_ONE_GO)
    slow = months(f'{rhythm}\nper_event = "{HIDDEN.format(amount, "rate")}"', op.EVENTS)
    np.testing.assert_allclose(fast, slow, rtol=1e-12)
    assert np.count_nonzero(fast) > fast.size // 3


@pytest.mark.parametrize(
    "interval", ["uniform(0.3, 1.1)", "scale * uniform(0.3, 1.1)", "uniform(0.3, 1.1) * 2 / scale"]
)
def test_renewals(interval: str) -> None:
    """The fast renewals are the loop of single steps: the same moments in every trajectory."""
    rest = 'after = "scale"\nuntil = 9.5\nper_event = "to(10, 90)"'
    fast = months(f'every = "{interval}"\n{rest}', op.RENEW)
    # the bound lets the reader see that no interval is 0; it is never reached
    slow = months(f'every = "max({interval}, 0.001)"\n{rest}', op.STEP)
    np.testing.assert_allclose(fast, slow, rtol=1e-12)


def test_other_draws_are_noticed() -> None:
    """A negative control: the same amounts in another order of draws are other numbers."""
    one = months('events_per_month = 1.7\nper_event = "uniform(1, 2) + 0 * uniform(5, 6)"', *IN_ONE_GO)
    two = months('events_per_month = 1.7\nper_event = "0 * uniform(5, 6) + uniform(1, 2)"', *IN_ONE_GO)
    assert not np.allclose(one, two, rtol=1e-6)


@pytest.mark.parametrize(
    ("reader", "shown"),
    [
        ('monthly = "costs.y"\nafter = 6', "SKIP"),
        ('one_time = "costs.y"\nafter = 2', "SKIP"),
        ('every = 3\nper_event = "costs.y"', "SKIP"),
        ('events_per_month = 2\nafter = 6\nper_event = "2 * costs.y * uniform(0.9, 1.1)"', "SUM_DRAWS"),
        ('events_per_month = 2\nper_event = "max(costs.y, 0 * to(1, 2))"', "EVENTS"),
        ('events_per_month = 2\nper_event = "max(costs.z, 0 * to(1, 2))"', "EVENTS"),
    ],
)
def test_a_line_that_another_reads_is_paid_once_a_month(reader: str, shown: str) -> None:
    """What stands in a branch or loop of the reader is the reader's alone: the order of lines changes nothing."""
    lines = {"x": reader, "y": 'monthly = "g"', "z": 'monthly = "2 * costs.y + g"\nuntil = 8'}
    drivers = '[drivers.g]\nprocess = "growth"\ninitial = 100\nnoise = 0.1'
    before = Futures(scenario({"a": lines}, drivers=drivers), 512, "random")
    after = Futures(scenario({"a": dict(reversed(lines.items()))}, drivers=drivers), 512, "random")
    assert getattr(op, shown) in before.program.code[:, 0]
    for line in lines:
        np.testing.assert_allclose(before.line("a", line, 12), after.line("a", line, 12), rtol=1e-12)
    np.testing.assert_allclose(before.line("a", "y", 12).mean(), 1200.0, rtol=0.01)


def test_a_line_read_twice_is_the_same_for_both_readers() -> None:
    # y is paid in months 3 to 10; x reads it from month 7 on, z in every month: 100 in eight months, 100 in four
    scenario = loads(
        """
schema = 1
title = "readers"
currency = "USD"
horizons = [12]
[drivers]
u = "uniform(100, 100.000_001)"
[strategies.a.costs.y]
category = "Compute"
monthly = "u"
after = 2
until = 10
[strategies.a.costs.x]
category = "Compute"
monthly = "costs.y"
after = 6
[strategies.a.costs.z]
category = "Compute"
monthly = "costs.y"
"""
    )
    lines = simulate(scenario, 8_192).document["strategies"]["a"]["horizons"]["12"]["lines"]
    assert {name: round(line["mean"], 3) for name, line in lines.items()} == {"y": 800.0, "x": 400.0, "z": 800.0}
