"""A column of numbers from a CSV file that lies beside the scenario.

A scenario is data, and may come from a stranger: it reads `.csv` files of its own folder and of those below it, and
nothing else. What is read is kept, so that a sweep reads a file once and meets the same numbers at every step.
"""

from __future__ import annotations

import csv
import hashlib
import io
import math
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path, PurePosixPath

from .refused import Refused
from .spelling import did_you_mean, shown

__all__ = ["MONTH", "MOST_BYTES", "MOST_ROWS", "DataFiles", "month_after"]

#: Bytes of the largest file, and numbers of the longest column.
MOST_BYTES = 1_000_000
MOST_ROWS = 10_000

#: Files that one scenario may name.
MOST_FILES = 50

#: The heading of the column that says which month a row is.
MONTH = "month"

_MONTH = re.compile(r"[12]\d{3}-(?:0[1-9]|1[0-2])(?:-01)?", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d[\d_]*(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)

#: What is read beside a scenario, by the end of its name; what to do about another name, and without a folder.
_KINDS = {
    ".csv": ("a CSV file", "save the table as comma-separated values", "save it there, or write values = [...]"),
    ".toml": ("an included file", "name a TOML file", "save the scenario beside it"),
}


@dataclass(frozen=True, slots=True)
class DataFiles:
    """The CSV files of one scenario.

    Attributes
    ----------
    folder : Path or None
        Folder of the scenario's file; None without a file.
    origin : str
        Where the scenario came from, in words.
    contents : dict of name to bytes
        What was read so far; shared by all readings of one scenario.
    digests : dict of name to str
        SHA-256 of the files that this reading made use of.
    columns : dict of (name, heading) to tuple of float
        What was parsed so far: a column may be named in many places.
    calendars : dict of name to tuple of date
        The months of the rows of a file, likewise.
    """

    folder: Path | None = None
    origin: str = "this text"
    contents: dict[str, bytes] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    columns: dict[tuple[str, str], tuple[float, ...]] = field(default_factory=dict)
    calendars: dict[str, tuple[date, ...]] = field(default_factory=dict)

    def column(self, name: str, column: str, by_month: bool = False) -> tuple[float, ...]:
        """Return the numbers below a heading; `by_month`: a row is a month, and none may be left out.

        Raises
        ------
        Refused
            If there is no such file or column, or not every cell of it is a number.
        """
        content = self.content(name)
        if (name, column) not in self.columns:
            self.columns[name, column] = _numbers(_text(content, name), name, column, by_month)
        return self.columns[name, column]

    def months(self, name: str) -> tuple[date, ...]:
        """Return the first day of the month of each row, one month after another; empty without a column `month`.

        Raises
        ------
        Refused
            If there is no such file, a cell of the column is not a month, or a month does not follow the one before.
        """
        content = self.content(name)
        if name not in self.calendars:
            self.calendars[name] = _months(_text(content, name), name)
        return self.calendars[name]

    def months_in(self, name: str) -> tuple[date, ...]:
        """Return the months of the rows as `months` does; empty where they are not months in order."""
        try:
            return self.months(name)
        except Refused:
            return ()

    def content(self, name: str, ending: str = ".csv") -> bytes:
        """Return the bytes of a file beside the scenario, and keep them.

        Raises
        ------
        Refused
            If its name does not end so, or there is no such file in the scenario's folder.
        """
        _check_name(name, ending)
        if name not in self.contents:
            if len(self.contents) >= MOST_FILES:
                raise Refused(f"a scenario reads at most {MOST_FILES} files", "put the columns into one file")
            self.contents[name] = _content(self.folder, self.origin, name, ending)
        content = self.contents[name]
        if name not in self.digests:
            self.digests[name] = hashlib.sha256(content).hexdigest()
        return content


def _check_name(name: str, ending: str) -> None:
    """Refuse what is not the plain name of a file that ends so."""
    parts = PurePosixPath(name).parts
    plain = name.isprintable() and not re.search(r'[\\:*?"<>|]', name) and len(name) <= 200
    if not parts or not plain or name.startswith(("/", "~")) or any(part == ".." for part in parts):
        help = "write its name, or folder/name below the scenario's own folder"
        raise Refused(f"{shown(name)} is not a plain file name", help)
    if not name.lower().endswith(ending):
        raise Refused(f"{shown(name)} does not end in {ending}", _KINDS[ending][1])
    if ending == ".toml" and len(parts) > 1:
        raise Refused(f"{shown(name)} is in another folder", "only files of the scenario's own folder can be included")


def _content(folder: Path | None, origin: str, name: str, ending: str) -> bytes:
    """Return the bytes of a file inside the folder."""
    kind, _, instead = _KINDS[ending]
    if folder is None:
        raise Refused(f"{kind} is looked for in the folder of the scenario's own file; {origin} has none", instead)
    try:
        home = folder.resolve(strict=True)
        path = home.joinpath(name).resolve(strict=True)
        if not path.is_relative_to(home):
            raise Refused(f"{shown(name)} is outside the scenario's folder", "copy the file there")
        if not path.is_file():
            raise Refused(f"{shown(name)} is not a regular file", f"name {kind}")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise Refused(f"there is no file {shown(name)} beside the scenario", _others(folder, name, ending)) from None
    except (OSError, ValueError, RuntimeError) as error:  # no permission, too long a name, a circle of links
        if isinstance(error, Refused):
            raise
        reason = error.strerror if isinstance(error, OSError) and error.strerror else "it leads nowhere"
        raise Refused(f"{shown(name)} cannot be read: {reason}", f"name {kind}") from None
    if len(content) > MOST_BYTES:
        raise Refused(f"{shown(name)} is larger than {MOST_BYTES // 1_000_000} MB", "keep the columns that are used")
    return content


def _others(folder: Path, name: str, ending: str) -> str:
    """Return the nearest name among the files of the folder that end so."""
    try:
        names = sorted(entry.name for entry in os.scandir(folder) if entry.name.lower().endswith(ending))
    except OSError:
        names = []
    return did_you_mean(name, names[:200], "there are") if names else f"no file of that folder ends in {ending}"


def _text(content: bytes, name: str) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refused(f"{shown(name)} is in UTF-16", "save it again as UTF-8")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Refused(
            f"{name}, line {line}: byte 0x{content[error.start]:02x} is not UTF-8", "save it as UTF-8"
        ) from None
    if "\0" in text:
        raise Refused(f"{name}, line {text.count(chr(10), 0, text.index(chr(0))) + 1}: a NUL byte", "save it as text")
    return text


def _numbers(text: str, name: str, column: str, by_month: bool) -> tuple[float, ...]:
    """Return the numbers of a column; the first cell that is not a number is reported with its line."""
    found: list[float] = []
    wrong: list[str] = []
    rows = _rows(text, name)
    place = _place(next(rows)[1], name, column)
    for line, row in rows:
        cell = row[place] if place < len(row) else None
        number = None if cell is None else _number(cell)
        if number is not None and math.isfinite(number):
            found.append(number)
        elif number is not None:
            wrong.append(f"{name}, line {line}: {shown(cell)} is beyond the largest number there is (1.8e308)")
        elif len(wrong) == 0 and cell is None:
            wrong.append(f"{name}, line {line}: the row has no column {shown(column)}")
        else:
            wrong.append(f"{name}, line {line}: {shown(cell)} in column {shown(column)} is not a number")
        if len(found) > MOST_ROWS:
            raise Refused(f"{name}: column {shown(column)} has more than {MOST_ROWS:_} numbers", "take a sample")
    if wrong:
        more = f" (and {len(wrong) - 1} more such cells)" if len(wrong) > 1 else ""
        instead = "every row is a month, and needs one" if by_month else "leave a row out where there is none"
        raise Refused(wrong[0] + more, f"plain numbers such as 1234.5; {instead}")
    if not found:
        raise Refused(f"{name}: column {shown(column)} is empty", "write a number in each row below the heading")
    return tuple(found)


def _rows(text: str, name: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the line and the cells of the headings, then of each row that is not empty."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        yield 1, [cell.strip() for cell in next(reader, [])]
        line = reader.line_num + 1
        for row in reader:
            cells = [cell.strip() for cell in row]
            if any(cells):
                yield line, cells
            line = reader.line_num + 1
    except csv.Error as error:
        raise Refused(f"{name}, line {reader.line_num}: {error}", "save it again as CSV") from None


def _months(text: str, name: str) -> tuple[date, ...]:
    """Return the months of the column `month`, each the one after the row above; empty where it is missing."""
    rows = _rows(text, name)
    headings = next(rows)[1]
    if MONTH not in headings:
        return ()
    place = _place(headings, name, MONTH)
    found: list[date] = []
    for line, row in rows:
        cell = row[place] if place < len(row) else ""
        if not _MONTH.fullmatch(cell):
            message = f"{name}, line {line}: {shown(cell)} in column {shown(MONTH)} is not a month"
            raise Refused(message, "write 2026-07 or 2026-07-01", key="file")
        month = date(int(cell[:4]), int(cell[5:7]), 1)
        if found and month != month_after(found[-1]):
            message = f"{name}, line {line}: {month:%Y-%m} does not follow {found[-1]:%Y-%m}"
            raise Refused(message, f"a row for each month, in order: here {month_after(found[-1]):%Y-%m}", key="file")
        found.append(month)
    return tuple(found)


def month_after(month: date, months: int = 1) -> date:
    """Return the first day of the month so many months later, or earlier if negative."""
    year, at = divmod(12 * month.year + month.month - 1 + months, 12)
    return date(year, at + 1, 1)


def _place(headings: list[str], name: str, column: str) -> int:
    """Return the position of a column."""
    if headings.count(column) == 1:
        return headings.index(column)
    if headings.count(column) > 1:
        raise Refused(f"{name} has {headings.count(column)} columns {shown(column)}", "rename one", key="column")
    if not any(headings):
        raise Refused(f"{name} has no headings in its first line", "the first line names the columns")
    if len(headings) == 1 and (sign := next((c for c in ";\t" if c in headings[0]), "")):
        between = "semicolons" if sign == ";" else "tabs"
        raise Refused(f"the columns of {name} are separated by {between}", "save it again with commas")
    help = did_you_mean(column, [heading[:60] for heading in headings if heading], "there are")
    raise Refused(f"{name} has no column {shown(column)}", help, key="column")


def _number(cell: str) -> float | None:
    if not _NUMBER.fullmatch(cell) or "__" in cell or re.search(r"_(?!\d)", cell):
        return None
    return float(cell.replace("_", ""))
