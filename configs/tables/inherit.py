"""Strategies as written, and `like` and `without` resolved: every strategy with all that it has."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from ..model.scenario import Source
from ..model.strategies import BARRED, KINDS, Buffer, Launch, Line, MixPart, Output, Strategy, Switch
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import did_you_mean, shown
from .drivers import read_source_table
from .lines import check_names, read_buffer, read_launch, read_line, read_outputs
from .mixes import read_part, read_switches
from .strategy_shapes import StrategyTable
from .structure import check_table

__all__ = ["Written", "marked", "read_strategies"]


#: Strategies that are like one another, in a row.
LONGEST_CHAIN = 100


@dataclass(slots=True)
class Written:
    """What one strategy says itself, before anything is inherited."""

    table: StrategyTable
    inputs: dict[str, Source] = field(default_factory=dict)
    lines: dict[str, Line] = field(default_factory=dict)
    outputs: dict[str, Output] = field(default_factory=dict)
    parts: dict[str, MixPart] = field(default_factory=dict)
    switches: tuple[Switch, ...] = ()
    launch: Launch | None = None
    buffer: Buffer | None = None


def read_strategies(
    raw: dict[str, Any], categories: tuple[str, ...], drivers: frozenset[str], findings: Findings
) -> dict[str, Strategy]:
    """Read all strategies, each whole; in the order of the file."""
    written: dict[str, Written] = {}
    for name, table in check_names(raw, ("strategies",), findings).items():
        path = "strategies", name
        read = findings.once(
            (*path, "written"),
            table,
            (categories, drivers, findings.start),
            (),
            partial(_read_written, table, path, categories, drivers, findings),
        )
        if read is not None:
            written[name] = read
    resolved: dict[str, Strategy] = {}
    for name in written:
        _resolve(name, written, tuple(raw), resolved, [], findings)
    return {name: resolved[name] for name in written}


def _read_written(
    raw: Any, path: Path, categories: tuple[str, ...], drivers: frozenset[str], findings: Findings
) -> Written | None:
    table = check_table(StrategyTable, raw, path, findings)
    if table is None:
        return None
    found = Written(table)
    if table.kind is not None and table.kind not in KINDS:
        findings.add(
            (*path, "kind"), f"unknown kind {shown(table.kind)}", did_you_mean(table.kind, KINDS), "", WHOLE_VALUE
        )
        table.kind = None
    if table.barred is not None and not table.barred.strip():
        findings.add((*path, "barred"), "`barred` is blank", 'write why it may not be chosen: barred = "..."')
    for name, value in check_names(table.inputs, (*path, "inputs"), findings).items():
        place = (*path, "inputs", name)
        if name in drivers:
            findings.add(place, f"`{name}` is a driver already", "give the input another name")
        found.inputs[name] = read_source_table(value, place, findings)
    for name, value in check_names(table.costs, (*path, "costs"), findings).items():
        line = read_line(value, (*path, "costs", name), categories, findings)
        if line is not None:
            found.lines[name] = line
    for name, value in check_names(table.parts, (*path, "parts"), findings).items():
        part = read_part(value, (*path, "parts", name), findings)
        if part is not None:
            found.parts[name] = part
    found.switches = read_switches(table.switch, (*path, "switch"), findings)
    found.outputs = read_outputs(table.outputs, (*path, "outputs"), findings)
    if table.launch is not None:
        found.launch = read_launch(table.launch, (*path, "launch"), findings)
    if table.buffer is not None:
        found.buffer = read_buffer(table.buffer, (*path, "buffer"), categories, findings)
    return found


def _resolve(
    name: str,
    written: dict[str, Written],
    known: tuple[str, ...],
    resolved: dict[str, Strategy],
    trail: list[str],
    findings: Findings,
) -> Strategy:
    """Return a strategy with what it inherits; parents are resolved first."""
    if name in resolved:
        return resolved[name]
    own, path = written[name], ("strategies", name)
    like = own.table.like
    parent = None
    if like is not None:
        chain = [*trail, name]
        if len(chain) > LONGEST_CHAIN:
            findings.add((*path, "like"), f"a chain of `like` longer than {LONGEST_CHAIN}", "write one of them out")
        elif like in chain:
            cycle = chain[chain.index(like) :]
            findings.add(
                ("strategies", cycle[0], "like"),
                f"a cycle of `like`: {' -> '.join([*cycle, cycle[0]])}",
                "one of them has to be written out",
            )
        elif like in written:
            parent = _resolve(like, written, known, resolved, chain, findings)
        elif like not in known:
            others = [other for other in known if other != name]
            findings.add(
                (*path, "like"),
                f"`like` is not a strategy of this file: {shown(like)}",
                did_you_mean(like, others, "strategies"),
                "",
                WHOLE_VALUE,
            )
    if like is None and own.table.without:
        findings.add((*path, "without"), "`without` goes with `like`", "leave out what is not wanted")
    resolved[name] = findings.once(
        (*path, "like"), "", None, (own, parent), partial(_merge, name, own, parent, findings)
    )
    moves = own.table.starts is not None or own.table.switch
    empty = not own.lines and not own.parts and own.launch is None and not moves
    if like is None and empty and not findings.under(path):
        findings.add(path, f"strategy `{name}` has no costs", f"write [strategies.{name}.costs.LINE]")
    return resolved[name]


def _merge(name: str, own: Written, parent: Strategy | None, findings: Findings) -> Strategy:
    table = own.table
    if parent is None:
        return Strategy(
            name,
            marked(table.label or name, table.barred),
            table.kind,
            own.launch,
            own.inputs,
            own.lines,
            own.buffer,
            table.budget_per_month,
            own.parts,
            own.outputs,
            dict(table.meets),
            table.starts,
            own.switches,
            table.barred,
        )
    parts: dict[str, dict[str, Any]] = {
        "costs": dict(parent.lines),
        "inputs": dict(parent.inputs),
        "outputs": dict(parent.outputs),
        "parts": dict(parent.parts),
    }
    launch, buffer, barred = parent.launch, parent.buffer, parent.barred
    present = [f"{kind}.{item}" for kind, items in parts.items() for item in items]
    present += ["launch"] * (launch is not None) + ["buffer"] * (buffer is not None)
    present += ["barred"] * (barred is not None)
    there = frozenset(present)
    for index, dropped in enumerate(table.without):
        if dropped not in there:
            help = did_you_mean(dropped, present, "there are") if findings.helpful else ""
            message = f"`without` lists what strategies.{parent.name} does not have: {shown(dropped)}"
            findings.add(("strategies", name, "without", str(index)), message, help)
        elif dropped == "launch":
            launch = None
        elif dropped == "buffer":
            buffer = None
        elif dropped == "barred":
            barred = None
        else:
            kind, _, item = dropped.partition(".")
            parts[kind].pop(item, None)
    # Written again: replaced whole, in the old place. New: at the end.
    inputs, lines, outputs = parts["inputs"] | own.inputs, parts["costs"] | own.lines, parts["outputs"] | own.outputs
    called = parent.label if parent.barred is None else parent.label.removesuffix(BARRED)
    label = table.label or (called if called != parent.name else name)
    barred = table.barred or barred
    budget = parent.budget_per_month if table.budget_per_month is None else table.budget_per_month
    return Strategy(
        name,
        marked(label, barred),
        parent.kind if table.kind is None else table.kind,
        own.launch or launch,
        inputs,
        lines,
        own.buffer or buffer,
        budget,
        parts["parts"] | own.parts,
        outputs,
        parent.meets | table.meets,
        table.starts or parent.starts,
        own.switches or parent.switches,
        barred,
    )


def marked(label: str, barred: str | None) -> str:
    """Return a label that says whether its strategy is barred."""
    return label if barred is None or "barred" in label.lower() else f"{label}{BARRED}"
