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
    from ..reports.terminal.listed_prices import render_listed_prices

    known = [name for function in LOOKUPS for name in table(function)]
    if model is not None and model not in known:
        raise click.UsageError(f"no model or GPU `{model}` is listed\n  = help: {did_you_mean(model, known, 'listed')}")
    print_data(render_listed_prices(model))
