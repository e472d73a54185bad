"""`simulate optimise`: the values of some addresses at which a strategy costs least."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from .options import MONTHS, ConditionType, shared
from .output import print_data
from .session import Session, in_session
from .vary import parse_spans

if TYPE_CHECKING:
    from ..simulator.decision.conditions import Condition

__all__ = ["optimise"]


@click.command()
@shared("scenario")
@click.option(
    "--over",
    "spans",
    metavar="ADDRESS=LOW:HIGH[:whole]",
    multiple=True,
    required=True,
    help="Range of an address; `whole` for whole numbers. Repeatable.",
)
@click.option("--strategy", metavar="NAME", help="Default: the only one that is not the baseline.")
@click.option(
    "--minimise",
    type=click.Choice(["decision", "mean", "p50", "p80", "p90", "worst_5"]),
    default="decision",
    show_default=True,
    help="Statistic of the total cost; `decision` is the scenario's own.",
)
@click.option(
    "--subject-to",
    "conditions",
    type=ConditionType(),
    metavar="CONDITION",
    multiple=True,
    help="Must hold, in the names of the JSON, e.g. 'own.24.budget.p_within >= 0.9'. Repeatable.",
)
@click.option(
    "--frontier",
    type=click.IntRange(0, 21),
    default=0,
    show_default=True,
    metavar="COUNT",
    help="Print the best values for so many weights of the worst 5 % against the mean too.",
)
@click.option("--horizon", type=MONTHS, metavar="MONTHS", help="Default: that of the decision.")
@shared("trajectories of a candidate", "seed", "sampler", "threads", "cluster", "set")
@click.option("--format", "output", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@shared("quiet")
@in_session
def optimise(session: Session, /, spans: tuple[str, ...], conditions: tuple[Condition, ...], **asked: Any) -> None:
    """Find the values at which a strategy costs least.

    They are found with one seed and judged with the next one.

    \b
      simulate optimise saas_growth --strategy routed --over strategies.routed.inputs.small_share=0.5:0.9
      simulate optimise X --over A=1:40:whole --subject-to "own.24.budget.p_within >= 0.9"
    """
    over = parse_spans(spans)
    scenario = session.load()
    from ..reports.terminal.optimum import render_optimum
    from ..simulator.studies.optimum import optimise as search

    texts = [condition.text for condition in conditions]
    found = session.run(search, scenario, over, subject_to=texts, **asked).document
    session.finished(f"{found['run']['candidates']:,} candidates of {found['run']['trajectories']:,} futures")
    print_data(render_optimum(session.output, found))
