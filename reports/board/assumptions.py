"""Every number and distribution of a file: as written, as drawn, its source, and the source's age."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ...configs import Correlation, Draw, Number, Quantity, Scenario
from ...configs.addresses import AddressPlace, is_written, plain_lists, plain_value, written_places
from ...configs.listed import prices
from ...configs.text.spelling import listed
from ...distributions import Conditioned
from ...simulator.decision.input_facts import input_facts
from ...simulator.decision.leading import MovedMean
from ..stories.footer import dates_in
from ..words.correlations import correlation_words
from ..words.laws import law_name, law_numbers, law_parameters, law_window
from ..words.layout import clean
from ..words.names import input_names, input_owner, labels_of
from ..words.numbers import on_average

__all__ = ["STALE", "STALE_SOURCE_DAYS", "Assumption", "assumptions", "source_words", "weighed"]

Array = NDArray[np.float64]

#: Older prices need a check: list prices of tokens and rented GPUs change within half a year.
STALE_SOURCE_DAYS = 180
#: Both limits in words; what a formula looks up was typed by nobody, so its price is checked earlier.
STALE = f"{STALE_SOURCE_DAYS} days (a listed price: {prices.STALE_PRICE_DAYS} days)"
#: Replaces the comment of a value that was set for one run.
_SET = "set for this run, not in the file"
_UNCUT = 1_000_000
_PLAIN, _FORMULA = "plain number", "formula"


@dataclass(frozen=True, slots=True)
class Assumption:
    """A number or a law of the file; all texts are plain, on one line.

    Attributes
    ----------
    address : str
    owner : str
        A strategy's label, or `every strategy`.
    name : str
    written : str
        As the file has it; of a law inside a formula the formula.
    law : str
        The law and its parameters, `plain number`, or `formula`.
    low, mean, high : float or None
        P5, mean and P95 of the law as it is drawn; of a plain number the number; None for a formula.
    drawn : str
        How often; empty for what is not drawn.
    source : str
        The comment beside it, or beside its table.
    dated : date or None
        The newest day in the source.
    age_days : int or None
        From then to the day of the report.
    stale : bool
        Whether that is more than `STALE_SOURCE_DAYS`; of what looks up a listed price more than its limit.
    percent : bool
        Whether its numbers are shares or rates, which are read in percent.
    effect, effect_se : float or None
        By how much it moves the mean of what the report explains, from its lowest tenth to its highest, and the
        standard error; None where that is noise.
    """

    address: str
    owner: str
    name: str
    written: str
    law: str
    low: float | None
    mean: float | None
    high: float | None
    drawn: str
    source: str
    dated: date | None
    age_days: int | None
    stale: bool
    percent: bool = False
    effect: float | None = None
    effect_se: float | None = None


@dataclass(frozen=True, slots=True)
class _Given:
    """What is given at an address, without words around it."""

    address: str
    written: str
    law: str
    numbers: tuple[float | None, float | None, float | None] = (None, None, None)
    drawn: str = ""
    listed: tuple[prices.Listed, ...] = ()


def assumptions(scenario: Scenario, made: date) -> tuple[Assumption, ...]:
    """Return what a file gives as number, law or formula, in reading order.

    Drivers, settings of processes, inputs, amounts and times of cost lines, launch, buffer, unit, correlations, the
    discount rate, and budgets. Inherited values are listed once, where they are written; defaults are left out.

    Parameters
    ----------
    scenario : Scenario
    made : date
        Ages are counted to this day.
    """
    labels = labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _UNCUT)
    given = list(_given(scenario))
    names = _names(scenario, [item.address for item in given], labels)
    sources = _sources(scenario, [item.address for item in given])
    facts = input_facts(scenario, (item.address for item in given))
    return tuple(
        Assumption(
            item.address,
            clean(input_owner(item.address, labels)),
            clean(names[item.address]),
            clean(item.written),
            clean(item.law),
            *item.numbers,
            item.drawn,
            source := "; ".join(filter(None, (sources[item.address], *(price.words for price in item.listed)))),
            dated := max(dates_in(source), default=None),
            age := None if dated is None else (made - dated).days,
            age is not None and age > (prices.STALE_PRICE_DAYS if item.listed else STALE_SOURCE_DAYS),
            facts.get(item.address, {}).get("percent", False),
        )
        for item in given
    )


def weighed(
    given: Sequence[Assumption], scenario: Scenario, made: date, moved: MovedMean, values: Mapping[str, Array]
) -> tuple[Assumption, ...]:
    """Return assumptions by their effect; those without one follow in reading order.

    A process or a line of events has an effect as a whole: its range is that of its mean over the months, or of its
    total cost, in the sample.

    Parameters
    ----------
    given : sequence of Assumption
        As `assumptions` gives them.
    scenario : Scenario
    made : date
    moved : MovedMean
    values : mapping of str to float64, shape (futures,)
        Inputs of the sample, by address.
    """
    known = {item.address: item for item in given}
    wholes = [item.address for item in moved.leading_all if item.address not in known]
    labels = labels_of({name: strategy.label for name, strategy in scenario.strategies.items()}, _UNCUT)
    names = input_names([item.address for item in moved.leading_all], labels, owners_shown=True)
    sources, facts = _sources(scenario, wholes), input_facts(scenario, wholes)
    for address in wholes:
        low, high = (_as_typed(float(x)) for x in np.quantile(values[address], [0.05, 0.95]))
        source = sources[address]
        dated = max(dates_in(source), default=None)
        age = None if dated is None else (made - dated).days
        law = "events, their total cost" if ".costs." in address else "process, its mean over the months"
        if ".costs." not in address:
            names[address] += f", {on_average(moved.horizon)}"
        stale = age is not None and age > STALE_SOURCE_DAYS
        owner, mean = clean(input_owner(address, labels)), float(values[address].mean())
        percent = facts[address]["percent"]
        known[address] = Assumption(
            address, owner, clean(names[address]), "", law, low, mean, high, "", source, dated, age, stale, percent
        )
    first = [
        replace(known.pop(item.address), name=clean(names[item.address]), effect=item.effect, effect_se=item.effect_se)
        for item in moved.leading_all
    ]
    return (*first, *known.values())


def source_words(items: Sequence[Assumption]) -> str:
    """Return how many assumptions have a source with its day, one without, and none."""
    dated, stale = sum(item.dated is not None for item in items), sum(item.stale for item in items)
    sourced = sum(bool(item.source) for item in items)
    old = f" ({stale} of them to be checked: older than {STALE_SOURCE_DAYS} days)" if stale else ""
    later = sum(item.age_days is not None and item.age_days < 0 for item in items)
    after = f"; {later} {'is' if later == 1 else 'are'} dated after this report" if later else ""
    rest = f"{sourced - dated:,} a source without a day, {len(items) - sourced:,} no source"
    return f"{dated} of {len(items):,} assumptions have a source dated to the day{old}, {rest}{after}"


def _given(scenario: Scenario) -> Iterator[_Given]:
    if plain_value(scenario, "discount_rate") is not None or scenario.discount_rate:
        yield _number("discount_rate", scenario.discount_rate, f"{100.0 * scenario.discount_rate:.10g}% a year")
    places = written_places(scenario)
    for address, place in places.items():
        part = place.part
        if isinstance(part, Quantity):
            yield replace(_quantity(part, place), listed=part.listed)
        elif isinstance(part, Draw):
            around = places[address.partition("#")[0]].part
            if isinstance(around, Quantity) and around.expression is not part:  # else it was listed with it
                yield replace(_draw(part, place, around.text), listed=around.listed)
        elif isinstance(part, Correlation):
            rank = part.rank[0][1] if len(part.between) == 2 else None
            words = f"{'t' if part.df is not None else 'Gaussian'} copula, rank correlation"
            yield _Given(address, correlation_words(part), words, (rank, rank, rank))
        else:
            yield from _settings(scenario, address, part)


def _settings(scenario: Scenario, address: str, part: object) -> Iterator[_Given]:
    """Yield the plain numbers of a strategy, a line or a process that are no quantities."""
    for key in ("budget_per_month", "commitment", "notice", "months", "paid_after"):
        value = getattr(part, key, None)
        if isinstance(value, int | float) and is_written(scenario, f"{address}.{key}"):
            yield _number(f"{address}.{key}", value)
    for key, numbers in plain_lists(part).items():
        law = "12 factors, month by month, over and over" if key == "season" else f"{len(numbers)} numbers by month"
        yield _Given(f"{address}.{key}", _listed(numbers), f"{law}: mean {sum(numbers) / len(numbers):.4g}")


def _listed(numbers: tuple[float, ...]) -> str:
    """Return a list as text, cut after a year."""
    more = f" and {len(numbers) - 12} more" if len(numbers) > 12 else ""
    return ", ".join(f"{item:.10g}" for item in numbers[:12]) + more


def _number(address: str, value: float, written: str | None = None) -> _Given:
    return _Given(address, f"{value:,.10g}" if written is None else written, _PLAIN, (value, value, value))


def _quantity(quantity: Quantity, place: AddressPlace) -> _Given:
    expression = quantity.expression
    if isinstance(expression, Number):
        value = float(expression.value)
        if quantity.address.endswith(".actuals"):  # their number is in the text
            return _Given(place.address, quantity.text, f"measured: {quantity.text.partition(', ')[2]}", (value,) * 3)
        kept = "%" in quantity.text or quantity.day is not None or quantity.listed
        written = quantity.shown if kept else None
        return _number(place.address, value, written)
    if isinstance(expression, Draw):
        return _draw(expression, place, quantity.text)
    return _Given(place.address, quantity.text, _FORMULA)


def _draw(draw: Draw, place: AddressPlace, written: str) -> _Given:
    cut = isinstance(draw.law, Conditioned) and draw.law.share_left < 1.0
    window = law_window(draw.law) if cut else ""
    law = f"{law_name(draw.law)}: {law_parameters(draw.law)}" + (f"; {window}" if window else "")
    numbers = law_numbers(draw.law)
    low, mean, high = (_as_typed(numbers[key]) for key in ("P5", "mean", "P95"))
    drawn = "each month" if draw.monthly else place.again or "once in each future"
    return _Given(draw.address, written, law, (low, mean, high), drawn)


def _as_typed(value: float) -> float | None:
    """Return a number without the digits that are rounding: the ends of `3 to 9` come back as 3 and 9."""
    return float(f"{value:.12g}") if math.isfinite(value) else None


def _names(scenario: Scenario, addresses: list[str], labels: dict[str, str]) -> dict[str, str]:
    """Return plain words for each address; a law inside a formula is called by the formula and its place in it."""
    whole = dict.fromkeys(address.partition("#")[0] for address in addresses)
    names = {address: words.replace("_", " ") for address, words in input_names(list(whole), labels, True).items()}
    names |= _own_names(scenario)
    for address in addresses:
        place, inside, ordinal = address.partition("#")
        if inside:
            names[address] = f"{names[place]}, distribution {ordinal} in it" if place in addresses else names[place]
    return names


def _own_names(scenario: Scenario) -> dict[str, str]:
    """Return names of what has none of its own in the file."""
    found = {"unit.monthly": f"{scenario.unit.name}, a month"} if scenario.unit is not None else {}
    found["discount_rate"] = "discount rate, a year"
    for name, strategy in scenario.strategies.items():
        found[f"strategies.{name}.budget_per_month"] = "budget, a month"
        found |= {f"strategies.{name}.outputs.{key}": f"{key.replace('_', ' ')} (reported)" for key in strategy.outputs}
    for correlation in scenario.correlations:
        names = input_names(list(correlation.between), {n: s.label for n, s in scenario.strategies.items()}, False)
        found[correlation.address] = f"dependence between {listed(list(names.values()))}"
    return found


def _sources(scenario: Scenario, addresses: list[str]) -> dict[str, str]:
    """Return the comment on each address; without one, that of the table around it."""
    comments: Mapping[str, str] = {} if scenario.origin is None else scenario.origin.comments()
    settings = () if scenario.origin is None else tuple(scenario.origin.settings)
    found = {}
    for address in addresses:
        keys = tuple(address.partition("#")[0].split("."))
        overridden = any(keys[: len(path)] == path for path in settings)
        comment = next((clean(said) for at in _around(keys) if (said := comments.get(at))), "")
        found[address] = _SET if overridden else comment
    return found


def _around(keys: tuple[str, ...]) -> Iterator[str]:
    """Yield an address and those of the tables around it, as far as they are about this one thing."""
    yield ".".join(keys)
    for length in range(len(keys) - 1, 0, -1):
        if keys[:length] in (("drivers",), ("tariffs",), ("correlations",)):
            return
        if keys[0] == "strategies" and (length < 3 or (length == 3 and keys[2] in ("inputs", "costs", "outputs"))):
            return
        yield ".".join(keys[:length])
