"""`simulate sensitivity`: which input matters, and what it is worth to know it."""

from __future__ import annotations

import contextlib

import click

from .options import MONTHS, shared
from .session import Session, in_session

__all__ = ["sensitivity"]


@click.command()
@shared("scenario", "strategy")
@click.option("--horizon", type=MONTHS, metavar="MONTHS", help="Default: the scenario's last.")
@click.option(
    "--of",
    type=click.Choice(["savings", "tco"]),
    default="savings",
    show_default=True,
    help="Savings against the baseline, or total cost.",
)
@click.option(
    "--price",
    metavar="AMOUNT|ADDRESS",
    help="Price of a million tokens: the value of information is then given in tokens as well.",
)
@shared("trajectories of a sample", "seed", "set", "threads", "format", "quiet")
@in_session
def sensitivity(session: Session, strategy: str | None, horizon: int | None, of: str, price: str | None) -> None:
    """Rank the uncertain inputs of a decision.

    For each input: the share of the variance that it explains, and what it is worth to know it before deciding.

    \b
      simulate sensitivity two_year_exercise
      simulate sensitivity ecommerce --strategy self_hosted --of tco
    """
    scenario = session.load()
    from ..reports.terminal.sensitivity import sensitivity_lines
    from ..simulator.sensitivity import sensitivity as analyse

    found = session.run(analyse, scenario, strategy, horizon=horizon, of=of, price=_number_or_address(price))
    inputs = "1 uncertain input" if len(found.inputs) == 1 else f"{len(found.inputs)} uncertain inputs"
    session.finished(f"{inputs}, {found.trajectories:,} futures")
    session.warn(found.warnings)
    session.show(found.document, sensitivity_lines)


def _number_or_address(text: str | None) -> float | str | None:
    if text is not None:
        with contextlib.suppress(ValueError):
            return float(text)
    return text
