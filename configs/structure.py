"""The tables of a scenario: which keys each one has, and of which type.

One pydantic model for each table, checked one by one, so that a mistake has the path of its table and never the name of
a union's branch. Quantities pass through untouched (`Any`): `quantity.py` reads them, knowing their address.
"""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from .problems import WHOLE_VALUE, Findings, Path
from .spelling import accepted, did_you_mean, nearest, shown

__all__ = ["BufferTable", "Document", "GrowthTable", "LaunchTable", "LineTable", "StrategyTable", "check_table"]

Text = Annotated[str, Field(min_length=1, max_length=300)]
Money = Annotated[float, Field(gt=0.0)]


class Table(BaseModel):
    """A table of the file: its keys, and the keys that the language has but this version does not read yet."""

    model_config = ConfigDict(strict=True, extra="forbid", allow_inf_nan=False)
    later: ClassVar[dict[str, str]] = {}


class Document(Table):
    """The top of the file."""

    later: ClassVar[dict[str, str]] = {"unit": "cost per unit", "correlations": "correlated draws"}

    schema_: Literal[1] = Field(alias="schema")
    title: Text
    currency: Annotated[str, Field(min_length=1, max_length=20)]
    horizons: Annotated[list[Annotated[int, Field(ge=1, le=120)]], Field(min_length=1, max_length=24)]
    discount_rate: Annotated[float, Field(gt=-1.0)] = 0.0
    baseline: str | None = None
    categories: list[Annotated[str, Field(min_length=1, max_length=60)]] = []
    drivers: dict[str, Any] = {}
    strategies: Annotated[dict[str, Any], Field(min_length=1)]


class GrowthTable(Table):
    """`process = "growth"`."""

    later: ClassVar[dict[str, str]] = {"ceiling": "a ceiling of growth", "season": "seasons"}

    process: Literal["growth"]
    initial: Any
    growth_per_month: Any = None
    growth_per_year: Any = None
    volatility: Any = None
    noise: Any = None


class StrategyTable(Table):
    """`[strategies.NAME]`."""

    later: ClassVar[dict[str, str]] = {
        "outputs": "reported outputs",
        "starts": "switching between strategies",
        "switch": "switching between strategies",
    }

    label: Annotated[str, Field(min_length=1, max_length=120)] | None = None
    kind: str | None = None
    like: str | None = None
    without: list[str] = []
    launch: Any = None
    inputs: dict[str, Any] = {}
    costs: dict[str, Any] = {}
    buffer: Any = None
    budget_per_month: Money | None = None


class LineTable(Table):
    """`[strategies.NAME.costs.NAME]`."""

    later: ClassVar[dict[str, str]] = {
        "on": "events shared by several lines",
        "residual": "residual value",
        "commitment": "payment in whole periods",
    }

    category: str
    monthly: Any = None
    one_time: Any = None
    per_event: Any = None
    every: Any = None
    events_per_month: Any = None
    events_per_year: Any = None
    dispersion: Any = None
    after: Any = None
    until: Any = None


class LaunchTable(Table):
    """`launch` of a strategy."""

    months: Any
    revenue_per_month: Any


class BufferTable(Table):
    """`buffer` of a strategy."""

    share: Any
    on: Annotated[list[str], Field(min_length=1)] | None = None


T = TypeVar("T", bound=Table)

#: Words a newcomer tries for a key, where the spelling alone does not lead there.
SYNONYMS = {
    "amount": "monthly",
    "cost": "monthly",
    "per_month": "monthly",
    "onetime": "one_time",
    "once": "one_time",
    "upfront": "one_time",
    "start": "after",
    "from": "after",
    "end": "until",
    "severity": "per_event",
    "frequency": "events_per_year",
    "growth": "growth_per_month",
    "name": "label",
    "type": "kind",
    "budget": "budget_per_month",
    "months": "horizons",
    "horizon": "horizons",
    "discount": "discount_rate",
    "revenue": "revenue_per_month",
}


def check_table(model: type[T], raw: object, path: Path, findings: Findings) -> T | None:
    """Check the keys of one table and the types of its plain values; report every mistake.

    Returns
    -------
    model or None
        The table without its wrong parts, a missing key being None; None where it is no table at all.
    """
    if not isinstance(raw, dict):
        findings.add(path, f"`{path[-1]}` needs a table, got {shown(raw)}", f"its keys: {accepted(_keys(model))}")
        return None
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        details = error.errors(include_url=False)
    wrong: set[str] = set()
    for detail in details:
        _report(model, detail, raw, path, findings)
        wrong.add(str(detail["loc"][0]))
    values: dict[str, Any] = {name: None for name, field in model.model_fields.items() if field.is_required()}
    for name, field in model.model_fields.items():
        if (key := field.alias or name) in raw and key not in wrong:
            values[name] = raw[key]
    return model.model_construct(**values)


def _keys(model: type[Table]) -> list[str]:
    return [field.alias or name for name, field in model.model_fields.items()]


def _report(model: type[Table], detail: ErrorDetails, raw: dict[str, Any], path: Path, findings: Findings) -> None:
    """Say in the file's own words what pydantic found."""
    place = (*path, *(str(part) for part in detail["loc"] if part != "[key]"))
    key, kind, came, limits = place[-1], detail["type"], detail["input"], detail.get("ctx", {})
    table = ".".join(path) or "the file"
    if kind == "extra_forbidden":
        if key in model.later:
            findings.add(place, f"`{key}` ({model.later[key]}) is not supported yet", "leave it out for now")
            return
        known = [name for name in _keys(model) if name not in raw]
        near = SYNONYMS.get(key.lower())
        help = f"did you mean `{near}`? accepted: {accepted(known)}" if near in known else did_you_mean(key, known)
        if near not in known and (there := nearest(key, [name for name in _keys(model) if name in raw])):
            help = f"did you mean `{there}`, which is there already? " + help
        findings.add(place, f"unknown key `{key}`", help, f"not a setting of {table}")
    elif kind == "missing":
        extra = [name for name in raw if name not in _keys(model)]
        near = nearest(key, extra)
        if near is None or nearest(near, [name for name in _keys(model) if name not in raw]) != key:
            findings.add(path, f"key `{key}` is missing in {table}", WANTED.get(key, ""))
    else:
        needs = {
            "string_type": "text in quotes",
            "string_too_short": "text that is not empty",
            "string_too_long": f"at most {limits.get('max_length')} characters",
            "int_type": "a whole number",
            "int_from_float": "a whole number",
            "float_type": "a plain number, without quotes",
            "finite_number": "a finite number",
            "list_type": "a list in brackets",
            "dict_type": "a table",
            "too_short": "at least one entry",
            "too_long": f"at most {limits.get('max_length')} entries",
            "greater_than": f"more than {_number(limits.get('gt'))}",
            "greater_than_equal": f"at least {_number(limits.get('ge'))}",
            "less_than_equal": f"at most {_number(limits.get('le'))}",
            "literal_error": f"{limits.get('expected')}",
        }.get(kind, str(detail["msg"]).lower())
        name = ".".join(str(part) for part in detail["loc"])
        findings.add(
            place, f"`{name}` needs {needs}, got {shown(came)}", WANTED.get(str(detail["loc"][0]), ""), "", WHOLE_VALUE
        )


def _number(limit: object) -> str:
    return f"{limit:g}" if isinstance(limit, int | float) else str(limit)


#: What a key holds, for the help line of a wrong or missing one.
WANTED = {
    "schema": "write schema = 1",
    "title": 'write title = "..."',
    "currency": 'write currency = "USD"',
    "horizons": "up to 24 months, each a whole number from 1 to 120: horizons = [12, 24]",
    "strategies": "at least one [strategies.NAME]",
    "category": "Compute, Engineering, Data & Eval, Compliance, Incidents, Migration, Opportunity",
    "initial": "the value of month 1, a quantity",
    "months": "how long until launch, in months, a quantity",
    "revenue_per_month": "revenue lost each month until launch, a quantity",
    "share": 'a share of each month\'s amounts, such as "10% to 30%"',
    "discount_rate": "a year, as a fraction: discount_rate = 0.08",
    "budget_per_month": "an amount a month, a plain number",
    "on": 'a list of categories: on = ["Compute"]',
    "without": 'what is not inherited: without = ["costs.NAME", "inputs.NAME", "launch", "buffer"]',
    "costs": "lines are tables: [strategies.NAME.costs.LINE]",
    "inputs": "name = quantity",
    "drivers": "name = quantity",
}
