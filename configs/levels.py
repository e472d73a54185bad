"""What is known once for all months, and what only month by month.

Some settings need one value for the whole run (`after`, `until`, `every`, a launch, the parameters of a process); what
varies by month cannot stand in them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from .expressions import Draw, Expression, Name, walk
from .graph import in_order
from .names import line_quantities, mentioned, source_quantities
from .problems import Findings
from .scenario import Every, Growth, Line, Quantity, Source, Strategy

__all__ = ["Varies", "check_source_levels", "check_strategy_levels", "varying_names"]

Varies = Callable[[str], bool]

_ONCE = "it needs one value for all months"


def _varies(expression: Expression, varies: Varies) -> bool:
    for part in walk(expression):
        if isinstance(part, Draw) and part.monthly:
            return True
        if isinstance(part, Name) and (part.name == "month" or varies(part.name)):
            return True
    return False


def varying_names(sources: Mapping[str, Source], outer: Varies) -> set[str]:
    """Return the sources that vary by month, directly or through others; `outer` answers for names from outside."""
    found = {name for name, source in sources.items() if isinstance(source, Growth)}

    def varies(name: str) -> bool:
        return name in found if name in sources else outer(name)

    plain = {name: source for name, source in sources.items() if isinstance(source, Quantity)}
    for name in in_order({name: list(mentioned([source])) for name, source in plain.items()}):
        if _varies(plain[name].expression, varies):
            found.add(name)
    return found


def _check_once(quantity: Quantity, key: str, varies: Varies, findings: Findings) -> None:
    """Report what varies by month in a quantity that needs one value."""
    path = tuple(quantity.address.split("."))
    for part in walk(quantity.expression):
        if isinstance(part, Draw) and part.monthly:
            findings.add(path, f'`each = "month"` cannot stand in `{key}`: {_ONCE}', "leave `each` out")
        elif isinstance(part, Name) and (part.name == "month" or part.name.startswith("costs.") or varies(part.name)):
            offset = quantity.text.find(part.name)
            findings.add(
                path,
                f"`{part.name}` varies by month and cannot stand in `{key}`: {_ONCE}",
                "use a name that is the same in every month",
                quantity.address,
                offset if offset >= 0 else None,
                len(part.name),
            )


def _check_no_monthly_draw(quantity: Quantity, key: str, why: str, findings: Findings) -> None:
    if any(isinstance(part, Draw) and part.monthly for part in walk(quantity.expression)):
        path = tuple(quantity.address.split("."))
        findings.add(path, f'`each = "month"` cannot stand in `{key}`: {why}', "leave `each` out")


def check_source_levels(source: Source, varies: Varies, findings: Findings) -> None:
    """Check the parameters of a process."""
    if isinstance(source, Growth):
        for quantity in source_quantities(source).values():
            _check_once(quantity, quantity.address.rsplit(".", 1)[-1], varies, findings)


def _check_line(line: Line, varies: Varies, findings: Findings) -> None:
    quantities = line_quantities(line)
    for key in ("after", "until", "every", "dispersion"):
        if key in quantities:
            _check_once(quantities[key], key, varies, findings)
    if "rate" in quantities or isinstance(line.timing, Every):
        _check_no_monthly_draw(line.amount, "per_event", "it is drawn anew for every event", findings)


def check_strategy_levels(strategy: Strategy, varies: Varies, findings: Findings) -> None:
    """Check everything of a strategy that needs one value; `varies` answers for its drivers and inputs."""
    for source in strategy.inputs.values():
        check_source_levels(source, varies, findings)
    for line in strategy.lines.values():
        _check_line(line, varies, findings)
    if strategy.launch is not None:
        _check_once(strategy.launch.months, "months", varies, findings)
        _check_no_monthly_draw(
            strategy.launch.revenue_per_month, "revenue_per_month", "a launch is drawn once", findings
        )
