"""What is defined at one address of a scenario, in words and numbers; and a list of all addresses."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from ...configs import ConfigError, Correlation, Draw, Line, MixPart, Problem, Quantity, Scenario, Strategy, Switch
from ...configs.addresses import (
    AddressPlace,
    all_places,
    is_written,
    kind_of,
    places_below,
    plain_value,
    written_places,
)
from ...configs.tables.shapes import describe
from ..words.laws import law_name, law_parameters
from ..words.layout import clean, left, shorten, text_width, wrap
from ..words.names import label_of
from ..words.numbers import Money, months
from .address_facts import WIDTH, fact, facts, paid
from .processes import part_words, switch_words
from .sampled_value import Estimator
from .unfolding import Unfolder
from .usage import users

__all__ = ["find_place", "render_addresses", "render_explanation"]

_WIDEST_ADDRESS = 60
_NEAREST = 5
_STATISTICS = {"mean": "mean", "P10": "p10", "P50": "p50", "P90": "p90"}


def render_addresses(scenario: Scenario) -> str:
    """Return every address that is written in a scenario, one a line, with its value."""
    places = list(written_places(scenario).values())
    width = min(_WIDEST_ADDRESS, max((text_width(place.address) for place in places), default=0))
    lines: list[str] = []
    above = None
    for place in places:
        section = ".".join(place.address.split(".")[: 1 if place.strategy is None else 2])
        if above not in (None, section):
            lines.append("")
        above = section
        lines.append(shorten(f"{_padded(place.address, width)}  {_summary(place)}", WIDTH).rstrip())
    return "\n".join(lines) + "\n"


def find_place(scenario: Scenario, address: str) -> AddressPlace | None:
    """Return what has this address; None for a plain setting, such as the title, or a table of named things.

    Raises
    ------
    ConfigError
        If nothing has this address; with the nearest ones.
    """
    places = all_places(scenario)
    for known in (address, f"{address}.value"):  # an output may be a table
        if known in places:
            return places[known]
    if plain_value(scenario, address) is not None or places_below(scenario, address):
        return None
    asked = address[:200]
    last = asked.rpartition(".")[2]
    near = [known for known in places if known.rpartition(".")[2] == last]
    if asked.partition("#")[0] in places:
        near = [asked.partition("#")[0]]
    for word in (asked, f"drivers.{asked}"):
        near += difflib.get_close_matches(word, places, n=_NEAREST, cutoff=0.7)
    near = [known for known in near if places[known].original or is_written(scenario, known)]
    near = list(dict.fromkeys(near))[:_NEAREST]
    help = f"did you mean {' or '.join(f'`{known}`' for known in near)}? " if near else ""
    raise ConfigError(
        [Problem(asked, f"no such address: {asked}", f"{help}`simulate explain` without an address lists all of them")]
    )


def render_explanation(
    scenario: Scenario,
    address: str,
    document: Mapping[str, Any] | None = None,
    estimator: Estimator | None = None,
) -> str:
    """Return what an address is: its text in the file, its law, its formula unfolded, its source, where it is used.

    Parameters
    ----------
    scenario : Scenario
    address : str
        A driver, an input, a process, a strategy, a line, a quantity or a law in any of them, or a plain setting.
    document : mapping, optional
        The result of a run of the scenario: what a line or a strategy costs.
    estimator : Estimator, optional
        Finds the values of formulas; share one where many addresses of a scenario are explained.

    Returns
    -------
    str
        Plain text, without control characters.

    Raises
    ------
    ConfigError
        If there is no such address.
    """
    place = find_place(scenario, address)
    comments = {} if scenario.origin is None else scenario.origin.comments()
    if place is None and (below := places_below(scenario, address)):
        lines = _listing(scenario, address, below)
    elif place is None:
        lines = _plain_setting(scenario, address, comments)
    else:
        unfolder = Unfolder(scenario, comments, WIDTH, estimator or Estimator(scenario))
        lines = wrap(f"{address}: {place.what}", WIDTH, "", "    ")
        known = facts(scenario, place, comments, unfolder.estimator)
        lines += ["", *known] if known else []
        if not isinstance(place.part, Strategy | Correlation | Draw) and (parts := unfolder.below(place)):
            lines += ["", "Made of:", *parts]
        lines += _costs(scenario, place, document)
        if used := users(scenario, place):
            lines += ["", "Used in:", *(f"  {user}" for user in used)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _listing(scenario: Scenario, address: str, below: Mapping[str, AddressPlace]) -> list[str]:
    """Return what a table of named things holds, one a line."""
    below = {**below, **places_below(scenario, f"{address}.shares")}  # of shares also what is divided by the sum
    lines = wrap(f"{address}: {_count(len(below))}", WIDTH, "", "    ")
    lines += _meaning(scenario, address)
    if address == "unit" and scenario.unit is not None:
        lines += fact("Name", scenario.unit.name)
    width = min(_WIDEST_ADDRESS, max(map(text_width, below)))
    rows = (f"  {_padded(place.address, width)}  {_summary(place)}" for place in below.values())
    return [*lines, "", *(shorten(row, WIDTH) for row in rows)]


def _meaning(scenario: Scenario, address: str) -> list[str]:
    """Return what a table of named things is for, below an empty line; nothing where the names are somebody's own."""
    above, _, key = address.rpartition(".")
    words = describe("shares") if above == "drivers" else describe("strategy" if above else "document", key)
    return ["", *fact("Meaning", words)] if words else []


def _count(places: int) -> str:
    return "1 address below it" if places == 1 else f"{places} addresses below it"


def _plain_setting(scenario: Scenario, address: str, comments: Mapping[str, str]) -> list[str]:
    above, _, key = address.rpartition(".")
    owner = all_places(scenario).get(above)
    lines = [f"{address}: a setting", ""]
    lines += fact("Meaning", describe("document" if owner is None else kind_of(owner.part), key))
    lines += fact("Written", plain_value(scenario, address) or "")
    return lines + fact("Source", comments.get(address, ""))


def _costs(scenario: Scenario, place: AddressPlace, document: Mapping[str, Any] | None) -> list[str]:
    """Return what a line, a part or a strategy costs by each horizon; of a part, each of its lines."""
    if document is None or place.strategy is None or not isinstance(place.part, Line | MixPart | Strategy):
        return []
    horizons = document["strategies"][place.strategy.name]["horizons"]
    futures = f"{document['run']['trajectories']:,} futures"
    lines = ["", f"Total cost by horizon, in {clean(scenario.currency)}, from a short run of {futures}:"]
    money = Money(scenario.currency)
    for horizon, numbers in horizons.items():
        if isinstance(place.part, Line):
            words = f"mean {money(numbers['lines'][place.part.name]['mean'])}"
        elif isinstance(place.part, MixPart):
            own = [name for name in place.strategy.lines if name.startswith(f"{place.part.name}.")]
            words = "mean of " + ", ".join(f"{name} {money(numbers['lines'][name]['mean'])}" for name in own)
        else:
            words = ", ".join(f"{name} {money(numbers[key])}" for name, key in _STATISTICS.items())
        lines.append(f"  {months(int(horizon))}: {words}")
    return lines


def _padded(address: str, width: int) -> str:
    return left(address, width) if text_width(address) < width else address


def _summary(place: AddressPlace) -> str:
    part = place.part
    if isinstance(part, Quantity):
        return clean(part.shown)
    if isinstance(part, Draw):
        return f"{law_name(part.law)} ({law_parameters(part.law)})"
    if isinstance(part, Line):
        return f"{clean(part.category)}, {paid(part)}"
    if isinstance(part, MixPart):
        return f"a part: {part_words(part)}"
    if isinstance(part, Switch):
        return f"a move: {switch_words(part, None if place.strategy is None else place.strategy.starts)}"
    return f"{place.what}: {label_of(part.label, part.name, 60)}" if isinstance(part, Strategy) else place.what
