"""The error of a law that cannot be made, and the checks that all laws share."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Iterable
from dataclasses import fields
from numbers import Real
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

__all__ = [
    "LARGEST",
    "SHAPES",
    "SMALLEST",
    "LawError",
    "check_finite",
    "check_number",
    "check_numbers",
    "check_shape",
    "nearest",
    "shown",
]

#: Size of the largest and of the smallest non-zero parameter: squares and ratios of two stay finite and normal.
LARGEST, SMALLEST = 1e100, 1e-100

#: Shape parameters of gamma and beta laws for which SciPy's inverses were tested.
SHAPES = (0.01, 1e5)


class LawError(ValueError):
    """A law cannot be made, or cannot be sampled.

    The law knows the rule; the reader of the scenario adds the place.

    Attributes
    ----------
    parameter : str or None
        Which of the keys is at fault, None if it is the law as a whole.
    """

    def __init__(self, message: str, parameter: str | None = None) -> None:
        """Take the message and the key at fault."""
        super().__init__(message)
        self.parameter = parameter


def word(name: str) -> str:
    """Return a given name, quoted and cut to a line."""
    return repr(name) if len(name) <= 40 else f"{name[:40]!r}..."


def shown(value: object) -> str:
    """Return a given value as TOML writes it, cut to a line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"text {word(value)}"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, int):  # past 4,300 digits Python refuses to print an int
        return str(value) if value.bit_length() < 200 else "a number of more than 60 digits"
    if isinstance(value, float):
        return f"{value:g}" if value == float(f"{value:g}") else repr(float(value))
    return type(value).__name__


def nearest(name: str, known: Iterable[str], prefix: str = "") -> str:
    """Return the end of a message that offers the nearest known name; empty where none is near."""
    found = difflib.get_close_matches(name.lower(), list(known), n=1)
    return f", did you mean {prefix}{found[0]}?" if found else ""


def check_number(value: object, law: str, parameter: str) -> float:
    """Return the parameter as a float.

    Raises
    ------
    LawError
        If it is text, true or false, NaN, infinite, or of a size that no quantity has.
    """
    if isinstance(value, bool) or not isinstance(value, Real):
        raise LawError(f"{law}: {parameter} needs a number, got {shown(value)}", parameter)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number) or abs(number) > LARGEST or 0.0 < abs(number) < SMALLEST:
        rule = f"0 or of size {SMALLEST:g} to {LARGEST:g}"
        raise LawError(f"{law}: {parameter} needs a finite number, {rule}, got {shown(value)}", parameter)
    return number


def check_numbers(law: DataclassInstance, name: str) -> None:
    """Check every field of a law under construction and store it as a float."""
    for item in fields(law):
        object.__setattr__(law, item.name, check_number(getattr(law, item.name), name, item.name))


def check_shape(value: float, law: str, parameter: str) -> None:
    """Refuse a shape parameter outside `SHAPES`."""
    low, high = SHAPES
    if not low <= value <= high:
        raise LawError(f"{law} needs {parameter} between {low:g} and {high:g}, got {shown(value)}", parameter)


def check_finite(moment: Callable[[], float], message: str, parameter: str) -> None:
    """Refuse parameters that are valid one by one but whose moment overflows."""
    try:
        finite = math.isfinite(moment())
    except OverflowError:
        finite = False
    if not finite:
        raise LawError(message, parameter)
