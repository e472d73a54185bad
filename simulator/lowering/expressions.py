"""Lowering of quantities: a tree of numbers, names, draws and calls becomes a value."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from ...configs import Call, Draw, Expression, Name, Number, Tariff, walk
from ...configs.formulas.functions import MEMORY, OVER_LAWS
from ...distributions import Bernoulli, Conditioned, Counts, Law
from ..engine import operations as op
from .arithmetic import apply, product
from .builder import Builder, Register, Scalar, Section, Value
from .dependence import Dependence
from .inside_month import expected_again, mean_over
from .lag import lagged, with_actuals
from .probes import Probes
from .so_far import extreme_so_far, sum_of_period, sum_so_far
from .tariffs import lower_tariff, spelled_out
from .trace_rows import Tracer

__all__ = ["Context", "Ordinals", "point_of"]


@dataclass(frozen=True)
class Ordinals:
    """How the fresh draws of events are numbered: from 0 every month, or on from `base` through all months.

    `many`: so many can come in a month that they are not drawn one by one, except where `few` is not 0; without `few`,
    where there are at most 200.
    """

    base: Value | None = None
    many: bool = False
    few: Value | None = None


@lru_cache(maxsize=1024)  # as there are tables
def point_of(law: Law) -> float:
    """Return what a one-number-per-cell spreadsheet has in the place of a draw: the median, or a count's mean."""
    counted = isinstance(law.law if isinstance(law, Conditioned) else law, Bernoulli | Counts)
    return law.mean if counted else float(law.ppf(np.array([0.5]))[0])


#: Functions that are more than arithmetic.
_APART = {*MEMORY, *OVER_LAWS, "tariff"}

#: Lowers a `sum_of`: context, number of terms, the formula of a term.
SumOf: TypeAlias = "Callable[[Context, Expression, Expression], Value]"


@dataclass
class Context:
    """What lowering needs to know: the builder, what a name means here, and the draws made so far.

    Draws belong to the place where they are written: a strategy made with `like` finds those of its original here.
    """

    builder: Builder
    names: Callable[[str], Value]
    draws: dict[tuple[str, bool], Register] = field(default_factory=dict)
    probes: Probes | None = None  # None: inputs are not stored
    dependence: Dependence | None = None  # None: every draw is independent
    numbered: dict[Value, Ordinals] = field(default_factory=dict)  # by the count of a process of events
    remembered: dict[Expression, Value] = field(
        default_factory=dict
    )  # of calls that depend on the months before, whose names mean the same in all branches
    tracer: Tracer | None = None  # None: months are not asked for
    tariffs: Mapping[str, Tariff] = field(default_factory=dict)
    actuals: Callable[[str], tuple[float, ...]] = lambda _: ()  # what a name was until month 0
    largest: Callable[[Expression], float] = lambda _: 0.0  # of what a quantity may be in month 1, about
    sum_of: SumOf | None = None  # handed in, since sums are made of what is made of expressions

    def within(
        self,
        names: Callable[[str], Value],
        tracer: Tracer | None = None,
        actuals: Callable[[str], tuple[float, ...]] | None = None,
        largest: Callable[[Expression], float] | None = None,
    ) -> Context:
        """Return the same context with other names."""
        tracer = self.tracer if tracer is None else tracer
        actuals, largest = actuals or self.actuals, largest or self.largest
        return replace(self, names=names, tracer=tracer, actuals=actuals, largest=largest, remembered={})

    def value(self, expression: Expression, ordinals: Ordinals | None = None) -> Value:
        """Lower an expression; with `ordinals`, as the amount of one event: its draws are fresh."""
        if isinstance(expression, Name):
            return self.names(expression.name)
        if isinstance(expression, Number):
            return self.builder.number(expression.value)
        if isinstance(expression, Draw):
            return self._draw(expression) if ordinals is None else self._fresh(expression, ordinals)
        if isinstance(expression, Call) and expression.function == "mul":
            return product(self.builder, [self.value(factor, ordinals) for factor in factors(expression)])
        if isinstance(expression, Call) and expression.function not in _APART:
            values = [self.value(argument, ordinals) for argument in expression.arguments]
            return apply(self.builder, expression.function, *values)
        match expression:
            case Call(function) if function in MEMORY:
                if expression not in self.remembered:
                    self.remembered[expression] = self._remember(expression)
                return self.remembered[expression]
            case Call("tariff", (units, Name(name), *_)) if self.tariffs[name].months is None:
                return self._tariff(self.tariffs[name], units, ordinals)
            case Call("tariff", (units, Name(name), *entered)):
                if expression not in self.remembered:
                    self.remembered[expression] = self._tariff(self.tariffs[name], units, ordinals, *entered)
                return self.remembered[expression]
            case Call("expected", (f,)):
                spelled = spelled_out(f, self.tariffs)
                if spelled != f:  # its tiers can be integrated one by one, once their limits are seen
                    return self.value(expected_again(spelled), ordinals)
                return mean_over(self.builder, f, lambda part: self.value(part, ordinals))
            case Call("sum_of", (number, f)):
                assert self.sum_of is not None
                assert ordinals is None  # the checks refuse it
                return self.sum_of(self, number, f)
        raise AssertionError("variables have a meaning inside `expected` only")

    def prepare(self, expressions: Iterable[Expression]) -> None:
        """Lower what every month computes in expressions that a branch or loop will use: names, memories."""
        for expression in expressions:
            for part in walk(expression):
                if isinstance(part, Name) and part.name in self.tariffs:
                    self.prepare(price.expression for price in self.tariffs[part.name].prices().values())
                elif isinstance(part, Name) or (isinstance(part, Call) and self._remembers(part)):
                    self.value(part)

    def _remembers(self, call: Call) -> bool:
        """Return whether a call builds on earlier months."""
        match call:
            case Call("tariff", (_, Name(name), *_)):
                return self.tariffs[name].months is not None
        return call.function in MEMORY

    def _remember(self, call: Call) -> Value:
        builder = self.builder
        value = self.value(call.arguments[0])
        match call.function, call.arguments[1:]:
            case "so_far", (Number(months),):
                return sum_of_period(builder, value, int(months))
            case "max_so_far" | "min_so_far", ():
                return extreme_so_far(builder, call.function.removesuffix("_so_far"), value)
            case "lag", (Number(months), before):
                of, first = call.arguments[0], self.value(before)
                if isinstance(of, Name):
                    first = with_actuals(builder, first, int(months), self.actuals(of.name))
                return lagged(builder, value, int(months), first)
        return sum_so_far(builder, value)

    def _tariff(
        self, tariff: Tariff, units: Expression, ordinals: Ordinals | None, entered: Expression | None = None
    ) -> Value:
        """Return what units cost; prices are the same in all calls, also in those for each event."""
        prices = [self.value(tier.price.expression) for tier in tariff.tiers]
        begin = None if entered is None else self.value(entered)
        return lower_tariff(self.builder, tariff, prices, self.value(units, ordinals), begin)

    def _draw(self, draw: Draw) -> Register:
        key = (draw.address, draw.monthly)
        if key not in self.draws:
            self.draws[key] = self.draw(draw.law, draw.address, "month" if draw.monthly else "once", point_of(draw.law))
            self.probe(draw.address, self.draws[key])
            if self.tracer is not None:
                self.tracer.draw(draw, self.draws[key])
        return self.draws[key]

    def probe(self, address: str, value: Value, summed: bool = False) -> None:
        """Note what an input was in the trajectory: its value, its mean, or its total."""
        if self.probes is not None:
            self.probes.note(address, value, summed)

    def draw(self, law: Law, address: str, kind: str, point: float) -> Register:
        """Draw from a law once a trajectory (`kind` "once") or every month."""
        if self.dependence is not None and (address, kind) in self.dependence:
            return self.dependence.draw(law, address, kind, point)
        section = Section.ONCE if kind == "once" else Section.MONTH
        table = self.builder.number(self.builder.table(law, address))
        stream = self.builder.stream(address, kind, point)
        return self.builder.emit(op.DRAW, s=self.builder.scalar_row(table), p=stream, section=section)

    def _fresh(self, draw: Draw, ordinals: Ordinals) -> Register:
        builder = self.builder
        table, stream = self.event_stream(draw)
        base = None if ordinals.base is None else builder.in_register(ordinals.base)
        return builder.emit(op.DRAW_EVENT, b=base, s=table, p=stream, q=int(base is not None), section=Section.MONTH)

    def event_stream(self, draw: Draw) -> tuple[int, int]:
        """Return the scalar row of a draw's table and its stream, for draws that are fresh for every event."""
        table = self.builder.number(self.builder.table(draw.law, draw.address))
        return self.builder.scalar_row(table), self.builder.stream(draw.address, "event", point_of(draw.law))

    @contextmanager
    def only_in(self, when: Scalar) -> Iterator[None]:
        """As `Builder.only_in`; monthly draws made inside are forgotten afterwards, since other months lack them."""
        known = dict(self.draws)
        with self.builder.only_in(when):
            yield
        if not when.in_all_months:
            made = {key: value for key, value in self.draws.items() if key not in known and key[1]}
            for key in made:
                del self.draws[key]


def factors(expression: Expression) -> list[Expression]:
    """Return the factors of a product, in reading order."""
    if isinstance(expression, Call) and expression.function == "mul":
        return [factor for argument in expression.arguments for factor in factors(argument)]
    return [expression]
