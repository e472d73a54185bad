"""What could go wrong for the recommended strategy: which causes raise its mean cost, or make another one the choice.

A cause is an input at its bad end, the one at which the strategy costs more: its worst tenth, or, of what happens in
at most half of all futures, that it happens at all. Its size is what the strategy costs more there, on average, than
over all futures. A flip is a cause too, where it does not raise the cost: its size is what the strategy costs more
there than the one that becomes the choice. Causes are ordered by probability x size. One whose size the simulation
cannot tell from luck is left out. Of a line of events the size is what the line itself costs more, which a few events
tell well, and not what the whole strategy happened to cost beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from ...configs import Draw, EventSeries, Line, Number, Quantity, Scenario
from ...configs.model.timing import Timing
from ...distributions.special import stdtrit
from ..engine.streams import REPLICATES
from ..samples import Samples
from ..tenths import FEWEST_IN_TENTHS, InputEnd, error_of, errors_of, group_of, least_seen, origin_of
from .conditional import score_within
from .leading import inputs_of
from .scores import with_margin

__all__ = ["find_risks"]

Array = NDArray[np.float64]

_MOST = 8
_T90: Final = float(stdtrit(REPLICATES - 1, 0.95))
_RARE: Final = 0.5  # an event in at most this share of futures is a cause by happening at all
_WIDE: Final = 0.2  # equal values at the edge of a tenth all count, up to this share of futures
_SOON = 8.0  # intervals in a horizon, at least, for a number of events a year
_SEEN = 4  # futures in which a cause is there, at least


def find_risks(
    scenario: Scenario, sample: Samples, choice: Mapping[str, Any], flips: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return the causes, the largest probability x size first: eight at most.

    Parameters
    ----------
    scenario : Scenario
    sample : Samples
    choice : mapping
        As `make_verdict` gives it.
    flips : sequence of mapping
        As `find_flips` gives them.

    Returns
    -------
    list of dict
        `address`; `kind`: "range" of an input, "event" of a line of events (`value` is their total cost), "count" of
        an events process (`value` is their number over the horizon), "choice" of a flip; `side`, "above" or "below", of
        `value`: where the cause is there; `probability` of that; `size` and `size_se`; `against`, the strategy that the
        size is compared with, None where it is the strategy's own mean; `to`, what would be recommended there, None for
        no change; `per_year`, the events of a year, None where that is not known.
    """
    name, horizon = choice["recommended"], choice["horizon"]
    costs = {each: sample.tco[each, horizon] for each in scenario.allowed}
    mine = costs[name]
    if mine.size < FEWEST_IN_TENTHS:
        return []
    group = group_of(mine.size)
    ranked, inputs = sample.ranked[horizon], sample.inputs[horizon]
    strategy, events = scenario.strategies[name], dict(_events(scenario, name))
    alone = strategy.buffer is None and not strategy.parts  # else a line also moves the buffer, or runs in two clocks
    seen = least_seen(len(ranked))
    found: list[dict[str, Any]] = []
    means, moves = sample.means_at_ends(mine, horizon)
    middle, base = _middle(mine, group)
    at_ends = dict(zip(ranked, zip(means - middle, errors_of(moves - base), strict=True), strict=True))
    for address in inputs_of(scenario, sample, name):
        if address not in ranked:
            continue
        sizes, errors = at_ends[address]
        upper = int(sizes[1] > sizes[0])
        costliest = ranked[address].ends[upper]
        bad = _bad_end(inputs[address], "above" if upper else "below", costliest, rare=address in events)
        if bad is None:
            continue
        side, end = bad
        kind = "range" if address not in events else "count" if events[address] == address else "event"
        if kind == "event" and isinstance(events[address], str):
            continue  # its process speaks for all lines on it
        y = inputs[address] if kind == "event" and alone else mine
        if y is mine and end is costliest:
            size, error = float(sizes[upper]), float(errors[upper])
        else:
            size, error = _size(y, end, group)
        if size <= (_T90 if kind == "event" else seen) * error:
            continue
        found.append(
            {
                "address": address,
                "kind": kind,
                "side": side,
                "value": end.edge * (horizon if kind == "count" else 1.0),
                "probability": end.futures.size / mine.size,
                "size": size,
                "size_se": error,
                "against": None,
                "to": _chosen(scenario, costs, choice["recommended"], end, group),
                "per_year": _per_year(events.get(address), inputs, horizon),
            }
        )
    listed = {(each["address"], each["side"]) for each in found}
    for flip in flips:
        of_process = isinstance(events.get(flip["address"]), str) and events[flip["address"]] != flip["address"]
        if flip["value"] is not None and (flip["address"], flip["side"]) not in listed and not of_process:
            found.append(_wrong_choice(flip, inputs[flip["address"]], mine, costs[flip["to"]], group))
    found = [each for each in found if each["size"] > 0.0 and not _is_part(each, found)]
    return sorted(found, key=lambda each: (-each["probability"] * each["size"], each["address"]))[:_MOST]


def _middle(y: Array, group: NDArray[np.int64]) -> tuple[float, Array]:
    """Return the mean of an output, and by how much each group moves it."""
    origin = origin_of(y)
    middle = origin + float((y - origin).mean())
    return middle, np.bincount(group, weights=y - middle, minlength=REPLICATES) / y.size


def _size(y: Array, end: InputEnd, group: NDArray[np.int64]) -> tuple[float, float]:
    """Return how much higher the mean of an output is at an end of an input, and the standard error of this."""
    (mean, moved), (middle, base) = end.mean(y, group), _middle(y, group)
    return mean - middle, error_of(moved - base)


def _is_part(cause: Mapping[str, Any], found: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether a process or a line of events speaks for this setting of it."""
    address = cause["address"]
    return any(
        each["kind"] != "choice" or cause["kind"] == "choice"
        for each in found
        if address.startswith((f"{each['address']}.", f"{each['address']}#"))
    )


def _bad_end(x: Array, side: str, end: InputEnd, rare: bool) -> tuple[str, InputEnd] | None:
    """Return the futures in which a cause is there; None where they cannot be told from the others."""
    happens = x > 0.0
    if rare and 0 < np.count_nonzero(happens) <= _RARE * x.size:
        side, inside, value = "above", happens, 0.0
    elif end.tied is None:
        return side, end
    else:
        beyond = (x < end.edge) if side == "below" else (x > end.edge)
        inside, value = beyond | (x == end.edge), end.edge
        if inside.mean() > _WIDE:
            inside = beyond
        elif not inside.all():
            rest = x[~inside]
            value = (value + float(rest.min() if side == "below" else rest.max())) / 2.0
    futures = np.flatnonzero(inside)
    return None if futures.size < _SEEN else (side, InputEnd(futures, futures, value))


def _chosen(
    scenario: Scenario, costs: Mapping[str, Array], recommended: str, end: InputEnd, group: NDArray[np.int64]
) -> str | None:
    """Return what the rule recommends over some futures, if it is another strategy beyond the simulation error."""
    rule, base = scenario.decision, scenario.baseline
    scores = {name: score_within(cost[end.futures], rule) for name, cost in costs.items()}
    if base in scores:
        scores[base] = with_margin(scores[base], rule.margin)
    best = min(scores, key=lambda name: (scores[name], name != recommended))
    if best == recommended:
        return None
    error = error_of(end.mean(costs[recommended] - costs[best], group)[1])
    return best if scores[recommended] - scores[best] > _T90 * error else None


def _wrong_choice(
    flip: Mapping[str, Any], x: Array, mine: Array, other: Array, group: NDArray[np.int64]
) -> dict[str, Any]:
    """Return a flip as a cause: what the recommended strategy costs more than the other one beyond it."""
    inside = np.flatnonzero(x < flip["value"] if flip["side"] == "below" else x > flip["value"])
    size, moved = InputEnd(inside, inside, flip["value"]).mean(mine - other, group)
    return {
        **{key: flip[key] for key in ("address", "side", "value", "probability", "to")},
        "kind": "choice",
        "size": size,
        "size_se": error_of(moved),
        "against": flip["to"],
        "per_year": None,
    }


def _events(scenario: Scenario, name: str) -> Iterator[tuple[str, Timing | str | None]]:
    """Yield what happens at events: a line's address with its process or, if it runs all the time, its timing."""
    strategy = scenario.strategies[name]
    sources = {**scenario.drivers, **strategy.inputs}
    for part in (*strategy.lines.values(), *sources.values()):
        if isinstance(part, EventSeries):
            yield part.address, part.address
        elif isinstance(part, Line) and part.timing.of_events:
            process = sources.get(part.timing.process or "")
            always = part.after is None and part.until is None
            how = part.timing if always and not strategy.parts else None
            yield part.address, process.address if isinstance(process, EventSeries) else how


def _per_year(how: Timing | str | None, inputs: Mapping[str, Array], horizon: int) -> float | None:
    """Return the mean number of events in a year: of a process as it was drawn, else where the file gives a number.

    The first of events that come every so often comes after a whole interval: a long one says little about a year.
    """
    if how is None:
        return None
    if isinstance(how, str):
        return 12.0 * float(inputs[how].mean()) if how in inputs else None
    if how.gap is not None:
        gap = _mean(how.gap)
        return 12.0 / gap if gap and gap <= horizon / _SOON else None
    rate = how.quantities().get("rate")
    known = None if rate is None else _mean(rate)
    return None if known is None else known * (1.0 if getattr(how, "per_year", False) else 12.0)


def _mean(quantity: Quantity) -> float | None:
    """Return the mean of a plain number or of a law; None of a formula."""
    match quantity.expression:
        case Number(value):
            return float(value)
        case Draw():
            mean = float(quantity.expression.law.mean)
            return mean if np.isfinite(mean) else None
    return None
