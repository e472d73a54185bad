"""Reads `[[correlations]]`: which draws depend on one another, and how strongly."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from ..formulas.expressions import Number, Quantity
from ..model.draws import Drawn, draws_in, quantities_of, strategy_parts
from ..model.requirements import Requirement
from ..model.scenario import Correlation, EventSeries, Growth, Jumps, MeanReverting, OnOff, Process, Source, Unit
from ..model.strategies import Strategy
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import did_you_mean, shown
from .shapes import CorrelationTable
from .structure import check_table

__all__ = ["read_correlations"]

Matrix = tuple[tuple[float, ...], ...]

#: Why processes cannot be correlated month by month.
_WITHOUT_SHOCKS: dict[type, str] = {
    Growth: "whose `volatility` is 0: no monthly shock moves it",
    MeanReverting: "whose `volatility` is 0: no monthly shock moves it",
    EventSeries: "of events, which cannot be correlated",
    Jumps: "of jumps, which cannot be correlated",
    OnOff: "whose periods are drawn one by one and cannot be correlated",
}

_PLACE = ("correlations",)

#: A change of a rank correlation that is reported, and how many one warning reports, largest first.
_CHANGED, _REPORTED = 0.001, 6


def read_correlations(
    raw: list[Any],
    drivers: dict[str, Source],
    strategies: dict[str, Strategy],
    drawn: dict[str, Drawn],
    findings: Findings,
    *,
    unit: Unit | None = None,
    requirements: Mapping[str, Requirement] | None = None,
    put: Collection[Path] = (),
) -> tuple[Correlation, ...]:
    """Return the correlations of a file.

    Parameters
    ----------
    raw : list
        The entries as TOML gives them.
    drawn : dict of str to Drawn
        All draws of drivers, strategies and unit.
    requirements : mapping of str to Requirement, optional
        Their draws may be named whether or not a strategy has to pay for what it lacks.
    put : collection of path
        Addresses that were given other values than the file's. A draw that such a value removes
        is reported as a warning; the entry stays as it is, so that no other draw changes.
    """
    unpaid = {address: Drawn(draw, "") for address, draw in draws_in(requirements or {}).items()}
    draws = unpaid | drawn
    quantities = {quantity.address: quantity for quantity, _ in quantities_of(drivers, strategies, unit)}
    reader = _EntryReader(draws, quantities, drivers, strategies, put, findings)
    found = [reader.entry(entry, (*_PLACE, str(index))) for index, entry in enumerate(raw)]
    return tuple(correlation for correlation in found if correlation is not None)


class _EntryReader:
    """Reads one entry after another; a draw may be in one of them only."""

    def __init__(
        self,
        draws: dict[str, Drawn],
        quantities: dict[str, Quantity],
        drivers: dict[str, Source],
        strategies: dict[str, Strategy],
        put: Collection[Path],
        findings: Findings,
    ) -> None:
        self.draws = draws
        self.quantities = quantities
        self.drivers = drivers
        self.strategies = strategies
        self.put = put
        self.findings = findings
        self.whose: dict[str, Path] = {}

    def entry(self, raw: Any, path: Path) -> Correlation | None:
        """Return one entry; None if it is broken, or nothing of it is left."""
        table = check_table(CorrelationTable, raw, path, self.findings)
        if table is None:
            return None
        self._check_df(table, path)
        between = table.between
        if not between:
            return None
        matrix = None if table.rank is None else _matrix(table.rank, len(between), (*path, "rank"), self.findings)
        kept = [index for index, address in enumerate(between) if self._check_address(address, index, between, path)]
        self._check_times([between[index] for index in kept], path)
        if matrix is None or not kept:
            return None
        df = None if table.df is None else float(table.df)
        address = ".".join(path)
        rank = matrix
        if not self.findings.under(path):
            rank = self._possible(matrix, between, df, address)
        # Includes draws that another value replaced: their scores still move the others, as before.
        return Correlation(address, tuple(between), rank, table.copula, df, self._all_shocks(between))

    def _possible(self, asked: Matrix, between: list[str], df: float | None, address: str) -> Matrix:
        """Return the matrix that draws can have, with a warning that says what changed."""
        from ...distributions import possible_ranks

        used = tuple(tuple(row) for row in possible_ranks(asked, df))
        changes = sorted(
            (-abs(used[i][j] - asked[i][j]), i, j) for i in range(len(asked)) for j in range(i + 1, len(asked))
        )
        changed = [(i, j) for size, i, j in changes if -size >= _CHANGED]
        if changed:
            largest = changed[:_REPORTED]
            parts = [f"{between[i]} and {between[j]}: {asked[i][j]:.3f} became {used[i][j]:.3f}" for i, j in largest]
            more = f"; and {len(changed) - _REPORTED} more" if len(changed) > _REPORTED else ""
            message = "these rank correlations are inconsistent; the nearest consistent ones are used: "
            self.findings.warn(address, message + "; ".join(parts) + more)
        return used

    def _check_df(self, table: CorrelationTable, path: Path) -> None:
        if self.findings.under(path):
            return
        if table.copula == "t" and table.df is None:
            self.findings.add(
                path, "a t copula needs `df`, its degrees of freedom", "df = 4 gives frequent joint extremes"
            )
        elif table.copula != "t" and table.df is not None:
            self.findings.add((*path, "df"), '`df` goes with `copula = "t"`', "leave it out, or add the copula")

    def _check_address(self, address: str, index: int, between: list[str], path: Path) -> bool:
        """Report an address without a draw, or with one that cannot be correlated; return whether it counts."""
        place = (*path, "between", str(index))
        if address in between[:index]:
            self.findings.add(place, f"{shown(address)} is listed twice", "each draw once", "", WHOLE_VALUE)
            return False
        drawn = self.draws.get(address)
        if drawn is None and self._shocks(address) is None:
            self._no_draw(address, place)
            return False
        if address in self.whose:
            message = f"{address} is in {'.'.join(self.whose[address])} already"
            self.findings.add(place, message, "put them into one entry, with a matrix", "", WHOLE_VALUE)
            return False
        self.whose[address] = path
        if drawn is not None and drawn.fresh:
            message = f"{address} is drawn for each {drawn.fresh} and cannot be correlated"
            help = "only draws made once or every month can be correlated"
            if drawn.fresh == "event":
                help += ": correlate an input, and multiply by it"
            self.findings.add(place, message, help, "", WHOLE_VALUE)
        return True

    def _check_times(self, addresses: Iterable[str], path: Path) -> None:
        """Report draws of one entry that are made at different times."""
        monthly: dict[bool, str] = {}
        for address in addresses:
            drawn = self.draws.get(address)
            if drawn is None or not drawn.fresh:
                monthly.setdefault(drawn is None or drawn.draw.monthly, address)
        if len(monthly) == 2:
            message = f"{monthly[False]} is drawn once and {monthly[True]} every month: they cannot be correlated"
            help = 'give both `each = "month"`, or neither'
            if monthly[True] not in self.draws:
                help = f'the shocks of {monthly[True]} go with those of another process, or a law with each = "month"'
            self.findings.add((*path, "between"), message, help, "", WHOLE_VALUE)

    def _no_draw(self, address: str, place: Path) -> None:
        """Say why an address has no draw, unless that follows from another mistake or from a value that was set."""
        findings = self.findings
        here = tuple(address.partition("#")[0].split("."))
        parent = here[: max(2, len(here) - 1)]
        if findings.around(here) or findings.under(parent):
            return
        if any(here[: len(path)] == path or path[: len(here)] == here for path in self.put):
            findings.warn(address, "the value set here has no such draw, so it no longer varies with the others")
            return
        if not findings.helpful:
            findings.add(place, f"no draw has the address {shown(address)}", "", "", WHOLE_VALUE)
            return
        base = ".".join(here)
        inside = [known for known in self.draws if known.startswith((f"{base}#", f"{base}."))]
        if base in self.quantities:
            draws = [known for known in inside if known.startswith(f"{base}#")]
            if "#" not in address and draws:
                message = f"{address} is a formula that contains a draw"
                help = f"write {shown(draws[0])}"
            elif draws:
                message = f"{base} has {len(draws)} draw{'s' if len(draws) > 1 else ''}, and this is not one of them"
                help = f"write {' or '.join(shown(known) for known in draws[:6])}"
            elif base in self.draws:
                message, help = f"{base} is a single law, whose address has no number", f"write {shown(base)}"
            else:
                message = f"{address} is not a draw: it is {shown(self.quantities[base].text)}"
                help = "only a law can be correlated"
        elif original := self._original(here):
            message = f"{address} is inherited: the draw is that of its original"
            help = f"write {shown(original + address[len(base) :])}"
        elif (process := self._process(here)) is not None:
            message = f"{base} is a process {_WITHOUT_SHOCKS.get(type(process), 'without monthly shocks')}"
            if self._shocks(base) is not None:
                message = f"{base} is a process, and {address} is none of its draws"
            free = [known for known in inside if not self.draws[known].fresh]
            help = f"name a parameter, for instance {shown(free[0])}" if free else "no parameter of it is drawn once"
            help += f"; its draws: {', '.join(inside[:8])}" if len(inside) > 1 else ""
            help = f"write {shown(base)} for its monthly shocks; or {help}" if self._shocks(base) else help
        elif inside:
            message, help = f"{address} is not a single draw", f"there are {', '.join(inside[:8])}"
        else:
            message = f"no draw has the address {shown(address)}"
            moving = [name for name in self._sources() if self._shocks(name) is not None]
            known = [*moving, *self.draws]
            help = did_you_mean(address, known, "draws") or "no quantity of this file is uncertain"
            meant = next((name for name in known if name.rpartition(".")[2] == address), None)
            help = help if meant is None else f"did you mean `{meant}`?"
        findings.add(place, message, help, "", WHOLE_VALUE)

    def _shocks(self, address: str) -> str | None:
        """Return the address of what moves a process every month; None where the address is not that of one."""
        process = self._process(tuple(address.split(".")))
        if not isinstance(process, Growth | MeanReverting) or process.volatility.expression == Number(0.0):
            return None
        return f"{process.volatility.address}#path"

    def _sources(self) -> Iterator[str]:
        """Yield the addresses of drivers and inputs."""
        yield from (f"drivers.{name}" for name in self.drivers)
        for strategy in self.strategies.values():
            yield from (f"strategies.{strategy.name}.inputs.{name}" for name in strategy.own_inputs)

    def _all_shocks(self, between: list[str]) -> tuple[tuple[str, str], ...]:
        """Return the shocks of each process by its address.

        A value that was set may take them away, with the process itself; they still have their scores, so that no other
        draw changes.
        """
        known = {name: of for name in between if (of := self._shocks(name)) is not None}
        gone = [name for name in between if name not in self.draws and name not in known and "#" not in name]
        if known or any(isinstance(self._process(tuple(name.split("."))), Growth | MeanReverting) for name in gone):
            known |= {name: f"{name}.volatility#path" for name in gone}
        return tuple((name, known[name]) for name in between if name in known)

    def _process(self, here: Path) -> Process | None:
        """Return the process at an address; None where there is none, or where it is another strategy's."""
        source: Source | None = None
        if len(here) == 2 and here[0] == "drivers":
            source = self.drivers.get(here[1])
        elif len(here) == 4 and here[0] == "strategies" and here[2] == "inputs" and here[1] in self.strategies:
            source = self.strategies[here[1]].inputs.get(here[3])
        if not isinstance(source, Process) or source.address != ".".join(here):
            return None
        return source

    def _original(self, here: Path) -> str | None:
        """Return the address of what a strategy inherits under an address of its own."""
        strategy = self.strategies.get(here[1]) if len(here) > 3 and here[0] == "strategies" else None
        if strategy is None:
            return None
        rest = ".".join(here[2:])
        for keys, part in strategy_parts(strategy).items():
            if f"{rest}.".startswith(f"{keys}."):
                whole = part.address + rest.removeprefix(keys)
                return whole if whole in self.quantities and whole != ".".join(here) else None
        return None


def _matrix(raw: Any, size: int, path: Path, findings: Findings) -> Matrix | None:
    """Return the matrix of rank correlations that one number or a matrix asks for; None if it is broken."""
    before = len(findings.items)
    if not isinstance(raw, list):
        _check_rank(raw, path, findings)
        if len(findings.items) > before:
            return None
        return tuple(tuple(1.0 if i == j else float(raw) for j in range(size)) for i in range(size))
    if len(raw) != size or any(not isinstance(row, list) or len(row) != size for row in raw):
        message = f"the matrix `rank` needs {size} rows of {size} numbers, one of each for every entry of `between`"
        findings.add(path, message, "one number is taken for each pair", "", WHOLE_VALUE)
        return None
    for i, row in enumerate(raw):
        for j, value in enumerate(row):
            place = (*path, str(i), str(j))
            if not _check_rank(value, place, findings):
                continue
            if i == j and value != 1:
                message = f"the diagonal of `rank` is 1, got {shown(value)}"
                findings.add(place, message, "a draw's correlation with itself is 1", "", WHOLE_VALUE)
            elif j < i and _is_number(raw[j][i]) and raw[j][i] != value:
                message = f"`rank` is not symmetric: row {i + 1} has {shown(value)} where row {j + 1} has"
                findings.add(place, f"{message} {shown(raw[j][i])}", "both are the same pair", "", WHOLE_VALUE)
    if len(findings.items) > before:
        return None
    return tuple(tuple(float(value) for value in row) for row in raw)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _check_rank(value: Any, path: Path, findings: Findings) -> bool:
    """Report what is not a rank correlation; return whether it is one."""
    if not _is_number(value):
        message = f"`rank` needs a plain number or a matrix, got {shown(value)}"
    elif not -1.0 <= value <= 1.0:
        message = f"`rank` needs a number from -1 to 1, got {shown(value)}"
    else:
        return True
    findings.add(path, message, "from -1, fully opposed, over 0, independent, to 1, fully aligned", "", WHOLE_VALUE)
    return False
