"""Money in tokens: an engineer's year, or the value of information, in billions of tokens at a scenario's price.

No scenario has to say what tokens cost, and a price inside a formula has no address. So the price is given; or, where
the scenario counts millions of tokens and its baseline buys them, it is what the baseline spends on Compute for each;
else nothing is translated.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace

import numpy as np

from ...configs import Number, Quantity, Scenario
from ..subset import cut_down
from .estimates import Estimate
from .paired_samples import ROUND, PairedSamples
from .survey import Survey

__all__ = ["TokenTerms", "billions_of_tokens", "token_terms"]

#: The driver that is read as an engineer's pay, loaded, a month: the bundled scenarios call it so.
ENGINEER = "ml_engineer"

#: Kinds of strategy whose Compute is paid by the token.
_BUYERS = ("api", "multi_vendor")

_MILLION_TOKENS = re.compile(r"(1 ?m|1?_?000_?000|(1|one|a)? ?million)( [a-z]+)? tokens", re.IGNORECASE)


def billions_of_tokens(amount: float, price: float) -> float:
    """Return how many billion tokens an amount buys.

    Parameters
    ----------
    amount : float
        In some currency.
    price : float
        Of a million tokens, in the same.
    """
    return amount / price / 1e3


@dataclass(frozen=True, slots=True)
class TokenTerms:
    """What money is in tokens.

    Attributes
    ----------
    price : float
        Of a million tokens, in the scenario's currency.
    source : str
        Where it comes from, in words.
    engineer_year : float, optional
        Mean pay of an engineer, twelve months of `drivers.ml_engineer`; None where there is no such driver.
    """

    price: float
    source: str
    engineer_year: float | None

    def document(self, worth: Estimate | None) -> dict[str, float | str | None]:
        """Return this as plain numbers, with the same in tokens for an amount of money."""
        year = self.engineer_year
        return {
            "price_per_million": self.price,
            "price_source": self.source,
            "engineer_year": year,
            "engineer_year_billions": None if year is None else billions_of_tokens(year, self.price),
            "evpi_billions": None if worth is None else billions_of_tokens(worth.value, self.price),
        }


def token_terms(scenario: Scenario, survey: Survey, price: float | str | None) -> TokenTerms | None:
    """Return what money is in tokens; None where no price of tokens is known.

    Parameters
    ----------
    scenario : Scenario
        Whole.
    survey : Survey
    price : float or str, optional
        Of a million tokens, or the address of an uncertain input whose mean is.

    Raises
    ------
    ValueError
        If there is no such input, or the price is not positive.
    """
    if price is None:
        found = _paid_for_tokens(scenario, survey)
        if found is None:
            return None
        price, source = found, "half of all futures pay less: the baseline's Compute over its tokens"
    elif isinstance(price, str):
        if price not in survey.drawn:
            raise ValueError(f"price needs to be a number, or the address of an uncertain input, got {price!r}")
        price, source = float(survey.drawn[price].mean()), f"the mean of {price}"
    else:
        source = "as given"
    if not (price > 0.0 and math.isfinite(price)):
        raise ValueError(f"price needs to be positive, got {price}")
    return TokenTerms(price, source, _engineer_year(scenario, survey))


def _paid_for_tokens(scenario: Scenario, survey: Survey) -> float | None:
    """Return the median of what a baseline that buys tokens spends on Compute for a million of them."""
    unit, buyer = scenario.unit, scenario.strategies[scenario.baseline].kind in _BUYERS
    if unit is None or not buyer or not _MILLION_TOKENS.fullmatch(unit.name.strip()):
        return None
    small = replace(cut_down(scenario, [scenario.baseline], survey.horizon), unit=unit)
    paired = PairedSamples(small, survey.paired.seed, survey.paired.threads)
    layout, name = paired.program.layout, scenario.baseline
    compute = layout.categories[name].get("Compute")
    if compute is None:
        return None
    of_tokens, tco, per_unit = paired.run(paired.program, [compute, layout.tco[name], layout.unit_cost[name]], ROUND)
    with np.errstate(all="ignore"):  # without tokens, or costs, there is no price
        found = float(np.median(of_tokens / tco * per_unit))
    return found if math.isfinite(found) and found > 0.0 else None


def _engineer_year(scenario: Scenario, survey: Survey) -> float | None:
    source = scenario.drivers.get(ENGINEER)
    if source is None:
        return None
    if isinstance(source, Quantity) and isinstance(source.expression, Number):
        return 12.0 * source.expression.value
    drawn = survey.drawn.get(source.address)
    return None if drawn is None else 12.0 * float(drawn.mean())
