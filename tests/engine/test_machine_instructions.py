"""How many instructions of a processor the machine code of a program has, counted and not timed.

It is compiled for one processor, whatever machine this is: 64-bit Intel and AMD with vectors of eight numbers. All of
it runs once for eight trajectories in a month, so that one instruction more in the text is one more in each run. A
release of LLVM moves the counts by some percent; a change of ours that moves them by more needs a reason.
"""

from __future__ import annotations

import re

import llvmlite.binding as llvm
import pytest

from tcorisk import load
from tcorisk.simulator.engine.program import Program
from tcorisk.simulator.engine.segment_code import module_text
from tcorisk.simulator.lowering import lower

#: Instructions of the functions made from a bundled scenario.
COUNTS = {
    "custom_model": 3646,
    "ecommerce": 2765,
    "healthcare": 2816,
    "legal_startup": 4026,
    "migration": 4247,
    "multi_vendor": 3521,
    "saas_growth": 5061,
    "support_chatbot": 532,
    "trading": 3059,
    "two_year_exercise": 1053,
}

#: Share by which a count may differ without a word.
SHARE = 0.08

_INSTRUCTION = re.compile(r"^\t[a-z]", re.MULTILINE)


def machine_instructions(program: Program, cpu: str = "x86-64-v4") -> int:
    """Count the instructions of a program's functions."""
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple("x86_64-unknown-linux-gnu")
    machine = target.create_target_machine(cpu=cpu, opt=2, codemodel="jitdefault", jit=True)
    module = llvm.parse_assembly(module_text(program))
    module.triple = machine.triple
    module.data_layout = str(machine.target_data)
    return len(_INSTRUCTION.findall(machine.emit_assembly(module)))


@pytest.mark.parametrize("name", COUNTS)
def test_as_many_as_before(name: str) -> None:
    """Of a bundled scenario."""
    assert machine_instructions(lower(load(name))) == pytest.approx(COUNTS[name], rel=SHARE)


def test_narrow_vectors_take_more() -> None:
    """A negative control: with vectors of two numbers the same work takes more than three times as many."""
    program = lower(load("legal_startup"))
    assert machine_instructions(program, "x86-64") > 3.0 * machine_instructions(program)
