"""`minimum = AMOUNT` with `of` and `months`: what is missing from an agreed minimum, paid at the end of each period."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from ..formulas.expressions import Quantity
from ..model.timing import Timing
from ..tables.kinds import QUANTITY, Whole
from ..tables.parts import TableParts
from ..tables.ways import Way

__all__ = ["TAKE_OR_PAY", "TakeOrPay"]


@dataclass(frozen=True, slots=True)
class TakeOrPay(Timing):
    """Paid in the last month of each period: the amount less what `of` came to over the period, if that is positive."""

    of: Quantity
    months: int
    single: ClassVar[bool] = True
    by_month: ClassVar[tuple[str, ...]] = ("of",)

    @property
    def period(self) -> int:
        """Months after which the line is settled."""
        return self.months

    def quantities(self) -> dict[str, Quantity]:
        """Return what counts towards the minimum."""
        return {"of": self.of}

    def paid(self) -> str:
        """Return when the line is paid, in words."""
        return f"at the end of every {self.months} months, where the minimum was not reached"

    def words(self, text: Callable[[Quantity], str]) -> str:
        """Return what counts towards the minimum."""
        return f"what is missing from the minimum of {self.months} months, of which {text(self.of)} counts"


def _read(parts: TableParts, key: str) -> Timing:
    """Read what counts, and over how many months."""
    for needed, example in (("of", '"costs.tokens"'), ("months", "12")):
        if needed not in parts.raw:
            help = f"write {needed} = {example}"
            parts.findings.add(parts.place("minimum"), f"`minimum` needs `{needed}`", help)
    months = parts.raw.get("months")
    return TakeOrPay(parts.required("of"), months if isinstance(months, int) and months > 0 else 12)


_MINIMUM = QUANTITY.key(
    "Least amount of a period: what is missing from it is paid in the period's last month.",
    "120_000",
    "currency a period",
    "none",
    tried=("take_or_pay", "shortfall", "minimum_spend", "commit", "minimum_per_year", "minimum_per_month"),
)
_OF = QUANTITY.key(
    "What counts towards the `minimum`, a formula over `costs`.",
    '"costs.tokens + costs.gpus"',
    "currency a month",
    "none",
    tried=("counts", "on_costs"),
)
_MONTHS = Whole(1, 120).key(
    "Length of the periods of a `minimum`, the first from month floor(after) + 1.",
    "12",
    "months",
    "none",
    tried=("period", "per"),
)
TAKE_OR_PAY = Way("minimum", _read, options=("of", "months"), keys={"minimum": _MINIMUM, "of": _OF, "months": _MONTHS})
