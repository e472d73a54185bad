"""A result's document made by hand, and how to change it."""

from __future__ import annotations

import copy
from typing import Any

KEYS = ("p1", "p5", "p10", "p25", "p50", "p75", "p80", "p90", "p95", "p99", "cvar95")


def around(value: float, half: float) -> list[float]:
    """Return the ends of a symmetric interval."""
    return [value - half, value + half]


def numbers(p10: float, p50: float, p90: float, months: int, certain: bool = False) -> dict[str, Any]:
    """Return one horizon: percentiles on straight lines, a mean of 1.02 x P50, an error of 0.01 % of each."""
    spread = {
        key: p50 + (p90 - p50 if at > 50 else p50 - p10) * (at - 50) / 40
        for key, at in zip(KEYS, (1, 5, 10, 25, 50, 75, 80, 90, 95, 99, 98), strict=True)
    }
    mean = p50 if certain else 1.02 * p50
    values = {"mean": mean, "sd": 0.0 if certain else (p90 - p10) / 2.56, **spread}
    return {
        **values,
        "se": {key: 0.0 if certain else 1e-4 * value for key, value in values.items()},
        "interval90": {key: around(value, 0.0 if certain else 1.753e-4 * value) for key, value in values.items()},
        "rare_mean": {"share": 0.001 if certain else 0.003, "interval90": None},
        "rare_variance": 0.0 if certain else 0.012,
        "variance_futures": None if certain else 300_000.0,
        "p_cheapest": 0.5,
        "point_estimate": 0.95 * p50,
        "point_estimate_percentile": 0.384,
        "cash": {"mean": mean, **{key: spread[key] for key in ("p10", "p50", "p80", "p90")}},
        "budget": None,
        "residual": None,
        "unit_cost": None,
        "outputs": None,
        "categories": {
            "Compute": {"mean": 0.301 * mean, "p10": 0.0, "p50": 0.0, "p90": 0.0},
            "Engineering": {"mean": 0.699 * mean, "p10": 0.0, "p50": 0.0, "p90": 0.0},
            "Opportunity": {"mean": 0.0, "p10": 0.0, "p50": 0.0, "p90": 0.0},
        },
        "lines": {},
    }


def driver(address: str, low: float, high: float, correlation: float) -> dict[str, Any]:
    """Return an input, with the mean saving at both of its ends."""
    errors = {"low_se": 1_200.0, "high_se": 900.0, "effect_se": 1_500.0}
    return {
        "address": address, "rank_correlation": correlation, "low": low, "high": high, "effect": high - low, **errors
    }  # fmt: skip


def comparison(strategy: str, horizon: int, p: float = 0.0002) -> dict[str, Any]:
    """Return a comparison with `api`."""
    return {
        "strategy": strategy,
        "baseline": "api",
        "horizon": horizon,
        "p_beats": p,
        "p_beats_se": 1e-6,
        "interval90": {"p_beats": around(p, 1.753e-6)},
        "p_ties": 0.0,
        "p_beats_by_10": p / 2,
        "p_beats_by_20": 0.0,
        "savings": {"mean": -506_000.0, "p10": -649_000.0, "p50": -500_000.0, "p90": -365_000.0,
                    "se": {"mean": 40.0, "p50": 50.0},
                    "interval90": {"mean": around(-506_000.0, 70.0), "p10": around(-649_000.0, 90.0),
                                   "p50": around(-500_000.0, 87.0), "p90": around(-365_000.0, 90.0)}},
        "break_even": {"p_never": 1.0 - p, "p10": None, "p50": None, "p90": None},
        "drivers": [
            driver("strategies.own.inputs.engineer_share", -381_000.0, -632_000.0, -0.52),
            driver("drivers.requests_per_day", -602_000.0, -409_000.0, 0.38),
            driver("drivers.requests_per_day.initial", -590_000.0, -430_000.0, 0.30),
            driver("strategies.own.costs.gpus.monthly#1", -440_000.0, -571_000.0, -0.25),
        ],
        "top_inputs": [],
    }  # fmt: skip


_DOCUMENT: dict[str, Any] = {
    "schema": 1,
    "scenario": {
        "name": "made", "title": "Made by hand", "currency": "USD", "horizons": [12, 24], "baseline": "api",
        "unit": None,
    },
    "run": {
        "status": "complete", "trajectories": 1_048_576, "sampler": "sobol", "replicates": 16, "seed": 0,
        "version": "0.1.0", "stream_version": 1, "config_sha256": "0", "t90": 1.753, "precision": None,
    },
    "warnings": [],
    "strategies": {
        "api": {
            "label": "API under a BAA", "kind": "api",
            "horizons": {"12": numbers(151_000, 180_000, 212_000, 12), "24": numbers(290_000, 345_000, 411_000, 24)},
        },
        "own": {
            "label": "Llama on 4x A100", "kind": "self_hosted",
            "horizons": {"12": numbers(341_000, 410_000, 500_000, 12), "24": numbers(700_000, 850_000, 990_000, 24)},
        },
    },
    "comparisons": [comparison("own", 12), comparison("own", 24)],
}  # fmt: skip


def small_document() -> dict[str, Any]:
    """Return a document of two strategies, to be changed at will."""
    made = copy.deepcopy(_DOCUMENT)
    for months, part in made["strategies"]["own"]["horizons"].items():
        part["budget"] = {"amount": 7_000.0 * int(months), "p_within": 0.0}
    return made


def certain_document() -> dict[str, Any]:
    """Return one in which nothing is random."""
    made = small_document()
    for name, total in (("api", 86_200.0), ("own", 441_000.5)):
        made["strategies"][name]["horizons"] = {
            "12": numbers(total, total, total, 12, certain=True),
            "24": numbers(2 * total, 2 * total, 2 * total, 24, certain=True),
        }
    for item in made["comparisons"]:
        item["drivers"] = item["top_inputs"] = []
    return made


def owned_document() -> dict[str, Any]:
    """Return one in which own machines can be resold, units are counted, and other figures are reported."""
    made = small_document()
    made["scenario"]["unit"] = "1M tokens"
    for name, strategy in made["strategies"].items():
        for months, part in strategy["horizons"].items():
            units = 300.0 * int(months)
            part["unit_cost"] = {key: part[key] / units for key in ("p10", "p50", "p90")}
            if name == "own":
                part["cash"] = {key: value + 57_600.0 for key, value in part["cash"].items()}
                part["residual"] = {"mean": 57_600.0}
                part["outputs"] = {
                    "utilisation": {"mean": 0.1234, "p10": 0.0543, "p50": 0.11, "p90": 0.301},
                    "requests_served": {"mean": 48_312.0, "p10": 21_040.0, "p50": 47_000.0, "p90": 81_777.0},
                }
    return made


def many_document(count: int) -> dict[str, Any]:
    """Return one of several strategies, all of the same numbers."""
    made = small_document()
    for i in range(count - 2):
        made["strategies"][f"more_{i}"] = copy.deepcopy(made["strategies"]["own"]) | {"label": f"Another way, no. {i}"}
        made["comparisons"] += [comparison(f"more_{i}", 12), comparison(f"more_{i}", 24)]
    return made
