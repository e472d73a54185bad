"""Write `docs/reference.md`: every key of every table, from the descriptions that the schema and `explain` use.

    python tools/make_reference.py

Run it after a change of the language; a test compares the page with its output.
"""

from __future__ import annotations

import inspect
from itertools import groupby
from pathlib import Path

from tcorisk.configs import CATEGORIES
from tcorisk.configs.formulas.functions import FUNCTIONS, TABLE
from tcorisk.configs.listed.prices import LOOKUPS
from tcorisk.configs.schema import Row, reference
from tcorisk.configs.tables.shapes import TABLES
from tcorisk.distributions import FORMS, LAWS

__all__ = ["reference_page"]

PAGE = Path(__file__).parents[1] / "docs" / "reference.md"

_HEAD = """# Reference

Every key of every table, with type, unit, default and an example. This page is printed by `tools/make_reference.py`
from the descriptions that `simulate schema` and `simulate explain` use; do not edit it.

A *quantity* is a number, `"3_000 to 9_000"`, `"10% to 70%"`, a law or a formula: see [Quantities](quantities.md). A
*source* is a quantity or one of the [processes](processes.md). A key whose default column is empty has to be there. An
unknown key, a wrong type and an impossible value are errors.
"""

_NAMES = """## Names

Strategies, drivers, tariffs, inputs, lines and outputs have names of small letters, digits and underscores, beginning
with a letter, 60 characters at most. Words of the formula language (`month`, `launch`, `costs`, `days_per_month`,
`hours_per_month`, `to`) cannot be names. An input does not repeat a driver's name.

An address is the path of keys joined by dots: `drivers.ml_engineer`, `strategies.api.costs.tokens.monthly`. Lists go by
index from 0: `correlations.0.rank`. A law inside a formula adds `#1`, `#2` in reading order. `--set`, correlations,
reports and errors use the same addresses.
"""


def reference_page() -> str:
    """Return the page as Markdown."""
    sections = [_HEAD]
    for table, rows in groupby(reference(), key=lambda row: row.table):
        sections.append(f"## {table}\n\n{TABLES[table].__doc__}\n\n{_table(list(rows))}")
    sections += [f"Categories: {', '.join(CATEGORIES)}.\n", _laws(), _functions(), _NAMES]
    return "\n".join(sections)


def _table(rows: list[Row]) -> str:
    lines = ["| key | type | unit | default | holds | example |", "| --- | --- | --- | --- | --- | --- |"]
    for row in rows:
        cells = (f"`{row.key}`", row.type, row.unit, row.default, row.description, f"`{row.example}`")
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def _laws() -> str:
    lines = [
        "| law | parameters, in the order of a call | or |",
        "| --- | --- | --- |",
    ]
    for name, maker in LAWS.items():
        parameters = []
        for item in inspect.signature(maker).parameters.values():
            default = "" if item.default in (item.empty, None) else f" = {item.default:g}"
            parameters.append("p1 to p99 by name" if item.kind is item.VAR_KEYWORD else f"{item.name}{default}")
        forms = [form.words for form in FORMS if hasattr(maker, form.method)]
        lines.append(f"| `{name}` | {', '.join(parameters)} | {'; '.join(forms)} |")
    lines.append("| `scipy:NAME` | SciPy's own names; not as a call | |")
    head = '## Laws\n\nAs a table, `{ dist = "NAME", ... }`, or as a call in a formula. On any law: `each = "month"`, '
    return (
        head + "`min`, `max`. `empirical` takes `file` and `column` in place of `values`.\n\n" + "\n".join(lines) + "\n"
    )


def _count(arity: int | None, optional: int) -> str:
    if arity is None:
        return "two or more"
    return f"{arity - optional} or {arity}" if optional else str(arity)


def _functions() -> str:
    counts = [f"`{name}` ({_count(arity, TABLE[name].optional)})" for name, arity in FUNCTIONS.items()]
    listed = [
        f"`{function}({lookup.what.upper()}, KIND)`, {lookup.unit}: {', '.join(f'`{kind}`' for kind in lookup.kinds)}"
        for function, lookup in LOOKUPS.items()
    ]
    return (
        "## Formulas\n\nOperators: `+ - * / **`, `< <= > >= == !=`, `and or not`, `a if condition else b`, brackets. "
        "A percentage is a number and the sign: `90%`.\n\n"
        f"Functions, with the number of their arguments: {', '.join(counts)}; and `tariffs.NAME` (1).\n\n"
        f"Listed prices, by a name and a kind in quotes: {'; '.join(listed)}. `simulate prices` lists the names.\n\n"
        "Over laws that are given by name, one to three: `expected(formula, x = law)`, "
        "`sum_of(n, formula, x = law)`.\n"
    )


if __name__ == "__main__":
    PAGE.write_text(reference_page(), "utf-8")
