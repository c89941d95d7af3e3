"""Files that commands leave behind: whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from django.core.management.base import CommandError


@contextmanager
def whole(name: str) -> Iterator[IO[bytes]]:
    """Write a file beside its place and move it there in the end; a failure leaves what was there.

    :raises CommandError: if it cannot be written.
    """
    # A link stays one; what it leads to is replaced.
    path = Path(name).resolve()
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        if path.exists() and not path.is_file():
            raise CommandError(f"{name} is not a file.")
        with part.open("xb") as file:
            yield file
        part.replace(path)
    except OSError as fault:
        raise CommandError(f"{name} cannot be written: {fault.strerror}.") from fault
    finally:
        with suppress(OSError):
            part.unlink()
