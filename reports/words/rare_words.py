"""That a recommendation by mean rests on rare futures, where it does, and what other measures recommend."""

from __future__ import annotations

from ...configs.text.spelling import listed
from .names import in_sentences, input_names
from .numbers import number, percent_with_error
from .view import View

__all__ = ["rare_sentences"]


def rare_sentences(view: View) -> list[str]:
    """Return one paragraph; none where the verdict does not rest on rare futures."""
    found = view.verdict["rare_futures"]
    if found is None or not found["rests"]:
        return []
    part, ends = found["share"], found["interval90"]
    half = None if ends is None else max(part - ends[0], ends[1] - part)
    share = f"{percent_with_error(part, half)} of" if part < 1.0 else "more than the whole of"
    said = [
        f"This choice rests on rare futures: the most extreme ones, 1 in 1,000 at either end, account for {share} the "
        "mean saving."
    ]
    names = input_names([item["address"] for item in found["reached"]], view.labels, owners_shown=False)
    reached = [
        f"{names[item['address']]} {'is' if item['month'] is None else 'reaches'} {number(item['value'], 2)}"
        + ("" if item["month"] is None else f" in {view.month(item['month'])}")
        for item in found["reached"]
    ]
    said += [f"There {listed(reached)}."] if reached else []
    called = in_sentences(view.labels)
    others: dict[str, list[str]] = {}
    for item in found["other_measures"]:
        others.setdefault(item["recommended"], []).append(item["by"].upper())
    said += [f"By {listed(measures)} the same rule recommends {called[name]}." for name, measures in others.items()]
    return [" ".join(said)]
