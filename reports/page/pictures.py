"""Charts of the page: without the words that the page itself says, in the reader's colours."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ..board import Board
from ..stories import BudgetKept, CostByCategory, CumulativeCost, Frontier, Moves, Savings, Story, VolumeChoice
from ..stories.story import PALETTE
from ..words.numbers import short_amount
from .sections import DASHES, ColourKey, PagePicture

if TYPE_CHECKING:
    from markupsafe import Markup

    from ..charts import Picture

__all__ = ["headline", "pictures"]

_MARGIN = 6.0  # points around what is drawn
_FLAT = 0.85  # of its width is the height of a chart that leaves room for words beside it on paper
_VIEW = re.compile(r'viewBox="[^"]*"')


def headline(board: Board, name: str) -> str:
    """Return the conclusion of a story; empty where the scenario has no such story."""
    story = board.stories.get(name)
    return "" if story is None else story.headline


def pictures(board: Board, *names: str) -> tuple[PagePicture, ...]:
    """Return the charts of those stories that the scenario has; each but the first has a heading of its own."""
    found: list[PagePicture] = []
    for name in names:
        if name not in board.stories:
            continue
        story = board.stories[name]
        own = story.headline if found else ""
        (wide, _), (narrow, flat) = _svg(name, story), _svg(name, story, phone=True)
        words = (own, story.subtitle, story.note, story.footer)
        found.append(PagePicture(name, wide, narrow, flat, *words, _keys(story)))
    return tuple(found)


def _svg(name: str, story: Story, phone: bool = False) -> tuple[Markup, bool]:
    """Draw a story without headline, subtitle and footer, which the page says around it; tell whether it is flat."""
    from markupsafe import Markup

    from ..charts import LIGHT, PHONE, draw, themed_svg

    figure = draw(name, replace(story, headline="", subtitle="", footer=""), PHONE if phone else LIGHT)
    figure.patch.set_visible(False)  # the page's own paper shows
    prefix = f"{'phone' if phone else 'chart'}-{name.replace('_', '-')}"
    top, tall = _view(figure)
    view = f'viewBox="0 {top:.1f} {figure.wide:.1f} {tall:.1f}"'
    return Markup(_VIEW.sub(view, themed_svg(figure, prefix, story), count=1)), tall < _FLAT * figure.wide


def _keys(story: Story) -> tuple[ColourKey, ...]:
    """Return what a chart shows in which colour, with what a wide one has written beside its lines."""
    lines, more = True, tuple[ColourKey, ...]()
    match story:
        case Moves():
            words, labels = story.ends, {name: name for name in story.looks}
        case CumulativeCost():
            words = {name: short_amount(band.p50[-1], 3) for name, band in story.bands.items()}
        case BudgetKept():
            words = {name: _percentiles(story, name) for name in story.exceedance}
            colours = {name: PALETTE.index(story.looks[name].colour) + 1 for name in story.budgets}
            more = tuple(ColourKey(story.labels[n], at, "2 3", story.budget_words(n)) for n, at in colours.items())
        case VolumeChoice():
            words = {name: story.threshold_words(name) for name in story.saving} | {story.baseline: "baseline"}
        case Frontier():
            words, lines = dict.fromkeys(story.costs, ""), False
        case CostByCategory():
            words, lines = dict.fromkeys(story.mean, ""), False
        case Savings():
            words = {story.strategy: story.beats_words, story.baseline: story.loses_words}
            words, lines = {name: f"is cheaper: {often}" for name, often in words.items()}, False
        case _:
            return ()
    if not isinstance(story, Moves):
        labels = story.labels
    looks = [(name, look) for name, look in story.looks.items() if name in words]
    return more + tuple(
        ColourKey(labels[name], PALETTE.index(look.colour) + 1, DASHES[look.dash] if lines else "none", words[name])
        for name, look in looks
    )


def _percentiles(story: BudgetKept, name: str) -> str:
    p50, p80, p90 = (short_amount(found[name], 3) for found in (story.p50, story.p80, story.p90))
    return p50 if story.certain else f"P50 {p50} · P80 {p80} · P90 {p90}"


def _view(figure: Picture) -> tuple[float, float]:
    """Return where something begins on a figure, counted from above, and how tall it is; its whole width is kept."""
    box = figure.get_tightbbox()
    top = max(0.0, figure.tall - 72.0 * box.y1 - _MARGIN)
    return top, min(figure.tall, figure.tall - 72.0 * box.y0 + _MARGIN) - top
