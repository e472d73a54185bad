"""What is wrong with a text that is not a formula, with the place and what to write instead."""

from __future__ import annotations

import ast
import re

from ..text.refused import Refused

__all__ = ["AS_INPUT", "check_characters", "unparsed"]

#: What cannot be written as a call is written as a table, under a name.
AS_INPUT = 'make it a driver or an input, NAME = {{ dist = "{}", {} }}, and write NAME here'


_NUMBER = r"(?<![\w.])\d[\d_]*(?:\.\d*)?"


def check_characters(text: str) -> None:
    """Refuse typographic signs, invisible spaces and comments."""
    names = {"\u00d7": "*", "\u00f7": "/", "\u2212": "-", "\u2013": "-", "\u2014": "-", "\u00a0": "a plain space"}
    names |= dict.fromkeys("\u20ac\u00a3", "the number alone: amounts are in the scenario's currency")
    names |= dict.fromkeys("\u201c\u201d\u2018\u2019\u201e\u00ab\u00bb", "nothing: formulas have no quotes inside")
    for offset, c in enumerate(text):
        if c == "#":
            raise Refused("a comment inside the quotes", "put it after the closing quote", offset)
        if c == "\\" or (not (c.isascii() and c.isprintable()) and c not in "\n\t\r"):
            shown = f"`{c}` (U+{ord(c):04X})" if c.isprintable() and c != "\\" else f"U+{ord(c):04X}"
            instead = f"write {names[c]}" if c in names else "formulas are plain ASCII"
            raise Refused(f"character {shown} is not allowed in a formula", instead, offset)


def _missing_comma(source: str) -> tuple[int, str] | None:
    """Return where a comma makes a formula of a text, and that formula; None where one comma is not enough."""
    for match in re.finditer(r"(?<=[\w.)])\s+(?=[\w(.])", source):
        better = f"{source[: match.start()]}, {source[match.end() :]}"
        try:
            ast.parse(better.replace("%", "j"), mode="eval")
        except SyntaxError:
            continue
        return match.end(), better
    return None


def unparsed(text: str, source: str, said: str, offset: int, blanks: int) -> Refused:
    """Say what is wrong with a text that Python does not parse, as far as it can be guessed."""
    if match := re.search(r"(?<![\w.])(\d[\d_]*\.?\d*) ?([kKmM])(?![A-Za-z0-9_])", source):
        scale = {"k": 1e3, "m": 1e6}[match[2].lower()]
        full = f"{float(match[1].replace('_', '')) * scale:_.0f}"
        return Refused(f"`{match[0]}` is not a number", f"write {full}", blanks + match.start(), len(match[0]))
    if match := re.search(r"\bscipy\s*:\s*(\w+)", source):
        help = AS_INPUT.format(f"scipy:{match[1]}", "...")
        return Refused("SciPy's laws cannot be called in a formula", help, blanks + match.start(), len(match[0]))
    if match := re.search(r"[$\u20ac]", source):
        help = "write the number alone: amounts are in the scenario's currency"
        return Refused(f"a currency sign, `{match[0]}`", help, blanks + match.start())
    if match := re.search(r"(?<![\w.])(\d[\d_]*(?:\.\d*)?|\.\d+)\s+%", source):
        message, help = f"a space before the percent sign: `{match[0]}`", f"write {match[1]}%"
        return Refused(message, help, blanks + match.start(), len(match[0]))
    if match := re.search(r"&&?|\|\|?|!(?!=)", source):
        help = "write `and`, `or`, `not` between conditions"
        return Refused(f"`{match[0]}` is not in the language", help, blanks + match.start(), len(match[0]))
    if match := re.search(rf"({_NUMBER})%\s*({_NUMBER}|[A-Za-z_]\w*)", source):
        message, help = f"no operator after the percentage `{match[1]}%`", f"write {match[1]}% * {match[2]}"
        if match[2][0].isdigit():
            help += f", or mod({match[1]}, {match[2]}) for a remainder"
        return Refused(message, help, blanks + match.start(), len(match[0]))
    for words, help in {
        "was never closed": "a bracket is not closed",
        "unmatched": "a bracket is closed that was never opened",
        "leading zeros": "write the number without leading zeros",
    }.items():
        if words in said:
            return Refused(f"cannot be read as a formula: {said}", help, blanks + offset)
    if (found := _missing_comma(source) if "forgot a comma" in said else None) is not None:
        at, better = found
        message = "two values without a comma or an operator between them"
        return Refused(message, f"write {better}", blanks + at)
    if re.search(r"(?<![<>=!])=(?!=)", source):
        return Refused(f"cannot be read as a formula: {said}", "`==` compares", blanks + offset)
    if re.fullmatch(r"[A-Za-z][A-Za-z ]*", source):
        return Refused("text where a quantity belongs", 'a number, "3_000 to 9_000" or a formula', blanks)
    return Refused(f"cannot be read as a formula: {said}", "", blanks + offset)
