"""Sweeps and crossovers as text: a table to read, CSV and JSON to go on with."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ..configs import Scenario
from .chances import chance_cell
from .layout import clean, right, shorten, wrap

__all__ = ["render_crossovers", "render_sweep"]

_COLUMNS = ("strategy", "horizon", "mean", "p10", "p50", "p90", "p_beats", "p_beats_se")
_T90 = 1.753  # Student's t of 15 degrees, two-sided 90 %
_WIDTH = 100
_CELL = 28
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for the beginning of a formula


def render_sweep(
    output: str, scenario: Scenario, rows: Sequence[Mapping[str, Any]], addresses: Sequence[str], trajectories: int
) -> str:
    """Return a sweep as "csv", "json" or "table".

    Parameters
    ----------
    output : str
    scenario : Scenario
    rows : sequence of mapping
        As `sweep` puts them into its frame.
    addresses : sequence of str
        The varied ones.
    trajectories : int
        Futures at each point.
    """
    if output == "csv":
        return _csv(rows, [*addresses, *_COLUMNS])
    if output == "json":
        return json.dumps(list(rows), indent=1, allow_nan=False, ensure_ascii=False) + "\n"
    return _table(scenario, rows, addresses, trajectories)


def _csv(rows: Sequence[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """Return rows as CSV: numbers in full, nothing for what is not known, a text that looks like a formula quoted."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return file.getvalue()


def _cell(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value.startswith(_FORMULA) else value
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list | bool) else value


def _table(scenario: Scenario, rows: Sequence[Mapping[str, Any]], addresses: Sequence[str], trajectories: int) -> str:
    baseline = scenario.strategies.get(scenario.baseline)
    beats = f"beats {scenario.baseline}" if baseline is not None and "baseline" not in addresses else "beats baseline"
    names = _short_names(addresses)
    head = [*names, "strategy", "months", "mean", "P10", "P50", "P90", beats]
    cells = [
        [_value(row[address]) for address in addresses]
        + [str(row["strategy"]), str(row["horizon"]), *(_amount(row[key]) for key in ("mean", "p10", "p50", "p90"))]
        + [chance_cell(row["p_beats"], trajectories, _T90 * (row["p_beats_se"] or 0.0))]
        for row in rows
    ]
    widths = [max(len(line[k]) for line in [head, *cells]) for k in range(len(head))]
    points = len({tuple(map(str, (row[a] for a in addresses))) for row in rows})
    lines = wrap(clean(scenario.title), _WIDTH)
    lines += wrap(
        f"{points:,} points, {trajectories:,} futures each, the same ones at every point. "
        f"Total cost in {clean(scenario.currency)}.",
        _WIDTH,
    )
    lines.append("")
    for line in [head, *cells]:
        lines.append("  ".join(right(cell, width) for cell, width in zip(line, widths, strict=True)).rstrip())
    return "\n".join(lines) + "\n"


def _short_names(addresses: Sequence[str]) -> list[str]:
    """Return the last keys of each address, as many as tell them apart."""
    for keep in range(1, 9):
        names = [".".join(address.split(".")[-keep:]) for address in addresses]
        if len(set(names)) == len(names) and not set(names) & {"initial", "monthly", "low", "high", "mode", "mean"}:
            return names
    return list(addresses)


def _value(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _amount(value, 6)
    return shorten(clean(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)), _CELL)


def _amount(amount: float, digits: int = 4) -> str:
    if abs(amount) >= 1e15 or 0.0 < abs(amount) < 1e-4:
        return f"{amount:.{digits}g}"
    if abs(amount) >= 10 ** (digits - 1) or amount == round(amount):
        return f"{amount:,.0f}"
    return f"{amount:.{digits}g}"


def render_crossovers(output: str, scenario: Scenario, found: Sequence[Mapping[str, Any]], *, single: bool) -> str:
    """Return crossovers as "json" (one object, or a list where there may be many) or as sentences."""
    if output == "json":
        document = found[0] if single else list(found)
        return json.dumps(document, indent=2, allow_nan=False, ensure_ascii=False) + "\n"
    lines = [*wrap(clean(scenario.title), _WIDTH), ""]
    for each in found:
        lines += wrap(_sentence(each), _WIDTH, "", "  ")
    return "\n".join(lines) + "\n"


def _sentence(found: Mapping[str, Any]) -> str:
    at = "".join(f"At {address} = {_value(value)}: " for address, value in found.get("at", {}).items())
    if found["value"] is None:
        return f"{at}no crossover: {found['reason']}."
    where = f"{at}{found['address']} = {_exact(found['value'])}"
    if found["low"] is not None and found["high"] is not None:
        where += f" (90 % interval {_exact(found['low'])} to {_exact(found['high'])})"
    strategy, baseline, months = found["strategy"], found["baseline"], found["horizon"]
    side = {True: "above it more, below it less", False: "below it more, above it less", None: ""}[found["rises"]]
    if found["of"] == "p50":
        what = f"the P50s of {strategy} and {baseline} are equal over {months} months"
        side = {True: f"above it {strategy}'s is the lower", False: f"below it {strategy}'s is the lower"}.get(
            found["rises"], ""
        )
    else:
        what = f"{strategy} beats {baseline} with a chance of {found['probability']:g} over {months} months"
    remark = f" {found['reason'][:1].upper()}{found['reason'][1:]}." if found["reason"] else ""
    return f"{where}: {what}{', ' + side if side else ''}.{remark}"


def _exact(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1e5 else f"{value:,.6g}"
