"""`[requirements.NAME]`: questions of the user's own that every strategy answers, and what a wrong answer does."""

from __future__ import annotations

from math import isfinite
from typing import Any

from ..formulas.ranges import at_least
from ..model.requirements import Requirement
from ..text.problems import WHOLE_VALUE, Findings, Path
from ..text.spelling import accepted, did_you_mean, shown
from .lines import check_names
from .parts import TableParts
from .shapes import MissingTable, RequirementTable
from .structure import check_table

__all__ = ["check_answers", "read_requirements"]


def read_requirements(raw: dict[str, Any] | None, findings: Findings) -> dict[str, Requirement]:
    """Read `requirements` at the top of the file."""
    named = check_names(raw, ("requirements",), findings)
    found = (_requirement(value, ("requirements", name), findings) for name, value in named.items())
    return {each.name: each for each in found if each is not None}


def _requirement(raw: Any, path: Path, findings: Findings) -> Requirement | None:
    table = check_table(RequirementTable, raw, path, findings)
    if table is None:
        return None
    limits = {key: limit for key in ("at_least", "at_most") if (limit := getattr(table, key)) is not None}
    levels = tuple(table.levels or ())
    for key, limit in limits.items():
        if levels and limit not in levels:
            help = did_you_mean(str(limit), levels, "levels")
            findings.add(
                (*path, key), f"`{key}` needs to be one of the levels, got {shown(limit)}", help, "", WHOLE_VALUE
            )
        elif not levels and isinstance(limit, str):
            help = f'a number, or list the answers: levels = ["none", {shown(limit)}]'
            findings.add((*path, key), f"`{key}` needs a number, got {shown(limit)}", help, "", WHOLE_VALUE)
    if len(limits) > 1:
        findings.add((*path, "at_most"), "a question has one limit: `at_least` or `at_most`", "make it two questions")
    if levels and not limits:
        help = f"write at_least = {shown(levels[-1])}"
        findings.add((*path, "levels"), "`levels` needs `at_least` or `at_most`", help)
    if len(set(levels)) < len(levels):
        findings.add((*path, "levels"), "`levels` lists one of them twice", "each level once")
    months = one_time = None
    if table.missing is not None and check_table(MissingTable, table.missing, (*path, "missing"), findings) is not None:
        parts = TableParts(table.missing, (*path, "missing"), findings)
        months, one_time = (
            None if (read := parts.optional(key)) is None else at_least(read, 0.0, key, findings)
            for key in ("months", "one_time")
        )
        if months is None and one_time is None:
            help = 'write missing = { months = "3 to 6" }, or leave it out: then a strategy that fails is barred'
            findings.add((*path, "missing"), "`missing` needs `months`, `one_time` or both", help)
    return Requirement(
        ".".join(path),
        path[-1],
        table.question or "",
        levels,
        months=months,
        one_time=one_time,
        need=table.need,
        **limits,
    )


def check_answers(
    raw: dict[str, Any], requirements: dict[str, Requirement], asked: frozenset[str], findings: Findings
) -> None:
    """Report what strategies answer to questions that nobody asks, and answers of another kind.

    Parameters
    ----------
    raw : dict
        The strategies as TOML gives them.
    asked : frozenset of str
        All names under `requirements`, those included that could not be read.
    """
    for strategy, table in raw.items():
        answers = table.get("meets") if isinstance(table, dict) else None
        for name, answer in answers.items() if isinstance(answers, dict) else ():
            path = ("strategies", strategy, "meets", name)
            if name not in asked:
                help = did_you_mean(name, sorted(asked), "requirements") if asked else f"write [requirements.{name}]"
                findings.add(path, f"`{name}` is not one of the requirements", help)
                continue
            if name in requirements and (wrong := _wrong_kind(requirements[name], answer)):
                message, help = f"`{name}` needs {wrong}, got {shown(answer)}", requirements[name].question
                findings.add(path, message, help, "", WHOLE_VALUE)


def _wrong_kind(requirement: Requirement, answer: object) -> str:
    """Return what kind of answer is needed where this one is of another; else nothing."""
    if requirement.levels:
        return "" if answer in requirement.levels else f"one of its levels, {accepted(requirement.levels)}"
    if requirement.at_least is None and requirement.at_most is None:
        return "" if isinstance(answer, bool) else "`true` or `false`"
    numeric = isinstance(answer, int | float) and not isinstance(answer, bool) and isfinite(answer)
    return "" if numeric else "a number"
