"""A distribution in words and numbers: what it is, its parameters, and where its values lie."""

from __future__ import annotations

import dataclasses
import sys
from typing import Any

import numpy as np

from ...distributions import LAWS, Conditioned, Law, SciPy
from ...distributions.percentiles import Percentile
from .numbers import number

__all__ = ["law_name", "law_numbers", "law_parameters", "law_window", "law_words"]

#: Entries of a list that are written out; of a longer one the number is given.
_LISTED = 6


def law_name(law: Law) -> str:
    """Return the law's name as the language spells it, whatever window it is conditioned on."""
    inner = _inner(law)
    if isinstance(inner, SciPy):
        return f"scipy:{inner.name}"
    return next((name for name, maker in LAWS.items() if maker is type(inner)), type(inner).__name__.lower())


def law_words(law: Law) -> str:
    """Return what kind of law it is, in the words of the file that defines it; empty where they were stripped."""
    if isinstance(_inner(law), SciPy):
        return "as SciPy defines it"
    module = sys.modules[type(_inner(law)).__module__]
    first = (module.__doc__ or "").strip().partition("\n")[0]
    words = first.partition(":")[2].strip().rstrip(".")
    return words[:1].lower() + words[1:]


def law_parameters(law: Law) -> str:
    """Return the law's parameters: `median 5,196, sigma 0.334`."""
    inner: Any = _inner(law)  # a frozen dataclass, as all laws are
    given = {field.name: getattr(inner, field.name) for field in dataclasses.fields(inner) if field.init}
    if "mean" in given:  # a law without one keeps what was given as its mean under another name
        given["mean"] = getattr(inner, "middle", given["mean"])
    if isinstance(inner, SciPy):
        given = dict(inner.parameters)
    return ", ".join(f"{key} {_value(value)}" for key, value in given.items() if key[0] != "_" and value is not None)


def law_window(law: Law) -> str:
    """Return how a law is truncated: `min 0: 84.13 % kept`; empty for a law that is not."""
    if not isinstance(law, Conditioned):
        return ""
    ends = (("min", law.low), ("max", law.high))
    window = " and ".join(f"{key} {value:,.6g}" for key, value in ends if value is not None)
    share = _share(law.share_left)
    return f"{window}: {share} kept" if share else f"{window}: nothing cut off"


def law_numbers(law: Law) -> dict[str, float]:
    """Return mean, sd, P5, P50 and P95 of the law as it is drawn."""
    low, middle, high = (float(x) for x in law.ppf(np.array([0.05, 0.50, 0.95])))
    return {"mean": law.mean, "sd": law.sd, "P5": low, "P50": middle, "P95": high}


def _inner(law: Law) -> Law:
    return law.law if isinstance(law, Conditioned) else law


def _value(value: object) -> str:
    if isinstance(value, int | float):
        return number(float(value))
    if isinstance(value, Percentile):
        return f"{value.key} {_value(value.value)}"
    if isinstance(value, tuple):
        return " / ".join(map(_value, value)) if len(value) <= _LISTED else f"a list of {len(value):,}"
    return law_name(value) if isinstance(value, Law) else str(value)


def _share(share: float) -> str:
    """Write how much of a law is kept, without rounding what is cut off to nothing; empty for all."""
    cut = 100.0 * (1.0 - share)
    if cut <= 0.0:
        return ""
    if cut < 0.01:
        return "all but less than 0.01 %"
    return f"{100.0 * share:.2f} %" if cut < 99.99 else f"{100.0 * share:.2g} %"
