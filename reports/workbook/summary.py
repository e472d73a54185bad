"""The first sheet: the answer in words, then the figures, one column for each strategy and horizon."""

from __future__ import annotations

from ..tables.columns import full_labels
from ..tables.table import Table
from ..words.changes import changes
from ..words.verdict import verdict
from ..words.view import View
from .sheet import BookSheet, Desk, write_value
from .styles import cell_words

__all__ = ["write_summary"]

_FIRST = 3  # row of the answer
_SENTENCES = 6  # columns that a sentence runs over
#: Lines of the reason why a strategy is barred, at most; the verdict above has it whole.
_REASON, _REASON_WIDTH = 8, 14


def write_summary(desk: Desk, name: str, table: Table) -> None:
    """Write the sheet, and name its figures: `recommended`, `horizon`, `api_TCO_P50_24`.

    Parameters
    ----------
    desk : Desk
    name : str
        On the tab.
    table : Table
        "summary": a row for each strategy and horizon.
    """
    board, styles = desk.board, desk.styles
    sheet = BookSheet(desk.book, styles, name, board.scenario.title or board.scenario.name, table.note)
    row = _FIRST
    view = View(board.document, 100)
    for sentence in [*verdict(view), *changes(view)]:
        sheet.cells.merge_range(row, 0, row, _SENTENCES, "", styles.plain)
        sheet.cells.write_string(row, 0, cell_words(sentence), styles.plain)
        sheet.cells.set_row(row, 16.0 * (1 + len(sentence) // 120) + 4.0)
        row += 1
    row = _key_facts(sheet, desk, row + 1)
    sheet.turned(table, row + 1)
    for down, column in enumerate(table.columns):
        figure = _named(column.key)
        for at, record in enumerate(table.records(), 1):
            if column.kind != "text" and record[column.key] is not None and column.key != "horizon":
                wanted = f"{record['strategy']}_{figure}_{record['horizon']}"
                desk.names.cell(wanted, sheet.name, row + 1 + down, at)
        if column.key == "barred":  # a reason, not a word
            longest = max(len(str(value or "")) for value in table.column("barred"))
            sheet.cells.set_row(row + 1 + down, 15.0 * min(_REASON, 1 + longest // _REASON_WIDTH))


def _key_facts(sheet: BookSheet, desk: Desk, row: int) -> int:
    """Write what other sheets and formulas build on, each cell with its name; return the row after them."""
    document, labels = desk.board.document, full_labels(desk.board)
    judged = document["verdict"]
    second = judged["compared_with"]
    facts = {
        "recommended": ("Recommended, name", judged["recommended"]),
        "recommended_label": ("Recommended", labels[judged["recommended"]]),
        "compared_with": ("Compared with, name", second),
        "compared_with_label": ("Compared with", None if second is None else labels[second]),
        "currency": ("Currency", document["scenario"]["currency"]),
        "horizon": ("Horizon of the decision, months", judged["horizon"]),
        "futures": ("Futures", document["run"]["trajectories"]),
    }
    for name, (heading, value) in facts.items():
        sheet.cells.write_string(row, 0, heading, sheet.styles())
        write_value(sheet.cells, row, 1, value, sheet.styles(num_format="#,##0", align="left"))
        desk.names.cell(name, sheet.name, row, 1)
        row += 1
    return row


def _named(key: str) -> str:
    """Return what a figure is called in the name of its cell: `TCO_P50`, `cash_P90`, `p_cheapest`."""
    head, _, last = key.rpartition("_")
    if key in ("mean", "sd", "cvar95") or (key[0] == "p" and key[1:].isdigit()):
        head, last = "TCO", key
    last = last.upper() if last[:1] == "p" and last[1:].isdigit() else last
    return f"{head}_{last}" if head else last
