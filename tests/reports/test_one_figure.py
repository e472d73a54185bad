"""All outputs have the same figures, rounded alike, as they are read back: JSON, table, page, deck and workbook.

Thirty scenarios of two to five strategies: ties, barred ones, certain ones, negative costs, several horizons.
"""

from __future__ import annotations

import json
import re
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from lxml import html
from pptx import Presentation
from test_one_choice import SEEDS, board

from tcorisk.reports import render_table
from tcorisk.reports.deck import render_deck
from tcorisk.reports.page import render_page
from tcorisk.reports.words.cost_cells import cash_cell, total_cell
from tcorisk.reports.words.documents import render_json
from tcorisk.reports.words.view import View
from tcorisk.reports.workbook import render_workbook

#: Column of the page's tables: what it is in the document.
_TOTAL = {"P10, lucky": "p10", "P50": "p50", "P90, unlucky": "p90", "Mean": "mean", "Total cost": "mean"}
_CASH = {"P50, in all": "p50", "P80, in all": "p80", "P90, in all": "p90"}


@cache
def document(seed: int) -> dict[str, Any]:
    """Return the document as it is read back from JSON."""
    found: dict[str, Any] = json.loads(render_json(board(seed).document))
    return found


@cache
def view(seed: int) -> View:
    """Return the document with its words."""
    return View(document(seed), 100)


def plain(text: str) -> str:
    """Return a figure without its error: an output may leave the error out, and nothing else."""
    return " ".join(text.split()).partition(" +-")[0]


def expected(seed: int, name: str, horizon: int, what: str, key: str) -> str:
    """Return a figure as it is to be written."""
    cell = total_cell if what == "tco" else cash_cell
    return plain(cell(view(seed), name, horizon, key))


def page_figures(seed: int) -> dict[tuple[str, int, str, str], str]:
    """Return the figures of the page's two cost tables by label, horizon, measure and statistic."""
    found = {}
    for table in html.document_fromstring(render_page(board(seed))).xpath("//table"):
        caption = table.xpath("string(./caption)")
        what, columns = ("tco", _TOTAL) if caption.startswith("Total cost of own") else ("cash", _CASH)
        if not caption.startswith(("Total cost of own", "Cash to budget")):
            continue
        label = ""
        for row in table.xpath(".//tbody/tr"):
            cells = {cell.get("data-heading"): " ".join(cell.text_content().split()) for cell in row.xpath("./td")}
            head = row.xpath("string(./th)").strip()
            if row.get("class") == "group" or "Over" in cells:  # a strategy of one row has its name before it
                label = head
            over = re.match(r"(\d+) month", cells.get("Over", head))
            for heading, text in cells.items() if over else ():
                if (key := columns.get(heading)) is not None:
                    found[label, int(over[1]), what, key] = plain(text)
    return found


def deck_figures(seed: int) -> dict[tuple[str, str, str], str]:
    """Return the figures of the deck's table of strategies by label, measure and statistic."""
    found = {}
    for slide in Presentation(BytesIO(render_deck(board(seed)))).slides:
        for table in (shape.table for shape in slide.shapes if shape.has_table):
            head, *rows = [[cell.text for cell in row.cells] for row in table.rows]
            for at, heading in enumerate(head):
                read = re.fullmatch(r"(cash|TCO) (P50|P90)", heading)
                for row in rows if read and head[0] == "Strategy" else ():
                    found[row[0], read[1].lower(), read[2].lower()] = plain(row[at])
    return found


@pytest.mark.parametrize("seed", SEEDS)
def test_page_and_deck_write_the_figures_of_the_document(seed: int) -> None:
    names = {s["label"]: name for name, s in document(seed)["strategies"].items()}
    page, deck, last = page_figures(seed), deck_figures(seed), view(seed).last
    for (label, horizon, what, key), text in page.items():
        assert text == expected(seed, names[label], horizon, what, key), (label, horizon, what, key)
    for (label, what, key), text in deck.items():
        assert text == expected(seed, names[label], last, what, key), (label, what, key)
    if not view(seed).all_certain:
        assert {label for label, *_ in page} == {label for label, *_ in deck} == set(names)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_table_writes_them_alike(seed: int) -> None:
    text = render_table(document(seed))
    for name in document(seed)["strategies"]:
        for horizon in view(seed).horizons:
            for what, key in (("tco", "p50"), ("tco", "p90"), ("cash", "p50"), ("cash", "p90")):
                if not view(seed).certain(name):
                    assert re.search(
                        rf"(?<![\d,.]){re.escape(expected(seed, name, horizon, what, key))}(?![\d,.]*\d)", text
                    )


@pytest.mark.parametrize("seed", SEEDS)
def test_the_workbook_holds_them_in_full(seed: int) -> None:
    book = openpyxl.load_workbook(BytesIO(render_workbook(board(seed))), data_only=True)
    verdict, seen = document(seed)["verdict"], 0
    assert named(book, "recommended") == verdict["recommended"]
    assert named(book, "horizon") == verdict["horizon"]
    for name, strategy in document(seed)["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            for key in ("P10", "P50", "P90", "mean"):
                for what, of_one in (("TCO", numbers), ("cash", numbers["cash"])):
                    if (value := named(book, f"{name}_{what}_{key}_{horizon}")) is not None:
                        assert value == pytest.approx(of_one[key.lower()], rel=1e-15)  # a file has 16 digits
                        seen += 1
    assert seen >= 4 * len(document(seed)["strategies"])


def named(book: Any, name: str) -> Any:
    """Return the value of a defined name's cell; None where there is no such name."""
    if name not in book.defined_names:
        return None
    ((sheet, cell),) = book.defined_names[name].destinations
    return book[sheet][cell.replace("$", "")].value


def test_another_rounding_would_be_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a figure of two digits on the page alone is found."""
    from tcorisk.reports.page import cost_sections

    seed = next(seed for seed in SEEDS if not view(seed).all_certain)
    page = page_figures(seed)
    monkeypatch.setattr(cost_sections, "total_cell", lambda v, n, h, k, **more: f"{v.numbers(n, h)[k]:.2g}")
    assert page_figures(seed) != page
