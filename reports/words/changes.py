"""What would change the recommendation, and what each choice risks, in sentences that every output prints alike."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from ...configs.text.spelling import listed
from .headlines import fitting
from .names import outermost, owned_names
from .numbers import FEW, full_percent, months, number, on_average, percent, whole_percent
from .verdict import sentence_names
from .view import View

__all__ = [
    "change_headline",
    "changes",
    "choice_risks",
    "flip_conditions",
    "input_value",
    "measured",
    "regret_headline",
]

_NOTE = "One input at a time, all else as uncertain as before."
_MOST = 3  # flips that are spelled out


def change_headline(view: View) -> str:
    """Return the answer in one sentence: the first flip, or that there is none."""
    flips = _found(view)
    if not flips:
        count = len(view.verdict["flips"])
        which = f"None of the {count} leading inputs" if count > 1 else "No leading input"
        return f"{which} changes the recommendation by itself"
    words = {"to": sentence_names(view)[flips[0]["to"]], "input": _names(view)[flips[0]["address"]]}
    return fitting(words, partial(_phrased, view, flips[0]))


def _phrased(view: View, flip: Mapping[str, Any], w: dict[str, str]) -> list[str]:
    value = input_value(view, flip["address"], flip["value"])
    short = f"{w['to']} becomes the choice if {w['input']} is {flip['side']} {value}{measured(view, flip['address'])}"
    return [f"{short}: {percent(flip['probability'])} of futures", short]


def flip_conditions(view: View) -> list[str]:
    """Return the likeliest values at which another strategy becomes the choice; that none does, where that is so."""
    found = sorted(_found(view), key=lambda flip: -flip["probability"])
    if not found:
        return [f"{change_headline(view)}."] if view.verdict["flips"] else []
    called = sentence_names(view)
    return [
        f"If {_condition(view, flip)}{_today(view, flip)} ({percent(flip['probability'])} of futures): "
        f"then {called[flip['to']]} is the choice."
        for flip in found[:_MOST]
    ]


def changes(view: View) -> list[str]:
    """Return what would change it, then what each choice risks; none where there is nothing to choose."""
    return [*_flips(view), *choice_risks(view)] if _choosable(view) else []


def choice_risks(view: View) -> list[str]:
    """Return when another strategy is cheaper, dominance and regret; none where there is nothing to choose."""
    return [*_boxes(view), *_dominance(view), *_regret(view)] if _choosable(view) else []


def regret_headline(view: View) -> str:
    """Return what the recommended strategy, and the one it is compared with, cost above the cheapest of each future."""
    called = {name: sentence_names(view)[name] for name in view.leading if name in view.verdict["regret"]}
    return fitting(called, partial(_regret_phrased, view))


def _regret_phrased(view: View, w: dict[str, str]) -> list[str]:
    amounts = [f"{_regret_cell(view, name, error_shown=False)} with {label}" for name, label in w.items()]
    return [f"Expected regret in {view.money.unit}: {listed(amounts)}"]


def _choosable(view: View) -> bool:
    return view.pair is not None and not view.all_certain and view.trajectories >= FEW


def _found(view: View) -> list[dict[str, Any]]:
    return [flip for flip in view.verdict["flips"] if flip["value"] is not None]


def _names(view: View) -> dict[str, str]:
    """Return what each leading input is called."""
    addresses = [flip["address"] for flip in view.verdict["flips"]]
    addresses += [limit["address"] for box in view.verdict["boxes"] for limit in box["limits"]]
    return owned_names(list(dict.fromkeys(addresses)), view.labels)


def _condition(view: View, flip: Mapping[str, Any], interval: str = "") -> str:
    address = flip["address"]
    value = f"{input_value(view, address, flip['value'])}{interval}{measured(view, address)}"
    return f"{_names(view)[address]} is {flip['side']} {value}"


def input_value(view: View, address: str, value: float) -> str:
    """Write a value of an input: a rate or a share in percent."""
    return full_percent(value, 3) if _facts(view, address).get("percent") else number(value, 3)


def measured(view: View, address: str) -> str:
    """Say what a value of an input is, to be put behind it: its unit, and whether it is a mean over the months."""
    kind, over = _facts(view, address).get("measured"), view.verdict["horizon"]
    key = address.rpartition(".")[2]
    if "#" in address:
        return f" (`{key}`)"  # which distribution of which formula, as `explain` takes it
    if kind == "total":
        return f" {view.money.currency} in total over {months(over)}"
    if kind == "events_per_month":
        return f" a month {on_average(over)}"
    unit = f" {view.money.currency}" if ".costs." in address and key in ("monthly", "one_time", "per_event") else ""
    unit += " a month" if unit and key == "monthly" else ""
    return f"{unit} {on_average(over)}" if kind == "monthly_mean" else unit


def _facts(view: View, address: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = view.verdict["inputs"].get(address, {})
    return found


def _today(view: View, flip: Mapping[str, Any]) -> str:
    """Return with what a process begins, beside a mean of its months; nothing of other inputs."""
    initial = _facts(view, flip["address"]).get("initial")
    return "" if initial is None else f", against {input_value(view, flip['address'], initial)} at the start"


def _interval(view: View, flip: Mapping[str, Any]) -> str:
    """Return the interval of a flip in brackets; nothing where both its ends are written alike."""
    low, high = (None if end is None else input_value(view, flip["address"], end) for end in flip["interval90"])
    if low is None or high is None:
        words = f"from {low}" if low else f"up to {high}" if high else "anywhere from P1 to P99"
    else:
        words = f"{low} to {high}" if low != high else ""
    return f" (90 % interval {words})" if words else ""


def _flips(view: View) -> list[str]:
    names, labels, flips = _names(view), sentence_names(view), _found(view)
    sentences = [
        f"{labels[flip['to']]} becomes the choice if {_condition(view, flip, _interval(view, flip))}"
        f"{_today(view, flip)}; {percent(flip['probability'])} of futures are there."
        for flip in flips[:_MOST]
    ]
    more = len(flips) - _MOST
    if more > 0:
        sentences.append(f"{more} more leading input{'s have' if more > 1 else ' has'} such a value.")
    sentences += [_NOTE] if flips else []
    others = [flip for flip in view.verdict["flips"] if flip["value"] is None]
    for flip in others:
        if flip["to"] is not None:
            lower = f"{labels[flip['to']]} has the lower {view.verdict['measure']}"
            sentences.append(f"For each single value of {names[flip['address']]}, {lower}.")
    never = [flip["address"] for flip in others if flip["to"] is None and flip["interval90"] is None]
    if never:
        *most, last = (names[address] for address in outermost(never))
        any_of = f"{', '.join(most)} or {last}" if most else last
        sentences.append(f"No value of {any_of} from P1 to P99 changes the recommendation.")
    sentences += [
        f"Within the simulation error {names[flip['address']]} might change it{_interval(view, flip)}."
        for flip in others
        if flip["to"] is None and flip["interval90"] is not None
    ]
    return sentences


def _boxes(view: View) -> list[str]:
    names, labels, found = _names(view), sentence_names(view), view.verdict
    sentences = []
    for at, box in enumerate(found["boxes"]):
        limits = " and ".join(
            f"{names[limit['address']]} {sign} {input_value(view, limit['address'], limit[end])}"
            f"{measured(view, limit['address'])}"
            for limit in box["limits"]
            for end, sign in (("above", ">"), ("below", "<"))
            if limit[end] is not None
        )
        wins = f"{labels[box['strategy']]} is cheaper than {labels[box['against']]}{' also' * at}"
        covers, right = whole_percent(box["coverage"]), whole_percent(box["density"])
        checked = f"{whole_percent(box['checked_coverage'])} and {whole_percent(box['checked_density'])}"
        sentences.append(
            f"{wins} if {limits}: {covers} of its wins, right in {right} (in futures not used to find it, {checked})."
        )
    if found["no_boxes"]:
        one, other = labels[found["runner_up"]], labels[found["recommended"]]
        sentences.append(f"When is {one} cheaper than {other}? No rule is given: {found['no_boxes']}.")
    return sentences


def _dominance(view: View) -> list[str]:
    """Say of the recommended strategy which others no buyer would prefer to it, and which one every buyer would."""
    labels, name = sentence_names(view), view.verdict["recommended"]
    pairs, sentences = view.verdict["dominance"], []
    for order, reason in (
        (1, "at least as likely to stay within any budget"),
        (2, "exceeds any budget by less on average"),
    ):
        worse = [labels[pair["worse"]] for pair in pairs if (pair["better"], pair["order"]) == (name, order)]
        better = [labels[pair["better"]] for pair in pairs if (pair["worse"], pair["order"]) == (name, order)]
        rank = f"({'first' if order == 1 else 'second'}-order stochastic dominance)"
        verb = "is " if order == 1 else ""
        if worse:
            sentences.append(f"{labels[name]} {verb}{reason}, compared with {listed(worse)} {rank}.")
        sentences += [f"{each} {verb}{reason}, compared with {labels[name]} {rank}." for each in better]
    return sentences


def _regret(view: View) -> list[str]:
    labels, regret = sentence_names(view), view.verdict["regret"]
    amounts = [f"{_regret_cell(view, name)} for {labels[name]}" for name in sorted(regret, key=regret.__getitem__)]
    return [
        f"Expected regret, {view.money.unit}: {listed(amounts)}. This is what a choice costs on average above the "
        "strategy that turns out cheapest in each future."
    ]


def _regret_cell(view: View, name: str, *, error_shown: bool = True) -> str:
    half = (view.document["run"]["t90"] or 0.0) * (view.verdict["regret_se"][name] or 0.0)
    return view.money(view.verdict["regret"][name], half, error_shown=error_shown)
