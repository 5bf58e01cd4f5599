"""Which family of versions, each made of another, can be planted with a tree that is known?

Every version is made of one that was there before, its parent, as outlets make them: altered
facts (`plant_edits`), cuts, misspellings, added sentences, other words for the same, another
order; some take sentences from a second parent, some parents are lost, and some reports of
the event owe nothing to any of them. The answer key is the tree.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random

import regex

from analysis.planting.assembly import assemble
from analysis.planting.cuts import cut_middle, cut_tail, reorder_paragraphs
from analysis.planting.planted import plant_edits
from analysis.planting.recipe import Recipe
from analysis.planting.source_text import SourceText, Span, read_source_text
from analysis.planting.word_lists import join_words, load_words

# How often each thing is done to a child. Cuts and rewording are what copies of wire reports
# mostly show; a whole machine-spun copy is rarer.
P_CUT, P_ADD, P_REWORD, P_SPIN, P_MISSPELL, P_REORDER = 0.4, 0.35, 0.3, 0.12, 0.5, 0.1
# Wire reports have many direct copies: so often the root is the parent, else any version.
P_FROM_ROOT = 0.35
# Altered facts of a child, in about 30 sentences.
LEAST_EDITS, MOST_EDITS = 2, 7
# Shares of the places at which the synonym table is applied.
REWORDED, SPUN = 0.12, 0.7
# Sentences that a version of two parents takes from the second.
LEAST_TAKEN, MOST_TAKEN = 2, 4
# Words that no other version has in a sentence: what fewer show may be chance.
FEWEST_FRESH = 4
# A known date is missing this often, has no hour this often, and is wrong this often.
P_UNDATED, P_NO_HOUR, P_WRONG_DATE = 0.15, 0.3, 0.05
_FIRST_DATE = datetime(2026, 3, 2, 6, tzinfo=UTC)


@dataclass(frozen=True)
class Lineage:
    """
    A family of versions with its tree.

    Attributes
    ----------
    versions : dict of str to str
        Text of each version by its id; neither the ids nor their order tell the tree.
    edges : dict of (str, str) to float
        From a parent to a child: the share of the child's sentences that came through it.
        Two parents are two edges. Where a parent is lost, its nearest surviving ancestor
        stands for it; children of a lost root have no edge.
    root : str or None
        The version all others were made of; None if it is lost.
    independent : tuple of str
        Reports of the event that were made of none of the others.
    lost : dict of str to tuple of str
        Lost versions, each with the surviving versions nearest below it.
    published_at : dict of str to str or None
        ISO 8601; all None without dates.
    steps : dict of str to tuple of str
        What was done to make each version.
    """

    versions: dict[str, str]
    edges: dict[tuple[str, str], float]
    root: str | None
    independent: tuple[str, ...] = ()
    lost: dict[str, tuple[str, ...]] = field(default_factory=dict)
    published_at: dict[str, str | None] = field(default_factory=dict)
    steps: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass
class _Member:
    """One version while the family is made."""

    text: str
    parent: int | None = None
    second: int | None = None
    share: float = 0.0  # of its sentences from the second parent
    steps: tuple[str, ...] = ()
    hours: float = 0.0  # after the root


def plant_lineage(
    text: str,
    seed: int = 0,
    *,
    n_versions: int = 6,
    with_dates: bool = True,
    contamination: float = 0.0,
    n_lost: int = 0,
    lose_root: bool = False,
    n_independent: int = 0,
    strangers: Sequence[str] = (),
) -> Lineage:
    """
    Make a family of versions of one text, and keep its tree.

    Parameters
    ----------
    text : str
        The report that all versions go back to.
    seed : int
        The same seed gives the same family on every machine.
    n_versions : int
        Surviving versions that were copied from one another, the root included.
    with_dates : bool
        Whether most versions say when they were published.
    contamination : float
        Probability that a version has a second parent.
    n_lost : int
        Versions that were copied and then lost; the root is not among them.
    lose_root : bool
        Whether the root is lost too.
    n_independent : int
        Reports of the event that copy nobody; they need `strangers`.
    strangers : sequence of str
        Other stories: an independent report is written with their sentences and the names
        and a quotation of this one.

    Returns
    -------
    Lineage
        Fewer are lost than asked for where too few versions have children.

    Raises
    ------
    ValueError
        If there is no version to be made, or no stranger for an independent report.

    Examples
    --------
    >>> family = plant_lineage("It rained. Ten men left on Tuesday. All slept.", n_versions=3)
    >>> len(family.versions), len(family.edges), family.root in family.versions
    (3, 2, True)
    """
    if n_versions < 1 or n_independent > len(strangers):
        raise ValueError("a family needs a version, each independent report a stranger")
    rng = Random(seed)
    members = [_Member(text)]
    unused = list(load_words("lineages")["additions"]["sentences"])
    rng.shuffle(unused)
    for _ in range(n_versions - 1 + n_lost + lose_root):
        members.append(_make_child(members, rng, contamination, unused))
    lost = _choose_lost(members, n_lost, lose_root, rng)
    outsiders = [
        _write_independent(text, stranger, rng) for stranger in rng.sample(strangers, n_independent)
    ]
    return _name_all(members, lost, outsiders, rng, with_dates)


# ---------------------------------------------------------------- one child


def _make_child(members: list[_Member], rng: Random, contamination: float, unused) -> _Member:
    from_root = rng.random() < P_FROM_ROOT
    number = 0 if from_root else rng.randrange(len(members))
    parent = members[number]
    child = _Member(parent.text, number, hours=parent.hours + rng.uniform(0.5, 30))
    steps = []
    if rng.random() < P_CUT:
        child.text = _cut(child.text, rng)
        steps.append("cut")
    if len(members) > 2 and rng.random() < contamination:
        steps += _mix_in(child, members, rng)
    spins = rng.random() < P_SPIN
    for name, probability, change in (
        ("reordered", P_REORDER, _reorder),
        ("spun" if spins else "reworded", 1.0 if spins else P_REWORD, _spin if spins else _reword),
        ("misspelt", P_MISSPELL, _misspell),
        ("added", P_ADD, lambda t, r: _add(t, r, unused)),
    ):
        if rng.random() < probability:
            changed = change(child.text, rng)
            if changed != child.text:
                child.text = changed
                steps.append(name)
    n_edits = rng.randint(LEAST_EDITS, MOST_EDITS)
    planted = plant_edits(child.text, rng.randrange(2**31), n_versions=1, n_edits=n_edits)
    if planted.versions:
        child.text = planted.versions["planted-01"]
        steps += [f"{row['kind']} {row['subkind']}" for row in planted.changes]
    child.steps = tuple(steps)
    return child


def _write(source: SourceText, pieces: Sequence[Span]) -> str:
    return assemble(source.text, Recipe((), (), tuple(pieces), "", False))[0]


def _cut(text: str, rng: Random) -> str:
    source = read_source_text(text)
    return _write(source, (cut_tail if rng.random() < 0.6 else cut_middle)(source, rng))


def _reorder(text: str, rng: Random) -> str:
    source = read_source_text(text)
    return _write(source, reorder_paragraphs(source, [Span(0, len(text))], rng))


def _reword(text: str, rng: Random) -> str:
    return _replace_words(text, rng, REWORDED)


def _spin(text: str, rng: Random) -> str:
    return _replace_words(text, rng, SPUN)


def _replace_words(text: str, rng: Random, share: float) -> str:
    """Other words for the same, at a share of the places where the table knows any."""
    table = load_words("lineages")["synonyms"]
    pattern = regex.compile(rf"(?<![\p{{L}}\d])(?:{join_words(table)})(?![\p{{L}}\d])")

    def replace(match: regex.Match) -> str:
        return rng.choice(table[match.group()]) if rng.random() < share else match.group()

    return pattern.sub(replace, text)


def _misspell(text: str, rng: Random) -> str:
    """One to three words with two letters exchanged, one lost or one doubled."""
    for _ in range(rng.randint(1, 3)):
        words = list(regex.compile(r"\p{L}{5,}").finditer(text))
        if not words:
            return text
        word = rng.choice(words)
        at = word.start() + rng.randint(1, len(word.group()) - 3)
        a, b = text[at], text[at + 1]
        instead = rng.choice((b.lower() + a, b, a + a + b))
        text = text[:at] + instead + text[at + 2 :]
    return text


def _add(text: str, rng: Random, unused: list[str]) -> str:
    """One to three invented sentences, in paragraphs of their own or after a paragraph."""
    lines = text.split("\n")
    for _ in range(min(rng.randint(1, 3), len(unused))):
        sentence = unused.pop()
        places = [k for k in range(1, len(lines) + 1) if lines[k - 1].strip()]
        if not places:
            return text
        at = rng.choice(places)
        if rng.random() < 0.4 and lines[at - 1].rstrip()[-1:] in ".!?":
            lines[at - 1] = f"{lines[at - 1].rstrip()} {sentence}"
        else:
            lines.insert(at, sentence)
    return "\n".join(lines)


# ---------------------------------------------------------------- second parents


def _mix_in(child: _Member, members: list[_Member], rng: Random) -> list[str]:
    """Sentences that a second parent was the first to have: nothing else can be told from."""
    others = [k for k in range(len(members)) if k != child.parent]
    rng.shuffle(others)
    for number in others:
        known = {child.text, *(m.text for k, m in enumerate(members) if k != number)}
        mixed, n_taken, n_all = _take_over(child.text, members[number].text, known, rng)
        if n_taken >= LEAST_TAKEN:
            child.text, child.second, child.share = mixed, number, n_taken / n_all
            child.hours = max(child.hours, members[number].hours + rng.uniform(0.5, 10))
            return [f"{n_taken} sentences of a second parent"]
    return []


def _take_over(text: str, other: str, elsewhere: set[str], rng: Random) -> tuple[str, int, int]:
    """Put some of another version's paragraphs in; say how many new sentences that brought."""
    mine, theirs = read_source_text(text), read_source_text(other)
    known = [
        _list_words(sentence)
        for one in sorted(elsewhere)
        for sentence in _list_sentences(read_source_text(one), Span(0, len(one)))
    ]

    def is_fresh(sentence: str) -> bool:
        words = _list_words(sentence)
        return all(len(words - others) >= FEWEST_FRESH for others in known)

    wanted = rng.randint(LEAST_TAKEN, MOST_TAKEN)
    lines = text.split("\n")
    fresh = [
        p
        for p in theirs.paragraphs
        if p.start and any(is_fresh(s) for s in _list_sentences(theirs, p))
    ]
    rng.shuffle(fresh)
    n_taken = 0
    for span in fresh:
        if n_taken >= wanted:
            break
        paragraph = other[span.start : span.stop]
        n_taken += sum(is_fresh(s) for s in _list_sentences(theirs, span))
        like = [k for k in range(1, len(lines)) if _is_like(lines[k], paragraph)]
        if like:
            lines[like[0]] = paragraph
        else:
            lines.insert(rng.randint(1, len(lines)), paragraph)
    return "\n".join(lines), n_taken, max(len(mine.sentences), 1)


def _list_sentences(source: SourceText, span: Span) -> list[str]:
    return [
        source.text[s.start : s.stop]
        for s in source.sentences
        if span.start <= s.start and s.stop <= span.stop
    ]


def _list_words(sentence: str) -> frozenset[str]:
    """The words of a sentence, for comparing."""
    return frozenset(regex.findall(r"[\p{L}\d]+", sentence.casefold()))


def _is_like(a: str, b: str) -> bool:
    """Whether two paragraphs are the same one, altered."""
    words_a, words_b = set(a.casefold().split()), set(b.casefold().split())
    smaller = min(len(words_a), len(words_b))
    return bool(smaller) and len(words_a & words_b) >= 0.6 * smaller


# ---------------------------------------------------------------- independent reports


def _write_independent(text: str, stranger: str, rng: Random) -> str:
    """Another story's sentences with the names of this one, and what both heard said."""
    source, other = read_source_text(text), read_source_text(stranger)
    instead: dict[str, str] = {}
    for kind in ("person", "body", "place"):
        ours = list(dict.fromkeys(n.key for n in source.names if n.kind == kind))
        theirs = list(dict.fromkeys(n.key for n in other.names if n.kind == kind))
        instead.update(zip(theirs, ours, strict=False))
        if kind == "person":
            pairs = zip(theirs, ours, strict=False)
            instead.update({a.split(" ")[-1]: b.split(" ")[-1] for a, b in pairs})
    pattern = regex.compile(rf"(?<!\p{{L}})(?:{join_words(instead)})(?!\p{{L}})")
    lines = pattern.sub(lambda match: instead[match.group()], stranger).split("\n")
    said = [source.text[q.start : q.stop] for q in source.quotations if q.stop - q.start > 30]
    rng.shuffle(said)
    for words in said[: rng.randint(0, 2)]:
        lines.insert(rng.randint(1, len(lines)), f"At the briefing one sentence stood out: {words}")
    return "\n".join(lines)


# ---------------------------------------------------------------- the family


def _choose_lost(members: list[_Member], n_lost: int, lose_root: bool, rng: Random) -> set[int]:
    """Versions with children, as only those can be missed."""
    inner = sorted({m.parent for m in members if m.parent})
    rng.shuffle(inner)
    return {*inner[:n_lost], *([0] if lose_root else [])}


def _name_all(
    members: list[_Member], lost: set[int], outsiders: list[str], rng: Random, with_dates: bool
) -> Lineage:
    kept = [k for k in range(len(members)) if k not in lost]
    texts = [members[k].text for k in kept] + outsiders
    labels = [f"v{number:02d}" for number in range(1, len(texts) + 1)]
    rng.shuffle(labels)
    names = dict(zip(kept, labels, strict=False))
    edges: dict[tuple[str, str], float] = {}
    for k in kept:
        for source, share in _list_sources(members[k]):
            ancestor = _find_survivor(members, lost, source)
            if ancestor is not None:
                edge = (names[ancestor], names[k])
                edges[edge] = edges.get(edge, 0.0) + share
    missing = {
        f"lost {number}": tuple(
            sorted(names[k] for k in kept if _descends(members, lost, k, index))
        )
        for number, index in enumerate(sorted(lost), start=1)
    }
    hours = [members[k].hours for k in kept] + [rng.uniform(0, 48) for _ in outsiders]
    dates = {
        label: _write_date(h, rng) if with_dates else None
        for label, h in zip(labels, hours, strict=True)
    }
    return Lineage(
        dict(sorted(zip(labels, texts, strict=True))),
        dict(sorted(edges.items())),
        None if 0 in lost else names[0],
        tuple(sorted(labels[len(kept) :])),
        missing,
        dict(sorted(dates.items())),
        {names[k]: members[k].steps for k in kept},
    )


def _list_sources(member: _Member) -> list[tuple[int, float]]:
    if member.parent is None:
        return []
    if member.second is None:
        return [(member.parent, 1.0)]
    return [(member.parent, 1 - member.share), (member.second, member.share)]


def _find_survivor(members: list[_Member], lost: set[int], number: int | None) -> int | None:
    while number is not None and number in lost:
        number = members[number].parent
    return number


def _descends(members: list[_Member], lost: set[int], number: int, ancestor: int) -> bool:
    """Whether nothing but lost versions stand between a version and a lost ancestor."""
    above = members[number].parent
    while above is not None and above in lost and above != ancestor:
        above = members[above].parent
    return above == ancestor


def _write_date(hours: float, rng: Random) -> str | None:
    if rng.random() < P_UNDATED:
        return None
    if rng.random() < P_WRONG_DATE:
        hours = rng.uniform(0, 72)
    moment = _FIRST_DATE + timedelta(minutes=round(hours * 60))
    return moment.date().isoformat() if rng.random() < P_NO_HOUR else moment.isoformat()
