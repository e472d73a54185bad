"""Warnings about a scenario that can be run: distributions with extreme tails, unused names, implausible values."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from ..formulas.expressions import Call, Draw, Expression, Number, Quantity
from ..formulas.ranges import EVERYTHING, Range, expression_range
from ..model.draws import quantities_of, quantities_of_strategy
from ..model.names import line_names, mentioned
from ..model.scenario import Caution, Growth, Source, Tariff, Unit
from ..model.strategies import Strategy, fact
from ..text.spelling import rough_percent
from .early_units import early_units
from .event_counts import counts_times_laws
from .negative_counts import negative_counts
from .open_periods import open_periods
from .out_of_domain import values_out_of_domain
from .schedules import lags_beyond, schedule_cautions
from .shared_values import shared_values
from .sparse_sums import sparse_sums
from .zero_shares import zero_shares

__all__ = ["cautions"]

T = TypeVar("T")

#: Fraction of a distribution's mean that may lie beyond what a run can sample before there is a warning.
LOSS = 1e-4

#: Smallest probability that `min` and `max` may keep; less usually means a window in another unit.
LEFT = 1e-6

#: Growth a year above this, 1_000 %, is usually a percentage without its sign.
STEEP = 10.0

#: Growth a month above this, 50 %, multiplies a value by more than ten thousand in two years; where a ceiling stops it
#: the limit is that of a year.
STEEP_MONTH = 0.5

#: A discount rate above this, 100 % a year, is usually a percentage without its sign.
STEEP_DISCOUNT = 1.0

#: What an infinite variance means for a result.
_ENDLESS = "no run can tell how certain the mean and the worst 5 % are; set a largest value with `max`"

#: `2_000 +- 500`, `2_000 / month`: arithmetic that seldom is.
_SPREAD = re.compile(r"(\d[\d_]*(?:\.\d+)?)\s*\+-\s*(\d[\d_]*(?:\.\d+)?)", re.ASCII)
_PER_MONTH = re.compile(r"(\d[\d_]*(?:\.\d+)?)\s*/\s*month", re.ASCII)

_WRITTEN = 15  # decimal digits of a multiple, at most


def cautions(
    drivers: dict[str, Source],
    strategies: dict[str, Strategy],
    unit: Unit | None,
    horizons: tuple[int, ...],
    discount_rate: float,
    world: Mapping[str, Range],
    own: Mapping[str, Mapping[str, Range]],
) -> tuple[Caution, ...]:
    """Return the warnings of a checked scenario.

    Parameters
    ----------
    horizons : tuple of int
        Months.
    discount_rate : float
        A year, as a fraction.
    world : mapping of str to pair of float
        The ranges of the drivers and of the calendar.
    own : mapping of str to mapping
        By strategy, those of its inputs as well.
    """
    alone = [_alone(quantity for quantity, _ in quantities_of(drivers, {}, unit)), *map(_inside, strategies.values())]
    return (
        *_steep_discount(discount_rate),
        *_unused(drivers, set[str]().union(*(part.names for part in alone))),
        *schedule_cautions(drivers, strategies, world, own, max(horizons)),
        *lags_beyond(drivers, strategies, unit, max(horizons)),
        *open_periods(strategies, horizons),
        *early_units(drivers, strategies),
        *_odd_residuals(strategies, max(horizons)),
        *_steep_growth(drivers, strategies, max(horizons)),
        *_large_buffers(strategies),
        *_merged(part.misread for part in alone),
        *_merged(part.narrow for part in alone),
        *negative_counts(drivers, strategies, unit, world, own),
        *values_out_of_domain(drivers, strategies),
        *shared_values(drivers, strategies),
        *zero_shares(drivers),
        *counts_times_laws(drivers, strategies, unit),
        *sparse_sums(drivers, strategies, unit),
        *_heavy(_merged(part.tails for part in alone)),
    )


class _Alone(NamedTuple):
    """What some quantities show without the rest of a scenario; warnings and draws by address."""

    names: set[str]
    misread: dict[str, Caution]
    narrow: dict[str, Caution]
    tails: dict[str, Draw]


@fact
def _inside(strategy: Strategy) -> _Alone:
    found = _alone(quantity for quantity, _ in quantities_of_strategy(strategy))
    for line in strategy.lines.values():
        found.names.update(line_names(line))
    return found


def _alone(found: Iterable[Quantity]) -> _Alone:
    quantities = list(found)
    return _Alone(set(mentioned(quantities)), _misread(quantities), _narrow_windows(quantities), _tails(quantities))


def _merged(found: Iterable[dict[str, T]]) -> list[T]:
    """Return what there is by address, the last of each."""
    whole: dict[str, T] = {}
    for each in found:
        whole |= each
    return list(whole.values())


def _unused(drivers: dict[str, Source], used: set[str]) -> list[Caution]:
    whole = {name.partition(".")[0] for name in used if "." in name}  # one share of a driver takes all its entries
    return [
        Caution(source.address, f"no formula uses the {_kind(source)} `{name}`: it changes nothing")
        for name, source in drivers.items()
        if name not in used and (isinstance(source, Tariff) or name.partition(".")[0] not in whole)
    ]


def _kind(source: Source) -> str:
    return "tariff" if isinstance(source, Tariff) else "driver"


def _odd_residuals(strategies: dict[str, Strategy], last: int) -> list[Caution]:
    """Return a warning for each residual that leaves 0 to 1 as the purchase ages."""
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        for line in strategy.lines.values():
            if line.residual is None:
                continue
            ends = expression_range(line.residual.expression, lambda n: (0.0, last) if n == "age" else EVERYTHING)
            words = []
            if -math.inf < ends[0] < 0.0:
                words.append(
                    f"this residual falls to {ends[0]:.3g} of the price, and below 0 it is a charge; "
                    f'write "max(0, {line.residual.text})" to stop at 0'
                )
            if 1.0 < ends[1] < math.inf:
                words.append(
                    f"this residual rises to {ends[1]:.3g} of the price, which is more than was paid; "
                    f'write "min(1, {line.residual.text})" to stop at 1'
                )
            if words:
                found[line.residual.address] = Caution(line.residual.address, "; ".join(words))
    return list(found.values())


def _steep_discount(rate: float) -> list[Caution]:
    if rate <= STEEP_DISCOUNT:
        return []
    return [Caution("discount_rate", f"{100 * rate:_.6g} % a year{_lost_sign(rate)}")]


def _large_buffers(strategies: dict[str, Strategy]) -> list[Caution]:
    """Return a warning for each buffer above everything that it is a share of."""
    found: dict[str, Caution] = {}
    for strategy in strategies.values():
        share = None if strategy.buffer is None else strategy.buffer.share
        if share is not None and isinstance(share.expression, Number) and share.expression.value > 1.0:
            message = f"{100 * share.expression.value:_.6g} % of what it is added to"
            found[share.address] = Caution(share.address, message + _lost_sign(share.expression.value))
    return list(found.values())


def _misread(quantities: list[Quantity]) -> dict[str, Caution]:
    """Return a warning for each text that is arithmetic here and was probably meant as something else."""
    found: dict[str, Caution] = {}
    for quantity in quantities:
        if spread := _SPREAD.fullmatch(quantity.text):
            middle, around = (float(part.replace("_", "")) for part in spread.groups())
            message = f"this is {middle:_.15g} - {around:_.15g} = {middle - around:_.15g}; for an interval write "
            message += f'"{middle - around:_.15g} to {middle + around:_.15g}"'
            found[quantity.address] = Caution(quantity.address, message)
        elif each := _PER_MONTH.fullmatch(quantity.text):
            first = float(each[1].replace("_", ""))
            message = f"`month` is the number of the month: {first:_.6g} in month 1, {first / 2:_.6g} in month 2, "
            message += f"{first / 12:_.6g} in month 12; for the same in every month write {each[1]}"
            found[quantity.address] = Caution(quantity.address, message)
    return found


def _lost_sign(share: float) -> str:
    """Return how a percentage is written, where a number may be one without its sign."""
    return f"; {share:.6g} % is {share / 100:.6g}" if share <= 100.0 else ""


def _steep_growth(drivers: dict[str, Source], strategies: dict[str, Strategy], last: int) -> list[Caution]:
    """Return a warning for each growth, a number or a median, that was probably meant in percent."""
    import numpy as np

    found: dict[str, Caution] = {}
    for source in (*drivers.values(), *(source for other in strategies.values() for source in other.inputs.values())):
        if not isinstance(source, Growth):
            continue
        match source.growth.expression:
            case Number(value=growth):
                pass
            case Draw(law=law):
                growth = float(law.ppf(np.array([0.5]))[0])
            case _:
                continue
        if growth > (STEEP if source.per_year or source.ceiling is not None else STEEP_MONTH):
            every = "year" if source.per_year else "month"
            message = f"{100 * growth:_.6g} % a {every}"
            if source.ceiling is None:
                times = (last - 1) / (12.0 if source.per_year else 1.0) * math.log10(1.0 + growth)
                message += f": times {10.0**times:_.3g} by month {last}" if times < _WRITTEN else ""
            if lost := _lost_sign(growth):
                message += f'{lost} or "{growth:.6g}%"'
            found[source.growth.address] = Caution(source.growth.address, message)
    return list(found.values())


def _narrow_windows(quantities: list[Quantity]) -> dict[str, Caution]:
    """Return a warning for each distribution whose `min` and `max` keep almost nothing."""
    from ...distributions import Conditioned

    found: dict[str, Caution] = {}
    for quantity in quantities:
        for draw in quantity.draws:
            if isinstance(draw.law, Conditioned) and draw.law.share_left < LEFT:
                keys = [key for key, end in (("min", draw.law.low), ("max", draw.law.high)) if end is not None]
                message = f"`{'` and `'.join(keys)}` keep{'s' * (len(keys) < 2)} almost none of the distribution"
                message += f" (probability {draw.law.share_left:.2g}); are the units the same?"
                found[draw.address] = Caution(draw.address, message)
    return found


def _tails(quantities: list[Quantity]) -> dict[str, Draw]:
    """Return the draws whose tails may be too long."""
    return {
        draw.address: draw
        for quantity in quantities
        if quantity.draws
        for draw in _uncapped(quantity.expression)
        if _has_a_tail(draw)
    }


def _heavy(draws: list[Draw]) -> list[Caution]:
    """Return a warning for each distribution of infinite variance, or of whose moments a run samples only a part."""
    from ...distributions import lattice_loss

    found = []
    for draw in draws:
        address, endless = draw.address, not math.isfinite(draw.law.sd)
        if endless:
            found.append(Caution(address, f"the variance of this distribution is infinite: {_ENDLESS}"))
        for moment, name in ((1, "mean"),) if endless else ((1, "mean"), (2, "variance")):
            loss = lattice_loss(draw.law, moment)
            if loss > LOSS:
                message = f"about {rough_percent(loss)} of this distribution's {name} comes from values too rare to be "
                message += "sampled by any run; with fewer futures a result misses more"
                found.append(Caution(address, message))
                break
    return found


def _uncapped(expression: Expression) -> Iterator[Draw]:
    """Yield the draws of a quantity, but for those with a least value whose tail a `min` or `clip` cuts off."""
    if isinstance(expression, Draw):
        yield expression
    elif isinstance(expression, Call):
        for argument in expression.arguments:
            capped = expression.function in ("min", "clip")
            if not (capped and isinstance(argument, Draw) and argument.law.support[0] > -math.inf):
                yield from _uncapped(argument)


def _has_a_tail(draw: Draw) -> bool:
    """Return whether the loss of a law is worth computing, which takes time.

    A rule: bounded laws have no tail to lose, and an unbounded law is checked only if its sd exceeds three times the
    size of its mean.
    """
    low, high = draw.law.support
    if low > -math.inf and high < math.inf:
        return False
    return not draw.law.sd <= 3.0 * abs(draw.law.mean)
