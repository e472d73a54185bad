"""Two results of `simulate --format json`: differences of their figures, and which exceed the simulation's error."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from ...distributions.special import stdtrit

__all__ = ["STATISTICS", "compare_documents", "is_document_path", "read_document"]

#: Statistics of the TCO that are compared.
STATISTICS = ("mean", "p10", "p50", "p90", "p95", "cvar95")
#: What two runs may differ in, besides their figures.
_RUN = ("config_sha256", "seed", "trajectories", "sampler", "replicates", "version", "stream_version")
_LARGEST = 50_000_000  # bytes; a result has some tens of thousands


def is_document_path(name: str) -> bool:
    """Return whether a name is that of a result rather than of a scenario."""
    return name.lower().endswith(".json")


def read_document(name: str) -> dict[str, Any]:
    """Return what `simulate --format json` printed into a file.

    Raises
    ------
    ValueError
        If there is no such file, or it is not a result.
    """
    path = Path(name)
    try:
        if not path.is_file():
            raise ValueError(f"{name}: no such file")
        if path.stat().st_size > _LARGEST:
            raise ValueError(
                f"{name}: larger than {_LARGEST // 1_000_000} MB, so not a result of `simulate --format json`"
            )
        document = json.loads(path.read_text("utf-8-sig"), parse_constant=_refuse_constant)
    except OSError as error:
        raise ValueError(f"{name}: {error.strerror or error}") from None
    except (ValueError, RecursionError) as error:
        if isinstance(error, json.JSONDecodeError | UnicodeDecodeError | RecursionError):
            raise ValueError(f"{name}: not JSON, so not a result of `simulate --format json`") from None
        raise
    if not isinstance(document, dict) or not {"scenario", "run", "strategies", "comparisons"} <= document.keys():
        raise ValueError(f"{name}: not a result of `simulate --format json`")
    return document


def _refuse_constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not a number that a result can hold")


def compare_documents(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    """Return the differences between two results.

    The error of a difference is sqrt(se_a^2 + se_b^2), that of independent runs. Where both met the same futures (one
    seed) it is smaller than that: then it is an upper limit.

    Raises
    ------
    ValueError
        If one of them is not a result, or they have no strategy and horizon in common.
    """
    try:
        return _compared(a, b)
    except KeyError as error:
        raise ValueError(f"not a result of `simulate --format json`: {error} is missing") from None
    except (TypeError, AttributeError, IndexError):
        raise ValueError("not a result of `simulate --format json`: a member has the wrong type") from None


def _compared(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Any]:
    currencies = a["scenario"]["currency"], b["scenario"]["currency"]
    if currencies[0] != currencies[1]:
        raise ValueError(f"amounts in {currencies[0]} and in {currencies[1]} cannot be compared")
    names = [name for name in a["strategies"] if name in b["strategies"]]
    horizons = [h for h in a["scenario"]["horizons"] if h in b["scenario"]["horizons"]]
    if not names or not horizons:
        raise ValueError(f"the two results have no {'horizon' if names else 'strategy'} in common")
    differs = {key: _pair(a["run"][key], b["run"][key]) for key in _RUN if a["run"][key] != b["run"][key]}
    return {
        "kind": "results",
        "a": _about(a),
        "b": _about(b),
        "currency": currencies[0],
        "differs": differs,
        "se_is_upper_limit": not {"seed", "sampler", "stream_version"} & differs.keys(),
        "only_in_a": [name for name in a["strategies"] if name not in names],
        "only_in_b": [name for name in b["strategies"] if name not in names],
        "strategies": {
            name: {
                "label": b["strategies"][name]["label"],
                "horizons": {str(horizon): _numbers(a, b, name, horizon) for horizon in horizons},
            }
            for name in names
        },
    }


def _pair(one: Any, other: Any) -> dict[str, Any]:
    return {"a": one, "b": other}


def _about(document: Mapping[str, Any]) -> dict[str, Any]:
    scenario = document["scenario"]
    return {
        "name": scenario["name"],
        "title": scenario["title"],
        "baseline": scenario["baseline"],
        "run": dict(document["run"]),
    }


def _numbers(a: Mapping[str, Any], b: Mapping[str, Any], name: str, horizon: int) -> dict[str, Any]:
    one, other = (document["strategies"][name]["horizons"][str(horizon)] for document in (a, b))
    t90 = _student(a, b)
    found: dict[str, Any] = {
        key: _difference(one[key], other[key], one["se"][key], other["se"][key], t90) for key in STATISTICS
    }
    found["p_beats"] = None
    first, last = _probability(a, name, horizon), _probability(b, name, horizon)
    if first is not None and last is not None and first["baseline"] == last["baseline"]:
        found["p_beats"] = {
            "baseline": first["baseline"],
            **_difference(first["p_beats"], last["p_beats"], first["p_beats_se"], last["p_beats_se"], t90),
        }
    found["categories"] = _means(one["categories"], other["categories"])
    found["lines"] = _means(one["lines"], other["lines"])
    return found


def _student(a: Mapping[str, Any], b: Mapping[str, Any]) -> float:
    """Return Student's t of a two-sided 90 % interval for the smaller number of replicates."""
    replicates = max(2.0, min(_number(a["run"]["replicates"]), _number(b["run"]["replicates"])))
    return float(stdtrit(replicates - 1, 0.95))


def _difference(one: float, other: float, se_a: float | None, se_b: float | None, t90: float) -> dict[str, Any]:
    """Return both values and their difference; `clear` tells whether it lies outside of its 90 % interval around 0."""
    one, other = _number(one), _number(other)
    se = None if se_a is None or se_b is None else math.hypot(_number(se_a), _number(se_b))
    difference = other - one
    clear = None if se is None else abs(difference) > t90 * se
    return {"a": one, "b": other, "difference": difference, "se": se, "clear": clear}


def _probability(document: Mapping[str, Any], name: str, horizon: int) -> Mapping[str, Any] | None:
    pairs: list[Mapping[str, Any]] = document["comparisons"]
    return next((item for item in pairs if item["strategy"] == name and item["horizon"] == horizon), None)


def _means(one: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, dict[str, float]]:
    """Return the mean of each part in both, 0 where it is not there: their differences add up to that of the mean."""
    found = {}
    for part in dict.fromkeys([*one, *other]):
        means = [_number(parts[part]["mean"]) if part in parts else 0.0 for parts in (one, other)]
        found[part] = {"a": means[0], "b": means[1], "difference": means[1] - means[0]}
    return found


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= sys.float_info.max:
        raise TypeError(f"{value} is not a finite number")
    return float(value)
