"""Numbers and intervals as people write them: thousands with commas, `k` and `M`, currency and percent signs."""

from __future__ import annotations

import re

__all__ = ["interval_meant", "number_meant", "range_meant", "unit_meant", "with_unit"]

_END = re.compile(
    r"(?P<currency>\$|[A-Z]{3}\s)?\s?(?P<number>[+-]?(?:\d[\d_]*(?:,\d+)*(?:\.\d+)?|\.\d+))\s?(?P<scale>[kKmM])?\s?(?P<percent>%?)"
    r"(?P<behind>\s[A-Z]{3})?",
    re.ASCII,
)
_NUMBER = re.compile(
    r"(?:[$\u20ac\u00a3]|[A-Z]{3}\b)?\s?(?P<number>[+-]?(?:\d[\d_]*(?:(?:[, ]\d{3})*(?:\.\d+)?|,\d\d?)|\.\d+))"
    r"\s?(?P<scale>[kKmM]\b)?"
    r"(?P<percent>\s?%|\s(?:percent|per cent|pct)\b)?(?:\s?(?:[A-Z]{3}|[$\u20ac\u00a3]))?"
)
_PLAIN = r"[+-]?(?:\d[\d_]*(?:\.[\d_]*(?!\.))?|\.\d+)(?:[eE][+-]?\d+)?"
_DASHED = re.compile(rf"({_PLAIN})(%?)\s*(?:-|\.\.\.?|TO|To)\s*({_PLAIN})(%?)", re.ASCII)
_BETWEEN = re.compile(rf"between\s+({_PLAIN})(%?)\s+and\s+({_PLAIN})(%?)", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", re.ASCII)
_TYPED = r"[$\u20ac\u00a3]?\s?\d[\d_,]*(?:\.\d+)?(?:[eE][+-]?\d+)?(?:\s?[kKmM]\b)?(?:\s?%)?"
_WITH_UNIT = re.compile(
    rf"(?P<value>{_TYPED}(?:\s+to\s+{_TYPED})?)\s*"
    r"(?P<unit>(?!(?:if|and|or|not|to|else|in|is|per|[jkKmM])\b)(?<!%)(?<!%\s)[A-Za-z]+(?:\s?/\s?[A-Za-z]+)?(?:\s+per\s+[A-Za-z]+)?|per\s+[A-Za-z]+)",
    re.ASCII,
)
_SCALES = {"k": 1e3, "m": 1e6}


def number_meant(text: str) -> str | None:
    """Return the number that a text is, as the language writes it, a percentage with its sign; None if it is none.

    Parameters
    ----------
    text : str
        Of bounded length, without blanks around it: `5k`, `$5`, `5 USD`, `1 000`, `8 percent`.
    """
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    number = match["number"].replace(" ", "_")
    number = _plain(f"0{number}" if number.startswith(".") else number, match["scale"] or "")
    return f"{number}%" if match["percent"] else number


def unit_meant(text: str) -> tuple[str, str] | None:
    """Return the number or interval that stands before a unit, as the language writes it, and the unit.

    None if it is none: `2_000 per month`, `10.2kW`, `0.09 to 0.16 USD/kWh`. A text of bounded length.
    """
    match = _WITH_UNIT.fullmatch(text)
    if match is None:
        return None
    value = match["value"]
    if (offer := interval_meant(value)) is not None:
        return offer[1].split('"')[1], match["unit"]
    return " to ".join(number_meant(end) or end for end in re.split(r"\s+to\s+", value)), match["unit"]


def with_unit(value: str, unit: str) -> str:
    """Return the help for a number or an interval that has a unit behind it."""
    written = f'"{value}"' if " to " in value or value.endswith("%") else value
    return f"write {written}, and the unit in a comment: # {unit}"


def range_meant(text: str) -> str | None:
    """Return the interval that `5-9`, or "between 5 and 9", is, as the language writes it; None if it is none.

    9 - 3 is arithmetic, 3 - 9 rarely.
    """
    match = _DASHED.fullmatch(text) or _BETWEEN.fullmatch(text)
    if match is None or not float(match[1].replace("_", "")) < float(match[3].replace("_", "")):
        return None
    sign = match[2] or match[4]
    return f"{match[1]}{sign} to {match[3]}{sign}"


def interval_meant(text: str) -> tuple[str, str] | None:
    """Return what is wrong with something like an interval and what to write; None if it is nothing of the kind.

    Parameters
    ----------
    text : str
        Of bounded length, without blanks around it.
    """
    parts = re.split(r"\s+to\s+", text)
    ends = [match for part in parts if (match := _END.fullmatch(part))]
    if not 2 <= len(ends) == len(parts) <= 3:
        return None
    last = ends[-1]["scale"] or ""
    shared = last if not any(end["scale"] for end in ends[:-1]) else ""  # "15 to 22k" speaks of thousands twice
    percent = "%" if any(end["percent"] for end in ends) else ""
    plain = [_plain(end["number"], end["scale"] or shared) + percent for end in ends]
    signs = [sign.strip() for end in ends for sign in (end["currency"], end["behind"]) if sign]
    if len(ends) == 3:
        wrong = "an interval has two ends, P5 and P95; here are three values"
        offer = f"pert({', '.join(plain)})" if not percent else ""
        return wrong, f'write "{offer}" for the lowest, the likeliest and the highest' if offer else "give two of them"
    offer = f'write "{plain[0]} to {plain[1]}"'
    if signs:
        return f"a currency in an interval, `{signs[0]}`: amounts are in the scenario's currency", offer
    if last or shared or any(end["scale"] for end in ends):
        letter = next(end["scale"] for end in ends if end["scale"])
        return f"`{letter}` behind a number: thousands and millions are written out", offer
    if any("," in end["number"] for end in ends):
        return "a comma in a number", offer
    if percent:
        return "a space before a percent sign", offer
    return None


def _plain(number: str, scale: str) -> str:
    """Return a number as the language writes it; a comma that does not part thousands is a decimal point."""
    if "," in number:
        number = number.replace(",", "_") if _THOUSANDS.fullmatch(number) else number.replace(",", ".", 1)
    if not scale:
        return number
    try:
        return f"{float(number.replace('_', '')) * _SCALES[scale.lower()]:_.15g}"
    except ValueError:
        return number
