"""The listed prices that formulas look up, as tables for a terminal."""

from __future__ import annotations

from ...configs.listed.prices import LOOKUPS, table
from ..words.layout import column_widths, columns
from ..words.numbers import full_number

__all__ = ["render_listed_prices"]

_CHECKED = (
    "Checked: the day of the data set that the price was taken from. Since then nobody has compared it with the\n"
    "provider's own list."
)


def render_listed_prices(only: str | None = None) -> str:
    """Return the prices of all models and GPUs, or of one, with their sources.

    Parameters
    ----------
    only : str, optional
        The name of a model or a GPU.

    Returns
    -------
    str
        One table for each function that looks prices up, and what "checked" means. A price older than others of its row
        has its day beside it.
    """
    lines: list[str] = []
    for function, lookup in LOOKUPS.items():
        found = {name: kinds for name, kinds in table(function).items() if only in (None, name)}
        if not found:
            continue
        rows = [(lookup.what, *lookup.kinds, "checked")]
        for name, kinds in found.items():
            newest = max(price.checked for price in kinds.values())
            cells = ["-"] * len(lookup.kinds)
            for at, kind in enumerate(lookup.kinds):
                if price := kinds.get(kind):
                    older = f" ({price.checked})" if price.checked < newest else ""
                    cells[at] = f"{full_number(price.value)}{older}"
            rows.append((name, *cells, newest.isoformat()))
        lines += ["", f'{function}("{next(iter(found))}", "{lookup.kinds[0]}"): {lookup.unit}', ""]
        lines += columns(rows, column_widths(rows))
        sources = dict.fromkeys(f"{one.source}, {one.checked}" for kinds in found.values() for one in kinds.values())
        lines += ["", *(f"Source: {source}" for source in sources)]
    return "\n".join([*lines[1:], "", _CHECKED]) + "\n"
