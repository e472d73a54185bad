"""Which assumptions drive the difference: a tornado of the mean saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from ...configs import Scenario
from ...simulator import Result
from ...simulator.decision import pair_of
from ...simulator.decision.leading import LeadingInput, MovedMean, moved_mean
from ...simulator.sensitivity import Sensitivity
from ...simulator.sensitivity.findings import InputSensitivity
from ..words.layout import text_width
from ..words.names import capital, in_sentence, input_owner, labels_of, outermost, owned_names
from ..words.numbers import T90, Money, months
from .footer import footer
from .story import Series, Story
from .wording import currency_of, fitting, signed

__all__ = ["Bar", "Drivers"]

_MOST = 10
_LABEL = 40  # columns
_WIDE = 42  # of an input's name with its owner in brackets
_SMALL = 0.02  # of the widest bar: a narrower one cannot be seen
_ALIKE = 0.02  # of the widest bar: closer ones are equally wide


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
    half : float
        Half the 90 % interval of that, the larger of both.
    """

    address: str
    label: str
    low: float
    high: float
    half: float


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
        return _written(self.bars, amount)

    @classmethod
    def of(cls, what: Sensitivity | Result, strategy: str | None = None) -> Drivers:
        """Return the story of a sensitivity analysis, or of a result's verdict.

        Parameters
        ----------
        what : Sensitivity or Result
        strategy : str, optional
            Of a result: compare this one with the baseline. Default: the verdict's two, or the cost of the only one.

        Raises
        ------
        ValueError
            If nothing is random, or no input moves the mean by more than the simulation error.
        """
        scenario = what.scenario
        leading: Sequence[LeadingInput | InputSensitivity]
        if isinstance(what, Sensitivity):
            against = what.baseline if what.of == "savings" else None
            moved = MovedMean(what.strategy, against, what.horizon, what.trajectories, what.mean, [])
            random, leading, seed = bool(what.inputs), what.leading, what.seed
            over = f"in a sensitivity analysis of {moved.futures:,} futures"
        else:
            verdict, pair = what.document["verdict"], pair_of(what.document, strategy)
            moved = moved_mean(scenario, what.sample, pair, verdict["recommended"], verdict["horizon"])
            random, leading, seed = bool(moved.inputs), moved.leading, what.settings.seed
            over = f"in the first {moved.futures:,} futures of the run"
        if not random:
            raise ValueError("nothing in these strategies is random: there is no input to show")
        kept = set(outermost([item.address for item in leading]))
        bars = _bars(scenario, [item for item in leading if item.address in kept])
        if not bars:
            raise ValueError("no input moves the mean by more than the simulation error")
        labels = labels_of({name: s.label for name, s in scenario.strategies.items()}, _LABEL)
        saves, against = moved.against is not None, moved.against or moved.strategy
        first = bars[0].label.partition(" (")[0]
        owner = input_owner(bars[0].address, labels) if bars[0].address.startswith("strategies.") else ""
        alone = sum(bar.label.partition(" (")[0] == first for bar in bars) == 1
        words = {
            "input": first,
            "strategy": in_sentence(labels[moved.strategy]),
            "baseline": in_sentence(labels[against]),
        }
        words |= {} if alone or not owner else {"owner": owner}
        currency = currency_of(scenario.currency)
        result = (
            f"Mean saving of {words['strategy']} against {words['baseline']}"
            if saves
            else f"Mean total cost of {words['strategy']}"
        )
        half = max(bar.half for bar in bars)
        return cls(
            headline=fitting(words, partial(_phrased, bars, saves, currency)),
            subtitle=(
                f"{result} over {months(moved.horizon)}, {currency}; {over} the mean is {_written(bars, moved.mean)}"
            ),
            note=(
                f"Each bar runs from the mean {'saving' if saves else 'cost'} in the tenth of futures where an input "
                "is lowest to that in the tenth where it is highest; inputs that move with it are included. The line "
                f"in the middle is the mean of these {moved.futures:,} futures. Another run would move an end by at "
                f"most {Money.fitting('', half)(half)}, nine times in ten; inputs that move less are left out. Inputs "
                "that the file gives as plain numbers have no bar."
            ),
            footer=footer(scenario, moved.futures, seed),
            currency=currency,
            of_savings=saves,
            strategy=moved.strategy,
            baseline=against,
            labels=labels,
            horizon=moved.horizon,
            centre=moved.mean,
            bars=bars,
        )


def _bars(scenario: Scenario, found: Sequence[LeadingInput | InputSensitivity]) -> tuple[Bar, ...]:
    owners = labels_of({name: s.label for name, s in scenario.strategies.items()}, _LABEL)
    names = owned_names([item.address for item in found], owners)
    short = {address: _fitting(words) for address, words in names.items()}
    if len(set(short.values())) < len(short):
        short = names
    bars = [
        Bar(item.address, short[item.address], item.low, item.high, T90 * max(item.low_se, item.high_se))
        for item in found[:_MOST]
    ]
    return tuple(bar for bar in bars if _width(bar) > _SMALL * _width(bars[0]))


def _fitting(label: str) -> str:
    """Return a label in a few columns: of an owner in brackets the last words give way."""
    name, bracket, owner = label.removesuffix(")").partition(" (")
    words = owner.split()
    while len(words) > 1 and text_width(f"{name} ({' '.join(words)}...)") > _WIDE < text_width(label):
        words.pop()
    more = "..." * (len(words) < len(owner.split()))
    return f"{name} ({' '.join(words)}{more})" if bracket else name


def _width(bar: Bar) -> float:
    return abs(bar.high - bar.low)


def _phrased(bars: Sequence[Bar], saves: bool, currency: str, w: dict[str, str]) -> list[str]:
    first, mean = bars[0], "mean saving" if saves else "mean cost"
    low, high = sorted((first.low, first.high))
    alike = len(bars) > 1 and _width(bars[1]) > (1.0 - _ALIKE) * _width(first)
    named = f"{w['input']} ({w['owner']})" if "owner" in w else w["input"]
    opening = f"Nothing matters more than {named}" if alike else f"{capital(named)} matters most"
    if saves and high < 0.0:
        ends = f"{_written(bars, -high)} to {_written(bars, -low)} {currency}"
        costs = f"{w['strategy']} costs {ends} more than {w['baseline']} on average"
        return [f"{opening}: {costs}", f"{opening}: mean extra cost {ends}"]
    ends = f"{_written(bars, low)} to {_written(bars, high)} {currency}"
    whose = f"{w['strategy']} against {w['baseline']}" if saves else w["strategy"]
    long = (
        f"{opening}: {mean} of {whose} {ends}"
        if alike
        else f"{capital(named)} moves the {mean} of {whose} most: {ends}"
    )
    return [long, f"{opening}: {mean} {ends}"]


def _written(bars: Sequence[Bar], amount: float) -> str:
    """Write an amount as beside the bars."""
    return signed(Money.fitting("", max(abs(end) for bar in bars for end in (bar.low, bar.high))), amount)
