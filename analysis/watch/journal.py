"""How are records kept so that a crash loses none of those that were finished?

A journal is a file of JSON lines to which lines are only ever added. A line that was cut off by
a crash is the last one, so that it can be taken away without doubt.
"""

import json
import os
from pathlib import Path


def append_record(path: Path, record: dict) -> None:
    """
    Add a record to a journal; when this returns, the record survives a power cut.

    Parameters
    ----------
    path : Path
        The journal; made if it is not there. An unfinished last line is taken away first.
    record : dict
        Anything that JSON can hold.
    """
    line = json.dumps(record, ensure_ascii=True, sort_keys=True, allow_nan=False) + "\n"
    is_new = not path.exists()
    mend_journal(path)
    with path.open("ab") as stream:
        stream.write(line.encode("ascii"))
        stream.flush()
        os.fsync(stream.fileno())
    if is_new:
        _sync_folder(path.parent)


def mend_journal(path: Path) -> int:
    """
    Take an unfinished last line away.

    Parameters
    ----------
    path : Path
        The journal; it need not exist.

    Returns
    -------
    int
        Bytes that were taken away; 0 for a whole journal.
    """
    try:
        with path.open("r+b") as stream:
            size = stream.seek(0, os.SEEK_END)
            whole = _find_last_end(stream, size)
            if whole < size:
                stream.truncate(whole)
                stream.flush()
                os.fsync(stream.fileno())
            return size - whole
    except FileNotFoundError:
        return 0


_BLOCK = 65536


def _find_last_end(stream, size: int) -> int:
    """Where the last finished line ends, read from the end of the file."""
    stop = size
    while stop:
        start = max(0, stop - _BLOCK)
        stream.seek(start)
        at = stream.read(stop - start).rfind(b"\n")
        if at >= 0:
            return start + at + 1
        stop = start
    return 0


def read_records(path: Path) -> tuple[list[dict], list[str]]:
    """
    Read a journal.

    Parameters
    ----------
    path : Path
        The journal; it need not exist. It is not changed.

    Returns
    -------
    (list of dict, list of str)
        The records in their order, and one sentence for each damaged line in the middle. An
        unfinished last line is passed over: its record was never finished.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return [], []
    lines = data.split(b"\n")[:-1]  # what follows the last line end is unfinished or nothing
    records, problems = [], []
    for number, line in enumerate(lines, 1):
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if isinstance(record, dict):
            records.append(record)
        else:
            problems.append(f"{path}, line {number}, is damaged and was passed over.")
    return records, problems


def write_whole(path: Path, data: bytes) -> None:
    """
    Write a file so that a reader sees the old one or the new one and nothing between.

    Parameters
    ----------
    path : Path
        The file; its folder is made if it is not there.
    data : bytes
        Its content.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        with partial.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        partial.replace(path)
    except OSError:
        partial.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    """Make a new or renamed entry of a folder survive a power cut, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:  # Windows opens no folders
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)
