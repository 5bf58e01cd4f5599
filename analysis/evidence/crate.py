"""How does a repository of research data learn what is in this folder?

By an RO-Crate (https://w3id.org/ro/crate/1.2): ro-crate-metadata.json names each file with its
hash and says from what and by which software it was made. It follows from the manifest alone,
so that `mediacompare verify` can tell whether somebody edited it. RO-Crate demands a date of
publication; a run knows no clock, so it is the newest date that an input bears: nothing made
from the inputs can be older, and the same inputs give the same bytes. Whoever deposits the
folder sets the date of the deposit there.
"""

import re
from hashlib import sha256
from urllib.parse import quote

from analysis.evidence.hashing import encode_facts

CRATE = "ro-crate-metadata.json"
CONTEXT = "https://w3id.org/ro/crate/1.2/context"
CONFORMS_TO = "https://w3id.org/ro/crate/1.2"
# Where no input bears a date: the format demands one, and this one cannot be taken for real.
NO_DATE = "0001-01-01"

_SOFTWARE, _RUN, _LICENCES = "#mediacompare", "#run", "#licences"
_DAY = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
# Names that SPDX gives to licences of texts and data; others are quoted as they stand.
_SPDX = re.compile(
    r"(?:CC0|CC-BY|CC-PDDC|ODbL|ODC-By|PDDL|OGL-UK|GFDL|MIT|BSD|Apache)[-A-Za-z0-9.]*"
)
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")

_FORMATS = {
    "css": "text/css",
    "csv": "text/csv",
    "html": "text/html",
    "ipynb": "application/x-ipynb+json",
    "js": "text/javascript",
    "json": "application/json",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain",
    "xml": "application/xml",
}
_DESCRIBED = {
    "index.html": "The story on one page.",
    "synopsis.html": "Base and versions side by side, sentence by sentence.",
    "story.pdf": "The story's page for filing.",
    "summary.json": "The story's entry in the index of a report.",
    "tables/changes.json": "The table changes as JSON, a list of objects.",
}


def describe_crate(run: dict) -> dict:
    """
    Describe a run's folder as an RO-Crate 1.2.

    Parameters
    ----------
    run : dict
        From `describe_run` or `read_manifest`.

    Returns
    -------
    dict
        JSON-LD: the folder, each published file with its SHA-256, size and media type, the
        inputs (which are not in the folder), their outlets and licences, and the action that
        made the files from the inputs with this mediacompare.
    """
    inputs = [_describe_input(one) for one in run["inputs"]]
    files = _describe_files(run)
    licences = {one["license"]["@id"] for one in inputs if "license" in one}
    graph = [
        {
            "@id": CRATE,
            "@type": "CreativeWork",
            "about": {"@id": "./"},
            "conformsTo": {"@id": CONFORMS_TO},
        },
        _describe_root(run, inputs, files),
        *files,
        *inputs,
        _describe_action(run, inputs, files),
        _describe_software(run),
        *_describe_outlets(run["inputs"]),
        *(_describe_licence(licence) for licence in sorted(licences)),
        *_describe_licences(inputs),
    ]
    return {"@context": CONTEXT, "@graph": graph}


def _refer(entities: list[dict]) -> list[dict]:
    return [{"@id": one["@id"]} for one in entities]


def _describe_root(run: dict, inputs: list[dict], files: list[dict]) -> dict:
    story = run["story"]
    date = find_date(run["inputs"])
    dated = (
        "The date of publication is the newest date that an input bears."
        if date
        else f"No input bears a date; {NO_DATE} stands where the format demands one."
    )
    n = len(inputs)
    counted = "1 version" if n == 1 else f"{n} versions"
    return {
        "@id": "./",
        "@type": "Dataset",
        "name": f"{story['title']}: {counted} compared",
        "description": f"What mediacompare found in {counted} of one news story, read against "
        f"{story['base_of_run']!r}: pages, notebooks and tables. {dated} From a number to "
        "its words: see `about` in manifest.json.",
        "datePublished": date or NO_DATE,
        "license": _choose_licence(inputs),
        "inLanguage": story.get("language"),
        "hasPart": _refer(files),
        "mentions": {"@id": _RUN},
    }


def find_date(inputs: list[dict]) -> str | None:
    """
    Find the newest date that an input bears.

    Parameters
    ----------
    inputs : list of dict
        Of a manifest.

    Returns
    -------
    str or None
        A year, month or day in ISO 8601, of `published_at` or `accessed_on`.

    Examples
    --------
    >>> find_date([{"published_at": "2026-02-10T19:30:00"}, {"accessed_on": "2026-02-05"}])
    '2026-02-10'
    """
    written = (str(one.get(name, "")) for one in inputs for name in ("published_at", "accessed_on"))
    found = (_DAY.match(one) for one in written)
    return max((match[0] for match in found if match), default=None)


def _choose_licence(inputs: list[dict]) -> dict:
    """The inputs' licence if it is one and the same, for the pages quote them."""
    known = {one["license"]["@id"] for one in inputs if "license" in one}
    is_one = len(known) == 1 and all("license" in one for one in inputs)
    return {"@id": known.pop() if is_one else _LICENCES}


def _describe_licences(inputs: list[dict]) -> list[dict]:
    """Where the inputs have several licences or unknown ones, a sentence about all of them."""
    if _choose_licence(inputs)["@id"] != _LICENCES:
        return []
    listed = "; ".join(f"{one['name']}: {_say_licence(one)}" for one in inputs)
    return [
        {
            "@id": _LICENCES,
            "@type": "CreativeWork",
            "name": "Licences of the quoted articles",
            "description": "Pages and tables quote the inputs, which remain under their own "
            f"licences: {listed}.",
        }
    ]


def _say_licence(entity: dict) -> str:
    return entity["license"]["@id"] if "license" in entity else entity.get("usageInfo", "not known")


def _describe_input(facts: dict) -> dict:
    """A version's file, which is not in the folder."""
    licence, dated = str(facts.get("licence") or ""), str(facts.get("published_at") or "")
    url = str(facts.get("url") or "")
    entity = {
        "@id": f"#input-{_quote(str(facts.get('id')))}",
        "@type": "CreativeWork",
        "name": str(facts.get("id")),
        "headline": facts.get("headline"),
        "alternateName": facts.get("file"),
        "sha256": facts["sha256"],
        "size": str(facts.get("n_bytes")),
        "datePublished": dated if _DAY.match(dated) else None,
        "url": url if _WEB.fullmatch(url) else None,
        "creditText": facts.get("credit"),
        "description": "Invented for mediacompare." if facts.get("synthetic") else None,
    }
    if facts.get("outlet"):
        entity["publisher"] = {"@id": _name_outlet(facts["outlet"])}
    if _SPDX.fullmatch(licence):
        entity["license"] = {"@id": f"https://spdx.org/licenses/{licence}"}
    elif _WEB.fullmatch(licence):
        entity["license"] = {"@id": licence}
    elif licence:
        entity["usageInfo"] = licence
    return {name: value for name, value in entity.items() if value is not None}


def _name_outlet(outlet: str) -> str:
    return f"#outlet-{_quote(outlet)}"


def _describe_outlets(inputs: list[dict]) -> list[dict]:
    outlets = sorted({str(one["outlet"]) for one in inputs if one.get("outlet")})
    return [
        {"@id": _name_outlet(outlet), "@type": "Organization", "name": outlet} for outlet in outlets
    ]


def _describe_licence(licence: str) -> dict:
    name = licence.rpartition("/")[2] or licence
    return {
        "@id": licence,
        "@type": "CreativeWork",
        "name": name,
        "description": f"The licence that the inputs' manifest names as {name}.",
    }


def _describe_files(run: dict) -> list[dict]:
    tables = {facts["file"]: facts for facts in run["tables"].values()}
    files = [
        _describe_file(name, facts, _describe_content(name, tables.get(name)))
        for name, facts in run["files"].items()
    ]
    own = encode_facts(run)
    facts = {"sha256": sha256(own).hexdigest(), "n_bytes": len(own)}
    about = "Inputs, settings, code, packages, and the hash of every table and file."
    return [*files, _describe_file("manifest.json", facts, about)]


def _describe_file(name: str, facts: dict, description: str) -> dict:
    suffix = name.rpartition(".")[2].lower()
    return {
        "@id": _quote(name),
        "@type": "File",
        "name": name,
        "description": description,
        "encodingFormat": _FORMATS.get(suffix, "application/octet-stream"),
        "contentSize": str(facts.get("n_bytes")),
        "sha256": facts["sha256"],
    }


def _describe_content(name: str, table: dict | None) -> str:
    if table:
        n = table.get("n_rows")
        return (
            f"One row is {table.get('row')}. Key: {', '.join(table.get('key', []))}. "
            f"{n} {'row' if n == 1 else 'rows'}."
        )
    if name in _DESCRIBED:
        return _DESCRIBED[name]
    if name.endswith(".ipynb"):
        return "A notebook as it ran, to open and change."
    return "A notebook's page." if name.endswith(".html") else "A part of the report."


def _describe_action(run: dict, inputs: list[dict], files: list[dict]) -> dict:
    settings = ", ".join(f"{name} = {value!r}" for name, value in sorted(run["parameters"].items()))
    return {
        "@id": _RUN,
        "@type": "CreateAction",
        "name": f"Comparison of {run['story']['name']}",
        "description": f"Parameters: {settings or 'all at their defaults'}.",
        "instrument": {"@id": _SOFTWARE},
        "object": _refer(inputs),
        "result": _refer(files),
    }


def _describe_software(run: dict) -> dict:
    """mediacompare by its version and the hash of its code."""
    software = run["mediacompare"]
    version = str(software.get("version"))
    packages = (f"{name} {which}" for name, which in sorted(run["packages"].items()))
    return {
        "@id": _SOFTWARE,
        "@type": "SoftwareApplication",
        "name": "mediacompare",
        # Demanded; the project has no address that outlives this folder, and the manifest
        # says by hash which code this was.
        "url": {"@id": "manifest.json"},
        "version": version,
        "identifier": f"sha256:{software.get('sha256')}",
        "description": "Compares the versions of one news story.",
        "softwareRequirements": ", ".join(packages),
    }


def _quote(name: str) -> str:
    """A path or name as part of an address."""
    return quote(name.encode("utf-8", "surrogatepass"), safe="/")
