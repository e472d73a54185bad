"""Warnings about counts below 0, which make costs negative.

A value alone does not show whether it may be negative: a credit, a saving or a change may be. So a name has to say that
something is counted: `requests_per_day`, `input_tokens`; and the unit of the cost per unit is a count by definition.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from ..formulas.expressions import Draw, Number, Quantity
from ..formulas.ranges import EVERYTHING, Range, expression_range
from ..model.scenario import Caution, Growth, Jumps, MeanReverting, Plan, Source, Steps, Unit
from ..model.strategies import Strategy

__all__ = ["negative_counts"]

_COUNTED: Final = (
    "calls|chats|conversations|customers|documents|emails|images|messages|orders|pages|queries|questions|requests|"
    "sessions|tickets|tokens|transactions|users|visitors|visits"
)
_PERIOD: Final = "second|minute|hour|day|week|month|quarter|year"
#: What is counted comes last, or before its period. A word in the name marks a change of a count.
_IS_COUNT: Final = re.compile(rf"(?:\w+_)?(?:{_COUNTED})(?:_(?:per|a)_(?:{_PERIOD}))?")
_IS_CHANGE: Final = re.compile(
    r"(?:^|_)(?:avoided|change|delta|difference|extra|fewer|gain|less|lost|more|net|new|saved|shift)(?:_|$)"
)
#: Probability below 0 above which there is a warning: rarer values are the tail of a normal law, not a mistake.
_SHARE: Final = 0.05


def negative_counts(
    drivers: Mapping[str, Source],
    strategies: Mapping[str, Strategy],
    unit: Unit | None,
    world: Mapping[str, Range],
    own: Mapping[str, Mapping[str, Range]],
) -> list[Caution]:
    """Return a warning for each count that is below 0, always or in more than 5 % of futures.

    Parameters
    ----------
    world : mapping of str to pair of float
        The ranges of the drivers and of the calendar.
    own : mapping of str to mapping
        By strategy, these and the ranges of its inputs.
    """
    found: dict[str, Caution] = {}
    scopes: list[tuple[Mapping[str, Source], Mapping[str, Range]]] = [(drivers, world)]
    scopes += [(strategy.inputs, own[name]) for name, strategy in strategies.items()]
    for sources, ranges in scopes:
        for name, source in sources.items():
            if _is_count(name):
                for caution in _below(_levels(source), ranges):
                    found.setdefault(caution.address, caution)
    if unit is not None:
        for caution in _below([unit.monthly], world):
            found.setdefault(caution.address, caution)
    return list(found.values())


def _is_count(name: str) -> bool:
    return _IS_COUNT.fullmatch(name) is not None and _IS_CHANGE.search(name) is None


def _levels(source: Source) -> Iterable[Quantity]:
    """Return the quantities of a source that are of its own size; what else it has are rates and times."""
    match source:
        case Quantity():
            return (source,)
        case Growth(initial=initial) | Jumps(initial=initial):
            return (initial,)
        case MeanReverting(mean=mean, initial=initial):
            return mean, initial
        case Steps(values=values):
            return values
        case Plan(address=address, values=numbers) if numbers:
            return (Quantity(f"{address}.values", Number(min(numbers)), f"{min(numbers):_.6g}"),)
    return ()


def _below(levels: Iterable[Quantity], ranges: Mapping[str, Range]) -> Iterator[Caution]:
    """Yield a warning for each quantity that is negative: a number, a law, or a formula in every case."""
    import numpy as np

    for level in levels:
        expression = level.expression
        if isinstance(expression, Number):
            if expression.value < 0.0:
                yield Caution(level.address, f"{level.text}: a count below 0 makes costs negative")
        elif isinstance(expression, Draw):
            share = 0.0 if expression.law.support[0] >= 0.0 else float(expression.law.cdf(np.array([0.0]))[0])
            if share > _SHARE:
                yield Caution(
                    level.address,
                    f"{level.text}: below 0, which makes costs negative, with probability {share:.2g}; "
                    "`min = 0` excludes that",
                )
        else:
            low, high = expression_range(expression, lambda name: ranges.get(name, EVERYTHING))
            if low < 0.0 and high <= 0.0:
                yield Caution(level.address, f"{level.text}: this count is never above 0, and makes costs negative")
