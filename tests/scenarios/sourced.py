"""What counts as the source of a number: in the comments of a scenario, and in a page of the guide.

A number of the domain has a named source beside it, or the word judgement; a price has a month as well. A page whose
numbers only show how something is written says so once, in the words of `MADE_UP`; it is then no source for others.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

MADE_UP = "show the syntax; they are not estimates"

#: Numbers that are no assumption: counts, shares of a whole, months, hours and seconds, millions.
PLAIN = {0, 1, 2, 3, 4, 7, 8, 12, 24, 30, 52, 60, 100, 1_000, 2_080, 3_600, 86_400, 10**6, 10**9}
#: Keys that hold no amount.
SETTINGS = {
    *("schema", "title", "currency", "horizons", "baseline", "discount_rate", "unit", "between", "label", "kind"),
    *("like", "category", "without", "barred", "process", "dist", "name", "weights", "start", "margin"),
}


def numbers(text: str) -> list[float]:
    return [float(n.replace("_", "")) for n in re.findall(r"(?<![\w.])\d[\d_]*\.?\d*(?:e-?\d+)?", text)]


def assumptions(text: str) -> Iterator[tuple[str, str, str]]:
    """Yield each line that holds a number of its own, and the comments about it: at its table, above and beside it."""
    head, above = "", ""
    for line in text.splitlines():
        code, _, beside = line.partition("#")
        if not code.strip():
            above = f"{above} {beside}" if beside else ""
            continue
        if code.startswith("["):
            head, above = f"{above} {beside}", ""
            continue
        key, equals, value = code.partition("=")
        value = re.sub(r"list_(price|rent)\([^)]*\)|\b[A-Za-z_]\w*", "", value)
        if equals and key.strip() not in SETTINGS and set(numbers(value)) - PLAIN:
            yield line, head, f"{above} {beside}"
        above = ""


# ---- pages -------------------------------------------------------------------------------------------------------

_MONTH = "January|February|March|April|May|June|July|August|September|October|November|December"
_YEAR = r"(?:19|20)\d\d"
#: A name, a comma or a parenthesis, a year: "Datadog, a vendor, April 2026", "Jansen (1999)"; a month is no name.
_NAME = (
    rf"\b(?!(?:{_MONTH}|The|In|Of|It|A|An)\b)[A-Z]\w+(?:[^()\n|;:]{{0,80}}?"
    rf"(?:, (?:read (?:in )?)?(?:(?:{_MONTH}) )?|,? \(| et al\.,? )|(?<=[A-Z]{{4}}) ){_YEAR}\b"
)
NAMED = re.compile(
    "judgement|handbook|genai-prices|gpu-price-index|price lists? of|arXiv|https?://|github\\.com|see model\\.md"
    f"|{_NAME}"
)
DAY = re.compile(rf"(?:{_MONTH}) {_YEAR}|{_YEAR}-\d\d|handbook")

#: Pages that others may name as a source.
SOURCES = {"model.md", "idioms.md", "idioms_api.md", "idioms_own.md", "trust.md"}

_BLOCK = re.compile(r"^(?:<!-- [^>]* -->\n)?```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_N = r"(?<![\w.,-])\d+(?:,\d{3})*(?:\.\d+)?"
_UNIT = r"FTE|kW|hours?|h|weeks?|days?|years?|months?|minutes?|seconds?|s|ms|tokens|GPUs?"
#: A figure of the domain: money, a share, a time, an amount of work, a year, anything of a thousand or more.
_FIGURES = (
    re.compile(rf"(?:USD|EUR|GBP) {_N}|{_N}(?:(?: to |-){_N})? (?:USD|EUR|GBP)\b"),
    re.compile(rf"{_N}(?:(?: to |-){_N})? ?%"),
    re.compile(rf"{_N}(?:(?: to |-){_N})? (?:{_UNIT})\b(?! (?:ago|long|earlier))"),
    re.compile(rf"(?<![\w.,-]){_YEAR}\b(?!-\d\d)"),
    re.compile(
        r"(?<![\w.,-])\d{1,3}(?:,\d{3})+\b(?! (?:futures|trajectories|runs|results|draws|times|of the|cells|order))"
    ),
)
#: Above a paragraph or a table whose figures a test computes again; a reader of the page does not see it.
COMPUTED = re.compile(r"<!-- computed by (tests/[\w/]+\.py) -->")
#: Percentages that are a definition, and figures of no domain.
_DEFINED = re.compile(r"worst 5 %|9\d % intervals?|probability of 90 %|100 %|2\^\d+")
_PRICE = re.compile(rf"USD (?:an? |per )|(?:{_N}|a) (?:USD|EUR|GBP) an? (?:hour|month|year|GPU|kWh?|million|user)")
#: A price in a comment.
_RATE = re.compile(r"\bUSD an? (?:GPU|unit|hour|million|month|year|token|kWh?)\b")
_COMMAND = re.compile(r"`(?:simulate|python|cd benchmarks|pip)\b")
#: Lengths of time that are a horizon or a calendar.
_TIMES = {1, 2, 3, 4, 6, 12, 24}


@dataclass(frozen=True)
class Passage:
    """A paragraph, an item of a list or a row of a table."""

    text: str
    #: What introduces it: the paragraph above, and of a row the head of its table.
    caption: str
    #: Whether tcorisk prints it: by a command of the section, or in a test that is named above a table.
    printed: bool
    #: The cell in the column `source` of its table.
    source: str = ""


def passages(page: str) -> Iterator[Passage]:
    """Yield what a page says outside of its blocks."""
    for section in re.split(r"^(?=#+ )", page, flags=re.MULTILINE):
        command = re.search(r"^```(?:sh|bash|python)$", section, re.MULTILINE) is not None
        above = ""
        for part in re.split(r"\n\s*\n", _BLOCK.sub("\n\n", section)):
            lines = part.strip().splitlines()
            tested = bool(lines) and COMPUTED.match(lines[0]) is not None
            if tested:
                del lines[0]
            if not lines or lines[0].startswith("#"):
                continue
            if lines[0].startswith("|"):
                head = [cell.strip() for cell in lines[0].split("|")]
                printed = command or tested or head[1] == "exact"
                for row in lines[2:]:
                    source = row.split("|")[head.index("source")].strip() if "source" in head else ""
                    yield Passage(row, f"{above} {lines[0]}", printed, source)
                continue
            items = re.split(r"^(?=(?:[-*]|\d+\.) )", "\n".join(lines), flags=re.MULTILINE)
            lead = items[0] or above
            for item in filter(None, items):
                yield Passage(" ".join(item.split()), "" if item == lead else lead, command or tested)
            above = " ".join(lines)


def _values(text: str) -> set[float]:
    return {
        float(n.replace(",", "").replace("_", ""))
        for n in re.findall(r"(?<![\w.])\d[\d_]*(?:,\d{3})*(?:\.\d+)?(?:e-?\d+)?", text)
    }


def shown(page: str) -> set[float]:
    """Return the numbers of the blocks and of the tables of exact answers: they are sourced, or printed, there."""
    tables = re.findall(r"^\| exact \|.*?(?:\n\n|\Z)", page, re.MULTILINE | re.DOTALL)
    return _values("\n".join([*(block for _, block in _BLOCK.findall(page)), *tables]))


def figures(text: str) -> Iterator[tuple[str, set[float]]]:
    """Yield the figures of the domain in a text, each with what it may be elsewhere on the page."""
    text = _DEFINED.sub("", re.sub(r"!\[[^]]*\]|`[^`]*`|\]\([^)]*\)", "``", text))
    for pattern in _FIGURES:
        for match in pattern.finditer(text):
            values = _values(match.group())
            if not (pattern is _FIGURES[-1] and all(math.log2(v).is_integer() for v in values)):  # sizes of the program
                yield match.group(), values


def is_known(figure: str, values: set[float], known: set[float]) -> bool:
    if "%" in figure:
        return all(v in known or round(v / 100, 6) in known for v in values)
    if re.search(rf" (?:{_UNIT})$", figure):
        known = known | _TIMES
    return values <= known


def is_made_up(page: str) -> bool:
    """Whether a page says, above its first snippet, that its numbers only show how something is written."""
    return MADE_UP in " ".join(page.partition("```toml")[0].split())


def faults_of_prose(page: str) -> list[str]:
    """Return the passages of a page with a figure that has no source, or a price without a month."""
    found = []
    for section in re.split(r"^(?=## )", page, flags=re.MULTILINE):
        for passage in passages(section):
            words = f"{passage.text} {passage.caption}"
            known = shown(section) | _values(" ".join(re.findall(r"`[^`]*`", passage.text)))
            new = [figure for figure, values in figures(passage.text) if not is_known(figure, values, known)]
            links = SOURCES & set(re.findall(r"\]\((?:\w+/)*(\w+\.md)", words))
            if not new or passage.printed:
                continue
            if not (links or passage.source or NAMED.search(words) or _COMMAND.search(words)):
                found.append(f"{new} in: {passage.text[:200]}")
            elif _PRICE.search(passage.text) and not DAY.search(words):
                found.append(f"no month: {new} in: {passage.text[:200]}")
    return found


def faults_of_snippets(page: str) -> list[str]:
    """Return the lines of the TOML of a page with a number that has no source, or a price without a month."""
    blocks = [text for language, text in _BLOCK.findall(page) if language == "toml"]
    return [fault for text in blocks for fault in faults_of_scenario(text)]


def faults_of_scenario(text: str) -> list[str]:
    """Return the lines of a scenario with a number that has no source, or a price without a month."""
    found = []
    # What a strategy is called after is a choice, and what was sourced once may be written again.
    known = _values("\n".join(re.findall(r'^(?:title|label|question) = "(.*)"', text, re.MULTILINE)))
    for line, head, near in assumptions(text):
        words, values = head + near, set(numbers(line.partition("#")[0])) - PLAIN
        if NAMED.search(words):
            known |= values | _values(words) | {v / 100 for v in _values(words)}
            if _RATE.search(near) and not DAY.search(words):
                found.append(f"no month: {line}")
        elif not values <= known:
            found.append(line)
    return found


def faults_of_priors(table: object, where: str = "") -> list[str]:
    """Return the pairs [law, source] of the wizard's priors whose law has a number and whose source is none."""
    if isinstance(table, dict):
        return [fault for key, value in table.items() for fault in faults_of_priors(value, f"{where}.{key}")]
    if not isinstance(table, list) or where.endswith(".words"):
        return []
    law, source = table
    return [] if NAMED.search(source) or not set(numbers(str(law))) - PLAIN else [f"{where[1:]}: {law}"]
