"""Decks to test, made once, and what is read from them."""

from __future__ import annotations

from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from board_case import hostile_board, small_board
from pptx import Presentation
from pptx.util import Inches

from tcorisk import load, simulate
from tcorisk.reports.board import gather
from tcorisk.reports.deck import render_deck


@cache
def deck_of(which):
    """Return the deck of the small board, of the hostile one, or of the small one in a template of 9 x 6.75 inches."""
    if which != "narrow":
        return render_deck(small_board() if which == "small" else hostile_board())
    presentation = Presentation()
    presentation.slide_width, presentation.slide_height = Inches(9), Inches(6.75)
    for holder in (presentation.slide_master, *presentation.slide_layouts):
        for shape in holder.placeholders:
            shape.left, shape.top, shape.width, shape.height = (
                int(0.9 * value) for value in (shape.left, shape.top, shape.width, shape.height)
            )
    with TemporaryDirectory() as folder:
        presentation.save(Path(folder) / "narrow.pptx")
        return render_deck(small_board(), Path(folder) / "narrow.pptx")


def board_of(text, folder):
    """Return the board of a scenario's text."""
    path = folder / "scenario.toml"
    path.write_text(text, encoding="utf-8")
    return gather(simulate(load(path), 8_192), made=date(2026, 11, 21))


def charts(deck):
    """Return every chart by the name of its shape."""
    found = {}
    for slide in Presentation(BytesIO(deck)).slides:
        for shape in slide.shapes:
            if shape.has_chart:
                assert shape.name not in found
                found[shape.name] = shape.chart
    assert found
    return found


def table_of(deck, name):
    """Return the table of a name."""
    return next(s.table for slide in Presentation(BytesIO(deck)).slides for s in slide.shapes if s.name == name)


def series_of(chart):
    """Return the values of each series by its name."""
    return {series.name: list(series.values) for plot in chart.plots for series in plot.series}


def across(series):
    """Return the values along the lower axis of a series of points."""
    return [float(point.text) for point in series._element.xpath("./c:xVal//c:pt/c:v")]


def words(slide):
    """Return every word that stands on a slide."""
    found = []
    for shape in slide.shapes:
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found += [cell.text_frame.text for row in shape.table.rows for cell in row.cells]
    return found
