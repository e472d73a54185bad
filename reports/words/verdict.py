"""The answer in a few sentences: who wins, how surely, by how much, and when not to believe it."""

from __future__ import annotations

from typing import Any

from ...configs.text.spelling import listed
from .barred import barred_sentences
from .chances import FEW, chance
from .names import (
    months,
)
from .verdict_money import bad_case, saving, saving_of_baseline
from .view import View

__all__ = ["quoted", "ranking", "verdict"]

_CLOSE = (0.40, 0.60)
_OF_100 = " of 100"
#: Fewer futures than this are not worth a sentence of advice.
_FEWEST = 100
_OWNED = ("self_hosted", "custom_training")
_RULE = (
    "Rule of thumb applied: an advantage under 20 % on paper does not pay for leaving an API "
    "(section 33.6 of a public LLM engineering handbook)."
)


def verdict(view: View) -> list[str]:
    """Return the verdict, a paragraph an item; the first one is the answer, or why it is not to be relied on."""
    few = _few(view)
    if few and view.trajectories < _FEWEST:
        return few
    answer, *more = _answer(view)
    return [*few, f"{answer}{_resale(view)}", *more, *barred_sentences(view)]


def _resale(view: View) -> str:
    """Say what the answer owes to things that would be sold: it lowers the total cost, and no cash."""
    found = {name: view.numbers(name, view.last).get("residual") or {"mean": 0.0} for name in view.strategies}
    worth = [
        f"{view.amount(name, part['mean'])} {view.money.unit} for {view.labels[name]}"
        for name, part in found.items()
        if part["mean"]
    ]
    return f" Resale value is taken off: {listed(worth)}." if worth else ""


def _few(view: View) -> list[str]:
    n = view.trajectories
    if n >= FEW or view.all_certain:
        return []
    futures = "1 future" if n == 1 else f"{n:,} futures"
    return [f"Only {futures}: too few for percentiles and chances to rely on. Run {FEW:,} or more."]


def _answer(view: View) -> list[str]:
    if len(view.allowed) == 1:
        return [_alone(view, view.allowed[0])]
    if view.all_certain:
        return [_exact(view)]
    if len(view.allowed) == 2:
        found = view.contest(view.last)[0]
        first, *others = [_pair(view, view.contest(h)[0]) for h in reversed(view.horizons)]
        answer = f"{first[1]} {saving(view, found)}{_pairs_bad_case(view, first[0], found)}"
        more = [text for kind, text in others if kind != first[0]]
        return [answer, *(text.replace(f" {_RULE}", "") if _RULE in answer else text for text in more)]
    return _several(view)


def _alone(view: View, name: str) -> str:
    numbers, over = view.numbers(name, view.last), months(view.last)
    if view.all_certain:
        return f"{view.labels[name]} costs {view.money.exact(numbers['mean'])} over {over}. {_NO_RISK}"
    p50, p90 = (view.money(numbers[p], view.half_interval(numbers["se"][p])) for p in ("p50", "p90"))
    unit = view.money.unit
    return (
        f"{view.labels[name]}: over {over} half of all futures cost less than {p50} {unit}, "
        f"nine in ten less than {p90} {unit}."
    )


_NO_RISK = "No uncertainty was entered, so these figures show no risk: every input is a single number."


def _exact(view: View) -> str:
    totals = {name: view.numbers(name, view.last)["mean"] for name in view.allowed}
    order = sorted(totals, key=lambda name: totals[name])
    best, write = order[0], view.money.exact
    others = []
    for name in order[1:]:
        more = totals[name] - totals[best]
        times = f" ({100.0 * more / totals[best]:,.0f} % more)" if totals[best] > 0.0 and more > 0.0 else ""
        others.append(f"{view.labels[name]} costs {write(totals[name])}{times}.")
    cheapest = "costs least" if totals[order[1]] > totals[best] else "ties for the lowest cost"
    return (
        f"{view.labels[best]} {cheapest}: {write(totals[best])} {view.money.unit} over {months(view.last)}. "
        f"{' '.join(others)} {_NO_RISK}"
    )


def _pair(view: View, found: dict[str, Any]) -> tuple[str, str]:
    """Return the kind of answer to one comparison, and its sentences."""
    one, other = view.labels[found["strategy"]], view.labels[found["baseline"]]
    p, ties = found["p_beats"], found["p_ties"]
    side = p + ties / 2.0  # a tie speaks for neither
    n, over = view.trajectories, f"Over {months(found['horizon'])}"
    times = f"in {chance(p, n, view.half_interval(found['p_beats_se']))} futures"
    if ties >= 0.005:
        times += f", as dear in {chance(ties, n)}"
    by_20 = found["p_beats_by_20"]
    margin = "" if by_20 is None or p == by_20 == 0.0 else f" (by 20 % or more: in {chance(by_20, n)})"
    if ties > 0.99:
        return "tie", f"{over} {one} and {other} cost the same in {chance(ties, n)} futures."
    if _CLOSE[0] <= side <= _CLOSE[1]:
        lean = _leave_api(view, found["strategy"], found["baseline"])
        advice = f" Stay with {other}. {_RULE}" if lean else ""
        return "close", f"{over} it is too close to call: {one} is cheaper than {other} {times}{margin}.{advice}"
    if side < 0.5:
        owned = _leave_api(view, found["baseline"], found["strategy"])
        thin = owned and -found["savings"]["p50"] < 0.2 * view.numbers(found["strategy"], found["horizon"])["p50"]
        advice = f" Keep {one} in play. {_RULE}" if thin else ""
        return "baseline", f"Stay with {other}. {over} {one} is cheaper {times}{margin}.{advice}"
    if _leave_api(view, found["strategy"], found["baseline"]) and by_20 is not None and by_20 < 0.5:
        return "thin", (
            f"{one} is cheaper on paper, not by enough: stay with {other}. {over} it is cheaper {times}, but by 20 % "
            f"or more only in {chance(by_20, n)}. {_RULE}"
        )
    return "strategy", f"{one} {_surely(side)} {other}. {over} it is cheaper {times}{margin}."


def _pairs_bad_case(view: View, kind: str, found: dict[str, Any]) -> str:
    """Say where the strategy that is cheaper more often has the dearer bad case; nothing where neither is."""
    if kind not in ("baseline", "strategy"):
        return ""
    winner, other = found["strategy"], found["baseline"]
    if kind == "baseline":
        winner, other = other, winner
    return bad_case(view, winner, [other], view.labels)


def _leave_api(view: View, owned: str, bought: str) -> bool:
    """Tell whether choosing the first over the second means to leave an API for something to run oneself."""
    kinds = {name: strategy["kind"] for name, strategy in view.strategies.items()}
    return kinds[owned] in _OWNED and kinds[bought] in ("api", "multi_vendor")


def _surely(side: float) -> str:
    if side < 0.80:
        return "probably costs less than"
    return "very likely costs less than" if side < 0.95 else "costs less than"


def _several(view: View) -> list[str]:
    """Answer for three strategies or more; their labels are quoted, since a label may read like an advice."""
    n, over = view.trajectories, months(view.last)
    share = {name: view.numbers(name, view.last)["p_cheapest"] for name in view.allowed}
    first, second, *others = ranking(view)
    called = {name: quoted(label) for name, label in view.labels.items()}
    one, two = called[first], called[second]
    seen, again = chance(share[first], n), chance(share[second], n)
    if seen.endswith(_OF_100):
        again = again.removesuffix(_OF_100)
    cheapest = f"{one} is the cheapest of {len(share)}{' allowed' if view.barred else ''} over {over} in {seen} futures"
    cheapest += f", {two} in {again}." if share[second] else "."
    if share[second] > 0.0 and share[first] / (share[first] + share[second]) < _CLOSE[1]:
        answer = f"Too close to call between {one} and {two}: {cheapest}"
    elif share[first] < 0.5:
        answer = f"No clear winner: {cheapest}"
    else:
        answer = cheapest
    by_name = {found["strategy"]: found for found in view.comparisons(view.last)}
    if first != view.baseline:
        answer += f" {saving(view, by_name[first], called[view.baseline])}"
    else:
        answer += f" {saving_of_baseline(view, by_name[second], two)}"
    answer += bad_case(view, first, [second, *others], called)
    if _leave_api(view, first, view.baseline):
        by_20 = by_name[first]["p_beats_by_20"]
        if by_20 is not None and by_20 < 0.5:
            answer += f" But it beats {called[view.baseline]} by 20 % or more only in {chance(by_20, n)}. {_RULE}"
    return [answer]


def ranking(view: View) -> list[str]:
    """Return the strategies that may be chosen, the one that is most often the cheapest over the longest horizon first.

    Of two that are so equally often, or never, the one of the lower P50 comes first.
    """
    numbers = {name: view.numbers(name, view.last) for name in view.allowed}
    return sorted(numbers, key=lambda name: (-numbers[name]["p_cheapest"], numbers[name]["p50"]))


def quoted(label: str) -> str:
    """Return a label between marks that do not occur in it, where there are such."""
    mark = "'" if '"' in label and "'" not in label else '"'
    return f"{mark}{label}{mark}"
