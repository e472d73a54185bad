"""What a sensitivity analysis found: plain numbers, the document of the contract, a table for pandas."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...configs import Scenario
from ...configs.text.unknown import unknown
from ..notebook import Rows, html_table, text_table
from ..tenths import least_seen
from .estimates import Estimate
from .line_shares import LineShare
from .tokens import TokenTerms

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Group", "InputSensitivity", "Sensitivity"]

_SHOWN = 8  # inputs, where an analysis shows itself


@dataclass(frozen=True, slots=True, repr=False)
class InputSensitivity:
    """What one input does to the output.

    Attributes
    ----------
    address : str
    kind : str
        "value" for a law drawn once, "months" for one drawn every month; "path" for what a process draws itself,
        "events" for those of a line.
    low, high : float
        Mean of the output where the input is in its lowest and in its highest tenth, in the scenario's currency. A
        process is represented by the mean of its value over the months, a line's events by their total cost.
    low_se, high_se, effect_se : float
        Standard errors, of both and of their difference.
    rank_correlation : float
        Spearman's, of the same number with the output.
    first_order : Estimate
        Share of the variance that is expected to go once the input is known: from the plain sample, valid under
        dependence; of what is more than one number in a future by pick-freeze, unless it depends on other inputs.
    total : Estimate, optional
        Share that is expected to be left once all else is known; None where the input depends on others.
    pick_freeze : Estimate, optional
        The first-order index by pick-freeze, a check on the other; None where the input depends on others.
    evppi : Estimate, optional
        Value of knowing the input before deciding, in the scenario's currency; None without a decision.
    """

    address: str
    kind: str
    low: float
    high: float
    low_se: float
    high_se: float
    effect_se: float
    rank_correlation: float
    first_order: Estimate
    total: Estimate | None
    pick_freeze: Estimate | None
    evppi: Estimate | None

    @property
    def effect(self) -> float:
        """`high` less `low`: what inputs are ordered by."""
        return self.high - self.low

    def __repr__(self) -> str:
        """Return its address and its effect."""
        return f"<{self.address}: {self.low:,.0f} to {self.high:,.0f}, effect {self.effect:+,.0f}>"


@dataclass(frozen=True, slots=True)
class Group:
    """What inputs that depend on each other do together."""

    address: str
    inputs: tuple[str, ...]
    first_order: Estimate
    total: Estimate
    evppi: Estimate | None


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity:
    """What drives one strategy's savings or cost.

    Attributes
    ----------
    scenario : Scenario
    strategy, baseline : str
    recommended : str or None
        The one of these two that is recommended, where the verdict chose them; None where the strategy was named.
    horizon : int
        Months.
    of : str
        "savings" or "tco".
    trajectories, pick_freeze : int
        Of the plain sample, and of each run of the pick-freeze design.
    seed : int
    mean, sd : float
        Of the output, in the scenario's currency.
    evpi : Estimate, optional
        Value of knowing everything before choosing between strategy and baseline; None where they are the same.
    evpi_all : Estimate, optional
        The same before choosing among all strategies of the scenario that are not barred.
    tokens : TokenTerms, optional
        What money is in tokens; None where no price of tokens is known.
    inputs : tuple of InputSensitivity
        Largest effect first.
    groups : tuple of Group
    lines : tuple of LineShare
        Shares of the variance; they add up to 1.
    certain : tuple of str
        Addresses of drivers and inputs that are plain numbers.
    warnings : tuple of (address, message)
        The scenario's own, then one for each group, and one for each input whose two first-order indices differ.
    """

    scenario: Scenario
    strategy: str
    baseline: str
    recommended: str | None
    horizon: int
    of: str
    trajectories: int
    pick_freeze: int
    seed: int
    mean: float
    sd: float
    evpi: Estimate | None
    evpi_all: Estimate | None
    tokens: TokenTerms | None
    inputs: tuple[InputSensitivity, ...]
    groups: tuple[Group, ...]
    lines: tuple[LineShare, ...]
    certain: tuple[str, ...]
    warnings: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        """Return what is explained, and the inputs that move it most."""
        return text_table(*self._shown())

    def _repr_html_(self) -> str:
        """Return the same as a table of a notebook."""
        return html_table(*self._shown())

    def _shown(self) -> tuple[str, list[str], Rows]:
        saves = self.of == "savings"
        what = f"what {self.strategy} saves against {self.baseline}" if saves else f"cost of {self.strategy}"
        first = self.inputs[:_SHOWN]
        head = (
            f"Sensitivity of {self.scenario.name}: {what} over {self.horizon} months, mean {self.mean:,.0f} "
            f"{self.scenario.currency}; {len(first)} of {len(self.inputs)} uncertain inputs, "
            f"{self.trajectories:,} futures, seed {self.seed}"
        )
        rows = [
            [
                item.address,
                f"{item.low:,.0f}",
                f"{item.high:,.0f}",
                *map(_share, (item.first_order, item.total)),
                "" if item.evppi is None else f"{item.evppi.value:,.0f}",
            ]
            for item in first
        ]
        return head, ["input", "mean at lowest tenth", "at highest tenth", "first-order", "total", "EVPPI"], rows

    def __getitem__(self, address: str) -> InputSensitivity:
        """Return the findings on one input.

        Raises
        ------
        KeyError
            If there is no such input.
        """
        for item in self.inputs:
            if item.address == address:
                return item
        raise unknown("uncertain input at", address, (item.address for item in self.inputs))

    @property
    def leading(self) -> tuple[InputSensitivity, ...]:
        """The inputs whose effect is no noise: hardly any of so many would have one by luck."""
        seen = least_seen(len(self.inputs))
        return tuple(item for item in self.inputs if abs(item.effect) > seen * item.effect_se)

    @property
    def document(self) -> dict[str, Any]:
        """The findings as plain dicts, lists and numbers: what `--format json` prints."""
        leading = self.leading
        stages = {name: strategy.stages for name, strategy in self.scenario.strategies.items() if strategy.stages}
        return {
            "schema": 1,
            "strategy": self.strategy,
            "baseline": self.baseline,
            "recommended": self.recommended,
            "horizon": self.horizon,
            "of": self.of,
            "mean": self.mean,
            "sd": self.sd,
            **_pair("evpi", self.evpi),
            **_pair("evpi_all", self.evpi_all),
            "tokens": None if self.tokens is None else self.tokens.document(self.evpi),
            "inputs": [
                {
                    "address": item.address,
                    "kind": item.kind,
                    "low": item.low,
                    "high": item.high,
                    "low_se": item.low_se,
                    "high_se": item.high_se,
                    "effect": item.effect,
                    "effect_se": item.effect_se,
                    "noise": item not in leading,
                    "rank_correlation": item.rank_correlation,
                    **_pair("first_order", item.first_order),
                    **_pair("total", item.total),
                    **_pair("evppi", item.evppi),
                    **_pair("pick_freeze_first_order", item.pick_freeze),
                }
                for item in self.inputs
            ],
            "groups": [
                {
                    "address": group.address,
                    "inputs": list(group.inputs),
                    **_pair("first_order", group.first_order),
                    **_pair("total", group.total),
                    **_pair("evppi", group.evppi),
                }
                for group in self.groups
            ],
            "lines": [
                {"strategy": item.strategy, "line": item.line, **_pair("share", item.share)} for item in self.lines
            ],
            "certain": list(self.certain),
            "warnings": [{"address": address, "message": message} for address, message in self.warnings],
            "scenario": {
                "name": self.scenario.name,
                "title": self.scenario.title,
                "currency": self.scenario.currency,
                "labels": {name: strategy.label for name, strategy in self.scenario.strategies.items()},
                **({"stages": stages} if stages else {}),
                "barred": [name for name in self.scenario.strategies if name not in self.scenario.allowed],
            },
            "run": {"trajectories": self.trajectories, "pick_freeze": self.pick_freeze, "seed": self.seed},
        }

    def frame(self) -> pd.DataFrame:
        """Return one row for each input, most important first: index is its address, columns as in the document."""
        import pandas as pd

        frame = pd.DataFrame(self.document["inputs"])
        return frame.set_index("address") if len(frame) else frame


def _share(index: Estimate | None) -> str:
    """Return a share of the variance as text; nothing where its error is larger than itself."""
    return f"{100.0 * index.value:.1f} %" if index is not None and index.value > index.se else ""


def _pair(name: str, estimate: Estimate | None) -> dict[str, float | None]:
    if estimate is None:
        return {name: None, f"{name}_se": None}
    return {name: estimate.value, f"{name}_se": estimate.se}
