"""Every number of a bundled scenario has a source, or the word judgement with its reason; a price has a date."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

CONFIGS = Path(__file__).parents[2] / "configs"
NAMES = sorted(path.stem for path in CONFIGS.glob("*.toml"))

#: What a comment names as its source. "As above" and the like point to a comment nearby.
SOURCE = re.compile(
    r"judgement|handbook|genai-prices|record|offer|published|statistics|bench|ICPE|Flyvbjerg|Datadog|OpenRouter|Cerebras"
    r"|list prices|Cast AI|NVIDIA|\b20\d\d\b|as (above|API|on the API)|peak|so that|hours a year",
)
#: Prices: in whose comments a day or a year is needed, unless they follow the handbook or another line.
PRICE = re.compile(r"USD (per million|an hour|for (one|the pair))")
DATED = re.compile(r"\b20\d\d\b|handbook|as above|recorded")

#: Numbers that are no assumption: counts, shares of a whole, months, hours and seconds, millions.
PLAIN = {0, 1, 2, 3, 4, 7, 8, 12, 24, 30, 52, 60, 100, 1_000, 2_080, 3_600, 86_400, 10**6, 10**9}
#: Keys that hold no amount.
SETTINGS = {
    *(
        "schema",
        "title",
        "currency",
        "horizons",
        "baseline",
        "discount_rate",
        "unit",
        "between",
        "label",
        "kind",
        "like",
    ),
    *("category", "without", "barred", "process", "dist", "name", "weights"),
}


def assumptions(text: str) -> Iterator[tuple[str, str]]:
    """Yield each line that holds a number of its own, and the comments about it: beside it, above it, at its table."""
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
        numbers = [float(n.replace("_", "")) for n in re.findall(r"(?<![\w.])\d[\d_]*\.?\d*(?:e\d+)?", value)]
        if equals and key.strip() not in SETTINGS and set(numbers) - PLAIN:
            yield line, f"{head} {above} {beside}"
        above = ""


def unsourced(text: str) -> list[str]:
    return [line for line, words in assumptions(text) if not SOURCE.search(words)]


@pytest.mark.parametrize("name", NAMES)
def test_every_number_has_a_source_or_is_called_a_judgement(name: str) -> None:
    text = (CONFIGS / f"{name}.toml").read_text("utf-8")
    assert len(list(assumptions(text))) > 10
    assert unsourced(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_every_price_has_a_date(name: str) -> None:
    lines = assumptions((CONFIGS / f"{name}.toml").read_text("utf-8"))
    assert [line for line, words in lines if PRICE.search(line) and not DATED.search(words)] == []


def test_a_number_without_a_source_is_noticed() -> None:
    assert unsourced('x = "5 to 9"             # USD a month\n') == ['x = "5 to 9"             # USD a month']
    assert unsourced('x = "5 to 9"             # USD a month: judgement, as for the neighbours\n') == []
    assert unsourced("# recorded, 2026\nx = 5.5\ny = 6.5\n") == ["y = 6.5"]
