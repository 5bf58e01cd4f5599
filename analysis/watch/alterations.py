"""What stands altered in a story now: against the base, against itself, against its own past?"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from analysis.errors import MediacompareError
from analysis.story import Story, Version
from analysis.watch.archive import Entry

if TYPE_CHECKING:
    import pandas as pd

# Severities of what is no alteration of a passage. A sentence that is gone without a word, or
# new, is seen by no reader of the page as it is now; other words for the same only matter to
# those who ask for everything.
SEVERITY_OF = {
    "vanished": "substantive",
    "replaced": "substantive",
    "shortened": "substantive",
    "extended": "substantive",
    "headline": "substantive",
    "reworded": "stylistic",
    "new": "stylistic",
}
# Of how many characters of a text a record keeps; the text itself is in the story's folder.
MOST_KEPT = 2000


@dataclass(frozen=True)
class State:
    """
    What is known of a version besides its texts.

    Attributes
    ----------
    gone : str or None
        Why its page is no longer there, in a few words; None while it is.
    replaced : str or None
        What stands there instead of the article.
    """

    gone: str | None = None
    replaced: str | None = None


def list_latest(entries: list[Entry]) -> dict[str, Entry]:
    """The last text of each version, by the version's id, in the order they were found."""
    return {entry.lineage: entry for entry in entries}


def list_alterations(
    story: Story, base_id: str, entries: list[Entry], states: dict[str, State]
) -> tuple[list[dict], list[str]]:
    """
    List what stands altered in a story now.

    Parameters
    ----------
    story : Story
        Loaded from the folder that was made of `entries`.
    base_id : str
        Id of the text that the others are read against.
    entries : list of Entry
        The texts, the oldest first.
    states : dict of str to State
        By version.

    Returns
    -------
    (list of dict, list of str)
        The alterations with: version, text (the id of the text), against ("base", "earlier",
        "itself" or "") and against_text, kind, subkind, severity, before, after, why, confidence,
        group (rows of one group are one alteration). And one sentence for each comparison that
        could not be made.
    """
    versions = {version.id: version for version in story.versions}
    latest = {lineage: e for lineage, e in list_latest(entries).items() if e.id in versions}
    by_id = {entry.id: entry for entry in latest.values()}
    last = [version for version in story.versions if version.id in by_id]
    tables = _compare_texts(last, base_id) if base_id in by_id else {}
    items = []
    if tables:
        items += _list_changes(tables["changes"], by_id, "base", base_id)
        items += _list_contradictions(tables["segments"], by_id)
    earlier, problems = _list_against_earlier(story.name, versions, entries)
    items += earlier
    for lineage, entry in latest.items():
        items += _list_states(lineage, entry, states.get(lineage, State()))
    return items, problems


def _compare_texts(versions: list[Version], base_id: str) -> dict:
    """The tables of `analysis.comparison.compare` that alterations follow from, and no others."""
    from analysis import attribution, collation, fidelity, segment

    story = Story("", "", None, "en", tuple(versions))
    segments = segment.tabulate_segments(story)
    tokens = segment.tabulate_tokens(segments)
    collated = collation.tabulate_collation(tokens, base_id)
    changes = fidelity.tabulate_changes(
        collated,
        segments,
        attribution.tabulate_quotations(segments),
        published_at={version.id: version.published_at for version in versions},
    )
    return {"segments": segments, "collation": collated, "changes": changes}


def _make_item(entry: Entry, kind: str, subkind: str, severity: str, **facts) -> dict:
    item = {"version": entry.lineage, "text": entry.id, "kind": kind, "subkind": subkind}
    item |= {"severity": severity, "against": "", "against_text": "", "before": "", "after": ""}
    item |= {"why": "", "confidence": 1.0, "group": ""} | facts
    for side in ("before", "after"):
        item[side] = item[side][:MOST_KEPT]
    return item


def _list_changes(
    changes: "pd.DataFrame", entries: dict[str, Entry], against: str, against_text: str
) -> list[dict]:
    """Rows of a ledger; those that overlap carry the same group."""
    from analysis.fidelity import number_alterations

    if changes.empty:
        return []
    groups = number_alterations(changes)
    return [
        _make_item(
            entries[row.other_id],
            *(row.kind, row.subkind, row.severity),
            against=against,
            against_text=against_text,
            before=row.base_text,
            after=row.other_text,
            why=row.why,
            confidence=float(row.confidence),
            group=f"{against}/{row.other_id}/{group}",
        )
        for row, group in zip(changes.itertuples(), groups, strict=True)
    ]


def _list_contradictions(segments: "pd.DataFrame", by_id: dict[str, Entry]) -> list[dict]:
    from analysis.inconsistencies import tabulate_inconsistencies

    return [
        _make_item(
            by_id[row.version_id],
            *("contradiction", row.kind, row.severity),
            against="itself",
            before=row.other_text,
            after=row.text,
            why=row.why,
            confidence=float(row.confidence),
            group=f"itself/{row.version_id}/{number}",
        )
        for number, row in enumerate(tabulate_inconsistencies(segments).itertuples())
    ]


def _list_against_earlier(
    name: str, versions: dict[str, Version], entries: list[Entry]
) -> tuple[list[dict], list[str]]:
    """Each text of a version against the one that stood in its place before."""
    before: dict[str, Entry] = {}
    items, problems = [], []
    for entry in entries:
        old = before.get(entry.lineage)
        before[entry.lineage] = entry
        if old is None or not {old.id, entry.id} <= versions.keys():
            continue
        try:
            items += compare_with_earlier(versions[old.id], versions[entry.id], entry)
        except MediacompareError as problem:
            problems.append(f"{name}: {entry.id} against {old.id}: {problem}")
    return items, problems


def compare_with_earlier(before: Version, after: Version, entry: Entry) -> list[dict]:
    """
    List what a version changed in its own text.

    Parameters
    ----------
    before, after : Version
        Two texts of one version.
    entry : Entry
        The record of the later one.

    Returns
    -------
    list of dict
        As in `list_alterations`, against "earlier": its altered facts, sentences taken out
        and put in, another headline, other words for the same.
    """
    tables = _compare_texts([before, after], before.id)
    items = _list_changes(tables["changes"], {after.id: entry}, "earlier", before.id)
    items += _list_changes_around(tables["segments"], before, after, entry)
    return items + _list_edits(tables["collation"], tables["segments"], before, after, entry)


# Kinds of segment beside the body that say something of the story, each by itself.
_AROUND = ("headline", "standfirst", "subheading", "caption")


def _list_changes_around(
    segments: "pd.DataFrame", before: Version, after: Version, entry: Entry
) -> list[dict]:
    """Facts altered in headline, standfirst, subheadings and captions, where none came or went."""
    from analysis.fidelity import find_changes

    items = []
    for kind in _AROUND:
        rows = segments[segments["kind"] == kind].groupby("version_id")["text"].agg(list).to_dict()
        old, new = rows.get(before.id, []), rows.get(after.id, [])
        if len(old) != len(new):
            continue
        for number, pair in enumerate(zip(old, new, strict=True)):
            dates = {"base_date": before.published_at, "other_date": after.published_at}
            changes = find_changes(*pair, **dates).assign(base_id=before.id, other_id=after.id)
            place = f"earlier/{kind}{number}"
            found = _list_changes(changes, {after.id: entry}, place, before.id)
            items += [item | {"against": "earlier"} for item in found]
    return items


def _list_edits(collated, segments, before: Version, after: Version, entry: Entry) -> list[dict]:
    """Sentences taken out, put in, cut or reworded, and another headline."""
    texts = segments.set_index(["version_id", "segment"])["text"]

    def list_texts(actions: set[str], column: str, version_id: str) -> list[str]:
        wanted = collated[collated["action"].isin(actions)][column].dropna().unique()
        return [texts[version_id, number] for number in sorted(wanted)]

    sides = ("base_segment", before.id), ("other_segment", after.id)
    gone, new = list_texts({"omitted"}, *sides[0]), list_texts({"added"}, *sides[1])
    cut = list_texts({"partial"}, *sides[0]), list_texts({"partial"}, *sides[1])
    reworded = _drop_same([list_texts({"edited", "paraphrased"}, *side) for side in sides])
    items = []

    def add(subkind: str, why: str, old: list[str], later: list[str]) -> None:
        facts = {"against": "earlier", "against_text": before.id, "why": why}
        facts |= {"before": " ".join(old), "after": " ".join(later)}
        facts["group"] = f"earlier/{entry.id}/{subkind}/{len(items)}"
        items.append(_make_item(entry, "version", subkind, SEVERITY_OF[subkind], **facts))

    if gone:
        add("shortened", f"{_count(gone)} of its earlier text taken out", gone, [])
    if new:
        add("extended", f"{_count(new)} put in that its earlier text did not have", [], new)
    if cut[0]:
        add("shortened", f"{_count(cut[0])} cut short or written out", *cut)
    if any(reworded):
        add("reworded", f"{_count(reworded[0])} in other words", *reworded)
    items += _compare_headlines(segments, before, after, add) or []
    return items


def _drop_same(sides: list[list[str]]) -> list[list[str]]:
    """Without the sentences that differ in format only."""
    from analysis.watch.versions import list_canonical

    terms = [{tuple(list_canonical(text)) for text in side} for side in sides]
    shared = terms[0] & terms[1]
    return [[t for t in side if tuple(list_canonical(t)) not in shared] for side in sides]


def _compare_headlines(segments, before: Version, after: Version, add) -> None:
    from analysis.house_style import read_words

    headlines = segments[segments["kind"] == "headline"].groupby("version_id", sort=False)["text"]
    found = headlines.agg(" ".join).to_dict()
    old, new = (found.get(version.id, "") for version in (before, after))
    terms = [[word.term for word in read_words(text)] for text in (old, new)]
    if old and new and terms[0] != terms[1]:
        add("headline", "the headline is another one", [old], [new])


def _count(sentences: list[str]) -> str:
    return "1 sentence" if len(sentences) == 1 else f"{len(sentences)} sentences"


def mark_followers(items: list[dict]) -> None:
    """
    Say of which alterations the base's own earlier text is the cause.

    Parameters
    ----------
    items : list of dict
        From `list_alterations`; changed in place. Where the base came to say something else,
        a version that still says what the base said before is told so: it altered nothing,
        it did not follow.
    """
    from analysis.house_style import read_words

    def canonise(text: str) -> tuple[str, ...]:
        return tuple(word.term for word in read_words(text))

    base = next((item["against_text"] for item in items if item["against"] == "base"), None)
    own = {
        (canonise(item["before"]), canonise(item["after"]))
        for item in items
        if item["against"] == "earlier" and item["text"] == base
    }
    for item in items:
        sides = canonise(item["after"]), canonise(item["before"])
        if item["against"] == "base" and sides in own:
            item["why"] = f"{item['why'].rstrip('.')}; the base itself said so earlier"


def _list_states(lineage: str, entry: Entry, state: State) -> list[dict]:
    """That a version is there, and whether its page still is."""
    new = f"{entry.facts.get('outlet') or entry.lineage} is a version of the story"
    items = [_make_item(entry, "version", "new", SEVERITY_OF["new"], why=new, group=lineage)]
    for subkind, why in (("vanished", state.gone), ("replaced", state.replaced)):
        if why:
            facts = {"why": why, "group": f"{subkind}/{lineage}"}
            items.append(_make_item(entry, "version", subkind, SEVERITY_OF[subkind], **facts))
    return items
