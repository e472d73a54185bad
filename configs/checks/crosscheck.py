"""Checks that need the whole scenario: names, cycles, levels, ranges through names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..formulas.expressions import Call, Quantity, levels, walk
from ..formulas.functions import OVER_LAWS
from ..formulas.graph import Depth, check_chains, check_cycles
from ..formulas.ranges import Range
from ..model.draws import quantities_in
from ..model.names import CALENDAR, Scope, event_values, line_names, line_quantities, mentioned, source_quantities
from ..model.requirements import Requirement
from ..model.scenario import EventSeries, Growth, Jumps, MeanReverting, OnOff, Plan, Source, Steps, Tariff, Unit
from ..model.strategies import Line, Strategy
from ..model.tariffs import counting_tariffs
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import did_you_mean, shown
from .bounds import CALENDAR_RANGES, check_process_bounds, check_strategy_bounds, home, source_ranges
from .once_or_monthly import check_once, check_source_levels, check_strategy_levels, varying_names

__all__ = ["Known", "check_drivers", "check_ranges", "check_requirements", "check_strategy", "check_unit"]

_NO_AGE = "`age` is available only in the `residual` of a `one_time` line"

_KINDS = {
    Growth: "a process of growth",
    MeanReverting: "a mean-reverting process",
    Jumps: "a process of jumps",
    Steps: "a process of steps",
    Plan: "a plan",
    OnOff: "an on-off process",
}


def _references(source: Source) -> Iterator[str]:
    return mentioned(source_quantities(source).values())


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the drivers once they are checked, for every strategy alike.

    Attributes
    ----------
    drivers : dict of str to Source
        Those whose value could be read.
    names : frozenset of str
        All names under `drivers`, those included whose value could not be read.
    varying : set of str
        Those that vary by month.
    ranges : dict of str to pair of float
    depths : dict of str to pair of int
        How deep each reaches; see `check_chains`.
    shared : dict of str to Source
        The processes of events and the tariffs.
    """

    drivers: dict[str, Source]
    names: frozenset[str]
    varying: set[str]
    ranges: dict[str, Range]
    depths: dict[str, Depth]
    shared: dict[str, Source]

    @property
    def shape(self) -> Hashable:
        """All that `check_strategy` looks at of the drivers, but for those that are `shared`: no value, no range."""
        return self.names, frozenset(self.varying), *self.drivers, *self.depths.items(), *self.shared


def check_drivers(drivers: dict[str, Source], names: frozenset[str], findings: Findings) -> Known:
    """Check the drivers and tariffs against one another.

    Parameters
    ----------
    names : frozenset of str
        All names under `drivers`, those included whose value could not be read.
    """
    scope = _outer_scope(names, "a driver")
    varying = varying_names(drivers, lambda name: False)
    for source in drivers.values():
        for quantity in source_quantities(source).values():
            scope.check(quantity, findings)
        check_source_levels(source, varying.__contains__, findings)
        _check_tariffs_inside(source_quantities(source).values(), drivers, findings)
    edges = {name: list(_references(source)) for name, source in drivers.items()}
    paths: dict[str, Path] = {name: home(source) for name, source in drivers.items()}
    check_cycles(edges, paths, findings)
    ranges = source_ranges(drivers, CALENDAR_RANGES)
    check_process_bounds(drivers, drivers, ranges, findings)
    deep = {name: _levels(source_quantities(source)) for name, source in drivers.items()}
    depths = check_chains(edges, deep, paths, {}, findings)
    shared: dict[str, Source] = {
        name: source for name, source in drivers.items() if isinstance(source, EventSeries | Tariff)
    }
    return Known(drivers, names, varying, ranges, depths, shared)


def check_unit(unit: Unit, known: Known, findings: Findings) -> None:
    """Check what the cost is divided by."""
    _outer_scope(known.names, "the unit").check(unit.monthly, findings)
    edges = {"unit.monthly": list(mentioned([unit.monthly]))}
    deep, paths = {"unit.monthly": levels(unit.monthly.expression)}, {"unit.monthly": home(unit.monthly)}
    check_chains(edges, deep, paths, known.depths, findings)


def check_requirements(requirements: Iterable[Requirement], known: Known, findings: Findings) -> None:
    """Check what it costs not to meet a requirement: the same for every strategy, and the same in all months."""
    scope = _outer_scope(known.names, "a requirement")
    for requirement in requirements:
        for key, quantity in (("months", requirement.months), ("one_time", requirement.one_time)):
            if quantity is not None:
                scope.check(quantity, findings)
                check_once(quantity, key, known.varying.__contains__, findings)


def _outer_scope(names: frozenset[str], what: str) -> Scope:
    elsewhere = {"launch": f"{what} does not belong to a strategy", "costs": f"{what} cannot use costs", "age": _NO_AGE}
    return Scope(names | frozenset(CALENDAR), elsewhere)


def _levels(quantities: Mapping[str, Quantity]) -> int:
    return max((levels(quantity.expression) for quantity in quantities.values()), default=1)


class _Inherited(Findings):
    """Reports what is wrong with something inherited at its `like` or `parts`, unless it is wrong at home too."""

    def __init__(self, findings: Findings, strategy: Strategy) -> None:
        super().__init__()
        self.outer = findings
        self.strategy = strategy.name
        self.by = "starts" if strategy.starts else "parts" if strategy.parts else "like"

    def add(
        self, path: Path, message: str, help: str = "", label: str = "", offset: int | None = None, width: int = 1
    ) -> None:
        """Pass on what is the strategy's own; give the rest the place of its `like`."""
        if path[:2] == ("strategies", self.strategy) or path[:1] != ("strategies",):
            self.outer.add(path, message, help, label, offset, width)
        elif not self.outer.has(path, message):
            here = ("strategies", self.strategy, self.by)
            self.outer.add(here, f"{message}, in the inherited {'.'.join(path)}", help)

    @property
    def helpful(self) -> bool:
        """Whether a further mistake of the file gets a suggestion."""
        return self.outer.helpful

    def under(self, path: Path) -> bool:
        """Return whether anything was found at this place, here or at home."""
        return self.outer.under(path)


def check_strategy(
    strategy: Strategy,
    known: Known,
    own_names: tuple[frozenset[str], frozenset[str]],
    other_inputs: dict[str, str],
    shadows: frozenset[str],
    findings: Findings,
) -> bool:
    """Check one strategy, what it inherits included, in its own surroundings, but for the ranges of values.

    Parameters
    ----------
    known : Known
        What is known of the drivers.
    own_names : pair of frozenset of str
        Inputs and lines of which only the name could be read.
    other_inputs : dict
        Inputs of other strategies and whose they are.
    shadows : frozenset of str
        What the inputs of a policy may read of other strategies.

    Returns
    -------
    bool
        Whether the rest is worth a look: what is wrong with the moments of parts would be found again in each line.
    """
    view = _Inherited(findings, strategy)
    inputs = known.names | strategy.inputs.keys() | own_names[0] | frozenset(CALENDAR)
    lines = frozenset(f"costs.{name}" for name in (*strategy.lines, *own_names[1]))
    elsewhere = dict.fromkeys(strategy.outputs, "an output is only reported: make it an input")
    elsewhere |= {n: f"it is an input of strategies.{whose}" for n, whose in other_inputs.items() if n not in inputs}
    elsewhere.setdefault("age", _NO_AGE)
    of_parts = [f"parts.{name.replace('.', '.costs.')}" for name in strategy.lines if "." in name]
    of_parts += [f"parts.{name}.monthly" for name in strategy.parts]
    only_lines = dict.fromkeys((*lines, *of_parts), "only cost lines and outputs can use costs")
    no_launch = {"launch": f"strategies.{strategy.name} has no launch"}
    in_lines = {"launch": "only cost lines and outputs can use `launch`"}
    if strategy.parts:
        in_lines["launch"] += f"; of a part write parts.{next(iter(strategy.parts))}.launch"
    source_scope = Scope(inputs | shadows, elsewhere | only_lines | in_lines)
    visible = inputs | lines | ({"launch"} if strategy.launch is not None else set())
    begin_scope = source_scope  # when a renewal of its own begins
    if strategy.launch is not None:
        begin_scope = Scope(inputs | {"launch"}, elsewhere | only_lines)
    line_scope = Scope(visible, elsewhere | no_launch)
    resale_scope = Scope(visible | {"age"}, elsewhere | no_launch)
    sources = known.drivers | strategy.inputs
    if not _check_parts(strategy, source_scope, known, view):
        return False

    for source in strategy.inputs.values():
        _check_tariffs_inside(source_quantities(source).values(), known.drivers, view)
        for key, quantity in source_quantities(source).items():
            (begin_scope if key == "after" else source_scope).check(quantity, view)
    for line in strategy.lines.values():
        names = [name for name, _ in event_values(line, sources)]  # those that are known are draws by now
        of_event = Scope(visible | {*names}, elsewhere | no_launch) if names else line_scope
        scopes = {"amount": of_event, "residual": resale_scope}
        known_events = _check_on(line, sources, inputs, other_inputs, view)
        for key, quantity in line_quantities(line).items():
            if known_events or key != "amount":  # else the names of the events' values cannot be known
                scopes.get(key, line_scope).check(quantity, view)
        _check_residual(line, inputs, view)
        _check_tariffs(line, known.drivers, view)
        _check_tariffs_inside(line_quantities(line).values(), known.drivers, view)
    _check_tariffs_inside(strategy.outputs.values(), known.drivers, view)
    for quantity in strategy.outputs.values():
        line_scope.check(quantity, view)
    for quantity in quantities_in((strategy.launch, strategy.buffer)).values():
        source_scope.check(quantity, view)

    _check_graph(strategy, known.depths, view)
    varying = known.varying | varying_names(strategy.inputs, known.varying.__contains__)
    check_strategy_levels(strategy, varying.__contains__, view)
    if strategy.buffer is not None and "buffer" in strategy.lines:
        path = home(strategy.lines["buffer"])
        view.add(path, "a line cannot be called `buffer` where the strategy has a buffer", "give the line another name")
    return True


def check_ranges(strategy: Strategy, known: Known, findings: Findings) -> dict[str, Range]:
    """Check the bounds of a strategy's quantities, as far as the ranges of their names show, and return these."""
    return check_strategy_bounds(strategy, known.drivers, known.ranges, _Inherited(findings, strategy))


def _check_parts(strategy: Strategy, scope: Scope, known: Known, findings: Findings) -> bool:
    """Check when the parts of a mix are entered and left; return whether that can be said."""
    moments = [(key, getattr(part, key)) for part in strategy.parts.values() for key in ("after", "until")]
    written = [(key, moment) for key, moment in moments if moment is not None]
    for key, moment in written:
        scope.check(moment, findings)
        check_once(moment, key, known.varying.__contains__, findings)
    return not any(findings.under(tuple(moment.address.split("."))) for _, moment in written)


def _check_residual(line: Line, names: frozenset[str], findings: Findings) -> None:
    """Report a residual where `age` already is a name of the scenario's own."""
    if line.residual is not None and "age" in names:
        message = "`age` in a `residual` is the months since the purchase, and here it is a driver or input too"
        findings.add(home(line.residual), message, "give that driver or input another name")


def _check_tariffs(line: Line, world: dict[str, Source], findings: Findings) -> None:
    """Report a tariff that counts a period's units in the amount of one event."""
    for name in counting_tariffs(line.amount.expression, world) if line.timing.of_events else ():
        _add_counting(name, line.amount, "`per_event` is the amount of one event", findings)


def _check_tariffs_inside(quantities: Iterable[Quantity], world: dict[str, Source], findings: Findings) -> None:
    """Report a tariff that counts a period's units inside `expected` or `sum_of`."""
    for quantity in quantities:
        for part in walk(quantity.expression):
            if isinstance(part, Call) and part.function in OVER_LAWS:
                for name in dict.fromkeys(counting_tariffs(part, world)):
                    _add_counting(name, quantity, f"`{part.function}` is about one month", findings)


def _add_counting(name: str, quantity: Quantity, why: str, findings: Findings) -> None:
    message = f"`{name}` counts over several months, and {why}"
    offset = quantity.text.find(name)
    help = "use a tariff without `months`, or a `monthly` line"
    findings.add(home(quantity), message, help, quantity.address, offset if offset >= 0 else None, len(name))


def _check_on(
    line: Line, sources: dict[str, Source], names: frozenset[str], others: dict[str, str], findings: Findings
) -> bool:
    """Report a line `on` something that is not a process of events; return whether its events are known."""
    name = line.timing.process
    if name is None:
        return True
    path = (*home(line), "on")
    source = sources.get(name)
    if isinstance(source, EventSeries) or (source is None and name in names and name not in CALENDAR):
        return source is not None  # the name of something broken was reported where it is defined
    series = [other for other, found in sources.items() if isinstance(found, EventSeries)] if findings.helpful else []
    help = did_you_mean(name, series, "processes of events") or 'write [drivers.NAME] with process = "events"'
    if source is None and name in others:
        message = f"`on` is not a process of events here: `{name}` is an input of strategies.{others[name]}"
        findings.add(path, message, "make it a driver, or give this strategy a process of its own", "", WHOLE_VALUE)
    elif source is None:
        findings.add(path, f"`on` is not a process of events: {shown(name)}", help, "", WHOLE_VALUE)
    else:
        kind = _KINDS.get(type(source), "a quantity")
        findings.add(path, f"`on` needs a process of events, and `{name}` is {kind}", help, "", WHOLE_VALUE)
    return False


def _check_graph(strategy: Strategy, depths: dict[str, Depth], findings: Findings) -> None:
    """Check cycles and the length of chains: among the inputs, then among the lines, then for each output."""
    edges = {name: list(_references(source)) for name, source in strategy.inputs.items()}
    paths = {name: home(source) for name, source in strategy.inputs.items()}
    if strategy.launch is not None:
        edges["launch"] = list(mentioned([strategy.launch.months]))
        paths["launch"] = home(strategy.launch.months)
    check_cycles(edges, paths, findings)
    deep = {name: _levels(source_quantities(source)) for name, source in strategy.inputs.items()}
    deep |= {} if strategy.launch is None else {"launch": levels(strategy.launch.months.expression)}
    depths = check_chains(edges, deep, paths, depths, findings)
    edges = {f"costs.{name}": list(line_names(line)) for name, line in strategy.lines.items()}
    paths = {f"costs.{name}": home(line.amount) for name, line in strategy.lines.items()}
    check_cycles(edges, paths, findings)
    deep = {f"costs.{name}": _levels(line_quantities(line)) for name, line in strategy.lines.items()}
    depths = check_chains(edges, deep, paths, depths, findings)
    edges = {f"outputs.{name}": list(mentioned([quantity])) for name, quantity in strategy.outputs.items()}
    paths = {f"outputs.{name}": home(quantity) for name, quantity in strategy.outputs.items()}
    deep = {f"outputs.{name}": levels(quantity.expression) for name, quantity in strategy.outputs.items()}
    check_chains(edges, deep, paths, depths, findings)
