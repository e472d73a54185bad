"""A board as a deck: one message a slide, native charts, notes for whoever presents it."""

from __future__ import annotations

from pathlib import Path

from ..board import Board
from ..stories import (
    BudgetKept,
    CostByCategory,
    CumulativeCost,
    Drivers,
    FirstEstimate,
    HeatMap,
    Savings,
    Story,
    VolumeChance,
    looks,
)
from ..view import View
from .archive import saved
from .assumption_slide import assumption_slide, provenance_slide
from .budget_curve import draw_budget
from .category_bars import draw_categories
from .fan import draw_fan
from .frame import Frame, add_note
from .histogram import draw_savings
from .map_table import draw_map
from .notes import how_sure, left_out, of_chance, of_means, story_notes, swept
from .risk_slide import risk_slide
from .tornado import draw_drivers
from .verdict_slide import title_of, title_slide, verdict_slide
from .volume_curve import draw_volume
from .waterfall import draw_first_estimate

__all__ = ["render_deck"]


def render_deck(board: Board, template: Path | None = None) -> bytes:
    """Return a board's deck as a PowerPoint file: the same bytes for the same board.

    Parameters
    ----------
    board : Board
    template : Path, optional
        A company's own `.pptx` or `.potx`: its masters, layouts, colours and size are used, its slides are not.

    Returns
    -------
    bytes
        Slides that there is no data for are left out.

    Raises
    ------
    ValueError
        If the template is no presentation, is too large, carries macros, or refers to content outside itself.
    """
    frame, view = Frame.of(template), View(board.document, 100)
    footer = board.stories["cumulative_cost"].footer
    title_slide(frame, board, view)
    verdict_slide(frame, board, view, footer)
    for story in board.stories.values():
        _tell(frame, board, view, story)
    risk_slide(frame, board, view, footer)
    assumption_slide(frame, board, footer)
    provenance_slide(frame, board, footer)
    return saved(frame.presentation, title_of(board), board.made)


def _tell(frame: Frame, board: Board, view: View, story: Story) -> None:
    """Add the slide of a story."""
    if view.all_certain and isinstance(story, BudgetKept | Savings):
        return  # a curve of one step, a histogram of one column: the verdict's table says it all
    subtitle = story.subtitle
    if isinstance(story, CumulativeCost) and story.focus is not None:
        subtitle += f"; dashed grey: {story.labels[story.baseline]}{'' if view.all_certain else ', P50'}"
    slide, box = frame.slide(story.headline, subtitle, story.footer, story_notes(story, _sure(board, view, story)))
    colours = {name: look.colour for name, look in looks(list(view.strategies)).items()}
    match story:
        case CumulativeCost():
            add_note(slide, left_out(draw_fan(slide, box, story, board.made)))
        case BudgetKept():
            draw_budget(slide, box, story, board.made)
        case Savings():
            draw_savings(slide, box, story, colours[story.strategy], board.made)
        case CostByCategory():
            add_note(slide, left_out(draw_categories(slide, box, story, view.baseline, board.focus, board.made)))
        case FirstEstimate():
            draw_first_estimate(slide, box, story, colours[story.strategy], board.made)
        case Drivers():
            draw_drivers(slide, box, story, board.made)
        case VolumeChance():
            draw_volume(slide, box, story, board.made)
        case HeatMap():
            draw_map(slide, box, story, (colours[story.strategy], colours[story.baseline]), frame.muted)
        case _:
            raise TypeError(f"no slide for a {type(story).__name__}")


def _sure(board: Board, view: View, story: Story) -> str:
    """Return the answer to `how sure is that?`."""
    if isinstance(story, Savings):
        return of_chance(view)
    if isinstance(story, Drivers):
        return of_means(board)
    if isinstance(story, VolumeChance) and board.volume is not None:
        return swept(board.volume.trajectories)
    if isinstance(story, HeatMap) and board.grid is not None:
        return swept(board.grid.trajectories)
    return how_sure(view)
