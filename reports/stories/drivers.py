"""Which assumptions drive the difference: a tornado."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ...simulator.sensitivity import Sensitivity
from ..words.names import capital, in_sentence, labels_of
from ..words.numbers import Money, months
from .footer import footer
from .story import Series, Story
from .wording import currency_of, fitting, millions, signed, spoken_inputs

__all__ = ["Bar", "Drivers"]

_MOST = 10
_LABEL = 40  # columns
_OWNER = 20  # of a label in brackets beside an input's name
_SMALL = 0.02  # of the widest bar: a narrower one cannot be seen
_ALIKE = 0.02  # of the widest bar: closer ones are equally wide
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

    @property
    def series(self) -> tuple[Series, ...]:
        """The mean where each input is low, and where it is high, the widest bar first."""
        names = tuple(capital(bar.label) for bar in self.bars)
        return (
            Series("input in its lowest tenth", names, tuple(bar.low for bar in self.bars), role="low"),
            Series("input in its highest tenth", names, tuple(bar.high for bar in self.bars), role="high"),
        )

    @property
    def up(self) -> str:
        """What the bars move."""
        return f"{'Mean saving' if self.of_savings else 'Mean cost'}, {self.currency}"

    @property
    def centre_words(self) -> str:
        """What the line in the middle is."""
        return f"mean {self.amount(self.centre)}"

    def amount(self, amount: float) -> str:
        """Write an amount beside a bar."""
        money = Money.fitting(self.currency, max(abs(end) for bar in self.bars for end in (bar.low, bar.high)))
        return signed(money, amount)

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
        first = bars[0].label.partition(" (")[0].partition(", month by month")[0]
        words = {"strategy": in_sentence(labels[found.strategy]), "input": first}
        currency = currency_of(scenario.currency)
        what = f"Mean saving against {in_sentence(labels[found.baseline])}" if saves else "Mean total cost"
        return cls(
            headline=fitting(words, partial(_phrased, found, shown)),
            subtitle=f"{what} over {months(found.horizon)}, {currency}, from a run of {found.trajectories:,} futures",
            note=(
                f"Each bar runs from the average {'saving' if saves else 'cost'} in the tenth of futures where an "
                "input is lowest to that in the tenth where it is highest; inputs that move with it are included. The "
                "line in the middle is the average over all futures of this run, which is shorter than the run behind "
                "the other figures. Inputs that the file gives as plain numbers have no bar."
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


def _phrased(found: Sensitivity, bars: tuple[Bar, ...], w: dict[str, str]) -> list[str]:
    first, saves = bars[0], found.of == "savings"
    result = "saving" if saves else "cost"
    # beside the scatter of all futures, which the mean of a tenth of them cannot be free of
    if _width(first) <= 1e-3 * found.sd or _width(first) == 0.0:
        return [f"No single input moves the mean {result} of {w['strategy']} visibly"]
    money = Money.fitting("", max(abs(first.low), abs(first.high)))
    low, high = (_average(money, value, saves) for value in (first.low, first.high))
    if len(bars) > 1 and _width(bars[1]) > (1.0 - _ALIKE) * _width(first):
        opening = f"Nothing moves the {result} more than {w['input']}"
    else:
        opening = f"{capital(w['input'])} moves the {result} most"
    short = f"{opening}: {result} {signed(money, first.low)} if low, {signed(money, first.high)} if high"
    if low.split()[0] == high.split()[0] and low.endswith(" more") == high.endswith(" more"):
        high = high.partition(" ")[2].removesuffix(" more")
    return [f"{opening}: {w['strategy']} {low} if low, {high} if high", short]


def _average(money: Money, amount: float, saves: bool) -> str:
    if not saves:
        return f"costs {money(amount)}{millions(money)}"
    return f"{'saves' if amount >= 0.0 else 'costs'} {money(abs(amount))}{millions(money)}{' more' * (amount < 0.0)}"
