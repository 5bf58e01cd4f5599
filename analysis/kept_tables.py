"""How does a notebook get the tables that were computed for it already?

A report runs notebooks in processes of their own, and all of them begin with the same
comparison. Where the environment variable MEDIACOMPARE_TABLES names a store (a private folder
that `open_store` makes and removes), the first process that needs some tables computes them; the
others help, wait for it and read them. Without a store, everything is computed where it is asked
for, so that a notebook opened by hand behaves the same.

What is stored is a pickle, which could be made to run code by somebody who can write into the
folder. So the folder is the user's alone, and nothing is read whose seal does not fit: an HMAC
under a random key that travels in the environment (MEDIACOMPARE_TABLES_KEY), never in the folder.
"""

import hmac
import os
import pickle
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import astuple
from hashlib import sha256
from pathlib import Path
from typing import Any

from analysis import __version__
from analysis.story import Story

STORE, SEAL_KEY = "MEDIACOMPARE_TABLES", "MEDIACOMPARE_TABLES_KEY"
# Seconds between two looks for tables that another process computes: a hundredth of what they
# take to compute.
_PAUSE = 0.01
# Seconds after which a process stops waiting and computes for itself; nothing is lost by it.
LONGEST_WAIT = 300
_SEAL_BYTES = sha256().digest_size


def make_key(story: Story, base: str | None, versions: Iterable[str] | None, what: str = "") -> str:
    """
    Name a result by everything it depends on.

    Parameters
    ----------
    story : Story
        From `load_story`; where it lies does not count, what was read does.
    base : str or None
        Version that the others are read against.
    versions : iterable of str or None
        Versions that are kept; their order does not count.
    what : str, default ""
        What is computed, where it is not `compare`'s tables.

    Returns
    -------
    str
        64 hexadecimal digits.
    """
    chosen = sorted(set(versions or ()))
    read = [story.name, story.title, story.language, story.base, list(story.problems)]
    texts = [astuple(version) for version in story.versions]
    content = repr((what, __version__, base or None, chosen, read, texts))
    return sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


@contextmanager
def open_store(parent: Path | None = None) -> Iterator[dict[str, str]]:
    """
    Open a store for this process and those it starts; it goes with its contents.

    Parameters
    ----------
    parent : Path, optional
        Folder to make it in; left out: the system's folder for temporary files.

    Yields
    ------
    dict of str to str
        The environment variables that give other processes the same store.
    """
    folder = Path(tempfile.mkdtemp(prefix="mediacompare-", dir=parent))  # the user's alone
    variables = {STORE: str(folder), SEAL_KEY: secrets.token_hex(32)}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield variables
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        shutil.rmtree(folder, ignore_errors=True)


def recall(
    key: str, compute: Callable[[], Any], *, meanwhile: Callable[[], Any] | None = None
) -> Any:
    """
    Give a kept result, or compute and keep it.

    Parameters
    ----------
    key : str
        From `make_key`.
    compute : callable
        Called without arguments where nothing is kept. If another process is computing the
        same result, it is waited for instead.
    meanwhile : callable, optional
        Called once before waiting: computes and keeps a part of the result that the other
        process has not come to yet.

    Returns
    -------
    object
        What `compute` returned, here or in another process; the caller may change it.

    Examples
    --------
    >>> recall("0" * 64, lambda: "computed")
    'computed'
    """
    folder = _find_store()
    if folder is None:
        return compute()
    kept = _wait_or_claim(folder, key, meanwhile or _do_nothing)
    if kept is not None:
        return kept
    try:
        result = compute()
        keep(key, result)
    finally:
        with suppress(OSError):
            (folder / f"{key}.claim").unlink()
    return result


def read_kept(key: str) -> Any | None:
    """
    Read a kept result.

    Returns
    -------
    object or None
        None where there is no store, where nothing is kept under the key, or where what is
        kept was not written by a process that knows the store's key.
    """
    folder = _find_store()
    if folder is None:
        return None
    try:
        content = (folder / f"{key}.kept").read_bytes()
    except OSError:
        return None
    seal, pickled = content[:_SEAL_BYTES], content[_SEAL_BYTES:]
    if not hmac.compare_digest(seal, _seal(key, pickled)):
        return None
    return pickle.loads(pickled)


def keep(key: str, result: Any) -> None:
    """Keep a result for the other processes; without a store, or on a full disk, nothing."""
    folder = _find_store()
    if folder is None:
        return
    pickled = pickle.dumps(result, protocol=5)
    path = folder / f"{key}.kept"
    partial = path.with_suffix(f".{os.getpid()}")
    try:
        partial.write_bytes(_seal(key, pickled) + pickled)
        partial.replace(path)
    except OSError:  # the others compute for themselves
        with suppress(OSError):
            partial.unlink()


def _find_store() -> Path | None:
    """The store's folder if there is one that belongs to this user alone."""
    named = os.environ.get(STORE)
    if not named or not os.environ.get(SEAL_KEY):
        return None
    folder = Path(named)
    try:
        facts = folder.lstat()
    except OSError:
        return None
    if os.name == "posix" and (facts.st_uid != os.geteuid() or facts.st_mode & 0o077):
        return None
    return folder if folder.is_dir() and not folder.is_symlink() else None


def _seal(key: str, pickled: bytes) -> bytes:
    """What only a process with the store's key can write; it holds for this name alone."""
    return hmac.digest(os.environ[SEAL_KEY].encode(), key.encode() + pickled, "sha256")


def _wait_or_claim(folder: Path, key: str, meanwhile: Callable[[], Any]) -> Any | None:
    """The kept result, as soon as it is there; None if this process has to compute it."""
    claim = folder / f"{key}.claim"
    deadline = time.monotonic() + LONGEST_WAIT
    while True:
        kept = read_kept(key)
        if kept is not None:
            return kept
        try:
            with claim.open("x") as file:
                file.write(str(os.getpid()))
            return None
        except FileExistsError:
            if time.monotonic() > deadline or _is_abandoned(claim):
                return None
            meanwhile()
            meanwhile = _do_nothing
            time.sleep(_PAUSE)
        except OSError:  # a full disk: nothing can be told to the others
            return None


def _do_nothing() -> None:
    """There is no more to help with."""


def _is_abandoned(claim: Path) -> bool:
    """Whether the process that claimed a result has ended without it."""
    if os.name != "posix":  # elsewhere asking for a process may end it
        return False
    try:
        os.kill(int(claim.read_text()), 0)
    except ProcessLookupError:
        return True
    except (OSError, ValueError):  # just removed, or not written yet
        return False
    return False
