"""A segment as LLVM's assembly text: one function that does all of its instructions for eight lanes, then for the next.

So what one instruction gives another stays in the processor's registers. A row is read where the segment needs what was
there before, and written where something after it reads it. The text has no numbers of the scenario: programs that
differ only in scalars or tables share it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from . import operations as op
from .drawing import OCTAVES, OFFSET, ONE_BITS, UNIT
from .program import BLOCK, Program
from .segments import Segment, rows_written, segments_of
from .vector_code import DECLARATIONS, EMITTERS, LANES, Code, Step, constant, integer

__all__ = ["CONTEXT", "WIDTH", "module_text"]

#: Addresses and lengths that a function gets, in this order.
CONTEXT: Final = (
    "registers", "scalars", "drawn", "start", "bits", "first", "cells", "results", "stride", "sums", "rows", "centre",
    "keep", "staged", "draws",
)  # fmt: skip

#: Numbers from one register row to the next: a cache line more than a block, so that no two rows lie on the same lines.
WIDTH: Final = BLOCK + LANES

_V = f"<{LANES} x double>"
_W = f"<{LANES} x i64>"
_H = f"<{LANES} x i32>"
_B = f"<{LANES} x i1>"
_SUMS = 64  # partial sums of a row, as in `kernel`
_PARTS = range(0, BLOCK, _SUMS)
_ZERO, _HALF, _ONE = constant(0.0), constant(0.5), constant(1.0)
_ONE_BITS = integer(int(ONE_BITS))
_ALL = "<" + ", ".join(["i32 -1"] * LANES) + ">"


def module_text(program: Program) -> str:
    """Return the functions `segment_0`, `segment_1`, ... of a program."""
    steps = [Step(*row) for row in program.code.tolist()]
    segments, columns = segments_of(program), program.scalars.shape[1]
    functions = [_Function(steps, each, columns).text(f"segment_{k}") for k, each in enumerate(segments)]
    return "\n".join([*DECLARATIONS, _store_row(), _find_cells(), _draw_row(), *functions])


def _loop(
    head: str, entry: list[str], body: list[str], stop: int = BLOCK, label: str = "body", end: Sequence[str] = ()
) -> str:
    """Return a function whose body is done for each eight lanes below `stop`; it ends in the block `label`."""
    lines = [
        head,
        "entry:",
        *entry,
        "  br label %body",
        "body:",
        f"  %i = phi i64 [ 0, %entry ], [ %i.next, %{label} ]",
        *body,
        f"  %i.next = add i64 %i, {LANES}",
        f"  %more = icmp ult i64 %i.next, {stop}",
        "  br i1 %more, label %body, label %exit",
        "exit:",
        *end,
        "  ret void",
        "}",
        "",
    ]
    return "\n".join(lines)


def _store_row() -> str:
    """Return the function that writes a row of results, where it is kept, and its sums, in the order of `kernel`."""
    start = Code("e")
    used = _context(start)
    centre = start.spread("double", start.load("double", used["centre"], "%row"))
    line, column = start.put(f"mul i64 %row, {used['stride']}"), start.put(f"mul i64 %block, {BLOCK}")
    to = start.at("double", used["results"], start.put(f"add i64 {line}, {column}"))
    place = start.put(f"mul i64 %block, {used['rows']}")
    place = start.put(f"shl i64 {start.put(f'add i64 {place}, %row')}, 1")
    sums = start.at("double", used["sums"], place)
    kept = start.put(f"icmp ne i8 {start.load('i8', used['keep'], '%row')}, 0")
    body = Code("v")
    from_here = body.at("double", "%from", "%i")
    to_here = body.at("double", to, "%i")
    values = [body.put(f"load {_V}, ptr {body.at('double', from_here, k)}, align 64") for k in _PARTS]
    copies = [
        f"  store {_V} {value}, ptr {body.at('double', to_here, k)}, align 8"
        for k, value in zip(_PARTS, values, strict=True)
    ]
    differences = [body.sub(value, centre) for value in values]
    add = Code("a")
    x = add.add("%total.x", _in_pairs(add, differences))
    y = add.add("%total.y", _in_pairs(add, [add.mul(each, each) for each in differences]))
    end = Code("s")
    for n, vector in enumerate((x, y)):
        total = f"0x{0:016X}"
        for lane in range(LANES):
            total = end.put(f"fadd double {total}, {end.put(f'extractelement {_V} {vector}, i64 {lane}')}")
        end.lines.append(f"  store double {total}, ptr {end.at('double', sums, n)}, align 8")
    head = "define internal void @store_row(ptr %context, ptr %from, i64 %row, i64 %block) noinline {"
    lines = [
        *(f"  %total.{w} = phi {_V} [ {_ZERO}, %entry ], [ {sum_}, %add ]" for w, sum_ in (("x", x), ("y", y))),
        *body.lines,
        f"  br i1 {kept}, label %copy, label %add",
        "copy:",
        *copies,
        "  br label %add",
        "add:",
        *add.lines,
    ]
    return _loop(head, start.lines, lines, _SUMS, "add", end.lines)


def _find_cells() -> str:
    """Return the function that turns a row of uniforms into cells of table x, one smooth piece, and places in them."""
    e = Code("e")
    used = _context(e)
    segment = e.load("i64", used["start"], e.put("fptosi double %x to i64"))
    size, first = (e.load("i64", used[name], segment) for name in ("bits", "first"))
    shift = e.put(f"sub i64 52, {size}")
    mask = e.put(f"sub i64 {e.put(f'shl i64 1, {shift}')}, 1")
    low = e.put(f"sub i64 {first}, {e.put(f'shl i64 {int(OFFSET)}, {size}')}")
    high = e.put(f"add i64 {low}, {e.put(f'shl i64 {int(OCTAVES)}, {size}')}")
    size, shift, mask, low, high = (e.spread("i64", number) for number in (size, shift, mask, low, high))
    v = Code("v")
    x = v.put(f"load {_H}, ptr {v.at('i32', '%from', '%i')}, align 32")
    above = v.put(f"icmp slt {_H} {x}, zeroinitializer")
    folded = v.put(f"select {_B} {above}, {_H} {v.put(f'xor {_H} {x}, {_ALL}')}, {_H} {x}")
    place = v.mul(v.add(v.put(f"sitofp {_H} {folded} to {_V}"), _HALF), constant(UNIT))
    pattern = v.bits(place)
    begin = v.put(f"select {_B} {above}, {_W} {high}, {_W} {low}")
    cell = v.whole("add", v.whole("lshr", pattern, shift), begin)
    inside = v.whole("or", v.whole("shl", v.whole("and", pattern, mask), size), _ONE_BITS)
    v.lines.append(f"  store {_W} {cell}, ptr {v.at('i64', '%cell', '%i')}, align 64")
    v.lines.append(f"  store {_V} {v.sub(v.double(inside), _ONE)}, ptr {v.at('double', '%to', '%i')}, align 64")
    head = "define internal void @find_cells(ptr %context, double %x, ptr %from, ptr %cell, ptr %to) noinline {"
    return _loop(head, e.lines, v.lines)


def _draw_row() -> str:
    """Return the function that turns a row of uniforms into draws from table x: see `drawing`.

    All cells are found first: a number that was just written as one of eight is slow to read by itself.
    """
    e = Code("e")
    used = _context(e)
    e.lines.append(f"  %cell = alloca [{BLOCK} x i64], align 64")
    e.lines.append("  call void @find_cells(ptr %context, double %x, ptr %from, ptr %cell, ptr %to)")
    v = Code("v")
    to = v.at("double", "%to", "%i")
    t = v.put(f"load {_V}, ptr {to}, align 64")
    c0, c1, c2, c3 = _cells(v, used["cells"], v.at("i64", "%cell", "%i"))
    value = v.add(c0, v.mul(t, v.add(c1, v.mul(t, v.add(c2, v.mul(t, c3))))))
    v.lines.append(f"  store {_V} {value}, ptr {to}, align 64")
    head = "define internal void @draw_row(ptr %context, double %x, ptr %from, ptr %to) noinline {"
    return _loop(head, e.lines, v.lines)


def _cells(v: Code, cells: str, numbers: str) -> list[str]:
    """Return the four coefficients of eight cells: a cell is one load, and the eight are transposed."""
    rows = []
    for lane in range(LANES):
        where = v.at("<4 x double>", cells, v.load("i64", numbers, lane))
        rows.append(v.put(f"load <4 x double>, ptr {where}, align 32"))

    def shuffle(kind: str, a: str, b: str, order: Iterable[int]) -> str:
        mask = ", ".join(f"i32 {k}" for k in order)
        return v.put(f"shufflevector {kind} {a}, {kind} {b}, <{LANES} x i32> <{mask}>")

    pairs = [shuffle("<4 x double>", rows[k], rows[k + 2], range(LANES)) for k in (0, 1, 4, 5)]
    even = [shuffle(_V, pairs[k], pairs[k + 1], (0, 8, 2, 10, 4, 12, 6, 14)) for k in (0, 2)]
    odd = [shuffle(_V, pairs[k], pairs[k + 1], (1, 9, 3, 11, 5, 13, 7, 15)) for k in (0, 2)]
    lower, upper = (0, 1, 4, 5, 8, 9, 12, 13), (2, 3, 6, 7, 10, 11, 14, 15)
    return [shuffle(_V, first, second, order) for order in (lower, upper) for first, second in (even, odd)]


def _context(code: Code) -> dict[str, str]:
    """Load the context."""
    return {
        each: code.load("i64" if each in ("stride", "rows") else "ptr", "%context", k) for k, each in enumerate(CONTEXT)
    }


def _in_pairs(code: Code, values: list[str]) -> str:
    """Return the sum of eight: of pairs of pairs of pairs."""
    while len(values) > 1:
        values = [code.add(a, b) for a, b in zip(values[::2], values[1::2], strict=True)]
    return values[0]


class _Function:
    """The text of a segment's function: `vector_code.Lanes`."""

    def __init__(self, steps: list[Step], segment: Segment, columns: int) -> None:
        self.steps = steps
        self.segment = segment
        self.columns = columns
        self.entry = Code("e")
        self.context = _context(self.entry)
        self.scalars = self.entry.at("double", self.context["scalars"], "%month")
        self.t = self.entry.put("uitofp i64 %month to double")
        self.code = Code("v")
        self.registers = self.code.at("double", self.context["registers"], "%i")
        self.staged = self.code.at("double", self.context["staged"], "%i")
        self.draws = self.code.at("double", self.context["draws"], "%i")
        self.rows: dict[int, str] = {}
        self.label = "body"
        self.labels = 0
        self.end = Code("s")
        self.stores = 0
        self.inside = 0  # branches that are open
        self.last = {row: at for at in range(segment.start, segment.stop) for row in rows_written(steps[at])}
        self.drawn = 0

    def text(self, name: str) -> str:
        """Return the function."""
        v = self.code
        self._run(self.segment.start, self.segment.stop)
        head = f"define void @{name}(ptr %context, i64 %month, i64 %horizon, i64 %block) alignstack(64) {{"
        return _loop(head, self.entry.lines, v.lines, BLOCK, self.label, self.end.lines)

    # -- what the operations ask for ----------------------------------------------------------------------------
    def get(self, row: int) -> str:
        """Return the vector in a row."""
        if row not in self.rows:
            self.rows[row] = self.code.put(f"load {_V}, ptr {self._row(row)}, align 64")
        return self.rows[row]

    def set(self, row: int, value: str) -> None:
        """Put a vector into a row."""
        self.rows[row] = value

    def scalar(self, row: int) -> str:
        """Return this month's scalar, in all lanes."""
        v = self.code  # loaded where it is used: the processor spreads it as it loads it
        return v.spread("double", v.load("double", self.scalars, row * self.columns))

    def month(self) -> str:
        """Return the month, in all lanes."""
        return self.code.spread("double", self.t)

    def draw(self, step: Step) -> str:
        """Return a draw: all lanes of a row are drawn before the loop, while the table is at hand."""
        e, number = self.entry, self.drawn
        self.drawn += 1
        x = e.load("double", self.scalars, step.s * self.columns)
        uniforms = e.at("i32", self.context["drawn"], number * BLOCK)
        row = e.at("double", self.context["draws"], number * WIDTH)
        e.lines.append(f"  call void @draw_row(ptr %context, double {x}, ptr {uniforms}, ptr {row})")
        return self.code.put(f"load {_V}, ptr {self.code.at('double', self.draws, number * WIDTH)}, align 64")

    # -- instructions -------------------------------------------------------------------------------------------
    def _run(self, start: int, stop: int) -> None:
        at = start
        while at < stop:
            first, step = at, self.steps[at]
            at += 1
            if step.operation == op.SKIP:
                self._branch(step, at, at + step.p)
                at += step.p
            elif step.operation in (op.STORE, op.STORE_MONTH):
                self._store(step, first)
            else:
                EMITTERS[step.operation](self, step)
            if not self.inside:
                self._write_back(first, at)

    def _write_back(self, start: int, stop: int) -> None:
        """Write the rows that change here for the last time: a value that waits takes a register of the processor."""
        for row in dict.fromkeys(row for step in self.steps[start:stop] for row in rows_written(step)):
            if self.last[row] < stop and self._is_live(row, self.segment.stop):
                self.code.lines.append(f"  store {_V} {self.rows[row]}, ptr {self._row(row)}, align 64")

    def _store(self, step: Step, at: int) -> None:
        """Store a row behind the loop, from where it lies, or else from one of its own."""
        v, end = self.code, self.end
        lies = step.a not in self.last or (self.last[step.a] < at and self._is_live(step.a, self.segment.stop))
        if lies:
            place = end.at("double", self.context["registers"], step.a * WIDTH)
        else:
            place = end.at("double", self.context["staged"], self.stores * WIDTH)
            there = v.at("double", self.staged, self.stores * WIDTH)
            v.lines.append(f"  store {_V} {self.get(step.a)}, ptr {there}, align 64")
            self.stores += 1
        if step.operation == op.STORE:
            row = end.put(f"add i64 {end.put(f'mul i64 %horizon, {step.q}')}, {step.p}")
        else:
            row = end.put(f"add i64 %month, {step.p - 1}")
        end.lines.append(f"  call void @store_row(ptr %context, ptr {place}, i64 {row}, i64 %block)")

    def _branch(self, step: Step, start: int, stop: int) -> None:
        """Do some instructions unless the scalar is 0; what they may have changed is chosen behind them."""
        v = self.code
        changed = dict.fromkeys(row for at in range(start, stop) for row in rows_written(self.steps[at]))
        behind = [row for row in changed if self._is_live(row, stop)]
        before = {row: self.get(row) for row in behind}
        rows = dict(self.rows)
        x = v.load("double", self.scalars, step.s * self.columns)
        skipped = v.put(f"fcmp oeq double {x}, 0x{0:016X}")
        self.labels += 1
        inside, end, origin = f"inside{self.labels}", f"end{self.labels}", self.label
        v.lines += [f"  br i1 {skipped}, label %{end}, label %{inside}", f"{inside}:"]
        self.label = inside
        self.inside += 1
        self._run(start, stop)
        self.inside -= 1
        v.lines += [f"  br label %{end}", f"{end}:"]
        last, self.label = self.label, end
        after, self.rows = self.rows, rows
        for row in changed:
            self.rows.pop(row, None)
        for row in behind:
            self.rows[row] = v.put(f"phi {_V} [ {before[row]}, %{origin} ], [ {after[row]}, %{last} ]")

    def _row(self, row: int) -> str:
        return self.code.at("double", self.registers, row * WIDTH)

    def _is_live(self, row: int, at: int) -> bool:
        return bool(self.segment.live[at - self.segment.start] >> row & 1)
