"""Where a part of a scenario is used: the quantities, lines and dependences that name it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...configs import Correlation, Draw, Line, Process, Quantity, Scenario, Strategy, Tariff, mentioned, walk
from ...configs.addresses import AddressPlace, all_places
from ...configs.formulas.expressions import of_event
from ...configs.model.requirements import missing_line

__all__ = ["users"]


def users(scenario: Scenario, place: AddressPlace) -> list[str]:
    """Return the addresses of what names a place, in reading order; what is inherited counts at the original alone."""
    name, means_it = _name_of(place)
    address = "" if isinstance(place.part, Strategy) else place.part.address
    found: dict[str, str] = {}
    for other in all_places(scenario).values():
        if isinstance(other.part, Correlation):
            if address in other.part.between:
                found[other.address] = ""
        elif (
            (name in (names := _names_in(other)) and means_it(other.strategy))
            or place.address in names
            or _has_value(other, address)
        ):
            found[other.address] = other.original
    found |= dict.fromkeys(_payers(scenario, place.address), "")
    if owner := _process_around(scenario, place):
        found[owner.address] = owner.original
    return [user for user, original in found.items() if original not in found]


def _has_value(other: AddressPlace, address: str) -> bool:
    """Return whether the amount of an event has a value of the event in it: the name there stands for its draw."""
    if not isinstance(other.part, Quantity) or other.part.address == address:
        return False
    draws = (part for part in walk(other.part.expression) if isinstance(part, Draw) and part.address == address)
    return any(map(of_event, draws))


def _payers(scenario: Scenario, address: str) -> Iterator[str]:
    """Yield where strategies pay for what they lack: the launches that wait `months`, the lines of `one_time`."""
    for requirement in scenario.requirements.values():
        if not address.startswith(f"{requirement.address}.missing."):
            continue
        place = "launch.months" if address.endswith(".months") else f"costs.{missing_line(requirement.name)}"
        for strategy in scenario.strategies.values():
            answer = strategy.meets.get(requirement.name)  # a policy gives none
            if requirement.need and answer is not None and requirement.effect(answer) == "pays":
                yield f"strategies.{strategy.name}.{place}"


def _process_around(scenario: Scenario, place: AddressPlace) -> AddressPlace | None:
    """Return the process that a quantity is a part of: it has no name of its own, and is used there."""
    if not isinstance(place.part, Quantity):
        return None
    places, address = all_places(scenario), place.address
    while address := address.rpartition(".")[0]:
        if address in places:
            return places[address] if isinstance(places[address].part, Process | Tariff) else None
    return None


def _names_in(place: AddressPlace) -> list[str]:
    """Return the names used at a place itself; those in its parts are found at their own places."""
    if isinstance(place.part, Line) and place.part.timing.process is not None:
        return [place.part.timing.process]
    return list(mentioned([place.part])) if isinstance(place.part, Quantity) else []


def _name_of(place: AddressPlace) -> tuple[str, Callable[[Strategy | None], bool]]:
    """Return the name by which formulas know a place, and which strategies mean this place by it."""
    keys, part = place.address.split("."), place.part
    if "#" in place.address:
        return "", lambda strategy: False
    if keys[0] == "drivers":  # of several keys: a share, or an entry of one
        return ".".join(keys[1:]), lambda strategy: True  # no input repeats a driver's name
    if keys[0] == "tariffs" and len(keys) == 2:
        return place.address, lambda strategy: True
    if len(keys) == 4 and keys[2] == "inputs":
        return keys[3], lambda strategy: strategy is not None and strategy.inputs.get(keys[3]) is part
    if len(keys) == 4 and keys[2] == "costs":
        return f"costs.{keys[3]}", lambda strategy: strategy is not None and strategy.lines.get(keys[3]) is part
    if keys[2:] in (["launch"], ["launch", "months"]) and place.strategy is not None:
        launch = place.strategy.launch
        return "launch", lambda strategy: strategy is not None and strategy.launch is launch
    return "", lambda strategy: False
