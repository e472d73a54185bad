"""The numbers behind a chart, and the workbook that a double-click opens: words stay words there.

By default XlsxWriter takes a text that begins with `=` for a formula and one that begins with `http://` for a link;
and it writes the hour at which it ran.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from io import BytesIO
from typing import Any

from pptx.chart.data import CategoryChartData, XyChartData
from pptx.chart.xlsx import CategoryWorkbookWriter, XyWorkbookWriter
from xlsxwriter import Workbook

from ..stories import Series
from .fitting import plain

__all__ = ["Categories", "Points"]

_WORDS_STAY_WORDS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


class _Careful:
    """Opens the embedded workbook so that no text in it is anything else, dated with the report's day."""

    _chart_data: Any

    @contextmanager
    def _open_worksheet(self, xlsx_file: BytesIO) -> Iterator[tuple[Workbook, Any]]:
        workbook = Workbook(xlsx_file, _WORDS_STAY_WORDS)
        day: date = self._chart_data.made
        workbook.set_properties({"author": "tcorisk", "created": datetime(day.year, day.month, day.day)})
        yield workbook, workbook.add_worksheet()
        workbook.close()


class _CategoryWorkbook(_Careful, CategoryWorkbookWriter):
    pass


class _PointsWorkbook(_Careful, XyWorkbookWriter):
    pass


class Categories(CategoryChartData):
    """Series over categories.

    Parameters
    ----------
    made : date
        The day of the report.
    names : sequence of str or of numbers
        The categories; words are cleaned here.
    number_format : str
    """

    def __init__(self, made: date, names: Sequence[str] | Sequence[float], number_format: str) -> None:
        plain_data: Any = super()  # python-pptx gives these no types
        plain_data.__init__(number_format)
        self.made = made
        self.categories = [plain(name) if isinstance(name, str) else name for name in names]

    def add(self, name: str, values: Sequence[float | None]) -> None:
        """Add a series; None leaves its place empty."""
        self._as_any.add_series(plain(name), values)

    @property
    def _as_any(self) -> Any:
        return self

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _CategoryWorkbook
        return writer(self)


class Points(XyChartData):
    """Series of points.

    Parameters
    ----------
    made : date
    number_format : str
        Of x, and of y where a series gives no other.
    """

    def __init__(self, made: date, number_format: str) -> None:
        plain_data: Any = super()
        plain_data.__init__(number_format)
        self.made = made

    def add(self, part: Series, number_format: str) -> None:
        """Add a series of a story; `number_format` is that of y."""
        series = self._as_any.add_series(plain(part.name), number_format)
        for one, other in zip(part.x, part.y, strict=True):
            series.add_data_point(one, other)

    @property
    def _as_any(self) -> Any:
        return self

    @property
    def _workbook_writer(self) -> Any:
        writer: Any = _PointsWorkbook
        return writer(self)
