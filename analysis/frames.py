"""Which generic frames does each version's wording invite, and in whose voice?

The five frames and the questions that indicate them follow Semetko and Valkenburg [1]_. Each
question has a list of cues in ``data/lexicons/frames.toml``. A cue is a reason to put the
question to a passage, not an answer: "war" in a report about a war is a conflict cue and says
nothing about the outlet. That is why every count here can be traced to its passages, carries
an interval, and is split into the outlet's own voice and the voices it quotes. Word lists
taken off the shelf do badly against human coders [2]_; read the passages before the rates.

References
----------
.. [1] H. A. Semetko and P. M. Valkenburg, "Framing European Politics: A Content Analysis of
   Press and Television News", Journal of Communication 50(2), 2000.
.. [2] W. van Atteveldt, M. van der Velden and M. Boukes, "The Validity of Sentiment Analysis",
   Communication Methods and Measures 15(2), 2021.
"""

import tomllib
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from analysis.counts import number_outlet_passages
from analysis.errors import ReadingError
from analysis.paths import find_data_folder
from analysis.tokens import normalise_form

VOICES = ("all", "outlet", "quoted")

# Kinds of segment in which an outlet words the story; rates use the body alone.
WORDED_KINDS = ("headline", "standfirst", "body")

_CUE_DTYPES = {
    "version_id": "str",
    "segment": "int64",
    "kind": "str",
    "voice": "str",
    "frame": "str",
    "question": "str",
    "cue": "str",
    "start": "int64",
    "stop": "int64",
    "text": "str",
}
_FRAME_DTYPES = {
    "version_id": "str",
    "voice": "str",
    "frame": "str",
    "n_cues": "int64",
    "rate_per_1000": "float64",
    "low": "float64",
    "high": "float64",
    "share_of_segments": "float64",
}
_ANSWER_DTYPES = {
    "version_id": "str",
    "frame": "str",
    "question": "str",
    "asks": "str",
    "n_cues": "int64",
    "cues": "str",
    "segments": "object",
    "passages": "object",
}


class Cue(NamedTuple):
    """One lexicon entry: its words, as elements to match, and whether it counts."""

    frame: str
    question: str
    cue: str
    elements: tuple[str, ...]
    counts: bool


class Question(NamedTuple):
    """One indicator question of a frame."""

    frame: str
    question: str
    asks: str
    reason: str
    cues: tuple[Cue, ...]


class Frame(NamedTuple):
    """One generic frame: its key in the lexicon, its title and its indicator questions."""

    frame: str
    title: str
    reason: str
    questions: tuple[Question, ...]


def load_frames(path: Path | None = None) -> tuple[Frame, ...]:
    """
    Read the generic frames, their indicator questions and the cues of each question.

    Parameters
    ----------
    path : Path, optional
        A lexicon in the shape of ``data/lexicons/frames.toml``; left out: that file.

    Returns
    -------
    tuple of Frame
        In the order of the file. Entries under ``except`` come as cues with ``counts`` False.

    Raises
    ------
    ReadingError
        If the file is missing, is not TOML, or an entry is malformed or repeated in a frame.

    Examples
    --------
    >>> [frame.frame for frame in load_frames()]
    ['responsibility', 'conflict', 'human_interest', 'morality', 'economic']
    >>> sum(len(frame.questions) for frame in load_frames())
    19
    """
    if path is None:
        path = find_data_folder() / "lexicons" / "frames.toml"
    return _load_frames(Path(path))


@lru_cache(maxsize=8)
def _load_frames(path: Path) -> tuple[Frame, ...]:
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ReadingError(f"The frame lexicon {path} cannot be read: {error}.") from error
    frames = []
    for frame, table in tables.items():
        try:
            frames.append(_read_frame(frame, table, path))
        except (KeyError, TypeError, AttributeError) as error:
            raise ReadingError(
                f"{path}: the frame [{frame}] lacks a key or has one of the wrong type ({error})."
            ) from error
    return tuple(frames)


def _read_frame(frame: str, table: dict, path: Path) -> Frame:
    questions, seen = [], set()
    for entry in table["question"]:
        cues = []
        for key, counts in (("cues", True), ("except", False)):
            for cue in entry.get(key, []) if key == "except" else entry[key]:
                elements = _split_cue(cue, path)
                if elements in seen:
                    raise ReadingError(f"{path}: the cue {cue!r} stands twice in [{frame}].")
                seen.add(elements)
                cues.append(Cue(frame, entry["id"], cue, elements, counts))
        questions.append(Question(frame, entry["id"], entry["asks"], entry["reason"], tuple(cues)))
    return Frame(frame, table["title"], table["reason"], tuple(questions))


def _split_cue(cue: str, path: Path) -> tuple[str, ...]:
    """Split a lexicon entry into elements: a term, a beginning ("accus*") or a number ("#")."""
    elements = tuple(
        part if part == "#" or part.endswith("*") else normalise_form(part) for part in cue.split()
    )
    if not elements or any("*" in part[:-1] or len(part.rstrip("*")) == 0 for part in elements):
        raise ReadingError(f"{path}: {cue!r} is not a cue; a star may only end a word.")
    return elements


def _match_element(element: str, term: str) -> bool:
    if element == "#":
        return term[:1].isdecimal()
    if element.endswith("*"):
        return term.startswith(element[:-1])
    return element == term


@lru_cache(maxsize=8)
def _index_first_elements(frames: tuple[Frame, ...]) -> dict[str, list[tuple[int, Cue]]]:
    """Group the cues by their first element, each with its rank in the lexicon."""
    index = defaultdict(list)
    cues = [cue for frame in frames for question in frame.questions for cue in question.cues]
    for rank, cue in enumerate(cues):
        index[cue.elements[0]].append((rank, cue))
    return dict(index)


def _list_candidates(term: str, index: dict) -> list[Cue]:
    """List the cues that may begin at this term: longest first, then exact, then lexicon order."""
    keys = [term, *(term[:n] + "*" for n in range(1, len(term) + 1) if term[:n] + "*" in index)]
    if term[:1].isdecimal():
        keys.append("#")
    found = [pair for key in keys for pair in index.get(key, ())]
    found.sort(key=lambda pair: (-len(pair[1].elements), pair[1].cue.count("*"), pair[0]))
    return [cue for _, cue in found]


def find_frame_cues(
    segments: pd.DataFrame, tokens: pd.DataFrame, *, frames: tuple[Frame, ...] | None = None
) -> pd.DataFrame:
    """
    Find every lexicon cue of the five generic frames, with its place.

    Parameters
    ----------
    segments : DataFrame
        The segments table; gives the text of each match and the order of the versions.
    tokens : DataFrame
        The tokens table with column `voice`.
    frames : tuple of Frame, optional
        As `load_frames` returns them; left out: the project's lexicon.

    Returns
    -------
    DataFrame
        version_id, segment, kind (headline, standfirst or body), voice, frame, question, cue
        (the lexicon entry), start, stop, text. Within a frame the longest entry wins and each
        run of tokens counts once; the same run may be a cue of two frames. No match crosses
        punctuation, a segment or a change of voice. Sorted by version (story order), start and
        frame.

    Notes
    -----
    A cue is a word that invites the frame's question, not proof that the passage frames the
    event that way. Negation and irony are not seen.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> text = "The mayor accused the firm."
    >>> segments = pd.DataFrame({"version_id": ["a"], "segment": [0], "kind": ["body"],
    ...     "paragraph": [0], "start": [0], "stop": [27], "text": [text], "n_tokens": [5]})
    >>> tokens = pd.DataFrame(tokenise(text)).assign(version_id="a", segment=0, kind="body",
    ...     paragraph=0, voice="outlet")
    >>> find_frame_cues(segments, tokens)[["frame", "question", "cue", "text"]].values.tolist()
    [['conflict', 'reproach', 'accus*', 'accused']]
    """
    frames = load_frames() if frames is None else frames
    worded = tokens[tokens["kind"].isin(WORDED_KINDS)]
    if worded.empty:
        return _make_table([], _CUE_DTYPES)
    text_of = _index_segment_texts(segments)
    found = [
        (version_id, segment, kind, voice, cue.frame, cue.question, cue.cue, start, stop)
        for version_id, segment, kind, voice, cue, start, stop in _match_cues(worded, frames)
    ]
    rows = []
    for row in found:
        text, offset = text_of[row[0], row[1]]
        rows.append((*row, text[row[7] - offset : row[8] - offset]))
    table = _make_table(rows, _CUE_DTYPES)
    return _sort_by_version(table, segments, ["start", "frame"])


def _match_cues(tokens: pd.DataFrame, frames: tuple[Frame, ...]):
    """Yield (version_id, segment, kind, voice, cue, start, stop) of every counted match."""
    index = _index_first_elements(frames)
    codes, vocabulary = pd.factorize(tokens["term"])
    candidates = [_list_candidates(term, index) for term in vocabulary]
    has_candidate = np.array([bool(found) for found in candidates], dtype=bool)
    places = [int(i) for i in has_candidate[codes].nonzero()[0]]
    terms = tokens["term"].tolist()
    versions = tokens["version_id"].tolist()
    segments = tokens["segment"].tolist()
    kinds = tokens["kind"].tolist()
    voices = tokens["voice"].tolist()
    starts, stops = tokens["start"].tolist(), tokens["stop"].tolist()
    taken_until: dict[str, int] = {}
    for i in places:
        settled = set()
        for cue in candidates[codes[i]]:
            last = i + len(cue.elements) - 1
            if cue.frame in settled or i < taken_until.get(cue.frame, 0) or last >= len(terms):
                continue
            if any(
                not _match_element(element, term)
                for element, term in zip(cue.elements, terms[i : last + 1], strict=True)
            ):
                continue
            if (versions[i], segments[i], voices[i]) != (
                versions[last],
                segments[last],
                voices[last],
            ):
                continue
            settled.add(cue.frame)
            taken_until[cue.frame] = last + 1
            if cue.counts:
                yield versions[i], segments[i], kinds[i], voices[i], cue, starts[i], stops[last]


def tabulate_frames(
    cues: pd.DataFrame,
    tokens: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    frames: tuple[Frame, ...] | None = None,
    confidence: float = 0.95,
) -> pd.DataFrame:
    """
    Count the frame cues of each version's body, in all, in the outlet's voice and quoted.

    Parameters
    ----------
    cues : DataFrame
        As `find_frame_cues` returns it; only rows of kind body are counted.
    tokens, segments : DataFrame
        The tokens table with column `voice`, and the segments table.
    frames : tuple of Frame, optional
        The frames to tabulate; left out: the project's lexicon.
    confidence : float, default 0.95
        Coverage of the interval `low` to `high`.

    Returns
    -------
    DataFrame
        One row for every version, voice (all, outlet, quoted) and frame: n_cues;
        rate_per_1000, cues per 1,000 body words of that voice; low and high, the exact Poisson
        interval of that rate [1]_; share_of_segments, the share (0 to 1) of the body segments
        holding words of that voice in which a cue stands. The outlet's segments are cut with
        every quotation read as one word (`number_outlet_passages`), so that nothing between
        quotation marks changes a figure of the outlet's voice. A voice with words and no cue has a
        rate of 0; a voice without words has NaN. The interval says how far chance alone may
        carry a count of this size, not whether the cues mean what the frame means.

    References
    ----------
    .. [1] F. Garwood, "Fiducial Limits for the Poisson Distribution", Biometrika 28, 1936.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> text = "The mayor accused the firm."
    >>> segments = pd.DataFrame({"version_id": ["a"], "segment": [0], "kind": ["body"],
    ...     "paragraph": [0], "start": [0], "stop": [27], "text": [text], "n_tokens": [5]})
    >>> tokens = pd.DataFrame(tokenise(text)).assign(version_id="a", segment=0, kind="body",
    ...     paragraph=0, voice="outlet")
    >>> table = tabulate_frames(find_frame_cues(segments, tokens), tokens, segments)
    >>> row = table[(table["voice"] == "all") & (table["frame"] == "conflict")].iloc[0]
    >>> int(row["n_cues"]), float(row["rate_per_1000"]), float(row["share_of_segments"])
    (1, 200.0, 1.0)
    """
    frames = load_frames() if frames is None else frames
    words = tokens[tokens["is_word"].astype(bool) & (tokens["kind"] == "body")]
    body_cues = cues[cues["kind"] == "body"]
    parts = []
    for voice in VOICES:
        voiced = words if voice == "all" else words[words["voice"] == voice]
        hits = body_cues if voice == "all" else body_cues[body_cues["voice"] == voice]
        if voice == "outlet":
            voiced = number_outlet_passages(tokens)
            hits = _move_to_passages(hits, voiced)
        n_words = voiced.groupby("version_id").size()
        n_segments = voiced.groupby("version_id")["segment"].nunique()
        n_cues = hits.groupby(["version_id", "frame"]).size()
        n_with_cue = hits.groupby(["version_id", "frame"])["segment"].nunique()
        for version_id in segments["version_id"].drop_duplicates():
            for frame in frames:
                key = (version_id, frame.frame)
                parts.append(
                    {
                        "version_id": version_id,
                        "voice": voice,
                        "frame": frame.frame,
                        "n_cues": int(n_cues.get(key, 0)),
                        "n_words": int(n_words.get(version_id, 0)),
                        "n_with_cue": int(n_with_cue.get(key, 0)),
                        "n_segments": int(n_segments.get(version_id, 0)),
                    }
                )
    if not parts:
        return _make_table([], _FRAME_DTYPES)
    table = pd.DataFrame(parts)
    low, high = estimate_count_interval(table["n_cues"], confidence)
    # A voice without words has no rate: dividing by NaN keeps the undefined undefined.
    per_1000 = 1000 / table["n_words"].where(table["n_words"] > 0)
    table["rate_per_1000"] = table["n_cues"] * per_1000
    table["low"], table["high"] = low * per_1000, high * per_1000
    table["share_of_segments"] = table["n_with_cue"] / table["n_segments"].where(
        table["n_segments"] > 0
    )
    table = table[list(_FRAME_DTYPES)].astype(_FRAME_DTYPES)
    table["voice_rank"] = table["voice"].map({voice: i for i, voice in enumerate(VOICES)})
    ranks = {frame.frame: i for i, frame in enumerate(frames)}
    table["frame_rank"] = table["frame"].map(ranks)
    table = _sort_by_version(table, segments, ["voice_rank", "frame_rank"])
    return table.drop(columns=["voice_rank", "frame_rank"])


def _move_to_passages(hits: pd.DataFrame, own: pd.DataFrame) -> pd.DataFrame:
    """Give each cue in the outlet's voice the number of the outlet's sentence it stands in."""
    moved = hits["segment"].to_numpy(copy=True)
    words = own.groupby("version_id", sort=False).indices
    for version_id, rows in hits.groupby("version_id", sort=False).indices.items():
        here = own.iloc[words.get(version_id, [])]
        if here.empty:  # a cue of signs alone
            continue
        # A cue may begin with a sign ("$4.6"): its first word tells its sentence.
        at = np.searchsorted(here["start"].to_numpy(), hits["start"].to_numpy()[rows])
        moved[rows] = here["segment"].to_numpy()[np.minimum(at, len(here) - 1)]
    return hits.assign(segment=moved)


def estimate_count_interval(counts: pd.Series, confidence: float = 0.95):
    """
    Give the exact Poisson interval (Garwood 1936) of each count.

    Parameters
    ----------
    counts : array-like of int
        Counts, 0 or more.
    confidence : float, default 0.95
        Coverage, between 0 and 1.

    Returns
    -------
    tuple of ndarray
        Lower and upper limit, in counts; the lower limit of a count of 0 is 0.

    Examples
    --------
    >>> low, high = estimate_count_interval([0, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 4.795], [3.689, 18.39])
    """
    from scipy.special import gammaincinv

    counts = np.asarray(counts, dtype=float)
    tail = (1 - confidence) / 2
    low = np.where(counts > 0, gammaincinv(np.maximum(counts, 1), tail), 0.0)
    return low, gammaincinv(counts + 1, 1 - tail)


def answer_questions(
    cues: pd.DataFrame,
    segments: pd.DataFrame,
    *,
    frames: tuple[Frame, ...] | None = None,
    most: int = 5,
) -> pd.DataFrame:
    """
    Set beside each indicator question the passages of each version that may answer it.

    Parameters
    ----------
    cues : DataFrame
        As `find_frame_cues` returns it; headline, standfirst and body all count here.
    segments : DataFrame
        The segments table.
    frames : tuple of Frame, optional
        The frames asked; left out: the project's lexicon.
    most : int, default 5
        At most this many passages a row, those with most cues first, then in text order.

    Returns
    -------
    DataFrame
        One row for every version and question: version_id, frame, question, asks, n_cues, cues
        (the words found, most frequent first), segments and passages (tuples: segment numbers
        and their texts). A question with no cue has n_cues 0 and empty tuples, which means that
        no word of the list was found, not that the answer is no.

    Examples
    --------
    >>> from analysis.tokens import tokenise
    >>> text = "The mayor accused the firm."
    >>> segments = pd.DataFrame({"version_id": ["a"], "segment": [0], "kind": ["body"],
    ...     "paragraph": [0], "start": [0], "stop": [27], "text": [text], "n_tokens": [5]})
    >>> tokens = pd.DataFrame(tokenise(text)).assign(version_id="a", segment=0, kind="body",
    ...     paragraph=0, voice="outlet")
    >>> answers = answer_questions(find_frame_cues(segments, tokens), segments)
    >>> answers[answers["n_cues"] > 0][["asks", "passages"]].values.tolist()
    [['Does one side reproach, accuse or attack another?', ('The mayor accused the firm.',)]]
    """
    frames = load_frames() if frames is None else frames
    text_of = _index_segment_texts(segments)
    found = {
        key: rows for key, rows in cues.groupby(["version_id", "frame", "question"], sort=False)
    }
    rows = []
    for version_id in segments["version_id"].drop_duplicates():
        for frame in frames:
            for question in frame.questions:
                hits = found.get((version_id, frame.frame, question.question))
                head = (version_id, frame.frame, question.question, question.asks)
                if hits is None:
                    rows.append((*head, 0, "", (), ()))
                    continue
                per_segment = hits.groupby("segment").size()
                ranked = sorted(per_segment.items(), key=lambda item: (-item[1], item[0]))
                chosen = tuple(int(segment) for segment, _ in ranked[:most])
                words = hits["text"].str.casefold().value_counts()
                listed = sorted(words.items(), key=lambda item: (-item[1], item[0]))
                passages = tuple(text_of[version_id, segment][0] for segment in chosen)
                shown = ", ".join(word for word, _ in listed)
                rows.append((*head, len(hits), shown, chosen, passages))
    return _make_table(rows, _ANSWER_DTYPES)


def _index_segment_texts(segments: pd.DataFrame) -> dict[tuple[str, int], tuple[str, int]]:
    """Map (version_id, segment) to the segment's text and the offset where it starts."""
    columns = (segments["version_id"], segments["segment"], segments["text"], segments["start"])
    return {
        (version_id, segment): (text, start)
        for version_id, segment, text, start in zip(*(c.tolist() for c in columns), strict=True)
    }


def _sort_by_version(table: pd.DataFrame, segments: pd.DataFrame, by: list[str]) -> pd.DataFrame:
    """Sort by the order in which versions stand in the segments table, then by columns."""
    order = {version: i for i, version in enumerate(segments["version_id"].drop_duplicates())}
    ranked = table.assign(version_rank=table["version_id"].map(order))
    ranked = ranked.sort_values(["version_rank", *by], kind="stable", ignore_index=True)
    return ranked.drop(columns="version_rank")


def _make_table(rows: list[tuple], dtypes: dict[str, str]) -> pd.DataFrame:
    """Make a table with these columns and types, also from no rows."""
    return pd.DataFrame(rows, columns=list(dtypes)).astype(dtypes)
