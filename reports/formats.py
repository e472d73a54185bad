"""The formats of a report, and the files that each consists of."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from .board import Board

if TYPE_CHECKING:
    from .charts.style import Format

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_formats", "manifest_entries", "render_files"]

Files = dict[str, bytes]


def _page(board: Board) -> Files:
    from .page import render_page

    return {"report.html": render_page(board).encode()}


def _deck(board: Board, template: Path | None) -> Files:
    from .deck import render_deck

    return {"deck.pptx": render_deck(board, template)}


def _workbook(board: Board) -> Files:
    from .workbook import render_workbook

    return {"workbook.xlsx": render_workbook(board)}


def _data(board: Board, kind: str) -> Files:
    from .data import render_data

    return {f"data/{name}": content for name, content in render_data(board, kind).items()}


#: Every format: the page, the deck, the workbook, three of charts and three of data.
FORMATS = ("html", "pptx", "xlsx", "svg", "png", "pdf", "json", "csv", "parquet")
_PICTURES: tuple[Format, ...] = ("svg", "png", "pdf")

DEFAULT_FORMATS = ("html", "pptx", "xlsx", "svg", "json")


def check_formats(formats: Iterable[str], template: Path | None = None) -> tuple[str, ...]:
    """Return the formats in the order of `FORMATS`, each once.

    Raises
    ------
    ValueError
        If there is no format, an unknown one or one without its library; or if the template is invalid or has no deck.
    """
    asked = {name.strip().lower() for name in formats} - {""}
    for name in sorted(asked - set(FORMATS)):
        raise ValueError(f"unknown format {name!r}; there are {', '.join(FORMATS)}")
    if not asked:
        raise ValueError(f"no format given; there are {', '.join(FORMATS)}")
    if "parquet" in asked and importlib.util.find_spec("pyarrow") is None:
        raise ValueError('parquet needs pyarrow: pip install "tcorisk[parquet]"')
    if template is not None and "pptx" not in asked:
        raise ValueError("a template applies only to the deck: add pptx to the formats, or leave out the template")
    if template is not None:
        from .deck import open_template

        open_template(template)  # errors before a long run, not after it
    return tuple(name for name in FORMATS if name in asked)


def render_files(board: Board, formats: Iterable[str] = DEFAULT_FORMATS, template: Path | None = None) -> Files:
    """Render the files of a report.

    Parameters
    ----------
    board : Board
    formats : iterable of str
        Of `FORMATS`.
    template : path, optional
        A PPTX file whose masters and layouts the deck uses.

    Returns
    -------
    dict of str to bytes
        By path inside the report's folder, with `/` between its parts.

    Raises
    ------
    ValueError
        As `check_formats`.
    """
    files: Files = {}
    chosen = check_formats(formats, template)
    pictures = tuple(kind for kind in _PICTURES if kind in chosen)
    for name in chosen:
        if name == "html":
            files |= _page(board)
        elif name == "pptx":
            files |= _deck(board, template)
        elif name == "xlsx":
            files |= _workbook(board)
        elif name in _PICTURES:
            if name == pictures[0]:  # each figure is drawn once for all of them
                files |= _charts(board, pictures)
        else:
            files |= _data(board, name)
    return files


def _charts(board: Board, kinds: Iterable[Format]) -> Files:
    from .charts import draw, render

    files: Files = {}
    for name, story in board.stories.items():
        figure = draw(name, story)
        for kind in kinds:
            files[f"charts/{name}.{kind}"] = render(figure, kind)
    return files


def manifest_entries(board: Board) -> dict[str, str]:
    """Return what the manifest of a report says besides its files: the run and the date."""
    run = board.document["run"]
    return {name: str(run[name]) for name in ("version", "config_sha256", "seed", "trajectories")} | {
        "made": board.made.isoformat()
    }
