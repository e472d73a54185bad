"""The best values of an optimisation as text: a table to read, CSV and JSON to go on with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...simulator.decision.conditions import Judged, parse_condition
from ..words.condition_words import condition_words
from ..words.documents import render_json
from ..words.layout import clean
from ..words.numbers import T90, Money, months, number
from ..words.view import TextLine
from .sweeps import csv_text
from .text_page import as_text, paragraph, table, title

__all__ = ["render_optimum"]

_WIDTH = 100
_FIGURES = {"mean": "mean", "p90": "P90", "worst_5": "worst 5 %"}


def render_optimum(output: str, found: Mapping[str, Any]) -> str:
    """Return an optimum as "csv" (the frontier, or the best values alone), "json" or "table".

    Parameters
    ----------
    output : str
    found : mapping
        As `Optimum.document` has it.
    """
    if output == "json":
        return render_json(found)
    if output == "csv":
        return _csv(found)
    return as_text(_lines(found))


def _csv(found: Mapping[str, Any]) -> str:
    addresses = [span["address"] for span in found["over"]]
    if found["frontier"]:
        figures = [*_FIGURES, *(f"{key}_se" for key in _FIGURES)]
        errors = [{f"{key}_se": se for key, se in row["se"].items()} for row in found["frontier"]]
        rows = [{**row, **row["values"], **se} for row, se in zip(found["frontier"], errors, strict=True)]
        return csv_text(rows, ["worst_5_weight", *addresses, *figures])
    best = {span["address"]: span["value"] for span in found["over"]}
    score = {"score": found["judged"]["value"], "score_se": found["judged"]["se"]}
    return csv_text([best | score], [*addresses, *score])


def _lines(found: Mapping[str, Any]) -> list[TextLine]:
    run = found["run"]
    write = Money.fitting(clean(found["scenario"]["currency"]), found["before"]["value"])

    def amount(figure: Mapping[str, Any]) -> str:
        return write(figure["value"], None if figure["se"] is None else T90 * figure["se"])

    lines = [
        title(found["scenario"], write.unit, _WIDTH),
        *paragraph(
            f"Lowest {found['measure']} of the total cost of {found['strategy']} over {months(found['horizon'])}: "
            f"{run['candidates']:,} candidates, {run['trajectories']:,} futures each, seed {run['seed']}.",
            _WIDTH,
        ),
        TextLine(""),
    ]
    spans = [[span["address"], *(number(span[key], 6) for key in ("low", "high", "value"))] for span in found["over"]]
    lines += table([["ADDRESS", "from", "to", "best"], *spans], _WIDTH)
    lines.append(TextLine(""))
    rows = [
        ["", found["measure"]],
        [f"as the file has it, seed {run['judged_seed']}", amount(found["before"])],
        [f"best, seed {run['judged_seed']}", amount(found["judged"])],
        ["  saved in the same futures", amount(found["saving"])],
        [f"best where it was found, seed {run['seed']}", amount(found["found"])],
        ["  optimism of the search", amount(found["optimism"])],
    ]
    lines += table(rows, _WIDTH)
    for each in found["subject_to"]:
        lines += paragraph(_condition(each), _WIDTH, "text", "  ", "    ")
    if found["frontier"]:
        lines += [TextLine(""), *_frontier(found, write)]
    ends = [span["address"] for span in found["over"] if span["at_end"]]
    for address in ends:
        lines += paragraph(f"{address}: the best value is at an end of its range; try a wider one.", _WIDTH)
    return lines


def _condition(each: Mapping[str, Any]) -> str:
    words = condition_words(
        parse_condition(each["condition"]), Judged(each["holds"], each["found"], each["interval90"])
    )
    return words if each["holds"] else f"{words}. It does not hold in these futures: ask for a little more."


def _frontier(found: Mapping[str, Any], write: Money) -> list[TextLine]:
    addresses = [span["address"] for span in found["over"]]
    heads = ["WEIGHT OF THE WORST 5 %", *(address.rpartition(".")[2] for address in addresses), *_FIGURES.values()]
    rows = [
        [
            f"{row['worst_5_weight']:g}",
            *(number(row["values"][address], 6) for address in addresses),
            *(write(row[key], None if row["se"][key] is None else T90 * row["se"][key]) for key in _FIGURES),
        ]
        for row in found["frontier"]
    ]
    return [*table([heads, *rows], _WIDTH), *paragraph("Cost against risk, in the futures of the second seed.", _WIDTH)]
