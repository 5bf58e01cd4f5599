"""What does each version leave out of the base, and what does it have of its own?

Read off the collation: an omission is an absence, nothing more. Where it falls, how much of
it there is in words, and what kind of thing it held (somebody's only statement, a rebuttal, a
figure) is told beside it; why it was left out is not in the texts.
"""

import tomllib
from functools import lru_cache

import numpy as np
import pandas as pd
import regex
from rapidfuzz.fuzz import ratio

from analysis.paths import find_data_folder
from analysis.quantities import find_quantities

# A unit counts as there in full, there in part, or not there.
INCLUSION = {"kept": 1.0, "edited": 1.0, "paraphrased": 1.0, "partial": 0.5, "omitted": 0.0}

# What an omitted sentence can hold, the gravest loss first.
LOSS_KINDS = ("rebuttal", "source", "quotation", "attribution", "figure", "context")
# Last names that are spelt at least so much alike (0 to 100) are one source, as in
# transliterations; 85 lets one letter of seven differ.
SAME_NAME = 85.0
# Letters by which two words are taken for forms of one.
STEM_LETTERS = 5
_WORD = regex.compile(r"\p{L}++")
# Years that a figure of four digits can mean.
_YEAR = regex.compile(r"(?<![\d.,$£€-])(?:1[5-9]|20)\d\d(?!\d|[.,]\d)")

ACCOUNT = [
    "version_id",
    "base_segment",
    "number",
    "kinds",
    "only_source",
    "evidence",
    "position",
    "text",
]
LOSSES = ["version_id", "what", "name", "base_segment", "number", "position", "text"]

_COVERAGE = [
    "version_id",
    "n_base",
    *(f"n_{action}" for action in INCLUSION),
    "n_moved",
    "n_added",
    "share_of_base_words",
    "share_added_words",
]
_LISTED = ["segment", "position", "n_tokens", "text"]


def _locate_body(segments: pd.DataFrame) -> pd.DataFrame:
    """Body segments with their place: share of the version's body words before them, 0 to 1."""
    body = segments[segments["kind"] == "body"].copy()
    n_tokens = body.groupby("version_id")["n_tokens"]
    before = n_tokens.cumsum() - body["n_tokens"]
    total = n_tokens.transform("sum")
    body["position"] = np.where(total > 0, before / total.where(total > 0, 1), np.nan)
    return body


def tabulate_units(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    Lay the base's sentences against the versions: who has which?

    Parameters
    ----------
    collation : DataFrame
        The collation table.
    segments : DataFrame
        The segments table.

    Returns
    -------
    DataFrame
        One row a body sentence of the base, in order; columns segment, position (0 to 1),
        n_tokens, text, then one column a version with its action (the fullest one where a
        sentence has several rows), then n_versions: how many of the others have the
        sentence at least in part.
    """
    others = _list_others(collation, segments)
    if collation.empty:  # no version has a body, so that there is no base to tell from others
        return pd.DataFrame(columns=[*_LISTED, *others, "n_versions"])
    base_id = collation["base_id"].iloc[0]
    body = _locate_body(segments)
    units = body.loc[
        body["version_id"] == base_id, ["segment", "position", "n_tokens", "text"]
    ].reset_index(drop=True)
    rows = collation[collation["base_segment"].notna()].copy()
    rows["rank"] = rows["action"].map(list(INCLUSION).index)
    rows = rows.sort_values("rank", kind="stable")
    fullest = rows.drop_duplicates(["other_id", "base_segment"])
    wide = fullest.pivot(index="base_segment", columns="other_id", values="action")
    for other in others:
        units[other] = units["segment"].map(wide[other]) if other in wide else "omitted"
    units["n_versions"] = (units[others] != "omitted").sum(axis=1)
    return units


def _list_others(collation: pd.DataFrame, segments: pd.DataFrame) -> list[str]:
    """Versions other than the base, also those without a body, which no row is about."""
    bases = set(collation["base_id"])
    return [
        version_id
        for version_id in dict.fromkeys([*segments["version_id"], *collation["other_id"]])
        if version_id not in bases
    ]


def list_omissions(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    List every base sentence that a version does not have.

    Returns
    -------
    DataFrame
        version_id (the version without it), segment (the base's), position (0 to 1 in the
        base's body), n_tokens, text. In the order of the collation.
    """
    return _list_one_sided(collation, segments, "omitted", "base_segment", "base_id")


def list_additions(collation: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    List every sentence of a version that the base does not have.

    Returns
    -------
    DataFrame
        version_id, segment (the version's own), position (0 to 1 in that version's body),
        n_tokens, text. In the order of the collation.
    """
    return _list_one_sided(collation, segments, "added", "other_segment", "other_id")


def _list_one_sided(
    collation: pd.DataFrame, segments: pd.DataFrame, action: str, side: str, owner: str
) -> pd.DataFrame:
    rows = collation[collation["action"] == action]
    keyed = pd.DataFrame(
        {
            "version_id": rows["other_id"].to_numpy(),
            "owner": rows[owner].to_numpy(),
            "segment": rows[side].astype("int64").to_numpy(),
        }
    )
    body = _locate_body(segments)[["version_id", *_LISTED]]
    body = body.rename(columns={"version_id": "owner"})
    merged = keyed.merge(body, on=["owner", "segment"], how="left", validate="many_to_one")
    return merged[["version_id", *_LISTED]]


def summarise_coverage(
    collation: pd.DataFrame, segments: pd.DataFrame, base_id: str | None = None
) -> pd.DataFrame:
    """
    Sum up, for each version, how much of the base it keeps and how much is its own.

    Parameters
    ----------
    collation : DataFrame
        The collation table.
    segments : DataFrame
        The segments table.
    base_id : str, optional
        The base, which an empty collation does not tell.

    Returns
    -------
    DataFrame
        One row a version other than the base: version_id; n_base (sentences of the base),
        n_kept, n_edited, n_paraphrased, n_partial, n_omitted (they sum to n_base: a
        sentence with several rows counts once, by its fullest), n_moved, n_added;
        share_of_base_words (0 to 1: words of base sentences that are there, those there in
        part counted half), share_added_words (0 to 1: words of added sentences in the
        version's body). NaN where a body has no words.
    """
    units = tabulate_units(collation, segments)
    n_tokens = units["n_tokens"].to_numpy(dtype=float)
    added = list_additions(collation, segments)
    body = segments[segments["kind"] == "body"]
    body_words = body.groupby("version_id")["n_tokens"].sum()
    moved = collation[collation["moved"]].drop_duplicates(["other_id", "base_segment"])
    rows = []
    for other in _list_others(collation, segments):
        if other == base_id:
            continue
        actions = units[other]
        included = actions.map(INCLUSION).to_numpy(dtype=float)
        own = added[added["version_id"] == other]
        words = float(body_words.get(other, 0))
        rows.append(
            {"version_id": other, "n_base": len(units)}
            | {f"n_{action}": int((actions == action).sum()) for action in INCLUSION}
            | {
                "n_moved": int((moved["other_id"] == other).sum()),
                "n_added": len(own),
                "share_of_base_words": _divide((included * n_tokens).sum(), n_tokens.sum()),
                "share_added_words": _divide(own["n_tokens"].sum(), words),
            }
        )
    return pd.DataFrame(rows, columns=_COVERAGE)


def _divide(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole else float("nan")


# --- What kind of thing was lost --------------------------------------------------------


@lru_cache(maxsize=1)
def _load_cues() -> dict[str, regex.Pattern]:
    """Read the cues of each kind as one pattern."""
    path = find_data_folder() / "lexicons" / "loss_cues.toml"
    with path.open("rb") as file:
        kinds = tomllib.load(file)
    return {kind: _compile_cues(entry["of"]) for kind, entry in kinds.items()}


def _compile_cues(cues: list[str]) -> regex.Pattern:
    """Make one pattern of phrases in which * is any ending and a space any white space."""
    parts = [
        regex.escape(cue, special_only=True).replace(r"\*", r"\p{L}{0,12}").replace(" ", r"\s{1,4}")
        for cue in sorted(cues, key=lambda cue: (-len(cue), cue))
    ]
    return regex.compile(
        rf"(?<![\p{{L}}\p{{N}}])(?:{'|'.join(parts)})(?![\p{{L}}\p{{N}}])", regex.I
    )


def find_loss_cue(text: str, kind: str) -> str:
    """
    Find the first cue of a kind in a sentence.

    Parameters
    ----------
    text : str
        Any text.
    kind : {"rebuttal", "context"}
        See ``data/lexicons/loss_cues.toml``; a year in figures is a cue of context too.

    Returns
    -------
    str
        The cue as it stands in the text, empty if there is none.

    Examples
    --------
    >>> find_loss_cue("The company denied that it had known.", "rebuttal")
    'denied'
    >>> find_loss_cue("The wall, finished in 1965, is dry.", "context")
    '1965'
    >>> find_loss_cue("Rain is expected on Friday.", "context")
    ''
    """
    found = _load_cues()[kind].search(text)
    if found is None and kind == "context":
        found = _YEAR.search(text)
    return found.group() if found else ""


def _list_figures(text: str) -> list[tuple[str, float]]:
    """The figures of a sentence as they stand in it, with their values; no names, no "first"."""
    return [
        (text[quantity.start : quantity.stop], quantity.value)
        for quantity in find_quantities(text)
        if not quantity.is_weak and quantity.kind not in ("designator", "ordinal")
    ]


def _is_same_source(name: str, other: str) -> bool:
    """Whether two names end in the same word, letters of a transliteration apart."""
    words, others = name.casefold().split(), other.casefold().split()
    return bool(words and others) and ratio(words[-1], others[-1]) >= SAME_NAME


def _list_stems(text: str) -> set[str]:
    """First letters of a text's longer words, which Korea and Korean share."""
    stems = (word[:STEM_LETTERS] for word in _WORD.findall(text.casefold()))
    return {stem for stem in stems if len(stem) == STEM_LETTERS}


class _Reading:
    """What the account of one story needs to know, read once."""

    def __init__(self, collation, segments, quotations):
        self.units = tabulate_units(collation, segments)
        self.compared = _list_others(collation, segments) if len(collation) else []
        self.silent: dict[str, list[str]] = {}
        base_id = collation["base_id"].iloc[0] if len(collation) else None
        heard = quotations[quotations["segment"].notna()]
        self.named = heard[heard["source"].notna()]
        own = self.named[self.named["version_id"] == base_id]
        self.sources = own.groupby("segment")["source"].agg(lambda s: list(dict.fromkeys(s)))
        direct = heard[(heard["version_id"] == base_id) & (heard["form"] == "direct")]
        self.quoted = direct.drop_duplicates("segment").set_index("segment")["text"]
        self.body = segments[segments["kind"] == "body"]
        self.told = segments[segments["kind"].isin(("headline", "standfirst", "body"))]

    def list_silent(self, version_id: str) -> list[str]:
        """Sources of the base that say nothing in a version."""
        if version_id not in self.silent:
            self.silent[version_id] = self._find_silent(version_id)
        return self.silent[version_id]

    def _find_silent(self, version_id: str) -> list[str]:
        there = self.units.loc[self.units[version_id] != "omitted", "segment"]
        heard = {s for segment in there for s in self.sources.get(segment, [])}
        own = self.named.loc[self.named["version_id"] == version_id, "source"].unique()
        everyone = dict.fromkeys(s for names in self.sources for s in names)
        return [
            name
            for name in everyone
            if name not in heard and not any(_is_same_source(name, other) for other in own)
        ]

    def list_rebutting(self, version_id: str) -> set[str]:
        """Stems of the words of a version's sentences that hold a rebuttal, headlines too."""
        own = self.told[self.told["version_id"] == version_id]["text"]
        return {
            stem for text in own if find_loss_cue(text, "rebuttal") for stem in _list_stems(text)
        }

    def list_values(self, version_id: str) -> set[float]:
        """Values of all figures in a version's body."""
        texts = self.body.loc[self.body["version_id"] == version_id, "text"]
        return {value for text in texts for _, value in _list_figures(text)}


def _sort_out(reading: _Reading, unit, silent: list[str]) -> tuple[list[str], list[str], list[str]]:
    """Kinds of what a sentence holds, the evidence of each, and its sources that fall silent."""
    named = reading.sources.get(unit.segment, [])
    only = [name for name in named if name in silent]
    evidence = {
        "rebuttal": find_loss_cue(unit.text, "rebuttal"),
        "source": ", ".join(only),
        "quotation": reading.quoted.get(unit.segment, ""),
        "attribution": ", ".join(named),
        "figure": ", ".join(words for words, _ in _list_figures(unit.text)),
        "context": find_loss_cue(unit.text, "context"),
    }
    kinds = [kind for kind in LOSS_KINDS if evidence[kind]]
    return kinds, [evidence[kind] for kind in kinds], only


def tabulate_omission_account(
    collation: pd.DataFrame, segments: pd.DataFrame, quotations: pd.DataFrame
) -> pd.DataFrame:
    """
    Say of every omitted sentence what kind of thing it held.

    Parameters
    ----------
    collation, segments, quotations : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        One row for each version and base sentence that it is without, in the order of the base:

        - version_id; base_segment; number (of the sentence in the base's body, from 1)
        - kinds: which of `LOSS_KINDS` the sentence holds, joined by "; ", empty for none. rebuttal
          and context: a cue of ``data/lexicons/loss_cues.toml`` stands in it. source: a
          source speaks in it that says nothing in the version. quotation: words in marks.
          attribution: somebody says something in it. figure: a number with what it counts.
        - only_source: the sources that fall silent, joined by "; "
        - evidence: for each kind the words it rests on, joined by " | "
        - position (0 to 1 in the base's body), text

    Notes
    -----
    A source is silent in a version if the version has none of the base's sentences in which it
    speaks, not even in part, and names nobody with that last name as a source of its own.
    """
    return _tabulate_account(_Reading(collation, segments, quotations))


def _tabulate_account(reading: _Reading) -> pd.DataFrame:
    rows = []
    for version_id in reading.compared:
        silent = reading.list_silent(version_id)
        gone = (reading.units[version_id] == "omitted").to_numpy()
        for number, unit in enumerate(reading.units.itertuples(), start=1):
            if not gone[number - 1]:
                continue
            kinds, evidence, only = _sort_out(reading, unit, silent)
            told = "; ".join(kinds), "; ".join(only), " | ".join(evidence)
            rows.append((version_id, unit.segment, number, *told, unit.position, unit.text))
    return pd.DataFrame(rows, columns=ACCOUNT)


def tabulate_losses(
    collation: pd.DataFrame, segments: pd.DataFrame, quotations: pd.DataFrame
) -> pd.DataFrame:
    """
    List what a reader of only one version would not know.

    Parameters
    ----------
    collation, segments, quotations : DataFrame
        The tables of these names.

    Returns
    -------
    DataFrame
        One row a loss:

        - version_id
        - what: source (of the base, says nothing in the version), rebuttal (an omitted
          sentence with a cue of one, while no sentence of the version with such a cue shares a
          word with the names of its sources) or figure (stands in an omitted sentence, and no
          figure of that value in the version)
        - name: the source, the cue, the figure as written
        - base_segment, number (of the sentence in the base's body, from 1), position (0 to 1),
          text: of a source the first sentence omitted in which it speaks, of a figure the first
          in which it stands
    """
    return _tabulate_losses(_Reading(collation, segments, quotations))


def _tabulate_losses(reading: _Reading) -> pd.DataFrame:
    rows = [row for version_id in reading.compared for row in _list_losses(reading, version_id)]
    return pd.DataFrame(rows, columns=LOSSES)


def account_for_omissions(
    collation: pd.DataFrame, segments: pd.DataFrame, quotations: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """
    Give `tabulate_omission_account` and `tabulate_losses` of one story, reading it once.

    Parameters
    ----------
    collation, segments, quotations : DataFrame
        The tables of these names.

    Returns
    -------
    tuple of DataFrame
        The account and the losses.
    """
    reading = _Reading(collation, segments, quotations)
    return _tabulate_account(reading), _tabulate_losses(reading)


def _list_losses(reading: _Reading, version_id: str) -> list[tuple]:
    """What one version is without: sources, then rebuttals, then figures."""
    silent, rebutting = reading.list_silent(version_id), reading.list_rebutting(version_id)
    values = reading.list_values(version_id)
    found: dict[tuple, tuple] = {}
    gone = (reading.units[version_id] == "omitted").to_numpy()
    for number, unit in enumerate(reading.units.itertuples(), start=1):
        if not gone[number - 1]:
            continue
        place = (unit.segment, number, unit.position, unit.text)
        named = reading.sources.get(unit.segment, [])
        for name in named:
            if name in silent:
                found.setdefault(("source", name), place)
        cue = find_loss_cue(unit.text, "rebuttal")
        answered = bool(_list_stems(" ".join(named)) & rebutting)
        if cue and not answered:
            found[("rebuttal", cue, number)] = place
        for words, value in _list_figures(unit.text):
            if value not in values:
                found.setdefault(("figure", words), place)
    order = ("source", "rebuttal", "figure")
    return [
        (version_id, key[0], key[1], *found[key])
        for key in sorted(found, key=lambda key: (order.index(key[0]), found[key][1]))
    ]
