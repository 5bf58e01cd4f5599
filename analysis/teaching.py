"""What is wrong with this answer, and what should the pupil look at next?

Exercises of a lesson are checked against an answer key (`key.toml` beside a story, or the
computed tables where there is none). A check never says the answer: it recognises what a
pupil did (counted punctuation, swapped two directions, read both texts side by side) and
says where to look. Nothing a pupil types raises an error.
"""

import difflib
import html
import math
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from analysis import paths, prose
from analysis.errors import UsageError
from analysis.tokens import find_terms, tokenise

OPEN, RIGHT, AGAIN, NOTE = "not answered yet", "right", "look again", "compare"

# What pupils may write for "this sentence is nowhere in the version".
_NOWHERE = {"-", "–", "—", "none", "no", "nowhere", "omitted", "missing", "0"}
_OPEN = {"", "?", "??", "???", "…", "..."}

MEANINGS = {
    "kept": "the same words and figures in the same order",
    "edited": "most words stand in the same order, some were changed; one figure is enough",
    "paraphrased": "the same statement, mostly in other words or in another order",
    "partial": "a good part is missing (about two fifths or more), the rest is there",
    "omitted": "not there at all",
    "added": "a sentence of the version that the wire does not have",
}

# (what holds, what was answered): where to look. None of them names what holds.
_ACTION_HINTS = {
    ("kept", "edited"): "Put your finger on the word or figure that differs. Is there one? "
    "Standing in another place does not change a sentence's words.",
    (
        "kept",
        "paraphrased",
    ): "Which word was replaced by which? Read both aloud, one word at a time.",
    ("kept", "partial"): "Which words are missing? Count the words of both sentences.",
    ("kept", "omitted"): "Read the whole version from its first line to its last. A sentence may "
    "stand where you do not expect it.",
    ("edited", "kept"): "Read both aloud sign by sign, figures included: would a reader of each "
    "learn exactly the same?",
    ("edited", "paraphrased"): "Count the words that stand in both, in the same order. When at "
    "least three in five do, the sentence was touched up rather than rebuilt.",
    ("edited", "partial"): "Has something gone, or has something been exchanged? Count the words "
    "of both sentences.",
    ("edited", "omitted"): "Look for its longest words in the version. Something very like it is "
    "there.",
    ("paraphrased", "kept"): "Touch each word of the wire's sentence in turn: how many of them "
    "does the version's sentence have, in the same order?",
    ("paraphrased", "edited"): "Count the words that stand in both, in the same order. With fewer "
    "than three in five the sentence was rebuilt rather than touched up.",
    ("paraphrased", "partial"): "Which piece of the news is missing? If none is, the sentence was "
    "not cut; ask how it is worded instead.",
    (
        "paraphrased",
        "omitted",
    ): "Do not look for its words, look for its news: what happens, where, from when?",
    ("partial", "kept"): "Read the wire's sentence to its full stop. Does the version's sentence "
    "go on that far?",
    ("partial", "edited"): "Which word was exchanged for which? If you find none, something else "
    "happened to the sentence: count the words of both.",
    ("partial", "paraphrased"): "The words that are there are the wire's own. What about those "
    "that are not there?",
    ("partial", "omitted"): "Not all of it has gone: look for its first words.",
    ("omitted", "kept"): "Put your finger on the place in the version. Which sentence has these "
    "words?",
    ("omitted", "edited"): "Which sentence of the version would be the edited one? Write down its "
    "number and read it beside the wire's.",
    ("omitted", "paraphrased"): "Which sentence of the version tells this in other words? Write "
    "down its number and read it beside the wire's.",
    ("omitted", "partial"): "Which part of it is there? Put your finger on the words.",
}
_ADDED_HINT = (
    "“Added” is a word for the version's own sentences. You are looking at a sentence of the "
    "{base}: what became of it?"
)
_MOVED_HINT = (
    "“Moved” says where a sentence went, not what was done to its words. It has an exercise of "
    "its own. What about the words?"
)


# --- Feedback ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Feedback:
    """
    What a check says to a pupil; a notebook shows it as a card.

    Attributes
    ----------
    verdict : str
        "right", "look again", "not answered yet" or "compare" (a prediction beside the result).
    lines : tuple of str
        Sentences, the most useful first.
    """

    verdict: str
    lines: tuple[str, ...]

    def __repr__(self) -> str:
        return "\n".join([self.verdict.capitalize() + ".", *(f"- {line}" for line in self.lines)])

    def _repr_html_(self) -> str:
        # Both colours are set, so that the card is legible in dark themes too. The verdict is
        # a word and a sign: colour alone says nothing.
        sign, edge, ground = {
            RIGHT: ("✓", "#0072B2", "#EAF4FB"),
            AGAIN: ("↻", "#D55E00", "#FDF1E7"),
            OPEN: ("…", "#767676", "#F4F4F4"),
            NOTE: ("→", "#7A4E87", "#F7F0F9"),
        }[self.verdict]
        items = "".join(f'<li style="margin:.25em 0">{_escape(line)}</li>' for line in self.lines)
        return (
            f'<div role="status" style="border-left:6px solid {edge};background:{ground};'
            f"color:#1a1a1a;padding:.6em 1em;max-width:46em;margin:.3em 0;"
            f'font-family:sans-serif;font-size:1rem;line-height:1.45">'
            f"<strong>{sign} {self.verdict.capitalize()}</strong>"
            f'<ul style="margin:.3em 0 0;padding-left:1.2em">{items}</ul></div>'
        )


def _escape(text: str) -> str:
    # A dollar sign alone in its element is not taken for the start of a formula.
    return html.escape(text, quote=False).replace("$", "<span>$</span>")


# Ids that read as nouns; any other gets one.
_NOUNS = {"wire", "cutdown", "rewrite", "original"}


def _name(version: str) -> str:
    """Name a version inside a sentence."""
    return f"the {version}" if version in _NOUNS else f"the {version} version"


def _capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def _say_open(what: str) -> Feedback:
    return Feedback(OPEN, (f"{what} Replace each ? and run this cell again.",))


def _sum_up(right: list, wrong: list[str], still_open: list, praise: str) -> Feedback:
    """One card from what was right, what was wrong and why, and what is open."""
    lines = list(wrong)
    if still_open:
        lines.append(f"Still open: {_list(still_open)}.")
    if wrong or still_open:
        if right:
            lines.append(f"Right so far: {_list(right)}.")
        return Feedback(AGAIN if wrong else OPEN, tuple(lines))
    return Feedback(RIGHT, (praise,))


def _list(values: Iterable) -> str:
    return prose.join([str(value) for value in values])


# --- Answer keys ------------------------------------------------------------------------


@dataclass(frozen=True)
class Reading:
    """How one version answers to the base; sentences count from 1 in the body."""

    partners: dict[int, frozenset[int]]  # base sentence: sentences of the version
    actions: dict[int, str]  # base sentence: action (the fullest, where it has several)
    moved: frozenset[int]  # base sentences
    added: frozenset[int]  # sentences of the version


@dataclass(frozen=True, repr=False)
class Key:
    """
    The answers to a story's exercises; shown, it names the story and keeps the answers.

    Attributes
    ----------
    story, base : str
        Name of the story; version that the others are read against.
    sentences : dict of str to tuple of str
        Body sentences of each version.
    readings : dict of str to Reading
        By version.
    changes : tuple of dict
        Planted differences (`[[change]]` of key.toml); empty where there is no such file.
    """

    story: str
    base: str
    sentences: dict[str, tuple[str, ...]]
    readings: dict[str, Reading]
    changes: tuple[dict, ...] = ()

    def __repr__(self) -> str:
        n_base = prose.count(len(self.sentences[self.base]), "sentence")
        return f"<answers to {self.story}: {n_base} of {self.base} in {_list(self.readings)}>"


@lru_cache(maxsize=8)
def load_key(story: str) -> Key:
    """
    Load the answer key of a story that comes with the project.

    Parameters
    ----------
    story : str
        Name of a folder under `seeds/` that holds a `key.toml`.

    Returns
    -------
    Key

    Raises
    ------
    UsageError
        If the story has no answer key; `make_key` makes one from computed tables.

    Examples
    --------
    >>> load_key("tiny")
    <answers to tiny: 6 sentences of wire in cutdown and rewrite>
    """
    keyed = {path.name: path / "key.toml" for path in paths.list_seed_folders()}
    keyed = {name: path for name, path in keyed.items() if path.is_file()}
    if story not in keyed:
        known = _list(sorted(keyed)) or "none"
        raise UsageError(f"The story {story!r} has no key.toml; those that have one: {known}.")
    key = tomllib.loads(keyed[story].read_text("utf-8"))
    manifest = tomllib.loads((keyed[story].parent / paths.MANIFEST_NAME).read_text("utf-8"))
    return Key(
        story=story,
        base=manifest["base"],
        sentences={version: tuple(body) for version, body in key["body"].items()},
        readings={entry["other"]: _read_alignment(entry) for entry in key["alignment"]},
        changes=tuple(key.get("change", ())),
    )


def _read_alignment(entry: dict) -> Reading:
    pairs = list(zip(entry["pairs"], entry["actions"], strict=True))
    partners: dict[int, frozenset[int]] = {}
    for (base, other), _ in pairs:
        partners[base] = partners.get(base, frozenset()) | {other}
    order = list(MEANINGS)
    actions = {
        base: action for (base, _), action in sorted(pairs, key=lambda p: -order.index(p[1]))
    }
    return Reading(
        partners=partners,
        actions=actions | dict.fromkeys(entry["omitted"], "omitted"),
        moved=frozenset(entry["pairs"][place][0] for place in entry["moved"]),
        added=frozenset(entry["added"]),
    )


def make_key(tables: Mapping[str, pd.DataFrame], story: str = "this story") -> Key:
    """
    Make an answer key from a comparison, for a story of your own.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        From `analysis.compare`.
    story : str
        Name to show.

    Returns
    -------
    Key
        The tool's own reading. Read it before a class does: it can be wrong, and it holds
        no list of changes.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> make_key(compare(load_story("tiny"))).readings == load_key("tiny").readings
    True
    """
    body = _number_body(tables)
    base = tables["versions"].loc[tables["versions"]["type"] == "base", "version_id"].item()
    texts = body.groupby("version_id", sort=False)["text"].agg(tuple)
    return Key(
        story=story,
        base=base,
        sentences={version: texts.get(version, ()) for version in tables["versions"]["version_id"]},
        readings={
            other: _read_pairs(rows) for other, rows in _number_pairs(tables).groupby("other_id")
        },
    )


def _read_pairs(rows: pd.DataFrame) -> Reading:
    pairs = rows.dropna(subset=["base_number", "other_number"])
    of_base = rows.dropna(subset=["base_number"])
    ranked = of_base.assign(rank=of_base["action"].map(list(MEANINGS).index))
    ranked = ranked.sort_values("rank", ascending=False, kind="stable")
    numbers = zip(pairs["base_number"].tolist(), pairs["other_number"].tolist(), strict=True)
    partners: dict[int, frozenset[int]] = {}
    for base, other in numbers:
        partners[base] = partners.get(base, frozenset()) | {other}
    return Reading(
        partners=partners,
        actions=dict(zip(ranked["base_number"].tolist(), ranked["action"].tolist(), strict=True)),
        moved=frozenset(pairs.loc[pairs["moved"], "base_number"].tolist()),
        added=frozenset(rows.loc[rows["action"] == "added", "other_number"].tolist()),
    )


# --- Tables for a class -----------------------------------------------------------------


def _number_body(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Body sentences with their number in the version, from 1."""
    segments = tables["segments"]
    body = segments[segments["kind"] == "body"].copy()
    body["number"] = body.groupby("version_id").cumcount() + 1
    return body


def _number_pairs(tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The collation with sentence numbers (from 1, body only) on both sides."""
    numbers = _number_body(tables)[["version_id", "segment", "number"]]
    rows = tables["collation"]
    for side in ("base", "other"):
        names = {"version_id": f"{side}_id", "segment": f"{side}_segment"}
        named = numbers.rename(columns=names | {"number": f"{side}_number"})
        named = named.astype({f"{side}_segment": "Int64", f"{side}_number": "Int64"})
        rows = rows.merge(named, on=[f"{side}_id", f"{side}_segment"], how="left")
    return rows


def show_pairs(tables: Mapping[str, pd.DataFrame], other: str) -> pd.DataFrame:
    """
    Show which sentence of a version answers to which of the base, numbered as on paper.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        From `analysis.compare`.
    other : str
        A version other than the base.

    Returns
    -------
    DataFrame
        One row a pair, omission or addition: a column named after the base and one after the
        version (sentence numbers from 1, "-" where there is none), action, moved ("moved" or
        ""), similarity (0 to 1; "-" where there is no pair), begins (first words).

    Raises
    ------
    UsageError
        If the comparison holds no such version, or it is the base.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> table = show_pairs(compare(load_story("tiny")), "rewrite")
    >>> table[table["moved"] != ""]["action"].tolist()
    ['kept', 'kept']
    """
    rows = _number_pairs(tables)
    rows = rows[rows["other_id"] == other]
    if rows.empty:
        known = _list(dict.fromkeys(tables["collation"]["other_id"])) or "none"
        raise UsageError(f"There is no version {other!r} to read against the base; known: {known}.")
    texts = _number_body(tables).set_index(["version_id", "number"])["text"]
    begins = [
        texts[row.other_id, row.other_number]
        if pd.isna(row.base_number)
        else texts[row.base_id, row.base_number]
        for row in rows.itertuples()
    ]
    return pd.DataFrame(
        {
            rows["base_id"].iloc[0]: [_dash(value) for value in rows["base_number"]],
            other: [_dash(value) for value in rows["other_number"]],
            "action": rows["action"].tolist(),
            "moved": ["moved" if moved else "" for moved in rows["moved"]],
            "similarity": [_dash(value, ".2f") for value in rows["similarity"]],
            "begins": [prose.quote(text, 40)[1:-1] for text in begins],
        }
    ).set_index(rows["base_id"].iloc[0])


def _dash(value, form: str = "d") -> str:
    return "-" if pd.isna(value) else format(value, form)


def read_pair(key: Key, other: str, sentence: int) -> Feedback:
    """
    Show one sentence of the base in full, with what stands for it in a version.

    Parameters
    ----------
    key : Key
        From `load_key` or `make_key`.
    other : str
        The version.
    sentence : int
        Number in the base, from 1.

    Returns
    -------
    Feedback
        Its verdict is "compare"; a number out of range is explained.

    Raises
    ------
    UsageError
        If the key has no such version.

    Examples
    --------
    >>> read_pair(load_key("tiny"), "rewrite", 4)
    Compare.
    - wire 4: The change will cost $12,000 a year.
    - rewrite 6: The change will cost $120,000 a year.
    """
    reading = _find_reading(key, other)
    ours, theirs = key.sentences[key.base], key.sentences[other]
    number = _read_whole(sentence)
    if number is None or not 1 <= number <= len(ours):
        return Feedback(AGAIN, (f"Choose a sentence from 1 to {len(ours)}.",))
    partners = sorted(reading.partners.get(number, ()))
    lines = [f"{key.base} {number}: {ours[number - 1]}"]
    lines += [f"{other} {p}: {theirs[p - 1]}" for p in partners] or [f"{other}: nowhere."]
    return Feedback(NOTE, tuple(lines))


def count_shared_words(tables: Mapping[str, pd.DataFrame], a: str, b: str) -> pd.Series:
    """
    Count the different words of two versions, and those that both have.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        From `analysis.compare`.
    a, b : str
        Two versions.

    Returns
    -------
    Series
        Three counts: different words of the body of `a`, of `b`, and in both. Case and the
        shape of apostrophes make no difference; a word counts once, however often it comes.

    Raises
    ------
    UsageError
        If one of them is not a version of the comparison.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> count_shared_words(compare(load_story("tiny")), "wire", "cutdown").tolist()
    [49, 39, 39]
    """
    words = {version: _find_words(tables, version) for version in (a, b)}
    return pd.Series(
        {
            f"different words in {a}": len(set(words[a])),
            f"different words in {b}": len(set(words[b])),
            "different words in both": len(set(words[a]) & set(words[b])),
        },
        name="words",
    )


def _find_words(tables: Mapping[str, pd.DataFrame], version: str) -> list[str]:
    known = tables["versions"]["version_id"].tolist()
    if version not in known:
        raise UsageError(f"There is no version {version!r}; the versions are {_list(known)}.")
    tokens = tables["tokens"]
    wanted = (tokens["version_id"] == version) & (tokens["kind"] == "body") & tokens["is_word"]
    return tokens.loc[wanted, "term"].tolist()


def _find_distance(tables: Mapping[str, pd.DataFrame], a: str, b: str) -> float:
    pairs = tables["distances"]
    row = pairs[pairs["version_a"].isin([a, b]) & pairs["version_b"].isin([a, b])]
    return float(row["tfidf_distance"].item())


# --- Reading what a pupil typed ---------------------------------------------------------


def _is_open(value) -> bool:
    if value is None or value is Ellipsis:
        return True
    return isinstance(value, str) and value.strip() in _OPEN


_DECIMAL = r"([0-9]{1,12}(?:[.,][0-9]{1,12})?)"


def _read_number(value) -> float | None:
    """A number however it was typed: 4, 4.0, "4", "0,94", "94 %", "46/49"; None if none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        found = re.fullmatch(rf"\s*{_DECIMAL}\s*(?:%|[/:÷]\s*{_DECIMAL})?\s*", value)
        if not found:
            return None
        above, below = (float(part.replace(",", ".")) if part else 1.0 for part in found.groups())
        return above / below if below else None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _read_whole(value) -> int | None:
    number = _read_number(value)
    return int(number) if number is not None and number == int(number) else None


def _read_places(value) -> frozenset[int] | None:
    """Sentence numbers of one answer; empty for "nowhere", None if it cannot be read."""
    if isinstance(value, str):
        text = value.strip().strip("[]{}()").casefold()
        if text in _NOWHERE:
            return frozenset()
        value = [part for part in re.split(r"[,;&+\s]+|\band\b", text) if part]
    elif not isinstance(value, list | tuple | set | frozenset):
        value = [value]
    numbers = [_read_whole(one) for one in value]
    return None if None in numbers else frozenset(numbers) - {0}


def _read_mapping(answer, example: str) -> tuple[dict, Feedback | None]:
    """A pupil's {sentence: answer}; a list is taken in order. Else a card that says how."""
    if _is_open(answer):
        return {}, None
    if isinstance(answer, list | tuple):
        return dict(enumerate(answer, start=1)), None
    if isinstance(answer, Mapping):
        return {_read_whole(k) or k: v for k, v in answer.items()}, None
    return {}, Feedback(AGAIN, (f"Write the answer in curly brackets, like this: {example}",))


def _read_numbers(answer) -> frozenset[int] | None | str:
    """A pupil's list of sentences; "open" while a ? is left, None if it cannot be read."""
    if _is_open(answer):
        return "open"
    if isinstance(answer, list | tuple | set | frozenset) and any(_is_open(one) for one in answer):
        return "open"
    return _read_places(answer)


_LIST_HINT = Feedback(AGAIN, ('Write the numbers of sentences with commas between: "1, 2"',))


def _find_reading(key: Key, other: str) -> Reading:
    if other not in key.readings:
        raise UsageError(f"The key of {key.story} has no version {other!r}; {key!r}.")
    return key.readings[other]


# --- Exercises: where is each sentence? -------------------------------------------------


def check_alignment(answer, key: Key, other: str) -> Feedback:
    """
    Check where each sentence of the base stands in a version.

    Parameters
    ----------
    answer : dict
        Base sentence: sentence number in the version, or "-" for nowhere. "?" is open.
    key : Key
        From `load_key` or `make_key`.
    other : str
        The version.

    Returns
    -------
    Feedback
        Recognised: both directions swapped, the headline counted, paragraphs counted
        instead of sentences, moved sentences taken for missing, texts read in step.

    Raises
    ------
    UsageError
        If the key has no such version (a slip of the notebook, not of the pupil).

    Examples
    --------
    >>> answer = {1: 1, 2: 4, 3: 5, 4: 6, 5: "-", 6: "-"}
    >>> print(check_alignment(answer, load_key("tiny"), "rewrite").lines[0])
    You have not found sentences 5 and 6. Do not read both texts in step: ...
    """
    base_name = _name(key.base)
    other_name = _name(other)
    reading = _find_reading(key, other)
    given, problem = _read_mapping(answer, "{1: 1, 2: 3}")
    if problem:
        return problem
    numbers = range(1, len(key.sentences[key.base]) + 1)
    still_open = [n for n in numbers if _is_open(given.get(n))]
    if len(still_open) == len(numbers):
        return _say_open(f"Where in {other_name} does each sentence of {base_name} stand?")
    places = {n: _read_places(given[n]) for n in numbers if n not in still_open}
    right = [n for n, found in places.items() if _is_place_right(found, reading, n)]
    wrong = {n: places[n] for n in places if n not in right}
    pattern = _explain_pattern(wrong, places, reading, key, other) if wrong else None
    hints = [pattern] if pattern else []
    hints += [
        f"Sentence {n}: {_explain_place(n, found, reading, key, other)}"
        for n, found in wrong.items()
        if not (pattern and _is_covered(pattern, n))
    ]
    praise = _praise_alignment(reading, key, other)
    return _sum_up(right, hints, still_open, praise)


def _is_place_right(found: frozenset[int] | None, reading: Reading, n: int) -> bool:
    partners = reading.partners.get(n, frozenset())
    return found == partners or bool(found and partners and found <= partners)


def _is_covered(pattern: str, n: int) -> bool:
    """Does the general remark already speak of this sentence (or of all)?"""
    named = re.match(r"You have not found sentences? ([^.]*)\.", pattern)
    return not named or str(n) in re.findall(r"\d+", named[1])


def _explain_pattern(wrong, places, reading: Reading, key: Key, other: str) -> str | None:
    """One mistake that explains several wrong answers."""
    base_name = _name(key.base)
    other_name = _name(other)
    mirrored = {b: frozenset({a}) for a, bs in reading.partners.items() for b in bs}
    off_diagonal = [n for n in wrong if mirrored.get(n) and mirrored[n] != frozenset({n})]
    if len(off_diagonal) > 1 and all(wrong[n] == mirrored.get(n, frozenset()) for n in wrong):
        return (
            f"You seem to have gone the other way: for each sentence of {other_name} you wrote its "
            f"number in {base_name}. Start from {base_name}: take its sentence 2 and look for it "
            f"in {other_name}."
        )
    shifted = {n: frozenset(p + 1 for p in reading.partners.get(n, ())) for n in wrong}
    if len(wrong) > 2 and all(wrong[n] and wrong[n] == shifted[n] for n in wrong):
        return (
            "All your numbers are one too high. The headline is not a sentence of the body: "
            "start to count below it."
        )
    if len(wrong) > 1 and _shares_a_place(places, reading):
        return (
            "You gave two sentences the same number. Count sentences, not paragraphs: a paragraph "
            "can hold two sentences."
        )
    missed = [n for n in wrong if wrong[n] == frozenset() and n in reading.moved]
    if missed:
        return (
            f"You have not found sentence{'s' * (len(missed) > 1)} {_list(missed)}. "
            f"Do not read both texts in step: look through the whole of {other_name} for each "
            "sentence, from the first line to the last."
        )
    if len(wrong) > 1 and all(wrong[n] == frozenset({n}) for n in wrong):
        return (
            "You gave sentences the number they already have. Their order may have changed: read "
            "each pair aloud and ask whether both tell the same."
        )
    return None


def _shares_a_place(places, reading: Reading) -> bool:
    """Do two sentences have one place that share none in the key?"""
    taken = [p for found in places.values() if found for p in found]
    shared = {p for p in taken if taken.count(p) > 1}
    merged = [p for partners in reading.partners.values() for p in partners]
    return any(merged.count(p) < 2 for p in shared)


def _explain_place(n: int, found: frozenset[int] | None, reading: Reading, key: Key, other: str):
    base_name = _name(key.base)
    other_name = _name(other)
    theirs = key.sentences[other]
    if found is None:
        return f"write the number of a sentence of {other_name}, or '-' if it is nowhere there."
    beyond = sorted(p for p in found if not 1 <= p <= len(theirs))
    if beyond:
        return f"{_capitalise(other_name)} has no sentence {beyond[0]}; it has {len(theirs)}."
    if not found:
        part = reading.actions.get(n) == "partial"
        return (
            "a part of it is there, and a part counts: look for its first words."
            if part
            else f"something in {other_name} tells this, perhaps in other words. Look for its news."
        )
    place = min(found - reading.partners.get(n, frozenset()) or found)
    return (
        f"you chose sentence {place} of {other_name}, {prose.quote(theirs[place - 1], 70)} Does it "
        f"tell what {base_name} tells here? {prose.quote(key.sentences[key.base][n - 1], 70)}"
    )


def _praise_alignment(reading: Reading, key: Key, other: str) -> str:
    other_name = _name(other)
    n_base = len(key.sentences[key.base])
    parts = [f"{len(reading.partners)} of {prose.count(n_base, 'sentence')} are in {other_name}"]
    if reading.moved:
        n_moved = len(reading.moved)
        parts.append(f"{n_moved} of them {'has' if n_moved == 1 else 'have'} moved")
    gone = n_base - len(reading.partners)
    if gone:
        parts.append(f"{gone} {'is' if gone == 1 else 'are'} nowhere")
    return f"All places are right: {prose.join(parts)}."


# --- Exercises: what was done? ----------------------------------------------------------


def check_actions(answer, key: Key, other: str) -> Feedback:
    """
    Check what was done to each sentence of the base.

    Parameters
    ----------
    answer : dict
        Base sentence: one of kept, edited, paraphrased, partial, omitted.
    key, other
        See `check_alignment`.

    Returns
    -------
    Feedback
        A hint for every pair of what holds and what was answered; it never names what holds.

    Raises
    ------
    UsageError
        If the key has no such version.

    Examples
    --------
    >>> print(check_actions({4: "kept"}, load_key("tiny"), "rewrite").lines[0])
    Sentence 4: Read both aloud sign by sign, figures included: ...
    """
    base_name = _name(key.base)
    other_name = _name(other)
    reading = _find_reading(key, other)
    given, problem = _read_mapping(answer, '{1: "kept", 2: "edited"}')
    if problem:
        return problem
    numbers = range(1, len(key.sentences[key.base]) + 1)
    still_open = [n for n in numbers if _is_open(given.get(n))]
    if len(still_open) == len(numbers):
        return _say_open(f"What did {other_name} do to each sentence of {base_name}?")
    right, hints = [], []
    for n in numbers:
        if n in still_open:
            continue
        word = str(given[n]).strip().casefold()
        if word == reading.actions.get(n):
            right.append(n)
        else:
            hints.append(f"Sentence {n}: {_explain_action(reading.actions.get(n), word, key.base)}")
    counted = pd.Series([reading.actions.get(n) for n in numbers]).value_counts()
    names = [f"{counted[action]} {action}" for action in MEANINGS if action in counted]
    return _sum_up(right, hints, still_open, f"All actions are right: {prose.join(names)}.")


def _explain_action(holds: str | None, given: str, base: str) -> str:
    if given == "moved":
        return _MOVED_HINT
    if given == "added":
        return _ADDED_HINT.format(base=_name(base))
    if (holds, given) in _ACTION_HINTS:
        return _ACTION_HINTS[holds, given]
    words = [word for word in MEANINGS if word != "added"]
    near = difflib.get_close_matches(given, words, n=1)
    if near:
        return f"“{given[:30]}” is not one of the words. Did you mean “{near[0]}”?"
    return f"“{given[:30]}” is not one of the words; choose from {_list(words)}."


def check_moved(answer, key: Key, other: str) -> Feedback:
    """
    Check which sentences of the base stand in another place.

    Parameters
    ----------
    answer : list of int
        Base sentences; [] says that none moved, "?" is open.
    key, other
        See `check_alignment`.

    Returns
    -------
    Feedback
        Recognised: a set that explains the order with more moves than needed, numbers of
        the version instead of the base, too few, too many.

    Raises
    ------
    UsageError
        If the key has no such version.

    Examples
    --------
    >>> print(check_moved([2, 3, 4], load_key("tiny"), "rewrite").lines[0])
    That explains the order too, with 3 moves. It can be done with fewer: ...
    """
    base_name = _name(key.base)
    other_name = _name(other)
    reading = _find_reading(key, other)
    given = _read_numbers(answer)
    if given == "open":
        return _say_open(f"Which sentences of {base_name} stand in another place in {other_name}?")
    if given is None:
        return _LIST_HINT
    if given == reading.moved:
        if not given:
            return Feedback(RIGHT, ("Nothing moved: the numbers count up from top to bottom.",))
        rest = f"Without {_list(sorted(given))} the numbers count up from top to bottom"
        return Feedback(RIGHT, (f"{rest}, and no smaller set does that.",))
    return Feedback(AGAIN, (_explain_moved(given, reading, key, other),))


def _explain_moved(given: frozenset[int], reading: Reading, key: Key, other: str) -> str:
    base_name = _name(key.base)
    other_name = _name(other)
    method = (
        f"Beside each sentence of {other_name} write its number in {base_name}, and read the "
        "numbers from top to bottom. Where do they stop counting up?"
    )
    beyond = sorted(given - set(range(1, len(key.sentences[key.base]) + 1)))
    if beyond:
        return f"{_capitalise(base_name)} has no sentence {beyond[0]}. {method}"
    in_other = {p for n in reading.moved for p in reading.partners[n]}
    if given == in_other:
        return (
            f"These are the numbers in {other_name}. The question asks for the sentences' "
            f"numbers in {base_name}."
        )
    kept = sorted((min(p), n) for n, p in reading.partners.items() if n not in given)
    counts_up = all(a[1] < b[1] for a, b in zip(kept, kept[1:], strict=False))
    if counts_up and given & reading.partners.keys():
        if given > reading.moved:
            return f"You moved more sentences than needed. Which of yours could stay? {method}"
        return (
            f"That explains the order too, with {len(given)} moves. It can be done with fewer: the "
            "smallest set that explains the order is called moved."
        )
    if given and given < reading.moved:
        return f"You have found some, not all. {method}"
    return method


def check_added(answer, key: Key, other: str) -> Feedback:
    """
    Check which sentences of a version are its own.

    Parameters
    ----------
    answer : list of int
        Sentences of the version; [] says that there are none, "?" is open.
    key, other
        See `check_alignment`.

    Returns
    -------
    Feedback
        Recognised: a reworded sentence taken for a new one, a sentence missed.

    Raises
    ------
    UsageError
        If the key has no such version.

    Examples
    --------
    >>> print(check_added([1, 7], load_key("tiny"), "rewrite").lines[0])
    Sentence 1 of the rewrite: its words are new, is its news? ...
    """
    base_name = _name(key.base)
    other_name = _name(other)
    reading = _find_reading(key, other)
    given = _read_numbers(answer)
    if given == "open":
        return _say_open(f"Which sentences of {other_name} does {base_name} not have?")
    if given is None:
        return _LIST_HINT
    if given == reading.added:
        return Feedback(
            RIGHT,
            (
                f"{prose.count(len(given), 'sentence')} of {other_name} "
                f"{'has' if len(given) == 1 else 'have'} no partner in {base_name}. Where the news "
                "in it comes from, the texts do not say.",
            ),
        )
    theirs = key.sentences[other]
    beyond = sorted(p for p in given if not 1 <= p <= len(theirs))
    hints = [
        f"{_capitalise(other_name)} has no sentence {p}; it has {len(theirs)}." for p in beyond
    ]
    for place in sorted(given - reading.added - set(beyond)):
        hints.append(
            f"Sentence {place} of {other_name}: its words are new, is its news? Look for a "
            f"sentence of {base_name} that tells the same."
            if _is_reworded(place, reading)
            else f"Sentence {place} of {other_name}: {base_name} has it, in these words. Look "
            "at your answer to the first exercise."
        )
    if reading.added - given:
        hints.append(
            f"Tick off every sentence of {other_name} that is the partner of one in {base_name}. "
            "Is one left over?"
        )
    return Feedback(AGAIN, tuple(hints))


def _is_reworded(place: int, reading: Reading) -> bool:
    bases = [n for n, partners in reading.partners.items() if place in partners]
    return any(reading.actions[n] == "paraphrased" for n in bases)


# --- Exercises: counting ----------------------------------------------------------------


def check_word_counts(answer, key: Key, version: str) -> Feedback:
    """
    Check counts of words in sentences.

    Parameters
    ----------
    answer : dict
        Sentence: number of words. Only the sentences named in it are checked.
    key : Key
        From `load_key` or `make_key`.
    version : str
        Whose sentences they are.

    Returns
    -------
    Feedback
        Recognised: punctuation counted, a figure or an abbreviation counted as two words,
        figures left out, different words instead of words, letters counted.

    Raises
    ------
    UsageError
        If the key has no such version.

    Examples
    --------
    >>> print(check_word_counts({4: 9}, load_key("tiny"), "wire").lines[0])
    Sentence 4: Did you count punctuation? ...
    """
    if version not in key.sentences:
        raise UsageError(f"The key of {key.story} has no version {version!r}; {key!r}.")
    given, problem = _read_mapping(answer, "{3: 10, 4: 12}")
    if problem:
        return problem
    still_open = [n for n in given if _is_open(given[n])]
    if len(still_open) == len(given):
        return _say_open("How many words does each sentence have?")
    right, hints = [], []
    for n in given:
        if n in still_open:
            continue
        if not (isinstance(n, int) and 1 <= n <= len(key.sentences[version])):
            n_sentences = len(key.sentences[version])
            hints.append(
                f"{_capitalise(_name(version))} has no sentence {n}; it has {n_sentences}."
            )
            continue
        text = key.sentences[version][n - 1]
        if _read_whole(given[n]) == len(find_terms(text)):
            right.append(n)
        else:
            hints.append(f"Sentence {n}: {_explain_count(_read_whole(given[n]), text)}")
    total = sum(len(find_terms(key.sentences[version][n - 1])) for n in right)
    praise = (
        f"Your counts are right ({total} words together). A figure with its comma and an "
        "abbreviation with its full stops are one word each; quotation marks are none."
    )
    return _sum_up(right, hints, still_open, praise)


def _explain_count(given: int | None, text: str) -> str:
    if given is None:
        return "write a whole number, without quotation marks."
    words = [token.form for token in tokenise(text) if token.is_word]
    n_figures = sum(word[0].isdigit() for word in words)
    ways = [
        (len(tokenise(text)), "Did you count punctuation? Signs are not words."),
        (
            len(re.findall(r"\w+", text)),
            "Did a comma or full stop inside a figure or an abbreviation make two words of one?",
        ),
        (
            len(set(find_terms(text))),
            "Did you count a repeated word once? Count it each time it comes.",
        ),
        (len(words) - n_figures, "Did you leave out a figure? A figure is a word here."),
        (len(text), "Did you count letters? Count words."),
        (sum(map(str.isalnum, text)), "Did you count letters? Count words."),
    ]
    reasons = [reason for number, reason in ways if number == given]
    return " ".join(reasons) or "Put a tick above each word while you count, then count the ticks."


# --- Exercises: containment and the base ------------------------------------------------


def check_containment(answer, tables: Mapping[str, pd.DataFrame], a: str, b: str) -> Feedback:
    """
    Check the share of one version's different words that the other has, in both directions.

    Parameters
    ----------
    answer : dict
        Keys `"<a> in <b>"` and `"<b> in <a>"`; shares, 0 to 1. Two decimals are enough.
    tables : mapping of str to DataFrame
        From `analysis.compare`.
    a, b : str
        Two versions.

    Returns
    -------
    Feedback
        Recognised: directions swapped, one share for both, resemblance instead of
        containment, the missing share instead of the shared one, all words instead of
        different words, percent, the fraction upside down.

    Raises
    ------
    UsageError
        If one of them is not a version of the comparison.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"))
    >>> answer = {"wire in rewrite": 46 / 57, "rewrite in wire": 46 / 49}
    >>> print(check_containment(answer, tables, "wire", "rewrite").lines[0])
    You have the two directions the wrong way round. ...
    """
    n_a, n_b, n_both = count_shared_words(tables, a, b).tolist()
    names = (f"{a} in {b}", f"{b} in {a}")
    expected = dict(zip(names, (_divide(n_both, n_a), _divide(n_both, n_b)), strict=True))
    if _is_open(answer):
        answer = {}
    if not isinstance(answer, Mapping):
        return Feedback(AGAIN, (f'Write the answer like this: {{"{names[0]}": 1 / 2}}',))
    still_open = [f"“{name}”" for name in names if _is_open(answer.get(name))]
    if len(still_open) == 2:
        return _say_open("Divide what both have by what one of them has, once for each of the two.")
    given = {name: _read_number(answer.get(name)) for name in names}
    if not still_open and None not in given.values():
        pattern = _explain_both(given, expected, names, a)
        if pattern:
            return Feedback(AGAIN, (pattern,))
    right, hints = [], []
    for name, other_name in (names, names[::-1]):
        if f"“{name}”" in still_open:
            continue
        if _is_close(given[name], expected[name]):
            right.append(f"“{name}”")
            continue
        whole = n_a if name == names[0] else n_b
        n_words = len(_find_words(tables, a if name == names[0] else b))
        ways = _list_wrong_shares(n_a, n_b, n_both, whole, n_words, expected[other_name])
        hints.append(f"“{name}”: {_explain_share(given[name], expected[name], ways)}")
    praise = (
        f"{names[0]}: {_write(expected[names[0]])}; {names[1]}: {_write(expected[names[1]])}. The "
        "same shared words are a different share of each version, because one has more words of "
        "its own. So containment always needs its direction."
    )
    return _sum_up(right, hints, still_open, praise)


def _divide(part: float, whole: float) -> float:
    return part / whole if whole else math.nan


def _write(value: float) -> str:
    return f"{value:.2f}"


def _is_close(given: float | None, expected: float) -> bool:
    # A share cut or rounded to two decimals is right.
    return given is not None and abs(given - expected) < 0.0101


def _explain_both(given, expected, names, a: str) -> str | None:
    first, second = names
    if all(_is_close(given[name], expected[name]) for name in names):
        return None
    if _is_close(given[first], expected[second]) and _is_close(given[second], expected[first]):
        return (
            f"You have the two directions the wrong way round. “{first}” asks: of all the "
            f"different words of {_name(a)}, which share is also in the other? So divide by the "
            f"number of words of {_name(a)}."
        )
    return None


def _list_wrong_shares(n_a, n_b, n_both, whole, n_words, other_way) -> list[tuple[float, str]]:
    """(share, why it is not the one asked for), for mistakes that are often made."""
    union = n_a + n_b - n_both
    return [
        (
            other_way,
            "this is the share for the other direction. Which version's words are the whole here?",
        ),
        (
            _divide(n_both, union),
            "you divided by the words of both together. That is resemblance: it has no direction. "
            "Divide by the words of one.",
        ),
        (1 - _divide(n_both, whole), "this is the share that is missing, not the one shared."),
        (
            _divide(n_both, n_words),
            "you divided by all words. Divide by the different words: each counts once.",
        ),
        (_divide(whole, n_both), "your fraction is upside down: the part goes above the line."),
        (_divide(n_a, n_b), "you compared two lengths. How many words do both have?"),
        (_divide(n_b, n_a), "you compared two lengths. How many words do both have?"),
    ]


def _explain_share(given: float | None, expected: float, ways: list[tuple[float, str]]) -> str:
    if given is None:
        return "write a number between 0 and 1, or a division."
    if abs(given - 100 * expected) < 1.01:
        return "you wrote percent. Write a share between 0 and 1."
    near = sorted((abs(given - share), reason) for share, reason in ways)
    if near and near[0][0] < 0.0101:
        return near[0][1]
    if not 0 <= given <= 1:
        return "a share lies between 0 and 1."
    return "divide the words both have by the different words of the version that is named first."


def check_base_switch(answer, tables: Mapping[str, pd.DataFrame], other: str) -> Feedback:
    """
    Check what is omitted and added once the other version is the base.

    Parameters
    ----------
    answer : dict
        Keys "omitted" and "added"; numbers of sentences.
    tables : mapping of str to DataFrame
        From `analysis.compare` with the new base.
    other : str
        The version that was the base before.

    Returns
    -------
    Feedback
        Recognised: both numbers swapped, as they are when the old base is still in mind.

    Raises
    ------
    UsageError
        If the comparison holds no such version, or it is the base.

    Examples
    --------
    >>> from analysis import compare, load_story
    >>> tables = compare(load_story("tiny"), base="rewrite")
    >>> print(check_base_switch({"omitted": 0, "added": 1}, tables, "wire").lines[0])
    These are the numbers with the old base. ...
    """
    other_name = _name(other)
    base_name = _name(tables["collation"]["base_id"].iloc[0])
    actions = show_pairs(tables, other)["action"]
    expected = {name: int((actions == name).sum()) for name in ("omitted", "added")}
    if _is_open(answer):
        answer = {}
    if not isinstance(answer, Mapping):
        return Feedback(AGAIN, ('Write the answer like this: {"omitted": 2, "added": 3}',))
    still_open = [f"“{name}”" for name in expected if _is_open(answer.get(name))]
    if len(still_open) == 2:
        return _say_open(f"Count the rows for {other_name}: how many are omitted, how many added?")
    given = {name: _read_whole(answer.get(name)) for name in expected}
    if (
        not still_open
        and given
        == {
            "omitted": expected["added"],
            "added": expected["omitted"],
        }
        != expected
    ):
        return Feedback(
            AGAIN,
            (
                f"These are the numbers with the old base. Now {base_name} is the base: a sentence "
                f"that {other_name} does not have is called what?",
            ),
        )
    right = [name for name in expected if given[name] == expected[name]]
    hints = [
        f"“{name}”: count the rows of the table in which the action is {name}."
        for name in expected
        if name not in right and f"“{name}”" not in still_open
    ]
    praise = (
        f"Read against {base_name}, {other_name} has {expected['omitted']} omitted and "
        f"{expected['added']} added. No text has changed: only the version we read from. "
        "“Omitted” and “added” are words for a direction of reading, not for what somebody did."
    )
    return _sum_up(right, hints, still_open, praise)


# --- Predictions ------------------------------------------------------------------------

_PREDICTIONS = (
    "keeps more words",
    "larger distance",
    "finds moved sentences",
    "warns of the figure",
)


def review_predictions(answer, tables: Mapping[str, pd.DataFrame], a: str, b: str) -> Feedback:
    """
    Put a pupil's predictions beside what was computed; nothing is marked wrong.

    Parameters
    ----------
    answer : dict
        Keys "keeps more words" and "larger distance" (one of the two versions), "finds moved
        sentences" and "warns of the figure" ("yes" or "no").
    tables : mapping of str to DataFrame
        From `analysis.compare`.
    a, b : str
        The two versions; the predicted figure and moved sentences are those of `b`.

    Returns
    -------
    Feedback
        Its verdict is "compare", or "not answered yet".

    Raises
    ------
    UsageError
        If one of them is not a version of the comparison.
    """
    if not isinstance(answer, Mapping) or all(_is_open(answer.get(n)) for n in _PREDICTIONS):
        return _say_open("Predict first: it is how you notice what surprises you.")
    results = _find_results(tables, a, b)
    lines = []
    for name in _PREDICTIONS:
        computed, evidence = results[name]
        if _is_open(answer.get(name)):
            said = "you made no prediction"
        else:
            word = str(answer[name]).strip().casefold()[:30]
            same = word == computed.casefold()
            said = f"you said {word}, {'and so it is' if same else 'the result is ' + computed}"
        lines.append(f"{name.capitalize()}: {said}. {evidence}")
    return Feedback(NOTE, tuple(lines))


def _find_results(tables, a: str, b: str) -> dict[str, tuple[str, str]]:
    base = tables["collation"]["base_id"].iloc[0]
    base_name, a_name, b_name = _name(base), _name(a), _name(b)
    shared = {v: count_shared_words(tables, base, v) for v in (a, b)}
    n_base = int(shared[a].iloc[0])
    both = {v: int(shared[v].iloc[2]) for v in (a, b)}
    distance = {v: _find_distance(tables, base, v) for v in (a, b)}
    pairs = show_pairs(tables, b)
    n_moved = int((pairs["moved"] != "").sum())
    edited = pairs[pairs["action"] == "edited"]
    return {
        "keeps more words": (
            max(both, key=both.get),
            f"Of the {n_base} different words of {base_name}, {a_name} has {both[a]} and "
            f"{b_name} has {both[b]}.",
        ),
        "larger distance": (
            max(distance, key=distance.get),
            f"The tf-idf distance from {base_name} is {_write(distance[a])} for {a_name} and "
            f"{_write(distance[b])} for {b_name} (0: same words as often; 1: no word in common).",
        ),
        "finds moved sentences": (
            "yes" if n_moved else "no",
            f"In the table of {b_name}, {prose.count(n_moved, 'row is', 'rows are')} marked moved.",
        ),
        # The collation has one word for a changed comma, a changed word and a changed figure.
        "warns of the figure": (
            "no",
            f"In the table of {b_name}, {prose.count(len(edited), 'row is', 'rows are')} called "
            "edited"
            + (f", similarity {edited['similarity'].iloc[0]}" if len(edited) else "")
            + ". How grave the edit is, the table does not say.",
        ),
    }


# --- Extension: a longer story ----------------------------------------------------------


def check_omissions(answer, key: Key, other: str) -> Feedback:
    """
    Check which sentences of the base a version leaves out.

    Parameters
    ----------
    answer : list of int
        Base sentences; "?" is open.
    key, other
        See `check_alignment`.

    Returns
    -------
    Feedback
        How many are right, which are there after all, how many are missing and in which
        part of the story; never which.

    Raises
    ------
    UsageError
        If the key has no such version.
    """
    base_name = _name(key.base)
    other_name = _name(other)
    reading = _find_reading(key, other)
    gone = frozenset(n for n, action in reading.actions.items() if action == "omitted")
    given = _read_numbers(answer)
    if given == "open":
        return _say_open(f"Which sentences of {base_name} are not in {other_name}?")
    if given is None:
        return _LIST_HINT
    if given == gone:
        return Feedback(
            RIGHT,
            (
                f"All {len(gone)} are found. That they are absent is in the texts; why they are "
                "absent is not.",
            ),
        )
    hints = [
        f"Sentence {n} is in {other_name}, at least in part. Read on."
        if n in reading.partners
        else f"{_capitalise(base_name)} has no sentence {n}."
        for n in sorted(given - gone)
    ]
    missing = sorted(gone - given)
    if missing:
        half = len(key.sentences[key.base]) / 2
        early = sum(n <= half for n in missing)
        hints.append(
            f"{len(missing)} more to find: {early} in the first half, "
            f"{len(missing) - early} in the second."
        )
    return _sum_up(sorted(given & gone), hints, [], "")


_KIND_HINTS = {
    "number": "a figure",
    "date": "a date",
    "name": "a name",
    "negation": "a “not”",
    "quote": "a quotation and its marks",
    "attribution": "who says something",
    "certainty": "how sure something is",
    "label": "what something is called",
}


def check_gravest(answer, key: Key, other: str) -> Feedback:
    """
    Check in which sentences of the base the gravest changes were made.

    Parameters
    ----------
    answer : list of int
        Base sentences; "?" is open.
    key : Key
        From `load_key`: it must know the planted changes.
    other : str
        The version.

    Returns
    -------
    Feedback
        Each answered sentence by itself (grave, a lesser change, none planted), and the
        kinds of change still to find.

    Raises
    ------
    UsageError
        If the key has no such version or lists no changes of it.

    Examples
    --------
    >>> print(check_gravest([4], load_key("tarnholt-dam"), "spun").lines[0])
    Sentence 4: the wording of a quotation changed; that is not harmless, ...
    """
    base_name = _name(key.base)
    other_name = _name(other)
    _find_reading(key, other)
    changes = [change for change in key.changes if change["other"] == other]
    if not changes:
        raise UsageError(f"The key of {key.story} lists no changes of {other_name}.")
    grave = {c["base_sentence"]: c for c in changes if c["severity"] == "critical"}
    lesser = {c["base_sentence"]: c for c in changes} if changes else {}
    given = _read_numbers(answer)
    if given == "open":
        return _say_open(
            f"In which sentences of {base_name} did {other_name} change the news itself?"
        )
    if given is None:
        return _LIST_HINT
    hints = [_explain_gravest(n, lesser, key) for n in sorted(given - grave.keys())]
    missing = [grave[n] for n in sorted(grave.keys() - given)]
    if missing:
        kinds = dict.fromkeys(_KIND_HINTS.get(c["kind"], c["kind"]) for c in missing)
        hints.append(
            f"{len(missing)} more to find. Look at {prose.join(list(kinds))}: would a reader of "
            f"{other_name} believe something else than a reader of {base_name}?"
        )
    praise = f"All {len(grave)} are found: " + "; ".join(
        f"{n}, {_KIND_HINTS.get(c['kind'], c['kind'])} ({_show_change(c)})"
        for n, c in sorted(grave.items())
    )
    return _sum_up(sorted(given & grave.keys()), hints, [], praise + ".")


def _explain_gravest(n: int, lesser: dict, key: Key) -> str:
    base_name = _name(key.base)
    if not 1 <= n <= len(key.sentences[key.base]):
        return f"{_capitalise(base_name)} has no sentence {n}."
    if n not in lesser:
        return (
            f"Sentence {n}: the words changed, the news did not. Is there a sentence that is worse?"
        )
    what = {
        "quote": "the wording of a quotation changed; that is not harmless, but its sense is there",
        "certainty": "how sure the statement is changed, not the statement",
        "label": "a name for something changed",
    }.get(lesser[n]["kind"], "something changed")
    return f"Sentence {n}: {what}. Others are worse."


def _show_change(change: dict) -> str:
    texts = [change["base_text"], change["other_text"]]
    return " → ".join(prose.quote(text, 40) if text else "nothing" for text in texts)
