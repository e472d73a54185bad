"""What is constant over the months, and what varies by month.

Some settings need one value for the whole run (`after`, `until`, `every`, a launch, the parameters of a process); a
quantity that varies by month is not allowed in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from ..formulas.expressions import (
    Call,
    Draw,
    Expression,
    Name,
    Quantity,
    function_at,
    remembering,
    terms_drawn,
    walk,
)
from ..formulas.functions import MEMORY
from ..formulas.graph import in_order
from ..model.names import FRESH, line_quantities, mentioned, source_quantities
from ..model.scenario import Source, StageMoment, Tariff
from ..model.strategies import Line, Strategy
from ..text.problems import Findings

__all__ = ["Varies", "check_once", "check_source_levels", "check_strategy_levels", "varying_names"]

Varies = Callable[[str], bool]

_ONCE = "it needs one value for all months"

#: What functions do with months.
_OF_MONTHS = {"so_far": "sums over months", "lag": "looks back over months"}


def _varies(expression: Expression, varies: Varies) -> bool:
    if remembering(expression):
        return True
    for part in walk(expression):
        if isinstance(part, Draw) and part.monthly:
            return True
        if isinstance(part, Call) and part.function == "sum_of":
            return True
        if isinstance(part, Name) and (part.name == "month" or varies(part.name)):
            return True
    return False


def varying_names(sources: Mapping[str, Source], outer: Varies) -> set[str]:
    """Return the sources that vary by month, directly or through others; `outer` answers for names from outside."""
    plain = {
        name: source_quantities(source)
        for name, source in sources.items()
        if isinstance(source, Quantity) or (isinstance(source, Tariff) and source.months is None)
    }
    moments = {name for name, source in sources.items() if isinstance(source, StageMoment)}  # known when it is needed
    found = sources.keys() - plain.keys() - moments

    def varies(name: str) -> bool:
        return name in found if name in sources else outer(name)

    for name in in_order({name: list(mentioned(parts.values())) for name, parts in plain.items()}):
        if any(_varies(part.expression, varies) for part in plain[name].values()):
            found.add(name)
    return found


def check_once(quantity: Quantity, key: str, varies: Varies, findings: Findings, fresh: str = "") -> None:
    """Report what varies by month in a quantity that needs one value; `fresh` says what its draws are made for."""
    path = tuple(quantity.address.split("."))
    for part in walk(quantity.expression):
        if isinstance(part, Call) and (part.function == "sum_of" or part.function in MEMORY):
            name = part.function
            message = f"`{name}` varies by month, but `{key}` needs one value for all months"
            help = "it may be used in amounts, in numbers of events and in outputs"
            findings.add(path, message, help, quantity.address, function_at(quantity, name), len(name))
            return
    for part in walk(quantity.expression):
        if isinstance(part, Draw) and part.monthly:
            why = f"it is drawn for each {fresh}" if fresh else _ONCE
            findings.add(path, f'`each = "month"` is not allowed in `{key}`: {why}', "leave `each` out")
        elif isinstance(part, Name) and (part.name == "month" or part.name.startswith("costs.") or varies(part.name)):
            offset = quantity.text.find(part.name)
            findings.add(
                path,
                f"`{part.name}` varies by month, but `{key}` needs one value for all months",
                "use a name that is the same in every month",
                quantity.address,
                offset if offset >= 0 else None,
                len(part.name),
            )


def _check_no_monthly_draw(quantity: Quantity, key: str, why: str, findings: Findings) -> None:
    if any(isinstance(part, Draw) and part.monthly for part in walk(quantity.expression)):
        path = tuple(quantity.address.split("."))
        findings.add(path, f'`each = "month"` is not allowed in `{key}`: {why}', "leave `each` out")


def _check_no_remembered_draw(amount: Quantity, findings: Findings) -> None:
    """Report a remembered draw in the amount of an event: it would belong to an event and to a month at once."""
    for call in remembering(amount.expression):
        if any(isinstance(part, Draw) for part in walk(call)):
            name = call.function
            findings.add(
                tuple(amount.address.split(".")),
                f"a law inside `{name}` is not allowed in `per_event`: it is drawn for each event, and `{name}` "
                f"{_OF_MONTHS.get(name, 'compares months')}",
                "make the law an input and write its name",
                amount.address,
                function_at(amount, name),
                len(name),
            )


def _check_no_sum(amount: Quantity, findings: Findings) -> None:
    """Report a `sum_of` in the amount of an event: its terms are numbered within a month, not within an event."""
    if terms_drawn(amount.expression):
        findings.add(
            tuple(amount.address.split(".")),
            "`sum_of` is not allowed in `per_event`: it has one value a month",
            "make it an input and write its name, or pay it `monthly`",
            amount.address,
            amount.text.find("sum_of"),
            len("sum_of"),
        )


def check_source_levels(source: Source, varies: Varies, findings: Findings) -> None:
    """Check the parameters of a process: all but a number of events need one value."""
    if isinstance(source, Quantity | Tariff):
        return
    for key, quantity in source_quantities(source).items():
        if key != "rate":
            name = quantity.address.removeprefix(source.address + ".").partition(".")[0]
            check_once(quantity, name, varies, findings, FRESH.get(key, ""))


def _check_line(line: Line, varies: Varies, findings: Findings) -> None:
    for key, quantity in line_quantities(line).items():
        if key not in ("amount", "residual", *line.timing.by_month):
            check_once(quantity, key, varies, findings, FRESH.get(key, ""))
    if line.timing.of_events:
        key = line.amount.address.rpartition(".")[2]
        _check_no_monthly_draw(line.amount, key, "it is drawn for each event", findings)
        _check_no_remembered_draw(line.amount, findings)
        _check_no_sum(line.amount, findings)


def check_strategy_levels(strategy: Strategy, varies: Varies, findings: Findings) -> None:
    """Check everything of a strategy that needs one value; `varies` answers for its drivers and inputs."""
    for source in strategy.inputs.values():
        check_source_levels(source, varies, findings)
    for line in strategy.lines.values():
        _check_line(line, varies, findings)
    if strategy.launch is not None:
        check_once(strategy.launch.months, "months", varies, findings)
        _check_no_monthly_draw(
            strategy.launch.revenue_per_month, "revenue_per_month", "a launch is drawn once", findings
        )
