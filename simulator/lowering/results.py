"""What a program stores: the last instructions of each month and horizon, and the layout of the rows they fill."""

from __future__ import annotations

from itertools import permutations

from ...configs import Scenario
from ..engine import operations as op
from ..engine.program import Layout
from .accounts import Ledger, MonthTotals
from .arithmetic import apply
from .builder import Builder, Instruction, Register, Section, Value
from .measures import at_horizon

__all__ = ["store_results"]

#: Rows of savings at most, over all horizons, of pairs without the baseline: each takes 1.4 MB and 10 ns a trajectory.
_MOST_PAIR_ROWS = 40


def store_results(
    builder: Builder,
    scenario: Scenario,
    books: dict[str, tuple[Ledger, MonthTotals]],
    units: Value | None,
    totals_only: bool = False,
) -> Layout:
    """Emit what stores the results; return where they are.

    Parameters
    ----------
    builder : Builder
    scenario : Scenario
    books : dict of str to (Ledger, MonthTotals)
        By strategy, in file order.
    units : Value, optional
        Their number so far, at the present horizon: what the cost per unit is divided by.
    totals_only : bool
        Whether TCO alone is stored.
    """
    horizon = _Horizon(builder)
    baseline = scenario.baseline
    barred = tuple(name for name in books if scenario.strategies[name].barred is not None)
    tco = {name: horizon.store(totals.tco) for name, (_, totals) in books.items()}
    barred = tuple(name for name in books if scenario.strategies[name].barred is not None)
    if totals_only:
        rows = horizon.close() * len(scenario.horizons)
        return Layout(tuple(books), baseline, scenario.horizons, horizon.rows, rows, tco=tco, barred=barred)
    pairs = _pairs(scenario)
    totals_of = {name: totals for name, (_, totals) in books.items()}
    savings = {(x, y): horizon.store(_saving(builder, totals_of[y], totals_of[x])) for x, y in pairs}
    break_even = {(x, y): horizon.store(_since(builder, totals_of[y], totals_of[x])) for x, y in pairs}
    cash = {name: horizon.store(totals.cash) for name, (_, totals) in books.items()}
    categories = {
        name: {category: horizon.store(value) for category, value in ledger.by_category().items()}
        for name, (ledger, _) in books.items()
    }
    lines = {
        name: {line: horizon.store(value) for line, (_, value) in ledger.lines.items()}
        for name, (ledger, _) in books.items()
    }
    resale = {
        name: horizon.store(at_horizon(builder, totals.resale))
        for name, (_, totals) in books.items()
        if totals.resale is not None
    }
    outputs = {
        name: {output: horizon.store(value) for output, value in ledger.outputs.items()}
        for name, (ledger, _) in books.items()
        if ledger.outputs
    }
    moves = {
        name: {
            stage: [horizon.store(at_horizon(builder, each)) for each in found] for stage, found in ledger.moves.items()
        }
        for name, (ledger, _) in books.items()
        if ledger.moves
    }
    filled = {
        outputs[name][output]: horizon.store(value)
        for name, (ledger, _) in books.items()
        for output, value in ledger.filled.items()
    }
    unit_cost = {}
    if units is not None:
        unit_cost = {
            name: horizon.store(apply(builder, "div", at_horizon(builder, totals.tco), units))
            for name, (_, totals) in books.items()
        }
    rivals = [at_horizon(builder, books[name][1].tco) for name in scenario.allowed]
    lowest = horizon.store(apply(builder, "min", *rivals)) if len(rivals) > 1 else None
    months = _Months(builder, following=horizon.close() * len(scenario.horizons))
    month_cash = {name: months.store(totals.month_cash) for name, (_, totals) in books.items()}
    month_tco = {name: months.store(totals.tco) for name, (_, totals) in books.items()}
    return Layout(
        strategies=tuple(books),
        baseline=baseline,
        horizons=scenario.horizons,
        horizon_rows=horizon.rows,
        tco=tco,
        savings=savings,
        break_even=break_even,
        cash=cash,
        categories=categories,
        lines=lines,
        resale=resale,
        outputs=outputs,
        moves=moves,
        filled=filled,
        unit_cost=unit_cost,
        month_cash=month_cash,
        month_tco=month_tco,
        rows=months.following,
        barred=barred,
        lowest=lowest,
    )


def _pairs(scenario: Scenario) -> list[tuple[str, str]]:
    """Return the pairs that are compared in full: each strategy with the baseline, then the other pairs if few."""
    baseline = scenario.baseline
    found = [(name, baseline) for name in scenario.strategies if name != baseline]
    rivals = [name for name in scenario.allowed if name != baseline]
    others = list(permutations(rivals, 2))  # in both orders: each may be the one that is recommended
    return found + others if len(others) * len(scenario.horizons) <= _MOST_PAIR_ROWS else found


class _Horizon:
    """Stores rows at each horizon."""

    def __init__(self, builder: Builder) -> None:
        self.builder = builder
        self.rows = 0
        self._stores: list[Instruction] = []

    def store(self, value: Value) -> int:
        builder = self.builder
        if not isinstance(value, Register):
            value = builder.emit(op.LOAD, s=builder.scalar_row(value), section=Section.HORIZON)
        self._stores.append(builder.change(op.STORE, Section.HORIZON, a=value, p=self.rows))
        self.rows += 1
        return self.rows - 1

    def close(self) -> int:
        """Set the distance to the next horizon's rows in each store; return the number of rows of a horizon."""
        for store in self._stores:
            store.q = self.rows
        return self.rows


class _Months:
    """Stores a row for each month."""

    def __init__(self, builder: Builder, following: int) -> None:
        self.builder = builder
        self.following = following

    def store(self, value: Value) -> int:
        self.builder.change(op.STORE_MONTH, Section.MONTH, a=self.builder.in_register(value), p=self.following)
        self.following += self.builder.months
        return self.following - self.builder.months


def _saving(builder: Builder, baseline: MonthTotals, rival: MonthTotals) -> Register:
    values = (builder.in_register(baseline.tco), builder.in_register(rival.tco))
    return builder.emit(op.SUBTRACT, *values, section=Section.HORIZON)


def _since(builder: Builder, baseline: MonthTotals, rival: MonthTotals) -> Register:
    """Return the month since which the rival has cost less so far; 0 where it has not."""
    since = builder.state(builder.number(0.0))
    values = (builder.in_register(rival.tco), builder.in_register(baseline.tco))
    builder.change(op.BREAK_EVEN, Section.MONTH, since, *values)
    return since
