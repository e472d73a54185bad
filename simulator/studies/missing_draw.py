"""Why an address cannot be held between percentiles: what is there instead of a draw, or what was probably meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from ...configs import Name, Number, Scenario, walk
from ...configs.model.draws import quantities_in
from ...configs.text.spelling import nearest

__all__ = ["no_draw"]

_MOST = 8  # addresses that are named


def no_draw(scenario: Scenario, address: str, draws: Sequence[str]) -> str:
    """Return the words for an address at which nothing is drawn.

    Parameters
    ----------
    scenario : Scenario
    address : str
        As asked for.
    draws : sequence of str
        The addresses of all draws of the scenario.
    """
    inside = [one for one in draws if one.startswith((f"{address}.", f"{address}#"))]
    if inside:
        return f"no draw at {address!r} itself, but at {_listed(inside)}"
    known = quantities_in((scenario.world, scenario.strategies))
    if address not in known:
        return _unknown(scenario, address, draws, known)
    found = known[address]
    if isinstance(found.expression, Number):
        return (
            f"no draw at {address!r}: it is the plain number {found.expression.value:_.15g}, which has no percentiles\n"
            f"  = help: another value is --set {address}=..., a range to hold --set '{address}=\"LOW to HIGH\"'"
        )
    names = list(dict.fromkeys(part.name for part in walk(found.expression) if isinstance(part, Name)))
    named = [one for one in draws if _holder(one) in names]
    return (
        f"no draw at {address!r}: it is a formula, {_short(found.text)}"
        f"\n  = help: hold what it names: {_listed(named or [f'`{name}`' for name in names])}"
    )


def _holder(draw: str) -> str | None:
    """Return the name of the driver or the input that holds a draw; None for a draw of a cost line."""
    parts = draw.partition("#")[0].split(".")
    if parts[0] == "drivers":
        return parts[1]
    return parts[3] if len(parts) > 3 and parts[2] == "inputs" else None


def _unknown(scenario: Scenario, address: str, draws: Sequence[str], known: Iterable[str]) -> str:
    """Return the words for an address that leads nowhere, with the nearest ones that hold a draw."""
    if not draws:
        return f"no draw at {address!r}: {scenario.name} has no draws, every input is a plain number"
    meant = nearest(address, [*draws, *known])
    close = difflib.get_close_matches(address, draws, n=_MOST, cutoff=0.3) or list(draws)
    help = f"did you mean `{meant}`? " if meant else ""
    return (
        f"no draw at {address!r}: the address does not exist\n"
        f"  = help: {help}draws are at {_listed(close, len(draws))}; `simulate explain` lists all"
    )


def _listed(addresses: Sequence[str], of: int | None = None) -> str:
    total = max(of or 0, len(addresses))
    shown = addresses[:_MOST]
    return ", ".join(shown) + (f" and {total - len(shown)} more" if total > len(shown) else "")


def _short(text: str) -> str:
    return text if len(text) <= 80 else text[:77] + "..."
