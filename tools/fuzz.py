"""Mutate text for the readers of scenarios until one of them raises something other than its declared error.

    pip install atheris
    python tools/fuzz.py formula corpus -max_total_time=600

Readers: `formula`, `quantity` (any TOML value), `setting` (of `--set`), `scenario` (a whole file). The folder `corpus`
collects the texts that reach new code; an empty one is filled from the bundled scenarios. Other arguments go to
libFuzzer. A text that fails, or takes longer than 10 seconds, is written to the current folder.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tcorisk.configs", "tcorisk.distributions"]):
    from tcorisk.configs import bundled, bundled_text, load, loads, parse_setting
    from tcorisk.configs.formulas.formula import read_formula
    from tcorisk.configs.formulas.quantity import read_quantity
    from tcorisk.configs.text.problems import ConfigError, Findings
    from tcorisk.configs.text.refused import Refused

FILES = [bundled_text(name) for name, _ in bundled()]
QUANTITIES = sorted({json.loads(text) for file in FILES for text in re.findall(r'= ("[^"\\\n]+")', file)})
LEGAL = load("legal_startup")
READERS: dict[str, tuple[Callable[[str], object], list[str]]] = {
    "formula": (lambda text: read_formula(text, "drivers.x"), QUANTITIES),
    "quantity": (
        lambda text: read_quantity(parse_setting(f"x={text}")[1], ("x",), Findings()),
        [f'"{text}"' for text in QUANTITIES] + re.findall(r"= (\{.+\})", "\n".join(FILES)),
    ),
    "setting": (
        lambda text: LEGAL.with_values(dict([parse_setting(text)])),
        [f"drivers.ml_engineer={text}" for text in QUANTITIES],
    ),
    "scenario": (loads, FILES),
}


def main() -> None:
    """Run the reader named first on mutations of the corpus."""
    read, seeds = READERS[sys.argv.pop(1)]
    folder = Path(sys.argv[1])
    folder.mkdir(exist_ok=True)
    for number, text in enumerate(() if any(folder.iterdir()) else seeds):
        (folder / f"seed{number}").write_text(text, "utf-8")

    def test(data: bytes) -> None:
        try:
            read(data.decode("utf-8", "replace"))
        except (ConfigError, Refused) as error:
            str(error)

    atheris.Setup([*sys.argv, "-timeout=10"], test)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
