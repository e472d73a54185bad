"""From text to tables, with plain explanations of what TOML refuses.

TOML stops at its first mistake. Where that mistake is a value on one line (a formula without quotes, `12%`, `1,5`),
it is reported, replaced by what was probably meant, and reading goes on, so that the other mistakes of the file are
reported in the same go.
"""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from datetime import date
from decimal import Decimal
from typing import Any

from .common_numbers import interval_meant, number_meant, range_meant, unit_meant, with_unit
from .locate import Locator
from .problems import Problem
from .spelling import shown

__all__ = ["parse"]

#: Lines that are repaired before reading gives up, and characters read again for them: fewer lines of a long text.
PATIENCE, REREAD = 40, 2_000_000

#: Parts of a dotted key, at most; reading takes time for every pair of them.
MOST_PARTS = 20

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_LONG_KEY = re.compile(rf"(?<![A-Za-z0-9_-]){_PART}(?:[ \t]*\.[ \t]*{_PART}){{{MOST_PARTS},}}")

#: Characters of a value that is looked at as a number or an interval, at most.
_SHORT = 100

#: Characters of a line, and brackets inside brackets, in which a slip is looked for; each bracket is read again.
_LINE, _DEEP = 5_000, 20

_PLACE = re.compile(r" ?\(at (?:line (\d+), column (\d+)|end of document)\)")
_PAIR = re.compile(r"""(?P<key>\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*[A-Za-z0-9_-]+)*\s*)=(?P<value>.*)""")
_STATEMENT = re.compile(_PAIR.pattern + r"""|\s*\[+\s*[A-Za-z_"'][^,\s]*\s*\]+\s*(?:#.*)?$""")
_CURLY = {"\u201c": '"', "\u201d": '"', "\u201e": '"', "\u00ab": '"', "\u00bb": '"', "\u2018": "'", "\u2019": "'"}
#: In a list: `9,050` is refused, as no number begins with 0.
_THOUSANDS = re.compile(r"(?<![\w,.])[1-9]\d{0,2}(?:,\d{3})*,0\d{2}(?:,\d{3})*(?!\w)")
_SPACES = re.compile("[\u00a0\u1680\u2000-\u200b\u202f\u205f\u3000\ufeff]")


def parse(text: str, place: str) -> tuple[dict[str, Any] | None, list[Problem]]:
    """Return the tables of a text and the mistakes against TOML in it.

    The tables are None if the text could not be repaired far enough to be read to its end.
    """
    problems: list[Problem] = []
    if match := _LONG_KEY.search(text):
        lines = text[: match.start()].split("\n")
        message, help = f"a key of more than {MOST_PARTS} parts", "the keys of a scenario have up to seven"
        where = len(lines), len(lines[-1]) + 1, len(match[0]), text.split("\n")[len(lines) - 1]
        return None, [Problem("", message, help, place, *where)]
    repaired = text
    for _ in range(min(PATIENCE, 1 + REREAD // (1 + len(text)))):
        try:
            return tomllib.loads(repaired), problems
        except tomllib.TOMLDecodeError as error:
            found = _explain(text, repaired, str(error), place)
        except RecursionError:
            problems.append(Problem("", "brackets are nested too deeply to be read", source=place))
            return None, problems
        except (ValueError, OverflowError, MemoryError):  # more digits than Python reads: a plain ValueError
            found = [_digits(repaired, place)]
        lines = repaired.split("\n")
        for problem, line, replacement in found:
            problems.append(problem)
            if line is None or lines[line - 1] == replacement:
                return None, problems
            lines[line - 1] = replacement
        repaired = "\n".join(lines)
    return None, problems


Repair = tuple[Problem, int | None, str]  # the mistake, and the line to replace before reading on


def _digits(text: str, place: str) -> Repair:
    for number, line in enumerate(text.split("\n"), 1):
        if match := re.search(r"[0-9_]{1000,}", line):
            problem = Problem(
                "",
                f"a number of {len(match[0])} digits",
                "write large numbers with an exponent: 1e9",
                place,
                number,
                match.start() + 1,
                min(20, len(match[0])),
                line,
            )
            return problem, number, line[: match.start()] + "1" + line[match.end() :]
    return Problem("", "a value cannot be read", source=place), None, ""


def _explain(original: str, text: str, message: str, place: str) -> list[Repair]:
    """Turn TOML's refusal into a mistake with its line, and a guess at what was meant; repeated keys all at once."""
    twice = any(words in message for words in ("overwrite", "declare", "Duplicate", "mutate", "redefine"))
    if twice and (repeated := _repeated(text, place)):
        return repeated
    lines = text.split("\n")
    where = _PLACE.search(message)
    words = _PLACE.sub("", message) or "cannot be read as TOML"
    within: str | None = None  # the line with the bracket around this one
    if where is None or where[1] is None:
        number = max((n for n, line in enumerate(lines, 1) if line.strip()), default=1)
        start = _opened(text)
        number, words = (start, "a bracket or a quote opened here is never closed") if start else (number, words)
        line = lines[number - 1]
        column = 1
    else:
        number, column = min(int(where[1]), len(lines)), int(where[2])
        line = lines[number - 1]
        opening = _opened("\n".join(lines[: number - 1])) if number > 1 else None
        if opening and _reads("\n".join(lines[opening - 1 : number - 1])):
            opening = None
        within = lines[opening - 1] if opening and not _STATEMENT.match(line) else None
        if "Unclosed" in words and opening and within is None:
            number, words = opening, "a bracket opened here is never closed"
            line = lines[number - 1]
        elif column == 1 and not line.strip() and number > 1:
            number -= 1
            line = lines[number - 1]
            column = len(line)
    written = original.split("\n")[number - 1].rstrip("\r")
    if not _split_thousands(line) and (slip := _slip(line, within)) is not None:
        start, stop, keys = slip
        said, help, meant = _in_brackets(line[start:stop], words)
        column = start + 1 + len(written) - len(line.rstrip("\r"))  # what was repaired is before it
        problem = Problem(_address(text, number, keys), said, help, place, number, column, stop - start, written)
        return [(problem, number if meant else None, line[:start] + meant + line[stop:])]
    said, help, meant = _newcomer(line.rstrip("\r"), words)
    if match := _PAIR.match(line):
        key, value = match["key"], match["value"]
        column = len(key) + 2 + len(value) - len(value.lstrip())
        width = max(1, len(value.strip()))
        address = _address(text, number, key.strip())
    else:
        column, width, address = min(column, len(line) + 1), 1, ""
    problem = Problem(address, said, help, place, number, column, width, written)
    return [(problem, number if meant else None, meant)]


def _address(text: str, line: int, key: str) -> str:
    """Return the address of a key from the table header above it."""
    for above in reversed(text.split("\n")[: line - 1]):
        if match := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", above):
            return f"{match[1]}.{key}"
    return key


def _split_thousands(line: str) -> re.Match[str] | None:
    """Return the number whose thousands are split by commas in a list, if TOML refuses it for that."""
    match = _PAIR.match(line)
    value = match["value"].partition("#")[0].lstrip() if match else ""
    return _THOUSANDS.search(value) if value.startswith("[") else None


def _slip(line: str, within: str | None = None) -> tuple[int, int, str] | None:
    """Return the extent of the value inside the brackets of `key = {...}` that TOML refuses, and its keys.

    None where the brackets themselves are the mistake, and where there are none. `within` is the line that opens the
    brackets around this one.
    """
    if within is not None:
        key = f"{within.partition('=')[0].strip()} = ["
        found = _slip(f"{key}{line.partition('#')[0].rstrip().rstrip(',')}]")
        return None if found is None else (found[0] - len(key), found[1] - len(key), found[2])
    match = _PAIR.match(line) if len(line) <= _LINE else None
    if match is None:
        return None
    keys, start, stop = [match["key"].strip()], match.start("value"), len(line)
    found = None
    for _ in range(_DEEP):
        opening = start + len(line[start:stop]) - len(line[start:stop].lstrip())
        if opening == stop or line[opening] not in "[{":
            break
        table = line[opening] == "{"
        pieces, closing = _pieces(line, opening + 1)
        if closing < len(line) and line[closing] != "]}"[table]:
            return found
        refused = (piece for piece in pieces if not _reads(("" if table else "x = ") + line[slice(*piece)]))
        start, stop = next(refused, (closing, closing))
        if start == stop:  # nothing in it, or nothing between two commas
            return found
        if table:
            inner = _PAIR.match(line, start, stop)
            if inner is None:
                return found
            keys.append(inner["key"].strip())
            start = inner.start("value") + len(inner["value"]) - len(inner["value"].lstrip())
        if start == stop or _reads(f"x = {line[start:stop]}"):
            return found
        found = start, stop, ".".join(keys)
    return found


def _pieces(line: str, i: int) -> tuple[list[tuple[int, int]], int]:
    """Return the extents of what commas part from `i` on, without blanks, and where the closing bracket is."""
    depth, quote, first, found = 0, "", i, []
    while i < len(line) and (quote or line[i] != "#"):
        if quote or line[i] in "\"'":
            quote = (line[i] if not quote else "") if line[i] == quote or not quote else quote
        elif line[i] in "([{":
            depth += 1
        elif line[i] in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif line[i] == "," and not depth:
            found.append((first, i))
            first = i + 1
        i += 1
    stripped = [(b - len(line[a:b].lstrip()), a + len(line[a:b].rstrip())) for a, b in [*found, (first, i)]]
    return stripped, i if i < len(line) and line[i] in ")]}" else len(line)


def _reads(text: str) -> bool:
    try:
        tomllib.loads(text)
    except (ValueError, RecursionError, OverflowError, MemoryError):
        return False
    return True


def _in_brackets(value: str, words: str) -> tuple[str, str, str]:
    """Return what `_newcomer` does of a value inside brackets, where a comma may be missing after it too."""
    first, *rest = re.findall(r"""[\w-]+\s*=.*|"[^"]*"|'[^']*'|[^\s"']+""", value)
    typed = number_meant(value) if len(value) <= _SHORT else None
    if rest and typed is None and all(map(_reads, (f"x = {first}", *(x if "=" in x else f"x = {x}" for x in rest)))):
        better = ", ".join((first, *rest))
        return f"a comma is missing after {shown_bare(first)}", f"put it there: {shown_bare(better)}", better
    said, help, meant = _newcomer(f"x = {value}", words)
    return said, help, meant.partition("= ")[2]


def _opened(text: str) -> int | None:
    """Return the line of the last statement, where a bracket or a long string stays open to the end of the text."""
    last = Locator(text).last
    return None if last < 0 else text.count("\n", 0, last) + 1


def _repeated(text: str, place: str) -> list[Repair]:
    """Report the keys and tables that are written twice, at their second place, up to one that cannot be left out."""
    locator = Locator(text)
    found: list[Repair] = []
    for path, first, second in locator.repeated:
        line, column = locator.line_column(second.start)
        if found and line == found[-1][1]:
            continue  # left out with the one before it
        earlier, _ = locator.line_column(first.start)
        written = locator.line_text(line)
        what = "table" if second.value < 0 else "key"
        name = ".".join(path)
        problem = Problem(
            name,
            f"{what} `{name}` is written twice",
            f"line {earlier} defines it already; keep one of the two",
            place,
            line,
            column,
            second.width,
            written,
            f"first on line {earlier}",
        )
        ends_there = second.value >= 0 and locator.line_column(second.stop)[0] == line
        left_out = line if ends_there and _PAIR.match(written) else None
        found.append((problem, left_out, "#" + " " * len(written)))
        if left_out is None:
            break
    return found


def _newcomer(line: str, words: str) -> tuple[str, str, str]:
    """Return what is wrong with a line, what to write, and the line as it was probably meant ("" where unknown)."""
    if any(c in line for c in _CURLY) and not re.search(r"""["']""", line):
        straight = "".join(_CURLY.get(c, c) for c in line)
        return "curly quotes: TOML knows only straight ones", 'type " instead', straight
    if match := _SPACES.search(line):
        code = f"U+{ord(match[0]):04X}"
        return f"this line contains an invisible space ({code})", "type a plain space", _SPACES.sub(" ", line)
    match = _PAIR.match(line)
    if match is None:
        if re.match(r"\s*[A-Za-z0-9_.-]+\s*:", line):
            return "a colon where TOML has `=`", "write `key = value`", re.sub(":", " =", line, count=1)
        if re.match(r"\s*\[", line):
            return (
                f"a table's header cannot be read: {words}",
                "write `[drivers]` or `[strategies.api.costs.tokens]`",
                "",
            )
        return f"cannot be read as TOML: {words}", "a line is `key = value`, `[table]` or `# comment`", ""
    key = match["key"]
    value, _, comment = match["value"].partition("#")
    value = value.strip()
    tail = f"  #{comment}" if comment else ""

    def meant(text: str) -> str:
        return f"{key}= {text}{tail}"

    if not value:
        return f"`{key.strip()}` has no value", 'write a number, or text in quotes: "..."', meant("1")
    if value[0] in "\"'" and match["value"].count(value[0]) > 2:
        return "a quote inside the quotes", "quotes go around the whole value, and none inside it", ""
    if value[0] in "\"'":
        return f"text that cannot be read: {words}", "write it in one pair of straight quotes", ""
    if found := _split_thousands(line):
        message = f"a comma in the number {found[0]}, and in a list a comma begins the next number"
        return message, f"write {found[0].replace(',', '_')} for thousands", meant(_THOUSANDS.sub("1", value))
    if value[0] in "[{":
        return f"cannot be read as TOML: {words}", "is a comma, a quote or a closing bracket missing?", ""
    if re.fullmatch(r"[+-]?[\d_]+,[\d_]+", value):
        point, thousands = value.replace(",", "."), value.replace(",", "_")
        better = f"{point}" + (f", or {thousands} for thousands" if re.fullmatch(r".*,\d{3}", value) else "")
        return f"a comma in the number {value}", f"write {better}", meant(point.lstrip("+") or "1")
    if re.fullmatch(r"[+-]?(?:[\d_]+(?:\.[\d_]*)?|\.[\d_]+)\s*%", value):
        percent = re.sub(r"\s", "", value)
        number = _hundredth(percent[:-1])
        help = f'write {number}, or "{percent}" where a formula may stand'
        return f"a percentage needs quotes: {shown_bare(value)}", help, meant(number)
    if value.lower() in ("true", "false", "none", "null", "nan", "inf") and "\\" not in value:
        better = value.lower() if value.lower() in ("true", "false") else ""
        help = f"write {better}" if better else "leave the key out where there is no value"
        return f"`{value}` is not a TOML value", help, meant(better or "1")
    if (dated := _date(value)) is not None:
        said, help, day = dated
        return said, help, meant(day)
    if re.fullmatch(r"[+-]?(\.\d+|\d+\.|0\d+)", value):
        number = value.lstrip("+-0") or "0"
        number = f"0{number}" if number[0] == "." else number.rstrip(".") + (".0" if number.endswith(".") else "")
        sign = "-" if value.startswith("-") else ""
        return f"`{value}` is not a TOML number", f"write {sign}{number}", meant(sign + number)
    short = value if len(value) <= _SHORT else ""
    if (typed := number_meant(short)) is not None:
        plain = _hundredth(typed[:-1]) if typed.endswith("%") else typed
        return f"{shown_bare(value)} is not a number", f"write {plain}", meant(plain)
    if '"' in value or "'" in value:
        inner = value.replace('"', "'")
        return "text, a formula or an interval needs quotes around all of it", f'write "{inner}"', ""
    if (ends := range_meant(short)) is not None:
        help = f'write "{ends}", from P5 to P95'
        return f"an interval has `to` and needs quotes: {shown_bare(value)}", help, meant(f'"{ends}"')
    if (ends_meant := interval_meant(short)) is not None:
        return f"an interval needs quotes: {shown_bare(value)}", ends_meant[1], meant("1")
    if (behind := unit_meant(short)) is not None:
        number, unit = behind
        if number.endswith("%") and " to " not in number:
            number = _hundredth(number[:-1])
        plain = f'"{number}"' if " to " in number else number
        return f"a unit behind the number: {shown_bare(value)}", with_unit(number, unit), meant(plain)
    quoted = f'"{value}"'
    kind = (
        "an interval"
        if re.search(r"\bto\b(?!\s*\()", value)
        else "a formula"
        if re.search(r"[-+*/(]", value)
        else "text"
    )
    return f"{kind} needs quotes: {shown_bare(value)}", f"write {quoted}", meant(quoted) if "\\" not in value else ""


def _hundredth(percent: str) -> str:
    """Return a percentage as the fraction that it is."""
    return f"{Decimal(percent.replace('_', '')) / 100:f}"


def _date(value: str) -> tuple[str, str, str] | None:
    """Return what is wrong with a date, what to write, and a date; None if it is nothing like one."""
    match = re.fullmatch(r"(\d{4})[-/.](\d\d?)(?:[-/.](\d\d?))?", value, re.ASCII)
    if match is None:
        if re.fullmatch(r"\d\d?[-/.]\d\d?[-/.]\d{4}", value, re.ASCII):
            return f"`{value}` is not a TOML date", "year, month, day, as in 2026-09-30", "1"
        return None
    year, month, day = (int(part or 0) for part in match.groups())
    if year == 0 or not 1 <= month <= 12:
        return f"`{value}` is not a date: there is no such month", "year, month, day, as in 2026-09-30", "1"
    last = monthrange(year, month)[1]
    first, final = (date(year, month, number).isoformat() for number in (1, last))
    if match[3] is None:
        return f"`{value}` is a month, and a date needs its day", f"write {first}, or {final} for its end", first
    if not 1 <= day <= last:
        return f"`{value}` is not a date: there is no such day", f"write {final}", final
    right = date(year, month, day).isoformat()
    return f"`{value}` is not a TOML date", f"write {right}", right


def shown_bare(value: str) -> str:
    """Return a value as written, shortened."""
    return shown(value)[1:-1] if "\\" not in shown(value) else value[:60]
