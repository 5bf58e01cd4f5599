"""Segments, tokens and collation tables made by hand for tests of the measures."""

import pandas as pd

from analysis.tokens import tokenise

COLLATION_TYPES = {
    "base_id": "str",
    "other_id": "str",
    "base_segment": "Int64",
    "other_segment": "Int64",
    "action": "str",
    "moved": "bool",
    "similarity": "float64",
}


def build_tables(versions, paragraph_of=lambda number: number):
    """
    Make segments and tokens from {version_id: [sentence or (kind, sentence), ...]}.

    What stands between straight quotation marks, and the marks, is the quoted voice.
    """
    segments, tokens = [], []
    for version_id, sentences in versions.items():
        offset = 0
        for number, sentence in enumerate(sentences):
            kind, text = ("body", sentence) if isinstance(sentence, str) else sentence
            place = (version_id, number, kind, paragraph_of(number))
            found = tokenise(text)
            n_tokens = sum(token.is_word for token in found)
            segments.append((*place, offset, offset + len(text), text, n_tokens))
            is_open = False
            for token in found:
                is_open ^= token.form == '"'
                voice = "quoted" if is_open or token.form == '"' else "outlet"
                span = (offset + token.start, offset + token.stop)
                tokens.append((*place, *span, token.form, token.term, token.is_word, voice))
            offset += len(text) + 1
    columns = ["version_id", "segment", "kind", "paragraph", "start", "stop"]
    types = {"version_id": "str", "kind": "str"}
    return (
        pd.DataFrame(segments, columns=[*columns, "text", "n_tokens"]).astype(
            {**types, "text": "str"}
        ),
        pd.DataFrame(tokens, columns=[*columns, "form", "term", "is_word", "voice"]).astype(
            {**types, "term": "str", "is_word": "bool"}
        ),
    )
