"""`--cluster tcp://...`: the workers of a Dask scheduler, and what is said when they cannot be had."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from concurrent.futures import CancelledError
from typing import Any

import click

__all__ = ["connected"]

_SECONDS = 30  # to reach the scheduler, and for the first worker to arrive


@contextlib.contextmanager
def connected(address: str) -> Iterator[Any]:
    """Yield a Dask client of the scheduler at an address, with at least one worker.

    Certificates and timeouts are those of Dask's own settings: `tls://` addresses, `DASK_DISTRIBUTED__COMM__TLS__...`.

    Raises
    ------
    click.ClickException
        Without Dask.
    SimulationError
        If the scheduler cannot be reached or is lost, it has no worker, or workers cannot do the work.
    """
    from ..simulator.engine.errors import SimulationError

    try:
        from distributed import Client, KilledWorker
        from distributed.comm.core import CommClosedError
    except ImportError as error:
        raise click.ClickException(
            f'--cluster needs Dask ({error})\n  = help: pip install "tcorisk[cluster]"'
        ) from None
    noisy = [name for name in logging.root.manager.loggerDict if name.startswith("distributed")]
    # They print what is said below, or a late answer after the last line; Dask gives the last one a level of its own.
    for name in (*noisy, "asyncio", "tornado", "tornado.application"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    client: Any  # Dask has no types
    try:
        client = Client(address, timeout=_SECONDS, set_as_default=False)  # type: ignore[no-untyped-call]  # no types
    except (OSError, ValueError, TypeError, ImportError) as error:
        raise SimulationError(f"no Dask scheduler answers at {address}: {_line(error)}") from None
    try:
        try:
            client.wait_for_workers(1, timeout=_SECONDS)
        except TimeoutError:
            raise SimulationError(
                f"the scheduler at {address} has no worker yet\n  = help: dask worker {address}    starts one"
            ) from None
        yield client
    except (CancelledError, CommClosedError):
        raise SimulationError(f"the connection to the scheduler at {address} was lost: run the command again") from None
    except KilledWorker as error:
        raise SimulationError(
            f"the same piece of work was lost with several workers, the last one {_line(error.last_worker)}: they may "
            "have too little memory, or be taken away too often\n"
            "  = help: DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES=10, for the scheduler, bears more"
        ) from None
    except ImportError as error:
        raise SimulationError(f"a worker cannot load the work: {error}: install the same tcorisk on all") from None
    finally:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            client.close(timeout=2)


def _line(error: object) -> str:
    return " ".join(str(error).split())[:200]
