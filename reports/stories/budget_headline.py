"""The conclusion above the budget: what was promised, who needs least in a bad case, and the recommended strategy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..words.layout import shorten
from ..words.names import months
from ..words.view import View
from .headlines import Way, unit_of
from .wording import fitting, in_full, millions

__all__ = ["budget_headline"]


class _Budgets(Protocol):
    """What the sentence needs of a `BudgetKept`: cash and promises over a horizon, by strategy."""

    @property
    def labels(self) -> Mapping[str, str]: ...
    @property
    def horizon(self) -> int: ...
    @property
    def promised(self) -> Mapping[str, float]: ...
    @property
    def kept(self) -> Mapping[str, float]: ...
    @property
    def kept_words(self) -> Mapping[str, str]: ...
    @property
    def p90(self) -> Mapping[str, float]: ...


def budget_headline(view: View, story: _Budgets) -> str:
    """Return the sentence: the first promise, the lowest P90, and that of the recommended strategy."""
    ways = _ways(view, story)
    return fitting({name: story.labels[name] for name in _spoken_of(view, story)}, lambda w: [way(w) for way in ways])


def _lowest(view: View, story: _Budgets) -> str:
    return min(view.allowed, key=lambda name: story.p90[name])


def _spoken_of(view: View, story: _Budgets) -> list[str]:
    """Return whose promise is told, who has the lowest P90, and who is recommended or has the highest."""
    rest = sorted(view.allowed, key=lambda name: story.p90[name])[1:]
    others = [view.verdict["recommended"], *rest[::-1]]
    lowest = _lowest(view, story)
    other = next((name for name in others if name != lowest), lowest)
    return list(dict.fromkeys([*list(story.promised)[:1], lowest, other]))


def _ways(view: View, story: _Budgets) -> list[Way]:
    """Return ways to say what to budget, beside what was promised."""
    budgets = _to_budget(view, story)
    if not story.promised:
        return budgets
    name = next(iter(story.promised))
    promised, unit, more = _promise(view, story, name)
    needed = _a_month(view, story, name) + more
    if view.certain(name):
        verb = "keeps" if story.kept[name] else "breaks"
        return [lambda w: f"{w[name]} {verb} the promised {promised} {unit} a month: it needs {needed}"]
    kept, lowest = f"in {story.kept_words[name]} futures", _lowest(view, story)
    alone: list[Way] = [
        lambda w: f"{w[name]} keeps the promised {promised} {unit} a month {kept}; P90 needs {needed}",
        lambda w: f"{w[name]}: promised {promised} {unit} a month, P90 {needed}; kept {kept}",
    ]
    others = [each for each in _spoken_of(view, story) if each != name]
    if not others:
        return alone
    if len(others) > 1:
        return [*_beside(view, story, name, kept), *budgets[-1:]]
    other = others[0]
    theirs, mine, its = _a_month(view, story, other) + more, "", ""
    if len(view.allowed) > 2:  # of two the amounts say it
        tied = sum(_a_month(view, story, each) == _a_month(view, story, lowest) for each in view.allowed) > 1
        words = " (as low as any)" if tied else " (the lowest)"
        mine, its = (words, "") if lowest == name else ("", words)
    return [
        lambda w: (
            f"{w[name]} keeps the promised {promised} {unit} a month {kept}; P90 needs {needed}{mine}, "
            f"with {w[other]} {theirs}{its}"
        ),
        lambda w: (
            f"{w[name]}: promised {promised} {unit} a month, kept {kept}; P90 {needed}{mine}, "
            f"of {w[other]} {theirs}{its}"
        ),
        lambda w: f"{w[name]}: promised {promised} {unit} a month, P90 {needed}{mine}; P90 of {w[other]} {theirs}{its}",
        lambda w: f"{w[name]}: promised {promised}, P90 {needed} {unit} a month{mine}; {w[other]}: {theirs}{its}",
    ]


def _promise(view: View, story: _Budgets, name: str) -> tuple[str, str, str]:
    """Return what was promised a month, its unit, and what amounts of the table need behind them to be in that."""
    amount, small = story.promised[name] / story.horizon, abs(story.promised[name]) / story.horizon < view.money.scale
    if small and amount:
        return in_full(view.money, amount), shorten(view.money.currency, 20), millions(view.money)
    return view.money.exact(amount), unit_of(view), ""


def _beside(view: View, story: _Budgets, name: str, kept: str) -> list[Way]:
    """Return ways to name the promise beside the lowest P90 and that of the cheapest."""
    lowest, other = (each for each in _spoken_of(view, story) if each != name)
    promised, said, more = _promise(view, story, name)
    unit = unit_of(view)
    least, most, needed = (_a_month(view, story, each) for each in (lowest, other, name))
    return [
        lambda w: (
            f"P90 a month: {least} {unit} with {w[lowest]}, {most} with {w[other]}; {w[name]} keeps its promise {kept}"
        ),
        lambda w: f"P90 a month: {least} {unit} with {w[lowest]}, {most} with {w[other]}; {w[name]}: kept {kept}",
        lambda w: (
            f"{w[name]}: promised {promised} {said} a month, P90 {needed}{more}; P90 of {w[lowest]} {least}{more}, "
            f"of {w[other]} {most}{more}"
        ),
        lambda w: (
            f"{w[name]}: promised {promised} {said} a month, P90 {needed}{more}; lowest P90: {w[lowest]}, {least}{more}"
        ),
    ]


def _a_month(view: View, story: _Budgets, name: str) -> str:
    write = view.money.exact if view.certain(name) else view.money
    return write(story.p90[name] / story.horizon)


def _to_budget(view: View, story: _Budgets) -> list[Way]:
    unit, over = unit_of(view), months(story.horizon)
    least = _lowest(view, story)
    others = [name for name in _spoken_of(view, story) if name in view.allowed and name != least][-1:]
    amount = {name: (view.money.exact if view.certain(name) else view.money)(story.p90[name]) for name in story.p90}
    most = others[-1] if others else least
    if view.all_certain and others:
        return [lambda w: f"Cash over {over}: {amount[least]} {unit} for {w[least]}, {amount[most]} for {w[most]}"]
    if view.all_certain:
        return [lambda w: f"{w[least]} needs {amount[least]} {unit} of cash over {over}"]
    if not others:
        return [lambda w: f"Nine futures in ten stay within {amount[least]} {unit} over {over} with {w[least]}"]
    return [
        lambda w: (
            f"Nine futures in ten stay within {amount[least]} {unit} over {over} with {w[least]}, "
            f"within {amount[most]} with {w[most]}"
        ),
        lambda w: (
            f"Nine futures in ten stay within {amount[least]} {unit} with {w[least]}, "
            f"within {amount[most]} with {w[most]}"
        ),
        lambda w: f"P90 over {over}: {amount[least]} {unit} for {w[least]}, {amount[most]} for {w[most]}",
    ]
