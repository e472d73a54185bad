"""Charts of the page: without the words that the page itself says, in the reader's colours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..board import Board
from ..stories import BudgetKept, CostByCategory, CumulativeCost, Frontier, Moves, Savings, Story, VolumeChance
from ..stories.story import PALETTE
from .sections import DASHES, ColourKey, PagePicture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["headline", "pictures"]

_MARGIN = 6.0  # points around what is drawn
_VIEW = re.compile(r'viewBox="[^"]*"')


def headline(board: Board, name: str) -> str:
    """Return the conclusion of a story; empty where the scenario has no such story."""
    story = board.stories.get(name)
    return "" if story is None else story.headline


def pictures(board: Board, *names: str) -> tuple[PagePicture, ...]:
    """Return the charts of those stories that the scenario has; each but the first has a heading of its own."""
    from markupsafe import Markup

    from ..charts import draw, themed_svg

    found: list[PagePicture] = []
    for name in names:
        if name not in board.stories:
            continue
        story = board.stories[name]
        # headline, subtitle and footer stand around the chart as words of the page, which can be read on a phone
        figure = draw(name, replace(story, headline="", subtitle="", footer=""))
        figure.patch.set_visible(False)  # the page's own paper shows, and the shadow of a box that scrolls
        svg = _VIEW.sub(_view(figure), themed_svg(figure, f"chart-{name.replace('_', '-')}", story), count=1)
        own = story.headline if found else ""
        found.append(PagePicture(name, Markup(svg), own, story.subtitle, story.note, story.footer, _keys(story)))
    return tuple(found)


def _keys(story: Story) -> tuple[ColourKey, ...]:
    """Return the strategies that a chart shows in their colours, in file order."""
    match story:
        case Moves():
            looks = story.looks.items()
            return tuple(ColourKey(name, PALETTE.index(look.colour) + 1, DASHES[look.dash]) for name, look in looks)
        case CumulativeCost():
            drawn, lines = set(story.bands), True
        case BudgetKept():
            drawn, lines = set(story.exceedance), True
        case VolumeChance():
            drawn, lines = set(story.cheapest), True
        case Frontier():
            drawn, lines = set(story.costs), False
        case CostByCategory():
            drawn, lines = set(story.mean), False
        case Savings():
            drawn, lines = {story.strategy, story.baseline}, False
        case _:
            return ()
    return tuple(
        ColourKey(story.labels[name], PALETTE.index(look.colour) + 1, DASHES[look.dash] if lines else "none")
        for name, look in story.looks.items()
        if name in drawn
    )


def _view(figure: Figure) -> str:
    """Return the part of a figure in which there is something, as an SVG's viewBox; its whole width is kept."""
    box = figure.get_tightbbox()
    width, height = (72.0 * inches for inches in figure.get_size_inches())
    top = max(0.0, height - 72.0 * box.y1 - _MARGIN)
    foot = min(height, height - 72.0 * box.y0 + _MARGIN)
    return f'viewBox="0 {top:.1f} {width:.1f} {foot - top:.1f}"'
