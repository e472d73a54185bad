"""The books of one strategy: amounts of each line, category and month.

What a line owes in a month goes three ways: to the line's discounted total, to the month's cash (unless it is lost
revenue) and to the base of the uncertainty buffer (where its category is in it). Amounts that do not change by the
month are added up once a trajectory, not month by month. What is paid some months later leaves the bank then and is
discounted as of then; all else counts it in the month that owes it.

The resale value of a purchase is credited every month, to the total so far and to nothing else: cash and buffer
never see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..engine import operations as op
from .arithmetic import apply, product, total
from .builder import Builder, Instruction, Register, Scalar, Section, Value
from .lag import lagged
from .measures import at_horizon
from .policies import MoveFigures
from .so_far import series_so_far

__all__ = ["OPPORTUNITY", "Entry", "Ledger", "MonthTotals"]

OPPORTUNITY = "Opportunity"


class Entry(NamedTuple):
    """How a line enters the books: its category, months until it is paid, whether the buffer may cover it."""

    category: str
    later: int = 0
    buffered: bool = True


_BUFFER = Entry("Buffer")


class PotKey(NamedTuple):
    """What lines of one pot have in common: whether they are cash, or in the buffer's base; months until payment."""

    is_cash: bool
    is_base: bool
    later: int


@dataclass(eq=False)
class Pot:
    """One month's sum of some lines: a part that is the same in every trajectory, and a register."""

    register: Register
    start: Instruction
    scalar: NDArray[np.float64]
    steady: dict[bytes, tuple[Scalar, list[Register]]] = field(default_factory=dict)
    random: bool = False


@dataclass(frozen=True)
class MonthTotals:
    """Month's cash, and sums so far: cash nominal; cost discounted, with lost revenue, net of what can be resold."""

    month_cash: Value
    cash: Value
    tco: Value
    resale: Value | None = None  # what purchases would fetch now, discounted; None where nothing can be resold


class Ledger:
    """Takes charges line by line, then gives the strategy's totals.

    Parameters
    ----------
    builder : Builder
    discount : callable
        Takes a number of months; returns what one unit that is owed for each month, and paid so much later, is worth
        today.
    resale_discount : Scalar
        What one unit that a purchase fetches at the end of each month is worth today.
    buffered : set of str
        Categories that the uncertainty buffer is a share of.
    entries : iterable of Entry
        Those of all that will be charged.
    probing : callable, optional
        Opens what may mark instructions as those of a probing program; without it no cash is kept line by line.
    """

    def __init__(
        self,
        builder: Builder,
        discount: Callable[[int], Scalar],
        resale_discount: Scalar,
        buffered: set[str],
        entries: Iterable[Entry],
        probing: Callable[[], AbstractContextManager[None]] | None = None,
    ) -> None:
        self.builder = builder
        self.discount_of = discount
        self.discount = discount(0)
        self.resale_discount = resale_discount
        self.buffered = buffered
        self.lines: dict[str, tuple[str, Value]] = {}
        self.outputs: dict[str, Value] = {}  # reported beside the costs, never charged
        self.moves: dict[str, MoveFigures] = {}  # of a policy, by the stage that is entered
        self.filled: dict[str, Value] = {}  # of these, ratios: with 0 where they are not defined
        self._probing = probing
        self._paid: dict[str, list[Value]] = {}  # factors of the nominal amount so far
        self._entries: dict[str, Entry] = {}  # of all lines but the buffer
        self.resale: dict[str, Value] = {}  # what a line's purchase would fetch now, discounted
        self._amounts: dict[str, tuple[Value, Scalar]] = {}
        self._pots = {key: self._pot() for key in dict.fromkeys(map(self._key, entries))}

    def _key(self, entry: Entry) -> PotKey:
        is_base = entry.buffered and entry.category in self.buffered
        return PotKey(entry.category != OPPORTUNITY, is_base, entry.later)

    def _pot(self) -> Pot:
        builder = self.builder
        zero = builder.number(0.0)
        register = builder.state(zero)
        start = builder.change(op.LOAD, Section.MONTH, register, s=builder.scalar_row(zero))
        return Pot(register, start, zero.series.copy())

    def charge(self, name: str, entry: Entry, value: Value, when: Scalar, keeps: bool = False) -> None:
        """Charge `value` times `when` to a line, this month.

        Parameters
        ----------
        keeps : bool
            Whether what it buys can be resold.
        """
        builder = self.builder
        category = entry.category
        self._entries[name] = entry
        pot, discount = self._pots[self._key(entry)], self.discount_of(entry.later)
        if isinstance(value, Scalar):
            series = np.where(when.series == 0.0, 0.0, value.series * when.series)
            pot.scalar += series
            self._paid[name] = [series_so_far(series)]
            self._amounts[name] = (Scalar(series), builder.number(1.0))
            self.lines[name] = (category, series_so_far(series * discount.series))
        elif value.section == Section.ONCE:
            pot.steady.setdefault(when.series.tobytes(), (when, []))[1].append(value)
            weight = series_so_far(when.series * discount.series)
            scaled = builder.emit(op.MULTIPLY_SCALAR, value, s=builder.scalar_row(weight), section=Section.HORIZON)
            self._paid[name] = [value, series_so_far(when.series)]  # multiplied outside of any branch
            self._amounts[name] = (value, when)
            self.lines[name] = (category, scaled)
        else:
            amount = builder.in_register(self._times(value, when))
            account = builder.state(builder.number(0.0))
            row = builder.scalar_row(discount)
            builder.change(op.CHARGE, Section.MONTH, account, amount, pot.register, s=row)
            if discount.constant == 1.0:
                self._paid[name] = [account]
            elif keeps or self._probing is not None:
                with nullcontext() if keeps or self._probing is None else self._probing():
                    self._paid[name] = [self._accumulate(amount, None)]
            pot.random = True
            self._amounts[name] = (amount, builder.number(1.0))
            self.lines[name] = (category, account)

    def credit(self, name: str, left: Value) -> None:
        """Take off a line's total the resale value of its purchase: `left` of what was paid, in today's money.

        Before anything is paid `left` may be anything, the root of a negative age for one.
        """
        builder = self.builder
        paid = product(builder, self._paid[name])
        worth = product(builder, [paid, left, self.resale_discount])
        if not (isinstance(paid, Scalar) and paid.in_all_months):
            worth = apply(builder, "if", paid, worth, builder.number(0.0))
        self.resale[name] = worth
        category, charged = self.lines[name]
        net = apply(builder, "sub", at_horizon(builder, charged), at_horizon(builder, worth))
        self.lines[name] = (category, net)

    def amount(self, name: str) -> Value:
        """Return this month's amount of a line that was charged."""
        return self._times(*self._amounts[name])

    def _times(self, value: Value, when: Scalar) -> Value:
        return value if when.constant == 1.0 else product(self.builder, [value, when])

    def _close(self, pot: Pot) -> Value:
        """Add what is steady and what is the same everywhere; return the month's sum."""
        builder = self.builder
        if not pot.random and not pot.steady:
            builder.sections[Section.MONTH].remove(pot.start)
            return Scalar(pot.scalar)
        pot.start.s = builder.scalar_row(Scalar(pot.scalar))
        for when, registers in pot.steady.values():
            together = builder.in_register(total(builder, registers))
            with builder.only_in(when):
                builder.change(op.ACCUMULATE, Section.MONTH, pot.register, together, s=builder.scalar_row(when))
        return pot.register

    def totals(self, buffer_share: Value | None) -> MonthTotals:
        """Close the month: charge the buffer, add up cash and cost."""
        builder = self.builder
        sums = {key: self._close(pot) for key, pot in self._pots.items()}
        cash = [value for key, value in sums.items() if key.is_cash and not key.later]
        if buffer_share is not None:
            base = total(builder, [value for key, value in sums.items() if key.is_base])
            cash.append(self._charge_buffer(product(builder, [buffer_share, base])))
        at_once = total(builder, cash)
        cost = total(builder, [at_once, *(value for key, value in sums.items() if not key.is_cash and not key.later)])
        deferred = {key: value for key, value in sums.items() if key.later}
        none = builder.number(0.0)
        paid_now = [lagged(builder, value, key.later, none) for key, value in deferred.items() if key.is_cash]
        month_cash = total(builder, [at_once, *paid_now])
        cash_so_far = self._accumulate(month_cash, None)
        same = cost is month_cash and not deferred and self.discount.constant == 1.0
        tco = cash_so_far if same else self._accumulate(cost, self.discount)
        later = [self._accumulate(value, self.discount_of(key.later)) for key, value in deferred.items()]
        tco = total(builder, [tco, *later])
        if not self.resale:
            return MonthTotals(month_cash, cash_so_far, tco)
        resale = total(builder, list(self.resale.values()))
        return MonthTotals(month_cash, cash_so_far, apply(builder, "sub", tco, resale), resale)

    def _charge_buffer(self, amount: Value) -> Value:
        self._amounts["buffer"] = (amount, self.builder.number(1.0))
        account = self._accumulate(amount, self.discount)
        self.lines["buffer"] = (_BUFFER.category, account)
        if self.discount.constant == 1.0:
            self._paid["buffer"] = [account]
        elif self._probing is not None:
            with self._probing():
                self._paid["buffer"] = [self._accumulate(amount, None)]
        return amount

    def _accumulate(self, amount: Value, weight: Scalar | None) -> Value:
        """Return the sum of a month's amounts so far, each times its weight."""
        builder = self.builder
        if isinstance(amount, Scalar):
            return series_so_far(amount.series if weight is None else amount.series * weight.series)
        account = builder.state(builder.number(0.0))
        if weight is None or weight.constant == 1.0:
            builder.change(op.INCREASE, Section.MONTH, account, amount)
        else:
            builder.change(op.ACCUMULATE, Section.MONTH, account, amount, s=builder.scalar_row(weight))
        return account

    def cash_by_line(self) -> dict[str, Value]:
        """Return what each line has paid so far; to be called after everything else, and only of a probing program."""
        builder, none = self.builder, self.builder.number(0.0)
        found = {}
        for name, (*once, so_far) in self._paid.items():
            entry = self._entries.get(name, _BUFFER)
            if entry.category == OPPORTUNITY:
                continue
            if entry.later:  # what has been paid is what was owed so many months ago
                so_far = lagged(builder, so_far, entry.later, none)
            if once and isinstance(so_far, Scalar):
                value, row = builder.in_register(once[0]), builder.scalar_row(so_far)
                so_far = builder.emit(op.MULTIPLY_SCALAR, value, s=row, section=Section.HORIZON)
            found[name] = so_far
        return found

    def by_category(self) -> dict[str, Value]:
        """Return each category's discounted total at the present horizon."""
        groups: dict[str, list[Value]] = {}
        for category, value in self.lines.values():
            groups.setdefault(category, []).append(value)
        return {category: self._at_horizon(values) for category, values in groups.items()}

    def _at_horizon(self, values: list[Value]) -> Value:
        builder = self.builder
        fixed = apply(builder, "add", builder.number(0.0), total(builder, [v for v in values if isinstance(v, Scalar)]))
        registers = [value for value in values if isinstance(value, Register)]
        if not registers:
            return fixed
        assert isinstance(fixed, Scalar)
        result = builder.emit(op.ADD_SCALAR, registers[0], s=builder.scalar_row(fixed), section=Section.HORIZON)
        for register in registers[1:]:
            result = builder.emit(op.ADD, result, register, section=Section.HORIZON)
        return result
