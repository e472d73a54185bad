"""Everything in a scenario that has an address, described in words.

Nothing here depends on a particular process or law: every part with an address is found.
"""

from __future__ import annotations

import dataclasses
import re
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .formulas.expressions import Draw, Quantity, terms_drawn, walk
from .model.draws import quantities_in, strategy_parts
from .model.requirements import Requirement
from .model.scenario import Correlation, Process, Scenario, Source, StageMoment, Tariff
from .model.strategies import Buffer, Launch, Line, MixPart, Strategy, Switch, fact
from .tables.shapes import describe
from .text.spelling import listed

__all__ = [
    "AddressPlace",
    "Described",
    "all_places",
    "is_written",
    "kind_of",
    "places_below",
    "plain_lists",
    "plain_value",
    "written_places",
]

Described = (
    Quantity
    | Process
    | Tariff
    | Requirement
    | Draw
    | Line
    | Launch
    | Buffer
    | Correlation
    | Strategy
    | MixPart
    | Switch
)

#: What a strategy has, in words.
_OWN = {
    "inputs": "an input",
    "costs": "a cost line",
    "outputs": "an output",
    "launch": "the launch",
    "buffer": "the buffer",
    "parts": "a value in a part",
    "switch": "a value in a move",
}

#: How often draws are made that are made more than once in a future, by their key.
_AGAIN = {
    "per_event": "for each event",
    "every": "for each interval",
    "factor": "for each jump",
    "on_lasts": "for each period",
    "off_lasts": "for each period",
}


@dataclass(frozen=True, slots=True)
class AddressPlace:
    """Something with an address.

    Attributes
    ----------
    what : str
        In words, as the end of a sentence that begins with the address.
    part : Described
    strategy : Strategy or None
        Where names in it are looked up first.
    again : str
        How often its own draws are made, where that is more than once in a future.
    original : str
        The address in the strategy that it is inherited from, empty if it is written here.
    meaning : str
        What such a table is for, or such a key of one; empty if the key is a name that somebody gave.
    """

    address: str
    what: str
    part: Described
    strategy: Strategy | None = None
    again: str = ""
    original: str = ""
    meaning: str = ""


#: The places of the scenario that was asked about last: an explanation asks several times.
_latest: list[tuple[weakref.ref[Scenario], Mapping[str, AddressPlace]]] = []


def all_places(scenario: Scenario) -> Mapping[str, AddressPlace]:
    """Return everything in a scenario that has an address, by address, in reading order."""
    for known, places in _latest[:1]:
        if known() is scenario:
            return places
    found = MappingProxyType({place.address: place for place in _walk(scenario)})
    _latest[:] = [(weakref.ref(scenario), found)]
    return found


def written_places(scenario: Scenario) -> dict[str, AddressPlace]:
    """Return the places that somebody wrote: without what is inherited, and without defaults."""
    places = all_places(scenario)
    return {address: place for address, place in places.items() if not place.original and is_written(scenario, address)}


def places_below(scenario: Scenario, address: str) -> dict[str, AddressPlace]:
    """Return the places one step below an address that is a collection of named ones, such as `drivers`."""
    return {
        place.address: place
        for place in all_places(scenario).values()
        if address and "#" not in place.address and place.address.rpartition(".")[0] == address
    }


def plain_lists(part: object) -> dict[str, tuple[float, ...]]:
    """Return the fields of a process that are lists of numbers, by name; of actuals the last is a quantity."""
    if not isinstance(part, Process):
        return {}
    found = {item.name: getattr(part, item.name) for item in dataclasses.fields(part)}
    return {
        name: value
        for name, value in found.items()
        if name != "actuals" and isinstance(value, tuple) and value and all(isinstance(entry, float) for entry in value)
    }


def kind_of(part: object) -> str:
    """Return what a table of the file is called: `growth`, `on_off`, `events`, `line`."""
    name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(part).__name__).lower()
    return "events" if name == "event_series" else name


def _walk(scenario: Scenario) -> Iterator[AddressPlace]:
    for name, source in scenario.drivers.items():
        yield from _source(source, f"drivers.{name}", "a driver, the same for every strategy", None)
    for tariff in scenario.tariffs.values():
        yield from _table(tariff, tariff.address, "a tariff, the same for every strategy", None)
    for requirement in scenario.requirements.values():
        yield from _table(requirement, requirement.address, "a question that every strategy answers", None)
    for name, strategy in scenario.strategies.items():
        role = ", the baseline" if name == scenario.baseline else ""
        yield AddressPlace(f"strategies.{name}", f"a strategy{role}", strategy, strategy)
        yield from _of_strategy(strategy)
    for address, quantity in quantities_in(scenario.unit).items():
        yield from _quantity(
            quantity, address, "how many units a month, for the cost per unit", None, describe("unit", "monthly")
        )
    for correlation in scenario.correlations:
        what = f"a dependence between {listed(list(correlation.between))}"
        yield AddressPlace(correlation.address, what, correlation)


@fact
def _of_strategy(strategy: Strategy) -> tuple[AddressPlace, ...]:
    """Return the places inside a strategy; what it inherits has the address of the original."""
    return tuple(_strategy(strategy))


def _strategy(strategy: Strategy) -> Iterator[AddressPlace]:
    whole = f"strategies.{strategy.name}"
    for name, mixed in () if strategy.switches else strategy.parts.items():
        yield AddressPlace(f"{whole}.parts.{name}", f"a part of strategy {strategy.name}", mixed, strategy)
    for at, switch in enumerate(strategy.switches):
        address, what = f"{whole}.switch.{at}", f"a move of strategy {strategy.name}"
        yield AddressPlace(address, what, switch, strategy, "", switch.address if switch.address != address else "")
    for keys, part in strategy_parts(strategy).items():
        what = f"{_OWN[keys.partition('.')[0]]} of strategy {strategy.name}"
        address = f"strategies.{strategy.name}.{keys}"
        if isinstance(part, Line | Launch | Buffer):
            yield from _table(part, address, what, strategy)
        else:
            yield from _source(part, address, what, strategy)


def _source(source: Source, address: str, what: str, strategy: Strategy | None) -> Iterator[AddressPlace]:
    if isinstance(source, Quantity):
        yield from _quantity(source, address, what, strategy)
    elif not isinstance(source, StageMoment):
        yield from _table(source, address, f"{what}: a process of kind {kind_of(source)}", strategy)


def _table(
    part: Process | Tariff | Requirement | Line | Launch | Buffer, address: str, what: str, strategy: Strategy | None
) -> Iterator[AddressPlace]:
    """Yield a table and the quantities in it."""
    original = part.address if part.address != address else ""
    kind = kind_of(part)
    meaning = describe(kind) if isinstance(part, Launch | Buffer) else ""  # the facts of others say more
    yield AddressPlace(address, what, part, strategy, "", original, meaning)
    for there, quantity in quantities_in(part).items():
        key = there.removeprefix(f"{part.address}.")
        if isinstance(part, Tariff):
            meaning = describe("tier", "price")
        elif isinstance(part, Requirement):
            meaning = describe(*key.split("."))
        else:
            meaning = describe(kind, key.partition(".")[0])
        yield from _quantity(quantity, f"{address}.{key}", f"`{key}` of {address}", strategy, meaning)


def _quantity(
    quantity: Quantity, address: str, what: str, strategy: Strategy | None, meaning: str = ""
) -> Iterator[AddressPlace]:
    above, _, key = address.rpartition(".")
    again = _AGAIN.get("per_event" if above.endswith(".event") else key, "")
    original = quantity.address if quantity.address != address else ""
    yield AddressPlace(address, what, quantity, strategy, again, original, meaning)
    terms = {part for draws in terms_drawn(quantity.expression) for part in draws}
    for part in walk(quantity.expression):
        written, _, ordinal = part.address.partition("#") if isinstance(part, Draw) else ("", "", "")
        if isinstance(part, Draw) and ordinal and written == quantity.address:
            here = f"{address}#{ordinal}"
            yield AddressPlace(
                here,
                f"distribution {ordinal} in {address}",
                part,
                strategy,
                "for each term of the sum, every month" if part in terms else again,
                part.address if original else "",
            )


def is_written(scenario: Scenario, address: str) -> bool:
    """Return whether the file or a setting holds an address: a key left out has a default."""
    return scenario.origin is None or _value(scenario, address.partition("#")[0]) is not None


def plain_value(scenario: Scenario, address: str) -> str | None:
    """Return what the file holds at an address as text; None if that is nothing, or a table."""
    value = _value(scenario, address)
    return None if value is None or isinstance(value, dict) else str(value)


def _value(scenario: Scenario, address: str) -> object:
    """Return what the file or a setting holds at an address, as TOML gives it."""
    if scenario.origin is None:
        return None
    path = tuple(address.split("."))
    above = [setting for setting in scenario.origin.settings if path[: len(setting)] == setting]
    nearest = max(above, key=len, default=())
    value: object = scenario.origin.settings[nearest] if above else scenario.origin.raw
    for key in path[len(nearest) :]:
        if isinstance(value, dict):
            value = value.get(key)
        elif isinstance(value, list) and key.isdecimal() and key.isascii() and len(key) < 6 and int(key) < len(value):
            value = value[int(key)]
        else:
            return None
    return value
