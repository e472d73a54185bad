"""When a cost line is paid: what every way of paying answers to those that read, check, run and explain a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, NamedTuple

from ..formulas.expressions import Quantity

__all__ = ["Limit", "Timing"]


class Limit(NamedTuple):
    """A bound on a quantity of a timing: the key it is written under, the least and the largest value."""

    quantity: Quantity
    key: str
    low: float
    high: float


class Timing:
    """A way of paying; each is a frozen dataclass that derives from this one. See `docs/extending.md`.

    Attributes
    ----------
    of_events : bool
        Whether the amount is that of one event. Then its draws are made for each event, and sensitivity sees the line
        as one input: the total of its events.
    counted : bool
        Whether the number of events of a month is drawn.
    single : bool
        Whether a trace lists each month with a payment as an event.
    by_chance : bool
        Whether reports list the line among what is paid only if something happens.
    by_month : tuple of str
        Keys of `quantities` that may vary by month.
    """

    __slots__ = ()

    of_events: ClassVar[bool] = False
    counted: ClassVar[bool] = False
    single: ClassVar[bool] = False
    by_chance: ClassVar[bool] = False
    by_month: ClassVar[tuple[str, ...]] = ()

    @property
    def gap(self) -> Quantity | None:
        """Months from one event to the next, drawn for each; None where events do not follow one another."""
        return None

    @property
    def process(self) -> str | None:
        """Name of the events process at whose events the line is paid."""
        return None

    def on_process(self, name: str) -> Timing:
        """Return the same at the events of another process; of use where `process` is not None."""
        return self

    @property
    def period(self) -> int | None:
        """Months in a period that is settled in its last month; None where there are no periods."""
        return None

    def quantities(self) -> dict[str, Quantity]:
        """Return its quantities by key, in the order in which their draws get Sobol dimensions."""
        return {}

    def limits(self) -> Iterator[Limit]:
        """Yield the bounds of its quantities."""
        return iter(())

    def paid(self) -> str:
        """Return when the line is paid, in words: "every month"."""
        raise NotImplementedError

    def words(self, text: Callable[[Quantity], str]) -> str:
        """Return what is particular about it, in words; empty if it is plain.

        Parameters
        ----------
        text : callable
            Writes a quantity.
        """
        return ""
