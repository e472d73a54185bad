"""The verdict in a few sentences: what to choose, how surely, what it saves, and when not to rely on it.

The document's "verdict" says which strategy that is, and by which rule; nothing is chosen here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...configs.text.spelling import listed
from .barred import barred_sentences
from .names import in_sentence, in_sentences, stay_with
from .numbers import ALIKE, FEW, full_percent, futures, months, odds, whole_percent
from .rare_words import rare_sentences
from .verdict_money import bad_case, saving
from .view import View

__all__ = [
    "choice_words",
    "elsewhere",
    "few_futures",
    "reasons",
    "recommendation",
    "sentence_names",
    "too_few",
    "verdict",
]

#: Fewer futures than this are not worth a sentence of advice.
_FEWEST = 100
_NO_RISK = "No uncertainty was entered, so these figures show no risk: every input is a single number."
_NO_COST_AT_RISK = "No cost is uncertain: every future costs the same. Only what is reported beside the costs varies."


def verdict(view: View) -> list[str]:
    """Return the verdict, a paragraph an item; the first one is the answer, or why it is not to be relied on."""
    few = few_futures(view)
    if too_few(view):
        return few
    answer = " ".join([recommendation(view), *reasons(view)])
    return [*few, answer, *rare_sentences(view), *elsewhere(view), *barred_sentences(view)]


def too_few(view: View) -> bool:
    """Tell whether there are too few futures for any advice."""
    return view.trajectories < _FEWEST and bool(few_futures(view))


def reasons(view: View) -> list[str]:
    """Return the sentences that carry the recommendation; none from too few futures."""
    if too_few(view):
        return []
    if len(view.allowed) == 1:
        return [*([_no_risk(view)] if view.all_certain else []), *_resale(view)]
    return [*(_exact(view) if view.all_certain else _uncertain(view)), *_resale(view)]


def sentence_names(view: View) -> dict[str, str]:
    """Return what each strategy is called in a sentence, by name."""
    return in_sentences(view.labels)


def few_futures(view: View) -> list[str]:
    """Return a warning where there are too few futures."""
    n = view.trajectories
    if n >= FEW or view.all_certain:
        return []
    return [f"Only {futures(n)}: too few for percentiles and probabilities to rely on. Run {FEW:,} or more."]


def _no_risk(view: View) -> str:
    return _NO_COST_AT_RISK if view.outputs_vary else _NO_RISK


def _alone(view: View, name: str) -> str:
    numbers, over, label = view.numbers(name, view.last), months(view.last), in_sentence(view.labels[name])
    if view.all_certain:
        return f"{label} costs {view.money.exact(numbers['mean'])} over {over}."
    p50, p90 = (view.money(numbers[p], view.half_interval(numbers, p)) for p in ("p50", "p90"))
    unit = view.money.unit
    return f"{label}: over {over} half of all futures cost less than {p50} {unit}, nine in ten less than {p90} {unit}."


def recommendation(view: View) -> str:
    """Return the first sentence: what to choose, and whether a rule had a say or it is a close call."""
    if len(view.allowed) == 1:
        return _alone(view, view.verdict["recommended"])
    return f"{choice_words(view, sentence_names(view))[0]}."


def choice_words(view: View, called: Mapping[str, str]) -> list[str]:
    """Return what to choose, without a full stop; several phrasings where a rule or measure had a say.

    Parameters
    ----------
    view : View
        Of a scenario with two strategies or more that may be chosen.
    called : mapping of str to str
        What each strategy is called in a sentence.
    """
    found, name = view.verdict, view.verdict["recommended"]
    choice = stay_with(called[name]) if name == view.baseline else f"Choose {called[name]}"
    for rule in found["rules"]:
        if rule["changed_from"] is not None:
            other, margin = called[rule["changed_from"]], f"the margin of {full_percent(rule['value'], 3)}"
            lower = "is cheaper on average" if found["measure"] == "mean" else f"has a lower {found['measure']}"
            long = f"{choice}: {other} {lower}, but by less than {margin}"
            return [long, f"{choice}: {other} saves less than {margin}", f"{choice}: the saving is below {margin}"]
    if found["measure"] != "mean" and name == found["lowest"]:
        first, second = (view.amount(each, found["scores"][each]) for each in (name, found["runner_up"]))
        lowest = f"{choice}: the lowest {found['measure']}"
        return [f"{lowest}, {first} {view.money.unit} against {second}", lowest]
    if found["close"] and not view.all_certain:
        return [f"A close call: {choice[0].lower()}{choice[1:]}"]
    return [choice]


def _uncertain(view: View) -> list[str]:
    """Return the sentences that carry the recommendation where costs are random."""
    found, pair, over, called = view.verdict, view.pair, months(view.last), sentence_names(view)
    assert pair is not None
    compared = view.compared(pair, view.last)
    one, other = called[pair.strategy], called[pair.against]
    n = view.trajectories
    sentences = []
    if len(view.allowed) > 2:
        among = f"{len(view.allowed)}{' allowed' if view.barred else ''}"
        first, second, rival = found["recommended"], found["compared_with"], found.get("rival")
        named = [first, second] if rival in (None, second) else [first, rival, second]
        seen = {name: odds(view.numbers(name, view.last)["p_cheapest"], n) for name in named}
        again = [
            f"{called[name]} in {seen[name].removesuffix(' of 100') if seen[first].endswith(' of 100') else seen[name]}"
            for name in named[1:]
        ]
        sentences.append(
            f"Over {over} {called[first]} is the cheapest of {among} in {seen[first]} futures, {listed(again)}."
        )
        if rival in named[1:2] and rival != second:
            lower = "mean cost" if found["measure"] == "mean" else found["measure"]
            sentences.append(f"{called[second]} is compared below: of the others it has the lowest {lower}.")
    sentences.append(_cheaper(view, compared, one, other, "" if sentences else f"Over {over} "))
    if found["close"] and any(rule["changed_from"] for rule in found["rules"]):
        sentences.append("Without the margin it would be a close call.")
    if found["told_apart"] is False and compared["p_ties"] <= ALIKE:
        sentences.append(f"The two lowest scores ({found['measure']}) cannot be separated with {n:,} futures.")
    if compared["p_ties"] <= ALIKE:
        sentences[-1] += f" {saving(view, compared)}"
    if view.baseline not in pair and compared["p_ties"] <= ALIKE:
        beside = next(item for item in view.comparisons(view.last) if item["strategy"] == pair.strategy)
        sentences.append(saving(view, beside, called[view.baseline]))
    return sentences + _rules(view) + bad_case(view, called)


def _cheaper(view: View, found: dict[str, Any], one: str, other: str, over: str) -> str:
    """Say how often the one strategy of a pair is cheaper than the other."""
    n, ties, by_20 = view.trajectories, found["p_ties"], found["p_beats_by_20"]
    if ties > ALIKE:
        return f"{over}{one} and {other} cost the same in {odds(ties, n)} futures."
    times = f"in {odds(found['p_beats'], n, view.half_interval(found, 'p_beats'))} futures"
    alike = f" and costs the same in {odds(ties, n)}" if ties >= 0.005 else ""
    margin = "" if by_20 is None or found["p_beats"] == by_20 == 0.0 else f" (by 20 % or more: in {odds(by_20, n)})"
    return f"{over}{one} is cheaper than {other} {times}{margin}{alike}."


def _rules(view: View) -> list[str]:
    """Explain the rules that were applied to a strategy other than the baseline."""
    sentences = []
    for rule in view.verdict["rules"] if view.verdict["lowest"] != view.baseline else ():
        short = rule["short_by"]
        more = "" if short is None else f", {view.money(short)} {view.money.unit} more"
        sentences.append(f"{rule['because'][0].upper()}{rule['because'][1:]}{more}.")
        if short is not None and not view.verdict["close"]:
            leader = sentence_names(view)[rule["changed_from"]]
            sentences.append(f"Without the margin rule {leader} would be recommended.")
    return sentences


def _exact(view: View) -> list[str]:
    """Return the sentences that carry the recommendation where nothing is random."""
    called = sentence_names(view)
    totals = {name: view.numbers(name, view.last)["mean"] for name in view.allowed}
    name, write = view.verdict["recommended"], view.money.exact
    sentences = [f"{called[name]} costs {write(totals[name])} {view.money.unit} over {months(view.last)}."]
    for other in sorted((each for each in totals if each != name), key=lambda each: totals[each]):
        more = totals[other] - totals[name]
        share = f" ({whole_percent(abs(more) / totals[name])} {'more' if more > 0.0 else 'less'})"
        shown = share if totals[name] > 0.0 and more else ""
        sentences.append(f"{called[other]} costs {write(totals[other]) if more else 'the same'}{shown}.")
    return [*sentences, *_rules(view), _no_risk(view)]


def elsewhere(view: View) -> list[str]:
    """Say at which other horizons the same rule recommends another strategy."""
    called = sentence_names(view)
    found: dict[str, list[str]] = {}
    for item in view.verdict["other_horizons"]:
        found.setdefault(item["recommended"], []).append(months(item["horizon"]))
    return [f"Over {listed(over)} the same rule recommends {called[name]}." for name, over in found.items()]


def _resale(view: View) -> list[str]:
    """Say what the answer owes to things that would be sold: they lower the total cost, and no cash."""
    found = {name: view.numbers(name, view.last).get("residual") or {"mean": 0.0} for name in view.strategies}
    worth = [
        f"{view.amount(name, part['mean'])} {view.money.unit} for {in_sentence(view.labels[name])}"
        for name, part in found.items()
        if part["mean"]
    ]
    return [f"Resale value is taken off: {listed(worth)}."] if worth else []
