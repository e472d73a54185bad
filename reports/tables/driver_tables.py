"""Drivers of the result: each uncertain input, the volume, and the map."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...configs.text.spelling import listed
from ..board.board import Board, Swept
from ..words.names import input_name, input_names, input_owner
from ..words.numbers import T90, months
from .columns import HORIZON, LABEL, STRATEGY, amounts, full_labels, spread
from .table import Column, Table, table_of

__all__ = ["heat_map", "sensitivity", "volume"]

_SHORT = 40  # columns of a label in a note

#: How often an input is drawn, and what is more than one input.
_KINDS = {
    "value": "drawn once",
    "months": "drawn each month",
    "path": "changes month by month",
    "events": "events",
    "group": "inputs that depend on each other, as a group",
}
_SE = "Standard error of the column before it: the simulation's precision."
_INPUTS = (
    Column("input", "Input", "text", "The uncertain input."),
    Column("owner", "Whose", "text", "The strategy it belongs to, or every one."),
    Column("kind", "How it varies", "text", "Drawn once in each future, each month, or as a group of inputs."),
    Column("effect", "Effect", "money", "Highest less lowest: what inputs are ordered by, where it is no noise."),
    Column("effect_se", "Effect, se", "money", _SE),
    Column(
        "low",
        "Result where it is low",
        "money",
        "The average of the result over the tenth of futures where the input is lowest.",
    ),
    Column(
        "high",
        "Result where it is high",
        "money",
        "The average of the result over the tenth of futures where the input is highest.",
    ),
    Column(
        "first_order",
        "First-order Sobol index",
        "share",
        "Share of the variance explained by this input alone.",
    ),
    Column("first_order_se", "First-order index, se", "share", _SE),
    Column(
        "total",
        "Total-order Sobol index",
        "share",
        "Share of the variance that this input is involved in; empty for inputs that depend on others.",
    ),
    Column("total_se", "Total-order index, se", "share", _SE),
    Column(
        "evppi",
        "Value of information",
        "money",
        "What it is worth to know this input alone, at least before choosing (EVPPI).",
    ),
    Column("evppi_se", "Value of information, se", "money", _SE),
    Column(
        "rank_correlation",
        "Rank correlation",
        "number",
        "From -1 to 1: positive if a higher input means a higher result.",
    ),
    Column(
        "pick_freeze_first_order",
        "First-order index, pick-freeze",
        "share",
        "The first-order index by a second method, as a check.",
    ),
    Column("pick_freeze_first_order_se", "Pick-freeze, se", "share", _SE),
    Column("address", "Address", "text", "Where it is in the file; `simulate explain` takes it."),
)
_SHARES = ("first_order", "total", "pick_freeze_first_order")
_NEEDED = frozenset({"input", "owner", "kind", "address"})
_CHANCES = (
    Column(
        "p_beats",
        "Probability of costing less",
        "chance",
        "The probability that it costs strictly less than the strategy it is compared with; empty for that one.",
    ),
    Column("p_beats_se", "Probability of costing less, se", "share", _SE),
    Column("p_ties", "Probability of equal costs", "chance", "The probability that both cost the same."),
    Column(
        "p_cheapest",
        "Probability of being the cheapest",
        "chance",
        "Of all strategies that may be chosen; a tie is shared.",
    ),
    Column(
        "score", "Score", "money", "What the decision judges by, the lower the better; empty for a barred strategy."
    ),
    Column("saving_share", "Saving", "share", "What it saves against the baseline, as a share of that score."),
    Column("saving_share_se", "Saving, se", "share", _SE),
    Column("recommended", "Choice", "text", "Whether the decision's rule chooses it at these values."),
)


def sensitivity(board: Board) -> Table | None:
    """Return the uncertain inputs by their effect on the mean, then groups and noise; None without any."""
    moved = board.moved
    if not moved.inputs:
        return None
    labels = full_labels(board, _SHORT)
    against = None if moved.against is None else labels[moved.against]
    what = f"{labels[moved.strategy]} {'costs' if against is None else f'saves against {against}'}"
    note = (
        f"{amounts(board)} The result is what {what} over {months(moved.horizon)}. Its means at both ends come from "
        f"the first {moved.futures:,} futures of the run; an effect, or a share, that is within its error is left out, "
        "and so is the share of an input that has inputs of its own: it is theirs."
    )
    if board.sensitivity is not None:
        note += f" Shares and values of information come from {board.sensitivity.trajectories:,} futures."
    return table_of("sensitivity", "What drives it", note, _INPUTS, _inputs(board), {c.key for c in _INPUTS} - _NEEDED)


def _inputs(board: Board) -> Iterator[dict[str, Any]]:
    labels = full_labels(board)
    document = {"inputs": [], "groups": []} if board.sensitivity is None else board.sensitivity.document
    addresses = [item["address"] for item in document["inputs"]]
    known = {item["address"]: _without_noise(item, addresses) for item in document["inputs"]}
    leading = {item.address: item._asdict() for item in board.moved.leading_all}
    names = input_names(list(dict.fromkeys([*leading, *known])), labels, owners_shown=True)
    noise = {key: None for key in ("low", "high", "effect", "effect_se", "rank_correlation")}
    for address, name in names.items():
        own = known.get(address, {})
        kind = _KINDS.get(own.get("kind", "value"), "")
        yield {**own, **(leading.get(address) or noise), "input": name, "kind": kind, "address": address} | {
            "owner": input_owner(address, labels)
        }
    for group in document["groups"]:
        owners = {input_owner(address, labels) for address in group["inputs"]}
        yield {
            **_without_noise(group, ()),
            "input": listed([names.get(address, input_name(address)) for address in group["inputs"]]),
            "owner": owners.pop() if len(owners) == 1 else "several",
            "kind": _KINDS["group"],
        }


def _without_noise(item: dict[str, Any], addresses: Sequence[str]) -> dict[str, Any]:
    """Return an entry without the shares that its error is larger than, or that are only a part of its own.

    What a process draws month by month is only a part where its start and growth are inputs too.
    """
    part = any(address.startswith(f"{item.get('address')}.") for address in addresses)
    lost = [key for key in _SHARES if part or T90 * (item.get(f"{key}_se") or 0.0) > abs(item.get(key) or 0.0)]
    return item | {name: None for key in lost for name in (key, f"{key}_se")}


def volume(board: Board) -> Table | None:
    """Return the sweep over the volume; None where there was none."""
    return (
        None if board.volume is None else _swept(board, board.volume, "volume", "How it depends on volume", ("volume",))
    )


def heat_map(board: Board) -> Table | None:
    """Return the sweep over the volume and another input; None where there was none."""
    keys = ("volume", "other")
    return None if board.grid is None else _swept(board, board.grid, "heat_map", "Where the answer changes", keys)


def _swept(board: Board, swept: Swept, name: str, title: str, keys: tuple[str, ...]) -> Table:
    addresses = [str(column) for column in swept.frame.columns[: len(keys)]]
    labels = full_labels(board)
    columns = [
        *(_varied(key, address) for key, address in zip(keys, addresses, strict=True)),
        LABEL,
        STRATEGY,
        HORIZON,
        *spread("", "Total cost", "Total cost as present value", ("mean", "p10", "p50", "p90")),
        *_CHANCES,
    ]
    records: list[dict[str, Any]] = []
    for row in swept.frame.to_dict("records"):
        values = {key: row[address] for key, address in zip(keys, addresses, strict=True)}
        own = {"label": labels[row["strategy"]], "recommended": "yes" if row["recommended"] else "no"}
        records.append({str(key): value for key, value in row.items()} | values | own)
    futures = f"in the same {swept.trajectories:,} futures"
    note = f"{amounts(board)} Each value replaces the file's own, {futures}."
    return table_of(name, title, note, columns, records, ("p_beats_se", "p_ties", "saving_share_se"))


def _varied(key: str, address: str) -> Column:
    words = input_name(address)
    return Column(key, words[:1].upper() + words[1:], "number", f"The value that was set at {address}.")
