"""A two-level run as a page of plain text: what is not known apart from what varies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .chances import chance
from .layout import clean, left, right, shorten, text_width, wrap
from .money import Money
from .names import label_of
from .view import Line

__all__ = ["render_uncertainty", "uncertainty_lines"]

_NARROWEST = 72
_LABEL = 40
_POINTS = (4, 12, 20, 28, 36)  # of the S-curve, that are shown


def render_uncertainty(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Uncertainty.document` gives it."""
    return "\n".join(line.text for line in uncertainty_lines(document, width)) + "\n"


def uncertainty_lines(document: Mapping[str, Any], width: int) -> list[Line]:
    """Return the lines of the page, each with its role."""
    width = max(_NARROWEST, width)
    scenario, run = document["scenario"], document["run"]
    horizon = scenario["horizons"][-1]
    numbers = {name: s["horizons"][str(horizon)] for name, s in document["strategies"].items()}
    labels = {name: label_of(s["label"], name, _LABEL) for name, s in document["strategies"].items()}
    money = Money.fitting(clean(scenario["currency"]), max(abs(of["p90"]["high"]) for of in numbers.values()))
    title = shorten(clean(scenario["title"]) or clean(scenario["name"]), width - text_width(money.unit) - 2)
    about = (
        f"{horizon} months; {run['outer']:,} draws of what is not known, {run['inner']:,} futures for each, "
        f"seed {run['seed']}."
    )
    lines = [Line(left(title, width - text_width(money.unit)) + money.unit, "title")]
    lines += [Line(text, "note") for text in wrap(about, width)]
    lines.append(Line(""))
    for text in _verdict(document, labels, horizon):
        lines += [Line(piece, "verdict") for piece in wrap(text, width - 2, "  ")]
    for name, of in numbers.items():
        lines += [Line(""), *_strategy(labels[name], of, money)]
    first, last = (f"{100.0 * end:.0f}" for end in document["band"])
    note = (
        f"Band: P{first} to P{last} over the draws of what is not known (each input that is drawn once, "
        f"{len(document['priors'])} here); monthly draws, paths and events vary within each. "
        "What is not known can be found out, by a quote, a pilot, a test; what varies has to be borne."
    )
    return [*lines, Line(""), *(Line(piece, "note") for piece in wrap(note, width))]


def _verdict(document: Mapping[str, Any], labels: Mapping[str, str], horizon: int) -> list[str]:
    found = []
    for name, strategy in document["strategies"].items():
        variance = strategy["horizons"][str(horizon)]["variance"]
        if variance["total"] > 0.0:
            found.append(
                f"{labels[name]}: {_percent(variance['priors'])} of the spread is what is not known yet, "
                f"{_percent(variance['months'])} is what varies by the month."
            )
        else:
            found.append(f"{labels[name]}: nothing is uncertain.")
    for item in document["comparisons"]:
        if item["horizon"] == horizon:
            beats = item["p_beats"]
            found.append(
                f"{labels[item['strategy']]} beats {labels[item['baseline']]} in "
                f"{chance(beats['value'], document['run']['trajectories'])} futures; depending on what is true, in "
                f"{_percent(beats['low'])} to {_percent(beats['high'])} of them. It is the better bet in "
                f"{_percent(beats['favoured'])} of what may be true."
            )
    return found


def _strategy(label: str, numbers: Mapping[str, Any], money: Money) -> list[Line]:
    rows = [[label, "all", "low", "high"]]
    rows += [
        [head, *(money(numbers[key][side]) for side in ("value", "low", "high"))]
        for head, key in (("mean", "mean"), ("P10", "p10"), ("P50", "p50"), ("P90", "p90"))
    ]
    curve = numbers["curve"]
    if len(curve["amount"]) > _POINTS[-1]:
        rows += [
            [f"more than {money(curve['amount'][k])}", *(_percent(curve[side][k]) for side in _SIDES)] for k in _POINTS
        ]
    rooms = [max(text_width(row[k]) for row in rows) for k in range(4)]
    lines = []
    for at, row in enumerate(rows):
        cells = [left(row[0], rooms[0] + 2) if at == 0 else f"  {left(row[0], rooms[0])}"]
        cells += [right(cell, room) for cell, room in zip(row[1:], rooms[1:], strict=True)]
        lines.append(Line("  ".join(cells), "text" if at else "heading"))
    return lines


_SIDES = ("exceedance", "low", "high")


def _percent(share: float) -> str:
    value = 100.0 * share
    if 0.0 < value < 0.5:
        return "<1 %"
    return ">99 %" if 99.5 <= value < 100.0 else f"{value:.0f} %"
