"""One future as plain dicts, lists and numbers: what `explain --trajectory N --format json` prints."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...configs import EventSeries, Jumps, OnOff, Process, Scenario, Steps
from ..identity import SCHEMA, STREAM_VERSION, VERSION
from .trace_record import TraceRecord

__all__ = ["make_trace_document"]


def make_trace_document(trace: TraceRecord, strategies: Collection[str]) -> dict[str, Any]:
    """Return the document, with the months of some strategies."""
    scenario = trace.scenario
    months = np.arange(1, scenario.horizons[-1] + 1)
    return {
        "schema": SCHEMA,
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "currency": scenario.currency,
            "horizons": list(scenario.horizons),
            **({} if scenario.start is None else {"start": scenario.start.isoformat()}),
            "baseline": scenario.baseline,
            "discount_rate": scenario.discount_rate,
        },
        "trajectory": trace.trajectory,
        "seed": trace.seed,
        "sampler": trace.sampler,
        "certain": trace.certain,
        "version": VERSION,
        "stream_version": STREAM_VERSION,
        "config_sha256": scenario.sha256,
        "discount": scenario.discount(months.astype(np.float64)).tolist(),
        "strategies": {name: _strategy(trace, name, name in strategies) for name in trace.layout.strategies},
        **_inputs(trace),
        "events": sorted(
            [event for name in strategies for event in _strategy_events(trace, name)] + _process_events(trace),
            key=lambda event: int(event["month"]),
        ),
    }


def _strategy(trace: TraceRecord, name: str, whole: bool) -> dict[str, Any]:
    layout, rows = trace.layout, trace.rows
    strategy = trace.scenario.strategies[name]
    totals = {
        str(horizon): {
            "tco": float(trace.results[layout.row(layout.tco[name], horizon)]),
            "cash": float(trace.results[layout.row(layout.cash[name], horizon)]),
        }
        for horizon in layout.horizons
    }
    found: dict[str, Any] = {"label": strategy.label, "barred": strategy.barred, "horizons": totals}
    if not whole:
        return found
    lines = {line: row for (owner, line), row in rows.lines.items() if owner == name}
    resale = {line: row for (owner, line), row in rows.resale.items() if owner == name}
    categories = {line: strategy.lines[line].category for line in lines if line in strategy.lines}
    return found | {
        **({"stages": strategy.stages} if strategy.stages else {}),
        "categories": {line: categories.get(line, _OWN.get(line, "")) for line in lines},
        "lines": {line: trace.months(row).tolist() for line, row in lines.items()},
        "residual": {line: trace.months(row).tolist() for line, row in resale.items()},
        "paid_after": {name: line.paid_after for name, line in strategy.lines.items() if line.paid_after},
        "cash": trace.months(layout.month_cash[name]).tolist(),
        "cumulative_tco": trace.months(layout.month_tco[name]).tolist(),
    }


#: Categories of lines that no file names.
_OWN = {"launch": "Opportunity", "buffer": "Buffer"}


def _inputs(trace: TraceRecord) -> dict[str, Any]:
    """Return what was drawn and what follows from it: a number, or a list by month."""
    rows = trace.rows
    drawn = {
        address: _series(trace.months(row)) if address in rows.monthly else float(trace.months(row)[0])
        for address, row in rows.draws.items()
    }
    percentiles = {}
    for address, value in drawn.items():
        law = rows.laws[address]
        if isinstance(value, float) and not law.atoms:  # the place of a value among equal ones says little
            percentiles[address] = float(law.cdf(np.array([value]))[0])
    processes = {address: _series(trace.months(row)) for address, row in _own_processes(trace).items()}
    formulas = {}
    for address, row in rows.formulas.items():
        series = _series(trace.months(row))
        formulas[address] = series[0] if len(set(series)) == 1 else series
    sort = _in_order(trace.scenario)
    return {
        "inputs": dict(sorted((drawn | processes).items(), key=sort)),
        "percentiles": dict(sorted(percentiles.items(), key=sort)),
        "formulas": dict(sorted(formulas.items(), key=sort)),
    }


def _in_order(scenario: Scenario) -> Any:
    """Return the key that sorts addresses: drivers, then strategies in file order; else in the order of the program."""
    place = {f"strategies.{name}": at for at, name in enumerate(scenario.strategies)}
    return lambda item: place.get(".".join(item[0].split(".")[:2]), -1)


def _series(values: NDArray[np.float64]) -> list[float | None]:
    """Return the months; None where nothing was drawn."""
    return [float(value) if np.isfinite(value) else None for value in values]


def _process(scenario: Scenario, address: str) -> Process:
    keys = address.split(".")
    if keys[0] == "drivers":
        found = scenario.drivers[keys[1]]
    else:
        strategy = scenario.strategies[keys[1]]
        sources = {strategy.key_of_input(name): source for name, source in strategy.inputs.items()}
        found = sources[".".join(keys[2:])]
    assert isinstance(found, Process)
    return found


def _own_processes(trace: TraceRecord) -> dict[str, int]:
    """Return the rows of processes without those that are another strategy's, taken over as they are."""
    rows = trace.rows.processes
    kept = {}
    for address, row in rows.items():
        home = _process(trace.scenario, address).address
        if home == address or home not in rows or not _alike(trace, row, rows[home]):
            kept[address] = row
    return kept


def _alike(trace: TraceRecord, one: int, other: int) -> bool:
    return bool(np.array_equal(trace.months(one), trace.months(other), equal_nan=True))


def _strategy_events(trace: TraceRecord, name: str) -> list[dict[str, Any]]:
    """Return launch, single payments, and events of lines with the amount of each."""
    strategy, rows = trace.scenario.strategies[name], trace.rows
    found: list[dict[str, Any]] = []
    for (owner, line), row in rows.launches.items():
        after = float(trace.months(row)[-1])  # of a policy it is known once it has moved
        if owner == name and 0.0 <= after < trace.layout.horizons[-1]:
            month = rows.moves.get((name, line.partition(".")[0]))  # in which the stage that is launched was entered
            moved = {} if month is None else {"after_move": after - (float(trace.months(month)[-1]) - 1.0)}
            launch = {"month": int(after) + 1, "kind": "launch", "strategy": name, "line": line, "value": after}
            found.append({**launch, **moved})
    for (owner, stage), row in rows.moves.items():
        month = int(trace.months(row)[-1])
        if owner == name and month:
            found.append({"month": month, "kind": "move", "strategy": name, "line": stage})
    for line in strategy.lines:
        paid = trace.months(rows.lines[name, line])
        if strategy.lines[line].timing.single:
            for at in np.flatnonzero(paid):
                found.append(
                    {
                        "month": int(at) + 1,
                        "kind": "payment",
                        "strategy": name,
                        "line": line,
                        "charged": float(paid[at]),
                    }
                )
        elif (name, line) in rows.counts:
            counts = trace.months(rows.counts[name, line])
            for at in np.flatnonzero(counts > 0.0):
                month = int(at) + 1
                amounts = trace.amounts.get(((name, line, ""), month), [])
                if not amounts or (paid[at] == 0.0 and any(amounts)):  # of a process, while the line is not active
                    continue
                found.append(
                    {
                        "month": month,
                        "kind": "events",
                        "strategy": name,
                        "line": line,
                        "count": int(counts[at]),
                        "amounts": amounts,
                        "charged": float(paid[at]),
                        **({"values": values} if (values := _values(trace, name, line, month)) else {}),
                    }
                )
    return found


def _values(trace: TraceRecord, name: str, line: str, month: int) -> dict[str, list[float]]:
    """Return the named values of a line's events in a month, by name, one for each event."""
    return {
        address.rpartition(".")[2]: values
        for ((owner, of, address), at), values in trace.amounts.items()
        if (owner, of, at) == (name, line, month) and address
    }


def _process_events(trace: TraceRecord) -> list[dict[str, Any]]:
    """Return the events of processes that are events, and the changes of those that jump, step, or stop."""
    found: list[dict[str, Any]] = []
    for address, row in _own_processes(trace).items():
        process, series = _process(trace.scenario, address), trace.months(row)
        where = {"strategy": None, "line": None, "address": address}
        if isinstance(process, EventSeries):
            for at in np.flatnonzero(series > 0.0):
                found.append({"month": int(at) + 1, "kind": "process", **where, "count": int(series[at])})
        elif isinstance(process, Jumps | Steps | OnOff):
            if isinstance(process, Jumps) and process.actuals and series[0] != process.actuals[-1]:
                change = {"before": process.actuals[-1], "value": float(series[0])}
                found.append({"month": 1, "kind": "change", **where, **change})
            for at in np.flatnonzero(series[1:] != series[:-1]) + 1:
                change = {"before": float(series[at - 1]), "value": float(series[at])}
                found.append({"month": int(at) + 1, "kind": "change", **where, **change})
    return found
