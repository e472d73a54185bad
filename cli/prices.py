"""`simulate prices`: the listed prices that formulas look up."""

from __future__ import annotations

import click

from .output import print_data

__all__ = ["prices"]


@click.command()
@click.option("--model", metavar="NAME", help="One model or GPU.")
def prices(model: str | None) -> None:
    """List the prices that `list_price` and `list_rent` look up.

    \b
      simulate prices
      simulate prices --model gpt-4o
    """
    from ..configs.listed.prices import LOOKUPS, table
    from ..configs.text.spelling import did_you_mean
    from ..reports.words.layout import column_widths, columns
    from ..reports.words.numbers import full_number

    known = [name for function in LOOKUPS for name in table(function)]
    if model is not None and model not in known:
        raise click.UsageError(f"no model or GPU `{model}` is listed\n  = help: {did_you_mean(model, known, 'listed')}")
    lines: list[str] = []
    for function, lookup in LOOKUPS.items():
        listed = {name: kinds for name, kinds in table(function).items() if model in (None, name)}
        if not listed:
            continue
        rows = [(lookup.what, *lookup.kinds, "checked")]
        for name, kinds in listed.items():
            cells = (full_number(kinds[kind].value) if kind in kinds else "-" for kind in lookup.kinds)
            rows.append((name, *cells, min(one.checked for one in kinds.values()).isoformat()))
        lines += ["", f'{function}("{next(iter(listed))}", "{lookup.kinds[0]}"): {lookup.unit}', ""]
        lines += columns(rows, column_widths(rows))
        sources = dict.fromkeys(f"{one.source}, {one.checked}" for kinds in listed.values() for one in kinds.values())
        lines += ["", *(f"Source: {source}" for source in sources)]
    print_data("\n".join(lines[1:]) + "\n")
