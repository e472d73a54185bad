"""Checks that need the whole scenario: names, cycles, levels, ranges through names."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .expressions import Draw, walk
from .levels import check_source_levels, check_strategy_levels, varying_names
from .names import CALENDAR, Scope, check_cycles, line_quantities, mentioned, source_quantities
from .problems import Findings, Path
from .ranges import EVERYTHING, Range, expression_range
from .scenario import Caution, Every, Growth, Launch, Quantity, Source, Strategy

__all__ = ["cautions", "check_drivers", "check_strategy", "strategy_quantities"]

#: Share of a law's mean that may lie beyond what a run can draw before a word of warning.
LOSS = 1e-4

#: Events come no oftener than this many months apart: a run walks from one to the next.
CLOSEST = 1e-3


def _references(source: Source) -> Iterator[str]:
    return mentioned(source_quantities(source).values())


def _ranges(sources: dict[str, Source], outer: dict[str, Range]) -> dict[str, Range]:
    """Return the range of each source; those on a cycle, and processes, have none that is known."""
    known = dict(outer)
    waiting = {name: source for name, source in sources.items() if isinstance(source, Quantity)}
    while ready := [n for n, s in waiting.items() if not any(other in waiting for other in _references(s))]:
        for name in ready:
            source = waiting.pop(name)
            if isinstance(source, Quantity):
                known[name] = expression_range(source.expression, lambda n: known.get(n, EVERYTHING))
    return known


def check_drivers(drivers: dict[str, Source], known: frozenset[str], findings: Findings) -> None:
    """Check the drivers against one another.

    Parameters
    ----------
    known : frozenset of str
        All names under `drivers`, those included whose value could not be read.
    """
    elsewhere = {"launch": "a driver belongs to no strategy", "costs": "a driver sees no costs"}
    scope = Scope(known | frozenset(CALENDAR), elsewhere)
    varying = varying_names(drivers, lambda name: False)
    for source in drivers.values():
        for quantity in source_quantities(source).values():
            scope.check(quantity, findings)
        check_source_levels(source, varying.__contains__, findings)
    edges = {name: list(_references(source)) for name, source in drivers.items()}
    check_cycles(edges, {name: ("drivers", name) for name in drivers}, findings)


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
    drivers: dict[str, Source],
    known_drivers: frozenset[str],
    own_names: tuple[frozenset[str], frozenset[str]],
    other_inputs: dict[str, str],
    findings: Findings,
) -> None:
    """Check one strategy, what it inherits included, in its own surroundings.

    Parameters
    ----------
    own_names : pair of frozenset of str
        Inputs and lines of which only the name could be read.
    other_inputs : dict
        Inputs of other strategies and whose they are.
    """
    view = _Inherited(findings, strategy.name)
    inputs = known_drivers | strategy.inputs.keys() | own_names[0] | frozenset(CALENDAR)
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

    _check_strategy_cycles(strategy, view)
    varying = varying_names(drivers, lambda name: False)
    varying |= varying_names(strategy.inputs, varying.__contains__)
    check_strategy_levels(strategy, varying.__contains__, view)
    _check_ranges(strategy, drivers, view)
    if strategy.buffer is not None and "buffer" in strategy.lines:
        path = tuple(strategy.lines["buffer"].address.split("."))
        view.add(path, "a line cannot be called `buffer` where the strategy has a buffer", "give the line another name")


def _terms(strategy: Strategy) -> list[Quantity]:
    """Return the quantities of launch and buffer."""
    found: list[Quantity] = []
    if isinstance(strategy.launch, Launch):
        found += [strategy.launch.months, strategy.launch.revenue_per_month]
    return found + ([strategy.buffer.share] if strategy.buffer is not None else [])


def _check_strategy_cycles(strategy: Strategy, findings: Findings) -> None:
    def home(source: Source) -> Path:
        return tuple(source.address.split("."))

    edges = {name: list(_references(source)) for name, source in strategy.inputs.items()}
    check_cycles(edges, {name: home(source) for name, source in strategy.inputs.items()}, findings)
    edges = {f"costs.{n}": list(mentioned(line_quantities(line).values())) for n, line in strategy.lines.items()}
    paths = {f"costs.{n}": tuple(line.amount.address.split(".")) for n, line in strategy.lines.items()}
    check_cycles(edges, paths, findings)


def _check_ranges(strategy: Strategy, drivers: dict[str, Source], findings: Findings) -> None:
    """Check formulas whose range, followed through names, breaks a bound for certain; `every` if it can at all."""
    ranges = _ranges(strategy.inputs, _ranges(drivers, {"month": (1.0, 120.0)}))
    ranges |= {"days_per_month": (365.0 / 12.0,) * 2, "hours_per_month": (730.0, 730.0)}

    def lookup(name: str) -> Range:
        return ranges.get(name, EVERYTHING)

    def bound(quantity: Quantity | None, key: str, low: float) -> None:
        path = () if quantity is None else tuple(quantity.address.split("."))
        if quantity is None or findings.under(path):
            return  # said already
        if expression_range(quantity.expression, lookup)[1] < low:
            findings.add(path, f"`{key}` is always below {low:g} here", f"it has to be at least {low:g}")

    for line in strategy.lines.values():
        quantities = line_quantities(line)
        for key, low in (("after", 0.0), ("until", 0.0), ("rate", 0.0), ("dispersion", 1.0)):
            bound(quantities.get(key), key, low)
        if isinstance(line.timing, Every):
            _check_every(line.timing.interval, lookup, findings)
    for source in (*drivers.values(), *strategy.inputs.values()):
        if isinstance(source, Growth):
            bound(source.volatility, "volatility", 0.0)
            bound(source.noise, "noise", 0.0)
    if strategy.launch is not None:
        bound(strategy.launch.months, "months", 0.0)


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


def strategy_quantities(strategy: Strategy) -> Iterator[Quantity]:
    """Yield every quantity of a strategy."""
    for source in strategy.inputs.values():
        yield from source_quantities(source).values()
    for line in strategy.lines.values():
        yield from line_quantities(line).values()
    yield from _terms(strategy)


def cautions(drivers: dict[str, Source], strategies: dict[str, Strategy]) -> tuple[Caution, ...]:
    """Return a word of warning for each law of whose mean or variance a run can draw only a part."""
    from ..distributions import lattice_loss

    draws: dict[str, Draw] = {}
    quantities = [q for source in drivers.values() for q in source_quantities(source).values()]
    for strategy in strategies.values():
        quantities += strategy_quantities(strategy)
    for quantity in quantities:
        for part in walk(quantity.expression):
            if isinstance(part, Draw) and _has_a_tail(part):
                draws[part.address] = part
    found = []
    for address, draw in draws.items():
        for moment, name in ((1, "mean"), (2, "variance")):
            loss = lattice_loss(draw.law, moment)
            if loss > LOSS:
                message = f"{loss:.2g} of the {name} lies in values too rare to be drawn; the result is too low by it"
                found.append(Caution(address, message))
                break
    return tuple(found)


def _has_a_tail(draw: Draw) -> bool:
    """Tell whether the law could lose anything at all beyond the lattice of 32-bit draws.

    The loss was seen above 1e-4 for no law with sd below three times the mean's size; bounded laws have no tail.
    """
    low, high = draw.law.support
    if low > -float("inf") and high < float("inf"):
        return False
    return not draw.law.sd <= 3.0 * abs(draw.law.mean)
