"""How much work a trajectory is, counted and not timed: a change that makes programs longer shows here.

A count may grow for a reason: a scenario has more lines, a process a better law. Then write the new number below, and
the reason in the commit. It must not grow because something that changes no month is computed every month, or twice.
"""

from __future__ import annotations

from collections import Counter

import pytest
from engine_tools import scenario

from tcorisk import load
from tcorisk.simulator.engine import operations as op
from tcorisk.simulator.engine.program import Program
from tcorisk.simulator.lowering import lower
from tcorisk.simulator.lowering.builder import Builder, Section

#: What takes more than a nanosecond a trajectory; of the rest it takes four or more to make one.
DEAR = {
    "draws": (op.DRAW, op.QUANTILE),
    "events": (op.COUNT, op.COMPOUND, op.SUM_DRAWS, op.DRAW_EVENT, op.RENEW),
    "functions": (op.EXP, op.LOG, op.POWER, op.MOD),
}

#: Instructions a trajectory: all, draws, events, functions.
COUNTS = {
    "custom_model": (6543, 172, 552, 173),
    "ecommerce": (5020, 208, 408, 98),
    "healthcare": (5683, 116, 552, 99),
    "legal_startup": (9086, 149, 480, 194),
    "migration": (23080, 163, 864, 183),
    "multi_vendor": (8049, 217, 288, 193),
    "saas_growth": (10798, 250, 744, 172),
    "support_chatbot": (164, 0, 0, 0),
    "trading": (5892, 115, 456, 127),
    "two_year_exercise": (1147, 15, 144, 0),
}

#: Share by which a count may grow without a word, and by which it may fall before the table has to follow.
MORE, LESS = 0.01, 0.1


def executed(program: Program) -> Counter[int]:
    """Count the instructions of a trajectory by operation: branches as they are taken, loops once."""
    count: Counter[int] = Counter()
    for start, stop, month, _ in program.schedule.tolist():
        at = start
        while at < stop:
            operation, *_, s, p, _ = program.code[at].tolist()
            count[operation] += 1
            skipped = operation == op.SKIP and program.scalars[s, month] == 0.0
            at += 1 + (p if skipped else 0)
    return count


def summary(program: Program) -> tuple[int, ...]:
    """Return the number of all instructions, and of those of each kind in `DEAR`."""
    count = executed(program)
    return count.total(), *(sum(count[operation] for operation in operations) for operations in DEAR.values())


@pytest.mark.parametrize("name", COUNTS)
def test_no_more_than_before(name: str) -> None:
    """Of a bundled scenario."""
    found, known = summary(lower(load(name))), COUNTS[name]
    kinds = ["all", *DEAR]
    grown = {kind: (was, now) for kind, was, now in zip(kinds, known, found, strict=True) if now > was * (1.0 + MORE)}
    assert not grown, f"{name} executes more instructions a trajectory than it did: {grown}"
    fallen = {kind: (was, now) for kind, was, now in zip(kinds, known, found, strict=True) if now < was * (1.0 - LESS)}
    assert not fallen, f"{name} executes fewer: write {found} into the table"


def test_a_loop_keeps_its_list_of_lanes() -> None:
    """No instruction in it makes another one."""
    loops = 0
    for name in COUNTS:
        code = lower(load(name)).code.astype(int).tolist()
        for at, (operation, *_, length, _) in enumerate(code):
            if operation in op.LOOPS:
                loops += 1
                assert op.LISTING.isdisjoint(each[0] for each in code[at + 1 : at + 1 + length])
    assert loops > 0


@pytest.mark.parametrize("inside", [op.COUNT, op.COMPOUND, op.SUM_DRAWS, op.RENEW])
def test_what_lists_lanes_is_refused_in_a_loop(inside: int) -> None:
    builder = Builder(12)
    with builder.only_in(builder.by_month(lambda t: t % 2.0)):
        builder.change(inside, Section.MONTH)  # a branch may hold it
    number = builder.state(builder.number(3.0))
    with pytest.raises(AssertionError, match="in a loop"), builder.region(op.EVENTS, number, end=op.EVENTS_END):
        builder.change(inside, Section.MONTH)


def test_a_loop_in_a_loop_is_refused() -> None:
    """Through a branch too."""
    builder = Builder(12)
    number = builder.state(builder.number(3.0))
    with (
        pytest.raises(AssertionError, match="in a loop"),
        builder.region(op.EVENTS, number, end=op.EVENTS_END),
        builder.only_in(builder.by_month(lambda t: t % 2.0)),
        builder.region(op.EVENTS, number, end=op.EVENTS_END),
    ):
        pass


def test_what_is_computed_in_every_month_is_counted_in_every_month() -> None:
    """A negative control: a logarithm of what is drawn once runs once, of what is drawn every month 24 times."""
    drivers = 'once = "uniform(1, 2)"\nmonthly = { dist = "uniform", low = 1, high = 2, each = "month" }'
    counts = [
        executed(lower(scenario({"a": {"x": f'monthly = "log({name})"'}}, drivers=drivers, horizons=(12, 24))))[op.LOG]
        for name in ("once", "monthly")
    ]
    assert counts == [1, 24]
