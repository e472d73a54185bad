"""Checks that need the whole scenario: names, cycles, levels, ranges through names."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .expressions import Draw, levels
from .graph import Depth, check_chains, check_cycles, in_order
from .levels import check_source_levels, check_strategy_levels, varying_names
from .names import CALENDAR, Scope, line_quantities, mentioned, source_quantities
from .problems import Findings, Path
from .ranges import EVERYTHING, Range, expression_range
from .scenario import Events, Every, Growth, Launch, Quantity, Source, Strategy
from .tables import MOST_DISPERSION, MOST_EVENTS, MOST_VOLATILITY

__all__ = ["Known", "check_drivers", "check_strategy"]

#: Events come no oftener than this many months apart: a run walks from one to the next.
CLOSEST = 1e-3


def _references(source: Source) -> Iterator[str]:
    return mentioned(source_quantities(source).values())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the drivers once they are checked, for every strategy alike.

    Attributes
    ----------
    names : frozenset of str
        All names under `drivers`, those included whose value could not be read.
    varying : set of str
        Those that vary by month.
    ranges : dict of str to pair of float
    depths : dict of str to pair of int
        How deep each reaches; see `check_chains`.
    """

    names: frozenset[str]
    varying: set[str]
    ranges: dict[str, Range]
    depths: dict[str, Depth]


def _ranges(sources: dict[str, Source], outer: dict[str, Range]) -> dict[str, Range]:
    """Return the range of each source; processes have none that is known."""
    known = dict(outer)
    for name in in_order({name: list(_references(source)) for name, source in sources.items()}):
        source = sources[name]
        if isinstance(source, Quantity):
            known[name] = expression_range(source.expression, lambda n: known.get(n, EVERYTHING))
    return known


def check_drivers(drivers: dict[str, Source], names: frozenset[str], findings: Findings) -> Known:
    """Check the drivers against one another.

    Parameters
    ----------
    names : frozenset of str
        All names under `drivers`, those included whose value could not be read.
    """
    elsewhere = {"launch": "a driver belongs to no strategy", "costs": "a driver sees no costs"}
    scope = Scope(names | frozenset(CALENDAR), elsewhere)
    varying = varying_names(drivers, lambda name: False)
    for source in drivers.values():
        for quantity in source_quantities(source).values():
            scope.check(quantity, findings)
        check_source_levels(source, varying.__contains__, findings)
    edges = {name: list(_references(source)) for name, source in drivers.items()}
    paths: dict[str, Path] = {name: ("drivers", name) for name in drivers}
    check_cycles(edges, paths, findings)
    calendar: dict[str, Range] = {
        "month": (1.0, 120.0),
        "days_per_month": (365.0 / 12.0,) * 2,
        "hours_per_month": (730.0, 730.0),
    }
    ranges = _ranges(drivers, calendar)
    _check_processes(drivers, ranges, findings)
    deep = {name: _levels(source_quantities(source)) for name, source in drivers.items()}
    return Known(names, varying, ranges, check_chains(edges, deep, paths, {}, findings))


def _levels(quantities: dict[str, Quantity]) -> int:
    return max(levels(quantity.expression) for quantity in quantities.values())


class _Inherited(Findings):
    """Reports what is wrong with something inherited at the `like` that inherits it, unless it is wrong at home too."""

    def __init__(self, findings: Findings, strategy: str) -> None:
        super().__init__()
        self.outer = findings
        self.strategy = strategy

    def add(
        self, path: Path, message: str, help: str = "", label: str = "", offset: int | None = None, width: int = 1
    ) -> None:
        """Pass on what is the strategy's own; give the rest the place of its `like`."""
        if path[:2] == ("strategies", self.strategy) or path[:1] != ("strategies",):
            self.outer.add(path, message, help, label, offset, width)
        elif not self.outer.has(path, message):
            here = ("strategies", self.strategy, "like")
            self.outer.add(here, f"{message}, in the inherited {'.'.join(path)}", help)

    def under(self, path: Path) -> bool:
        """Tell whether anything was found at this place, here or at home."""
        return self.outer.under(path)


def check_strategy(
    strategy: Strategy,
    known: Known,
    own_names: tuple[frozenset[str], frozenset[str]],
    other_inputs: dict[str, str],
    findings: Findings,
) -> None:
    """Check one strategy, what it inherits included, in its own surroundings.

    Parameters
    ----------
    known : Known
        What is known of the drivers.
    own_names : pair of frozenset of str
        Inputs and lines of which only the name could be read.
    other_inputs : dict
        Inputs of other strategies and whose they are.
    """
    view = _Inherited(findings, strategy.name)
    inputs = known.names | strategy.inputs.keys() | own_names[0] | frozenset(CALENDAR)
    lines = frozenset(f"costs.{name}" for name in (*strategy.lines, *own_names[1]))
    elsewhere = {n: f"it is an input of strategies.{whose}" for n, whose in other_inputs.items() if n not in inputs}
    only_lines = dict.fromkeys(lines, "only a cost line sees the costs of others")
    no_launch = {"launch": f"strategies.{strategy.name} has no launch"}
    in_lines = {"launch": "only a cost line sees the launch"}
    source_scope = Scope(inputs, elsewhere | only_lines | in_lines)
    line_names = inputs | lines | ({"launch"} if strategy.launch is not None else set())
    line_scope = Scope(line_names, elsewhere | no_launch)

    for source in strategy.inputs.values():
        for quantity in source_quantities(source).values():
            source_scope.check(quantity, view)
    for line in strategy.lines.values():
        for quantity in line_quantities(line).values():
            line_scope.check(quantity, view)
    for quantity in _terms(strategy):
        source_scope.check(quantity, view)

    _check_graph(strategy, known.depths, view)
    varying = known.varying | varying_names(strategy.inputs, known.varying.__contains__)
    check_strategy_levels(strategy, varying.__contains__, view)
    _check_ranges(strategy, known.ranges, view)
    if strategy.buffer is not None and "buffer" in strategy.lines:
        path = tuple(strategy.lines["buffer"].address.split("."))
        view.add(path, "a line cannot be called `buffer` where the strategy has a buffer", "give the line another name")


def _terms(strategy: Strategy) -> list[Quantity]:
    """Return the quantities of launch and buffer."""
    found: list[Quantity] = []
    if isinstance(strategy.launch, Launch):
        found += [strategy.launch.months, strategy.launch.revenue_per_month]
    return found + ([strategy.buffer.share] if strategy.buffer is not None else [])


def _home(source: Source | Quantity) -> Path:
    return tuple(source.address.split("."))


def _check_graph(strategy: Strategy, depths: dict[str, Depth], findings: Findings) -> None:
    """Check cycles and the length of chains, among the inputs first and then among the lines."""
    edges = {name: list(_references(source)) for name, source in strategy.inputs.items()}
    paths = {name: _home(source) for name, source in strategy.inputs.items()}
    check_cycles(edges, paths, findings)
    deep = {name: _levels(source_quantities(source)) for name, source in strategy.inputs.items()}
    depths = check_chains(edges, deep, paths, depths, findings)
    edges = {f"costs.{n}": list(mentioned(line_quantities(line).values())) for n, line in strategy.lines.items()}
    paths = {f"costs.{n}": _home(line.amount) for n, line in strategy.lines.items()}
    check_cycles(edges, paths, findings)
    deep = {f"costs.{name}": _levels(line_quantities(line)) for name, line in strategy.lines.items()}
    check_chains(edges, deep, paths, depths, findings)


def _bound(
    quantity: Quantity | None, key: str, low: float, high: float, ranges: dict[str, Range], findings: Findings
) -> None:
    """Report a formula whose range, followed through names, lies outside its bounds for certain."""
    if quantity is None or findings.under(_home(quantity)):
        return  # said already
    lowest, highest = expression_range(quantity.expression, lambda name: ranges.get(name, EVERYTHING))
    if highest < low:
        findings.add(_home(quantity), f"`{key}` is always below {low:g} here", f"it has to be at least {low:g}")
    elif lowest > high:
        findings.add(_home(quantity), f"`{key}` is always above {high:g} here", f"it has to be at most {high:g}")


def _check_processes(sources: dict[str, Source], ranges: dict[str, Range], findings: Findings) -> None:
    for source in sources.values():
        if isinstance(source, Growth):
            _bound(source.volatility, "volatility", 0.0, MOST_VOLATILITY, ranges, findings)
            _bound(source.noise, "noise", 0.0, MOST_VOLATILITY, ranges, findings)


def _check_ranges(strategy: Strategy, outer: dict[str, Range], findings: Findings) -> None:
    """Check formulas whose range, followed through names, breaks a bound for certain; `every` if it can at all."""
    ranges = _ranges(strategy.inputs, outer)
    _check_processes(strategy.inputs, ranges, findings)
    for line in strategy.lines.values():
        quantities = line_quantities(line)
        for key in ("after", "until"):
            _bound(quantities.get(key), key, 0.0, math.inf, ranges, findings)
        _bound(quantities.get("dispersion"), "dispersion", 1.0, MOST_DISPERSION, ranges, findings)
        if isinstance(line.timing, Every):
            _check_every(line.timing.interval, lambda name: ranges.get(name, EVERYTHING), findings)
        elif isinstance(line.timing, Events):
            most = MOST_EVENTS * (12.0 if line.timing.per_year else 1.0)
            _bound(line.timing.rate, _home(line.timing.rate)[-1], 0.0, most, ranges, findings)
    if strategy.launch is not None:
        _bound(strategy.launch.months, "months", 0.0, math.inf, ranges, findings)


def _check_every(interval: Quantity, lookup: Callable[[str], Range], findings: Findings) -> None:
    path = tuple(interval.address.split("."))
    if findings.under(path):
        return  # said already
    low, high = expression_range(interval.expression, lookup)
    if isinstance(interval.expression, Draw):
        if low == 0.0 and interval.expression.law.mean < CLOSEST:
            high = interval.expression.law.mean
        else:
            low = max(low, CLOSEST)
    elif low <= 0.0:
        findings.add(
            path,
            "`every` has to be above 0, and this formula can be 0 or less",
            f'keep it positive: "max(0.1, {interval.text})"',
            interval.address,
        )
        return
    if min(low, high) < CLOSEST:
        findings.add(
            path,
            "more than a thousand events a month",
            "use `events_per_month`, or a `monthly` amount",
            interval.address,
        )
