"""
Which versions of a report can be made so that their type is known?

Paragraphs of sentences go in, paragraphs come out. What is done is what outlets and machines do:
house style, cuts, additions, another order, synonyms put in place of words, rewriting with own
matter, other reporting of the same event. The amounts are drawn at random over wide ranges, so
that no single habit of this maker can be learned.
"""

import tomllib
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from random import Random
from zlib import crc32

import pandas as pd
import regex

from analysis import load_story
from analysis.attribution import mark_voice, tabulate_quotations
from analysis.collation import tabulate_collation
from analysis.paths import list_seed_folders
from analysis.reuse import tabulate_reuse
from analysis.segment import tabulate_segments, tabulate_tokens
from benchmarks.quality.texts import make_story

Paragraphs = list[list[str]]

TRAINING, TESTING = 0, 1
# A third of the table's words is left to the other half, so that both words and synonyms differ.
_THIRDS = 3
_STYLES = (
    (r"\bU\.S\.", "US"),
    (r"\bpercent\b", "per cent"),
    (r"\b(\d+) (a|p)\.m\.", r"\1\2m"),
    (r"\bharbor\b", "harbour"),
    (r"\bcenter\b", "centre"),
    (r"\bdefense\b", "defence"),
    (r"\bneighbor", "neighbour"),
    (r"\$([\d.]+) million\b", r"$\1m"),
    (r"(\d),(\d{3})\b", r"\1\2"),
    (r"\bSept\. ", "September "),
    (r"\bFeb\. ", "February "),
    (r"\bAug\. ", "August "),
    (r"\bMr\. ", "Mr "),
    (r"\bdid not\b", "didn't"),
    (r"\bfavor", "favour"),
    (r"\blicense\b", "licence"),
    (r"iz(ed|ing|ation)\b", r"is\1"),
)
_WORD = regex.compile(r"\p{L}[\p{L}'’-]*+")
_QUOTED = regex.compile(r'["“][^"”]{15,}["”]')
_NAME = regex.compile(r"(?<=[\p{Ll},] )\p{Lu}[\p{L}'’-]{2,}+(?: \p{Lu}[\p{L}'’-]{2,}+)*+")
_TIME = regex.compile(r"(?<=\p{Ll}) (on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)(?=[ ,.])")
_SPOKEN = regex.compile(r'^(["“].+[,?!]["”]) (?P<name>\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*) said\b')
_JOINT = regex.compile(r",? (?:and|but|which|who|after|when|because|while) ")
_FACT = regex.compile(r"\p{Lu}\p{L}+(?: \p{Lu}\p{L}+)*|\$?\d[\d.,]*\d(?: million)?|\d+")
_CUES = ("told reporters", "said", "told a briefing", "said afterwards", "was quoted as saying")
_FILLERS = ("actually", "basically", "certainly", "apparently", "indeed")
_DROPPED = frozenset("the a an that very just also still only reportedly".split())


def read_paragraphs(text: str) -> Paragraphs:
    """
    Read the body of a text.

    Examples
    --------
    >>> read_paragraphs("It rained all day. The dam held, the owner said.")
    [['It rained all day.', 'The dam held, the owner said.']]
    """
    segments = tabulate_segments(make_story({"a": text}))
    body = segments[segments["kind"] == "body"]
    return [group["text"].tolist() for _, group in body.groupby("paragraph", sort=True)]


def write_paragraphs(paragraphs: Paragraphs) -> str:
    """Write paragraphs as a text, one a line, empty ones left out."""
    return "\n\n".join(" ".join(sentences) for sentences in paragraphs if sentences) + "\n"


@lru_cache(maxsize=2)
def load_synonyms(half: int) -> dict[str, str]:
    """
    Load one half of the thesaurus: `TRAINING` and `TESTING` share no synonym of a word.

    Examples
    --------
    >>> load_synonyms(TRAINING)["dispute"], load_synonyms(TESTING)["dispute"]
    ('quarrel', 'disagreement')
    """
    path = Path(__file__).with_name("synonyms.toml")
    words = tomllib.loads(path.read_text("utf-8"))["words"]
    left_out = 1 + half
    return {
        word: pair[half]
        for word, pair in words.items()
        if crc32(word.encode()) % _THIRDS != left_out
    }


@lru_cache(maxsize=2)
def _list_stock(half: int) -> list[str]:
    return sorted(set(load_synonyms(half).values()))


# --- What is done to single sentences -----------------------------------------------------


def _replace_words(
    sentence: str,
    rng: Random,
    half: int,
    rate: float,
    *,
    any_rate: float = 0.0,
    spares_quotations: bool = False,
) -> str:
    """
    Put synonyms in place of a share `rate` of the words that have one.

    A share `any_rate` of the other long words gets any word of the table: a thesaurus that
    knows more words than this one changes more of them, and what it puts there is no matter.
    """
    table = load_synonyms(half)
    stock = _list_stock(half)
    spared = [m.span() for m in _QUOTED.finditer(sentence)] if spares_quotations else []

    def replace(match: regex.Match) -> str:
        word = match.group()
        if any(a <= match.start() < b for a, b in spared):
            return word
        new = table.get(word.lower())
        if new is None and len(word) > 4 and word.islower() and rng.random() < any_rate:
            return rng.choice(stock)
        if new is None or rng.random() >= rate:
            return word
        return new[0].upper() + new[1:] if word[0].isupper() else new

    return _WORD.sub(replace, sentence)


def _lower_start(sentence: str) -> str:
    """Begin a sentence in the middle of another: only a function word loses its capital."""
    first = sentence.split(" ", 1)[0]
    common = {"The", "A", "An", "It", "He", "She", "They", "In", "On", "Some", "But", "And", "No"}
    return sentence[0].lower() + sentence[1:] if first in common else sentence


def _shift_syntax(sentence: str, rng: Random) -> str:
    """Move a time to the front, turn "... said" round, put a filler in, drop a small word."""
    draw = rng.random()
    if draw < 0.3 and (found := _TIME.search(sentence)):
        rest = sentence[: found.start()] + sentence[found.end() :]
        day = found.group(1)
        return day[0].upper() + day[1:] + ", " + _lower_start(rest)
    if draw < 0.5 and (found := _SPOKEN.search(sentence)):
        name = found.group("name")
        return f"{found.group(1)} said {name}{sentence[found.end() :]}"
    words = sentence.split(" ")
    if draw < 0.7:
        places = [k for k, word in enumerate(words) if k and word in _DROPPED]
        if places:
            del words[rng.choice(places)]
    elif draw < 0.85 and len(words) > 6:
        words.insert(rng.randrange(2, len(words) - 2), rng.choice(_FILLERS))
    return " ".join(words)


def _trim(sentence: str, rng: Random) -> str:
    """Cut a sentence short at its last joint, or its last comma, where enough is left."""
    joints = [m.start() for m in regex.finditer(r", | after | when | because | which ", sentence)]
    joints = [
        k for k in joints if 35 < k < len(sentence) - 12 and sentence.count('"', 0, k) % 2 == 0
    ]
    if not joints:
        return sentence
    return sentence[: rng.choice(joints)].rstrip(",") + "."


def _split(sentence: str, rng: Random) -> list[str]:
    """Make two sentences of one at a joint outside quotation marks."""
    spots = [
        m
        for m in _JOINT.finditer(sentence)
        if 25 < m.start() < len(sentence) - 25 and sentence.count('"', 0, m.start()) % 2 == 0
    ]
    if not spots:
        return [sentence]
    spot = rng.choice(spots)
    start = {"which": "This ", "who": "They ", "but": "But "}.get(spot.group().strip(" ,"), "")
    rest = sentence[spot.end() :]
    return [sentence[: spot.start()] + ".", start + rest if start else rest[0].upper() + rest[1:]]


def _merge(first: str, second: str, rng: Random) -> str:
    """Make one sentence of two."""
    if '"' in first or '"' in second or not first.endswith("."):
        return f"{first} {second}"
    return first[:-1] + rng.choice((", and ", ", while ", "; ")) + _lower_start(second)


def _turn_round(sentence: str, rng: Random) -> str:
    """Put the part after a comma or joint first."""
    spots = [
        k
        for k in (m.start() for m in regex.finditer(", | after | because | when ", sentence))
        if 20 < k < len(sentence) - 20 and '"' not in sentence
    ]
    if not spots:
        return sentence
    spot = rng.choice(spots)
    tail = sentence[spot:].strip(" ,.")
    return tail[0].upper() + tail[1:] + ", " + _lower_start(sentence[:spot]) + "."


# --- What is done to whole versions -------------------------------------------------------


def _apply_style(paragraphs: Paragraphs, rng: Random) -> Paragraphs:
    """House style, curly marks, a slip or two, paragraphs run together or taken apart."""
    styles = [style for style in _STYLES if rng.random() < rng.choice((0.0, 0.4, 0.9))]
    is_curly = rng.random() < 0.4

    def write(sentence: str) -> str:
        for pattern, new in styles:
            sentence = regex.sub(pattern, new, sentence)
        return regex.sub(r'"([^"]*)"', r"“\1”", sentence) if is_curly else sentence

    styled = [[write(sentence) for sentence in paragraph] for paragraph in paragraphs]
    n_slips = rng.choice((0, 0, 1, 2, 4))
    for _ in range(n_slips):
        _slip(styled, rng)
    if rng.random() < 0.3:
        styled = [[sentence] for paragraph in styled for sentence in paragraph]
    return styled


def _slip(paragraphs: Paragraphs, rng: Random) -> None:
    """One small change of a copy-editor: a word out, a word exchanged, a letter lost."""
    paragraph = rng.choice([p for p in paragraphs if p] or [[""]])
    if not paragraph:
        return
    at = rng.randrange(len(paragraph))
    words = paragraph[at].split(" ")
    if len(words) < 6:
        return
    k = rng.randrange(1, len(words) - 1)
    if rng.random() < 0.5:
        del words[k]
    else:
        words[k] = words[k][:-2] if len(words[k]) > 5 else words[k] + " too"
    paragraph[at] = " ".join(words)


def _count(paragraphs: Paragraphs) -> int:
    return sum(len(sentence.split()) for paragraph in paragraphs for sentence in paragraph)


def _cut(paragraphs: Paragraphs, rng: Random, kept: float) -> Paragraphs:
    """Keep about a share `kept` of the words: from the top, without the middle, or scattered."""
    flat = [(k, s) for k, paragraph in enumerate(paragraphs) for s in paragraph]
    n_kept = max(2, round(kept * len(flat)))
    way = rng.choice(("tail", "tail", "middle", "scattered"))
    if way == "tail":
        chosen = range(n_kept)
    elif way == "middle":
        start = rng.randrange(1, n_kept)
        chosen = [*range(start), *range(len(flat) - n_kept + start, len(flat))]
    else:
        chosen = sorted({0, *rng.sample(range(1, len(flat)), n_kept - 1)})
    result: dict[int, list[str]] = {}
    for n in chosen:
        result.setdefault(flat[n][0], []).append(flat[n][1])
    return list(result.values())


def _borrow(strangers: Sequence[Paragraphs], base: Paragraphs, rng: Random, n: int) -> list[str]:
    """Sentences of another story, about the people and places of this one."""
    stranger = rng.choice(strangers)
    ours = sorted({m.group() for p in base for s in p for m in _NAME.finditer(s)})
    theirs = sorted({m.group() for p in stranger for s in p for m in _NAME.finditer(s)})
    rng.shuffle(ours)
    rng.shuffle(theirs)
    # Reports of one event share some of its names only.
    known = rng.choice((0.25, 0.6, 1.0))
    instead = {a: b for a, b in zip(theirs, ours, strict=False) if rng.random() < known}
    flat = [sentence for paragraph in stranger for sentence in paragraph]
    start = rng.randrange(max(1, len(flat) - n))
    taken = flat[start : start + n] if rng.random() < 0.5 else rng.sample(flat, min(n, len(flat)))
    return [_NAME.sub(lambda m: instead.get(m.group(), m.group()), s) for s in taken]


def make_republication(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """The whole report in the house style of another outlet, a last sentence perhaps gone."""
    made = [list(paragraph) for paragraph in base]
    if rng.random() < 0.3 and len(made[-1]) > 1:
        made[-1].pop()
    return _apply_style(made, rng)


def make_cut_down(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """A part of the report, word for word; some sentences cut short."""
    made = _cut(base, rng, rng.uniform(0.2, 0.85))
    trims = rng.choice((0.0, 0.0, 0.1, 0.25))
    made = [[_trim(s, rng) if rng.random() < trims else s for s in p] for p in made]
    return _apply_style(made, rng)


def make_expansion(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """The whole report and matter of its own, a tenth to as much again."""
    n_sentences = sum(map(len, base))
    own = _borrow(strangers, base, rng, max(3, round(n_sentences * rng.uniform(0.12, 0.8))))
    made = [list(paragraph) for paragraph in base]
    if rng.random() < 0.4:
        made += [[sentence] for sentence in own]
    else:
        for sentence in own:
            made.insert(rng.randrange(len(made) + 1), [sentence])
    return _apply_style(made, rng)


def make_reordered(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """Paragraphs in another order; some of them perhaps gone."""
    made = [list(paragraph) for paragraph in base]
    if rng.random() < 0.3:
        made = _cut(made, rng, rng.uniform(0.6, 0.9))
    if len(made) < 4:
        made = [[s] for p in made for s in p]
    original = list(made)
    if rng.random() < 0.4:
        at = rng.randrange(len(made) // 3, len(made) - len(made) // 3)
        made = made[at:] + made[:at]
    else:
        while sum(a is b for a, b in zip(made, original, strict=True)) > len(made) / 3:
            rng.shuffle(made)
    return _apply_style(made, rng)


def make_spun(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """Sentence after sentence with synonyms in place; perhaps a part only."""
    made = [list(paragraph) for paragraph in base]
    if rng.random() < 0.5:
        made = _cut(made, rng, rng.uniform(0.4, 0.95))
    rate, any_rate = rng.uniform(0.25, 1.0), rng.choice((0.0, 0.1, 0.4))
    shifts, trims = rng.choice((0.0, 0.3, 0.7)), rng.choice((0.0, 0.1, 0.3))

    def spin(sentence: str) -> str:
        if rng.random() < trims:
            sentence = _trim(sentence, rng)
        for _ in range(2):
            if rng.random() < shifts:
                sentence = _shift_syntax(sentence, rng)
        plain, sentence = sentence, _replace_words(sentence, rng, half, rate, any_rate=any_rate)
        if sentence == plain:  # the machine passes over hardly any sentence
            sentence = _replace_words(sentence, rng, half, 1.0, any_rate=0.3)
        return sentence.replace('"', "") if rng.random() < 0.05 else sentence

    made = [[spin(sentence) for sentence in paragraph] for paragraph in made]
    return _apply_style(made, rng)


def _reword_by_hand(sentences: list[str], rng: Random, half: int, effort: float) -> list[str]:
    """Sentences as a person rewrites them: merged, split, shortened, turned, some left alone."""
    made: list[str] = []
    far, light = rng.choice((0.0, 0.3, 0.8)), rng.choice((0.0, 0.3, 0.6))
    for sentence in sentences:
        draw = rng.random()
        if draw > effort:
            made.append(sentence)
            continue
        if rng.random() < far:
            made.append(_retell(sentence, rng, half))
            continue
        rate = rng.uniform(0.1, 0.9)
        sentence = _replace_words(
            sentence, rng, half, rate, any_rate=rate / 3, spares_quotations=rng.random() < 0.8
        )
        act = rng.random()
        if rng.random() < light:  # words in place only, as a machine does
            made.append(sentence)
            continue
        if rng.random() < 0.5:
            sentence = _turn_round(_trim(sentence, rng), rng)
        if act < 0.2:
            made += _split(sentence, rng)
        elif act < 0.4 and made and len(made[-1]) < 160:
            made[-1] = _merge(made[-1], sentence, rng)
        elif act < 0.65:
            made.append(_trim(sentence, rng))
        elif act < 0.8:
            made.append(_turn_round(sentence, rng))
        else:
            made.append(_shift_syntax(_trim(sentence, rng), rng))
    return made


def make_rewrite(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """A person's version: parts of the report reworded and rearranged, mostly with own matter."""
    kept = _cut(base, rng, rng.uniform(0.25, 0.95))
    flat = [sentence for paragraph in kept for sentence in paragraph]
    with_own = rng.random() < 0.7
    # Without matter of its own a version is a rewrite for its wording alone.
    effort = rng.uniform(0.3, 0.95) if with_own else rng.uniform(0.55, 0.95)
    made = [[s] for s in _reword_by_hand(flat, rng, half, effort)]
    for _ in range(rng.choice((0, 1, 3, 6))):
        made.insert(rng.randrange(len(made)), made.pop(rng.randrange(len(made))))
    if with_own:
        own = _borrow(
            strangers, base, rng, max(4, round(len(made) * rng.choice((0.3, 0.6, 1.0, 2.0, 3.0))))
        )
        is_lead = rng.random() < 0.6
        for n, sentence in enumerate(own):
            at = 0 if n == 0 and is_lead else rng.randrange(len(made) + 1)
            made.insert(at, [sentence])
    return _apply_style(made, rng)


def make_independent(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """Own reporting: other sentences with the same names, what both heard, some of the facts."""
    n_sentences = sum(map(len, base))
    own = _borrow(strangers, base, rng, max(6, round(n_sentences * rng.uniform(0.35, 1.0))))
    made = [[_replace_words(s, rng, half, rng.uniform(0.0, 0.4))] for s in own]
    quotations = [m.group() for p in base for s in p for m in _QUOTED.finditer(s)]
    rng.shuffle(quotations)
    names = sorted({m.group() for p in base for s in p for m in _NAME.finditer(s)}) or ["A witness"]
    for quotation in quotations[: min(n_sentences // 8, rng.choice((0, 0, 1, 1, 2, 3)))]:
        words = quotation.rstrip('"”').rstrip(",.") + ',"'
        line = f"{words} {rng.choice(names)} {rng.choice(_CUES)}."
        made.insert(rng.randrange(len(made)), [line])
    facts = [sentence for paragraph in base for sentence in paragraph]
    for sentence in rng.sample(facts, min(n_sentences // 8, rng.choice((0, 1, 3)))):
        made.insert(rng.randrange(len(made)), [_tell_anew(sentence, rng)])
    for sentence in rng.sample(facts, min(n_sentences // 8, rng.choice((0, 1, 2, 4)))):
        made.insert(rng.randrange(len(made)), [_retell(sentence, rng, half)])
    # A line that both took from the same announcement makes no copy of a report.
    for sentence in rng.sample(facts, min(n_sentences // 10, rng.choice((0, 0, 1, 2)))):
        made.insert(rng.randrange(len(made)), [sentence])
    return made


def _retell(sentence: str, rng: Random, half: int) -> str:
    """The statement of a sentence in another build: what two reporters at one desk write."""
    sentence = _turn_round(_trim(sentence.replace('"', ""), rng), rng)
    words = _replace_words(sentence, rng, half, 1.0, any_rate=0.5).split(" ")
    kept = [word for word in words if word.lower() not in _DROPPED or rng.random() < 0.4]
    for _ in range(len(kept) // 4):
        kept.insert(rng.randrange(len(kept) + 1), rng.choice(_FILLERS + ("then", "there", "so")))
    return " ".join(kept)


def _tell_anew(sentence: str, rng: Random) -> str:
    """The fact of a sentence in a frame of one's own: its names and figures, few of its words."""
    facts = _FACT.findall(sentence)
    rng.shuffle(facts)
    frame = rng.choice(
        (
            "It was not clear on the spot how {} and {} came into it.",
            "Much will hang on {}, people who follow the matter said, and on {}.",
            "Asked for details, one of those present pointed to {} and then to {}.",
            "Of {} less was heard, and nothing at all of {}.",
        )
    )
    return frame.format(*(facts + ["the rest", "what comes next"])[:2])


def make_unrelated(base: Paragraphs, rng: Random, half: int, strangers) -> Paragraphs:
    """Another story."""
    made = [list(paragraph) for paragraph in rng.choice(strangers)]
    if rng.random() < 0.5:
        made = _cut(made, rng, rng.uniform(0.2, 0.9))
    return _apply_style(made, rng)


MAKERS: dict[str, Callable[..., Paragraphs]] = {
    "republication": make_republication,
    "cut-down": make_cut_down,
    "expansion": make_expansion,
    "reordered": make_reordered,
    "rewrite": make_rewrite,
    "spun": make_spun,
    "independent": make_independent,
    "unrelated": make_unrelated,
}


def make_versions(
    base: Paragraphs, strangers: Sequence[Paragraphs], *, seed: int, half: int, n: int = 1
) -> list[tuple[str, str]]:
    """
    Make versions of every type.

    Parameters
    ----------
    base : list of list of str
        Paragraphs of sentences (`read_paragraphs`).
    strangers : sequence of such
        Other stories: the own matter of expansions, rewrites and independent reports.
    seed : int
        The same seed gives the same versions on every machine.
    half : int
        `TRAINING` or `TESTING`: which synonyms are used.
    n : int, default 1
        Versions of each type.

    Returns
    -------
    list of (str, str)
        Type and text.
    """
    made = []
    for name, make in MAKERS.items():
        for k in range(n):
            rng = Random(f"{seed} {name} {k}")
            made.append((name, write_paragraphs(make(base, rng, half, strangers))))
    return made


# --- Measuring them -----------------------------------------------------------------------

# A base of fewer sentences has no room for cuts and another order.
_FEWEST_SENTENCES = 20
# Of each base a short one is made too: a brief is as much news as a report.
_SHORT = 12


def read_invented_bases() -> dict[str, Paragraphs]:
    """
    Read the bases of the invented stories, those long enough to be cut.

    Returns
    -------
    dict of str to list of list of str
        By story; the same whether or not the real articles are there.
    """
    bases = {}
    for folder in list_seed_folders():
        if not (folder / "key.toml").is_file():
            continue
        story = load_story(folder)
        (text,) = (version.text for version in story.versions if version.id == story.base)
        paragraphs = read_paragraphs(text)
        if sum(map(len, paragraphs)) >= _FEWEST_SENTENCES:
            bases[story.name] = paragraphs
    return bases


def measure_made(
    base: Paragraphs, strangers: Sequence[Paragraphs], *, seed: int, half: int, n: int
) -> pd.DataFrame:
    """
    Make versions of a base and of its beginning, and measure what they share with it.

    Parameters
    ----------
    base, strangers, seed, half
        As in `make_versions`.
    n : int
        Versions of each type and base; of the short base half as many.

    Returns
    -------
    DataFrame
        `reuse.tabulate_reuse` with a column type.
    """
    flat = [sentence for paragraph in base for sentence in paragraph]
    tables = [_measure(base, strangers, seed=seed, half=half, n=n)]
    if n > 1 and len(flat) > _SHORT:
        short = [[sentence] for sentence in flat[:_SHORT]]
        tables.append(_measure(short, strangers, seed=seed + 1, half=half, n=n // 2))
    return pd.concat(tables, ignore_index=True)


def _measure(base: Paragraphs, strangers, *, seed: int, half: int, n: int) -> pd.DataFrame:
    made = make_versions(base, strangers, seed=seed, half=half, n=n)
    texts = {str(number): text for number, (_, text) in enumerate(made)}
    table = measure_texts(write_paragraphs(base), texts)
    types = {str(number): kind for number, (kind, _) in enumerate(made)}
    return table.assign(type=table["version_id"].map(types))


def measure_texts(base: str, others: dict[str, str]) -> pd.DataFrame:
    """Measure what texts share with a base, headlines and furniture left out."""
    segments = tabulate_segments(make_story({"base": base, **others}))
    tokens = mark_voice(tabulate_tokens(segments), tabulate_quotations(segments))
    return tabulate_reuse(tokens, tabulate_collation(tokens, "base"), "base")
