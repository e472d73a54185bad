"""Rewrite every golden file; read `git diff` before you commit.

    python tools/make_goldens.py

Golden files are the text pages and charts of `tests/`, the reference page and the pictures of the README. A test module
that owns golden files has a function `make_goldens`.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Rewrite the files where they are."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        if "def make_goldens(" in path.read_text("utf-8"):
            _module(path).make_goldens()
            print(path.relative_to(ROOT))
    reference, pictures = (_module(ROOT / "tools" / name) for name in ("make_reference.py", "make_pictures.py"))
    reference.PAGE.write_text(reference.reference_page(), "utf-8")
    for name, content in pictures.make_pictures().items():
        (ROOT / "docs" / "pictures" / name).write_bytes(content)


def _module(path: Path) -> ModuleType:
    """Import a file; modules that it imports may lie beside it."""
    sys.path.insert(0, str(path.parent))
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
