"""Stories made by hand of the charts of bars, of the volume and of the map."""

from __future__ import annotations

import math

from tcorisk.reports.stories import (
    Bar,
    CostByCategory,
    Drivers,
    FirstEstimate,
    HeatMap,
    Step,
    VolumeChance,
    looks,
)

_COMMON = {
    "subtitle": "What is plotted, USD",
    "note": "How to read it.",
    "footer": "8,192 futures · seed 0 · sources dated 2026-11-01 · config 01234567",
    "currency": "USD",
}
_LABELS = {"api": "API under a BAA", "own": "Llama 3 70B on 4x A100", "mixed": "Routed"}
_LOOKS = looks(list(_LABELS))


def parts(**changes: object) -> CostByCategory:
    mean = {"api": (150e3, 90e3, 30e3, 0.0), "own": (264e3, 180e3, 90e3, 48e3), "mixed": (160e3, 50e3, 32e3, -9e3)}
    story: dict[str, object] = {
        "headline": "Engineering is the largest part: 45 % of the mean cost of Llama 3 70B on 4x A100",
        "labels": _LABELS,
        "looks": _LOOKS,
        "horizon": 24,
        "categories": ("Engineering", "Compute", "Compliance", "Incidents"),
        "p50": {name: tuple(0.97 * x for x in part) for name, part in mean.items()},
        "p90": {name: tuple((1.3 if x > 0.0 else 0.5) * x for x in part) for name, part in mean.items()},
        "mean": mean,
    }
    return CostByCategory(**(_COMMON | story | changes))  # type: ignore[arg-type]


def walk(**changes: object) -> FirstEstimate:
    steps = (("GPUs above budget", 400.0), ("engineer", 8_300.0), ("labelling", 3_600.0))
    steps += (("7 smaller lines", 3_200.0), ("refund", -1_500.0))
    story: dict[str, object] = {
        "headline": "The budget of 7,000 a month does not quite pay for GPUs: the full bill is 20,800 at P50",
        "strategy": "own",
        "label": _LABELS["own"],
        "look": _LOOKS["own"],
        "horizon": 24,
        "has_budget": True,
        "start": 7_000.0,
        "covered": ("GPUs",),
        "steps": tuple(Step(*step) for step in steps),
        "mean": 21_000.0,
        "p50": 20_800.0,
        "p90": 25_600.0,
    }
    return FirstEstimate(**(_COMMON | story | changes))  # type: ignore[arg-type]


def tornado(**changes: object) -> Drivers:
    ends = (
        ("upkeep share", 92_300.0, -45_200.0),
        ("output tokens", -12_700.0, 76_500.0),
        ("pair hour", 62_200.0, -18_700.0),
    )
    story: dict[str, object] = {
        "headline": "Upkeep share moves the saving most: Llama 3 70B saves 92,300 if low, costs 45,200 more if high",
        "of_savings": True,
        "strategy": "own",
        "baseline": "api",
        "labels": _LABELS,
        "horizon": 24,
        "centre": 27_100.0,
        "bars": tuple(Bar(f"drivers.{label}", label, low, high, 200.0) for label, low, high in ends),
    }  # fmt: skip
    return Drivers(**(_COMMON | story | changes))  # type: ignore[arg-type]


def curves(**changes: object) -> VolumeChance:
    values = tuple(1_000.0 * 10.0 ** (k / 4.0) for k in range(13))

    def chance(even: float) -> tuple[float, ...]:
        return tuple(0.5 + 0.5 * math.erf(1.2 * math.log(value / even)) for value in values)

    own = {"own": chance(40_000.0), "mixed": chance(9_000.0)}
    story: dict[str, object] = {
        "headline": "From about 9,000 requests per day Routed is cheaper than the API more often than not; today 5,200",
        "address": "drivers.requests_per_day",
        "axis": "requests per day",
        "logarithmic": True,
        "baseline": "api",
        "labels": _LABELS,
        "looks": _LOOKS,
        "horizon": 24,
        "values": values,
        "chance": own,
        "low": {name: tuple(max(0.0, p - 0.04) for p in part) for name, part in own.items()},
        "high": {name: tuple(min(1.0, p + 0.04) for p in part) for name, part in own.items()},
        "even": {"own": 40_000.0, "mixed": 9_000.0},
        "today": 5_200.0,
    }  # fmt: skip
    return VolumeChance(**(_COMMON | story | changes))  # type: ignore[arg-type]


def cells(**changes: object) -> HeatMap:
    columns, rows = (1e3, 4e3, 16e3, 64e3, 256e3), (3.0, 4.5, 6.0, 9.0)
    story: dict[str, object] = {
        "headline": "Routed is more often cheaper above about 8,000 to 23,000 requests per day, depending on the price",
        "strategy": "mixed",
        "baseline": "api",
        "labels": _LABELS,
        "horizon": 24,
        "addresses": ("drivers.requests_per_day", "drivers.price"),
        "axes": ("requests per day", "price"),
        "columns": columns,
        "rows": rows,
        "chance": tuple(tuple(0.5 + 0.5 * math.erf(math.log(x / 2_600.0 / y)) for x in columns) for y in rows),
        "low_colour": _LOOKS["api"].colour,
        "high_colour": _LOOKS["mixed"].colour,
        "today": (5_200.0, 6.0),
    }  # fmt: skip
    return HeatMap(**(_COMMON | story | changes))  # type: ignore[arg-type]


STORIES = {"categories": parts, "first_estimate": walk, "drivers": tornado, "volume": curves, "heat_map": cells}
