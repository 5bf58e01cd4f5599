"""Does what is published still say what a new run would say?

It does where the run's fingerprint (inputs, settings, code, packages) is the published one's,
no notebook had failed, and every published file is there as it was written. No time of any
file counts.
"""

import json
from pathlib import Path

from analysis.errors import MediacompareError

MANIFEST, CRATE, SUMMARY = "manifest.json", "ro-crate-metadata.json", "summary.json"


def is_current(folder: Path, fingerprint: str) -> bool:
    """
    Say whether a published folder is what a run with this fingerprint would write.

    Parameters
    ----------
    folder : Path
        The story's published folder.
    fingerprint : str
        From `analysis.evidence.fingerprints.fingerprint_run`.

    Returns
    -------
    bool
        False also where a notebook had failed, a file is missing or differs, or nothing tells.
    """
    from analysis.evidence.crate import describe_crate
    from analysis.evidence.hashing import encode_facts, hash_file
    from analysis.evidence.manifest import read_manifest

    try:
        run = read_manifest(folder)
        return (
            run["fingerprint"] == fingerprint
            and _read_json(folder / SUMMARY).get("failed") == []
            and (folder / CRATE).read_bytes() == encode_facts(describe_crate(run))
            and all(hash_file(folder / name) == k["sha256"] for name, k in run["files"].items())
        )
    except (MediacompareError, OSError, ValueError, KeyError, TypeError):
        return False


def list_written(folder: Path) -> list[str]:
    """List the paths inside a published folder that its report wrote, as far as it tells."""
    files = _read_json(folder / MANIFEST).get("files")
    return [*(files if isinstance(files, dict) else ()), MANIFEST, CRATE]


def _read_json(path: Path) -> dict:
    """What a file of a published folder says; nothing if it is gone, damaged or not ours."""
    try:
        found = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
