"""Says whether a run is as precise as asked for, and which figure is the widest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .numbers import full_percent, futures, months
from .view import View

__all__ = ["error_so_far", "reached"]


def reached(view: View) -> str:
    """Return what was asked, what was reached and what would help; empty where no precision was asked for."""
    found = view.document["run"].get("precision")  # a document that was kept may be older than it
    if found is None:
        return ""
    asked, run = full_percent(found["asked"]), futures(view.trajectories)
    if found["reached"]:
        return f"Precision of {asked} reached with {run}; widest: {_figure(view, found['widest'])}."
    most = ", the most allowed" if view.trajectories == found["most"] else ""
    return f"Precision of {asked} not reached with {run}{most}: {_figure(view, found['widest'])}. {_help(found)}"


def error_so_far(found: Mapping[str, Any]) -> str:
    """Return the error of the widest figure beside what was asked: `error 0.8 % of 0.5 %`."""
    error = found["widest"]["error"]
    return f"error {'unknown' if error is None else full_percent(error, 2)}, asked {full_percent(found['asked'])}"


def _figure(view: View, widest: Mapping[str, Any]) -> str:
    label, error, over = view.labels[widest["strategy"]], widest["error"], months(widest["horizon"])
    if widest["baseline"] is None:
        what = f"{widest['figure'].upper()} of {label} over {over}"
        of = view.numbers(widest["strategy"], widest["horizon"])
        share = " of P10 to P90" if of["p10"] <= 0.0 <= of["p90"] else ""
        return f"{what}, +-{full_percent(error, 3)}{share}" if error is not None else f"{what}, error not known"
    what = f"probability that {label} costs less than {view.labels[widest['baseline']]} over {over}"
    return f"{what}, " + ("error not known" if error is None else f"+-{full_percent(error, 3)} of futures")


def _help(found: Mapping[str, Any]) -> str:
    if found["needed"] is not None:
        return f"It may take {futures(found['needed'])}."
    if found["widest"]["error"] is None:
        return "How many it takes is not known."
    return "More futures may not help: four times as many hardly narrowed it, as where costs jump."
