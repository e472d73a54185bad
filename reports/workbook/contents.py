"""The list of the sheets: a link to each, and the question that it answers."""

from __future__ import annotations

from collections.abc import Mapping

from .sheet import TOP, BookSheet, Desk

__all__ = ["write_contents"]

_NOTE = (
    "Figures of the Summary and values of the Assumptions have names that formulas can use, such as recommended, or "
    "{example}: the name box lists them."
)


def write_contents(desk: Desk, answers: Mapping[str, str]) -> None:
    """Write the sheet.

    Parameters
    ----------
    desk : Desk
    answers : mapping of str to str
        What each sheet answers, by its name, in order.
    """
    styles, judged = desk.styles, desk.board.document["verdict"]
    example = f"{judged['recommended']}_TCO_P50_{judged['horizon']}"
    sheet = BookSheet(desk.book, styles, "Contents", "Contents", _NOTE.format(example=example))
    sheet.unprinted(2)
    sheet.columns([24, 90])
    for at, heading in enumerate(("Sheet", "What it answers")):
        sheet.cells.write_string(TOP, at, heading, styles.heading())
    for row, (name, answer) in enumerate(answers.items(), TOP + 1):
        sheet.cells.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name)
        sheet.cells.write_string(row, 1, answer, styles())
