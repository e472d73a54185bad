"""Probabilities that grow month by month, each line named at its end."""

from __future__ import annotations

from matplotlib.ticker import FuncFormatter

from ...simulator import Result
from ..stories import Moves
from .edge_labels import MARGIN, EdgeLabel, label_edge
from .marks import dashes, name_across, whole_months
from .style import LIGHT, Picture, Theme, canvas, styled

__all__ = ["draw", "moves"]


def moves(result: Result, theme: Theme = LIGHT) -> Picture:
    """Draw the probability of each move of the leading policy by month: the recommended one, else that worth most.

    Parameters
    ----------
    result : Result
    theme : Theme

    Returns
    -------
    Picture
        A matplotlib figure.

    Raises
    ------
    ValueError
        If no strategy of the scenario is a policy.
    """
    return draw(Moves.of(result), theme)


@styled
def draw(story: Moves, theme: Theme = LIGHT) -> Picture:
    """Draw the story."""
    figure, axes = canvas(story, theme, right=MARGIN)
    for part in story.series:
        look = story.looks[part.name]
        axes.plot(part.x, part.y, color=look.colour, linestyle=dashes(look), linewidth=3.0, zorder=3, clip_on=False,
                  label=part.name)  # fmt: skip
    last = int(story.series[0].x[-1])
    axes.set_xlim(0, last)
    axes.set_ylim(0.0, story.top)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100.0 * share:.3g} %"))
    axes.locator_params(axis="y", nbins=5)
    whole_months(axes.xaxis, last, story.month)
    name_across(axes, story.across, theme)
    labels = [
        EdgeLabel(part.y[-1], part.name, story.ends[part.name], story.looks[part.name].colour) for part in story.series
    ]
    label_edge(figure, axes, labels, theme)
    return figure
