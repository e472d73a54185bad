"""The verdict of a document made by hand: the margin rule by mean, read from the document's own numbers."""

from __future__ import annotations

from typing import Any

__all__ = ["judged"]


def judged(document: dict[str, Any], margin: float = 0.2) -> dict[str, Any]:
    """Give the document the verdict that its numbers ask for; return it."""
    horizon, base = document["scenario"]["horizons"][-1], document["scenario"]["baseline"]
    barred = {name: s["barred"] for name, s in document["strategies"].items() if s.get("barred")}
    numbers = {n: s["horizons"][str(horizon)] for n, s in document["strategies"].items() if n not in barred}
    order = sorted(numbers, key=lambda name: (numbers[name]["mean"], name != base))
    leader = order[0]
    asked, saved = margin * abs(numbers[base]["mean"]), numbers[base]["mean"] - numbers[leader]["mean"]
    stays = leader != base and saved < asked
    recommended = base if stays else leader
    runner_up = next((name for name in order if name != recommended), None)
    chances = {
        (c["strategy"], c["baseline"]): c["p_beats"] + c["p_ties"] / 2.0
        for c in document["comparisons"]
        if c["horizon"] == horizon
    }
    chances |= {(other, one): 1.0 - p for (one, other), p in chances.items()}
    worst = sorted(numbers, key=lambda name: numbers[name]["cvar95"])
    apart = len(worst) > 1 and numbers[worst[0]]["cvar95"] < numbers[worst[1]]["cvar95"]
    often = sorted(numbers, key=lambda name: -numbers[name]["p_cheapest"])
    share = f"{100.0 * saved / abs(numbers[base]['mean']):.3g}" if numbers[base]["mean"] else "0"
    rule = {
        "name": "margin",
        "value": margin,
        "changed_from": leader if stays else None,
        "short_by": asked - saved if stays else None,
        "because": f"the lowest mean cost is {share} % below the baseline's; the margin rule asks for "
        f"{100.0 * margin:.3g} %",
    }
    document["verdict"] = {
        "horizon": horizon,
        "by": "mean",
        "worst_5_weight": 0.0,
        "measure": "mean",
        "recommended": recommended,
        "runner_up": runner_up,
        "compared_with": runner_up,
        "lowest": leader,
        "scores": {name: part["mean"] for name, part in numbers.items()},
        "p_cheapest": numbers[recommended]["p_cheapest"],
        "most_often_cheapest": often[0],
        "p_beats_runner_up": chances.get((recommended, runner_up)),
        "p_beats_runner_up_se": None,
        "close": len(order) > 1 and chances.get((leader, order[1]), 1.0) < 0.6,
        "told_apart": None if len(order) < 2 else numbers[order[0]]["mean"] < numbers[order[1]]["mean"],
        "rules": [rule],
        "bad_case": {"by": "worst_5", "lowest": worst[0] if apart else None},
        "other_horizons": [],
        "barred": barred,
        "regret": {name: part["mean"] - numbers[order[0]]["mean"] for name, part in numbers.items()},
        "regret_se": dict.fromkeys(numbers, 0.0),
        "dominance": [],
        "cost_drivers": [],
        "risks": [],
        "flips": [],
        "boxes": [],
        "no_boxes": None,
        "inputs": {},
        "rare_futures": None,
    }
    return document
