"""The workbook's sheets of charts: native charts under their headlines, and the numbers that they draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..stories import Series, Story
from .sheet import UNPRINTED, BookSheet
from .styles import Styles, cell_words

if TYPE_CHECKING:
    from xlsxwriter.chart import Chart
    from xlsxwriter.workbook import Workbook

__all__ = ["Easel"]

_SIZE = {"width": 752, "height": 420}
_ROWS, _COLUMNS = 24, 12  # from one headline to the next
_SCALE = 57  # of a printed page, in percent: it has two charts in a row, and two rows
_FIRST = 3  # row of the first headline
_LIGHT = "#D8DEE4"
_EMPTY = (2, 0)  # a cell of the numbers, which are not printed


@dataclass(frozen=True, slots=True)
class Block:
    """The place of a block of numbers: its sheet, its rows, and each column by heading, counted from 0."""

    sheet: str
    first: int
    last: int
    columns: Mapping[str, int]

    def cells(self, key: str, last: int | None = None) -> list[str | int]:
        """Return a column's cells, down to a row of it, as a chart takes them."""
        column = self.columns[key]
        return [self.sheet, self.first, column, self.last if last is None else last, column]


class Easel:
    """Puts charts on one sheet, and their numbers on another at the end of the book.

    Parameters
    ----------
    book : Workbook
    styles : Styles
    """

    def __init__(self, book: Workbook, styles: Styles) -> None:
        self.book = book
        self.styles = styles
        self.shown = BookSheet(
            book, styles, "Charts", "Charts", "Native charts; their numbers are on the sheet Chart data."
        )
        self._numbers: BookSheet | None = None
        self.shown.columns([8.43] * (2 * _COLUMNS + 1))
        self.shown.cells.set_print_scale(_SCALE)  # not fitted to a page: that would ignore the breaks
        self._column = 0
        self._shown = 0

    @property
    def numbers(self) -> BookSheet:
        """The sheet of numbers: made when it is first needed, so that it comes last."""
        if self._numbers is None:
            note = f"What the charts draw. {UNPRINTED}"
            self._numbers = BookSheet(self.book, self.styles, "Chart data", "Chart data", note)
            self._numbers.columns([14] * 9)
            self._numbers.cells.print_area(*_EMPTY, *_EMPTY)
        return self._numbers

    def scatter(self, story: Story, styles: Mapping[str, Mapping[str, object]], **how: Any) -> None:
        """Draw each series of a story as a curve.

        Parameters
        ----------
        story : Story
        styles : mapping of str to mapping
            What XlsxWriter needs of each series, by its name: `line`, `marker`.
        **how
            As of `finish`.
        """
        place = self.block(story, {})
        chart = self.book.add_chart({"type": "scatter", "subtype": "straight"})
        for part in story.series:
            end = place.first + len(part.y) - 1
            chart.add_series({
                "name": self.name(place, part.name),
                "categories": place.cells(self.x_heading(story, part), last=end),
                "values": place.cells(part.name, last=end),
                **styles[part.name],
            })  # fmt: skip
        self.finish(chart, story, **how)

    @staticmethod
    def x_heading(story: Story, part: Series) -> str:
        """Return what the column is called that a series is drawn against: one for all series with the same places."""
        first = story.series[0]
        return story.across or "Name" if part.x == first.x else f"{story.across}: {part.name}"

    def finish(
        self,
        chart: Chart,
        story: Story,
        *,
        shares: bool = False,
        whole: bool = False,
        ends: tuple[float, float] | None = None,
        logarithmic: bool = False,
        legend: bool = True,
        bars: bool = False,
        last: float | None = None,
        crossing: float | None = None,
        unlisted: Sequence[int] = (),
        across: str = "",
    ) -> None:
        """Dress a chart and put it under its headline."""
        font, grid = {"size": 10, "bold": False}, {"visible": True, "line": {"color": _LIGHT, "width": 0.75}}
        x: dict[str, Any] = {
            "name": _words(across or story.across),
            "name_font": font,
            "label_position": "low",
            "num_font": font,
        }
        y: dict[str, Any] = {"name": _words(story.up), "name_font": font, "major_gridlines": grid, "num_font": font}
        y["num_format"] = "0%" if shares else "#,##0"
        x["num_format"] = "#,##0"
        if logarithmic:
            x["log_base"] = 10
        if last is not None:
            x |= {"min": 0, "max": last}
        if whole:
            y |= {"min": 0, "max": 1}
        if ends is not None:
            y |= {"min": ends[0], "max": ends[1]}
        if crossing is not None:
            y["crossing"] = crossing
        if bars:  # horizontal, read from the top down: the axis of amounts is the horizontal one
            x, y = {**y, "label_position": "high"}, {**x, "reverse": True}
        chart.set_x_axis({key: value for key, value in x.items() if value != ""})
        chart.set_y_axis({key: value for key, value in y.items() if value != ""})
        chart.set_title({"none": True})
        listed = {"position": "bottom", "font": font, "delete_series": list(unlisted)}
        chart.set_legend(listed if legend else {"none": True})
        chart.set_size(_SIZE)
        down, right = divmod(self._shown, 2)
        row, column = _FIRST + down * _ROWS, right * (_COLUMNS + 1)
        head = (
            (row, cell_words(story.headline), self.styles.headline),
            (row + 1, cell_words(story.subtitle), self.styles.note),
        )
        for at, text, style in head:
            self.shown.cells.merge_range(at, column, at, column + _COLUMNS - 1, "", style)
            self.shown.cells.write_string(at, column, text, style)
        self.shown.cells.set_row(row, 36)  # two lines
        self.shown.cells.set_row(row + 1, 30)
        self.shown.cells.insert_chart(row + 2, column, chart, {"description": _words(story.note)[:250]})
        self._shown += 1
        if self._shown % 4 == 1 and down:
            self.shown.cells.set_h_pagebreaks([row for row in range(_FIRST + 2 * _ROWS, row + 1, 2 * _ROWS)])

    def block(self, story: Story, columns: Mapping[str, Sequence[object]]) -> Block:
        """Write the series of a story and other columns as a block, under its headline."""
        written: dict[str, Sequence[object]] = {}
        for part in story.series:
            written |= {self.x_heading(story, part): part.x, part.name: part.y}
        columns = {**written, **columns}
        cells, left = self.numbers.cells, self._column
        cells.write_string(3, left, cell_words(story.headline), self.styles.headline)
        for at, (heading, values) in enumerate(columns.items(), left):
            cells.write_string(4, at, cell_words(heading), self.styles.heading())
            for row, value in enumerate(values, 5):
                if isinstance(value, str):
                    cells.write_string(row, at, cell_words(value), self.styles())
                else:
                    number = float(value)  # type: ignore[arg-type]  # stories hold words and numbers alone
                    cells.write_number(row, at, number, self.styles(num_format="#,##0.####"))
        cells.set_column(left, left + len(columns) - 1, 14)
        self._column += len(columns) + 1
        longest = max(len(values) for values in columns.values())
        return Block("Chart data", 5, 4 + longest, {heading: left + at for at, heading in enumerate(columns)})

    @staticmethod
    def name(place: Block, heading: str) -> list[str | int]:
        """Return where a series has its name from: a cell, since a name that begins with = would be a formula."""
        return [place.sheet, place.first - 1, place.columns[heading]]


def _words(text: str) -> str:
    """Return words for an axis: never taken for a formula."""
    return cell_words(text).lstrip("=").strip()
