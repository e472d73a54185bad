"""The locator against an independent parser that keeps spans, and its comments."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import spanned_toml
from hypothesis import given, settings
from hypothesis import strategies as st
from valid_scenario import VALID

import tcorisk.configs
from tcorisk.configs.text.locate import Locator

TRICKY = '''
a.b.c = 1   # one
"quoted key" = "x"  # two
'lit.eral'."b\\u0041" = """
[not.a.table]
x = 1 # no comment \\""" more
"""   # three
list = [ # four
  1, "]", { p = '#', q.r = [2, 3] },
  [4, # five
   5],
]
empty = {}
[ t . "u v" ]
k = \'\'\'it's''\'\'\'
d = 1979-05-27 07:32:00  # six
[[many]]
x = 1
[many.sub]
y = 2
[[many]]
x = 3
[[many.deep]]
z = 1
'''
BUNDLED = sorted(Path(tcorisk.configs.__file__).parent.glob("*.toml"))


Path_ = tuple[str, ...]


def oracle(text: str) -> tuple[dict[Path_, int], dict[Path_, tuple[int, int]]]:
    """Return where each key begins, and begin and end of each value that is no table."""
    keys: dict[Path_, int] = {}
    values: dict[Path_, tuple[int, int]] = {}

    def visit(node: Any, path: Path_) -> None:
        inner = node.inner()
        if isinstance(inner, dict):
            for key, value in inner.items():
                keys[(*path, key.inner())] = key.span().start
                visit(value, (*path, key.inner()))
        elif isinstance(inner, list):
            for index, value in enumerate(inner):
                visit(value, (*path, str(index)))
        else:
            values[path] = (node.span().start, node.span().stop)

    visit(spanned_toml.loads(text), ())
    return keys, values


def check(text: str) -> int:
    keys, values = oracle(text)
    places = Locator(text).places
    for path, (start, stop) in values.items():
        assert places[path].stop == stop, path
        if "\\" not in text[places[path].value : stop]:  # the oracle moves the start of a string past an escape
            assert places[path].value == start, path
        if path in keys and "\\" not in text[places[path].start : places[path].value]:
            assert places[path].start == keys[path], path
    assert keys.keys() <= places.keys()
    return len(values)


def test_every_place_agrees_with_the_oracle() -> None:
    assert check(VALID) > 40
    assert check(TRICKY) > 15
    assert len(BUNDLED) >= 8
    for path in BUNDLED:
        assert check(path.read_text("utf-8")) > 20


def test_places_with_windows_line_ends_are_on_the_same_lines() -> None:
    plain, windows = Locator(TRICKY), Locator(TRICKY.replace("\n", "\r\n"))
    assert plain.places.keys() == windows.places.keys()
    for path, place in plain.places.items():
        assert plain.line_column(place.start) == windows.line_column(windows.places[path].start)
    assert windows.line_text(3) == plain.line_text(3)


SCALARS = ["1", "-2.5e3", "true", '"a # b"', "'it]'", '"""x\n"y" = 2\n"""', "'''z'''", "1979-05-27", '"\\""', "0x1F"]
KEYS = ["a", "b", "c-d", '"q.r"', "'s t'", "1"]


@st.composite
def toml(draw: st.DrawFn) -> str:
    """A valid text: keys that do not repeat, values nested three deep, headers, comments, blank lines."""

    def value(depth: int) -> str:
        kind = draw(st.integers(0, 3 if depth < 3 else 1))
        if kind < 2:
            return draw(st.sampled_from(SCALARS))
        if kind == 2:
            gap = draw(st.sampled_from(["", " ", "\n  ", " # note ]\n "]))
            items = [value(depth + 1) for _ in range(draw(st.integers(0, 3)))]
            return "[" + gap + ("," + gap).join(items) + gap + "]"
        keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=3))
        return "{ " + ", ".join(f"{key} = {value(depth + 1)}" for key in keys) + " }"

    def pairs() -> str:
        keys = draw(st.lists(st.sampled_from(KEYS), unique=True, max_size=4))
        end = draw(st.sampled_from(["\n", "   # why = 1\n", "\n\n"]))
        return "".join(f"{key} {'=' if index else '  ='} {value(0)}{end}" for index, key in enumerate(keys))

    text = pairs()
    for number in range(draw(st.integers(0, 3))):
        many = draw(st.booleans())
        name = f"t{number % 2 if many else 9 + number}.x" if not many else "many"
        text += f"[[{name}]]\n" if many else f"[ {name} ] # table\n"
        text += pairs()
    return text


@settings(max_examples=150, deadline=None)
@given(toml())
def test_made_texts_agree_with_the_oracle(text: str) -> None:
    check(text)


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from(list("ab=.[]{}\"'#\n \\,1")), max_size=60))
def test_the_scanner_ends_on_any_text(text: str) -> None:
    Locator(text)


@pytest.mark.parametrize(
    ("path", "comment"),
    [
        ("a.b.c", "one"),
        ("quoted key", "two"),
        ("lit.eral", ""),
        ("t.u v.d", "six"),
        ("empty", ""),
    ],
)
def test_comments(path: str, comment: str) -> None:
    parts = {"a.b.c": ("a", "b", "c"), "lit.eral": ("lit.eral",), "t.u v.d": ("t", "u v", "d")}.get(path, (path,))
    assert Locator(TRICKY).comment(parts) == comment


def test_the_comment_after_a_long_value_is_found() -> None:
    assert Locator(TRICKY).comment(("lit.eral", "bA")) == "three"
    assert Locator('x = "a # b" # c').comment(("x",)) == "c"
    assert Locator('x = "a # b"').comment(("x",)) == ""
