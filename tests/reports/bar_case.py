"""Stories made by hand of the charts of bars, of the volume and of the map."""

from __future__ import annotations

import math

from tcorisk.reports.stories import (
    Bar,
    CostByCategory,
    Drivers,
    FirstEstimate,
    HeatMap,
    MapCell,
    Step,
    VolumeChoice,
    VolumeSpan,
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


def curves(**changes: object) -> VolumeChoice:
    values = tuple(1_000.0 * 10.0 ** (k / 4.0) for k in range(13))

    def saved(even: float, most: float) -> tuple[float, ...]:
        return tuple(most * math.erf(0.6 * math.log(value / even)) for value in values)

    own = {"own": saved(40_000.0, 0.8), "mixed": saved(9_000.0, 0.4)}
    story: dict[str, object] = {
        "headline": "API to about 17,000 requests per day, Routed to 62,000, then Llama 3 70B on 4x A100",
        "address": "drivers.requests_per_day",
        "axis": "requests per day",
        "logarithmic": True,
        "baseline": "api",
        "labels": _LABELS,
        "looks": _LOOKS,
        "horizon": 24,
        "values": values,
        "measure": "mean",
        "margin": 0.2,
        "saving": own,
        "low": {name: tuple(p - 0.04 for p in part) for name, part in own.items()},
        "high": {name: tuple(p + 0.04 for p in part) for name, part in own.items()},
        "cheapest": {"api": (1.0,) * 13, "own": (0.0,) * 13, "mixed": (0.0,) * 13},
        "chosen": ("api",) * 5 + ("mixed",) * 3 + ("own",) * 5,
        "spans": (
            VolumeSpan("api", 1_000.0, 17_000.0),
            VolumeSpan("mixed", 17_000.0, 62_000.0),
            VolumeSpan("own", 62_000.0, values[-1]),
        ),
        "even": {"own": 40_000.0, "mixed": 9_000.0},
        "met": {"own": 58_000.0, "mixed": 17_000.0},
        "today": 5_200.0,
        "likely": (3_700.0, 7_400.0),
    }  # fmt: skip
    return VolumeChoice(**(_COMMON | story | changes))  # type: ignore[arg-type]


def answer(saving: float) -> MapCell:
    """Return the cell of what the routed strategy saves."""
    return MapCell("mixed" if saving >= 0.2 else "api", "mixed" if saving > 0.0 else "api", max(saving, 0.0))


def cells(**changes: object) -> HeatMap:
    columns, rows = (1e3, 4e3, 16e3, 64e3, 256e3), (3.0, 4.5, 6.0, 9.0)
    story: dict[str, object] = {
        "headline": "Routed is the choice above about 8,000 to 23,000 requests per day, depending on the price",
        "baseline": "api",
        "labels": _LABELS,
        "horizon": 24,
        "addresses": ("drivers.requests_per_day", "drivers.price"),
        "axes": ("requests per day", "price"),
        "columns": columns,
        "rows": rows,
        "letters": {"api": "A", "own": "B", "mixed": "C"},
        "looks": _LOOKS,
        "measure": "mean",
        "margin": 0.2,
        "answers": tuple(tuple(answer(math.tanh(math.log(x / 2_600.0 / y))) for x in columns) for y in rows),
        "today": (5_200.0, 6.0),
        "likely": ((3_700.0, 7_400.0), None),
    }  # fmt: skip
    return HeatMap(**(_COMMON | story | changes))  # type: ignore[arg-type]


STORIES = {"categories": parts, "first_estimate": walk, "drivers": tornado, "volume": curves, "heat_map": cells}
