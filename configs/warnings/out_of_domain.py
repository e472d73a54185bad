"""Warnings about values that leave their domain in some futures: shares, probabilities, costs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np

from ..checks.bounds import CALENDAR_RANGES, ranges_in_order, source_ranges, sources_in_order
from ..formulas.expressions import Call, Draw, Expression, Quantity, walk
from ..formulas.laws import probability_of
from ..formulas.quantity import constant_text
from ..formulas.ranges import EVERYTHING, Range, expression_range
from ..glimpse import Glimpse, beginning
from ..model.names import line_quantities, source_quantities
from ..model.scenario import Caution, Source
from ..model.strategies import Line, Strategy, fact
from ..text.spelling import rough_percent

__all__ = ["values_out_of_domain"]

#: Fraction of futures above which there is a warning.
_OFTEN = 1e-3

#: A line that is negative in this fraction of futures, or more, is meant as a credit.
_CREDIT = 0.999

#: An interval of percentages: `60% to 98%`, `to(60%, 98%)`, `{ dist = "to", low = "60%", high = "98%" }`.
_PERCENTAGES = re.compile(
    r"^\s*([\d._]+%)\s+to\s+([\d._]+%)\s*$|(?<![\w.])to\s*\(\s*([\d._]+%)\s*,\s*([\d._]+%)\s*\)|"
    r'^\{ dist = "to", low = "([\d._]+%)", high = "([\d._]+%)" \}$',
    re.ASCII,
)

#: Names of what is a part of 1; a few are larger, such as an engineer's share of 1.2, but not `_PERCENT` times.
_OF_1 = ("share", "fraction", "probability", "chance")
_PERCENT = 5.0

#: What an increase follows: `1 + to(2%, 40%)`.
_ADDED_TO_1 = re.compile(r"(?<![\w.])1\s*\+\s*$")

#: Percentages that may pass 100 %.
_UNLIMITED = re.compile(r"(?:^|_)(?:growth|increase|inflation|markup|margin|noise|overhead|rise|volatility)(?:_|$)")


def values_out_of_domain(drivers: Mapping[str, Source], strategies: Mapping[str, Strategy]) -> list[Caution]:
    """Return the warnings; what is inherited is named once, at its original."""
    known = source_ranges(_at_first(drivers), CALENDAR_RANGES)
    found = list(_of_scope(_to_look_at(drivers, ()), (), Glimpse(drivers), known))
    for strategy in strategies.values():
        glimpse = Glimpse({**drivers, **strategy.inputs})
        ranges = ranges_in_order(_inputs_at_first(strategy), known)
        found += _of_scope(_inside(strategy), strategy.lines.values(), glimpse, ranges)
    first: dict[str, Caution] = {}
    for caution in found:
        first.setdefault(caution.address, caution)
    return list(first.values())


class _ToLookAt(NamedTuple):
    """A quantity that may leave its domain, and what of it is looked at."""

    quantity: Quantity
    above_1: list[Caution]
    is_share: bool  # by its name
    probabilities: list[Expression]
    units: list[Expression]  # of tariffs


@fact
def _inside(strategy: Strategy) -> list[_ToLookAt]:
    return _to_look_at(strategy.inputs, strategy.lines.values())


def _to_look_at(sources: Mapping[str, Source], lines: Iterable[Line]) -> list[_ToLookAt]:
    quantities = {f"{name}.{key}": part for name, source in sources.items() for key, part in _parts(source)}
    quantities |= {f"{line.name}.{key}": part for line in lines for key, part in line_quantities(line).items()}
    found = []
    for key, quantity in quantities.items():
        is_share = quantity.address.rpartition(".")[2].endswith(_OF_1)
        calls = [part for part in walk(quantity.expression) if isinstance(part, Call)]
        probabilities = [chance for call in calls if (chance := probability_of(call)) is not None]
        units = [call.arguments[0] for call in calls if call.function == "tariff"]
        found.append(_ToLookAt(quantity, list(_above_1(key, quantity)), is_share, probabilities, units))
    return [each for each in found if any(each[1:])]


def _of_scope(
    inside: list[_ToLookAt], lines: Iterable[Line], glimpse: Glimpse, ranges: Mapping[str, Range]
) -> Iterator[Caution]:
    for quantity, above_1, is_share, probabilities, units in inside:
        yield from above_1
        if is_share:
            yield from _without_percent(quantity, glimpse, ranges)
        for probability in probabilities:
            yield from _no_probability(quantity, probability, glimpse)
        for number in units:
            yield from _negative_units(quantity, number, glimpse)
    yield from _negative_lines(lines, glimpse, ranges)


@fact
def _inputs_at_first(strategy: Strategy) -> dict[str, Source]:
    return sources_in_order(_at_first(strategy.inputs))


def _at_first(sources: Mapping[str, Source]) -> dict[str, Source]:
    """Return what the sources are in month 1."""
    return {name: beginning(source) or source for name, source in sources.items()}


def _range(expression: Expression, ranges: Mapping[str, Range]) -> Range:
    return expression_range(expression, lambda name: ranges.get(name, EVERYTHING))


def _parts(source: Source) -> Iterable[tuple[str, Quantity]]:
    return source_quantities(source).items()


def _above_1(key: str, quantity: Quantity) -> Iterator[Caution]:
    """Yield a warning for an interval of percentages up to 100 % that passes it: a lognormal law has no upper end."""
    if "%" not in quantity.text or any(map(_UNLIMITED.search, key.split("."))):
        return
    for match in _PERCENTAGES.finditer(quantity.text):
        if _ADDED_TO_1.search(quantity.text[: match.start()]):
            continue
        low, high = (end for end in match.groups() if end is not None)
        ends = constant_text(low), constant_text(high)
        if ends[0] is None or ends[1] is None or not 0.0 < ends[0] < ends[1] <= 1.0:
            continue
        from ...distributions import make_law  # not imported unless needed

        above = float(make_law("to", {"low": ends[0], "high": ends[1]}).sf(np.array([1.0]))[0])
        if above > _OFTEN:
            message = f"above 100 % in {rough_percent(above)} of futures; "
            inside = "" if isinstance(quantity.expression, Draw) else f"{match[0]} is "
            share = f"share({low}, {high})" if inside else f'"share({low}, {high})"'
            yield Caution(quantity.address, f"{inside}{message}if it is a share, write {share}")
            return


def _without_percent(quantity: Quantity, glimpse: Glimpse, ranges: Mapping[str, Range]) -> Iterator[Caution]:
    """Yield a warning for a share that is written as a number of percent: 70 for 70 %."""
    if _range(quantity.expression, ranges)[1] <= _PERCENT:
        return
    name = quantity.address.rpartition(".")[2]
    values = glimpse.values(quantity.expression)
    if values is not None and float(np.mean(values > _PERCENT)) > 1.0 - _OFTEN:
        message = f'`{name}` is above {_PERCENT:g} in nearly all futures; a share of 70 % is written 0.7 or "70%"'
        yield Caution(quantity.address, message)


def _no_probability(quantity: Quantity, probability: Expression, glimpse: Glimpse) -> Iterator[Caution]:
    """Yield a warning for the probability of a `bernoulli` that is a formula and leaves 0 to 1."""
    values = glimpse.values(probability)
    if values is None:
        return
    for words, share in (
        ("below 0, which counts as 0,", values < 0.0),
        ("above 1, which counts as 1,", values > 1.0),
    ):
        if (often := float(np.mean(share))) > _OFTEN:
            yield Caution(quantity.address, f"the probability is {words} in about {rough_percent(often)} of futures")


def _negative_units(quantity: Quantity, units: Expression, glimpse: Glimpse) -> Iterator[Caution]:
    """Yield a warning for a tariff of a number of units that falls below 0: a run would stop there."""
    values = glimpse.values(units)
    if values is not None and (often := float(np.mean(values < 0.0))) > 0.0:
        message = f"the units of this tariff are below 0 in about {rough_percent(often)} of futures, "
        yield Caution(quantity.address, message + "where a run stops; write max(0, ...) around them")


def _negative_lines(lines: Iterable[Line], glimpse: Glimpse, ranges: Mapping[str, Range]) -> Iterator[Caution]:
    """Yield a warning for each line whose amount is negative in some futures, but not in nearly all."""
    for line in lines:
        expression, text = line.amount.expression, line.amount.text
        if _range(expression, ranges)[0] >= 0.0:
            continue
        values = glimpse.values(expression)
        if values is None:
            continue
        often = float(np.mean(values < 0.0))
        if _OFTEN < often < _CREDIT:
            offer = "add `min = 0`" if isinstance(expression, Draw) else f'write "max(0, {text})"'
            message = f"this cost is below 0 in about {rough_percent(often)} of futures, already in month 1; "
            yield Caution(line.amount.address, message + f"{offer} where it cannot be a credit")
