"""Headless Chromium, spoken to through its debugging pipe: no driver, no port, nothing to install beside it."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
from contextlib import suppress
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_SWITCHES = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-extensions", "--no-first-run", "--hide-scrollbars",
)  # fmt: skip


class Browser:
    """One page of one browser; use it as a context manager."""

    def __init__(self) -> None:
        found = next(filter(None, map(shutil.which, _NAMES)), None)
        if found is None:
            raise RuntimeError("the tests of the page need Chromium: apt-get install chromium")
        self._ids = count(1)
        self._home = TemporaryDirectory(ignore_cleanup_errors=True)
        (theirs_in, self._out), (self._in, theirs_out) = os.pipe(), os.pipe()
        command = [found, *_SWITCHES, "--remote-debugging-pipe", f"--user-data-dir={self._home.name}", "about:blank"]
        # Chromium reads from 3 and writes to 4
        script = f'exec 3<&{theirs_in} 4>&{theirs_out}; exec "$@"'
        self._process = subprocess.Popen(
            ["bash", "-c", script, "chromium", *command],
            pass_fds=(theirs_in, theirs_out),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._session: str | None = None
        self._rest = b""
        page = next(t for t in self._say("Target.getTargets")["targetInfos"] if t["type"] == "page")
        self._session = self._say("Target.attachToTarget", targetId=page["targetId"], flatten=True)["sessionId"]
        self._say("Page.enable")

    def __enter__(self) -> Browser:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(BrokenPipeError, EOFError):
            self._session = None
            self._say("Browser.close")
        os.close(self._out)
        os.close(self._in)
        self._process.wait(30)
        self._home.cleanup()

    def open(self, page: Path, width: int, height: int = 900, dark: bool = False) -> None:
        """Load a file at a width in CSS pixels."""
        metrics = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self._say("Emulation.setDeviceMetricsOverride", **metrics)
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]
        self._say("Emulation.setEmulatedMedia", features=scheme)
        self._say("Page.navigate", url=page.resolve().as_uri())
        while self._read().get("method") != "Page.loadEventFired":
            pass

    def run(self, code: str) -> Any:
        """Return the value of an expression in the page, whose own policy forbids scripts."""
        answer = self._say("Runtime.evaluate", expression=code, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"])
        return answer["result"].get("value")

    def pdf(self) -> bytes:
        """Return the page printed on A4."""
        how = {"preferCSSPageSize": False, "paperWidth": 8.27, "paperHeight": 11.69, "printBackground": False}
        return base64.b64decode(self._say("Page.printToPDF", **how)["data"])

    def picture(self) -> bytes:
        """Return a PNG of the whole page."""
        return base64.b64decode(self._say("Page.captureScreenshot", captureBeyondViewport=True)["data"])

    def _say(self, method: str, **parameters: object) -> Any:
        at = next(self._ids)
        message: dict[str, object] = {"id": at, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        while (answer := self._read()).get("id") != at:
            pass
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["result"]

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._in, 1 << 16)
            if not part:
                raise EOFError("Chromium has closed its pipe")
            self._rest += part
        message, self._rest = self._rest.split(b"\0", 1)
        found: dict[str, Any] = json.loads(message)
        return found
