"""The page: sections in the order in which a board reads, put into a template."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from ..board import Board
from ..board.provenance import provenance
from ..tables.tables import Table, tables
from ..words.method_words import method_headline, method_words
from ..words.view import View
from .assumption_section import assumed
from .breakdown_section import bill, where
from .cash_section import cash_by_quarter
from .change_section import change
from .cost_sections import budget, options, savings
from .driver_section import drivers, volume
from .frontier_section import frontier
from .glossary import GLOSSARY
from .opening import opening
from .policy_section import policies
from .requirement_section import required
from .risk_section import risks
from .sections import Listing, PageSection
from .stress_section import stressed
from .timing_section import when
from .unit_section import unit_costs

if TYPE_CHECKING:
    from jinja2 import Environment

__all__ = ["render_page"]

_WIDTH = 100  # the terminal's: labels in sentences are cut alike


def render_page(board: Board) -> str:
    """Return a board's findings as one HTML file that needs no network and no script.

    Parameters
    ----------
    board : Board

    Returns
    -------
    str
        The same for the same board.
    """
    from markupsafe import Markup

    view = View(board.document, _WIDTH)
    template = _environment().get_template("page.html")
    text: str = template.render(
        opening=opening(board, view),
        sections=_sections(board, view, tables(board)),
        glossary=GLOSSARY,
        method=Listing(method_headline(view), tuple(method_words(view))),
        provenance=provenance(board),
        css=Markup(_source("page.css")),  # our own file, no word of a user in it
    )
    return text


def _sections(board: Board, view: View, found: dict[str, Table]) -> list[PageSection]:
    """Return the sections in the order of the deck's slides; what there is no data for is left out."""
    sections = [
        required(view, found),
        options(board, view),
        budget(board, view),
        when(board, view),
        cash_by_quarter(view, found),
        savings(board, view),
        policies(board, view, found),
        frontier(board, view, found),
        where(board, view, found),
        bill(board),
        unit_costs(view),
        drivers(board, view, found),
        volume(board, view, found),
        change(view),
        risks(board, view, found),
        stressed(board, view, found),
        assumed(board, view, found["assumptions"]),
    ]
    return [section for section in sections if section is not None]


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=FunctionLoader(_source),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _source(name: str) -> str:
    """Return a file of this folder, also where the package is installed as an archive."""
    return (files(__package__) / name).read_text(encoding="utf-8")
