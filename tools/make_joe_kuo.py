"""Write simulator/engine/sampling/joe_kuo.txt: the direction numbers of Sobol points.

They are Joe and Kuo's set `new-joe-kuo-6`, taken from the copy in SciPy. Run from any folder:

    python tools/make_joe_kuo.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import scipy

DIMENSIONS = 4096
TARGET = Path(__file__).resolve().parents[1] / "simulator" / "engine" / "sampling" / "joe_kuo.txt"
SOURCE = Path(scipy.__file__).parent / "stats" / "_sobol_direction_numbers.npz"
HEADER = """\
Primitive polynomials and initial direction numbers for Sobol sequences: the set new-joe-kuo-6 of
S. Joe and F. Y. Kuo, "Constructing Sobol sequences with better two-dimensional projections",
SIAM J. Sci. Comput. 30, 2635-2654 (2008), https://web.maths.unsw.edu.au/~fkuo/sobol/
Written by tools/make_joe_kuo.py. One line for each dimension from the second on (the first is van der
Corput's): a, the inner coefficients of the polynomial as bits, then m_1 to m_s, s being its degree.

Licence pertaining to sobol.cc and the accompanying sets of direction numbers:

Copyright (c) 2008, Frances Y. Kuo and Stephen Joe
All rights reserved.

Redistribution and use in source and binary forms, with or without
modification, are permitted provided that the following conditions are met:

    * Redistributions of source code must retain the above copyright
      notice, this list of conditions and the following disclaimer.

    * Redistributions in binary form must reproduce the above copyright
      notice, this list of conditions and the following disclaimer in the
      documentation and/or other materials provided with the distribution.

    * Neither the names of the copyright holders nor the names of the
      University of New South Wales and the University of Waikato
      and its contributors may be used to endorse or promote products derived
      from this software without specific prior written permission.

THIS SOFTWARE IS PROVIDED BY THE COPYRIGHT HOLDERS ``AS IS'' AND ANY
EXPRESS OR IMPLIED WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS FOR A PARTICULAR PURPOSE ARE
DISCLAIMED. IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE FOR ANY
DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES
(INCLUDING, BUT NOT LIMITED TO, PROCUREMENT OF SUBSTITUTE GOODS OR SERVICES;
LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION) HOWEVER CAUSED AND
ON ANY THEORY OF LIABILITY, WHETHER IN CONTRACT, STRICT LIABILITY, OR TORT
(INCLUDING NEGLIGENCE OR OTHERWISE) ARISING IN ANY WAY OUT OF THE USE OF THIS
SOFTWARE, EVEN IF ADVISED OF THE POSSIBILITY OF SUCH DAMAGE.
"""


def lines() -> list[str]:
    """Return the lines of the file, without line ends."""
    with np.load(SOURCE) as numbers:
        polynomials, initial = numbers["poly"][:DIMENSIONS].tolist(), numbers["vinit"][:DIMENSIONS].tolist()
    made = [f"# {line}".rstrip() for line in HEADER.splitlines()]
    for polynomial, m in zip(polynomials[1:], initial[1:], strict=True):
        degree = polynomial.bit_length() - 1
        inner = (polynomial >> 1) & ((1 << (degree - 1)) - 1)  # its first and last coefficient are 1
        made.append(" ".join(map(str, [inner, *m[:degree]])))
    return made


if __name__ == "__main__":
    TARGET.write_text("\n".join(lines()) + "\n", encoding="ascii", newline="\n")
    print(f"wrote {TARGET.name}: {DIMENSIONS} dimensions, {TARGET.stat().st_size} bytes")
