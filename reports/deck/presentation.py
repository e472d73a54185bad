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
    Frontier,
    HeatMap,
    Moves,
    OptionCosts,
    Savings,
    Story,
    VolumeChoice,
)
from ..stories.categories import largest_parts
from ..stories.cumulative_cost import further_costs
from ..words.contingency_words import CONTINGENCY, contingency_words
from ..words.view import View
from .archive import saved
from .assumption_slide import assumption_slide
from .budget_slide import budget_subtitle, draw_budget
from .cash_slide import cash_slide
from .category_slide import draw_categories, pages_of_categories, undrawn
from .change_slide import change_slide
from .fan_slide import draw_fan, pages_of_fan
from .frame import Frame
from .frontier_slide import draw_frontier
from .histogram_slide import draw_savings
from .map_slide import draw_map
from .method_slide import method_slide
from .move_slide import draw_moves
from .notes import how_sure, of_chance, of_means, sentence, story_notes, swept
from .option_slide import option_slides
from .panels import unseen_words
from .risk_slide import register_slide, risk_slide
from .stress_slide import stress_slide
from .tornado_slide import draw_drivers
from .unit_slide import unit_slide
from .verdict_slide import title_of, title_slide, verdict_slide
from .volume_slide import draw_volume
from .waterfall_slide import draw_first_estimate

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
        if isinstance(story, CumulativeCost):
            cash_slide(frame, view, board.pair or (), footer)
        if isinstance(story, FirstEstimate):  # the last on where the money goes
            unit_slide(frame, view, footer)
    change_slide(frame, view, footer)
    register_slide(frame, view, footer)
    risk_slide(frame, board, view, footer)
    stress_slide(frame, board)
    assumption_slide(frame, board, footer)
    method_slide(frame, board, view, footer)
    frame.finish()
    return saved(frame.presentation, title_of(board), board.made)


def _tell(frame: Frame, board: Board, view: View, story: Story) -> None:
    """Add the slide of a story."""
    if view.all_certain and isinstance(story, BudgetKept | Savings):
        return  # a curve of one step, a histogram of one column: the verdict's table says it all
    if isinstance(story, CostByCategory) and not story.categories:
        return  # nothing costs anything
    more = story.details if isinstance(story, Moves) else ()
    if isinstance(story, BudgetKept):
        more = (CONTINGENCY, contingency_words(view, view.verdict["recommended"]))
    notes = story_notes(story, _sure(board, view, story), more)
    if isinstance(story, CumulativeCost | CostByCategory):
        _tell_by_strategy(frame, board, view, story, notes)
        return
    if isinstance(story, OptionCosts):
        option_slides(frame, board, view, story, notes)
        return
    subtitle = budget_subtitle(story) if isinstance(story, BudgetKept) else story.subtitle
    slide, box = frame.slide(story.headline, subtitle, story.footer, notes)
    match story:
        case Frontier():
            draw_frontier(slide, box, story, board.made)
        case BudgetKept():
            draw_budget(slide, box, story, board.made, view)
        case Savings():
            draw_savings(slide, box, story, board.made)
        case Moves():
            draw_moves(slide, box, story, board.made)
        case FirstEstimate():
            draw_first_estimate(slide, box, story, board.made)
        case Drivers():
            draw_drivers(slide, box, story, board.made)
        case VolumeChoice():
            draw_volume(slide, box, story, board.made)
        case HeatMap():
            draw_map(slide, box, story, frame.muted)
        case _:
            raise TypeError(f"no slide for a {type(story).__name__}")


def _tell_by_strategy(
    frame: Frame, board: Board, view: View, story: CumulativeCost | CostByCategory, notes: list[str]
) -> None:
    """Add the slides of a story that has a chart for each strategy: as many as they need."""
    slide, place = frame.begin(story.headline, story.footer, notes)
    width = place.points[0]
    subtitle = [story.subtitle]
    if isinstance(story, CumulativeCost):
        spread = pages_of_fan(story, width)
        if story.focus is not None:
            subtitle.append(f"dashed grey: {story.labels[story.baseline]}{'' if view.all_certain else ', P50'}")
    else:
        spread = pages_of_categories(story, width)
        subtitle += unseen_words(undrawn(story))
    for at, names in enumerate(spread.slides):
        if at:
            if isinstance(story, CumulativeCost):
                title = further_costs(view, names)
            else:
                title = largest_parts(view, story, names)
            slide, place = frame.begin(title, story.footer, [sentence(title), *notes[1:]])
        words = [*subtitle, *spread.words(at, story.labels)]
        box = frame.subtitle(slide, place, "; ".join(words))
        if isinstance(story, CumulativeCost):
            draw_fan(slide, box, story, spread, at, board.made)
        else:
            draw_categories(slide, box, story, spread, at, board.made)


def _sure(board: Board, view: View, story: Story) -> str:
    """Return the answer to `how sure is that?`."""
    if isinstance(story, Savings):
        return of_chance(view)
    if isinstance(story, Moves):
        return of_chance(view, story.error)
    if isinstance(story, Drivers):
        return of_means(board)
    if isinstance(story, VolumeChoice) and board.volume is not None:
        return swept(board.volume.trajectories)
    if isinstance(story, HeatMap) and board.grid is not None:
        return swept(board.grid.trajectories)
    return how_sure(view)
