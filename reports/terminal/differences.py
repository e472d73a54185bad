"""Two scenarios, two results, or a scenario under stress: what differs, as a page of plain text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..words.layout import clean, shorten
from ..words.names import in_sentences, label_of, labels_of
from ..words.numbers import T90, Money, full_number, months, odds_cell
from ..words.stress_words import exposed_sentence, recommendation_sentence
from ..words.view import TextLine
from .text_page import NARROWEST, as_text, paragraph, table, title

__all__ = ["comparison_lines", "render_comparison"]

_LABEL = 30
_VALUE = 60
_MOST = 12  # contributions and lines that are shown
_HEADS = {"mean": "mean", "p50": "P50", "p90": "P90", "p_beats": "beats", "option": "option"}


def render_comparison(document: Mapping[str, Any], width: int = 100) -> str:
    """Return the page as text; `document` as `Comparison.document` or `Stress.document` gives it."""
    return as_text(comparison_lines(document, width))


def comparison_lines(document: Mapping[str, Any], width: int) -> list[TextLine]:
    """Return the lines of the page, each with its role."""
    page = ComparisonPage(document, max(NARROWEST, width))
    head = {"scenarios": page.changes, "results": page.runs, "stress": page.held}[document["kind"]]
    lines = [*page.title(), TextLine(""), *head()]
    for name, strategy in document["strategies"].items():
        for horizon, numbers in strategy["horizons"].items():
            lines += [TextLine(""), *page.strategy(name, strategy["label"], horizon, numbers)]
    return [*lines, TextLine(""), *page.answer(), *page.notes()]


def _shown_value(value: Any) -> str:
    """Return a value as the file would write it, shortened."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        inside = ", ".join(f"{key} = {_shown_value(item)}" for key, item in value.items())
        return shorten(clean(f"{{ {inside} }}"), _VALUE)
    if isinstance(value, list):
        return shorten(clean(f"[{', '.join(map(_shown_value, value))}]"), _VALUE)
    if isinstance(value, int | float):
        return f"{value:_}"
    return shorten(clean(f'"{value}"'), _VALUE)


class ComparisonPage:
    """A document, with the words and roundings that all sections share."""

    def __init__(self, document: Mapping[str, Any], width: int) -> None:
        self.document = document
        self.width = width
        self.kind: str = document["kind"]
        self.about = document["scenario"] if self.kind == "stress" else document["b"]
        runs = [document[side]["run"] for side in ("a", "b")] if self.kind == "results" else [document["run"]]
        self.trajectories = min(int(run["trajectories"]) for run in runs)
        amounts = [
            abs(numbers[figure][side])
            for strategy in document["strategies"].values()
            for numbers in strategy["horizons"].values()
            for figure in ("mean", "p90")
            for side in ("a", "b")
        ]
        currency = self.about["currency"] if self.kind == "stress" else document["currency"]
        self.money = Money.fitting(clean(currency), max(amounts, default=0.0))

    def title(self) -> list[TextLine]:
        """Return the title, and what is compared."""
        if self.kind == "results":
            text = "Second result compared with the first."
        else:
            run = self.document["run"]
            what = "The scenario under stress, compared with the scenario as it is"
            if self.kind == "scenarios":
                what = f"Second scenario compared with the first, {months(self.document['horizon'])}"
            text = f"{what}; the same {run['trajectories']:,} futures in each, seed {run['seed']}."
        return [title(self.about, self.money.unit, self.width), *paragraph(text, self.width)]

    def changes(self) -> list[TextLine]:
        """Return what the second scenario changes."""
        changes = self.document["changes"]
        moving = [change for change in changes if change["group"] is not None]
        lines = [TextLine("WHAT CHANGED", "heading")]
        for change in moving:
            values = f"{_shown_value(change['before'])} -> {_shown_value(change['after'])}"
            text = f"{change['address']}: {values if change['kind'] == 'changed' else self._new(change)}"
            lines += paragraph(clean(text), self.width, "text", "  ", "    ")
        if not moving:
            lines.append(TextLine("  Nothing that any cost depends on."))
        others = [clean(change["address"]) for change in changes if change["group"] is None]
        if others:
            lines += paragraph(f"No cost depends on: {', '.join(others)}.", self.width, indent="  ")
        return lines + self._only()

    def _new(self, change: Mapping[str, Any]) -> str:
        value = change["after"] if change["kind"] == "added" else change["before"]
        return f"{'new' if change['kind'] == 'added' else 'dropped'}, {_shown_value(value)}"

    def _only(self) -> list[TextLine]:
        lines = []
        for key, which in (("only_in_a", "first"), ("only_in_b", "second")):
            if self.document[key]:
                text = f"Only in the {which}, so not compared: {', '.join(map(clean, self.document[key]))}."
                lines += paragraph(text, self.width, indent="  ")
        return lines

    def runs(self) -> list[TextLine]:
        """Return how the two runs differ."""
        words = {"config_sha256": "scenario (its hash)", "stream_version": "version of the random streams"}
        found = self.document["differs"]
        lines = [TextLine("HOW THE RUNS DIFFER", "heading")]
        for key, pair in found.items():
            shown = [clean(str(pair[side]))[:16] for side in ("a", "b")]
            lines.append(TextLine(f"  {words.get(key, key)}: {shown[0]} -> {shown[1]}"))
        if not found:
            lines.append(TextLine("  They do not: same scenario, same seed, same version."))
        return lines + self._only()

    def held(self) -> list[TextLine]:
        """Return the inputs that are held in a range, and what is raised."""
        lines = [TextLine("UNDER STRESS", "heading")]
        for item in self.document["raised"]:
            change = f"{100.0 * item['share']:+.6g} % from month {item['month']}"
            lines.append(TextLine(f"  {clean(item['address'])}: {change}"))
        for item in self.document["held"]:
            low, high = (f"P{full_number(100.0 * end, 6)}" for end in item["range"])
            lines.append(TextLine(f"  {clean(item['address'])}: between its {low} and its {high}"))
        return lines

    def strategy(self, name: str, label: str, horizon: str, numbers: Mapping[str, Any]) -> list[TextLine]:
        """Return a small table: both values of each figure, their difference, and what makes it up."""
        shown = [figure for figure in _HEADS if numbers.get(figure) is not None]
        sides = ("as it is", "stressed") if self.kind == "stress" else ("first", "second")
        rows = [[f"{label_of(label, name, _LABEL)}, {horizon} months", *(_HEADS[figure] for figure in shown)]]
        rows += [
            [side, *(self._plain(figure, numbers[figure][key]) for figure in shown)]
            for side, key in zip(sides, ("a", "b"), strict=True)
        ]
        rows.append(["difference", *(self._signed(figure, numbers[figure]) for figure in shown)])
        rows += self._parts(numbers, shown)
        return table(rows, self.width)

    def _parts(self, numbers: Mapping[str, Any], shown: Sequence[str]) -> list[list[str]]:
        if self.kind == "scenarios":
            parts = [figure["contributions"] for figure in (numbers[name] for name in shown)]
            order = sorted(range(len(parts[0])), key=lambda k: -max(_relative(part, k) for part in parts))
            moving = [k for k in order if any(part[k]["difference"] for part in parts)]
            found = []
            for k in moving[:_MOST]:
                cells = [self._signed(figure, part[k]) for figure, part in zip(shown, parts, strict=True)]
                found.append([f"  {_called(parts[0][k]['addresses'])}", *cells])
            return [*found, *([[f"  {len(moving) - _MOST} more: --format json"]] if len(moving) > _MOST else [])]
        if self.kind == "results":
            lines = sorted(numbers["lines"].items(), key=lambda item: -abs(item[1]["difference"]))
            changed = [(name, pair) for name, pair in lines if pair["difference"]]
            return [
                [f"  {clean(name).replace('_', ' ')}", self._signed("mean", pair)] for name, pair in changed[:_MOST]
            ]
        return []

    def _plain(self, figure: str, value: float) -> str:
        return odds_cell(value, self.trajectories) if figure == "p_beats" else self.money(value)

    def _signed(self, figure: str, found: Mapping[str, Any]) -> str:
        value, se = found["difference"], found.get("se")
        if value == 0.0:
            return "0"
        sign = "+" if value > 0.0 else "-"
        if figure == "p_beats":
            return f"{sign}{100.0 * abs(value):.2g}"
        return sign + self.money(abs(value), None if se is None else T90 * se)

    def answer(self) -> list[TextLine]:
        """Return whom the stress hits most and what it does to the recommendation; nothing of another comparison."""
        if self.kind != "stress":
            return []
        strategies = self.document["strategies"].items()
        labels = in_sentences(labels_of({name: found["label"] for name, found in strategies}, _VALUE))
        choice = self.document["choice"]
        said = (exposed_sentence(choice, labels, self.money), recommendation_sentence(choice, labels))
        return [*paragraph(" ".join(said).strip(), self.width, "verdict"), TextLine("")]

    def notes(self) -> list[TextLine]:
        """Return how to read the figures."""
        orders = "all orders" if self.document.get("method") == "shapley" else "the order of the file and its reverse"
        strategies = self.document["strategies"].values()
        texts = {
            "scenarios": "Below each difference: the contribution of each change, averaged over "
            f"{orders} in which the changes can be made; contributions add up. Beats: in how many futures the "
            f"strategy costs less than {clean(str(self.document.get('baseline')))}; its differences are in futures of "
            "100.",
            "results": "Below each difference of means: the cost lines that cause it."
            + (" Both runs use the same futures, so the error is smaller than shown." if self._same() else ""),
            "stress": "An input between two of its percentiles keeps its rank among its own values, compressed into "
            "the range."
            if self.document.get("held")
            else "Both runs have the same futures.",
        }
        if any(numbers.get("option") for strategy in strategies for numbers in strategy["horizons"].values()):
            texts[self.kind] += (
                " Option: what a policy saves on average against the best of its strategies, kept throughout."
            )
        tail = " +- is half a 90 % interval of the simulation, shown where it is worth a digit."
        return paragraph(texts[self.kind] + tail, self.width)

    def _same(self) -> bool:
        return bool(self.document.get("se_is_upper_limit"))


def _relative(part: Sequence[Mapping[str, Any]], k: int) -> float:
    """Return how large a contribution is beside the largest of its figure."""
    largest = max(abs(one["difference"]) for one in part)
    return abs(part[k]["difference"]) / largest if largest else 0.0


def _called(addresses: Sequence[str]) -> str:
    first = clean(addresses[0])
    return first if len(addresses) == 1 else f"{len(addresses)} joint changes: {first}, ..."
