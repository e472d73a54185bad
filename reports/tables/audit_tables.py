"""Tables for checking a report: assumptions, warnings, provenance, single futures."""

from __future__ import annotations

import dataclasses

from ...configs import Line
from ...configs.addresses import all_places
from ..board.assumptions import STALE
from ..board.board import Board
from ..board.provenance import provenance
from ..board.reproduce import trajectory_command
from ..words.names import input_names
from ..words.numbers import months
from ..words.view import View
from .columns import amounts, full_labels
from .table import Column, Table, table_of

__all__ = ["TRAJECTORIES", "assumptions_table", "provenance_table", "trajectories", "warnings"]

#: Futures in the sample: a sheet that can still be read, and any other can be run again.
TRAJECTORIES = 1_000

_SHORT = 40  # columns of a label in a heading
_ASSUMPTIONS = (
    Column("owner", "Whose", "text", "The strategy it belongs to, or every one."),
    Column("name", "Assumption", "text", "What the file assumes."),
    Column("written", "As written", "text", "As in the file; `a to b` means P5 to P95."),
    Column("law", "Distribution", "text", "Its distribution and parameters."),
    Column("low", "P5", "number", "One future in twenty has less; for a plain number the number itself."),
    Column("mean", "Mean", "number", "The average over all futures."),
    Column("high", "P95", "number", "One future in twenty has more."),
    Column("effect", "Effect on the mean", "money", "Mean in its highest tenth less that in its lowest; empty: noise."),
    Column("effect_se", "Effect, se", "money", "Standard error of the effect: the simulation's precision."),
    Column("drawn", "Drawn", "text", "How often it is drawn; empty if it is not."),
    Column("source", "Source", "text", "The file's comment beside it."),
    Column("dated", "Dated", "date", "The newest date in the source."),
    Column("age_days", "Age, days", "count", "From that day to the day of the report."),
    Column("stale", "To be checked", "text", f"Yes where it is older than {STALE}: prices have moved since."),
    Column("address", "Address", "text", "Where it is in the file; `simulate explain` takes it."),
)


def assumptions_table(board: Board) -> Table:
    """Return what the file gives as number, law or formula: by its effect, the rest in reading order."""
    records = []
    for item in board.assumptions:
        record = dataclasses.asdict(item)
        record["stale"] = None if item.dated is None else "yes" if item.stale else "no"
        records.append({key: None if value == "" else value for key, value in record.items()})
    note = (
        f"{amounts(board)} Each number is in the unit of its field, each distribution as drawn. A formula is evaluated "
        "in every future; its distributions follow it. "
        f"{effect_words(board)} To be checked: older than {STALE} on {board.made.isoformat()}."
    )
    return table_of(
        "assumptions", "Assumptions", note, _ASSUMPTIONS, records, ("dated", "age_days", "stale", "effect", "effect_se")
    )


def effect_words(board: Board) -> str:
    """Return what the effect of an assumption is about; nothing where none has one."""
    if not board.moved.leading:
        return ""
    labels, moved = full_labels(board, _SHORT), board.moved
    against = "" if moved.against is None else f" against {labels[moved.against]}"
    mean = f"mean {'cost' if moved.against is None else 'saving'} of {labels[moved.strategy]}{against}"
    return f"Effect: by how much it moves the {mean} over {months(moved.horizon)}."


def warnings(board: Board) -> Table | None:
    """Return the warnings of the file; None where there are none."""
    found = dict.fromkeys(board.warnings)
    if board.sensitivity is not None:
        grouped = {group.address for group in board.sensitivity.groups}  # groups are rows of the table of inputs
        found |= {item: None for item in board.sensitivity.warnings if item[0] not in grouped}
    if not found:
        return None
    columns = (
        Column("address", "Address", "text", "Where it is in the file."),
        Column("message", "Warning", "text", "What looks wrong."),
    )
    records = [{"address": address, "message": message} for address, message in found]
    return table_of("warnings", "Warnings", "These do not stop a run, but deserve a look.", columns, records)


def provenance_table(board: Board) -> Table:
    """Return what it takes to reproduce the report."""
    columns = (
        Column("what", "What", "text", "A fact about the run."),
        Column("value", "Value", "text", "Its value."),
    )
    records = [{"what": heading, "value": words} for heading, words in provenance(board)]
    note = "The same version, kind of machine, file and seed give the same bytes."
    return table_of("provenance", "Provenance", note, columns, records)


def trajectories(board: Board) -> Table | None:
    """Return the first futures, outcomes before inputs; None where nothing is random, so that all are the same."""
    if View(board.document, 100).all_certain:
        return None
    frame = board.result.samples().iloc[:TRAJECTORIES]
    outcomes, inputs = _outcomes(board), _inputs(board, [str(column) for column in frame.columns])
    number = Column("trajectory", "Future", "count", "Its number; the first is 0.")
    command = trajectory_command(board)
    again = f" To reproduce one: {command} NUMBER prints its months and events." if command else ""
    futures = f"The first {len(frame):,} of {board.document['run']['trajectories']:,} futures, one a row."
    columns = (number, *outcomes, *inputs)
    values = {column.key: frame[column.key].tolist() for column in columns[1:]}
    records = [
        {"trajectory": at, **{key: series[row] for key, series in values.items()}}
        for row, at in enumerate(frame.index.tolist())
    ]
    return table_of("trajectories", "Single futures", f"{amounts(board)} {futures}{again}", columns, records)


def _outcomes(board: Board) -> list[Column]:
    labels = full_labels(board, _SHORT)
    words = {"tco": ("total cost", "Total cost as present value"), "cash": ("cash", "What leaves the bank")}
    return [
        Column(
            f"{name}.{horizon}.{key}",
            f"{labels[name]}: {short}, {months(horizon)}",
            "money",
            f"{what} of this strategy over {months(horizon)} in this future.",
        )
        for key, (short, what) in words.items()
        for name in labels
        for horizon in board.scenario.horizons
    ]


def _inputs(board: Board, columns: list[str]) -> list[Column]:
    places, labels = all_places(board.scenario), full_labels(board, _SHORT)
    outcomes = {column.key for column in _outcomes(board)}
    addresses = [column for column in columns if column not in outcomes]
    names = input_names(addresses, labels, owners_shown=False)
    found = []
    for address in addresses:
        words = names[address][:1].upper() + names[address][1:]
        if address in places and isinstance(places[address].part, Line):
            meaning = f"All of {address} over the longest horizon, discounted."
            found.append(Column(address, words, "money", meaning))
        else:
            meaning = f"The value of {address} in this future; of what changes by the month, its mean."
            found.append(Column(address, words, "number", meaning))
    return found
