"""A sweep over two addresses as grids: the first address down, the second across."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..words.layout import right, wrap
from ..words.numbers import T90, months, odds_cell

__all__ = ["sweep_grids"]

_WIDTH = 100
_NONE = "-"
_HUNDRED = " in 100"  # the heading says it

Row = Mapping[str, Any]


def sweep_grids(
    rows: Sequence[Row],
    addresses: tuple[str, str],
    names: Sequence[str],
    written: Callable[[Sequence[Any]], list[str]],
    trajectories: int,
) -> list[str]:
    """Return the lines of the grids: the choice at each point, then how often each strategy beats the baseline.

    Parameters
    ----------
    rows : sequence of mapping
        As `sweep` puts them into its frame.
    addresses : (str, str)
        The two that are varied.
    names : sequence of str
        What they are called.
    written : callable
        Writes the values of one address.
    trajectories : int
        Futures at each point.
    """
    down, across = (_ends(rows, address, written) for address in addresses)
    lines = wrap(f"{names[0]} down, {names[1]} across; --format csv has every number.", _WIDTH)
    for horizon in dict.fromkeys(row["horizon"] for row in rows):
        here = [row for row in rows if row["horizon"] == horizon]
        places = [tuple(str(row[address]) for address in addresses) for row in here]
        chosen = {place: str(row["strategy"]) for place, row in zip(places, here, strict=True) if row["recommended"]}
        lines += ["", f"THE CHOICE, {months(horizon)}", *_grid(down, across, chosen)]
        for strategy in dict.fromkeys(str(row["strategy"]) for row in here):
            cells = {
                place: odds_cell(row["p_beats"], trajectories, T90 * (row["p_beats_se"] or 0.0)).removesuffix(_HUNDRED)
                for place, row in zip(places, here, strict=True)
                if row["strategy"] == strategy and row["p_beats"] is not None
            }
            if cells:
                what = f"FUTURES OUT OF 100 IN WHICH {strategy} BEATS THE BASELINE, {months(horizon)}"
                lines += ["", what, *_grid(down, across, cells)]
    return lines


def _ends(rows: Sequence[Row], address: str, written: Callable[[Sequence[Any]], list[str]]) -> dict[str, str]:
    """Return the values of an address, and how each is written."""
    values = {str(row[address]): row[address] for row in rows}
    return dict(zip(values, written([*values.values()]), strict=True))


def _grid(down: Mapping[str, str], across: Mapping[str, str], cells: Mapping[tuple[str, ...], str]) -> list[str]:
    """Return the lines of one grid, in parts where it is wider than a page."""
    first = max(map(len, down.values())) + 2
    wide = max(map(len, [*across.values(), *cells.values()])) + 2
    most = max(1, (_WIDTH - first) // wide)
    keys, lines = [*across], []
    for at in range(0, len(keys), most):
        part = keys[at : at + most]
        lines += [""] if at else []
        lines.append(" " * first + "".join(right(across[key], wide) for key in part))
        lines += [
            right(label, first) + "".join(right(cells.get((value, key), _NONE), wide) for key in part)
            for value, label in down.items()
        ]
    return lines
