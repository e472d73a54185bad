"""The build backend: setuptools, with everything that it builds outside of the source tree.

A `build/` in the tree is never emptied: modules that were deleted since would enter the next wheel.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from setuptools import build_meta
from setuptools.build_meta import *  # noqa: F403 - the hooks of PEP 517 that stay as they are

__all__ = [*build_meta.__all__]


def build_wheel(wheel_directory: str, config_settings: Any = None, metadata_directory: str | None = None) -> str:
    """Build a wheel in a temporary folder."""
    before = os.environ.get("DIST_EXTRA_CONFIG")
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "extra.cfg"
        config.write_text(f"[build]\nbuild_base = {folder}/build\n[egg_info]\negg_base = {folder}\n", "utf-8")
        os.environ["DIST_EXTRA_CONFIG"] = str(config)
        try:
            return str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))
        finally:
            if before is None:
                del os.environ["DIST_EXTRA_CONFIG"]
            else:
                os.environ["DIST_EXTRA_CONFIG"] = before
