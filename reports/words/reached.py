"""Says whether a run is as precise as asked for, and which figure is the widest."""

from __future__ import annotations

import math
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
    asked, run = f"{full_percent(found['asked'])} (P50, P90 and probabilities)", futures(view.trajectories)
    figure, others = _figure(view, found["widest"]), f"{_deciding_mean(view, found['asked'])}{_unseen(found)}"
    if found["reached"]:
        return f"Precision of {asked} reached with {run}; widest: {figure}.{others}"
    most = ", the most allowed" if view.trajectories == found["most"] else ""
    return f"Precision of {asked} not reached with {run}{most}: {figure}. {_help(found)}{others}"


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
    return f"{what}, " + ("error not known" if error is None else _points(error))


def _points(share: float) -> str:
    written = full_percent(share, 2).removesuffix(" %")
    return f"+-{written} percentage point{'s' * (written != '1')}"


def _deciding_mean(view: View, asked: float) -> str:
    """Return a sentence on the least certain mean where means decide and one is less certain than was asked."""
    verdict = view.document.get("verdict")  # a document that was kept may be older than it
    if verdict is None or verdict["by"] != "mean":
        return ""
    errors = {name: _mean_error(view.numbers(name, verdict["horizon"])) for name in verdict["scores"]}
    name = max(errors, key=errors.__getitem__)
    if errors[name] <= asked:
        return ""
    error = f"+-{full_percent(errors[name], 2)}" if math.isfinite(errors[name]) else "error not known"
    return (
        f" Means decide, and are less certain: that of {view.labels[name]} over {months(verdict['horizon'])}, {error}."
    )


def _mean_error(numbers: Mapping[str, Any]) -> float:
    """Return the longer side of a mean's interval as a share of it, infinite where none is known."""
    mean, ends = numbers["mean"], numbers["interval90"]["mean"]
    if ends is None:
        return math.inf
    half = max(mean - ends[0], ends[1] - mean)
    against = numbers["p90"] - numbers["p10"] if numbers["p10"] <= 0.0 <= numbers["p90"] else abs(mean)
    return float(half / against) if against else math.inf if half else 0.0


def _unseen(found: Mapping[str, Any]) -> str:
    """Return a sentence on the lines that no future paid; a document that was kept may not name them."""
    names = [f"`{address.rpartition('.')[2]}`" for address in found.get("unseen", ())]
    return f" Not in any figure: {', '.join(names)}, which cost nothing in any of these futures." if names else ""


def _help(found: Mapping[str, Any]) -> str:
    if found["needed"] is not None:
        return f"About {futures(found['needed'])} may be needed."
    if found["widest"]["error"] is None:
        return "How many it takes is not known."
    return "More futures may not help: four times as many hardly narrowed it, as where costs jump."
