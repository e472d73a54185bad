"""Native charts: set on a slide with an alternative text, their axes, lines and labels calm and large enough."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pptx.enum.chart import XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_LINE, MSO_THEME_COLOR
from pptx.oxml.ns import qn
from pptx.util import Emu, Pt

from .elements import child, element
from .fitting import plain
from .scale import Scale
from .slide_text import TEXT, Box, rgb

__all__ = [
    "GREY",
    "add_chart",
    "axis_along",
    "axis_of",
    "band",
    "dot",
    "label_point",
    "legend",
    "line",
    "mark_point",
    "move_into_lines",
    "paint",
    "paint_light",
    "paint_point",
    "plot_area",
    "rows_down",
    "tint",
    "unseen",
]

#: Of everything that is not a strategy.
GREY = "6E7781"
_DASHES = {
    "solid": MSO_LINE.SOLID,
    "dashed": MSO_LINE.DASH,
    "dashdot": MSO_LINE.DASH_DOT,
    "dotted": MSO_LINE.ROUND_DOT,
}
_LONGEST_ALT = 900
_LIGHTER = 0.6  # of white in what is lighter
#: Turned by a sixty-thousandth of a degree: at 0 LibreOffice breaks labels into lines, and without it turns them.
_LEVEL = "1"


def add_chart(slide: Any, box: Box, kind: Any, data: Any, name: str, alt: str) -> Any:
    """Add a chart without title and legend.

    Parameters
    ----------
    slide : pptx.slide.Slide
    box : Box
    kind : pptx.enum.chart.XL_CHART_TYPE
    data : Categories or Points
    name : str
        What the selection pane calls it: a word of ours.
    alt : str
        What is read to those who cannot see it.

    Returns
    -------
    pptx.chart.chart.Chart
    """
    place = [Emu(value) for value in (box.left, box.top, box.width, box.height)]
    frame = slide.shapes.add_chart(kind, *place, data)
    frame.name = name
    frame._element.nvGraphicFramePr.cNvPr.set("descr", plain(alt, _LONGEST_ALT))
    chart = frame.chart
    chart.has_title, chart.has_legend = False, False
    chart.font.size = Pt(TEXT)
    return chart


def axis_of(
    axis: Any, scale: Scale | None, title: str = "", number_format: str | None = None, grid: bool = True
) -> None:
    """Set up an axis of amounts; without a scale it is one of categories."""
    _calm(axis, grid)
    if scale is not None:
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = scale.low, scale.high, scale.step
        number_format = number_format or scale.format
    if number_format is not None:
        axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = number_format, False
    axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    axis.tick_labels.font.size = Pt(TEXT)
    if axis._element.tag == qn("c:catAx"):
        level = axis._element.find(qn("c:txPr")).find(qn("a:bodyPr"))
        level.set("rot", _LEVEL)
        level.set("vert", "horz")
    axis.has_title = bool(title)
    if title:
        words = axis.axis_title.text_frame.paragraphs[0].add_run()
        words.text = plain(title, 100)
        words.font.size, words.font.bold = Pt(TEXT), False


def axis_along(axis: Any, every: int) -> None:
    """Show only every so many labels of an axis of categories."""
    for tag in ("c:tickLblSkip", "c:tickMarkSkip"):
        found = element(tag)
        found.set("val", str(every))
        axis._element.find(qn("c:noMultiLvlLbl")).addprevious(found)


def rows_down(chart: Any) -> None:
    """Let the rows of a bar chart run downwards; its bars carry their amounts, so their axis need not."""
    chart.category_axis.reverse_order = True
    chart.value_axis._element.find(qn("c:crosses")).set("val", "max")
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE


def _calm(axis: Any, grid: bool) -> None:
    axis.has_major_gridlines, axis.has_minor_gridlines = grid, False
    axis.major_tick_mark = axis.minor_tick_mark = XL_TICK_MARK.NONE
    lines = [axis.format.line, *([axis.major_gridlines.format.line] if grid else [])]
    for stroke, darker in zip(lines, (-0.35, -0.12), strict=False):
        stroke.width = Pt(0.75)
        stroke.color.theme_color = MSO_THEME_COLOR.BACKGROUND_1
        stroke.color.brightness = darker


def plot_area(chart: Any, left: float, top: float, width: float, height: float) -> None:
    """Set where the plot lies inside its chart, without labels; shares of the chart."""
    area = chart._chartSpace.find(qn("c:chart")).find(qn("c:plotArea"))
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    layout = element("c:layout")
    manual = child(layout, "c:manualLayout")
    for tag, value in (("layoutTarget", "inner"), ("xMode", "edge"), ("yMode", "edge")):
        child(manual, f"c:{tag}", val=value)
    for tag, share in (("x", left), ("y", top), ("w", width), ("h", height)):
        child(manual, f"c:{tag}", val=f"{share:.4f}")
    area.insert(0, layout)


def legend(chart: Any, without: Sequence[int] = ()) -> None:
    """Show the legend at the bottom, without the series of these places."""
    chart.has_legend = True
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.legend.font.size = Pt(TEXT)
    position = chart.legend._element.find(qn("c:legendPos"))
    for at in reversed(without):
        entry = element("c:legendEntry")
        child(entry, "c:idx", val=str(at))
        child(entry, "c:delete", val="1")
        position.addnext(entry)


def line(series: Any, colour: str, dash: str = "solid", width: float = 2.5) -> None:
    """Draw a series as a line without markers."""
    stroke = series.format.line
    stroke.color.rgb, stroke.width, stroke.dash_style = rgb(colour), Pt(width), _DASHES[dash]
    series.smooth = False
    series.marker.style = None
    marker = series._element.get_or_add_marker()
    for old in list(marker):
        marker.remove(old)
    child(marker, "c:symbol", val="none")


def paint(series: Any, colour: str) -> None:
    """Fill bars or areas."""
    series.format.fill.solid()
    series.format.fill.fore_color.rgb = rgb(colour)
    if hasattr(series, "invert_if_negative"):
        series.invert_if_negative = False


def paint_point(series: Any, at: int, colour: str, light: bool = False) -> None:
    """Fill one bar, with a lighter tone and an edge where it is to be `light`."""
    series.invert_if_negative = False
    _paint_light(series.points[at].format, colour, light)


def paint_light(series: Any, colour: str) -> None:
    """Fill bars with a lighter tone inside an edge, which is seen on white."""
    series.invert_if_negative = False
    _paint_light(series.format, colour, True)


def _paint_light(look: Any, colour: str, light: bool) -> None:
    look.fill.solid()
    look.fill.fore_color.rgb = rgb(tint(colour, _LIGHTER) if light else colour)
    look.line.color.rgb, look.line.width = rgb(colour), Pt(1.0)


def band(series: Any, colour: str, share: float) -> None:
    """Fill an area so that the grid shows through; `share` of 1 covers it."""
    paint(series, colour)
    solid = series._element.spPr.find(qn("a:solidFill"))
    child(solid[0], "a:alpha", val=str(round(100_000 * share)))


def unseen(series: Any) -> None:
    """Keep a series' room and show nothing of it."""
    series.format.fill.background()
    series.format.line.fill.background()


def tint(colour: str, share: float) -> str:
    """Return a colour with so much white in it."""
    parts = [int(colour.lstrip("#")[at : at + 2], 16) for at in (0, 2, 4)]
    return "".join(f"{round(part + (255 - part) * share):02X}" for part in parts)


def label_point(series: Any, at: int, text: str, position: Any = XL_LABEL_POSITION.RIGHT, bold: bool = False) -> None:
    """Write words beside one point."""
    label = series.points[at].data_label
    frame = label.text_frame
    words = frame.paragraphs[0].add_run()
    words.text, words.font.size, words.font.bold = plain(text, 80), Pt(TEXT), bold
    frame.word_wrap = False
    label.position = position


def mark_point(series: Any, at: int, colour: str) -> None:
    """Set a dot on one point of a line."""
    marker = series.points[at].marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, 11
    marker.format.fill.solid()
    marker.format.fill.fore_color.rgb = rgb(colour)
    marker.format.line.fill.background()


def dot(series: Any, colour: str, size: int = 11, hollow: bool = False) -> None:
    """Draw a series as dots without a line."""
    line(series, colour)
    series.format.line.fill.background()
    marker = series.marker
    marker.style, marker.size = XL_MARKER_STYLE.CIRCLE, size
    marker.format.fill.solid()
    if hollow:  # not quite: LibreOffice draws no edge
        marker.format.fill.fore_color.rgb = rgb(tint(colour, _LIGHTER))
        marker.format.line.color.rgb, marker.format.line.width = rgb(colour), Pt(2.0)
    else:
        marker.format.fill.fore_color.rgb = rgb(colour)


def move_into_lines(chart: Any, first: int) -> tuple[list[Any], list[Any]]:
    """Draw the series from this one on as lines over the areas of the others, on the same axes.

    Office draws such a pair of kinds, and python-pptx reads it back; only building it is left to us.

    Returns
    -------
    areas, lines : list of series
    """
    area = chart._chartSpace.find(f".//{qn('c:areaChart')}")
    lines = element("c:lineChart")
    child(lines, "c:grouping", val="standard")
    child(lines, "c:varyColors", val="0")
    for series in area.findall(qn("c:ser"))[first:]:
        lines.append(series)
    child(lines, "c:marker", val="1")
    for axis in area.findall(qn("c:axId")):
        child(lines, "c:axId", val=axis.get("val"))
    area.addnext(lines)
    one, other = chart.plots
    return list(one.series), list(other.series)
