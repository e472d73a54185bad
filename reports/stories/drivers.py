"""Which assumptions drive the difference: a tornado."""

from __future__ import annotations

from dataclasses import dataclass

from ...simulator.sensitivity import Sensitivity
from ..words.money import Money
from ..words.names import labels_of, months
from ..words.sensitivity_words import capital
from .footer import footer
from .story import Story
from .wording import currency_of, fitting, millions, spoken_inputs

__all__ = ["Bar", "Drivers"]

_MOST = 10
_LABEL = 40  # columns
_OWNER = 20  # of a label in brackets beside an input's name
_SMALL = 0.02  # of the widest bar: what is narrower moves nothing that can be seen
_ALIKE = 0.02  # of the widest bar: closer ones are not told apart
#: What a process draws month by month and what a line's events do, apart from the laws in their settings.
_KINDS = {"path": ", month by month", "events": ", events"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One input of a tornado.

    Attributes
    ----------
    address : str
    label : str
        In plain words.
    low, high : float
        Mean of the output where the input lies in its lowest and in its highest tenth.
    """

    address: str
    label: str
    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Drivers(Story):
    """The inputs that move the mean most, the widest bar first.

    Attributes
    ----------
    of_savings : bool
        Savings against the baseline, or the strategy's TCO.
    strategy, baseline : str
    labels : dict of str to str
    horizon : int
    centre : float
        Mean over all futures.
    bars : tuple of Bar
        Ten at most.
    """

    of_savings: bool
    strategy: str
    baseline: str
    labels: dict[str, str]
    horizon: int
    centre: float
    bars: tuple[Bar, ...]

    @classmethod
    def of(cls, found: Sensitivity) -> Drivers:
        """Return the story of a sensitivity analysis.

        Raises
        ------
        ValueError
            If nothing is random.
        """
        if not found.inputs:
            raise ValueError("nothing in these strategies is random: there is no input to show")
        scenario, saves = found.scenario, found.of == "savings"
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, _LABEL)
        owners = labels_of({name: s.label for name, s in scenario.strategies.items()}, _OWNER)
        names = spoken_inputs([item.address for item in found.inputs], owners)
        bars = [
            Bar(item.address, names[item.address] + _KINDS.get(item.kind, ""), item.low, item.high)
            for item in sorted(found.inputs, key=lambda item: -abs(item.high - item.low))
        ]
        widest = _width(bars[0])
        shown = tuple(bar for at, bar in enumerate(bars[:_MOST]) if at == 0 or _width(bar) > _SMALL * widest)
        currency = currency_of(scenario.currency)
        what = f"Mean saving against {labels[found.baseline]}" if saves else "Mean total cost"
        return cls(
            headline=_headline(found, shown, labels),
            subtitle=f"{what} over {months(found.horizon)}, {currency}, from a run of {found.trajectories:,} futures",
            note=(
                f"Each bar runs from the average {'saving' if saves else 'cost'} in the tenth of futures where an "
                "input is lowest to that where it is highest; what comes along with the input is in it. The line "
                "in the middle is the average over all futures of this run, which is shorter than that of the other "
                "figures. "
                "What the file gives as a plain number has no bar."
            ),
            footer=footer(scenario, found.trajectories, found.seed),
            currency=currency,
            of_savings=saves,
            strategy=found.strategy,
            baseline=found.baseline,
            labels=labels,
            horizon=found.horizon,
            centre=found.mean,
            bars=shown,
        )


def _width(bar: Bar) -> float:
    return abs(bar.high - bar.low)


def _headline(found: Sensitivity, bars: tuple[Bar, ...], labels: dict[str, str]) -> str:
    first = bars[0]
    result = "saving" if found.of == "savings" else "cost"
    name = first.label.partition(" (")[0].partition(", month by month")[0]
    words = {"strategy": labels[found.strategy], "input": name}
    # beside the scatter of all futures, which the mean of a tenth of them cannot be free of
    if _width(first) <= 1e-3 * found.sd or _width(first) == 0.0:
        return fitting(words, lambda said: f"No single input moves the mean {result} of {said['strategy']} visibly")
    money = Money.fitting("", max(abs(first.low), abs(first.high)))
    low, high = (_average(money, value, found.of == "savings") for value in (first.low, first.high))
    alike = len(bars) > 1 and _width(bars[1]) > (1.0 - _ALIKE) * _width(first)

    def opening(said: dict[str, str]) -> str:
        name = said["input"]
        return f"Nothing moves the {result} more than {name}" if alike else f"{capital(name)} moves the {result} most"

    same = low.split()[0] == high.split()[0] and low.endswith(" more") == high.endswith(" more")
    ends = low, high.partition(" ")[2].removesuffix(" more") if same else high
    return fitting(
        words,
        lambda said: f"{opening(said)}: {said['strategy']} {ends[0]} where it is low, {ends[1]} where it is high",
        lambda said: f"{opening(said)}: {said['strategy']} {ends[0]} if low, {ends[1]} if high",
        lambda said: f"{opening(said)}: {low} if low, {high} if high",
        opening,
    )


def _average(money: Money, amount: float, saves: bool) -> str:
    if not saves:
        return f"costs {money(amount)}{millions(money)}"
    return f"{'saves' if amount >= 0.0 else 'costs'} {money(abs(amount))}{millions(money)}{' more' * (amount < 0.0)}"
