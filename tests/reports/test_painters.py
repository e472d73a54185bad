"""matplotlib, the deck and the workbook draw the labels and values of a story, and none of their own."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from board_case import MADE, hostile_board, small_board
from chart_case import written
from deck_case import across, charts, table_of
from matplotlib.container import BarContainer

from tcorisk import load, simulate
from tcorisk.reports import charts as pictures
from tcorisk.reports.board import Board, gather
from tcorisk.reports.charts.glyphs import drawable
from tcorisk.reports.deck import render_deck
from tcorisk.reports.stories import Series, Story
from tcorisk.reports.workbook import render_workbook
from tcorisk.reports.workbook.styles import cell_words

SERIES = ("cumulative_cost", "budget", "savings", "categories", "drivers", "volume")
#: The chart of a story on a slide; those with a panel per strategy have its name behind, and roles as names of series.
SHAPES = {"budget": "Budget", "savings": "Savings", "drivers": "Drivers", "volume": "Volume"}
PANELS = {"cumulative_cost": "Cost range", "categories": "Categories"}

Drawn = dict[str, tuple[float, ...]]


@cache
def board_of(which: str) -> Board:
    if which == "certain":
        return gather(simulate(load("support_chatbot"), 8_192), made=MADE)
    return small_board() if which == "small" else hostile_board()


@cache
def deck_charts(which: str) -> dict[str, Any]:
    return charts(render_deck(board_of(which)))


@cache
def sheet(which: str) -> list[list[Any]]:
    book = openpyxl.load_workbook(BytesIO(render_workbook(board_of(which))), data_only=True)
    return [[cell.value for cell in row] for row in book["Chart data"].iter_rows()]


def by_matplotlib(name: str, story: Story) -> tuple[Drawn, list[set[float]]]:
    """Return the values drawn under each label, and all heights of each band."""
    axes = pictures.draw(name, story).axes[0]
    found = {line.get_label(): tuple(map(float, line.get_ydata())) for line in axes.lines}
    for bars in axes.containers:
        assert isinstance(bars, BarContainer)
        lying = name in ("categories", "drivers")
        ends = (bar.get_x() + bar.get_width() if lying else bar.get_height() for bar in bars)
        found[bars.get_label()] = tuple(map(float, ends))
    bands = [set(band.get_paths()[0].vertices[:, 1].tolist()) for band in axes.collections]
    return found, bands


def by_the_deck(which: str, name: str, part: Series) -> tuple[float, ...] | None:
    """Return the values that a slide draws for a series; None for one that no chart has."""
    if name in PANELS:
        chart, label = deck_charts(which).get(f"{PANELS[name]} {part.strategy}"), part.role
    else:
        chart, label = deck_charts(which).get(SHAPES[name]), part.name
    if chart is None:
        return None
    found = {series.name: series for plot in chart.plots for series in plot.series}[label]
    if name in ("budget", "volume"):
        assert across(found) == pytest.approx(part.x)
    return tuple(found.values)


def by_the_workbook(which: str, story: Story, label: str, count: int) -> list[Any]:
    """Return the numbers below a heading, in the block under a story's headline."""
    rows = sheet(which)
    left = rows[3].index(cell_words(story.headline))
    at = rows[4].index(cell_words(label), left)
    return [row[at] for row in rows[5 : 5 + count]]


@pytest.mark.parametrize("which", ["small", "hostile", "certain"])
@pytest.mark.parametrize("name", SERIES)
def test_every_series_is_drawn_under_its_name_by_all(which: str, name: str) -> None:
    if which == "certain" and name in ("drivers", "volume"):
        assert name not in board_of(which).stories
        return
    story = board_of(which).stories[name]
    lines, bands = by_matplotlib(name, story)
    assert story.series and len({part.name for part in story.series}) == len(story.series)
    for part in story.series:
        if part.role in ("P10", "P90", "low", "high") and name != "categories" and name != "drivers":
            assert any(set(part.y) <= band for band in bands), part.name  # as the edge of a band
        elif part.role == "today":
            assert part.name in lines
        elif part.role not in ("choice", "likely"):  # a strip and a band, see `test_charts_of_bars`
            drawn = [y for y in part.y if y] if name == "savings" else part.y
            assert lines[part.name] == pytest.approx(drawn), part.name
        if which != "certain" or name not in ("budget", "savings"):  # the deck has these in its table
            slide = by_the_deck(which, name, part)
            if part.role == "choice":  # a strip: off the scale of savings
                assert slide is not None and min(slide) > max(part.y), part.name
            else:
                assert slide == pytest.approx(part.y[: 8 if name == "categories" else None]), part.name
        assert by_the_workbook(which, story, part.name, len(part.y)) == pytest.approx(part.y), part.name


@pytest.mark.parametrize("which", ["small", "certain"])
def test_every_row_of_the_waterfall_is_drawn_by_all(which: str) -> None:
    story = board_of(which).stories["first_estimate"]
    figure = pictures.draw("first_estimate", story)
    bars = [(bar.get_label(), bar.get_x(), bar.get_x() + bar.get_width()) for bar in figure.axes[0].patches]
    assert len(story.rows) == len(story.steps) + (2 if which == "certain" else 4)
    assert bars == [(row.label, row.start, pytest.approx(row.end)) for row in story.rows]
    chart = deck_charts(which)["From the budget"]
    text = {piece.text for piece in chart._chartSpace.iter() if piece.text}
    steps, froms, tos = (by_the_workbook(which, story, heading, len(story.rows)) for heading in ("Step", "From", "To"))
    assert steps == [row.label for row in story.rows]
    assert (froms, tos) == (
        pytest.approx([row.start for row in story.rows]),
        pytest.approx([row.end for row in story.rows]),
    )
    assert [str(label) for label in chart.plots[0].categories] == steps
    for row in story.rows:
        assert row.amount in text and row.amount in written(figure).split("\n")


def test_every_cell_of_the_map_is_drawn_by_all(deck: bytes) -> None:
    story = small_board().stories["heat_map"]
    words = written(pictures.draw("heat_map", story)).split("\n")
    head, *rows = ([cell.text_frame.text for cell in row.cells] for row in table_of(deck, "Map").rows)
    book = openpyxl.load_workbook(BytesIO(render_workbook(small_board())), data_only=True)["Map"]
    sheet_rows = [[cell.value for cell in row] for row in book.iter_rows()][5 : 5 + len(story.rows)]
    assert head[1:] == list(story.column_words) and set(head[1:]) <= set(words)
    assert len(rows) == len(story.rows) > 1
    for down, (row, numbers) in enumerate(zip(reversed(rows), reversed(sheet_rows), strict=True)):
        row = [cell.removeprefix("\N{BLACK DIAMOND} ") for cell in row]
        assert row == [story.row_words[down], *story.cells[down]]
        assert set(row) <= set(words)
        assert numbers[1:] == list(story.cells[down])


def test_where_nothing_is_random_nobody_draws_a_percentile() -> None:
    names = [name for name, story in board_of("certain").stories.items() if story.series or name == "first_estimate"]
    assert set(names) >= {"cumulative_cost", "budget", "savings", "categories", "first_estimate"}
    drawn = [written(pictures.draw(name, board_of("certain").stories[name])) for name in names]
    drawn += [str(value) for row in sheet("certain") for value in row if isinstance(value, str)]
    plots = [plot for chart in deck_charts("certain").values() for plot in chart.plots]
    drawn += [series.name for plot in plots for series in plot.series]
    for words in drawn:
        assert not any(key in words for key in ("P10", "P50", "P80", "P90", "mean", "Mean")), words


@pytest.mark.parametrize("name", SERIES)
def test_axes_are_named_by_the_story(name: str) -> None:
    story = small_board().stories[name]
    words = written(pictures.draw(name, story))
    if name in ("cumulative_cost", "budget", "savings", "volume"):
        assert drawable(story.across) in words.split("\n")
    if name in SHAPES and name != "drivers":
        titles = [axis.axis_title.text_frame.text for axis in _axes(deck_charts("small")[SHAPES[name]])]
        assert any(title.startswith(story.across) for title in titles) and story.up in titles


def _axes(chart: Any) -> list[Any]:
    return [axis for axis in (chart.category_axis, chart.value_axis) if axis.has_title]
