"""Words of warning about when things happen: what comes too late to cost anything, and steps out of order."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from ..formulas.expressions import Call, Draw, Expression, Name, Number, Quantity, remembering
from ..formulas.ranges import EVERYTHING, Range, expression_range
from ..model.draws import quantities_of, quantities_of_strategy
from ..model.processes import actuals_of
from ..model.scenario import Caution, EventSeries, Source, Steps, Unit
from ..model.strategies import Line, Strategy, fact

__all__ = ["lags_beyond", "schedule_cautions"]


def schedule_cautions(
    drivers: Mapping[str, Source],
    strategies: Mapping[str, Strategy],
    world: Mapping[str, Range],
    own: Mapping[str, Mapping[str, Range]],
    last: int,
) -> list[Caution]:
    """Return the words of warning about times; what is inherited is named once, at home.

    Parameters
    ----------
    world, own
        Ranges, as for `negative_counts`.
    last : int
        The last horizon, months.
    """
    found: dict[str, Caution] = {}
    policies = [strategy for strategy in strategies.values() if strategy.starts is not None]
    left = {part.of for policy in policies for part in policy.parts.values() if part.until is not None}
    for caution in _of_sources(drivers.values(), world, last):
        found.setdefault(caution.address, caution)
    for name, strategy in strategies.items():
        ranges = {**own[name]}
        if strategy.launch is not None:
            ranges["launch"] = _range(strategy.launch.months, ranges)
        for caution in _of_sources(strategy.inputs.values(), ranges, last):
            found.setdefault(caution.address, caution)
        for part in strategy.parts.values():
            for caution in _too_late("part", part.after, part.until, last):
                found.setdefault(caution.address, caution)
        for line in strategy.lines.values():
            whole = strategy.parts.get(line.name.partition(".")[0]) if line.of_part else None
            said = whole is not None and _never(whole.after, whole.until, last)  # of the part, already
            for caution in (
                *(() if said else _too_late("line", line.after, line.until, last)),
                *_first_event(line, ranges, last),
                *(() if strategy.name in left else _unending(line)),
                *_unpaid(line, last),
            ):
                found.setdefault(caution.address, caution)
    return list(found.values())


def _range(quantity: Quantity | None, ranges: Mapping[str, Range]) -> Range:
    if quantity is None:
        return 0.0, 0.0
    return expression_range(quantity.expression, lambda name: ranges.get(name, EVERYTHING))


def _too_late(what: str, after: Quantity | None, until: Quantity | None, last: int) -> Iterator[Caution]:
    """Yield a warning for what begins after the last month or its own end, or would end after the last month.

    A warning, not an error: a sweep of `until` may include `after`.

    Parameters
    ----------
    what : str
        "line" or "part".
    """
    if after is not None and isinstance(after.expression, Number) and after.expression.value >= last:
        message = f"the {what} begins {_when(after)}, the last horizon is {last}: it costs nothing"
        yield Caution(after.address, message)
    if until is not None and isinstance(until.expression, Number) and until.expression.value > last:
        message = f"the {what} ends {_when(until)}, the last horizon is {last}: it is paid to the horizon"
        yield Caution(until.address, message)
    begin = Number(0.0) if after is None else after.expression
    if until is None or not (isinstance(begin, Number) and isinstance(until.expression, Number)):
        return
    if until.expression.value <= begin.value:
        message = f"the {what} ends {_when(until)}, no later than it begins: it costs nothing"
        if 0.0 < until.expression.value < begin.value and until.day is None:
            lasting = f"{until.expression.value + begin.value:g}"
            message += f"; `until` counts from month 1, so {until.text} months of it end with until = {lasting}"
        yield Caution(until.address, message)


def _never(after: Quantity | None, until: Quantity | None, last: int) -> bool:
    """Return whether what begins and ends at plain moments is there in no month."""
    begin = Number(0.0) if after is None else after.expression
    end = Number(float(last)) if until is None else until.expression
    return isinstance(begin, Number) and isinstance(end, Number) and begin.value >= min(end.value, last)


def _when(moment: Quantity) -> str:
    """Return when a line begins or ends: after some months or a day, or with its first day."""
    if moment.day is None:
        return f"after {moment.text} months"
    return f"{'on' if moment.address.endswith('.from') else 'after'} {moment.shown}"


def _unending(line: Line) -> Iterator[Caution]:
    """Yield a warning for a commitment of a line that ends with the horizon anyway."""
    if line.commitment is not None and line.until is None:
        message = "the line has no `until`, so it is paid to the horizon in any case: `commitment` has no effect"
        yield Caution(f"{line.address}.commitment", message)


def _unpaid(line: Line, last: int) -> Iterator[Caution]:
    """Yield a warning for a line whose cash leaves after the last month, whatever month owes it."""
    if line.paid_after >= last:
        message = f"paid {line.paid_after} months later, the last horizon is {last}: none of its cash leaves by then"
        yield Caution(f"{line.address}.paid_after", f"{message}; the TCO counts it all the same")


def lags_beyond(
    drivers: dict[str, Source], strategies: dict[str, Strategy], unit: Unit | None, last: int
) -> Iterator[Caution]:
    """Yield a warning for each `lag` that reads further back than the last horizon, or than the actuals there are."""
    yield from _beyond(_lags(quantities_of(drivers, {}, unit)), drivers, last)
    for strategy in strategies.values():
        if lags := _lags_of(strategy):
            yield from _beyond(lags, {**drivers, **strategy.inputs}, last)


@fact
def _lags_of(strategy: Strategy) -> tuple[tuple[Quantity, Call], ...]:
    return tuple(_lags(quantities_of_strategy(strategy)))


def _lags(quantities: Iterable[tuple[Quantity, str]]) -> Iterator[tuple[Quantity, Call]]:
    for quantity, _ in quantities:
        for call in remembering(quantity.expression):
            if call.function == "lag":
                yield quantity, call


def _beyond(lags: Iterable[tuple[Quantity, Call]], sources: Mapping[str, Source], last: int) -> Iterator[Caution]:
    for quantity, call in lags:
        of, back, before = call.arguments
        if not isinstance(back, Number):
            continue
        name = of.name if isinstance(of, Name) else ""
        known = len(actuals_of(sources.get(name)))
        reads = f"`lag` reads {back.value:g} months back"
        if not known and back.value >= last:
            message = f"{reads}, the last horizon is {last}: it is always its third argument, or 0 without one"
            yield Caution(quantity.address, message)
        elif known < back.value and known and before == Number(0.0):
            until = min(int(back.value) - known, last)
            where = "month 1" if until == 1 else f"months 1 to {until}"
            has = f"`{name}` has {known} month{'s' * (known != 1)} of actuals"
            yield Caution(quantity.address, f"{reads}, and {has}: it is 0 in {where}")


def _first_event(line: Line, ranges: Mapping[str, Range], last: int) -> Iterator[Caution]:
    """Yield a warning for a line whose first event, one interval after its begin, always comes too late."""
    gap = line.timing.gap
    if gap is None:
        return
    begin, first = _range(line.after, ranges)[0], _range(gap, ranges)[0]
    end = math.inf if line.until is None else _range(line.until, ranges)[1]
    if first <= 0.0 or max(begin, 0.0) >= min(end, last):
        return  # nothing is known of the interval, or the line never begins: another warning
    if begin + first >= last:
        yield _event_caution(gap, last, "costs")
    elif begin + first >= end:
        message = "the first event, one interval after the line begins, falls after its `until`: it costs nothing"
        yield Caution(gap.address, message)


def _event_caution(gap: Quantity, last: int, verb: str) -> Caution:
    text = gap.text
    message = f"the first event falls after the last horizon, {last}: it {verb} nothing"
    if isinstance(gap.expression, Number) and gap.expression.value == last:
        message += f"; with `every = {text}` it falls into month {last + 1}"
    return Caution(gap.address, message)


def _of_sources(sources: Iterable[Source], ranges: Mapping[str, Range], last: int) -> Iterator[Caution]:
    for source in sources:
        if isinstance(source, EventSeries) and source.timing.gap is not None:
            if _range(source.timing.gap, ranges)[0] >= last:
                yield _event_caution(source.timing.gap, last, "counts")
        elif isinstance(source, Steps):
            for before, after in pairwise(source.at):
                yield from _out_of_order(before, after)


def _out_of_order(before: Quantity, after: Quantity) -> Iterator[Caution]:
    first, second = _median(before.expression), _median(after.expression)
    if first is not None and second is not None and second < first:
        yield Caution(
            after.address,
            f"this step ({after.text}, median {second:.3g}) probably comes before the one it follows "
            f"({before.text}, median {first:.3g}): then both take effect together",
        )


def _median(expression: Expression) -> float | None:
    """Return the median of a number or a law; None of a formula."""
    import numpy as np

    if isinstance(expression, Draw):
        return float(expression.law.ppf(np.array([0.5]))[0])
    return expression.value if isinstance(expression, Number) else None
