"""Stress: what each what-if does to the cost of the recommended strategy, and to the recommendation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from ...simulator import Result
from ...simulator.studies.stressed_choice import StressedChoice
from ...simulator.studies.what_ifs import HIGHER, StressTest, WhatIf
from ..words.cost_cells import total_cell
from ..words.names import capital, in_sentence, in_sentences, labels_of
from ..words.numbers import months, whole_percent
from ..words.stress_words import change_words
from ..words.view import View
from .footer import footer
from .story import Story
from .wording import LABEL, currency_of, fitting, spoken_inputs, unit_of

__all__ = ["StressRow", "StressStory"]

_NAMED = 2  # what-ifs of a headline


@dataclass(frozen=True, slots=True)
class StressRow:
    """A what-if; the first row is the scenario as it is.

    Attributes
    ----------
    what : str
    kind, address : str
        Of the what-if; empty in the first row.
    p50 : float
        Of the TCO of the strategy that is recommended as things are.
    written, rival_written : str
        Both P50s as they are written; empty for no rival.
    change : float or None
        By which share it differs from that of the first row.
    rival : str or None
        The best of the others then; None where one strategy alone may be chosen.
    rival_p50 : float or None
    recommended : str
        By the same rule then.
    verdict : str
        What becomes of the recommendation, in words; empty where one strategy alone may be chosen.
    """

    what: str
    kind: str
    address: str
    p50: float
    change: float | None
    rival: str | None
    rival_p50: float | None
    recommended: str
    verdict: str
    written: str
    rival_written: str


@dataclass(frozen=True, kw_only=True)
class StressStory(Story):
    """The what-ifs, in the order of `what_ifs`.

    Attributes
    ----------
    recommended : str
        As things are.
    labels : dict of str to str
    rows : tuple of StressRow
    """

    recommended: str
    labels: dict[str, str]
    rows: tuple[StressRow, ...]

    @classmethod
    def of(cls, result: Result, found: StressTest) -> StressStory:
        """Return the story of what-ifs that were run: one or more."""
        scenario, view = result.scenario, View(result.document, 100)
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, LABEL)
        names = _names(found, labels)
        recommended = view.verdict["recommended"]
        words = {**_names(found, in_sentences(labels)), "recommended": in_sentence(labels[recommended])}
        rule = view.verdict["measure"]
        return cls(
            headline=fitting(words, partial(_phrased, found)),
            subtitle=(
                f"P50 of the total cost over {months(view.last)}, {unit_of(view)}, where one thing differs; "
                f"{found.trajectories:,} futures each"
            ),
            note=(
                "Each row changes one thing; all else stays as uncertain as it is, in the same futures. In its lowest "
                "tenth an input lies below its P10, in its highest above its P90: the tenth that is worse for the "
                f"recommendation. The recommendation then follows the same rule, by {rule}, the margin included."
            ),
            footer=footer(scenario, found.trajectories, result.settings.seed),
            currency=currency_of(scenario.currency),
            recommended=recommended,
            labels=labels,
            rows=(
                _plain(view, found.what_ifs[0].choice),
                *(_row(view, item, capital(_label(item, names)), labels) for item in found.what_ifs),
            ),
        )


def _names(found: StressTest, labels: Mapping[str, str]) -> dict[str, str]:
    """Return what each input, and each strategy that pays a price, is called, by its address."""
    inputs = [item.address for item in found.what_ifs if item.kind in ("lowest", "highest")]
    paying = {item.address: labels[item.address] for item in found.what_ifs if item.kind == "price"}
    return spoken_inputs(inputs, labels) | paying


def _label(item: WhatIf, names: Mapping[str, str]) -> str:
    """Return what differs, for the first cell of a row."""
    match item.kind:
        case "doubles" | "halves":
            return f"volume {item.kind}"
        case "price":
            return f"compute of {names[item.address]}: +{whole_percent(HIGHER)}"
    return f"{names[item.address]}: {item.kind} tenth"


def _clause(item: WhatIf, names: Mapping[str, str]) -> str:
    """Return what differs, to be put after `if`."""
    match item.kind:
        case "doubles" | "halves":
            return f"the volume {item.kind}"
        case "price":
            own = item.address == item.choice.before
            return f"{'its compute' if own else f'compute of {names[item.address]}'} costs {whole_percent(HIGHER)} more"
    return f"{names[item.address]} is in its {item.kind} tenth"


def _phrased(found: StressTest, w: dict[str, str]) -> list[str]:
    every, changing = found.what_ifs, found.changing
    choice = every[0].choice
    largest = max(every, key=lambda item: item.choice.p50[choice.before].change or 0.0)
    rise = largest.choice.p50[choice.before].change
    much = f"{change_words(rise).lstrip('+')} more at P50"
    costs = f"{w['recommended']} costs {much} if {_clause(largest, w)}"
    if choice.rival is None:
        return [costs, f"{w['recommended']} costs up to {much} under stress"]
    all_of = f"all {len(every)} stresses" if len(every) > 1 else "the one stress"
    if not changing:
        short = f"The recommendation survives {all_of}"
        return [f"{short}; {costs}" if rise is not None and round(100.0 * rise) > 0 else short, short]
    if len(changing) == len(every):
        return [f"The recommendation changes in {all_of}"] * 2
    short = f"The recommendation survives {len(every) - len(changing)} of {len(every)} stresses"
    if len(changing) > _NAMED:
        first = f"it changes in {len(changing)}, for instance if {_clause(changing[0], w)}"
    else:
        first = f"it changes if {' or if '.join(_clause(item, w) for item in changing)}"
    return [f"{short}; {first}", f"{short}; it changes in {len(changing)}"]


def _plain(view: View, choice: StressedChoice) -> StressRow:
    """Return the row of the scenario as it is."""
    runner_up = view.verdict["runner_up"]
    p50 = {name: found.a for name, found in choice.p50.items()}
    rival = None if runner_up is None else p50[runner_up]
    own, other = (
        "" if name is None else total_cell(view, name, view.last, "p50", error_shown=False)
        for name in (choice.before, runner_up)
    )
    return StressRow("As things are", "", "", p50[choice.before], None, runner_up, rival, choice.before, "", own, other)


def _row(view: View, item: WhatIf, what: str, labels: Mapping[str, str]) -> StressRow:
    choice = item.choice
    found, rival = choice.p50[choice.before], choice.rival
    verdict = "" if rival is None else "changes" if choice.changes else "stays"
    if choice.changes and choice.after != rival:
        verdict += f" to {labels[choice.after]}"
    if choice.told_apart is False:
        verdict += ", within the simulation error"
    rival_p50 = None if rival is None else choice.p50[rival].b
    return StressRow(
        what,
        item.kind,
        item.address,
        found.b,
        found.change,
        rival,
        rival_p50,
        choice.after,
        verdict,
        view.amount(choice.before, found.b),
        "" if rival is None or rival_p50 is None else view.amount(rival, rival_p50),
    )
