"""How much a file may ask for: a bound on everything in it, checked before any of it is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..text.problems import Findings, Path
from ..text.settings import like_chain

__all__ = ["MOST_ENTRIES", "MOST_INHERITED", "MOST_PARTS", "MOST_STRATEGIES", "fits"]

#: Strategies of a file, and what it lists: drivers, tariffs, inputs, cost lines, outputs, correlations, categories.
#: Real files list a few hundred; reading and checking 3,000 takes some seconds.
MOST_STRATEGIES, MOST_ENTRIES = 400, 3_000

#: Inputs, cost lines and outputs of all strategies, what `like` and `parts` bring included: each is run for its own
#: strategy.
MOST_INHERITED = 20_000


#: Parts of all mixtures together; reading them takes some seconds. A law of SciPy takes as long as eight parts.
MOST_PARTS = 4_000
_OF_SCIPY = 8


def fits(raw: dict[str, Any], findings: Findings) -> bool:
    """Return whether a file is small enough to be read; report what there is too much of.

    Parameters
    ----------
    raw : dict
        The tables of the file, unchecked.
    """
    strategies = raw.get("strategies")
    strategies = strategies if isinstance(strategies, dict) else {}
    if len(strategies) > MOST_STRATEGIES:
        return _refuse(findings, ("strategies",), f"{len(strategies):,} strategies; {MOST_STRATEGIES} is the most")
    own = {name: sum(_sizes(table)) for name, table in strategies.items()}
    listed = sum(own.values()) + sum(
        _size(raw.get(key)) for key in ("drivers", "tariffs", "correlations", "categories")
    )
    if listed > MOST_ENTRIES:
        what = "drivers, tariffs, inputs, cost lines, outputs, correlations and categories"
        return _refuse(findings, (), f"the file lists {listed:,} {what}; {MOST_ENTRIES:,} is the most")
    whole = {name: sum(own[other] for other, _ in like_chain(strategies, name)) for name in strategies}
    brought = sum(
        whole.get(of, 0) for name in strategies for _, table in like_chain(strategies, name) for of in _mixed(table)
    )
    inherited = sum(whole.values()) + brought
    if inherited > MOST_INHERITED:
        what = f"{inherited:,} inputs, cost lines and outputs, counting those that `like` and `parts` bring"
        return _refuse(findings, ("strategies",), f"the strategies have {what}; {MOST_INHERITED:,} is the most")
    if (parts := _parts(raw)) > MOST_PARTS:
        what = f"mixtures of {parts:,} parts in all, counting a law of SciPy as {_OF_SCIPY} parts"
        return _refuse(findings, (), f"the file has {what}; {MOST_PARTS:,} is the most")
    return True


def _mixed(table: dict[str, Any]) -> Iterator[str]:
    """Yield the strategies that parts of one are of, unchecked."""
    parts = table.get("parts")
    for part in parts.values() if isinstance(parts, dict) else ():
        of = part.get("of") if isinstance(part, dict) else None
        yield of if isinstance(of, str) else ""


def _parts(value: object) -> int:
    """Return how many parts all mixtures in a value have, SciPy's laws counted as so many parts."""
    total, waiting = 0, [value]
    while waiting:  # no recursion: depth is checked later
        item = waiting.pop()
        if isinstance(item, dict):
            law = item.get("dist")
            total += _size(item.get("parts")) if law == "mixture" else 0
            total += _OF_SCIPY if isinstance(law, str) and law.startswith("scipy:") else 0
            waiting += item.values()
        elif isinstance(item, list):
            waiting += item
    return total


def _refuse(findings: Findings, path: Path, message: str) -> bool:
    findings.add(path, message, "split the file, or merge lines that are never looked at apart")
    return False


def _sizes(table: object) -> Iterator[int]:
    if isinstance(table, dict):
        yield from (_size(table.get(key)) for key in ("inputs", "costs", "outputs", "parts"))


def _size(table: object) -> int:
    return len(table) if isinstance(table, dict | list) else 0
