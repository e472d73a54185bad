"""What could go wrong: the worst 5 %, random events, warnings, and what is not in the figures."""

from __future__ import annotations

from ..board import Board
from ..board.left_out import left_out
from ..stories import bad_case
from ..stories.risk_title import risk_title
from ..tables.tables import Table
from ..words.cost_cells import total_cell
from ..words.risk_words import TO_BE_NAMED, risk_rows
from ..words.view import View
from .breakdown_section import line_sheet
from .cell_text import STUBS, amount_cell, cell, stubs
from .glossary import MEANINGS
from .sections import Listing, PageCell, PageColumn, PageSection, PageSheet

__all__ = ["risks"]


def risks(board: Board, view: View, tables: dict[str, Table]) -> PageSection:
    """Return the bad case, random events, warnings, and what was left out."""
    by_chance = _by_chance(board, view, tables["lines"])
    sheets = [_register(view, tables["risks"])] if "risks" in tables else []
    sheets += [] if view.all_certain else [_worst(view)]
    sheets += [] if by_chance is None else [by_chance]
    listings = []
    if "warnings" in tables:
        found = tables["warnings"].records()
        listings.append(Listing("Warnings", tuple(f"{each['address']}: {each['message']}" for each in found)))
    listings.append(Listing("What is not in these figures", left_out(board)))
    title, bad = risk_title(board.document), bad_case(board.document)
    lead = () if title is None else (f"{bad}.",)
    return PageSection("risks", "What could go wrong", title or bad, lead, (), tuple(sheets), tuple(listings))


def _register(view: View, table: Table) -> PageSheet:
    """Return the risk register; the rows are those of the table, in words."""
    places = {column.key: column.meaning for column in table.columns}
    keys = ("sign", "probability", "per_year", "size", "against", "to", "owner")
    shown = [key for key in keys if key in places]
    headings = {column.key: column.heading for column in table.columns}
    columns = [PageColumn(headings["cause"], places["cause"], numeric=False, wide=True)]
    columns += [PageColumn(headings[key], places[key], numeric=key in _NUMERIC) for key in shown]
    rows = []
    for row, record in zip(risk_rows(view), table.records(), strict=True):
        words = {"owner": TO_BE_NAMED, "per_year": row.per_year or "-"}
        cells = [
            PageCell(words.get(key) or getattr(row, key), str(record.get("source") or "") * (key == "sign"))
            for key in shown
        ]
        rows.append((PageCell(row.cause), *cells))
    return PageSheet("register", table.title, tuple(columns), tuple(rows), note=table.note)


_NUMERIC = ("probability", "per_year", "size")


def _worst(view: View) -> PageSheet:
    incidents = any("Incidents" in view.numbers(n, view.last)["categories"] for n in view.strategies)
    columns = [*STUBS, PageColumn("P50", MEANINGS["p50"]), PageColumn("P90", MEANINGS["p90"])]
    columns += [PageColumn("Mean of worst 5 %", MEANINGS["worst"]), PageColumn("More than P50", _MORE)]
    if incidents:
        columns += [
            PageColumn("Incidents, mean", _INCIDENTS),
            PageColumn("Incidents, P90", f"{_INCIDENTS} {MEANINGS['p90']}"),
        ]
    rows = []
    for name in view.strategies:
        for horizon in view.horizons:
            numbers = view.numbers(name, horizon)
            row = [*stubs(view, name, horizon)]
            for key in ("p50", "p90", "cvar95"):
                row.append(amount_cell(view, numbers[key], total_cell(view, name, horizon, key)))
            row.append(amount_cell(view, numbers["cvar95"] - numbers["p50"]))
            if incidents:
                found = numbers["categories"].get("Incidents", {})
                row += [cell(view, "money", found.get(key)) for key in ("mean", "p90")]
            rows.append(tuple(row))
    return PageSheet(
        "worst", f"If it goes badly: total cost, in {view.money.unit}", tuple(columns), tuple(rows), stubs=2
    )


_MORE = "How much more than P50 the worst 5 % of futures cost on average."
_INCIDENTS = "The part of the total cost that falls under Incidents."


def _by_chance(board: Board, view: View, table: Table) -> PageSheet | None:
    """Return the lines that are paid only when something happens; None without any."""
    timed = {  # a line that is inherited keeps its original's address
        (name, address)
        for name in view.strategies
        for key, line in board.scenario.strategies[name].lines.items()
        if line.timing.by_chance
        for address in (line.address, f"strategies.{name}.costs.{key}")
    }
    caption = "Paid only when something happens,"
    return line_sheet(view, table, "by-chance", caption, lambda line: (line["strategy"], line["address"]) in timed)
