"""A mistake in a scenario, and the exception that carries all mistakes of a file at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from datetime import date

    from .csv_column import DataFiles

__all__ = ["WHOLE_VALUE", "ConfigError", "Finding", "Findings", "Kept", "Path", "Problem", "invisible", "plain"]

Path = tuple[str, ...]

T = TypeVar("T")

#: As an offset: the value as a whole is wrong, not its key.
WHOLE_VALUE = -1

#: Mistakes that `str(error)` prints; the rest is counted.
PRINTED = 40

#: Mistakes that get a suggestion; a file with more is no typing error.
HELPED = 100

#: Characters of a source line shown around the place of a mistake.
WINDOW = 100


def plain(text: str) -> str:
    """Return the text with control, bidirectional and other invisible characters written as escapes."""
    return "".join(c if c == " " or c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def invisible(text: str) -> tuple[int, str] | None:
    """Return where the first character is that cannot be seen, and what it is called; None if there is none."""
    for offset, c in enumerate(text):
        if not c.isprintable():
            kind = "a control character" if unicodedata.category(c) == "Cc" else "an invisible character"
            name = unicodedata.name(c, "")
            return offset, f"{kind}, U+{ord(c):04X}" + (f" ({name.lower()})" if name else "")
    return None


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake, with its place.

    Attributes
    ----------
    address : str
        The key, from the top of the file: `strategies.api.costs.tokens.monthly`. Empty for the file as a whole.
    message : str
        What came and what is wrong with it.
    help : str
        What is accepted, or what was probably meant.
    source : str
        The file; `--set ADDRESS=VALUE`, or `ADDRESS = VALUE` from Python, for a value that was set.
    line, column : int or None
        From 1; None if there is no line to show.
    width : int
        Characters to underline.
    text : str
        The line itself.
    label : str
        Words beside the underline.
    """

    address: str
    message: str
    help: str = ""
    source: str = ""
    line: int | None = None
    column: int | None = None
    width: int = 1
    text: str = ""
    label: str = ""

    def __str__(self) -> str:
        """Return the mistake as a compiler prints one, in plain text."""
        rows = [f"error: {plain(self.message)}"]
        if self.line is None:
            if self.source:
                rows.append(f"  --> {plain(self.source)}")
            margin = " "
            if self.label:
                rows += ["   |", f"   | {plain(self.label)}"]
        else:
            margin = " " * len(str(self.line))
            column = self.column or 1
            rows.append(f"{margin}--> {plain(self.source)}:{self.line}:{column}")
            before, marked, after = _window(self.text, column, self.width)
            rows += [
                f"{margin} |",
                f"{self.line} | {before}{marked}{after}",
                f"{margin} | {' ' * len(before)}{'^' * max(1, len(marked))} {plain(self.label)}".rstrip(),
            ]
        if self.help:
            rows.append(f"{margin} = help: {plain(self.help)}")
        return "\n".join(rows)


def _window(text: str, column: int, width: int) -> tuple[str, str, str]:
    """Cut a source line to what is worth showing, escaped, in three: before the mark, under it, after it."""
    start = min(max(0, column - 1), len(text))
    first = max(0, start - WINDOW // 2)
    last = max(first + WINDOW, start + 1)
    stop = min(start + max(1, width), last)
    before = ("..." if first else "") + plain(text[first:start])
    after = plain(text[stop:last]) + ("..." if len(text) > last else "")
    return before, plain(text[start:stop]), after


class ConfigError(Exception):
    """A scenario that cannot be run, with every mistake found in it.

    Attributes
    ----------
    problems : tuple of Problem
        In the order of the file.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        """Take the mistakes, in the order in which they are printed."""
        super().__init__(tuple(problems))
        self.problems = tuple(problems)

    def __str__(self) -> str:
        """Return all mistakes, one below the other."""
        parts = [str(problem) for problem in self.problems[:PRINTED]]
        if len(self.problems) > 1:
            rest = len(self.problems) - len(parts)
            parts.append(f"{len(self.problems)} mistakes" + (f", the first {PRINTED} shown" if rest else ""))
        return "\n\n".join(parts)


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake before its place is looked up: the path of keys, and the words.

    `offset` and `width` point inside the text at that path where `offset` is neither None, which blames the key, nor
    `WHOLE_VALUE`.
    """

    path: Path
    message: str
    help: str = ""
    label: str = ""
    offset: int | None = None
    width: int = 1


class Kept:
    """What the latest reading of a file made at each place, with all that it was made of; see `Findings.once`.

    It goes with the file, and is as large as one scenario. A pickle or a copy of it is empty. Threads may share it:
    what is kept at a place comes with all that it was made of, in one tuple.
    """

    __slots__ = ("latest",)

    def __init__(self) -> None:
        """Begin without any."""
        self.latest: dict[Path, tuple[Hashable, tuple[object, ...], Any]] = {}

    def __reduce__(self) -> tuple[type[Kept], tuple[()]]:
        """Return an empty one."""
        return Kept, ()


class Findings:
    """The mistakes found so far. Checks add to it and go on, so that all are reported in one go.

    Attributes
    ----------
    items : list of Finding
    files : DataFiles or None
        The CSV files beside the scenario, for what names one.
    start : date or None
        The first day of month 1, for what is dated; set once it is read.
    dated : list of (path, date)
        The dates that were read without it.
    kept : Kept
        What earlier readings of the same file made.
    """

    def __init__(self, files: DataFiles | None = None, kept: Kept | None = None) -> None:
        """Begin without any."""
        self.files = files
        self.kept = Kept() if kept is None else kept
        self.start: date | None = None
        self.dated: list[tuple[Path, date]] = []
        self.items: list[Finding] = []
        self._said = 0
        self._warnings: dict[tuple[str, str], None] = {}
        self._seen: set[tuple[Path, str]] = set()
        self._at: set[Path] = set()
        self._above: set[Path] = set()

    def add(
        self, path: Path, message: str, help: str = "", label: str = "", offset: int | None = None, width: int = 1
    ) -> None:
        """Note a mistake; the same words about the same place count once."""
        self._said += 1
        if (path, message) not in self._seen:
            self._seen.add((path, message))
            self._at.add(path)
            self._above.update(path[:depth] for depth in range(len(path) + 1))
            self.items.append(Finding(path, message, help, label, offset, width))

    def warn(self, address: str, message: str) -> None:
        """Note a warning about a place; the same one counts once."""
        self._said += 1
        self._warnings[address, message] = None

    def once(
        self, place: Path, written: object, among: Hashable, parts: tuple[object, ...], make: Callable[[], T]
    ) -> T:
        """Return what `make` gives; the same object as before where it is made of the same and had nothing to say.

        Facts found about that object before need not be found again.

        Parameters
        ----------
        place : path
            What is made. Of each the latest is kept, and none once there is a mistake: it may hide others.
        written : object
            What the file says. Its `repr` is compared, which tells 1 from 1.0 and True. With a file beside it, it is
            read again: the hash of a scenario covers what is used of it.
        among : hashable
            What else `make` looks at, by its value.
        parts : tuple
            Immutable objects that it looks at. Another object is another part, though equal: 0.0 equals -0.0.
        """
        try:
            text = repr(written)
        except ValueError:  # a whole number of more digits than Python writes, for which `make` has words
            return make()
        key = text, among
        found = self.kept.latest.get(place)
        same = found is not None and found[0] == key and len(found[1]) == len(parts) and all(map(is_, found[1], parts))
        if found is not None and same and not self.items:
            known: T = found[2]
            return known
        before = self._said, len(self.dated)
        made = make()
        if (self._said, len(self.dated)) == before and not self.items and "'file'" not in text:
            self.kept.latest[place] = key, parts, made
        return made

    @property
    def warnings(self) -> list[tuple[str, str]]:
        """What was read differently from how it was written, by address; the scenario can be run."""
        return list(self._warnings)

    @property
    def helpful(self) -> bool:
        """Whether a further mistake is among those that get a suggestion: finding one takes time."""
        return len(self.items) < HELPED

    def under(self, path: Path) -> bool:
        """Return whether anything was found at this place or below it."""
        return path in self._above

    def around(self, path: Path) -> bool:
        """Return whether anything was found at this place or at a table around it, the file as a whole aside."""
        return any(path[:depth] in self._at for depth in range(2, len(path) + 1))

    def has(self, path: Path, message: str) -> bool:
        """Return whether this was noted already."""
        return (path, message) in self._seen
