"""The risk register as readers see it: what raises the cost of the recommended strategy, and what to watch for."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .changes import input_value, measured
from .names import capital, input_names, input_owner
from .numbers import T90, months, number, odds_cell
from .view import View

__all__ = ["HEADS", "ORDER", "TO_BE_NAMED", "RiskRow", "risk_rows"]

TO_BE_NAMED = "to be named"
#: Of the register's columns, by key.
HEADS = {
    "cause": "Cause",
    "sign": "Sign to watch",
    "probability": "Probability",
    "per_year": "Events a year",
    "size": "Extra mean cost",
    "against": "Compared with",
    "to": "Recommended then",
    "owner": "Owner",
}
ORDER = (
    "Ordered by probability x extra cost. Extra cost: what the recommended strategy costs more there on average than "
    "over all futures (its own mean), or than the strategy named, which is the choice there. A risk without events is "
    "an input's worst tenth, 10 in 100 by construction, or where the choice changes."
)


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One cause, in words.

    Attributes
    ----------
    cause, whose : str
    sign : str
        What to watch for.
    probability : str
    per_year : str
        Events of a year; empty where that is not known, or nothing happens.
    size : str
        Extra mean cost, with its error.
    amount : str
        The same without its error.
    against : str
        What that is compared with.
    to : str
        What would be recommended then; empty for no change.
    facts : mapping
        The document's own numbers.
    """

    cause: str
    whose: str
    sign: str
    probability: str
    per_year: str
    size: str
    amount: str
    against: str
    to: str
    facts: Mapping[str, Any]


def risk_rows(view: View) -> list[RiskRow]:
    """Return the causes in the document's order; none where nothing is random."""
    found = [] if view.all_certain else view.verdict["risks"]
    names = input_names([each["address"] for each in found], view.labels, owners_shown=False)
    own = view.labels[view.verdict["recommended"]]
    rows = []
    for each in found:
        name, whose = names[each["address"]], input_owner(each["address"], view.labels)
        half = T90 * each["size_se"]
        beside = each["address"].startswith("strategies.") and whose != own and whose not in name
        rows.append(
            RiskRow(
                cause=capital(f"{name} ({whose})" if beside else name),
                whose=whose,
                sign=_sign(view, each),
                probability=odds_cell(each["probability"], view.trajectories),
                per_year="" if each["per_year"] is None else number(each["per_year"], 2),
                size=view.money(each["size"], half),
                amount=view.money(each["size"], half, error_shown=False),
                against="its own mean" if each["against"] is None else view.labels[each["against"]],
                to="" if each["to"] is None else view.labels[each["to"]],
                facts=each,
            )
        )
    return rows


def _sign(view: View, risk: Mapping[str, Any]) -> str:
    over, value = months(view.last), risk["value"]
    if risk["kind"] == "event":
        return "it happens" if value == 0.0 else f"total above {view.money(value)} in {over}"
    if risk["kind"] == "count":
        return "it happens" if value == 0.0 else f"more than {math.floor(value)} in {over}"
    return f"{risk['side']} {input_value(view, risk['address'], value)}{measured(view, risk['address'])}"
