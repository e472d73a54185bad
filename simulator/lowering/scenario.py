"""A whole scenario becomes a program: drivers, then strategy by strategy, then what is compared and stored."""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache

import numpy as np

from ...configs import (
    Call,
    Expression,
    Line,
    Name,
    Scenario,
    Source,
    StageMoment,
    Strategy,
    line_names,
    line_quantities,
    mentioned,
    source_quantities,
)
from ...configs.glimpse import GLANCE, Glimpse
from ...configs.model.processes import actuals_of
from ...configs.model.strategies import fact
from ...distributions import Beta, Gamma, Law, LogNormal, Mixture, Pert, QuantileTable, Uniform, build_table
from ..engine import operations as op
from ..engine.program import Layout, Program
from .accounts import OPPORTUNITY, Entry, Ledger, MonthTotals
from .arithmetic import total
from .assembly import Code, assemble, code_of, fingerprint, join, with_code
from .builder import Builder, Scalar, Value
from .dependence import Dependence
from .dimensions import give_dimensions
from .expressions import Context
from .lines import lower_line
from .measures import figure_so_far, ratio_so_far, units_so_far
from .merging import Draft, merge
from .policies import Stages, costs_of_stage
from .probes import Probes
from .processes import lower_source
from .pruning import prune
from .resale import credit_resale
from .results import store_results
from .sums import sum_of
from .table_store import stored_table
from .timing import active_share
from .trace_rows import Tracer, TraceRows

__all__ = ["look_over", "lower", "lower_lines", "lower_probed", "lower_totals", "lower_traced", "together"]

_DAYS_PER_MONTH = 365.0 / 12.0
_HOURS_PER_MONTH = 730.0

_LOST_REVENUE = Entry(OPPORTUNITY)

#: Codes of a few scenarios by their instructions, without and with probes; the oldest goes. Where a value changes, most
#: often numbers and tables do, and no instruction.
_MOST_CODES = 8
_codes: dict[tuple[int, tuple[int, ...], bytes], tuple[Code, Code]] = {}
_keeping = threading.Lock()

#: Parts of laws whose tables `look_over` builds: that of a mixture of two takes 10 ms.
MOST_PARTS_BUILT = 300


def lower(scenario: Scenario, probe: bool = False) -> Program:
    """Return the scenario's program.

    Parameters
    ----------
    scenario : Scenario
    probe : bool
        Whether the value of each input is stored too (a monthly input as its mean over the months), after all else.
    """
    if probe:
        return lower_probed(scenario)[1]
    draft = _draft(scenario)
    prune(draft.builder)
    return assemble(draft.builder, draft.layout, draft.dimension)


def lower_probed(scenario: Scenario) -> tuple[Program, Program]:
    """Return the scenario's program, and the same with the value of each input and the cash of each line stored too.

    The first one stores the cash of the lines where it differs from their part of the TCO.
    """
    builder = Builder(max(scenario.horizons))
    probes = Probes(builder, keeps_cash=_cash_apart(scenario))
    layout = _results(_Lowering(builder, scenario, probes=probes))
    dimension = give_dimensions(scenario, builder.streams, builder.months)
    plain, with_inputs = probes.store(layout)
    key = builder.months, layout.horizons, fingerprint(builder, probes.added)
    codes = _codes.get(key)
    if codes is None:
        probing = code_of(builder, layout.horizons)
        probes.remove()
        prune(builder)
        codes = code_of(builder, layout.horizons), probing
        with _keeping:
            if len(_codes) >= _MOST_CODES:
                del _codes[next(iter(_codes))]
            _codes[key] = codes
    tables = join(tuple(builder.tables))
    first, second = (
        with_code(code, builder, rows, dimension, tables)
        for code, rows in zip(codes, (plain, with_inputs), strict=True)
    )
    return first, second


def _cash_apart(scenario: Scenario) -> bool:
    """Tell whether a line's cash may differ from its part of the TCO: discounted, paid later, or net of a resale."""
    lines = [line for strategy in scenario.strategies.values() for line in strategy.lines.values()]
    return bool(scenario.discount_rate) or any(line.paid_after or line.residual is not None for line in lines)


def lower_traced(scenario: Scenario) -> tuple[Program, TraceRows]:
    """Return the scenario's program with further rows for each month, and what they hold.

    All other rows are those of `lower`, to the last bit.
    """
    builder = Builder(max(scenario.horizons))
    tracer = Tracer(builder)
    layout, rows = tracer.store(_results(_Lowering(builder, scenario, tracer=tracer)))
    dimension = give_dimensions(scenario, builder.streams, builder.months)
    return assemble(builder, layout, dimension, fuse=False), rows  # events are found by their instruction's number


def lower_lines(scenario: Scenario) -> tuple[Program, dict[tuple[str, str], int]]:
    """Return a program that stores what each line owes in each month, and the TCO at each horizon; nothing else.

    Numbers are those of the whole program to the last bit.

    Returns
    -------
    Program
    dict of (strategy, line) to int
        The row of month 1, after which the other months come; with lines `launch` and `buffer` where there are such.
    """
    builder = Builder(max(scenario.horizons))
    tracer = Tracer(builder)
    layout, rows = tracer.store_lines(_results(_Lowering(builder, scenario, tracer=tracer), totals_only=True))
    dimension = give_dimensions(scenario, builder.streams, builder.months)
    prune(builder)
    return assemble(builder, layout, dimension), rows


def look_over(scenario: Scenario) -> None:
    """Raise what a run would refuse before it starts; no program is made.

    Only the first tables are built: those of a few hundred parts of laws together. A run refuses what the others hold.

    Raises
    ------
    LawError
        Where a law cannot be sampled, with its address.
    SimulationError
    """
    built = 0

    def build_doubtful(law: Law) -> QuantileTable:
        nonlocal built
        built += len(law.parts) if isinstance(law, Mixture) else 1
        # most laws of most scenarios, and never refused: tests build them over all the shapes that they have here
        never = isinstance(law, Beta | Gamma | Pert) or (isinstance(law, LogNormal) and law.is_plain)
        plain = never or built > MOST_PARTS_BUILT
        return build_table(Uniform(0.0, 1.0)) if plain else stored_table(law)

    _draft(scenario, build=build_doubtful)


def lower_totals(scenario: Scenario) -> Draft:
    """Return what of the scenario's program gives the TCO at each horizon, ready to be merged with others.

    Numbers are those of the whole program to the last bit; nothing else is computed.
    """
    draft = _draft(scenario, totals_only=True)
    prune(draft.builder)
    return draft


def together(drafts: Sequence[Draft]) -> Program:
    """Return the one program of drafts that are alike: the rows of the first, then those of the second, and so on."""
    draft = merge(drafts)
    return assemble(draft.builder, draft.layout, draft.dimension)


def _draft(
    scenario: Scenario, totals_only: bool = False, build: Callable[[Law], QuantileTable] = stored_table
) -> Draft:
    builder = Builder(max(scenario.horizons), build)
    layout = _results(_Lowering(builder, scenario), totals_only)
    return Draft(builder, layout, give_dimensions(scenario, builder.streams, builder.months))


@np.errstate(all="ignore")  # what is not finite is found in the results, where its line can be named
def _results(lowering: _Lowering, totals_only: bool = False) -> Layout:
    scenario = lowering.scenario
    order = sorted(scenario.strategies, key=lambda name: scenario.strategies[name].starts is not None)
    for name, strategy in lowering.read.items():
        if name not in scenario.strategies:  # nothing of it is reported
            lowering.strategy(strategy)
    books = {name: lowering.strategy(scenario.strategies[name]) for name in order}  # policies read the others
    in_file_order = {name: books[name] for name in scenario.strategies}
    return store_results(lowering.builder, scenario, in_file_order, lowering.units(), totals_only)


class _Lowering:
    """The drivers, and the strategies that meet them."""

    def __init__(
        self, builder: Builder, scenario: Scenario, *, probes: Probes | None = None, tracer: Tracer | None = None
    ) -> None:
        self.builder = builder
        self.scenario = scenario
        self.tracer = tracer
        dependence = Dependence(builder, scenario)
        self.context = Context(
            builder,
            self._driver,
            probes=probes,
            dependence=dependence,
            tracer=tracer,
            tariffs=scenario.tariffs,
            actuals=lambda name: actuals_of(scenario.drivers.get(name)),
            largest=_Largest(scenario.drivers, max(scenario.horizons)),
            sum_of=sum_of,
        )
        self.known: dict[str, Value] = {
            "month": builder.by_month(lambda t: t),
            "days_per_month": builder.number(_DAYS_PER_MONTH),
            "hours_per_month": builder.number(_HOURS_PER_MONTH),
        }
        self.discount = cache(lambda later: builder.by_month(lambda t: scenario.discount(t + later)))
        at_the_end = replace(scenario, discount_at="end")  # a horizon is the end of a month
        self.resale_discount = builder.by_month(at_the_end.discount)
        self.names_of: dict[str, Callable[[str], Value]] = {}  # of the strategies that are lowered
        policies = [strategy for strategy in scenario.strategies.values() if strategy.moves]
        self.read = {name: other for policy in policies for name, other in policy.reads.items()}
        self.read |= {name: scenario.strategies[name] for name in self.read if name in scenario.strategies}
        self.watched = _watched(policies, self.read)

    def _driver(self, name: str) -> Value:
        if name not in self.known:
            source = self.scenario.drivers[name]
            self.known[name] = lower_source(self.context, source)
            if self.tracer is not None:
                self.tracer.source(f"drivers.{name}", source, self.known[name])
        return self.known[name]

    def units(self) -> Value | None:
        """Lower the number of units so far; None where the scenario counts none."""
        unit = self.scenario.unit
        return None if unit is None else units_so_far(self.builder, self.context.value(unit.monthly.expression))

    def _watch(self, name: str) -> Value:
        """Return what a policy reads of another strategy: `strategies.NAME.costs.LINE`, `.inputs.NAME`, `.monthly`."""
        if name not in self.known:
            owner, read = _read_of_another(name, self.read)
            self.known[name] = total(self.builder, [self.names_of[owner](each) for each in read])
        return self.known[name]

    def strategy(self, strategy: Strategy) -> tuple[Ledger, MonthTotals]:
        """Lower one strategy; return its books and its totals of the present month."""
        known: dict[str, Value] = {}
        stages = None if strategy.starts is None else Stages(self.builder, strategy)

        def name_here(name: str) -> Value:
            if name not in known:
                if name.startswith("strategies."):
                    return self._watch(name)
                if name.startswith("costs."):
                    charge(name.removeprefix("costs."))
                    known[name] = ledger.amount(name.removeprefix("costs."))
                elif name == "launch" and strategy.launch is not None:
                    known[name] = context.value(strategy.launch.months.expression)
                elif isinstance(source := strategy.inputs.get(name), StageMoment):
                    assert stages is not None
                    known[name] = stages.moment(source)
                elif source is not None:
                    # a process on the clock of a stage is what the policy did, not what drives it
                    alone = replace(context, probes=None) if stages is not None and "." in name else context
                    known[name] = lower_source(alone, source)
                    if tracer is not None and not (
                        stages is not None and name.endswith(".launch")
                    ):  # an event tells it
                        place = f"strategies.{strategy.name}.{strategy.key_of_input(name)}"
                        tracer.source(place, source, known[name])
                else:
                    known[name] = self._driver(name)
            return known[name]

        def charge(name: str) -> None:
            if name not in ledger.lines:
                line = strategy.lines[name]
                context.prepare(  # before a branch opens; a residual is computed where it is read
                    each.expression for key, each in line_quantities(line).items() if key != "residual"
                )
                whole = f"costs.{name}" in named
                keeps = line.residual is not None

                def pay(value: Value, when: Scalar) -> None:
                    ledger.charge(name, _entry(line), value, when, keeps)
                    if tracer is not None:
                        tracer.line(name, ledger.amount(name))  # here: outside of its branch it may be garbage

                lower_line(context, line, pay, whole)
                credit_resale(context, name, line, ledger)

        tracer, probes = None if self.tracer is None else self.tracer.of(strategy.name), self.context.probes
        seen = {**self.scenario.drivers, **strategy.inputs}
        context = self.context.within(
            name_here, tracer, lambda name: actuals_of(seen.get(name)), _Largest(seen, max(self.scenario.horizons))
        )
        self.names_of[strategy.name] = name_here
        named = [*_names(strategy), *self.watched.get(strategy.name, ())]
        entries = [*map(_entry, strategy.lines.values())]
        if strategy.launch is not None:
            entries.append(_LOST_REVENUE)
        buffered = set() if strategy.buffer is None else set(strategy.buffer.on)
        ledger = Ledger(
            self.builder,
            self.discount,
            self.resale_discount,
            buffered,
            entries,
            None if probes is None else nullcontext if probes.keeps_cash else probes.adding,
        )
        for name in named:  # before any branch, so that every month computes what later months build on
            if not name.startswith("costs."):
                context.prepare([Name(name)])
        for name in strategy.lines:
            charge(name)
            if strategy.lines[name].timing.of_events:
                context.probe(strategy.lines[name].address, ledger.lines[name][1], summed=True)
        if strategy.launch is not None:
            self._lose_revenue(context, strategy, ledger)
        for name, output in strategy.outputs.items():
            match output.over, output.expression:
                case "ratio", Call("div", (above, below)):
                    found, ledger.filled[name] = ratio_so_far(self.builder, context.value(above), context.value(below))
                case _:
                    found = figure_so_far(self.builder, context.value(output.expression), output.over)
            ledger.outputs[name] = found
        share = None if strategy.buffer is None else context.value(strategy.buffer.share.expression)
        totals = ledger.totals(share)
        if stages is not None:
            ledger.moves = stages.figures(context, lambda line: ledger.amount(line) if line in ledger.lines else None)
            if tracer is not None:
                for stage, figures in ledger.moves.items():
                    tracer.moves[strategy.name, stage] = figures.month
            stages.decide(context)
        if tracer is not None:
            _note(tracer, context, strategy, ledger)
        if probes is not None:
            probes.cash[strategy.name] = ledger.cash_by_line
        return ledger, totals

    def _lose_revenue(self, context: Context, strategy: Strategy, ledger: Ledger) -> None:
        launch = strategy.launch
        assert launch is not None
        builder = self.builder
        revenue = context.value(launch.revenue_per_month.expression)
        share = active_share(builder, builder.number(0.0), context.value(launch.months.expression))
        if isinstance(share, Scalar):
            ledger.charge("launch", _LOST_REVENUE, revenue, share)
        else:
            lost = builder.emit(op.MULTIPLY, builder.in_register(revenue), share)
            ledger.charge("launch", _LOST_REVENUE, lost, builder.number(1.0))


class _Largest:
    """About the largest value that a quantity has in the first month or the last; infinite where nothing is known.

    Processes stand at their beginning.
    """

    def __init__(self, sources: Mapping[str, Source], last: int) -> None:
        self.sources = sources
        self.last = last
        self.glimpses: list[Glimpse] = []

    def __call__(self, expression: Expression) -> float:
        """Return it; nothing is computed before the first call."""
        self.glimpses = self.glimpses or [Glimpse(self.sources, GLANCE, month) for month in (1, self.last)]
        found = [glimpse.largest(expression) for glimpse in self.glimpses]
        return max(math.inf if largest is None else largest for largest in found)


def _entry(line: Line) -> Entry:
    return Entry(line.category, line.paid_after, not line.of_part)


def _note(tracer: Tracer, context: Context, strategy: Strategy, ledger: Ledger) -> None:
    """Note what is not a line of the file: launch, buffer, resale."""
    for name in ledger.lines:
        if name not in strategy.lines:
            tracer.line(name, ledger.amount(name))
    for name, worth in ledger.resale.items():
        tracer.resale[strategy.name, name] = worth
    if strategy.launch is not None:
        tracer.launches[strategy.name, "launch"] = context.value(strategy.launch.months.expression)
    for name, source in strategy.inputs.items():
        if name.startswith("parts.") and source.address.endswith(".launch.months"):  # of a part that has a launch
            tracer.launches[strategy.name, name.removeprefix("parts.")] = context.value(Name(name))


@fact
def _names(strategy: Strategy) -> list[str]:
    """Return every name that lines, launch, buffer, outputs and moves of a strategy use, in reading order."""
    found = [
        name for line in strategy.lines.values() for name in line_names(line) if name != "age" or line.residual is None
    ]
    rest = [] if strategy.launch is None else [strategy.launch.months, strategy.launch.revenue_per_month]
    rest += [] if strategy.buffer is None else [strategy.buffer.share]
    for move in strategy.moves:
        rest += [*move.conditions.values(), move.stays]
        found += [f"costs.{line.name}" for stage in move.conditions for line in costs_of_stage(strategy, stage)]
    return list(dict.fromkeys([*found, *mentioned([*rest, *strategy.outputs.values()])]))


def _read_of_another(name: str, strategies: Mapping[str, Strategy]) -> tuple[str, list[str]]:
    """Return whose it is, and its own names for it, that a policy reads as `strategies.NAME...`."""
    _, owner, rest = name.split(".", 2)
    if rest != "monthly":
        return owner, [rest.removeprefix("inputs.")]
    whole = strategies[owner]
    paid = [f"costs.{line.name}" for line in whole.lines.values() if line.category != "Opportunity"]
    return owner, paid + ["costs.buffer"] * (whole.buffer is not None)


def _watched(policies: Iterable[Strategy], read: Mapping[str, Strategy]) -> dict[str, list[str]]:
    """Return, by strategy, what policies read of it: that is computed in every month."""
    found: dict[str, list[str]] = {}
    for policy in policies:
        quantities = [each for source in policy.inputs.values() for each in source_quantities(source).values()]
        quantities += [each for move in policy.moves for each in move.conditions.values()]
        for name in mentioned(quantities):
            if name.startswith("strategies."):
                owner, names = _read_of_another(name, read)
                found.setdefault(owner, []).extend(each for each in names if each != "costs.buffer")
    return found
