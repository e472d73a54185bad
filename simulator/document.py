"""The result as the object that `--format json` prints: a contract, which only ever gains members."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ..configs import Scenario
from .decision import Pair
from .decision.confidence import SampledCash, confidence_table, sampled_cash
from .decision.leading import inputs_by_effect, leading_inputs
from .decision.policies import policy_figures
from .engine.memory import keep_freed
from .engine.tally import Tally
from .identity import SCHEMA, STREAM_VERSION, VERSION
from .intervals import student_t90, win_interval, win_standard_error
from .outcome import Outcome
from .rare_futures import rare_warning
from .rare_verdict import rare_verdict
from .statistics import break_even, p_beats, p_cheapest, p_ties, percentiles_of_rows, summaries, within
from .unseen_costs import unseen_lines

__all__ = ["document_part", "make_document"]

_CASH = ("mean", "p10", "p50", "p80", "p90")
_SHOWN = (10, 50, 70, 80, 90)  # of what is read without error bars; most of it is shown by these:
_THREE = ("mean", "p10", "p50", "p90")
_CORRELATED = 5  # inputs named by their rank correlation, at most
_SAVINGS = ("mean", "p10", "p50", "p90")


def make_document(result: Outcome) -> dict[str, Any]:
    """Return the contract's object."""
    scenario, settings, tally = result.scenario, result.settings, result.tally
    keep_freed()
    verdict = result.verdict  # first: the replicates of its rows are still at hand
    t90 = student_t90(tally)
    with_baseline = [Pair(name, scenario.baseline) for name in tally.layout.strategies if name != scenario.baseline]
    apart = [] if result.pair is None or result.pair in with_baseline else [result.pair]
    names, horizons = tally.layout.strategies, tally.layout.horizons
    compared = [(*pair, horizon) for pairs in (with_baseline, apart) for horizon in horizons for pair in pairs]
    months = [row for name in names for rows in _month_rows(tally, name).values() for row in rows]
    read = _read(result, [(name, horizon) for name in names for horizon in horizons], compared, months)
    strategies = {name: _strategy(result, read, name) for name in names}
    unseen = unseen_lines(scenario, strategies)
    return {
        "schema": SCHEMA,
        "scenario": {
            "name": scenario.name,
            "title": scenario.title,
            "currency": scenario.currency,
            "horizons": list(scenario.horizons),
            **({} if scenario.start is None else {"start": scenario.start.isoformat()}),
            "baseline": scenario.baseline,
            "unit": None if scenario.unit is None else scenario.unit.name,
        },
        "run": {
            "status": "complete",
            "trajectories": settings.trajectories,
            "sampler": settings.sampler,
            "replicates": settings.replicates,
            "seed": settings.seed,
            "version": VERSION,
            "stream_version": STREAM_VERSION,
            "config_sha256": scenario.sha256,
            "t90": None if t90 is None else round(t90, 3),
            "precision": None
            if settings.precision is None
            else {**settings.precision.document, "unseen": list(unseen)},
        },
        "warnings": [
            *({"address": warning.address, "message": warning.message} for warning in scenario.warnings),
            *(
                {"address": each, "message": _unseen_words(line, settings.trajectories)}
                for each, line in unseen.items()
            ),
            *_rare_warnings(result, strategies),
        ],
        **({"requirements": _requirements(scenario)} if scenario.requirements else {}),
        "strategies": strategies,
        "comparisons": [_comparison(result, read, *each) for each in compared],
        "verdict": {**verdict, "rare_futures": rare_verdict(result)},
    }


def document_part(result: Outcome, paths: Iterable[Sequence[str]]) -> dict[str, Any]:
    """Return what of the document leads to some figures, each given by names as a condition writes them."""
    baseline, asked = result.scenario.baseline, list(paths)
    strategies: dict[str, dict[str, dict[str, Any]]] = {}
    comparisons = []
    keys = dict.fromkeys((path[0], path[1]) for path in asked if path[0] != "verdict")
    read = _read(result, [(name, int(horizon)) for name, horizon in keys])
    for name, horizon in keys:
        numbers = _horizon(result, read, name, int(horizon))
        strategies.setdefault(name, {"horizons": {}})["horizons"][horizon] = numbers
        further = [path[2] for path in asked if tuple(path[:2]) == (name, horizon) and len(path) > 2]
        if name != baseline and not numbers.keys() >= set(further):
            compared = name, baseline, int(horizon)
            comparisons.append(_comparison(result, _read(result, [], [compared]), *compared))
    judged = {"verdict": result.verdict} if any(path[0] == "verdict" for path in asked) else {}
    return {"scenario": {"baseline": baseline}, "strategies": strategies, "comparisons": comparisons, **judged}


def _requirements(scenario: Scenario) -> dict[str, Any]:
    """Return each question with its limit, what it costs to fail, and each strategy's answer and its effect."""
    found = {}
    for name, each in scenario.requirements.items():
        answers = {s.name: s.meets[name] for s in scenario.strategies.values() if name in s.meets}
        costs = {"months": each.months, "one_time": each.one_time}
        found[name] = {
            "question": each.question,
            "asked": each.need,
            "limit": each.limit,
            "missing": {key: cost.text for key, cost in costs.items() if cost is not None} or None,
            "answers": {s: {"answer": answer, "effect": each.effect(answer)} for s, answer in answers.items()},
        }
    return found


def _rare_warnings(result: Outcome, strategies: dict[str, dict[str, Any]]) -> list[dict[str, str]]:
    found = [rare_warning(result, name, strategy["horizons"]) for name, strategy in strategies.items()]
    return [warning for warning in found if warning is not None]


def _unseen_words(line: str, trajectories: int) -> str:
    run = f"any of {trajectories:,} futures" if trajectories > 1 else "the one future"
    about = f"`{line}` cost nothing in {run}, though it can: its cost is missing from every figure."
    return f"{about} Run more futures, or state its expected cost."


class _Read(NamedTuple):
    """What is read from the histograms of all rows in one pass.

    Attributes
    ----------
    summaries : dict
        Of the cost of a strategy at a horizon, (strategy, horizon), and of what it saves, (strategy, against, horizon).
    shown : dict
        Mean and percentiles by row.
    rows : dict
        Of a strategy at a horizon: the rows of what is shown in a few percentiles, by that of its series.
    cash : dict
        By strategy and horizon.
    """

    summaries: dict[tuple[str, int] | tuple[str, str, int], dict[str, Any]]
    shown: dict[int, dict[str, float]]
    rows: dict[tuple[str, int], dict[int, int]]
    cash: dict[tuple[str, int], SampledCash]


def _read(
    result: Outcome,
    costs: Sequence[tuple[str, int]],
    savings: Sequence[tuple[str, str, int]] = (),
    months: Iterable[int] = (),
) -> _Read:
    """Read what the document says of costs and savings, and of the rows of months."""
    tally, layout, finite = result.tally, result.tally.layout, result.finite
    at = [layout.row(layout.tco[name], horizon) for name, horizon in costs]
    found: dict[Any, dict[str, Any]]
    found = dict(zip(costs, summaries(tally, at, [finite[name] for name, _ in costs]), strict=True))
    for counted in (tally, result.apart):
        mine = [each for each in savings if result.counted(*each[:2]) is counted]
        if counted is not None and mine:
            its = counted.layout
            at = [its.row(its.savings[name, against], horizon) for name, against, horizon in mine]
            known = [min(finite[name], finite[against]) for name, against, _ in mine]
            found |= zip(mine, summaries(counted, at, known), strict=True)
    of_series = {key: _shown_rows(tally, *key) for key in costs}
    rows = list(months)
    for name, horizon in costs:
        rows += [layout.row(layout.cash[name], horizon), *of_series[name, horizon].values()]
    rows = list(dict.fromkeys(rows))
    pooled = [tally.distribution(layout.row(layout.cash[name], horizon)) for name, horizon in costs]
    cash = sampled_cash(pooled, [result.sample.cash[key] for key in costs]) if costs else []
    return _Read(
        found,
        dict(zip(rows, percentiles_of_rows(tally, rows, _SHOWN), strict=True)),
        of_series,
        dict(zip(costs, cash, strict=True)),
    )


def _shown_rows(tally: Tally, name: str, horizon: int) -> dict[int, int]:
    """Return the rows at a horizon of what is shown in a few percentiles, by the row of its series."""
    layout, n = tally.layout, tally.trajectories
    series = [*layout.categories[name].values(), *layout.outputs.get(name, {}).values()]
    series += [layout.unit_cost[name]] if name in layout.unit_cost else []
    rows = {row: layout.row(row, horizon) for row in series}
    # a ratio may be defined in no future
    return {row: at for row, at in rows.items() if tally.nonfinite(at) < n}


def _month_rows(tally: Tally, name: str) -> dict[str, list[int]]:
    """Return the rows of each month of cash and of the cost so far."""
    layout = tally.layout
    firsts = {"cash": layout.month_cash[name], "cumulative_tco": layout.month_tco[name]}
    rows = {what: [first + month for month in range(max(layout.horizons))] for what, first in firsts.items()}
    for horizon in layout.horizons:  # a chart takes fewer trajectories, and has to agree with the table
        rows["cumulative_tco"][horizon - 1] = layout.row(layout.tco[name], horizon)
    return rows


def _strategy(result: Outcome, read: _Read, name: str) -> dict[str, Any]:
    layout, strategy = result.tally.layout, result.scenario.strategies[name]
    return {
        "label": strategy.label,
        "kind": strategy.kind,
        "barred": strategy.barred,
        "paid_after": {name: line.paid_after for name, line in strategy.lines.items() if line.paid_after},
        "horizons": {str(horizon): _horizon(result, read, name, horizon) for horizon in layout.horizons},
        "months": {
            what: {key: [read.shown[row][key] for row in rows] for key in _THREE}
            for what, rows in _month_rows(result.tally, name).items()
        },
    }


def _horizon(result: Outcome, read: _Read, name: str, horizon: int) -> dict[str, Any]:
    tally, layout, sample = result.tally, result.tally.layout, result.sample
    at = layout.horizons.index(horizon)
    tco, cash = layout.row(layout.tco[name], horizon), layout.row(layout.cash[name], horizon)
    key = name, horizon
    point, planned = result.points[key], result.cash_points[key]
    spent = read.shown[cash]
    resale, unit_cost, outputs = layout.resale.get(name), layout.unit_cost.get(name), layout.outputs.get(name, {})
    three = {row: {each: read.shown[place][each] for each in _THREE} for row, place in read.rows[key].items()}
    monthly, is_policy = result.scenario.strategies[name].budget_per_month, name in layout.moves
    budget = None
    if monthly is not None:
        amount = monthly * horizon
        budget = {"amount": amount, "p_within": sum(_counted(tally, cash, within(amount))) / tally.trajectories}
    return {
        **read.summaries[name, horizon],
        "p_cheapest": p_cheapest(tally, name, at),
        "point_estimate": point,
        "point_estimate_percentile": _share_below(tally, tco, point),
        "cash": {each: spent[each] for each in _CASH},
        "budget": budget,
        "residual": None if resale is None else {"mean": tally.mean(layout.row(resale, horizon))},
        "unit_cost": None if unit_cost is None else _three(three[unit_cost]),
        "outputs": {
            output: _output(
                tally, row, horizon, result.scenario.strategies[name].outputs[output].over, three.get(row, {})
            )
            for output, row in outputs.items()
        }
        or None,
        "categories": {category: three[row] for category, row in layout.categories[name].items()},
        "confidence": confidence_table(
            spent,
            planned,
            _share_below(tally, cash, planned.total),
            read.cash[key],
            sample.line_cash[key],
        ),
        "lines": {line: _line(result, name, line, horizon) for line in layout.lines[name]},
        **({"policy": policy_figures(result.scenario, tally, name, horizon, result.finite)} if is_policy else {}),
    }


def _line(result: Outcome, name: str, line: str, horizon: int) -> dict[str, float]:
    """Return the mean of a line's part of the total cost, and of its cash: without lost revenue, in nominal amounts."""
    tally, layout = result.tally, result.tally.layout
    row = layout.row(layout.lines[name][line], horizon)
    paid = layout.probe_row(layout.line_cash[name, line], horizon) if (name, line) in layout.line_cash else row
    is_cash = line in result.sample.line_cash[name, horizon]
    return {"mean": tally.mean(row), "cash_mean": tally.mean(paid) if is_cash else 0.0}


def _counted(tally: Tally, row: int, amount: float) -> tuple[int, int]:
    """Return the futures under an amount that the run compared a row with, and those equal to it."""
    under, equal = tally.below[tally.thresholds.index((row, amount))].tolist()
    return under, equal


def _share_below(tally: Tally, row: int, amount: float) -> float:
    """Return the share of futures under such an amount, half of the ties included."""
    under, equal = _counted(tally, row, amount)
    return (under + equal / 2.0) / tally.trajectories


def _output(tally: Tally, within: int, horizon: int, over: str, three: dict[str, float]) -> dict[str, Any]:
    """Return the figures of an output from mean and percentiles; `as` says of what, if not the mean of the months."""
    row = tally.layout.row(within, horizon)
    if within in tally.layout.filled:
        return {**_where_defined(tally, row, tally.layout.row(tally.layout.filled[within], horizon), three), "as": over}
    if over == "mean":
        return three
    if over != "first_month":
        return {**three, "as": over}
    pooled = tally.distribution(row)
    return {"mean": None, **break_even(pooled), "p_never": pooled.share_at_most(0.0), "as": over}


def _where_defined(tally: Tally, row: int, filled: int, three: dict[str, float]) -> dict[str, Any]:
    """Return the figures of a row over the futures in which it is a number, and the share of the others."""
    n, undefined = tally.trajectories, tally.nonfinite(row)
    if undefined in (0, n):
        none = dict.fromkeys(_THREE)
        return {**(none if undefined else three), "p_undefined": undefined / n}
    mean = tally.mean(filled) * n / (n - undefined)
    return {**three, "mean": mean, "p_undefined": undefined / n}


def _three(numbers: dict[str, float]) -> dict[str, float]:
    """Return percentiles without their mean: the mean of a ratio is rarely meant."""
    return {key: value for key, value in numbers.items() if key != "mean"}


def _comparison(result: Outcome, read: _Read, name: str, baseline: str, horizon: int) -> dict[str, Any]:
    """Compare a strategy with another one over one horizon."""
    tally, layout = result.tally, result.tally.layout
    n = tally.trajectories
    at = layout.horizons.index(horizon)
    wins = tally.wins[:, at, layout.strategies.index(name), layout.strategies.index(baseline)]
    total, by_10, by_20 = (int(count) for count in wins.sum(axis=0))
    beats, error = p_beats(tally, name, baseline, at), win_standard_error(wins[:, 0], tally.count)
    baseline_can_vanish = tally.distribution(layout.row(layout.tco[baseline], horizon)).minimum <= 0.0
    counted = result.counted(name, baseline)
    rows = counted.layout
    savings = read.summaries[name, baseline, horizon]
    pair = Pair(name, baseline)
    if (pair, horizon) == (result.pair, result.choice["horizon"]):
        inputs = result.inputs_by_effect
    else:
        inputs = inputs_by_effect(result.scenario, result.sample, pair, horizon)
    correlated = sorted(inputs, key=lambda item: (-abs(item.rank_correlation), item.address))[:_CORRELATED]
    month = break_even(counted.distribution(rows.row(rows.break_even[name, baseline], horizon)))
    return {
        "strategy": name,
        "baseline": baseline,
        "horizon": horizon,
        "p_beats": beats,
        "p_beats_se": error,
        "interval90": {"p_beats": win_interval(beats, error, student_t90(tally))},
        "p_ties": p_ties(tally, name, baseline, at),
        "p_beats_by_10": None if baseline_can_vanish else by_10 / n,
        "p_beats_by_20": None if baseline_can_vanish else by_20 / n,
        "savings": {
            **{key: savings[key] for key in _SAVINGS},
            "se": {key: savings["se"][key] for key in ("mean", "p50")},
            "interval90": {key: savings["interval90"][key] for key in _SAVINGS},
        },
        "break_even": {"p_never": (n - total) / n, **month},
        "drivers": [item._asdict() for item in leading_inputs(inputs)],
        "top_inputs": [{"address": item.address, "rank_correlation": item.rank_correlation} for item in correlated],
    }
