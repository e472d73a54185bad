"""Names of cells and tables, for formulas of whoever goes on with the workbook: valid, and each given once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from xlsxwriter.utility import xl_rowcol_to_cell

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

__all__ = ["DefinedNames"]

#: What a spreadsheet takes for a cell: A1, R1C1, R.
_CELL = re.compile(r"[A-Z]{1,3}[0-9]+|R[0-9]*C[0-9]*|[RC]", re.IGNORECASE)
_LONGEST = 240  # 255 with what makes them different


class DefinedNames:
    """The names of one workbook, which cells and tables share.

    Parameters
    ----------
    book : Workbook
    """

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._taken: set[str] = set()

    def fresh(self, wanted: str) -> str:
        """Return a name like the one wanted, that is valid and not taken; capitals make no difference."""
        plain = re.sub(r"[^A-Za-z0-9_]", "_", wanted)[:_LONGEST]
        if not plain or plain[0].isdigit() or _CELL.fullmatch(plain):
            plain = f"_{plain}"
        name, number = plain, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{plain}_{number}"
        self._taken.add(name.casefold())
        return name

    def cell(self, wanted: str, sheet: str, row: int, column: int) -> str:
        """Name a cell; return its name."""
        name = self.fresh(wanted)
        self._book.define_name(name, f"='{sheet}'!{xl_rowcol_to_cell(row, column, True, True)}")
        return name
