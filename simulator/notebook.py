"""How results show themselves in an interpreter and in a notebook: a few lines of text, or a small table."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

__all__ = ["Rows", "html_table", "text_table"]

Rows = Sequence[Sequence[str]]


def text_table(head: str, columns: Sequence[str], rows: Rows, notes: Sequence[str] = ()) -> str:
    """Return a heading, a table of text, the first column to the left and the numbers to the right, and notes."""
    table = [columns, *rows]
    wide = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = ["  ".join([row[0].ljust(wide[0]), *map(str.rjust, row[1:], wide[1:])]).rstrip() for row in table]
    return "\n".join([head, *lines, *notes])


def html_table(head: str, columns: Sequence[str], rows: Rows, notes: Sequence[str] = ()) -> str:
    """Return the same as HTML; whatever is in it is plain text there too."""
    heading = "".join(f"<th>{escape(text)}</th>" for text in columns)
    body = "".join(
        f"<tr><th>{escape(first)}</th>" + "".join(f"<td>{escape(text)}</td>" for text in rest) + "</tr>"
        for first, *rest in rows
    )
    below = "".join(f"<p>{escape(note)}</p>" for note in notes)
    table = f"<table><thead><tr>{heading}</tr></thead><tbody>{body}</tbody></table>"
    return f"<div><p>{escape(head)}</p>{table}{below}</div>"
