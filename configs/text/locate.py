"""Where each key of a TOML text is: line, column, extent, and the comment beside it.

`tomllib` gives values without places. This scanner reads the same text once more, looking only at where keys and
values begin and end. It never judges: a text that TOML refuses is scanned as far as it makes sense, which is how the
first of two equal keys is found.
"""

from __future__ import annotations

import bisect
import re
import tomllib
from dataclasses import dataclass

__all__ = ["Locator", "TextPlace"]

Path = tuple[str, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_BLANK = re.compile(r"[ \t]*")
_SCALAR = re.compile(r"[^,\]}#\n]*")

#: Brackets inside brackets that are followed; deeper ones have no place of their own.
DEEPEST = 100


@dataclass(frozen=True, slots=True)
class TextPlace:
    """A key: offset and length of its own text, and the extent of its value (-1, -1 for a table header)."""

    start: int
    width: int
    value: int = -1
    stop: int = -1


class Locator:
    """The places of all keys of a text.

    Attributes
    ----------
    places : dict of path to TextPlace
        Tables have the place of the first key or header that mentions them.
    repeated : list of (path, first TextPlace, second TextPlace)
        Keys and tables that are written twice.
    last : int
        Offset at which the last statement begins, -1 where there is none.
    """

    def __init__(self, text: str) -> None:
        """Scan a text."""
        self.text = text
        self.places: dict[Path, TextPlace] = {}
        self.repeated: list[tuple[Path, TextPlace, TextPlace]] = []
        self.last = -1
        self._comments: dict[int, str] = {}
        self._written: dict[Path, TextPlace] = {}
        self._lines = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._scan()

    def nearest(self, path: Path) -> tuple[Path, TextPlace | None]:
        """Return the place of a path, or of the innermost table around it that is written."""
        while path and path not in self.places:
            path = path[:-1]
        return path, self.places.get(path)

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1."""
        line = bisect.bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line_text(self, line: int) -> str:
        """Return a line, without its end."""
        start = self._lines[line - 1]
        stop = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        return self.text[start:stop].rstrip("\r")

    def comment(self, path: Path) -> str:
        """Return the comment on the line of a key or of the end of its value; empty if there is none."""
        place = self.places.get(path)
        if place is None:
            return ""
        for offset in (place.start, place.stop):
            if offset >= 0 and (found := self._comments.get(self.line_column(offset)[0])):
                return found
        return ""

    def inside(self, path: Path, text: str) -> int | None:
        """Return the offset of the first character of a one-line string, None if it is written otherwise."""
        place = self.places.get(path)
        if place is None or self.text[place.value : place.value + 1] not in ('"', "'"):
            return None
        return place.value + 1 if self.text[place.value + 1 : place.stop - 1] == text else None

    # The scanner. `i` is an offset into the text; every step returns the next one.

    def _scan(self) -> None:
        counts: dict[Path, int] = {}
        table: Path = ()
        i = 0
        while (i := self._space(i)) < len(self.text):
            self.last = i
            if self.text[i] == "[":
                array = self.text.startswith("[[", i)
                keys, j = self._keys(i + 1 + array)
                if not keys or not self.text.startswith("]", j):
                    i = self._line_end(i)
                    continue
                table = ()
                for depth, (key, place) in enumerate(keys, 1):
                    table += (key,)
                    if depth == len(keys) and array:
                        counts[table] = counts.get(table, -1) + 1
                        self.places.setdefault(table, place)
                        table += (str(counts[table]),)
                    elif table in counts:
                        self.places.setdefault(table, place)
                        table += (str(counts[table]),)
                    if depth == len(keys):
                        self._note(table, place)
                    else:
                        self.places.setdefault(table, place)
            else:
                j = self._pair(table, i, 0)
                if j < 0:
                    i = self._line_end(i)
                    continue
            i = self._line_end(j)

    def _note(self, path: Path, place: TextPlace) -> None:
        """Record a place where a path is defined, and a second definition of it."""
        if path in self._written:
            self.repeated.append((path, self._written[path], place))
            return
        self._written[path] = place
        self.places[path] = place

    def _pair(self, table: Path, i: int, depth: int) -> int:
        """Read `key = value`; return where it ends, -1 where it is neither."""
        keys, j = self._keys(i)
        if not keys or not self.text.startswith("=", j):
            return -1
        path = table
        for key, place in keys[:-1]:
            path += (key,)
            self.places.setdefault(path, place)
        key, place = keys[-1]
        path += (key,)
        start = self._blank(j + 1)
        known = path in self._written
        stop = self._value(() if known else path, start, depth)
        self._note(path, TextPlace(place.start, place.width, start, stop))
        return stop

    def _keys(self, i: int) -> tuple[list[tuple[str, TextPlace]], int]:
        """Read a dotted key; return its parts and where it ends, blanks after it skipped."""
        keys: list[tuple[str, TextPlace]] = []
        while True:
            i = self._blank(i)
            if self.text[i : i + 1] in ('"', "'"):
                stop = self._string(i)
                try:
                    key = next(iter(tomllib.loads(self.text[i:stop] + "=0")))
                except (ValueError, StopIteration):
                    return [], i
            elif match := _BARE.match(self.text, i):
                key, stop = match[0], match.end()
            else:
                return [], i
            keys.append((key, TextPlace(i, stop - i)))
            i = self._blank(stop)
            if self.text[i : i + 1] != ".":
                return keys, i
            i += 1

    def _value(self, path: Path, i: int, depth: int) -> int:
        """Pass over a value, noting the places inside arrays and inline tables; return where it ends."""
        opening = self.text[i : i + 1]
        if opening in ('"', "'"):
            return self._string(i)
        if opening not in ("[", "{") or depth > DEEPEST:
            scalar = _SCALAR.match(self.text, i)
            return i + len(scalar[0].rstrip()) if scalar else i
        closing = "]" if opening == "[" else "}"
        i, index = self._space(i + 1), 0
        while i < len(self.text) and self.text[i] != closing:
            if opening == "[":
                stop = self._value((*path, str(index)), i, depth + 1)
                if path:
                    self.places.setdefault((*path, str(index)), TextPlace(i, max(1, stop - i), i, stop))
            else:
                stop = self._pair(path, i, depth + 1) if path else self._loose(i, depth)
            if stop <= i:
                return i
            i, index = self._space(stop), index + 1
            if self.text[i : i + 1] == ",":
                i = self._space(i + 1)
            elif self.text[i : i + 1] != closing:
                return i
        return min(i + 1, len(self.text))

    def _loose(self, i: int, depth: int) -> int:
        """Pass over a pair inside a value that is not recorded."""
        keys, j = self._keys(i)
        return self._value((), self._blank(j + 1), depth + 1) if keys and self.text.startswith("=", j) else -1

    def _string(self, i: int) -> int:
        """Return where the string that opens at `i` ends."""
        quote = self.text[i]
        long = self.text.startswith(quote * 3, i)
        i += 3 if long else 1
        while i < len(self.text):
            c = self.text[i]
            if c == "\\" and quote == '"':
                i += 2
            elif long and self.text.startswith(quote * 3, i):
                i += 3
                while self.text.startswith(quote, i):  # up to two quotes may precede the closing three
                    i += 1
                return i
            elif not long and c == quote:
                return i + 1
            elif not long and c == "\n":
                return i
            else:
                i += 1
        return len(self.text)

    def _blank(self, i: int) -> int:
        match = _BLANK.match(self.text, i)
        return match.end() if match else i

    def _space(self, i: int) -> int:
        """Pass over blanks, line ends and comments."""
        while i < len(self.text):
            if self.text[i] == "#":
                i = self._line_end(i)
            elif self.text[i] in " \t\r\n":
                i += 1
            else:
                break
        return i

    def _line_end(self, i: int) -> int:
        """Go to the end of the line, keeping the comment there."""
        end = self.text.find("\n", i)
        end = len(self.text) if end < 0 else end
        hash_sign = self.text.find("#", i, end)
        if hash_sign >= 0:
            self._comments[self.line_column(hash_sign)[0]] = self.text[hash_sign + 1 : end].strip()
        return end
