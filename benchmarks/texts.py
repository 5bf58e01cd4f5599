"""Which invented texts show how the cost grows with words and versions?

Sentences are drawn from English word frequencies with a stock of invented names, so that
vocabulary grows with length as it does in news; each version cuts, moves, rewords and adds.
"""

import numpy as np

from analysis.story import Story, Version

SYLLABLES = "ka lo ren tis mar vo del shi pra nu gor bel an fey".split()
KEPT, REWORDED, CUT = 0.55, 0.30, 0.15


def make_story(n_versions: int, n_words: int, *, seed: int = 0) -> Story:
    """
    Invent a story.

    Parameters
    ----------
    n_versions : int
        Versions, the base included.
    n_words : int
        Words of the base, about; the others are of like length.
    seed : int
        The same seed gives the same story.

    Returns
    -------
    Story
        Made in memory, no files.
    """
    from wordfreq import top_n_list, word_frequency

    dice = np.random.default_rng(seed)
    words = [word for word in top_n_list("en", 20000) if word.isalpha()]
    weights = np.array([word_frequency(word, "en") for word in words])
    names = ["".join(dice.choice(SYLLABLES, 3)).capitalize() for _ in range(20 + n_words // 50)]
    vocabulary = np.array(words + names)
    weights = np.append(weights, np.full(len(names), 0.08 / len(names)))
    weights /= weights.sum()

    def write_sentence() -> list[str]:
        return dice.choice(vocabulary, dice.integers(10, 28), p=weights).tolist()

    base = []
    while sum(map(len, base)) < n_words:
        base.append(write_sentence())
    bodies = [base]
    for _ in range(n_versions - 1):
        bodies.append(_rewrite(base, dice, write_sentence, vocabulary, weights))
    width = len(str(n_versions))
    versions = tuple(
        Version(id=f"v{k:0{width}}", file=f"v{k}.txt", text=_join(body), sha256="")
        for k, body in enumerate(bodies)
    )
    return Story(
        name="invented", title="Invented", folder=None, language="en", versions=versions, base=None
    )


def _rewrite(base, dice, write_sentence, vocabulary, weights) -> list[list[str]]:
    body = []
    for sentence in base:
        action = dice.choice(3, p=[KEPT, REWORDED, CUT])
        if action == 1:
            changed = dice.random(len(sentence)) < 0.3
            drawn = dice.choice(vocabulary, len(sentence), p=weights)
            sentence = [str(d) if c else w for w, d, c in zip(sentence, drawn, changed)]  # noqa: B905
        if action != 2:
            body.append(sentence)
    body += [write_sentence() for _ in range(len(base) // 8)]
    place = int(dice.integers(0, max(1, len(body) - 3)))
    moved = body[place : place + 3]
    return body[:place] + body[place + 3 :] + moved


def _join(body: list[list[str]]) -> str:
    return "\n".join(" ".join([s[0].capitalize(), *s[1:]]) + "." for s in body)
