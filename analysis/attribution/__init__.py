"""
Who says what in this version: which words are quoted or reported, and whose are they?

Rules and word lists; a small linear model may correct them (`find_quotations(model=True)`).
The terms source, cue and content are those of Pareti's PARC. A sentence is cut into `units`;
in them, `reports` finds a cue, its source and its content; `speakers` finds the name of the
source; `quotations` puts a version's rows together and `tables` those of a story. Each module
imports only those named before it: words, lexicon, units, phrases, contents, adjuncts,
cue_clauses, complements, nominals, source_phrases, reports, speakers, model_features, model,
quotations, tables.
"""

from analysis.attribution.lexicon import CUE_CLASSES, find_cue_class
from analysis.attribution.quotations import QUOTATION_COLUMNS, VOICE_CONFIDENCE, find_quotations
from analysis.attribution.tables import (
    QUOTED_KINDS,
    SOURCE_COLUMNS,
    UNNAMED,
    mark_voice,
    rebuild_text,
    tabulate_quotations,
    tabulate_sources,
)

__all__ = [
    "CUE_CLASSES",
    "QUOTATION_COLUMNS",
    "QUOTED_KINDS",
    "SOURCE_COLUMNS",
    "UNNAMED",
    "VOICE_CONFIDENCE",
    "find_cue_class",
    "find_quotations",
    "mark_voice",
    "rebuild_text",
    "tabulate_quotations",
    "tabulate_sources",
]
