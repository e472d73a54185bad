"""How every number is written that somebody reads: amounts, shares, odds, percentiles, plain numbers, months.

Three digits are enough for an amount, fewer where the simulation knows fewer, all where nothing is random. A
probability is a count of futures: `47 of 100`, `1 in 5,000`, `all 1,048,576`, never 0.0 %.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

__all__ = [
    "ALIKE",
    "FEW",
    "ROUNDING",
    "T90",
    "Z90",
    "Money",
    "billions",
    "error_percent",
    "explained",
    "fixed",
    "full_number",
    "full_percent",
    "futures",
    "futures_percent",
    "months",
    "number",
    "odds",
    "odds_cell",
    "on_average",
    "percent",
    "percent_with_error",
    "percentile",
    "short_amount",
    "whole_percent",
]

_DIGITS: Final = 3
#: Above this an amount is written with an exponent: no column holds it.
_LONGEST: Final = 1e12
#: Units that a letter stands for.
_SCALES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "k"))
#: Fewer futures than this are counted one by one: no share of them is known.
FEW: Final = 1_000

#: Half a 90 % interval in standard errors: of the normal distribution, and of Student's t with 15 degrees of freedom,
#: where the error comes from 16 replicates.
Z90: Final = 1.6449
T90: Final = 1.753
#: Beside amounts that are parts of a sum: each has three digits of its own.
ROUNDING: Final = "Figures may not add up due to rounding."
#: Probability of costing the same from which on two strategies are called alike.
ALIKE: Final = 0.99
_RARE: Final = 0.0095  # a probability below this is written as 1 in so many
_LEAST: Final = 0.01  # futures of 100: what a column shows as less than that
_COUNTED: Final = 3  # fewer hits than this are counted: a share of so few would be n/3 or n/2 times luck
_MANY: Final = 1_000  # odds above which a probability next to 1 gets a bound


@dataclass(frozen=True, slots=True)
class Money:
    """Writes the amounts of one table.

    Attributes
    ----------
    currency : str
    scale : float
        What one unit of the table is worth: 1, or 1e6 where amounts are in millions.
    """

    currency: str
    scale: float = 1.0

    @classmethod
    def fitting(cls, currency: str, largest: float) -> Money:
        """Return the writer for a table whose largest amount is this."""
        return cls(currency, 1.0 if abs(largest) < 1e10 else 1e6)

    @property
    def unit(self) -> str:
        """The currency, in words with its scale."""
        return self.currency if self.scale == 1.0 else f"million {self.currency}"

    def __call__(self, amount: float, error: float | None = None, *, error_shown: bool = True) -> str:
        """Write an amount to three digits.

        Parameters
        ----------
        amount : float
        error : float, optional
            Half a 90 % interval of the simulation. It is written where it is worth a digit, and digits of the amount
            that are smaller than it are left out.
        error_shown : bool
            False where there is no room for it; the amount has the same digits.
        """
        amount, error = amount / self.scale, (error or 0.0) / self.scale
        step = max(_step(amount, _DIGITS), _step(error, 1))
        text = _rounded(amount, step)
        return (
            text
            if error < step or error == 0.0 or not error_shown
            else f"{text} +-{_rounded(_up(error), _step(error, 1))}"
        )

    def places(self, amount: float, error: float) -> int:
        """Return how many decimals an amount with this error is written to; negative before the decimal point."""
        return -math.floor(math.log10(max(_step(amount, _DIGITS), _step(error, 1)) / self.scale) + 0.5)

    def exact(self, amount: float) -> str:
        """Write an amount in full, with cents where there are any; to three digits below 1 million in millions."""
        if self.scale != 1.0 and 0.0 < abs(amount) < self.scale:  # two decimals of a million would be a zero or a lie
            return self(amount)
        amount /= self.scale
        if abs(amount) >= _LONGEST:
            return f"{amount:.6g}"
        return f"{amount:,.0f}".replace("-0", "0") if amount == round(amount) else f"{amount:,.2f}"


def short_amount(amount: float, digits: int = 6) -> str:
    """Return an amount in a few letters: `500k`, `1.2M`.

    Parameters
    ----------
    amount : float
    digits : int
        Significant ones, at most.
    """
    rounded = float(f"{amount:.{digits}g}")
    scale, letter = next(((s, letter) for s, letter in _SCALES if abs(rounded) >= s), (1.0, ""))
    words = f"{rounded / scale:.{digits}g}"
    return "0" if abs(rounded) < 1e-9 else f"{words}{letter}".replace("-", "\N{MINUS SIGN}")


def number(value: float, digits: int = 4, *, whole: bool = False) -> str:
    """Write a number to so many digits, without an exponent where it can be read without one.

    Parameters
    ----------
    value : float
    digits : int
    whole : bool
        Whether all digits before the decimal point are kept.
    """
    if value == 0.0 or not math.isfinite(value):
        return f"{value:g}"
    if not 1e-4 <= abs(value) < 1e12:
        return f"{value:.{digits}g}"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    places = max(0, places) if whole else places
    text = f"{round(value, places):,.{max(0, places)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def full_number(value: float, digits: int = 10) -> str:
    """Write a number to so many digits: all that were given, without those that come from rounding."""
    return f"{value:,.{digits}g}"


def fixed(value: float, places: int) -> str:
    """Write a number with so many decimals; a negative count rounds before the decimal point."""
    return f"{value:.4g}" if abs(value) >= 1e15 else f"{round(value, places) + 0.0:,.{max(0, places)}f}"


def whole_percent(share: float) -> str:
    """Write a share to the nearest percent: `46 %`."""
    return f"{round(100.0 * share):,} %"


def percent(share: float) -> str:
    """Write a share to the nearest percent, without rounding it to nothing: `<1 %`."""
    return "<1 %" if 0.0 < share < 0.005 else whole_percent(share)


def percent_with_error(share: float, half: float | None = None) -> str:
    """Write a share with half its interval where that is worth a digit, else without rounding it to all or nothing."""
    if half is not None and round(100.0 * half) >= 1:
        return f"{100.0 * share:.0f} +-{100.0 * half:.0f} %"
    return ">99 %" if 0.995 <= share < 1.0 else percent(share)


def explained(share: float | None, error: float | None) -> str | None:
    """Write a share of the variance with half its 90 % interval; None where its error is larger than the share.

    The error is left out where it is worth no digit, unless the share is above 100 %.

    Parameters
    ----------
    share, error : float or None
        The share, and its standard error.
    """
    half = T90 * (error or 0.0)
    if share is None or half > max(abs(share), 0.005):
        return None
    return f"{100.0 * share:.0f} +-1 %" if share >= 1.005 and half < 0.005 else percent_with_error(share, half)


def futures_percent(p: float, least: float = 0.01) -> str:
    """Write a probability in percent that claims neither never nor always: `<1 %`, `46 %`, `>99 %`.

    None of the futures simulated is less than 1 % too; more than that they do not say.
    """
    if p < least:
        return "<1 %"
    return ">99 %" if p > 1.0 - least else whole_percent(p)


def error_percent(share: float) -> str:
    """Write a simulation error as a percentage with one significant digit, rounded up: `0.02 %`."""
    if share == 0.0:
        return "0 %"
    value = _up(100.0 * share)
    places = max(0, -math.floor(math.log10(value) + 1e-9))
    return f"{value:.{places}f} %"


def full_percent(share: float, digits: int = 10) -> str:
    """Write a share or a rate in percent to so many digits, without those that come from rounding."""
    return f"{full_number(100.0 * share, digits)} %"


def percentile(share: float) -> str:
    """Write which percentile a value is: `P24`."""
    if share < 0.005:
        return "below P1"
    return "above P99" if share > 0.995 else f"P{100.0 * share:.0f}"


def billions(count: float) -> str:
    """Write so many billion tokens, a few of them in millions."""
    return f"{count:,.3g} billion" if count >= 0.01 else f"{count * 1e3:,.3g} million"


def months(count: int) -> str:
    """Write a number of months."""
    return "1 month" if count == 1 else f"{count} months"


def on_average(count: int) -> str:
    """Say of a value that it is the mean over so many months, in every output alike."""
    return f"on average over {months(count)}"


def futures(count: int) -> str:
    """Write a number of futures."""
    return "1 future" if count == 1 else f"{count:,} futures"


def odds(p: float, trajectories: int, error: float | None = None) -> str:
    """Write a probability so that `in ... futures` can be put around it.

    Parameters
    ----------
    p : float
        Share of the trajectories.
    trajectories : int
        No hit among them leaves up to 3/N possible at 95 % confidence, the rule of three: B. D. Jovanovic and
        P. S. Levy, *The American Statistician* 51 (1997).
    error : float, optional
        Half a 90 % interval of p; default: that of independent draws. It is written where it is worth a digit; beside
        a number of one digit as the word `about`.
    """
    hits = round(p * trajectories)
    if trajectories < FEW:
        counted = "none" if hits == 0 else "all" if hits == trajectories else f"{hits:,}"
        return f"{counted} of {trajectories:,}"
    off = Z90 * math.sqrt(p * (1.0 - p) / trajectories) if error is None else error
    if min(p, 1.0 - p) < _RARE:
        return _extreme(hits, trajectories, off)
    shown = round(100.0 * p)
    if 100.0 * off < 0.5:
        return f"{shown} of 100"
    return (
        f"about {shown} of 100" if min(shown, 100 - shown) < 10 else f"{shown} +-{math.ceil(100.0 * off - 1e-9)} of 100"
    )


def odds_cell(p: float | None, trajectories: int, error: float | None = None, certain: bool = False) -> str:
    """Write a probability for a column, in one style: futures out of 100, rare ones with decimals.

    A few futures are counted, and where nothing is random it is plain `never` or `always`.
    """
    if p is None:
        return "-"
    if certain and p in (0.0, 1.0):
        return "always" if p else "never"
    rare = min(p, 1.0 - p)
    if trajectories < FEW or rare >= _RARE:
        return odds(p, trajectories, error).replace("about ", "~").replace(" of ", " in ")
    hits = round(rare * trajectories)
    least = math.ceil(1e4 / _rule_of_three(trajectories)) / 100.0 if hits == 0 else _LEAST
    below = hits == 0 or 100.0 * rare < _LEAST
    places = 1 if 100.0 * rare >= 0.095 else 2
    shown = least if below else round(100.0 * rare, places)
    off = Z90 * math.sqrt(rare * (1.0 - rare) / trajectories) if error is None else error
    if p < 0.5:
        mark = "<" if below else "~" if 200.0 * off >= 10.0**-places else ""
        return f"{mark}{shown:.{2 if below else places}f} in 100"
    mark = ">" if below else "~" if 200.0 * off >= 10.0**-places else ""
    return f"{mark}{100.0 - shown:.{2 if below else places}f} in 100"


def _extreme(hits: int, trajectories: int, off: float) -> str:
    """Write a probability next to 0 or next to 1: very few hits are counted, the rest has two digits."""
    few = min(hits, trajectories - hits)
    rare = few == hits
    if few == 0:
        return f"fewer than 1 in {_rule_of_three(trajectories):,}" if rare else f"all {trajectories:,}"
    if few < _COUNTED:
        return f"{few:,} of {trajectories:,}" if rare else f"all but {few:,} of {trajectories:,}"
    against = trajectories / (few if rare else few + off * trajectories)
    if not rare and against > _MANY:  # 4,599 of 4,600 says no more than that, and takes longer to read
        tens = 10 ** math.floor(math.log10(against))
        return f"more than {tens - 1:,} of {tens:,}"
    against = trajectories / few
    step = 10 ** max(0, math.floor(math.log10(against)) - 1)
    # three hits say no more than none does: an event that was seen must not look rarer than one that was not
    whole = min(round(against / step) * step, _rule_of_three(trajectories))
    about = "about " if few < 10 or off * trajectories > 0.05 * few else ""
    return f"{about}1 in {whole:,}" if rare else f"{about}{whole - 1:,} of {whole:,}"


def _rule_of_three(trajectories: int) -> int:
    """Return N/3, rounded down to three digits: the claim stays true."""
    third = max(1, trajectories // 3)
    step = 10 ** max(0, len(str(third)) - 3)
    return int(third // step * step)


def _step(amount: float, digits: int) -> float:
    """Return the value of the last of so many significant digits; 0 for 0."""
    return 0.0 if amount == 0.0 else 10.0 ** (math.floor(math.log10(abs(amount))) + 1 - digits)


def _rounded(amount: float, step: float) -> str:
    if step == 0.0:
        return "0"
    if abs(amount) >= _LONGEST:
        return f"{amount:.{_DIGITS}g}"
    if abs(amount) < 1e-6:
        return "0" if abs(amount) < step / 2.0 else f"{amount:.{_DIGITS}g}"
    places = max(0, -math.floor(math.log10(step) + 0.5))
    value = round(amount / step) * step
    return f"{value if round(value, places) else 0.0:,.{places}f}"


def _up(error: float) -> float:
    """Round an error up to one digit."""
    step = _step(error, 1)
    return math.ceil(error / step - 1e-9) * step
