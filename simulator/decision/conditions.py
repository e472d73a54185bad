"""Conditions on a result in the names of its document: `self_hosted.24.p_beats > 0.5`, `verdict.recommended != api`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from ...configs.text.spelling import accepted, did_you_mean

__all__ = ["Condition", "Judged", "check_figure", "check_names", "judge", "parse_condition"]

_WRITTEN = re.compile(r"\s*([A-Za-z][\w.]*)\s*(<=|>=|==|!=|<|>)\s*(\S(?:.*\S)?)\s*", re.ASCII)
_NUMBER = re.compile(r"[-+]?(\d[\d_,]*(\.\d*)?|\.\d+)(e[-+]?\d+)?", re.ASCII | re.IGNORECASE)
_SCALES = {"k": 1e3, "m": 1e6}
#: Members of the verdict that name a strategy, and those that are true or false.
_CHOSEN = ("recommended", "runner_up", "compared_with", "lowest", "most_often_cheapest", "rival")
_FLAGS = ("close", "told_apart")
#: Members of a comparison with the baseline, which the baseline itself has not.
_AGAINST = ("p_beats", "p_beats_se", "p_beats_by_10", "p_beats_by_20", "p_ties", "savings", "break_even", "drivers")
_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


@dataclass(frozen=True, slots=True)
class Condition:
    """A figure of the document, by the names that lead to it, and what it is compared with."""

    text: str
    path: tuple[str, ...]
    relation: str
    value: float | str | bool


class Judged(NamedTuple):
    """Whether a condition holds, for which figure, and the ends of that figure's 90 % interval, where it has one."""

    holds: bool
    found: float | str | bool
    interval: tuple[float, float] | None


def parse_condition(text: str) -> Condition:
    """Read a condition.

    Raises
    ------
    ValueError
        If it is none.
    """
    match = _WRITTEN.fullmatch(text)
    if match is None:
        raise ValueError("a condition is FIGURE RELATION VALUE, such as self_hosted.24.p_beats > 0.5")
    path, relation, written = match.groups()
    return Condition(text.strip(), tuple(path.split(".")), relation, _value(written))


def check_names(condition: Condition, strategies: Sequence[str], horizons: Sequence[int], baseline: str) -> None:
    """Refuse a condition about a strategy or a horizon that a run will not have: it could never hold.

    Raises
    ------
    ValueError
        With what there is.
    """
    first, *rest = condition.path
    if first == "verdict":
        _check_verdict(condition, strategies)
        return
    if first not in strategies:
        raise ValueError(f"no strategy `{first}`; {did_you_mean(first, ['verdict', *strategies], 'there are')}")
    known = [str(horizon) for horizon in horizons]
    if not rest or rest[0] not in known:
        raise ValueError(f"after `{first}.` a horizon is needed, one of {', '.join(known)}, then a figure")
    if first == baseline and len(rest) > 1 and rest[1] in _AGAINST:
        others = [name for name in strategies if name != baseline]
        help = f"name another strategy: {accepted(others)}" if others else "there is no other strategy"
        raise ValueError(f"`{first}` is the baseline, with which the others are compared; {help}")


def _check_verdict(condition: Condition, strategies: Sequence[str]) -> None:
    """Refuse a condition on a member of the verdict that is compared with what it never is."""
    member, value = ".".join(condition.path[1:]), condition.value
    if member in _CHOSEN and value not in strategies:
        raise ValueError(f"no strategy `{value}`; {did_you_mean(str(value), strategies, 'there are')}")
    if member in _FLAGS and not isinstance(value, bool):
        raise ValueError(f"`verdict.{member}` is true or false, not {value!r}; write verdict.{member} == true")


def check_figure(document: Mapping[str, Any], condition: Condition) -> None:
    """Refuse a figure that the document of a short run shows no result of a scenario to have.

    What lies in a list, below what is null there, or among the inputs of the verdict depends on the run: it passes.

    Raises
    ------
    ValueError
        With the names that there are.
    """
    if condition.path[:2] != ("verdict", "inputs"):
        _figure(document, condition.path, of_any_run=True)


def judge(document: Mapping[str, Any], condition: Condition) -> Judged:
    """Return whether a condition holds.

    Parameters
    ----------
    document : mapping
        As `Result.document` gives it.

    Raises
    ------
    ValueError
        If the document has no such figure, or one that cannot be compared so.
    """
    found, interval = _figure(document, condition.path)
    name = ".".join(condition.path)
    if found is None:
        raise ValueError(_null(name))
    if isinstance(found, Mapping | list):
        help = did_you_mean("", list(found), "it has") if isinstance(found, Mapping) else "compare one of its figures"
        raise ValueError(f"`{name}` is not one figure; {help}")
    numeric = [isinstance(each, int | float) and not isinstance(each, bool) for each in (found, condition.value)]
    if numeric[0] != numeric[1] or (not numeric[0] and condition.relation not in ("==", "!=")):
        raise ValueError(
            f"`{name}` is {found!r}, which cannot be compared with {condition.value!r} by {condition.relation}"
        )
    return Judged(_OPERATORS[condition.relation](found, condition.value), found, interval)


def _value(written: str) -> float | str | bool:
    unit = written[-1].lower() if written[-1] in "kKmM%" else ""
    bare = written.removesuffix(written[-1]).rstrip() if unit else written
    if _NUMBER.fullmatch(bare):
        number = float(bare.replace("_", "").replace(",", ""))
        return number / 100.0 if unit == "%" else number * _SCALES.get(unit, 1.0)
    if written in ("true", "false"):
        return written == "true"
    return written.strip("\"'")


def _figure(
    document: Mapping[str, Any], path: Sequence[str], of_any_run: bool = False
) -> tuple[Any, tuple[float, float] | None]:
    """Return a figure, and the ends of its interval if it has one: of a strategy, else of its comparison."""
    if path[0] == "verdict":
        return _inside(document["verdict"], path[1:], "verdict", of_any_run), None
    strategy, horizon, *rest = path
    numbers = document["strategies"][strategy]["horizons"][horizon]
    compared: Mapping[str, Any] = next(
        (
            item
            for item in document["comparisons"]
            if (item["strategy"], str(item["horizon"])) == (strategy, horizon)
            and item["baseline"] == document["scenario"]["baseline"]
        ),
        {},
    )
    whole = compared if rest and rest[0] in compared and rest[0] not in numbers else {**compared, **numbers}
    found = _inside(whole, rest, f"{strategy}.{horizon}", of_any_run)
    around = {} if not rest else whole if len(rest) == 1 else whole["savings"] if rest[0] == "savings" else {}
    interval = around.get("interval90", {}).get(rest[-1]) if rest else None
    interval = whole["policy"]["option"]["interval90"] if rest == ["policy", "option", "mean"] else interval
    return found, None if interval is None or None in interval else (interval[0], interval[1])


def _inside(value: Any, keys: Sequence[str], name: str, of_any_run: bool) -> Any:
    """Return what names lead to; a name of the scenario's own may have dots, `lines.home.gpus.mean`."""
    if not keys or (of_any_run and (value is None or isinstance(value, list))):
        return value
    if isinstance(value, list):  # the moves of a policy, from 0
        value = {str(at): each for at, each in enumerate(value)}
    for count in range(len(keys), 0, -1):
        key = ".".join(keys[:count])
        if isinstance(value, Mapping) and key in value:
            return _inside(value[key], keys[count:], f"{name}.{key}", of_any_run)
    if value is None:
        raise ValueError(_null(name))
    known = list(value) if isinstance(value, Mapping) else []
    raise ValueError(f"`{name}` has no `{keys[0]}`; {did_you_mean(keys[0], known, 'it has')}")


def _null(name: str) -> str:
    strategy, *figure = name.split(".")
    help = f"\n  = help: set strategies.{strategy}.budget_per_month" if "budget" in figure else ""
    return f"`{name}` is null in this result: it does not apply{help}"
