"""What could go wrong: the worst twentieth, what happens by chance, warnings, and what is not in the figures."""

from __future__ import annotations

from ...configs import Events, On
from ..board import Board
from ..board.left_out import left_out
from ..stories import bad_case
from ..tables.tables import Table
from ..words.numbers import months
from ..words.view import View
from .cell_text import STRATEGY, STUBS, cell, money_column, stubs
from .glossary import MEANINGS
from .sections import Cell, Column, Listing, Section, Sheet

__all__ = ["risks"]


def risks(board: Board, view: View, tables: dict[str, Table]) -> Section:
    """Return what a cautious reader asks for."""
    by_chance = _by_chance(board, view, tables["lines"])
    sheets = [] if view.all_certain else [_worst(view)]
    sheets += [] if by_chance is None else [by_chance]
    listings = []
    if "warnings" in tables:
        found = tables["warnings"].records()
        listings.append(Listing("Warnings", tuple(f"{each['address']}: {each['message']}" for each in found)))
    listings.append(Listing("What is not in these figures", left_out(board)))
    return Section("risks", "What could go wrong", bad_case(board.document), (), (), tuple(sheets), tuple(listings))


def _worst(view: View) -> Sheet:
    incidents = any("Incidents" in view.numbers(n, view.last)["categories"] for n in view.strategies)
    columns = [*STUBS, Column("P50", MEANINGS["p50"]), Column("P90", MEANINGS["p90"])]
    columns += [Column("Mean of worst 5 %", MEANINGS["worst"]), Column("More than P50", _MORE)]
    if incidents:
        columns += [Column("Incidents, mean", _INCIDENTS), Column("Incidents, P90", f"{_INCIDENTS} {MEANINGS['p90']}")]
    rows = []
    for name in view.strategies:
        for horizon in view.horizons:
            numbers = view.numbers(name, horizon)
            row = [*stubs(view, name, horizon)]
            row += [
                Cell(view.amount(name, numbers[key], numbers["se"][key]), view.money.exact(numbers[key]))
                for key in ("p50", "p90", "cvar95")
            ]
            more = numbers["cvar95"] - numbers["p50"]
            row.append(Cell(view.money(more), view.money.exact(more)))
            if incidents:
                found = numbers["categories"].get("Incidents")
                row += [
                    Cell("-") if found is None else Cell(view.money(found[key]), view.money.exact(found[key]))
                    for key in ("mean", "p90")
                ]
            rows.append(tuple(row))
    return Sheet("worst", f"If it goes badly: total cost, in {view.money.unit}", tuple(columns), tuple(rows), stubs=2)


_MORE = "How much dearer the worst 5 % of futures are, on average, than at P50."
_INCIDENTS = "The part of the total cost that falls under Incidents."


def _by_chance(board: Board, view: View, table: Table) -> Sheet | None:
    """Return the lines that are paid only when something happens; None where there is none."""
    rows: list[tuple[Cell, ...]] = []
    for name in view.strategies:
        lines = board.scenario.strategies[name].lines
        timed = {  # a line that is inherited keeps its original's address
            address
            for key, line in lines.items()
            if isinstance(line.timing, Events | On)
            for address in (line.address, f"strategies.{name}.costs.{key}")
        }
        found = [
            r
            for r in table.records()
            if r["strategy"] == name and r["horizon"] == view.last and r["mean"]
            if r["address"] in timed
        ]
        means = money_column(view, [float(str(r["mean"])) for r in found])
        rows += [
            (
                Cell(view.labels[name]),
                Cell(str(r["line"])),
                Cell(str(r["category"])),
                mean,
                cell(view, "share", r["share"]),
            )
            for r, mean in zip(found, means, strict=True)
        ]
    if not rows:
        return None
    columns = (
        STRATEGY,
        Column("Cost line", numeric=False, wide=True),
        Column("Category", numeric=False, wide=True),
        Column("Mean", MEANINGS["mean"]),
        Column("Share", "Its part of the strategy's mean total cost."),
    )
    caption = f"What is paid only when it happens, over {months(view.last)}, in {view.money.unit}"
    return Sheet("by-chance", caption, columns, tuple(rows), stubs=2)
