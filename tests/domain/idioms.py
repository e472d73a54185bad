"""The examples of the idiom pages in docs/ and the answers below them: what this folder tests, as it is printed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from engine_tools import Array, Futures

from tcorisk.configs import Scenario, loads

PAGES = sorted((Path(__file__).parents[2] / "docs").glob("idioms*.md"))

#: Futures of a run: enough for errors of half a per cent of a standard deviation.
N = 2**15


@cache
def sections() -> dict[str, str]:
    """Return the text below each heading of the pages, by the name of the file that it shows."""
    found: dict[str, str] = {}
    for page in PAGES:
        for part in re.split(r"^## .+$", page.read_text("utf-8"), flags=re.MULTILINE)[1:]:
            [name] = re.findall(r"^<!-- file: (\w+)\.toml -->$", part, re.MULTILINE)
            assert name not in found, f"two idioms show a file {name}.toml"
            found[name] = part
    return found


def idiom(name: str, extra: str = "", change: tuple[str, str] | None = None) -> Scenario:
    """Read an example; `extra` is put below it, and of `change` the first text, there once, becomes the second."""
    [text] = re.findall(r"^```toml\n(.*?)^```$", sections()[name], re.MULTILINE | re.DOTALL)
    if change is not None:
        assert text.count(change[0]) == 1, f"{change[0]!r} is not there exactly once"
        text = text.replace(*change)
    return loads(text + extra)


def futures(what: Scenario, n: int = N) -> Futures:
    """Run independent futures."""
    return Futures(what, n, "random")


def output(run: Futures, strategy: str, name: str) -> Array:
    """Return an output at the last horizon in each future: its mean over the months."""
    return run.results[run.layout.row(run.layout.outputs[strategy][name], run.layout.horizons[-1])]


@dataclass(frozen=True)
class Told:
    """A figure as it is printed."""

    text: str

    @property
    def value(self) -> float:
        return float(self.text.replace(",", ""))

    @property
    def half_a_digit(self) -> float:
        """Half a unit of the last digit that says something: of the last decimal, or the last that is no 0."""
        if "." in self.text:
            return 0.5 * 10.0 ** -len(self.text.partition(".")[2])
        digits = self.text.replace(",", "")
        return 0.5 * 10.0 ** (len(digits) - len(digits.rstrip("0")))

    def rounds(self, truth: float) -> bool:
        """Whether the figure is this number, rounded."""
        return abs(self.value - truth) <= self.half_a_digit * (1.0 + 1e-9)


def told(name: str, row: str) -> Told:
    """Return the answer that stands in a row of an example's table."""
    [figure] = re.findall(rf"^\| {re.escape(row)} \| ([\d.,]+) \|$", sections()[name], re.MULTILINE)
    return Told(figure)


def check_page(name: str, answers: dict[str, float]) -> None:
    """Hold an example's table against answers: the same rows, each figure a rounded answer."""
    assert set(re.findall(r"^\| (.+?) \| [\d.,]+ \|$", sections()[name], re.MULTILINE)) == set(answers)
    wrong = {row: (told(name, row).text, truth) for row, truth in answers.items() if not told(name, row).rounds(truth)}
    assert not wrong
