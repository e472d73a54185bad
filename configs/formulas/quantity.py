"""Quantities: a number, an interval, a percentage, a law, or a formula, as written in a scenario."""

from __future__ import annotations

import math
import re
import threading
from datetime import date
from functools import lru_cache
from typing import Any

from ..text.common_numbers import interval_meant, number_meant, range_meant, unit_meant, with_unit
from ..text.csv_column import DataFiles
from ..text.problems import (
    WHOLE_VALUE,
    Findings,
    Path,
)
from ..text.refused import Refused
from ..text.spelling import did_you_mean, nearest, shown, written
from .expressions import Expression, Number, Quantity
from .formula import LONGEST, prices_in, read_formula
from .formula_errors import check_characters
from .laws import (
    BY_FORMULA,
    LISTS_OF_LAWS,
    Parameter,
    Parameters,
    by_formula,
    check_each,
    check_law_name,
    make_draw,
    part_of,
)

__all__ = ["FORMS", "IS_DATE", "STAND_IN", "constant_text", "read_quantity"]

FORMS = 'a number, "3_000 to 9_000", "10% to 70%", a formula in quotes, or { dist = "pert", ... }'

#: What a date means, for one in a place that takes none.
_DATES = "dates are for `from`, `after`, `until` and `at`; a time is a number of months: months = 9"

#: Quantities that are kept by what the file says at their address, a few scenarios of them: where a value changes, all
#: others are read again from here. Of a table only one without a mistake, a warning or a file beside it.
_MOST_KEPT = 4_096
_tables: dict[tuple[Path, str], Quantity] = {}
_keeping = threading.Lock()

#: Stands for a broken quantity, so that the other checks go on: it passes all of them.
STAND_IN = Number(1.0)

#: Refusals of a law that blame the presence of a key; all others blame its value.
_ABOUT_KEYS = re.compile(r"has no parameter|, not both,|together; |(?:no|two) percentiles, got|p99, got")

_OF_EMPIRICAL = ("values", "weights", "file", "column", "each", "min", "max")

_NUMBER = r"[+-]?(?:\d[\d_]*(?:\.[\d_]*)?|\.\d+)(?:[eE][+-]?\d+)?"
_PLAIN = re.compile(rf"({_NUMBER})(%?)", re.ASCII)
_INTERVAL = re.compile(rf"({_NUMBER})(%?)\s+to\s+({_NUMBER})(%?)", re.ASCII)
_INTERVAL_INSIDE = re.compile(rf"(?<![\w.])({_NUMBER})(\s*%)?\s+to\s+({_NUMBER})(?![\w.])(\s*%)?", re.ASCII)
#: A text that would be read as a subtraction. No scenario has one.
IS_DATE = re.compile(r"(?:19|20)\d\d-\d\d?(?:-\d\d?)?", re.ASCII)
_COMMA = re.compile(r"[+-]?\d[\d_]*(?:,\d+)+", re.ASCII)


def read_quantity(raw: Any, path: Path, findings: Findings) -> Quantity:
    """Return a quantity as read; mistakes are added to `findings` and `STAND_IN` is returned in place.

    Parameters
    ----------
    raw : object
        The value as TOML gives it.
    path : tuple of str
        Its keys from the top of the file; joined with dots, the address of its draw.
    """
    address = ".".join(path)
    try:
        if isinstance(raw, dict):
            return _of_table(raw, path, findings)
        if isinstance(raw, str):
            return _of_text(raw, address)
        return Quantity(address, Number(_number(raw)), written(raw))
    except Refused as error:
        offset = WHOLE_VALUE if error.offset is None else error.offset
        findings.add(path, str(error), error.help, address, offset, error.width)
    return Quantity(address, STAND_IN, written(raw))


@lru_cache(maxsize=_MOST_KEPT)
def _of_text(raw: str, address: str) -> Quantity:
    return Quantity(address, _text(raw, address), raw, listed=prices_in(raw))


def _of_table(raw: dict[str, Any], path: Path, findings: Findings) -> Quantity:
    try:
        key = path, repr(raw)  # tells 1 from 1.0 and True, as reading does
    except ValueError:  # a whole number of more digits than Python writes: refused below
        return _from_table(raw, path, findings)
    found = _tables.get(key)
    if found is None:
        said = len(findings.items), len(findings.warnings)
        found = _from_table(raw, path, findings)
        if said == (len(findings.items), len(findings.warnings)) and "'file'" not in key[1]:
            with _keeping:
                if len(_tables) >= _MOST_KEPT:
                    del _tables[next(iter(_tables))]
                _tables[key] = found
    return found


def _from_table(raw: dict[str, Any], path: Path, findings: Findings) -> Quantity:
    return Quantity(".".join(path), _table(raw, path, findings), written(raw), listed=prices_in(raw))


def _number(raw: object) -> float:
    if isinstance(raw, bool):
        raise Refused(f"a quantity is a number, got {shown(raw)}", "write 1 or 0")
    if not isinstance(raw, int | float):
        help = _DATES if isinstance(raw, date) else FORMS
        raise Refused(f"a quantity is needed, got {shown(raw)}", help)
    try:
        value = float(raw)
    except OverflowError:
        value = math.inf
    if math.isnan(value):
        raise Refused("nan is not a quantity", "leave the key out where there is no value")
    if math.isinf(value):
        raise Refused(f"{shown(raw)} is beyond the largest number there is (1.8e308)", "write a finite number")
    return value + 0.0  # -0.0 becomes 0.0: a division by it has another sign


def _digits(text: str) -> float:
    """Return a number written as text; underscores group digits as in TOML."""
    if "__" in text or re.search(r"_(?!\d)|(?<!\d)_", text):
        raise Refused(f"{text} is not a number", "underscores go between two digits")
    try:
        return _number(float(text.replace("_", "")))
    except ValueError as error:
        if isinstance(error, Refused):
            raise
        raise Refused(f"{shown(text)} is not a number") from None


def constant_text(text: str) -> float | None:
    """Return the number that a text is, a percentage over 100, None if it is something else."""
    text = text.strip(" \t\r\n")
    match = _PLAIN.fullmatch(text) if len(text) <= LONGEST else None
    if match is None:
        return None
    return _digits(match[1]) / 100.0 if match[2] else _digits(match[1])


def _text(raw: str, address: str) -> Expression:
    text = raw.strip(" \t\r\n")
    if len(raw) > LONGEST:  # before any pattern: some take superlinear time
        raise Refused(f"a quantity of {len(raw)} characters; {LONGEST} is the most", "split it into inputs")
    if not text:
        raise Refused("empty text where a quantity belongs", FORMS)
    if (value := constant_text(text)) is not None:
        return Number(value)
    if match := _INTERVAL.fullmatch(text):
        return _interval(match, address)
    check_characters(raw)
    _check_common_mistakes(raw, text)
    return read_formula(raw, address)


def _interval(match: re.Match[str], address: str) -> Expression:
    if bool(match[2]) != bool(match[4]):
        low, high = match[1], match[3]
        raise Refused("one end has a percent sign, the other has none", f'write "{low}% to {high}%", or neither')
    scale = 100.0 if match[2] else 1.0
    low, high = _digits(match[1]) / scale, _digits(match[3]) / scale
    if low > high:
        swapped = f"{match[3]}{match[4]} to {match[1]}{match[2]}"
        raise Refused(f"P95 is below P5 in {match[0]}", f'the lower end comes first: "{swapped}"')
    if low == high:
        raise Refused(f"both ends of {match[0]} are equal", f"write {match[1]} for a constant")
    if low == 0.0:
        raise Refused(
            f"an interval cannot begin at 0: {match[0]}",
            f'write "uniform(0, {high:g})", or "pert(0, MODE, {high:g})" with the likeliest value',
        )
    return make_draw("to", Parameters({"low": low, "high": high}), address)


def _check_common_mistakes(raw: str, text: str) -> None:
    """Refuse common mistakes that cannot be formulas, with what to write instead."""
    if match := re.fullmatch(rf"({_NUMBER})\s+%", text):
        raise Refused(f"a space before the percent sign: {shown(text)}", f'write "{match[1]}%"')
    if match := re.fullmatch(rf"(?:~|about|around|approx\.?|ca\.?|circa)\s*({_NUMBER})", text):
        help = f'write {match[1]} for the number alone, or the range around it, "LOW to HIGH"'
        raise Refused(f"{shown(text)} does not say how uncertain the number is", help)
    if match := re.fullmatch(rf"({_NUMBER})\s*((?:hour|day|week|month|year)s?)", text):
        help = f"write {match[1]} where the key counts in {match[2].rstrip('s')}s"
        raise Refused(f"a unit behind the number: {shown(text)}", help)
    if IS_DATE.fullmatch(text):
        raise Refused(f"{shown(text)} is a date, and would be read as a subtraction", _DATES)
    if _COMMA.fullmatch(text):
        thousands = re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+", text)
        point = text.replace(",", ".") if text.count(",") == 1 else ""
        better = [f"{text.replace(',', '_')} for thousands"] if thousands else []
        better += [f"{point} for a decimal point"] if point else []
        raise Refused(f"a comma in the number {text}", "write " + ", or ".join(better))
    if ends := range_meant(text):
        raise Refused(f"{shown(text)} is not an interval", f'write "{ends}" for P5 to P95')
    if (number := number_meant(text)) and not re.search("[kKmM]$", text):  # with its place: `unparsed`
        raise Refused(f"{shown(text)} is not a number", f'write "{number}"' if number[-1] == "%" else f"write {number}")
    if meant := interval_meant(text):
        raise Refused(*meant)
    if behind := unit_meant(text):
        value, unit = behind
        raise Refused(f"a unit behind the number: {shown(text)}", with_unit(value, unit))
    if match := _INTERVAL_INSIDE.search(raw):
        before, after = raw[: match.start()], raw[match.end() :]
        if before[-1:] in ("'", '"') and before[-1:] == after[:1]:
            before, after = before[:-1], after[1:]
        sign = "%" if match[2] or match[4] else ""
        offer = f"{before}to({match[1]}{sign}, {match[3]}{sign}){after}".strip()
        raise Refused(
            "an interval inside a formula is a call of `to`", f'write "{offer}"', match.start(), len(match[0])
        )
    if match := re.search(r"\bto\b(?!\s*\()", raw):
        message = "`to` goes between two plain numbers, or is called as a function"
        raise Refused(message, 'write "to(low, high)"', match.start(), 2)


def _table(raw: dict[str, Any], path: Path, findings: Findings) -> Expression:
    """Read `{ dist = ..., ... }`. A mistake in one key is reported at that key."""
    address = ".".join(path)
    if "dist" not in raw:
        if "process" in raw:
            raise Refused("a process is not allowed here", "make it a driver or an input, and use its name")
        near = nearest("dist", raw)
        raise Refused(
            f"a table without `dist`, got {shown(raw)}",
            f"did you mean `dist` for `{near}`?" if near else 'write { dist = "pert", low = 1, mode = 2, high = 4 }',
        )
    name = raw["dist"]
    if not isinstance(name, str):
        findings.add((*path, "dist"), f"`dist` needs the name of a law, got {shown(name)}", "", address, WHOLE_VALUE)
        return STAND_IN
    parameters, sound = Parameters(), True
    formulas: dict[str, Expression] = {}
    try:
        check_law_name(name)
    except Refused as error:
        findings.add((*path, "dist"), str(error), error.help, address, WHOLE_VALUE)
        return STAND_IN
    from_file = name == "empirical" and ("file" in raw or "column" in raw)
    if from_file:
        parameters.values |= _columns(raw, path, findings)
        sound = not findings.under(path)
    for key, value in raw.items():
        if key == "dist" or (from_file and key in ("file", "column", "values", "weights")):
            continue
        if key == "each":
            parameters.monthly = True
            if value != "month":
                sound = False
                findings.add((*path, key), f'each can only be "month", got {shown(value)}', "", address, WHOLE_VALUE)
            continue
        if name == "empirical" and key not in _OF_EMPIRICAL:
            findings.add(
                (*path, key), f"empirical has no parameter {shown(key)}", did_you_mean(key, _OF_EMPIRICAL), address
            )
            sound = False
            continue
        if (name, key) in LISTS_OF_LAWS and isinstance(value, list):
            parameters.values[key] = _parts(value, (*path, key), findings)
            sound = sound and not findings.under((*path, key))
            continue
        try:
            check_each(name, key)
        except Refused as error:
            findings.add((*path, key), str(error), error.help, address)
            sound = False
            continue
        try:
            if (name, key) in BY_FORMULA and isinstance(value, str):
                formula = _text(value, f"{address}.{key}")  # the draw of p is another than that of the law
                if not isinstance(formula, Number):
                    formulas[key] = formula
                    continue
            read = _parameters(name, key, value)
        except Refused as error:
            findings.add((*path, key), str(error), error.help, address, WHOLE_VALUE)
            sound = False
            continue
        parameters.values[key] = read
    if not sound:
        return STAND_IN
    try:
        if formulas:
            return by_formula(name, formulas, parameters, address)
        return make_draw(name, parameters, address)
    except Refused as error:
        place = (*path, error.key) if error.key in raw else path
        value = place != path and not _ABOUT_KEYS.search(str(error))
        findings.add(place, str(error), error.help, address, WHOLE_VALUE if value else None)
        return STAND_IN


def _parts(raw: list[Any], path: Path, findings: Findings) -> Parameter:
    """Return the parts of a mixture; a mistake in one is reported at its own place."""
    found = []
    for index, item in enumerate(raw):
        place = (*path, str(index))
        read = read_quantity(item, place, findings)
        try:
            found.append(part_of(read.expression))
        except Refused as error:
            findings.add(place, str(error), error.help, ".".join(path), WHOLE_VALUE)
    return tuple(found)


def _columns(raw: dict[str, Any], path: Path, findings: Findings) -> dict[str, Parameter]:
    """Return the numbers of `file` and `column`, and the weights beside them, reporting mistakes."""
    address = ".".join(path)
    if "values" in raw:
        findings.add((*path, "values"), "empirical takes values or a file and a column, not both", "", address)
    for key, other in (("file", "column"), ("column", "file")):
        if key not in raw:
            findings.add(path, f"empirical: `{other}` needs `{key}` beside it", f'write {key} = "..."', address)
    for key in ("file", "column", "weights"):
        if not isinstance(raw.get(key, ""), str):
            what = "the heading of a column, in quotes" if key == "weights" else "text in quotes"
            findings.add((*path, key), f"`{key}` needs {what}, got {shown(raw[key])}", "", address, WHOLE_VALUE)
    if findings.under(path):
        return {}
    found: dict[str, Parameter] = {}
    for key, heading in (("values", "column"), ("weights", "weights")):
        try:
            if heading in raw:
                found[key] = numbers = (findings.files or DataFiles()).column(raw["file"], raw[heading])
                _warn_of_plan(raw, len(numbers), path, findings)
        except Refused as error:
            place = heading if error.key == "column" else error.key or "file"
            findings.add((*path, place), str(error), error.help, address, WHOLE_VALUE)
    return found


def _warn_of_plan(raw: dict[str, Any], rows: int, path: Path, findings: Findings) -> None:
    """Warn of a file of whole years, month after month, that is not of the past: most likely a plan."""
    if "weights" in raw or rows == 0 or rows % 12:
        return
    months = (findings.files or DataFiles()).months_in(raw["file"])
    if not months or (findings.start is not None and months[-1] < findings.start):
        return
    message = (
        f"{raw['file']} has {rows} months in order, and `empirical` draws any of them at any time; "
        f'a plan has the value of each month: [drivers.NAME] with process = "plan", file = {shown(raw["file"])}, '
        f"column = {shown(raw['column'])}"
    )
    findings.warn(".".join(path), message)


def _parameters(law: str, key: str, value: object) -> float | tuple[float, ...]:
    if isinstance(value, list):
        return tuple(_parameter(law, key, item) for item in value)
    return _parameter(law, key, value)


def _parameter(law: str, key: str, value: object) -> float:
    """Return one parameter: a number, a percentage in quotes, or arithmetic on numbers in quotes."""
    if isinstance(value, str):
        read = _text(value, key)
        if isinstance(read, Number):
            return read.value
        raise Refused(
            f"{law}: {key} is {shown(value)}; parameters of a law are numbers",
            'keep the uncertain part outside the law: "rate * gamma(mean=1, sd=0.3)"',
        )
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{law}: {key} needs a number, got {shown(value)}")
    return _number(value)
