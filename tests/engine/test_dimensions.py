"""Which draws have Sobol dimensions, and in which order; what is fresh for every event, jump or period has none."""

from __future__ import annotations

import numpy as np
from engine_tools import Futures, scenario

DRIVERS = """
wages = "1 to 2"
[drivers.volume]
process = "growth"
initial = "1 to 2"
growth_per_month = "1% to 3%"
noise = 0.1
ceiling = "5 to 6"
[drivers.hourly]
process = "mean_reverting"
initial = "1 to 2"
mean = 2
half_life = "3 to 9"
volatility = "5% to 10%"
floor = "to(0.1, 0.2) * 2"
[drivers.fee]
process = "jumps"
initial = 2
jumps_per_year = "1 to 3"
factor = "0.5 to 1.5"
[drivers.level]
process = "steps"
values = [1, "2 to 3", 4]
at = [1, "2 to 3"]
[drivers.up]
process = "on_off"
on_lasts = "1 to 2"
off_lasts = "wages * to(1, 2)"
[drivers.faults]
process = "events"
events_per_month = "0.5 to 1"
dispersion = "2 to 3"
[drivers.retired]
process = "events"
every = "1 to 2"
"""
LINES = {
    "all": 'monthly = "volume * hourly * fee * level * up + so_far(faults * uniform(0.9, 1.1))"',
    "repair": 'on = "faults"\nper_event = "1 to 2"\nafter = "0.5 to 1"',
    "move": 'on = "retired"\nper_event = "max(1, wages * to(1, 2))"',
    "own": 'events_per_month = 0.5\nper_event = "1 to 2"',
}


def test_the_order_of_dimensions() -> None:
    """Once-a-trajectory draws as they are written, event counts by the month, then what is drawn every month."""
    program = Futures(scenario({"a": LINES}, drivers=DRIVERS, horizons=(3,)), 512).program
    places = {
        (int(dimension), address, month)
        for address, row in zip(program.addresses, program.dimension, strict=True)
        for month, dimension in enumerate(row)
        if dimension >= 0
    }
    once = ["wages", "volume.initial", "volume.growth_per_month", "volume.ceiling", "hourly.initial"]
    once += ["hourly.half_life", "hourly.volatility", "hourly.floor#1", "fee.jumps_per_year"]
    once += ["level.values.1", "level.at.1", "faults.events_per_month", "faults.dispersion", "retired.every"]
    addresses = [f"drivers.{name}" for name in once]
    addresses += ["strategies.a.costs.all.monthly#1", "strategies.a.costs.repair.after"]
    monthly = ["drivers.fee#count", "drivers.faults#count", "strategies.a.costs.own#count"]
    monthly += ["drivers.volume.noise#path", "drivers.hourly.volatility#path"]
    expected = [(address, 0) for address in addresses]
    expected += [(address, month) for address in monthly for month in (1, 2, 3)]
    assert [(address, month) for _, address, month in sorted(places)] == expected
    assert sorted(dimension for dimension, _, _ in places) == list(range(len(expected)))


def test_fresh_draws_have_none() -> None:
    """They are served by the counter generator, whatever the sampler."""
    program = Futures(scenario({"a": LINES}, drivers=DRIVERS, horizons=(3,)), 512).program
    without = {address for address, row in zip(program.addresses, program.dimension, strict=True) if np.all(row < 0)}
    fresh = ["drivers.fee.factor", "drivers.up.on_lasts", "drivers.up.off_lasts#1", "drivers.retired.every"]
    fresh += [f"strategies.a.costs.{line}.per_event" for line in ("repair", "own")]
    assert without == {*fresh, "strategies.a.costs.move.per_event#1", "drivers.up.on_lasts"}


def test_a_process_added_at_the_end_moves_no_draw() -> None:
    """With independent draws each is keyed by its own address."""
    more = DRIVERS + '[drivers.z]\nprocess = "jumps"\ninitial = 1\njumps_per_year = 2\nfactor = "1 to 2"\n'
    lines = LINES | {"z": 'monthly = "0 * z"'}
    before = Futures(scenario({"a": LINES}, drivers=DRIVERS, horizons=(3,)), 512, "random")
    after = Futures(scenario({"a": lines}, drivers=more, horizons=(3,)), 512, "random")
    np.testing.assert_array_equal(before.tco("a", 3), after.tco("a", 3))
