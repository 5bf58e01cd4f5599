"""Who is writing this report, and how does a second run wait its turn?

The system's own lock on a file is taken, which goes with the process that holds it, however
that one ends; so there is no stale lock and no clock to trust. The file says who holds it, for
people to read.
"""

import json
import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from analysis.errors import InUseError

# Seconds between two tries.
_PAUSE = 0.2
# Windows locks bytes, and locked bytes cannot be read: one far behind the text is taken.
_LOCKED_BYTE = 1 << 20


@contextmanager
def hold_lock(
    path: Path, *, wait: float = 0, tell: Callable[[str], None] = lambda sentence: None
) -> Iterator[str | None]:
    """
    Hold a folder's lock while the block runs.

    Parameters
    ----------
    path : Path
        The lock's file; its folder must exist.
    wait : float, default 0
        Seconds to wait for another run, by a clock that cannot be set.
    tell : callable
        Called with a sentence when waiting begins.

    Yields
    ------
    str or None
        Who was at work here when it was killed: a sentence, or None.

    Raises
    ------
    InUseError
        Naming the owner, if the lock is still held after `wait` seconds.
    """
    deadline = time.monotonic() + wait
    is_told = False
    while (file := _take(path)) is None:
        owner = _name_owner(_read_owner(path))
        sentence = f"{path.parent.parent} is being written by another run ({owner})"
        if time.monotonic() >= deadline:
            raise InUseError(f"{sentence}; try again when it has ended.")
        if not is_told:
            tell(f"{sentence}; waiting for it, at most {wait:g} seconds.")
            is_told = True
        time.sleep(_PAUSE)
    try:
        left = _read_owner(path)
        _write_owner(file)
        yield _name_owner(left) if left else None
    finally:
        # Removed while held: who waits finds another file there, or none, and tries again.
        with suppress(OSError):
            if os.name != "nt":
                path.unlink()
        file.close()
        with suppress(OSError):
            if os.name == "nt":
                path.unlink()


def _take(path: Path) -> IO[str] | None:
    """The open, locked file; None if another process holds it or just removed it."""
    path.parent.mkdir(exist_ok=True)
    try:
        file = path.open("a+", encoding="utf-8")
    except FileNotFoundError:
        return None
    try:
        if _lock(file) and os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    except FileNotFoundError:  # removed by the run that just ended
        pass
    except BaseException:
        file.close()
        raise
    file.close()
    return None


def _lock(file: IO[str]) -> bool:
    """Lock an open file for this process; False if another one has it."""
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
    import errno
    import fcntl

    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as problem:
        # A network folder may have no locks: better a report than none.
        return problem.errno not in (errno.EAGAIN, errno.EACCES)
    return True


def _write_owner(file: IO[str]) -> None:
    """Say in the lock's file who holds it."""
    now = datetime.now(UTC).astimezone().isoformat(timespec="seconds")
    file.seek(0)
    file.truncate()
    json.dump({"pid": os.getpid(), "host": socket.gethostname(), "since": now}, file)
    file.flush()


def _read_owner(path: Path) -> dict:
    """What the lock's file says; nothing if it is empty, gone or not ours."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _name_owner(owner: dict) -> str:
    """An owner in words."""
    if not {"pid", "host", "since"} <= set(owner):
        return "its owner is not known"
    return f"process {owner['pid']} on {owner['host']}, since {owner['since']}"
