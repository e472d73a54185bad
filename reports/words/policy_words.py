"""Policies in words: how likely each move is, when it comes, what it costs, and what the option to move is worth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from .layout import clean
from .names import stage_names
from .numbers import months, number, odds
from .verdict import sentence_names
from .view import View

__all__ = [
    "SURVEY",
    "move_conditions",
    "move_odds",
    "move_titles",
    "option_unclear",
    "option_words",
    "policies_of",
    "policy_sentences",
    "stages_of",
    "survey",
    "worth",
]

#: Base rates: section 33.6 of a public LLM engineering handbook.
SURVEY = (
    "Survey: 43 % of 200 teams switched at least once in 2025, 12 % went from an API to self-hosting (public LLM "
    "engineering handbook, section 33.6)"
)
_YEARS = (12, 24, 36)
#: What the survey asked about: moves between these two, either way.
_BOUGHT, _OWN = {"api", "multi_vendor"}, {"self_hosted", "hybrid", "custom_training"}


def survey(document: Mapping[str, Any]) -> str:
    """Return the base rates where a move is like those of the survey, or may be; else nothing."""
    kinds = {name: strategy["kind"] for name, strategy in document["strategies"].items()}
    policies = policies_of(document, document["scenario"]["horizons"][-1]).values()
    ends = [{kinds[move["from"]], kinds[move["to"]]} for policy in policies for move in policy["moves"]]
    return SURVEY if any(None in both or (both & _BOUGHT and both & _OWN) for both in ends) else ""


def policies_of(document: Mapping[str, Any], horizon: int) -> dict[str, dict[str, Any]]:
    """Return what a document says of each policy over a horizon, by name; nothing where there is no policy."""
    found = {name: strategy["horizons"][str(horizon)] for name, strategy in document["strategies"].items()}
    return {name: numbers["policy"] for name, numbers in found.items() if "policy" in numbers}


def stages_of(document: Mapping[str, Any], name: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what the stages of a strategy are called; none of one that is no policy."""
    numbers = next(iter(document["strategies"][name]["horizons"].values()))
    return stage_names(numbers.get("policy", {}).get("stages", {}), labels)


def move_titles(document: Mapping[str, Any], name: str, labels: Mapping[str, str]) -> list[str]:
    """Return each move of a policy as `API to Own servers`; what it comes back to is `API again`.

    Where several moves lead to one strategy, the condition says which one it is: `, when leaves > 0`.
    """
    numbers = next(iter(document["strategies"][name]["horizons"].values()))
    entered = list(stages_of(document, name, labels).values())[1:]
    moves = numbers["policy"]["moves"]
    origins = [stage_names({"": move["from"]}, labels)[""] for move in moves]
    conditions = [f", when {words}" if words else "" for words in move_conditions(moves)]
    return [f"{origin} to {to}{when}" for origin, to, when in zip(origins, entered, conditions, strict=True)]


def move_conditions(moves: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the condition of each move that is not the only one to where it leads; of the others nothing."""
    times = Counter(move["to"] for move in moves)
    return [clean(move["when"]) if times[move["to"]] > 1 else "" for move in moves]


def policy_sentences(view: View, name: str) -> list[str]:
    """Return how a policy begins, of each move how likely it is, when it comes and what it costs, then its value."""
    labels = sentence_names(view)
    starts = stage_names({"": policies_of(view.document, view.last)[name]["starts"]}, labels)[""]
    return [f"{labels[name]} starts with {starts}.", *_moves(view, name), option_words(view, name)]


def _moves(view: View, name: str) -> list[str]:
    moves = policies_of(view.document, view.last)[name]["moves"]
    titles = move_titles(view.document, name, sentence_names(view))
    return [f"{title}: {move_odds(view, move)}{_detail(view, move)}" for title, move in zip(titles, moves, strict=True)]


def move_odds(view: View, move: Mapping[str, Any]) -> str:
    """Return how likely a move is within the horizon of the decision; the month, where nothing is random."""
    within = f"within {months(view.last)}"
    if view.all_certain:
        return f"in {view.month(move['month']['p50'])}" if move["p"] else f"never {within}"
    return f"in {odds(move['p'], view.trajectories)} futures {within}"


def _detail(view: View, move: Mapping[str, Any]) -> str:
    """Return the earlier years, the median month and the cost of a move; of one that never comes there are none."""
    if not move["p"]:
        return "."
    words = ""
    if not view.all_certain:
        years = [year for year in _YEARS if year < view.last]
        by_year = {year: odds(move["p_by_month"][year - 1], view.trajectories) for year in years}
        earlier = [f"by {view.month(year)} in {often}" for year, often in by_year.items()]
        words = f" ({', '.join(earlier)})" if earlier else ""
        words += f"; in half of those by {view.month(move['month_if_made']['p50'])}"
    if not move["cost"]:
        return f"{words}."
    both, average = number(move["months_both"], 2), "" if view.all_certain else " on average"
    paid = f"; both are paid for {both} month{'' if both == '1' else 's'}" if move["months_both"] else ""
    cost = view.money.exact(move["cost"]) if view.all_certain else view.money(move["cost"])
    return (
        f"{words}. The move costs {cost} {view.money.unit}{average}, what the old strategy still costs included{paid}."
    )


def option_words(view: View, name: str) -> str:
    """Return what being able to move is worth against the best of the strategies, kept throughout."""
    policy = policies_of(view.document, view.last)[name]
    option = policy["option"]
    best = stage_names({"": option["against"]}, sentence_names(view))[""]
    stays = option["against"] == policy["starts"]
    other = f"staying with {best}" if stays else f"{best} from the start"
    if not option["mean"] and not any(move["p"] for move in policy["moves"]):
        return f"It costs what {best} costs: it has not moved in any of the futures simulated."
    amount, average = worth(view, option)
    if option_unclear(option):
        return f"The simulation cannot tell whether being able to move pays: {amount}{average} against {other}."
    if option["mean"] >= 0.0:
        return f"Being able to move is worth {amount}{average} against {other}."
    verdict = "never moving is better" if stays else f"{best} at once is better"
    return f"Moving by this rule costs {amount} more{average} than {other}: {verdict}."


def option_unclear(option: Mapping[str, Any]) -> bool:
    """Tell whether the simulation cannot say if an option is worth something."""
    ends = option["interval90"]
    return ends is not None and bool(ends[0] <= 0.0 <= ends[1]) and ends[0] < ends[1]


def worth(view: View, option: Mapping[str, Any], *, error: bool = True) -> tuple[str, str]:
    """Return the value of an option with its unit and maybe its error, and the words for an average.

    It is written without its sign where that is certain.
    """
    mean, ends, unit = option["mean"], option["interval90"], view.money.unit
    if view.all_certain:
        return f"{view.money.exact(abs(mean))} {unit}", ""
    half = None if ends is None or not error else max(mean - ends[0], ends[1] - mean)
    return f"{view.money(mean if option_unclear(option) else abs(mean), half)} {unit}", " on average"
