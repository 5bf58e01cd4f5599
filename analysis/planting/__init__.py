"""How well does the ledger find alterations that are known, because they were planted?

A generator makes versions of any base with known edits of every kind and severity, with
differences of format that alter nothing, cuts and reorders; and with the answer key. It shares
no word list and no expression with the detectors it measures.
"""

from analysis.planting.planted import Planted, plant_edits
from analysis.planting.scoring import score_changes, score_controls, score_subkinds
from analysis.planting.story_folder import PlantedStory, plant_story, read_key

__all__ = [
    "Planted",
    "PlantedStory",
    "plant_edits",
    "plant_story",
    "read_key",
    "score_changes",
    "score_controls",
    "score_subkinds",
]
