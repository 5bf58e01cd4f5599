"""What is one row of each table, and which passages does a figure in it come from?

This is the one place where the key of a table is declared. A reader goes from a number on a
page to its table, by the key to its row, and from the row to characters of a version's text:
by `passages` at once, or by `rows_from`, the rows of another table that the row sums up.
"""

from typing import NamedTuple

# In place of a column: the base of the run, which tables about the base's sentences do not repeat.
BASE = "@base"


class Passage(NamedTuple):
    """
    Columns that lead from a row to a passage.

    Attributes
    ----------
    version : str
        Column that names the version, or `BASE`.
    segment : str or None
        Column with the segment's number in `segments`; None where offsets are given.
    start, stop : str or None
        Columns with the half-open offsets into the version's extracted text; without `stop`
        the passage is the segment that holds `start`.
    """

    version: str
    segment: str | None = None
    start: str | None = None
    stop: str | None = None


class Description(NamedTuple):
    """
    What a table is.

    Attributes
    ----------
    row : str
        What one row is.
    key : tuple of str
        Columns that name a row, each row once.
    passages : tuple of Passage
        Where the row's text stands.
    rows_from : tuple of (str, dict)
        For a row that sums up others: a table, and which of its columns equals which of these.
    """

    row: str
    key: tuple[str, ...]
    passages: tuple[Passage, ...] = ()
    rows_from: tuple[tuple[str, dict[str, str]], ...] = ()


_OWN = Passage("version_id", start="start", stop="stop")
_OTHER = Passage("version_id", start="other_start", stop="other_stop")
_OF_BASE = Passage(BASE, segment="base_segment")
_SEGMENT_PAIR = (
    Passage("base_id", segment="base_segment"),
    Passage("other_id", segment="other_segment"),
)

TABLES = {
    "versions": Description(
        "a version: its outlet, length, checksum, and what it is with the evidence",
        ("version_id",),
        rows_from=(("segments", {"version_id": "version_id"}),),
    ),
    "segments": Description(
        "a sentence of the body, or a headline, byline, date, caption, piece of furniture",
        ("version_id", "segment"),
        (_OWN,),
    ),
    "collation": Description(
        "what became of a sentence of the base in another version",
        ("base_id", "other_id", "base_segment", "other_segment"),
        _SEGMENT_PAIR,
    ),
    "coverage": Description(
        "how much of the base a version has, and how much is its own",
        ("version_id",),
        rows_from=(("collation", {"other_id": "version_id"}),),
    ),
    "changes": Description(
        "an alteration: its kind, severity and why, both passages' words and places; also as "
        "changes.json",
        (
            "base_id",
            "other_id",
            "base_segment",
            "other_segment",
            "base_start",
            "kind",
            "subkind",
        ),
        (
            Passage("base_id", start="base_start", stop="base_stop"),
            Passage("other_id", start="other_start", stop="other_stop"),
        ),
    ),
    "inconsistencies": Description(
        "a place where a version contradicts itself, and the place it contradicts",
        ("version_id", "start", "other_start", "kind"),
        (_OWN, _OTHER),
    ),
    "omission_account": Description(
        "a base sentence that a version is without, and what kind of thing it held",
        ("version_id", "base_segment"),
        (_OF_BASE,),
    ),
    "losses": Description(
        "a source, rebuttal or figure that a reader of only this version would not know",
        ("version_id", "what", "name", "number"),
        (_OF_BASE,),
    ),
    "patterns": Description(
        "what a version's omissions look like, and how small a one-sided cut would have been seen",
        ("version_id",),
        rows_from=(("omission_account", {"version_id": "version_id"}),),
    ),
    "selection": Description(
        "how many of a source's sentences are gone, and how many chance would leave out",
        ("version_id", "source"),
        rows_from=(("omission_account", {"version_id": "version_id"}),),
    ),
    "quotations": Description(
        "somebody's words, direct or indirect, with the source and how it is introduced",
        ("version_id", "start"),
        (
            _OWN,
            Passage("version_id", start="source_start", stop="source_stop"),
            Passage("version_id", start="cue_start", stop="cue_stop"),
        ),
    ),
    "word_counts": Description(
        "length, richness and readability, in the outlet's voice, quoted, and both",
        ("version_id", "voice"),
        rows_from=(("segments", {"version_id": "version_id"}),),
    ),
    "distances": Description(
        "how far apart two versions are in wording, and the band that chance gives",
        ("version_a", "version_b"),
        rows_from=(
            ("segments", {"version_id": "version_a"}),
            ("segments", {"version_id": "version_b"}),
        ),
    ),
    "terms": Description(
        "how much a word tells two versions apart",
        ("version_a", "version_b", "term"),
        rows_from=(
            ("segments", {"version_id": "version_a"}),
            ("segments", {"version_id": "version_b"}),
        ),
    ),
    "stability": Description(
        "in how many of 512 ways of counting a version is the farthest from the base",
        ("version_id",),
        rows_from=(("segments", {"version_id": "version_id"}),),
    ),
    "frames": Description(
        "how often a frame is cued, per 1,000 words with its interval",
        ("version_id", "voice", "frame"),
        rows_from=(("frame_cues", {"version_id": "version_id", "frame": "frame"}),),
    ),
    "frame_cues": Description(
        "one passage that cues a frame, and the question it answers",
        ("version_id", "frame", "question", "start"),
        (_OWN,),
    ),
    "labels": Description(
        "a name or description used for somebody or something",
        ("version_id", "entity", "label"),
        (Passage("version_id", start="first_start"),),
    ),
    "sources": Description(
        "who speaks, how often, in how many words, how early",
        ("version_id", "source"),
        rows_from=(("quotations", {"version_id": "version_id", "source": "source"}),),
    ),
    "prominence": Description(
        "where a statement, a source or a figure of the story stands: 0 is the headline, 1 the end",
        ("version_id", "unit"),
        rows_from=(("segments", {"version_id": "version_id"}),),
    ),
    "headline_claims": Description(
        "what a headline claims, and whether its body and the base support it",
        ("version_id", "start", "stop", "kind"),
        (_OWN, Passage("evidence_version", segment="evidence_segment")),
    ),
    "reuse": Description(
        "how much of a version was made from the base, and how: the figures its type rests on",
        ("version_id",),
        rows_from=(("collation", {"other_id": "version_id"}),),
    ),
    "derivation": Description(
        "which version was probably made from which, how sure the direction is, and the words "
        "that show it",
        ("from_id", "to_id"),
        passages=(Passage("from_id", "from_segment"), Passage("to_id", "to_segment")),
        rows_from=(
            ("segments", {"version_id": "from_id"}),
            ("segments", {"version_id": "to_id"}),
        ),
    ),
    "dropped": Description(
        "what reading a file left out, and why",
        ("version_id", "place"),
    ),
}
