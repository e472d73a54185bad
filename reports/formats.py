"""The formats of a report: which files each makes of a board."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from .board import Board

if TYPE_CHECKING:
    from .charts.style import Format

__all__ = ["DEFAULT_FORMATS", "FORMATS", "check_formats", "render_files"]

Files = dict[str, bytes]
Stage = Callable[[str], None]


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


#: Every format, and in which words the making of it is announced.
FORMATS: Mapping[str, str] = {
    "html": "the page",
    "pptx": "the deck",
    "xlsx": "the workbook",
    "svg": "charts (SVG)",
    "png": "charts (PNG)",
    "pdf": "charts (PDF)",
    "json": "data (JSON)",
    "csv": "data (CSV)",
    "parquet": "data (Parquet)",
}
_PICTURES: tuple[Format, ...] = ("svg", "png", "pdf")

DEFAULT_FORMATS = ("html", "pptx", "xlsx", "svg", "json")


def check_formats(formats: Iterable[str], template: Path | None = None) -> tuple[str, ...]:
    """Return formats in their order, each once.

    Raises
    ------
    ValueError
        If there is none, one that is not known or lacks a library, or a template without a deck or that cannot be used.
    """
    asked = {name.strip().lower() for name in formats} - {""}
    for name in sorted(asked - FORMATS.keys()):
        raise ValueError(f"no format {name!r}; there are {', '.join(FORMATS)}")
    if not asked:
        raise ValueError(f"no format asked for; there are {', '.join(FORMATS)}")
    if "parquet" in asked and importlib.util.find_spec("pyarrow") is None:
        raise ValueError('parquet needs a library that is not installed: pip install "tcorisk[parquet]"')
    if template is not None and "pptx" not in asked:
        raise ValueError("a template is for the deck: add pptx to the formats, or leave the template out")
    if template is not None:
        from .deck import open_template

        open_template(template)  # what is wrong with it is said before a long run
    return tuple(name for name in FORMATS if name in asked)


def render_files(
    board: Board, formats: Iterable[str] = DEFAULT_FORMATS, template: Path | None = None, stage: Stage | None = None
) -> Files:
    """Make the files of a report.

    Parameters
    ----------
    board : Board
    formats : iterable of str
        Of `FORMATS`.
    template : path, optional
        A PPTX file whose masters and layouts the deck takes.
    stage : callable, optional
        Told in a few words what is being made.

    Returns
    -------
    dict of str to bytes
        By path inside the report's folder, with `/` between its parts.

    Raises
    ------
    ValueError
        As `check_formats`; or if the template is no presentation.
    """
    told = stage or (lambda words: None)
    files: Files = {}
    chosen = check_formats(formats, template)
    pictures = tuple(kind for kind in _PICTURES if kind in chosen)
    for name in chosen:
        told(FORMATS[name])
        if name == "html":
            files |= _page(board)
        elif name == "pptx":
            files |= _deck(board, template)
        elif name == "xlsx":
            files |= _workbook(board)
        elif name in _PICTURES:
            if name == pictures[0]:  # a figure is drawn once for all of them
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
