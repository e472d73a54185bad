"""Stories made by hand, and how a picture is held against a golden one."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from tcorisk.reports.charts import render
from tcorisk.reports.stories import Band, BudgetKept, CumulativeCost, Savings, Story, looks

GOLDEN = Path(__file__).parent / "golden"
#: Grey levels of 0 to 1, root mean square over squares of 4 x 4 pixels. Words are left out of pictures: each release of
#: matplotlib draws letters in a way of its own. They are held against a list.
TOLERANCE = 0.003
_DPI = 36.0  # 480 x 270 pixels

_COMMON = {
    "subtitle": "What is plotted, USD",
    "note": "How to read it.",
    "footer": "8,192 futures · seed 0 · sources dated 2026-11-01 · config 01234567",
    "currency": "USD",
}
_LABELS = {"api": "API under a BAA", "own": "Llama 3 70B on 4x A100", "mixed": "Routed"}


def fan(**changes: object) -> CumulativeCost:
    months = np.arange(1, 25)

    def band(start: float, monthly: float, spread: float) -> Band:
        middle = start + monthly * months
        return Band(*(tuple((middle * (1.0 + off)).tolist()) for off in (-spread, 0.0, spread)))

    story: dict[str, object] = {
        "headline": "Routed overtakes API under a BAA in month 11 (P50); median saving 84,000 USD over 24 months",
        "labels": _LABELS,
        "looks": looks(list(_LABELS)),
        "bands": {"api": band(8e3, 14e3, 0.18), "own": band(60e3, 26e3, 0.16), "mixed": band(60e3, 9.2e3, 0.1)},
        "focus": "mixed",
        "baseline": "api",
        "break_even": 11,
    }
    return CumulativeCost(**(_COMMON | story | changes))


def kept(**changes: object) -> BudgetKept:
    shares = np.linspace(0.0, 1.0, 101)
    middle = {"api": 344e3, "own": 764e3, "mixed": 282e3}
    amounts = {name: tuple((x * (0.8 + 0.4 * shares + 0.1 * shares**8)).tolist()) for name, x in middle.items()}
    at = {"p50": 50, "p80": 80, "p90": 90}
    story: dict[str, object] = {
        "headline": "Llama 3 70B on 4x A100: budget 7,000 USD a month, P90 37,600; kept in 2 of 8,192 futures",
        "labels": _LABELS,
        "looks": looks(list(_LABELS)),
        "horizon": 24,
        "amounts": amounts,
        "exceedance": dict.fromkeys(amounts, tuple((1.0 - shares).tolist())),
        "budgets": {"own": 168e3},
        "kept": {"own": 2 / 8192},
        "kept_words": {"own": "2 of 8,192"},
        **{key: {name: values[k] for name, values in amounts.items()} for key, k in at.items()},
    }
    return BudgetKept(**(_COMMON | story | changes))


def saved(**changes: object) -> Savings:
    edges = tuple(float(x) for x in range(-120_000, 360_001, 10_000))
    height = np.exp(-(((np.array(edges[:-1]) - 84e3) / 90e3) ** 2))
    shares = height / height.sum()
    beats = float(shares[np.array(edges[:-1]) >= 0.0].sum())
    story: dict[str, object] = {
        "headline": f"Routed is cheaper in {100 * beats:.0f} of 100 futures; median saving 84,000 USD",
        "labels": _LABELS,
        "looks": looks(list(_LABELS)),
        "strategy": "mixed",
        "baseline": "api",
        "horizon": 24,
        "edges": edges,
        "shares": tuple(shares.tolist()),
        "p_beats": beats,
        "p_ties": 0.0,
        "beats_words": f"{100 * beats:.0f} of 100",
        "loses_words": f"{100 - 100 * beats:.0f} of 100",
        "ties_words": "no",
        "mean": 87e3,
        "p10": 4e3,
        "p50": 84e3,
        "p90": 166e3,
    }
    return Savings(**(_COMMON | story | changes))


STORIES = {"cumulative_cost": fan, "budget": kept, "savings": saved}


def make_golden(name: str, figure: Figure) -> None:
    """Write a picture without its words as the golden one, in 64 colours: a few kilobytes. Its words stand beside."""
    GOLDEN.mkdir(exist_ok=True)
    (GOLDEN / f"{name}.txt").write_text(written(figure), encoding="utf-8")
    _without_words(figure)
    picture = Image.open(BytesIO(render(figure, "png", _DPI))).convert("RGB")
    picture.quantize(64, dither=Image.Dither.NONE).save(GOLDEN / f"{name}.png", optimize=True)


def golden_words(name: str) -> str:
    """Return what is written on the golden picture."""
    return (GOLDEN / f"{name}.txt").read_text(encoding="utf-8")


def written(figure: Figure) -> str:
    """Return what is written on a figure, a text a line, in alphabetical order."""
    return "".join(f"{word}\n" for word, boxes in sorted(words_of(figure).items()) for _ in boxes)


def _without_words(figure: Figure) -> None:
    for text in figure.findobj(Text):
        text.set_alpha(0.0)


def off_golden(name: str, figure: Figure) -> float:
    """Return how far the marks of a picture are from the golden ones: root mean square of grey levels, coarse."""
    _without_words(figure)
    return float(np.sqrt(np.mean((_coarse(figure) - _coarse(GOLDEN / f"{name}.png")) ** 2)))


def _coarse(picture: Figure | Path) -> np.ndarray:
    file = BytesIO(render(picture, "png", _DPI)) if isinstance(picture, Figure) else picture
    with Image.open(file) as image:
        grey = np.asarray(image.convert("RGB"), float).mean(axis=-1) / 255.0
    rows, columns = (size // 4 * 4 for size in grey.shape)
    return grey[:rows, :columns].reshape(rows // 4, 4, columns // 4, 4).mean(axis=(1, 3))


def words_of(figure: Figure) -> dict[str, list[tuple[float, float, float, float]]]:
    """Return what is written on a figure, and the boxes it takes, in points from the lower left corner."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    scale, found = 72.0 / figure.dpi, {}
    beyond = [text for axes in figure.axes for axis in (axes.xaxis, axes.yaxis) for text in _unseen(axis)]
    for text in figure.findobj(Text):
        if text.get_text().strip() and text.get_visible() and text not in beyond:
            box = text.get_window_extent(canvas.get_renderer())
            found.setdefault(text.get_text(), []).append(tuple(scale * x for x in (box.x0, box.y0, box.x1, box.y1)))
    return found


def _unseen(axis) -> list[Text]:
    """Return the labels of ticks that lie outside of the axis: matplotlib keeps them and does not draw them."""
    low, high = sorted(axis.get_view_interval())
    room = 1e-9 * (high - low)
    ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
    unseen = [tick for tick in ticks if not low - room <= tick.get_loc() <= high + room]
    return [text for tick in unseen for text in (tick.label1, tick.label2)] + [
        tick.label2 for tick in ticks if not tick.label2.get_visible()
    ]


def check_words(figure: Figure, story: Story) -> None:
    """Check that all words are inside the figure, large enough, apart, plain, and the headline at their head."""
    boxes = [(word, box) for word, places in words_of(figure).items() for box in places]
    for word, (left, foot, right, top) in boxes:
        assert left >= 0.0 and foot >= 0.0 and right <= 960.5 and top <= 540.5, word
    for at, (word, a) in enumerate(boxes):
        for other, b in boxes[at + 1 :]:
            over = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert min(over) < 1.5, f"{word!r} overlaps {other!r} by {over}"  # boxes have room for g and for umlauts
    for text in figure.findobj(Text):
        assert text.get_fontsize() >= 14.0, text
        # matplotlib makes ticks when it draws, with the caller's settings: they hold numbers alone
        assert not text.get_parse_math() or re.fullmatch("[-\u22120-9., kMBT%()P]*", text.get_text()), text
    head = [text.get_text() for text in figure.texts if text.get_fontweight() == "bold" and text.get_fontsize() >= 19.0]
    from tcorisk.reports.charts.glyphs import drawable

    assert "".join(head).replace(" ", "") == drawable(story.headline).replace(" ", "")
