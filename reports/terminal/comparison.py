"""How surely each strategy beats the baseline, when it breaks even, and what decides."""

from __future__ import annotations

from typing import Any

from ...configs.text.spelling import listed
from ..words.layout import left, shorten, text_width, wrap
from ..words.names import (
    input_names,
    input_owner,
    outermost,
)
from ..words.numbers import months, odds, odds_cell
from ..words.view import Line, View
from .grid import Grid

__all__ = ["break_even_section", "chance_section", "driver_section"]


def chance_section(view: View) -> tuple[list[Line], list[str]]:
    """Return the chances of each strategy to be cheaper, and whose labels were cut."""
    if len(view.strategies) == 1 or view.all_certain:
        return [], []
    several = len(view.strategies) > 2
    names = [name for name in view.strategies if several or name != view.baseline]
    grid = Grid({name: view.labels[name] for name in names}, [months(h) for h in view.horizons])
    found = {(item["strategy"], h): item for h in view.horizons for item in view.comparisons(h)}
    n = view.trajectories

    def row(label: str, key: str, se: str = "") -> None:
        def cell(name: str, horizon: int) -> str:
            item = found.get((name, horizon))
            if item is None:
                return "-"
            error = view.half_interval(item[se]) if se else None
            return odds_cell(item[key], n, error, certain=view.certain(name) and view.certain(view.baseline))

        grid.row(label, {name: [cell(name, h) for h in view.horizons] for name in names})

    if several:

        def cheapest(name: str, horizon: int) -> str:
            return "-" if name in view.barred else odds_cell(view.numbers(name, horizon)["p_cheapest"], n)

        label = "cheapest allowed" if view.barred else "cheapest of all"
        grid.row(label, {name: [cheapest(name, h) for h in view.horizons] for name in names})
    other = shorten(view.labels[view.baseline], 24)
    row(f"beats {other}", "p_beats", "p_beats_se")
    row("  by 10 % or more", "p_beats_by_10")
    row("  by 20 % or more", "p_beats_by_20")
    if any(item["p_ties"] > 0.0 for item in found.values()):
        row("  costs the same", "p_ties")
    return grid.lines(view.width, "CHANCE TO BE CHEAPER")


def break_even_section(view: View) -> list[Line]:
    """Return by which month each strategy has become cheaper for good, in how many futures."""
    lines = []
    within = months(view.last)
    for item in view.comparisons(view.last):
        one = view.labels[item["strategy"]]
        certain = view.certain(item["strategy"]) and view.certain(item["baseline"])
        text = f"{one}: {_break_even(view, item['break_even'], certain)}."
        lines += [Line(piece) for piece in wrap(text, view.width, "  ", "    ")]
    meaning = f"Ahead of {view.labels[view.baseline]} from that month to the end of {within}, in total cost so far."
    notes = [Line(piece, "note") for piece in wrap(meaning, view.width, "  ")]
    return [Line(f"BREAK-EVEN, {within}", "heading"), *lines, *notes] if lines else []


def _break_even(view: View, found: dict[str, Any], certain: bool) -> str:
    if certain:
        return "never" if found["p10"] is None else f"from month {found['p10']} on"
    if found["p_never"] > 0.99:
        times = odds(1.0 - found["p_never"], view.trajectories)
        return f"{'' if times.startswith(('none', 'fewer')) else 'only '}in {times} futures"
    seen = odds(found["p_never"] or 1.0, view.trajectories)
    never = f"never in {seen} futures" if found["p_never"] else f"sooner or later in {seen} futures"
    words = {"p10": "one future in ten", "p50": "half of all futures", "p90": "nine in ten"}
    by_month = {found[key]: word for key, word in words.items() if found[key] is not None}
    met = [f"by month {month} in {word}" for month, word in by_month.items()]
    return "; ".join([", ".join(met), never]) if met else never


def driver_section(view: View) -> list[Line]:
    """Return the inputs that move the difference most, in plain words."""
    items = [item for item in view.comparisons(view.last) if item["top_inputs"]]
    if not items:
        return []
    over = months(view.last)
    if len(items) > 1:
        base = view.labels[view.baseline]
        lines = [Line(f"WHAT DECIDES, {over}", "heading")]
        for item in items:
            names = input_names([a for a, _ in _inputs(item)], view.labels, owners_shown=False)
            words = listed([f"{names[a]} ({r:+.2f})" for a, r in _inputs(item)])
            lines += [
                Line(text) for text in wrap(f"{view.labels[item['strategy']]}: {words}", view.width, "  ", "    ")
            ]
        note = f"+ the more of it, the better the strategy does against {base}; - the worse. Rank correlations."
        return lines + [Line(text, "note") for text in wrap(note, view.width, "  ")]
    item = items[0]
    one, base = view.labels[item["strategy"]], view.labels[item["baseline"]]
    called = input_names([a for a, _ in _inputs(item)], view.labels, owners_shown=True)
    rows = [(called[a], input_owner(a, view.labels), r) for a, r in _inputs(item)]
    widest = max(text_width(name) for name, _, _ in rows)
    owners = max(text_width(owner) for _, owner, _ in rows)
    lines = [Line(f"WHAT DECIDES BETWEEN THEM, {over}", "heading")]
    for name, owner, r in rows:
        text = f"  {left(name, widest)}  {left(owner, owners)}  {r:+.2f}  more of it favours {one if r > 0 else base}"
        lines.append(Line(shorten(text, view.width)))
    note = "Rank correlation with what is saved: 1 decides alone, 0 does not matter."
    return [*lines, *(Line(text, "note") for text in wrap(note, view.width, "  "))]


def _inputs(item: dict[str, Any]) -> list[tuple[str, float]]:
    found = {entry["address"]: entry["rank_correlation"] for entry in item["top_inputs"]}
    return [(address, found[address]) for address in outermost(list(found))]
