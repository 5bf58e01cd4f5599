"""How long, how rich and how hard to read is each version?

Counts of words, types, sentences and paragraphs; lexical richness by measures that can be
compared between texts of different lengths (a plain type-token ratio cannot: it falls as
a text grows); readability formulas with the parts they are made of, because a formula sees
the length of sentences and words, not their difficulty.
"""

import math
import unicodedata
from functools import lru_cache

import numpy as np
import pandas as pd
import regex

from analysis.paths import find_data_folder
from analysis.sentences import split_span
from analysis.tokens import tokenise

# Words in MATTR's window: Covington and McFall's smallest, so that short cut-downs have a value.
MATTR_WINDOW = 50
# MTLD: the ratio that ends a factor, and the fewest words that give a steady value (McCarthy
# and Jarvis 2010 take texts of 100 words as their shortest).
MTLD_THRESHOLD = 0.72
MTLD_SHORTEST = 100
# HD-D: words in the imagined sample (McCarthy and Jarvis 2007).
HDD_DRAWS = 42
# Silent reading of English non-fiction, adults, words a minute (Brysbaert 2019).
READING_SPEED = 238
# LIX calls a word of more letters than this long (Bjornsson 1968).
LONG_WORD = 6

# A quotation's closing marks that its outlet's sentence shares ("We sank," Lee said).
_CLOSING = frozenset(".,!?…")
# After these (or at the start) a quotation begins a sentence.
_BEFORE_SENTENCE = frozenset([".", "!", "?", ":", "…", "..."])
_QUOTATION_MARKS = frozenset("\"“”„‟«»‹›'‘’‚‛`") | {"''", "``"}

VOICES = ["all", "outlet", "quoted"]
COUNTS = ["n_tokens", "n_types", "n_segments", "n_paragraphs"]
RATES = [
    "tokens_per_segment",
    "mattr",
    "mtld",
    "hdd",
    "letters_per_word",
    "syllables_per_word",
    "flesch_reading_ease",
    "flesch_kincaid_grade",
    "coleman_liau_grade",
    "lix",
    "reading_minutes",
]

# --- Syllables --------------------------------------------------------------------------

_VOWELS = regex.compile(r"[aeiouy]++")
# Endings whose e is silent: "made", "names", "asked", "statement", "homeless".
_SILENT = regex.compile(
    r"""(?: (?<![^aeiouylr][lr]) (?<=[^aeiouy]) e
          | (?<![^aeiouylr][lr]|[scxzg]|[cst]h) (?<=[^aeiouy]) es
          | (?<![^aeiouylr]l|[^aeiouylr]r|[td]) (?<=[^aeiouy]) ed
          | (?<!el) (?<=[^aeiouy]) e (?:ly|ments?|ful|fully|less|ness) ) $""",
    regex.VERBOSE,
)
# Neighbouring vowels spoken apart: "idea", "create", "going", "science", "usual", "museum".
_APART = regex.compile(
    r"""i[aiouy] | ie(?=nt|nc|r|s?t$) | (?<=[^aeiou])e(?:o | a(?=$)) | crea(?=t) | eum$
      | u(?:a(?=[lt]) | e(?=[ln]) | ou) | [aeou]i(?=ng) | yi(?=ng) | uo(?!te)""",
    regex.VERBOSE,
)
# The same letters where they are one sound: "nation", "special", "patient", "question", "equal".
_TOGETHER = regex.compile(
    r"""[tscgxnl]io(?=n|u) | [tcs]ia(?=l|n|$) | [tc]ie(?=n) | qu[aio] | quie(?=n)
      | gia(?=n|$) | gu(?:a|e(?=[ln])) | [gc]eo(?=[nru])""",
    regex.VERBOSE,
)
_MURMUR = regex.compile(r"(?:sm|thm)s?$")  # "capitalism", "rhythms"

_NUMBER = regex.compile(r"(\p{Nd}++(?:[.,:]\p{Nd}++)*+)(\p{L}*+)$")
_DIGIT_SYLLABLES = (2, 1, 1, 1, 1, 1, 1, 2, 1, 1)  # zero, one, two ...
_TEEN_SYLLABLES = (1, 3, 1, 2, 2, 2, 2, 3, 2, 2)  # ten, eleven, twelve ...
_TENS_SYLLABLES = (0, 1, 2, 2, 2, 2, 2, 3, 2, 2)  # -, ten, twenty, thirty ...


@lru_cache(maxsize=1)
def _load_exceptions() -> dict[str, int]:
    """Load the words whose syllables the rules get wrong."""
    path = find_data_folder() / "lexicons" / "syllables_en.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in lines if line and not line.startswith("#"))
    return {word: int(n) for n, *words in pairs for word in words}


def _count_below_hundred(number: int) -> int:
    """Count the syllables of a spoken number below 100; nothing is said for 0."""
    tens, units = divmod(number, 10)
    if tens == 1:
        return _TEEN_SYLLABLES[units]
    return _TENS_SYLLABLES[tens] + (_DIGIT_SYLLABLES[units] if units else 0)


def _count_below_thousand(number: int) -> int:
    """Count the syllables of a spoken number below 1000; nothing is said for 0."""
    hundreds, rest = divmod(number, 100)
    spoken = _DIGIT_SYLLABLES[hundreds] + 2 if hundreds else 0
    return spoken + _count_below_hundred(rest)


def _count_spoken_number(figures: str) -> int:
    """Count the syllables of a number as it is read aloud."""
    whole, _, decimals = figures.replace(",", "").partition(".")
    if not whole.isdecimal() or not (decimals.isdecimal() or not decimals):
        return sum(_count_spoken_number(part) for part in regex.findall(r"\p{Nd}+", figures))
    spoken = sum(_DIGIT_SYLLABLES[int(digit)] for digit in decimals) + (1 if decimals else 0)
    if len(whole) > 12:
        return spoken + sum(_DIGIT_SYLLABLES[int(digit)] for digit in whole)
    number = int(whole)
    if number == 0:
        return spoken + 2
    if len(whole) == 4 and "," not in figures and (1100 <= number < 2000 or number >= 2010):
        first, last = divmod(number, 100)  # a year: nineteen forty-eight
        return spoken + _count_below_hundred(first) + (_count_below_hundred(last) or 2)
    groups = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    # "thousand", "million", "billion" have two syllables each.
    named = 2 * sum(group > 0 for group in groups[1:])
    spoken += named + sum(map(_count_below_thousand, groups))
    return spoken


def _spell_out(letters: str) -> int:
    """Count the syllables of letters that are named one by one."""
    return len(letters) + 2 * letters.casefold().count("w")


def _count_part(word: str) -> int:
    """Count the syllables of one lower-case word without hyphens."""
    known = _load_exceptions()
    if word in known:
        return known[word]
    stem, _, ending = word.partition("'")
    if ending == "t" and stem.endswith("n"):  # "didn't" has two, "don't" one
        return _count_part(stem[:-1]) + stem[:-1].endswith(("s", "d", "ve"))
    if ending == "s":
        return _count_part(stem) + _ends_hissing(stem)
    if ending:  # "o'malley", "they'll"
        return _count_part(stem) + (_count_part(ending) if len(ending) > 2 else 0)
    if stem.endswith("s") and stem[:-1] in known and not _ends_hissing(stem[:-1]):
        return known[stem[:-1]]
    n = len(_VOWELS.findall(stem)) - bool(_SILENT.search(stem)) + bool(_MURMUR.search(stem))
    n += len(_APART.findall(stem)) - len(_TOGETHER.findall(stem))
    return max(n, 1)


def _ends_hissing(word: str) -> bool:
    """Tell whether a plural s would be a syllable of its own."""
    return word.endswith(("s", "x", "z", "ch", "sh", "ce", "ge", "se", "ze"))


@lru_cache(maxsize=65536)
def count_syllables(word: str) -> int:
    """
    Count the syllables of an English word, number or acronym as it is read aloud.

    Parameters
    ----------
    word : str
        A word's form, capitals as they stand.

    Returns
    -------
    int
        At least 1. Words: groups of vowels, corrected by rules, and by a list of words that
        the rules get wrong (``data/lexicons/syllables_en.txt``). Acronyms with full stops, of
        up to three capitals, or without a vowel are spelled out (FBI: 3). Numbers are spoken
        (1948: nineteen forty-eight, 5). Words in other scripts count 1: the formulas that use
        syllables are made for English.

    Notes
    -----
    Against the CMU Pronouncing Dictionary, on the words of some 280 news articles that it
    holds and that were not used for the list: 99.6 % of 182,000 running words right, 97.9 %
    of 13,600 different forms, and the sum of all syllables is within 0.1 %.

    Examples
    --------
    >>> [count_syllables(w) for w in ["report", "reported", "statement", "U.S.", "UN", "NATO"]]
    [2, 3, 2, 2, 2, 2]
    >>> [count_syllables(w) for w in ["1948", "4.6", "10,000", "5th", "anti-government"]]
    [5, 3, 3, 1, 5]
    """
    number = _NUMBER.match(word)
    if number:
        figures, suffix = number.groups()
        named = 0 if suffix in ("", "st", "nd", "rd", "th", "s") else count_syllables(suffix)
        return _count_spoken_number(unicodedata.normalize("NFKC", figures)) + named
    letters = word.replace(".", "")
    is_short = len(letters) <= 3 or not regex.search("[AEIOUY]", letters)
    is_named = "." in word or (letters.isupper() and is_short)
    if is_named and letters.isalpha() and 1 < len(letters) < 12:
        return _spell_out(letters)
    plain = unicodedata.normalize("NFKD", word.replace("’", "'").casefold())
    parts = regex.split(r"[^\p{L}\p{M}']+", plain)
    return max(sum(_count_part(regex.sub(r"\p{M}", "", part)) for part in parts if part), 1)


# --- Lexical richness -------------------------------------------------------------------


def _find_previous(terms: np.ndarray) -> np.ndarray:
    """For each word, find where its term stood last; -1 where it is new."""
    order = np.argsort(terms, kind="stable")
    previous = np.full(len(terms), -1, np.int64)
    repeats = terms[order[1:]] == terms[order[:-1]]
    previous[order[1:][repeats]] = order[:-1][repeats]
    return previous


def _number_terms(terms) -> np.ndarray:
    """Turn terms into numbers, the same number for the same term."""
    numbers = np.asarray(terms)
    return pd.factorize(numbers if numbers.dtype.kind == "i" else np.asarray(terms, object))[0]


def measure_mattr(terms, *, window: int = MATTR_WINDOW) -> float:
    """
    Measure the moving-average type-token ratio.

    Parameters
    ----------
    terms : sequence of str
        The words of a text in order.
    window : int, default 50
        Words in the window.

    Returns
    -------
    float
        Mean share of different terms in all windows of `window` words in a row, above 0 to
        1 (no term comes twice within a window) [1]_. NaN for a text shorter than the window.

    References
    ----------
    .. [1] M. A. Covington, J. D. McFall, "Cutting the Gordian Knot: The Moving-Average
       Type-Token Ratio (MATTR)", Journal of Quantitative Linguistics 17(2), 2010.

    Examples
    --------
    >>> measure_mattr("a b a c".split(), window=3)  # windows a b a (2/3) and b a c (3/3)
    0.8333333333333334
    """
    n_words = len(terms)
    if n_words < window:
        return math.nan
    previous = _find_previous(_number_terms(terms))
    place = np.arange(n_words)
    # A word is new in the windows that start after its last occurrence and hold it.
    first = np.maximum(np.maximum(previous + 1, place - window + 1), 0)
    last = np.minimum(place, n_words - window)
    n_new = np.maximum(last - first + 1, 0).sum()
    return float(n_new / (window * (n_words - window + 1)))


def _count_factors(previous: np.ndarray) -> float:
    """Count MTLD's factors in one direction, the unfinished last one in part."""
    n_words, start, factors, step = len(previous), 0, 0.0, 256
    while start < n_words:
        stop, n_types, length = start, 0, 0
        while True:  # read on in steps until the ratio falls to the threshold
            is_new = previous[stop : stop + step] < start
            types = n_types + np.cumsum(is_new)
            ratios = types / np.arange(length + 1, length + len(is_new) + 1)
            fallen = np.flatnonzero(ratios <= MTLD_THRESHOLD)
            if len(fallen):
                factors += 1.0
                start = stop + int(fallen[0]) + 1
                break
            stop, n_types, length = stop + len(is_new), int(types[-1]), length + len(is_new)
            if stop >= n_words:
                return factors + (1.0 - n_types / length) / (1.0 - MTLD_THRESHOLD)
    return factors


def measure_mtld(terms, *, shortest: int = MTLD_SHORTEST) -> float:
    """
    Measure MTLD, the mean length of the stretches that keep a high share of different words.

    Parameters
    ----------
    terms : sequence of str
        The words of a text in order.
    shortest : int, default 100
        Fewest words for a value.

    Returns
    -------
    float
        Words a factor, 1 upwards (news about 70 to 150): a factor ends where the type-token
        ratio of the words since the last one falls to 0.72; the rest counts in proportion
        to how far its ratio has fallen. Mean of reading forward and backward [1]_. NaN for
        a text too short (under `shortest` words), and for one in which no term comes twice
        (no factor is ever begun).

    References
    ----------
    .. [1] P. M. McCarthy, S. Jarvis, "MTLD, vocd-D, and HD-D: A Validation Study of
       Sophisticated Approaches to Lexical Diversity Assessment", Behavior Research Methods
       42(2), 2010.

    Examples
    --------
    Forward, ``a b a`` (2/3) is a factor and ``c d`` has not begun one: 5 words in 1 factor.
    Backward, ``d c a b a`` ends at 4/5, (1 - 0.8) / (1 - 0.72) of a factor: 7 words a factor.

    >>> round(measure_mtld("a b a c d".split(), shortest=1), 6)
    6.0
    """
    if len(terms) < max(shortest, 1):
        return math.nan
    numbers = _number_terms(terms)
    factors = [_count_factors(_find_previous(way)) for way in (numbers, numbers[::-1])]
    if not all(factors):
        return math.nan
    return float(np.mean([len(numbers) / n for n in factors]))


def measure_hdd(terms, *, draws: int = HDD_DRAWS) -> float:
    """
    Measure HD-D, the share of different terms expected in a random sample of the words.

    Parameters
    ----------
    terms : sequence of str
        The words of a text.
    draws : int, default 42
        Words in the sample, drawn without putting them back.

    Returns
    -------
    float
        Expected type-token ratio of such a sample, above 0 to 1 [1]_. NaN for a text of fewer
        words than `draws`.

    References
    ----------
    .. [1] P. M. McCarthy, S. Jarvis, "vocd: A Theoretical and Empirical Evaluation",
       Language Testing 24(4), 2007.

    Examples
    --------
    Two of ``a a b``: a a (1 type) in 1 of 3 samples, a b (2 types) in 2: (1 + 2 + 2) / 3 / 2.

    >>> round(measure_hdd("a a b".split(), draws=2), 6)
    0.833333
    """
    n_words = len(terms)
    if n_words < draws:
        return math.nan
    counts, n_terms = np.unique(np.bincount(_number_terms(terms)), return_counts=True)
    drawn = np.arange(draws)
    # A term met c times is missed by each draw in turn: (n - c) / n, (n - c - 1) / (n - 1) ...
    missed = np.maximum(n_words - counts[:, None] - drawn, 0) / (n_words - drawn)
    return float(np.sum(n_terms * (1.0 - missed.prod(axis=1))) / draws)


# --- The outlet's own sentences ---------------------------------------------------------


def number_outlet_passages(tokens: pd.DataFrame) -> pd.DataFrame:
    """
    Number the sentences and paragraphs of the outlet's own words, whatever it quotes.

    Every direct quotation is read as one word that keeps its closing full stop, comma,
    exclamation or question mark, and sentences are cut again around it: three sentences
    between the marks do not cut the sentence that carries them in three, and no word between
    the marks moves a boundary outside them.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table with its voice column.

    Returns
    -------
    pandas.DataFrame
        The body words in the outlet's voice: the rows of `tokens` (same index), their segment
        and paragraph replaced by numbers from 0 within the version. A paragraph that goes on
        with the quotation of the one before it goes on with that paragraph. Sentences in
        paragraphs without a quotation are those of the segments table.

    Examples
    --------
    >>> text = 'Lee said "we sank. It was dark" and left.'
    >>> tokens = pd.DataFrame(tokenise(text)).assign(version_id="a", kind="body", paragraph=0)
    >>> tokens["segment"] = (tokens["start"] > text.index("It")).astype(int)
    >>> tokens["voice"] = ["quoted" if 10 <= start < 30 else "outlet" for start in tokens["start"]]
    >>> own = number_outlet_passages(tokens)
    >>> own["form"].tolist(), own["segment"].nunique()
    (['Lee', 'said', 'and', 'left'], 1)
    """
    body = tokens[tokens["kind"] == "body"]
    is_own = body["is_word"].astype(bool) & (body["voice"] == "outlet")
    places = np.zeros((len(body), 2), dtype=np.int64)
    for rows in body.groupby("version_id", sort=False).indices.values():
        places[rows] = _number_version(body.iloc[rows])
    numbered = body.assign(segment=places[:, 0], paragraph=places[:, 1])
    return numbered[is_own.to_numpy()]


def _number_version(body: pd.DataFrame) -> np.ndarray:
    """Number the sentence and the paragraph of each body token of one version."""
    columns = ("start", "stop", "form", "segment", "paragraph")
    starts, stops, forms, segments, paragraphs = (body[c].tolist() for c in columns)
    quoted = (body["voice"] == "quoted").tolist()
    places = np.zeros((len(forms), 2), dtype=np.int64)
    n_sentences = 0
    for number, (first, stop) in enumerate(_cut_paragraphs(forms, paragraphs, quoted)):
        if any(quoted[first:stop]):
            spans = list(zip(starts[first:stop], stops[first:stop], strict=True))
            here = _number_sentences(forms[first:stop], spans, quoted[first:stop])
        else:
            here = pd.factorize(np.asarray(segments[first:stop]))[0]
        places[first:stop, 0] = np.asarray(here) + n_sentences
        places[first:stop, 1] = number
        n_sentences += max(here) + 1
    return places


def _cut_paragraphs(forms: list, paragraphs: list, quoted: list) -> list[tuple[int, int]]:
    """Cut tokens at paragraph breaks, but not at those inside a quotation."""
    cuts = [0]
    for k in range(1, len(forms)):
        if paragraphs[k] == paragraphs[k - 1]:
            continue
        is_open = quoted[k - 1] and forms[k - 1] not in _QUOTATION_MARKS
        if not (is_open and quoted[_skip_mark(forms, quoted, k)]):
            cuts.append(k)
    return list(zip(cuts, [*cuts[1:], len(forms)], strict=True))


def _skip_mark(forms: list, quoted: list, k: int) -> int:
    """Skip the mark that takes up a quotation in a new paragraph."""
    is_mark = forms[k] in _QUOTATION_MARKS and not quoted[k]
    return k + 1 if is_mark and k + 1 < len(forms) else k


def _number_sentences(forms: list, spans: list, quoted: list) -> list[int]:
    """Cut a paragraph in which each quotation is one word into sentences; number its tokens."""
    pieces, places, length, k = [], [0] * len(forms), 0, 0
    while k < len(forms):
        if k and spans[k][0] > spans[k - 1][1]:
            pieces.append(" ")
            length += 1
        stop = k + 1
        piece = forms[k]
        if quoted[k]:
            stop = _find_quotation_end(forms, quoted, k)
            piece = _name_quotation(forms, k, stop)
        places[k:stop] = [length] * (stop - k)
        pieces.append(piece)
        length += len(piece)
        k = stop
    text = "".join(pieces)
    ends = np.array([end for _, end in split_span(text, 0, len(text))] or [len(text)])
    return np.minimum(np.searchsorted(ends, places, side="right"), len(ends) - 1).tolist()


def _find_quotation_end(forms: list, quoted: list, k: int) -> int:
    """Find the token after a quotation; a mark that takes it up again belongs to it."""
    while k < len(forms):
        if not quoted[k]:
            after = _skip_mark(forms, quoted, k)
            is_taken_up = after > k and quoted[after] and forms[k - 1] not in _QUOTATION_MARKS
            if not is_taken_up:
                break
        k += 1
    return k


def _name_quotation(forms: list, first: int, stop: int) -> str:
    """Write the word that stands for a quotation, with the sign that closes it."""
    last = stop - 1
    while last > first and forms[last] in _QUOTATION_MARKS:
        last -= 1
    sign = forms[last][-1:]  # an abbreviation holds its full stop
    closing = sign if sign in _CLOSING else ""
    before = first - 1
    while before >= 0 and forms[before] in _QUOTATION_MARKS:
        before -= 1
    begins = before < 0 or forms[before] in _BEFORE_SENTENCE
    return ("It" if begins or closing else "it") + closing


# --- Tables -----------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _count_letters(form: str) -> int:
    """Count the letters and digits of a word."""
    return sum(map(str.isalnum, form))


def _measure_readability(n_tokens: int, n_segments: int, forms: pd.Series) -> dict[str, float]:
    """Measure the readability formulas and their parts."""
    numbers, different = pd.factorize(forms.to_numpy(dtype=object))
    n_each = np.bincount(numbers)
    letters = np.array([_count_letters(form) for form in different])
    syllables = np.array([count_syllables(form) for form in different])
    words_per_sentence = n_tokens / n_segments
    letters_per_word = float(n_each @ letters) / n_tokens
    syllables_per_word = float(n_each @ syllables) / n_tokens
    share_long = float(n_each @ (letters > LONG_WORD)) / n_tokens
    return {
        "letters_per_word": letters_per_word,
        "syllables_per_word": syllables_per_word,
        "flesch_reading_ease": 206.835 - 1.015 * words_per_sentence - 84.6 * syllables_per_word,
        "flesch_kincaid_grade": 0.39 * words_per_sentence + 11.8 * syllables_per_word - 15.59,
        "coleman_liau_grade": 5.88 * letters_per_word - 29.6 / words_per_sentence - 15.8,
        "lix": words_per_sentence + 100.0 * share_long,
    }


def _count_one(words: pd.DataFrame) -> dict[str, float]:
    """Count one version's words in one voice."""
    n_tokens, n_segments = len(words), words["segment"].nunique()
    row = dict.fromkeys(COUNTS, 0) | dict.fromkeys(RATES, math.nan)
    if not n_tokens:
        return row
    terms = _number_terms(words["term"])  # numbers do for terms, and are faster to compare
    return row | {
        "n_tokens": n_tokens,
        "n_types": int(terms.max()) + 1,
        "n_segments": n_segments,
        "n_paragraphs": words["paragraph"].nunique(),
        "tokens_per_segment": n_tokens / n_segments,
        "mattr": measure_mattr(terms),
        "mtld": measure_mtld(terms),
        "hdd": measure_hdd(terms),
        "reading_minutes": n_tokens / READING_SPEED,
        **_measure_readability(n_tokens, n_segments, words["form"]),
    }


def tabulate_word_counts(tokens: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """
    Count the words of each version, as a whole and by who speaks.

    Parameters
    ----------
    tokens : pandas.DataFrame
        The tokens table with its voice column. Words of kind "body" count.
    segments : pandas.DataFrame
        The segments table; names the versions and their order, those without words too.

    Returns
    -------
    pandas.DataFrame
        One row for each version and voice: "all", "outlet" (the outlet's own words) and
        "quoted" (words inside direct quotations). Columns:

        - n_tokens: words. n_types: different terms.
        - n_segments, n_paragraphs: sentences and paragraphs that hold at least one word of
          this voice. A sentence that is partly quoted counts for both, so the two voices can
          sum to more than "all". The outlet's sentences are cut with every quotation read as
          one word (`number_outlet_passages`).
        - tokens_per_segment: words a sentence (for one voice: words of that voice).
        - mattr (50 words), mtld, hdd (42 words): see `measure_mattr`, `measure_mtld`,
          `measure_hdd`. For a voice, its words are read one after the other.
        - letters_per_word (letters and digits), syllables_per_word (`count_syllables`).
        - flesch_reading_ease: 206.835 - 1.015 words/sentence - 84.6 syllables/word [1]_;
          about 0 to 100, more is easier. News lies near 30 to 60.
        - flesch_kincaid_grade: 0.39 words/sentence + 11.8 syllables/word - 15.59 [2]_; years
          of US schooling.
        - coleman_liau_grade: 5.88 letters/word - 29.6 sentences/word - 15.8 [3]_; years of
          US schooling, without syllables.
        - lix: words/sentence + 100 x share of words of more than 6 letters [4]_; 40 is
          ordinary news, 60 very hard. Not tied to one language.
        - reading_minutes: at 238 words a minute [5]_.

        Counts are int64 and 0 where there is nothing; all others are NaN where there are no
        words or too few.

    Notes
    -----
    Putting words between the marks of a direct quotation, taking them away or replacing them
    by others changes no figure of the outlet's voice, be it a word or three paragraphs, as
    long as the sign before the closing mark stays and the marks are still read as a
    quotation; so does putting in or taking out a quotation that stands as a sentence of its
    own. What an outlet adds around a quotation ("Marsh said") is its own and counts: it makes
    sentences of two words, which look easy to every formula.

    The formulas measure the length of sentences and words. A selection of a text's sentences,
    word for word, can differ by two grades from the whole, so compare the parts first. Values
    for a few sentences, as a quoted voice often has, are rough. Left out: Gunning's fog (its
    rules on names and compounds need a reader) and SMOG (defined for 30 sentences and more,
    which most news texts do not have).

    References
    ----------
    .. [1] R. Flesch, "A New Readability Yardstick", J. of Applied Psychology 32, 1948.
    .. [2] J. P. Kincaid et al., Naval Technical Training Command Report 8-75, 1975.
    .. [3] M. Coleman, T. L. Liau, "A Computer Readability Formula Designed for Machine
       Scoring", J. of Applied Psychology 60, 1975.
    .. [4] C. H. Bjornsson, "Lasbarhet", 1968.
    .. [5] M. Brysbaert, "How Many Words Do We Read per Minute?", J. of Memory and Language
       109, 2019.
    """
    words = tokens[(tokens["kind"] == "body") & tokens["is_word"].astype(bool)]
    of_version = dict(iter(words.groupby("version_id", sort=False)))
    own = dict(iter(number_outlet_passages(tokens).groupby("version_id", sort=False)))
    nothing = words.iloc[:0]
    rows = []
    for version_id in segments["version_id"].unique():
        of_all = of_version.get(version_id, nothing)
        for voice in VOICES:
            heard = of_all if voice == "all" else of_all[of_all["voice"] == voice]
            if voice == "outlet":
                heard = own.get(version_id, nothing)
            rows.append({"version_id": version_id, "voice": voice, **_count_one(heard)})
    table = pd.DataFrame(rows, columns=["version_id", "voice", *COUNTS, *RATES])
    types = dict.fromkeys(COUNTS, "int64") | dict.fromkeys(RATES, "float64")
    return table.astype({"version_id": str, "voice": str} | types)


def count_words(text: str) -> pd.Series:
    """
    Count the words of any text.

    Parameters
    ----------
    text : str
        Any text, with or without words.

    Returns
    -------
    pandas.Series
        The columns of `tabulate_word_counts` after version_id and voice, as floats, for all
        words of the text: headlines and site furniture in it count too, while the table
        counts the body of an article only. Without words: counts 0, the rest NaN.

    Examples
    --------
    >>> counts = count_words("The cat sat on the mat. It purred.")
    >>> counts[["n_tokens", "n_types", "n_segments", "tokens_per_segment"]].tolist()
    [8.0, 7.0, 2.0, 4.0]
    """
    from analysis.segment import segment_text

    rows = [
        (number, segment.paragraph, token.form, token.term)
        for number, segment in enumerate(segment_text(text))
        for token in tokenise(text[segment.start : segment.stop])
        if token.is_word
    ]
    words = pd.DataFrame(rows, columns=["segment", "paragraph", "form", "term"], dtype=object)
    return pd.Series(_count_one(words), dtype="float64")
