"""Published cases with known answers, from TOML files: `python tests/validation/published_cases.py` prints the table.

A figure agrees if it is within the rounding of what was published, or within four of its own standard errors. A case is
a file of `published/`; `compound_poisson` lies with the scenarios.
"""

from __future__ import annotations

import argparse
import functools
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tcorisk import Result, Scenario, evpi, evppi, load, sensitivity, simulate

__all__ = ["FIGURES", "Figure", "Found", "agrees", "of_case"]

FUTURES = 2**18
FOLDERS = (Path(__file__).parent / "published", Path(__file__).parents[1] / "scenarios")


@dataclass(frozen=True)
class Found:
    """A number of ours and its standard error; 0 where it has none."""

    value: float
    se: float = 0.0


@dataclass(frozen=True)
class Figure:
    """A published figure, as it is written there, and how to find ours."""

    case: str
    name: str
    source: str
    published: str
    ours: Callable[[str], Found]

    @property
    def truth(self) -> float:
        return float(self.published.replace(",", ""))

    @property
    def rounding(self) -> float:
        """Half a unit of the last digit that is written."""
        return 0.5 * 10.0 ** -len(self.published.partition(".")[2])


@functools.cache
def of_case(name: str) -> Scenario:
    """Return the scenario of a case."""
    [path] = [folder / f"{name}.toml" for folder in FOLDERS if (folder / f"{name}.toml").exists()]
    return load(path)


@functools.cache
def _run(name: str) -> Result:
    return simulate(of_case(name), FUTURES)


def agrees(figure: Figure, found: Found) -> bool:
    """Tell whether ours is the published figure, up to its rounding and our error."""
    return abs(found.value - figure.truth) <= max(figure.rounding, 4.0 * found.se)


def _of(strategy: str, statistic: str = "mean", months: int | None = None, sign: float = 1.0) -> Callable[[str], Found]:
    def ours(case: str) -> Found:
        horizons = _run(case).document["strategies"][strategy]["horizons"]
        numbers = horizons[str(months)] if months else next(iter(horizons.values()))
        return Found(sign * numbers[statistic], numbers["se"][statistic])

    return ours


def _gain(strategy: str) -> Callable[[str], Found]:
    return _of(strategy, sign=-1.0)


def _knowing(*addresses: str) -> Callable[[str], Found]:
    def ours(case: str) -> Found:
        found = evppi(of_case(case), addresses) if addresses else evpi(of_case(case))
        return Found(found.value, found.se)

    return ours


def _share(address: str, kind: str) -> Callable[[str], Found]:
    def ours(case: str) -> Found:
        found = getattr(sensitivity(of_case(case), of="tco")[address], kind)
        return Found(found.value, found.se)

    return ours


SAS = "SAS/OR User's Guide, PROC DTREE"
RAIFFA = "Raiffa 1968; HUGIN manual"
CLEMEN = "Clemen, Making Hard Decisions"
RENDER = "Render and Stair"
ANDERSON = "Anderson, Sweeney, Williams"
COURSE = "engineering economics, EVPI"
TOOL = "insurance example of a risk tool, by FFT"
RISKQUANT = "riskquant, README"
VOLLIB = "py_vollib, documentation"
MATHWORLD = "MathWorld, Uniform Sum Distribution"
FORMULA = "closed form"

FIGURES = (
    Figure("dtree", "gain of drilling", SAS, "140,000", _gain("drill")),
    Figure("dtree", "value of knowing the oil", SAS, "155,000", _knowing("drivers.oil")),
    Figure("dtree", "value of knowing the cost", SAS, "10,000", _knowing("drivers.cost")),
    Figure("wildcatter", "gain of drilling", RAIFFA, "20.00", _gain("drill")),
    Figure("wildcatter", "value of knowing the oil", RAIFFA, "35.00", _knowing()),
    Figure("wildcatter", "value of the seismic test", RAIFFA, "12.50", _knowing("drivers.structure")),
    Figure("settlement", "ask 5, then refuse 3", CLEMEN, "4.63", _gain("ask_5_then_refuse_3")),
    Figure("plants", "large plant", RENDER, "86,000", _gain("large_plant")),
    Figure("plants", "small plant", RENDER, "48,000", _gain("small_plant")),
    Figure("condominiums", "large", ANDERSON, "14.2", _gain("large")),
    Figure("condominiums", "medium", ANDERSON, "12.2", _gain("medium")),
    Figure("condominiums", "small", ANDERSON, "7.8", _gain("small")),
    Figure("new_design", "present worth", COURSE, "20,225", _gain("new")),
    Figure("new_design", "perfect information", COURSE, "9,567", _knowing()),
    Figure("compound_poisson", "mean", TOOL, "50,000", _of("exposed")),
    Figure("compound_poisson", "sd", TOOL, "31,622.8", _of("exposed", "sd")),
    Figure("compound_poisson", "P50", TOOL, "44,366", _of("exposed", "p50")),
    Figure("compound_poisson", "P90", TOOL, "91,450", _of("exposed", "p90")),
    Figure("compound_poisson", "P95", TOOL, "109,112", _of("exposed", "p95")),
    Figure("compound_poisson", "P99", TOOL, "149,399", _of("exposed", "p99")),
    Figure("compound_poisson", "mean above P95", TOOL, "134,487", _of("exposed", "cvar95")),
    Figure("plankton", "loss of a year", RISKQUANT, "40,400.13", _of("exposed")),
    Figure("option", "call", VOLLIB, "12.111581", _of("call")),
    Figure("option", "put", VOLLIB, "1.662705", _of("put")),
    Figure("uniform_renewals", "draws to exceed 1, less 1", MATHWORLD, "1.718282", _of("count", months=1)),
    Figure("uniform_renewals", "draws to exceed 2, less 1", MATHWORLD, "3.670774", _of("count", months=2)),
    Figure("uniform_renewals", "draws to exceed 3, less 1", MATHWORLD, "5.666566", _of("count", months=3)),
    Figure("uniform_renewals", "draws to exceed 4, less 1", MATHWORLD, "7.666604", _of("count", months=4)),
    Figure("normal_choice", "perfect information", FORMULA, "19,779.66", _knowing()),
    Figure("normal_choice", "value of knowing z1", FORMULA, "12,953.60", _knowing("drivers.z1")),
    Figure("normal_choice", "value of knowing z2", FORMULA, "6,798.29", _knowing("drivers.z2")),
    Figure("rare_breach", "value of knowing the wage", FORMULA, "7.979", _knowing("drivers.wage")),
    Figure("product", "first-order index of x", FORMULA, "0.23256", _share("drivers.x", "first_order")),
    Figure("product", "first-order index of y", FORMULA, "0.70139", _share("drivers.y", "first_order")),
    Figure("product", "total-order index of x", FORMULA, "0.29861", _share("drivers.x", "total")),
    Figure("product", "total-order index of y", FORMULA, "0.76744", _share("drivers.y", "total")),
)

#: What the sources choose.
CHOICES = {
    "dtree": "drill",
    "wildcatter": "drill",
    "settlement": "ask_5_then_refuse_3",
    "plants": "large_plant",
    "condominiums": "large",
    "new_design": "new",
}


def chosen(case: str) -> str:
    """Return the strategy that we recommend."""
    return str(_run(case).verdict["recommended"])


def main() -> None:
    """Print the table, for a page with `--markdown`; fail where a figure does not agree."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--markdown", action="store_true")
    markdown = parser.parse_args().markdown
    line = "| {} | {} | {} | {} | {} | {} |" if markdown else "{:<17}{:<27}{:<42}{:>20}{:>20}{:>9}"
    print(line.format("case", "figure", "source", "published", "ours", "error"))
    wrong = 0
    for figure in FIGURES:
        found = figure.ours(figure.case)
        wrong += not agrees(figure, found)
        ours = f"{found.value:,.{max(2, len(figure.published.partition('.')[2]))}f}"
        error = f"{found.value / figure.truth - 1.0:+.3%}"
        print(line.format(figure.case, figure.name, figure.source, figure.published, ours, error), flush=True)
    for case, choice in CHOICES.items():
        wrong += chosen(case) != choice
        print(line.format(case, "choice", "as above", choice, chosen(case), ""))
    print(f"{len(FIGURES) + len(CHOICES)} figures and choices, {wrong} of them off")
    raise SystemExit(wrong > 0)


if __name__ == "__main__":
    main()
