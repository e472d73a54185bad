"""The decision on one slide: a title with its number, what the recommended strategy needs, and when to look again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from ...configs.text.spelling import listed
from .changes import flip_conditions
from .cost_cells import budget_cell, cash_cell, kept_cell, total_cell
from .headlines import fitting
from .layout import clean
from .numbers import months, odds
from .policy_words import policies_of
from .requirement_words import requirement_rows
from .verdict import choice_words, few_futures, sentence_names, too_few
from .verdict_money import median_saving
from .view import View

__all__ = ["decision_headline", "look_again", "needs"]


_THEN = ": then "  # between a condition and the choice
_FLIPS = 2  # values of inputs, where there is more that changes the recommendation


def decision_headline(view: View) -> str:
    """Return the recommendation with its number, in two lines of a title."""
    if too_few(view):
        return few_futures(view)[0].partition(". ")[0]
    found, called = view.verdict, sentence_names(view)
    names = {found["recommended"], *(rule["changed_from"] for rule in found["rules"]), found["runner_up"]} - {None}
    return fitting({name: called[name] for name in names}, partial(_priced, view))


def _priced(view: View, w: dict[str, str]) -> list[str]:
    """Say what a margin rule costs that overrides the cheaper strategy: its median saving."""
    phrased, left = _phrased(view, w), [rule["changed_from"] for rule in view.verdict["rules"] if rule["changed_from"]]
    if not left or view.all_certain:
        return phrased
    found = next(item for item in view.comparisons(view.last) if item["strategy"] == left[0])
    if found["savings"]["p50"] <= 0.0:
        return phrased
    return [*(f"{short} ({median_saving(view, found, error_shown=False)})" for short in phrased[1:]), *phrased]


def _phrased(view: View, w: dict[str, str]) -> list[str]:
    found, over = view.verdict, months(view.last)
    name = found["recommended"]
    cost = f"{total_cell(view, name, view.last, 'p50', error_shown=False)} {view.money.unit}"
    cost = f"{cost} over {over}" if view.all_certain else f"{cost} at P50 over {over}"
    if len(view.allowed) == 1:
        among = "the only one allowed" if view.barred else ""
        return [f"{w[name]}, {among}, costs {cost}" if among else f"{w[name]} costs {cost}"]
    choice, *shorter = choice_words(view, w)
    if shorter:
        return [choice, *shorter]
    if view.all_certain:
        return [f"{choice}: it costs {cost}", choice]
    often = odds(found["p_cheapest"], view.trajectories)
    return [f"{choice}, cheapest in {often} futures: {cost}", f"{choice}: {cost}", choice]


def needs(view: View, launch: str = "") -> list[str]:
    """Return what the recommended strategy needs: money, time, and answers to requirements.

    Parameters
    ----------
    view : View
    launch : str
        When it is launched: `3 to 7 months (P5 to P95)`; empty where there is no launch.
    """
    name, over, unit = view.verdict["recommended"], months(view.last), view.money.unit
    level = "mean" if view.all_certain else "p80"
    whole, monthly = (cash_cell(view, name, view.last, level, length) for length in (1, view.last))
    sure = "" if view.all_certain else " to be 80 % sure (P80)"
    found = [f"{whole} {unit} of cash over {over}, {monthly} a month{sure}."]
    if view.numbers(name, view.last)["budget"] is not None:
        kept = kept_cell(view, name, view.last)
        found.append(f"Its budget of {budget_cell(view, name, view.last)} a month is kept in {kept} futures.")
    lost = view.numbers(name, view.last)["categories"].get("Opportunity", {"mean": 0.0})["mean"]
    found += [f"Launch after {launch}{'; revenue is lost until then' if lost else ''}."] if launch else []
    rows = [row for row in requirement_rows(view.document) if row.strategy == name]
    found += [f"{row.question}: {row.answer}; {row.effect}." for row in rows if row.effect]
    met = len(rows) - sum(bool(row.effect) for row in rows)
    if rows:
        every = "the one requirement" if len(rows) == 1 else f"all {len(rows)} requirements"
        found.append(f"It meets {every if met == len(rows) else f'{met} of {len(rows)} requirements'}.")
    for move in policies_of(view.document, view.last).get(name, {"moves": []})["moves"]:
        found.append(f"A move to {sentence_names(view)[move['to']]} when {clean(move['when'])}.")
    return found


def _together(sentences: Sequence[str]) -> list[str]:
    """Return one sentence of all conditions that lead to the same choice."""
    found: dict[str, list[str]] = {}
    for sentence in sentences:
        condition, _, then = sentence.rpartition(_THEN)
        found.setdefault(then, []).append(condition)
    alike = {then: [first, *(each.replace("If", "if", 1) for each in more)] for then, (first, *more) in found.items()}
    return [f"{', or '.join(conditions)}{_THEN}{then}" for then, conditions in alike.items()]


def look_again(view: View, dates: Sequence[date], stale_days: int, further: Sequence[str] = ()) -> list[str]:
    """Return what would change the recommendation, and how old its sources may become.

    Parameters
    ----------
    view : View
    dates : sequence of date
        Of sources, ascending.
    stale_days : int
        After so many days a source needs a check.
    further : sequence of str
        What else would change the recommendation, a sentence each.
    """
    found = flip_conditions(view)
    found = [*(found[:_FLIPS] if further else found), *_together(further)]
    if dates:
        days = listed(list(dict.fromkeys(day.isoformat() for day in (dates[0], dates[-1]))))
        found.append(f"When sources ({days}) are {stale_days} days old.")
    else:
        found.append("When prices change: no source has a date.")
    return found
