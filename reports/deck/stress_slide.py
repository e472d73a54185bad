"""Stress: what the recommendation survives, a what-if a row."""

from __future__ import annotations

from ..board import Board
from ..stories import StressRow, StressStory
from ..words.stress_words import change_words
from .frame import Frame
from .native_tables import TableCell, add_table, widths_for
from .notes import story_notes

__all__ = ["stress_slide"]

_SURE = (
    "How sure is that? The differences come from runs of the same futures; where a lead is smaller than their error, "
    "the row says so."
)


def stress_slide(frame: Frame, board: Board) -> None:
    """Add the slide, where there is a what-if."""
    story = board.stress_story
    if story is None:
        return
    slide, box = frame.slide(story.headline, story.subtitle, story.footer, story_notes(story, _SURE))
    rows = [_head(story), *(_cells(story, row) for row in story.rows)]
    add_table(slide, box, rows, widths_for(rows, box, 0), "Stress", story.alt)


def _head(story: StressStory) -> list[TableCell]:
    rivals = _rivals(story)
    found = ["What if", story.labels[story.recommended], "Change"]
    if len(rivals) == 1:
        found += [story.labels[rivals.pop()], "Then"]
    elif rivals:
        found += ["Best of the others", "Its P50", "Then"]
    words = {"What if", "Best of the others", "Then"}
    return [TableCell(head, align="left" if head in words else "right", lines=2) for head in found]


def _cells(story: StressStory, row: StressRow) -> list[TableCell]:
    changes = row.recommended != story.recommended
    found = [
        TableCell(row.what, bold=changes or not row.kind, lines=2),
        TableCell(row.written, align="right"),
        TableCell(change_words(row.change), align="right"),
    ]
    if row.rival is None:
        return found
    found += [TableCell(story.labels[row.rival])] * (len(_rivals(story)) > 1)
    then = TableCell(row.verdict, bold=changes, lines=1 + (" " in row.verdict))
    return [*found, TableCell(row.rival_written, align="right"), then]


def _rivals(story: StressStory) -> set[str]:
    return {row.rival for row in story.rows if row.rival is not None}
