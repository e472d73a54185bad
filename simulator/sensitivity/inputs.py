"""What counts as one uncertain input: a set of streams of random numbers with one address.

======================================================  ===========================================================
Input                                                   Address
======================================================  ===========================================================
a law drawn once, or every month (all months together)  its own: `drivers.ml_engineer`, `...costs.setup.one_time#1`
what a process draws itself: its monthly shocks,        the process's: `drivers.requests_per_day`; a law in one of
jumps, periods on and off, times of events              its settings (`.initial`) is an input of its own
the events of a line: how many, when, how severe        the line's; a law for their rate is an input of its own
the terms of a `sum_of`, all months together            that of its first law: `...costs.tokens.monthly#1`
======================================================  ===========================================================

So inputs share no stream. Those in one `[[correlations]]` depend on each other all the same: they make one `Cluster`,
and only clusters are independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...configs import (
    Draw,
    EventSeries,
    Growth,
    Jumps,
    MeanReverting,
    OnOff,
    Quantity,
    Scenario,
    Source,
    Timing,
    terms_drawn,
    walk,
)
from ...configs.model.draws import quantities_of
from ..engine.program import Program
from ..lowering.dimensions import before_month_1, kinds_of_draws, own_streams

__all__ = ["Cluster", "Input", "find_clusters"]


@dataclass(frozen=True, slots=True)
class Input:
    """One uncertain input.

    Attributes
    ----------
    address : str
    streams : tuple of int
        Rows of the program's streams.
    kind : str
        "value" for a law drawn once, "months" for one drawn every month; "path" for what a process draws itself,
        "events" for those of a line.
    """

    address: str
    streams: tuple[int, ...]
    kind: str

    @property
    def composite(self) -> bool:
        """Whether what is seen of it, a process's value or a line's cost, also depends on other inputs."""
        return self.kind in ("path", "events")


@dataclass(frozen=True, slots=True)
class Cluster:
    """Inputs that depend on each other, and on no others: most often a single one.

    Attributes
    ----------
    address : str
        The input's, or that of the correlations that tie several.
    inputs : tuple of Input
    streams : tuple of int
        Rows of the program's streams; what correlated draws have in common is among them.
    """

    address: str
    inputs: tuple[Input, ...]
    streams: tuple[int, ...]


def find_clusters(scenario: Scenario, program: Program) -> list[Cluster]:
    """Return the inputs whose draws a program makes, in the order of its streams.

    Parameters
    ----------
    scenario : Scenario
    program : Program
        Of this scenario, built with `probe`.
    """
    owner = dict(_owners(scenario))
    tied = _ties(scenario, owner)
    inputs: dict[str, list[int]] = {}
    shared: dict[str, list[int]] = {}
    for row, address in enumerate(program.addresses):
        whose = owner.get(address, address)
        tie = tied.get(whose)
        if whose in program.layout.inputs:
            inputs.setdefault(whose, []).append(row)
        if tie is not None:
            shared.setdefault(tie, []).append(row)
    composites, times = set(owner.values()), kinds_of_draws(scenario)
    lines = {line.address for strategy in scenario.strategies.values() for line in strategy.lines.values()}
    clusters: dict[str, list[Input]] = {}
    for address, rows in inputs.items():
        kind = "months" if times.get(address) == "month" else "value"
        if address in composites:
            kind = "events" if address in lines else "path"
        one = Input(address, tuple(rows), kind)
        clusters.setdefault(tied.get(address, address), []).append(one)
    return [
        Cluster(
            address if len(members) > 1 else members[0].address,
            tuple(members),
            tuple(shared.get(address, members[0].streams)),
        )
        for address, members in clusters.items()
    ]


def _ties(scenario: Scenario, owner: dict[str, str]) -> dict[str, str]:
    """Return by an input's address (or a t copula's common draw) the address of the first correlations it is tied by.

    A process whose two paths are in different entries ties these together.
    """
    tied: dict[str, str] = {}
    for correlation in scenario.correlations:
        members = [*(owner.get(address, address) for address in correlation.draws), f"{correlation.address}#df"]
        before = {tied[member] for member in members if member in tied}
        tied.update(dict.fromkeys(members, correlation.address))
        tied.update({member: correlation.address for member, tie in tied.items() if tie in before})
    return tied


def _owners(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield the address of each stream that belongs to a process or a line as a whole, and whose it is."""
    sources = list(scenario.drivers.values())
    for strategy in scenario.strategies.values():
        sources += strategy.inputs.values()
    for quantity, _ in quantities_of(scenario.drivers, scenario.strategies, scenario.unit):
        for first, *others in terms_drawn(quantity.expression):
            own = (*own_streams(first), *(draw.address for draw in others), first.address)
            yield from ((address, first.address) for address in own)
    for source in sources:
        if not isinstance(source, Quantity):
            yield from ((address, source.address) for address in _own_streams(source))
    for strategy in scenario.strategies.values():
        for line in strategy.lines.values():
            if line.timing.of_events:
                own = (*_fresh(line.amount), *_times(line.timing, line.address))
                yield from ((address, line.address) for address in own)


def _own_streams(process: Source) -> Iterator[str]:
    match process:
        case Growth():
            yield from (f"{process.volatility.address}#path", f"{process.noise.address}#path", before_month_1(process))
        case MeanReverting():
            yield f"{process.volatility.address}#path"
        case Jumps():
            yield f"{process.address}#count"
            yield from _fresh(process.factor)
        case OnOff():
            yield from _fresh(process.on_lasts)
            yield from _fresh(process.off_lasts)
        case EventSeries():
            yield from _times(process.timing, process.address)


def _times(timing: Timing, address: str) -> Iterator[str]:
    if timing.gap is not None:
        yield from _fresh(timing.gap)
    yield f"{address}#count"


def _fresh(quantity: Quantity) -> Iterator[str]:
    yield quantity.address  # a formula's: the stream that names it, should a run stop there
    for part in walk(quantity.expression):
        if isinstance(part, Draw):
            yield from (part.address, *own_streams(part))
