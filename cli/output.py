"""Output: data to standard output, everything else to standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

import click

if TYPE_CHECKING:
    from ..reports.words.view import TextLine

__all__ = ["is_terminal", "note", "page_width", "print_data", "print_lines", "require_output", "shown_lines"]

_BOLD = ("title", "verdict", "heading")
_WIDEST = 100


def note(text: str) -> None:
    """Print a note about the run on standard error; control characters, as a path may hold, are escaped."""
    click.echo(_printable(shown_lines(text), getattr(sys.stderr, "encoding", None)), err=True)


def shown_lines(text: str) -> str:
    """Return a text with the control characters of its lines escaped."""
    from ..configs.text.problems import plain

    return "\n".join(map(plain, text.split("\n")))


def print_data(text: str) -> None:
    """Print the result; characters that standard output cannot encode are escaped."""
    require_output()
    click.echo(_printable(text, sys.stdout.encoding), nl=False)
    sys.stdout.flush()


def require_output() -> None:
    """Raise OSError if standard output is closed: before a long run, not after it."""
    if sys.stdout is None:
        raise OSError("standard output is closed")


def print_lines(lines: Iterable[TextLine]) -> None:
    """Print a report: bold headings on a terminal, plain text elsewhere and with NO_COLOR."""
    styled = is_terminal(sys.stdout) and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    texts = (_styled(line) if styled else line.text for line in lines)
    print_data("".join(f"{text}\n" for text in texts))


def _styled(line: TextLine) -> str:
    if line.role in _BOLD:
        return click.style(line.text, bold=True)
    return click.style(line.text, dim=True) if line.role == "note" else line.text


def page_width() -> int:
    """Return the width of a report in columns: the terminal's, at most 100; 100 for a pipe or a file."""
    return min(_WIDEST, shutil.get_terminal_size((_WIDEST, 24)).columns) if is_terminal(sys.stdout) else _WIDEST


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether a stream is an open terminal."""
    return stream is not None and not stream.closed and stream.isatty()


def _printable(text: str, encoding: str | None) -> str:
    """Return the text with characters outside the encoding escaped: a label must not end a run."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "backslashreplace").decode(encoding)
