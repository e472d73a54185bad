"""What could go wrong: the worst 5 %, the inputs that hurt most, warnings, and what is not counted."""

from __future__ import annotations

from ..board import Board
from ..money import Money
from ..names import listed, months
from ..sensitivity_words import capital
from ..stories import Drivers
from ..view import View
from .fitting import plain
from .frame import Frame
from .notes import how_sure
from .panels import chosen
from .text import TEXT, Box, fits, paragraphs

__all__ = ["losses", "risk_slide", "risks", "uncounted"]

_ABOUT = "The bad end of the range, what leads there, and what no figure here contains"
_MOST = 3  # of each kind
_SIZES = (20.0, 18.0, 16.0, 15.0, TEXT)


def risk_slide(frame: Frame, board: Board, view: View, footer: str) -> None:
    """Add the slide."""
    worst, top, left = losses(board, view), risks(board), uncounted(board, view)
    title = worst[0] if worst else "Nothing is random in this scenario: the risk lies in what it leaves out"
    notes = [
        f"This slide is about what is not in the middle of the range. {title}.",
        *(["Worst 5 % is the average of the twentieth of all futures that cost most."] if worst else []),
        "What is not counted can only be judged outside of this simulation.",
        how_sure(view),
    ]
    slide, box = frame.slide(title, _ABOUT, footer, notes)
    parts = [
        (f"Mean of the worst 5 % of futures, {view.money.unit}", worst[1:]),
        ("What hurts most", top),
        ("Warnings", [plain(f"{item['address']}: {item['message']}") for item in board.document["warnings"][:_MOST]]),
        ("Not counted", left),
    ]
    _blocks(slide, box, [(head, texts) for head, texts in parts if texts])


def _blocks(slide: object, box: Box, parts: list[tuple[str, list[str]]]) -> None:
    """Write headed blocks in two columns, filled in reading order, all in letters of one size."""
    if not parts:
        return
    columns = box.columns([1.2, 1.0], 500_000) if len(parts) > 1 else [box]
    half = (len(parts) + 1) // 2
    texts = [[text for head, items in blocks for text in (head, *items)] for blocks in (parts[:half], parts[half:])]
    size = next((s for s in _SIZES if all(fits(t, c, s) for t, c in zip(texts, columns, strict=False))), _SIZES[-1])
    heads = [head for head, _ in parts]
    for column, words in zip(columns, texts, strict=False):
        paragraphs(slide, column, words, (size,), bold=heads)


def losses(board: Board, view: View) -> list[str]:
    """Return what the worst 5 % cost on average: the baseline's rival first, then every strategy."""
    if view.all_certain:
        return []
    cost = {name: view.numbers(name, view.last)["p50"] for name in view.strategies}
    names = chosen(view.labels, view.baseline, board.focus, cost)
    found = {
        name: view.amount(name, view.numbers(name, view.last)["cvar95"], view.numbers(name, view.last)["se"]["cvar95"])
        for name in names
    }
    first = board.focus or names[0]
    over = f"over {months(view.last)}"
    title = (
        f"If it goes badly, {view.labels[first]} costs {found[first]} {view.money.unit} {over}: mean of its worst 5 %"
    )
    each = [f"{view.labels[name]}: {found[name]}, its P50 is {view.money(cost[name])}" for name in names]
    return [title, *each]


def risks(board: Board) -> list[str]:
    """Return in words which inputs hurt most, and in which tenth of their range."""
    story = board.stories.get("drivers")
    if not isinstance(story, Drivers):
        return []
    write = Money.fitting(
        story.currency, max((abs(end) for bar in story.bars for end in (bar.low, bar.high)), default=0.0)
    )
    found = []
    for bar in story.bars[:_MOST]:
        bad = (min if story.of_savings else max)(bar.low, bar.high)
        where = f"{capital(bar.label)}: in its {'lowest' if bad == bar.low else 'highest'} tenth"
        if not story.of_savings:
            result = f"the cost is {write(bad)} on average"
        elif bad >= 0.0:
            result = f"only {write(bad)} is saved on average"
        else:
            result = f"{story.labels[story.strategy]} costs {write(-bad)} more on average"
        found.append(f"{where} {result}.")
    return found


def uncounted(board: Board, view: View) -> list[str]:
    """Return what the scenario leaves out: kinds of cost that only some strategies have, tax, discount."""
    spent = {
        name: {key for key, part in view.numbers(name, view.last)["categories"].items() if part["mean"] or part["p90"]}
        for name in view.strategies
    }
    known = [key for key in dict.fromkeys(key for keys in spent.values() for key in sorted(keys))]
    found = []
    for name, keys in spent.items():
        missing = [plain(key, 30) for key in known if key not in keys]
        if missing:
            found.append(f"{view.labels[name]} has no cost under {listed(missing)}.")
    found = found[:_MOST]
    if not any("Opportunity" in keys for keys in spent.values()):
        found.append("No strategy loses revenue while it is being set up.")
    if not board.scenario.discount_rate:
        found.append("Later months count as much as early ones: nothing is discounted.")
    return [*found, "Taxes, and whatever no line of the file names."]
