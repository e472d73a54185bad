"""What is known about one address of a scenario: a heading and a sentence for each fact."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence

from ...configs import (
    Buffer,
    Correlation,
    Draw,
    EventSeries,
    Line,
    MixPart,
    Name,
    Number,
    Process,
    Quantity,
    Requirement,
    Scenario,
    Strategy,
    Switch,
    Tariff,
    walk,
)
from ...configs.addresses import AddressPlace, all_places
from ...configs.model.draws import quantities_in
from ...configs.model.names import event_values
from ...configs.model.requirements import words_of
from ...configs.model.strategies import Output
from ...configs.text.spelling import listed
from ..words.laws import law_name, law_numbers, law_parameters, law_window, law_words
from ..words.layout import clean, left, wrap
from ..words.month_names import MonthNames
from ..words.names import OUTPUT_FIGURES, label_of
from ..words.numbers import full_number, number
from .processes import later_words, part_words, switch_words, tariff_words
from .sampled_value import Estimator
from .value_in_month import Moment, moment_of, numbers_words, value_facts

__all__ = ["WIDTH", "fact", "facts", "paid"]

#: Columns of an explanation.
WIDTH = 100

_MARGIN = 10


def fact(heading: str, text: str) -> list[str]:
    """Return a heading and a sentence beside it; nothing for an empty sentence."""
    words = clean(text)
    return wrap(words, WIDTH, left(heading, _MARGIN), " " * _MARGIN) if words else []


def facts(scenario: Scenario, place: AddressPlace, comments: Mapping[str, str], estimator: Estimator) -> list[str]:
    """Return what is known of a place.

    Parameters
    ----------
    scenario : Scenario
    place : AddressPlace
    comments : mapping of address to str
        The comments of the file.
    estimator : Estimator
        Finds the values of formulas.
    """
    part = place.part
    lines = fact("Inherited", f"from {place.original}, with its draws" if place.original else "")
    lines += fact("Meaning", place.meaning)
    match part:
        case Quantity():
            lines += fact("Written", part.shown or "not written: this is the default")
            lines += fact("Listed", "; ".join(listed.words for listed in part.listed))
            lines += fact("Shown", OUTPUT_FIGURES[part.over][1] if isinstance(part, Output) else "")
        case Draw():
            lines += fact("Part of", _formula_around(scenario, place))
        case Line():
            lines += [*fact("Category", part.category), *fact("Paid", paid(part))]
            sources = scenario.drivers | ({} if place.strategy is None else place.strategy.inputs)
            lines += fact("Event", _event(event_values(part, sources)))
        case Strategy():
            lines += _strategy(part)
        case MixPart():
            lines += fact("Part", part_words(part))
        case Switch():
            lines += fact("Move", switch_words(part, None if place.strategy is None else place.strategy.starts))
        case Buffer():
            lines += fact("On", listed(list(part.on)))
        case Tariff():
            lines += fact("Prices", tariff_words(part, MonthNames(scenario.start)))
        case Requirement():
            lines += [*fact("Question", part.question), *fact("Needed", part.limit)]
            answers = {name: strategy.meets.get(part.name) for name, strategy in scenario.strategies.items()}
            words = [f"{name} {words_of(answer)}" for name, answer in answers.items() if answer is not None]
            lines += [*fact("Answers", listed(words)), *fact("Asked", "" if part.need else "no: need = false")]
        case Correlation():
            lines += fact("Ranks", "; ".join(" ".join(f"{rank:g}" for rank in row) for row in part.rank))
            lines += fact("Copula", part.copula + (f" with df {part.df:g}" if part.df is not None else ""))
        case _ if isinstance(part, Process):
            lines += fact("Process", (inspect.getdoc(part) or "").replace("`", ""))
            lines += fact("Event", _event(part.event) if isinstance(part, EventSeries) else "")
    written_at = place.address if isinstance(part, Strategy) else part.address
    beside = comments.get(written_at.partition("#")[0], "")
    lines += fact("Source" if isinstance(part, Quantity | Draw) else "Comment", beside)
    draw = part.expression if isinstance(part, Quantity) else part
    if isinstance(draw, Draw):
        lines += _law(draw, place.again)
    elif isinstance(part, Quantity) and not isinstance(part.expression, Number):
        lines += _formula(part, place, estimator)
    elif isinstance(part, Process):
        lines += _process(scenario, place, estimator)
    return lines


def paid(line: Line) -> str:
    """Return when a line is paid, in words."""
    words = line.timing.paid()
    limits = {address.rpartition(".")[2]: quantity for address, quantity in quantities_in(line.timing).items()}
    for key, moment in (("after", line.after), ("until", line.until)):
        if moment is not None:
            limits["from" if moment.address.endswith(".from") else key] = moment
    for key, quantity in limits.items():
        words += f", {key} = {clean(quantity.shown)}"
    words += f", in whole periods of {line.commitment:g} months" if line.commitment is not None else ""
    words += f", ended {line.notice:g} months before at the latest" if line.notice else ""
    return words + (f", {later_words(line)}" if line.paid_after else "")


def _formula_around(scenario: Scenario, place: AddressPlace) -> str:
    around = all_places(scenario)[place.address.partition("#")[0]].part
    return around.text if isinstance(around, Quantity) else ""


def _law(draw: Draw, again: str) -> Iterator[str]:
    law, words = draw.law, law_words(draw.law)
    yield from fact("Law", f"{law_name(law)} ({law_parameters(law)})" + (f": {words}" if words else ""))
    window = law_window(law)
    yield from fact("Truncated", f"{window}; the numbers are those of the truncated law" if window else "")
    yield from fact("Drawn", "every month" if draw.monthly else again or "once in each future")
    yield from fact("Numbers", numbers_words(law_numbers(law)))
    low, high = law.support
    yield from fact("Range", f"from {_end(low)} to {_end(high)}")


def _end(value: float) -> str:
    return number(value).replace("inf", "infinity")


def _formula(quantity: Quantity, place: AddressPlace, estimator: Estimator) -> Iterator[str]:
    draws = any(isinstance(part, Draw) for part in walk(quantity.expression))
    again = f"; its own laws are drawn {place.again}" if place.again and draws else ""
    yield from fact("Formula", f"computed in every future from what it names{again}")
    moment = moment_of(quantity, place.strategy, estimator)
    yield from fact(*value_facts(quantity.expression, place.strategy, estimator, moment))


def _process(scenario: Scenario, place: AddressPlace, estimator: Estimator) -> Iterator[str]:
    """Yield what a process is in the first month and in the last."""
    inside = "" if place.strategy is None else place.address.removeprefix(f"strategies.{place.strategy.name}.")
    name = Name(inside if inside.startswith("parts.") else place.address.rpartition(".")[2])
    for month in (1, max(scenario.horizons)):
        yield from fact(*value_facts(name, place.strategy, estimator, Moment(month)))


def _event(values: Sequence[tuple[str, Quantity]]) -> str:
    """Return what an event is like: the names of its values, and what is written for them."""
    return ", ".join(f"{name} = {value.text}" for name, value in values)


def _strategy(strategy: Strategy) -> Iterator[str]:
    yield from fact("Label", label_of(strategy.label, strategy.name, WIDTH))
    yield from fact("Kind", strategy.kind or "")
    yield from fact("Barred", strategy.barred or "")
    if strategy.budget_per_month is not None:
        yield from fact("Budget", f"{full_number(strategy.budget_per_month)} a month")
    if strategy.starts is None:
        yield from fact("Parts", "; ".join(f"{name}: {part_words(part)}" for name, part in strategy.parts.items()))
    else:
        yield from fact("Starts", f"with strategies.{strategy.starts}")
        yield from fact("Moves", "; ".join(switch_words(switch, strategy.starts) for switch in strategy.switches))
    yield from fact("Answers", ", ".join(f"{name} {words_of(answer)}" for name, answer in strategy.meets.items()))
    yield from fact("Inputs", listed(list(strategy.own_inputs)))
    yield from fact("Outputs", listed(list(strategy.outputs)))
    for address, quantity in quantities_in((strategy.launch, strategy.buffer)).items():
        keys = address.split(".")
        yield from fact(keys[2].capitalize(), f"{keys[-1]} = {quantity.text}")
    yield from ("", "Cost lines:")
    for name, line in strategy.lines.items():
        amount = f"{line.amount.address.rpartition('.')[2]} = {clean(line.amount.text)}"
        inherited = "" if line.address.split(".")[1] == strategy.name else f"  (from {line.address})"
        yield from wrap(f"{name} ({clean(line.category)}), {paid(line)}: {amount}{inherited}", WIDTH, "  ", "      ")
