"""How does a reader always find the last whole report, or the new whole one?

A story's new folder is made beside, under OUT/.mediacompare, and put in the place of the
published one in one step: Linux and its file systems exchange two folders at once
(renameat2). Elsewhere two renames do it, with the folder missing for a moment between them.
Killed at any moment, a run leaves one of few states, which `mend` tells apart by names alone:

    new/STORY     being made: of no worth, removed
    ready/STORY   made whole, or the old one just after an exchange: published if OUT/STORY
                  is missing, else removed
    old/STORY     the old one: put back if OUT/STORY is missing and nothing is ready

Files in a story's folder that a report did not write, such as somebody's notes, move along.
"""

import ctypes
import errno
import os
import re
import shutil
import sys
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from analysis.errors import UsageError

HIDDEN = ".mediacompare"
_NEW, _READY, _OLD = "new", "ready", "old"

# What reports of any version write, where no record tells.
_OURS = re.compile(
    r"(?:index|synopsis)\.html|story\.pdf|(?:summary|manifest|ro-crate-metadata)\.json"
    r"|[0-9][0-9]_[^/]*\.(?:html|ipynb)|tables/[a-z_]+\.(?:csv|json)|(?:.*/)?[^/]*\.partial"
)
# Windows lets nobody rename what somebody reads: so many tries, a fifth of a second apart.
_TRIES = 25 if os.name == "nt" else 1
_AT_CWD, _EXCHANGE = -100, 2
_UNKNOWN = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}


def open_folder(out: Path) -> Path:
    """
    Make the report's folder and the hidden one in it where reports are made.

    Returns
    -------
    Path
        The hidden folder.

    Raises
    ------
    UsageError
        If one of them cannot be made or written to.
    """
    hidden = out / HIDDEN
    for folder in (out, hidden):
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise UsageError(f"{folder} cannot be written to: {problem.strerror}.") from problem
        if not os.access(folder, os.W_OK | os.X_OK):
            raise UsageError(f"{folder} cannot be written to: Permission denied.")
    return hidden


def close_folder(out: Path) -> None:
    """Remove the hidden folder once all is published."""
    with suppress(OSError):
        (out / HIDDEN).rmdir()


def find_staging(out: Path) -> Path:
    """Name the folder in which stories' folders are made."""
    return out / HIDDEN / _NEW


def open_staging(out: Path, name: str) -> Path:
    """Make the empty folder in which a story's new report is made."""
    published = out / name
    if published.is_symlink() or (published.exists() and not published.is_dir()):
        raise UsageError(f"{published} cannot be written to: it is not a folder.")
    if published.exists() and not os.access(published, os.W_OK | os.X_OK):
        raise UsageError(f"{published} cannot be written to: Permission denied.")
    folder = find_staging(out) / name
    try:
        folder.mkdir(parents=True)
    except OSError as problem:
        raise UsageError(f"{folder} cannot be written to: {problem.strerror}.") from problem
    return folder


def publish(out: Path, name: str, written_before: Iterable[str] = ()) -> None:
    """
    Put a story's new folder in the place of the published one.

    Parameters
    ----------
    out : Path
        The report's folder.
    name : str
        The story's, made in `open_staging`.
    written_before : iterable of str
        Paths inside the published folder that the last report wrote. Other files that are
        there, and that no report writes, are in the new folder too.
    """
    new, ready, old, published = (
        find_staging(out) / name,
        out / HIDDEN / _READY / name,
        out / HIDDEN / _OLD / name,
        out / name,
    )
    for folder in (ready, old):
        folder.parent.mkdir(exist_ok=True)
        _remove(folder)
    notes = _list_others(published, written_before)
    _bring_along(published, new, notes)
    sync_folder(new)
    _rename(new, ready)
    if not published.exists():
        _rename(ready, published)
    elif _exchange(ready, published):
        _bring_along(ready, published, notes)  # saved meanwhile
        _rename(ready, old)
    else:
        _rename(published, old)
        _rename(ready, published)
    _sync(out)
    _remove(old)


def mend(out: Path) -> list[str]:
    """
    Bring order into what a run left that was killed or lost its disk.

    Returns
    -------
    list of str
        A sentence for each story whose published folder was missing and is there again.
    """
    told = []
    for kind, what in ((_READY, "finished"), (_OLD, "last")):
        for folder in _list_folders(out / HIDDEN / kind):
            if not os.path.lexists(out / folder.name):
                _rename(folder, out / folder.name)
                told.append(
                    f"{folder.name}: a run ended while publishing; its {what} report is in place."
                )
    if (out / HIDDEN).is_dir():
        for path in (out / HIDDEN).iterdir():
            if path.name != "lock":
                _remove(path)
    return told


def write_file(path: Path, text: str) -> None:
    """Write a file of the report's folder so that a reader finds the old or the new one."""
    partial = path.parent / HIDDEN / path.name
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)


def sync_folder(folder: Path) -> None:
    """Wait until a folder and all in it are on the disk, before its name says so."""
    paths = [folder, *folder.rglob("*")]
    with ThreadPoolExecutor(max_workers=8) as executor:  # the disk takes them together
        list(executor.map(_sync, [path for path in paths if not path.is_symlink()]))


def _sync(path: Path) -> None:
    """Wait until a file or folder is on the disk; where that cannot be asked for, go on."""
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    except OSError as problem:
        if problem.errno in (errno.EIO, errno.ENOSPC, errno.EDQUOT):  # it is not on the disk
            raise
    finally:
        os.close(handle)


def _list_folders(folder: Path) -> list[Path]:
    return sorted(folder.iterdir()) if folder.is_dir() else []


def _list_others(folder: Path, written: Iterable[str]) -> list[str]:
    """Files and links in a story's folder that no report wrote."""
    ours = set(written)
    found = []
    for parent, folders, files in os.walk(folder):
        links = [name for name in folders if (Path(parent) / name).is_symlink()]
        for name in (*files, *links):
            inner = (Path(parent) / name).relative_to(folder).as_posix()
            if inner not in ours and not _OURS.fullmatch(inner):
                found.append(inner)
    return sorted(found)


def _bring_along(source: Path, target: Path, names: list[str]) -> None:
    """Have other people's files in the target as they are in the source now."""
    for name in names:
        here, there = source / name, target / name
        if not os.path.lexists(here) or _is_same(here, there):
            continue
        there.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileNotFoundError):
            there.unlink()
        try:
            os.link(here, there, follow_symlinks=False)
        except OSError:  # a file system without links
            shutil.copy2(here, there, follow_symlinks=False)


def _is_same(one: Path, other: Path) -> bool:
    """Whether two names are one file."""
    try:
        return os.path.samestat(one.lstat(), other.lstat())
    except FileNotFoundError:
        return False


def _exchange(one: Path, other: Path) -> bool:
    """Exchange two folders in one step; False where the system or the file system cannot."""
    call = _find_renameat2()
    if call is None:
        return False
    if call(_AT_CWD, os.fsencode(one), _AT_CWD, os.fsencode(other), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _UNKNOWN:
        return False
    raise OSError(number, os.strerror(number), str(other))


@lru_cache(maxsize=1)
def _find_renameat2():
    """The C library's renameat2, or None."""
    if sys.platform != "linux":
        return None
    call = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if call is not None:
        call.argtypes = (
            *(ctypes.c_int, ctypes.c_char_p),
            *(ctypes.c_int, ctypes.c_char_p),
            ctypes.c_uint,
        )
    return call


def _rename(source: Path, target: Path) -> None:
    """Rename, with patience where readers are in the way."""
    for left in reversed(range(_TRIES)):
        try:
            return source.rename(target)
        except PermissionError:
            if not left:
                raise
            time.sleep(0.2)


def _remove(path: Path) -> None:
    """Remove a file or a folder; what cannot be removed now is for the next run."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()
