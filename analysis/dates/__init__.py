"""Which dates, times and stretches of time does a text name, and which days are they?"""

from analysis.dates.finding import find_dates
from analysis.dates.mention import KINDS, DateMention
from analysis.dates.resolving import resolve_date
from analysis.dates.words import find_word_starts, find_zone_offset, list_plain_words

__all__ = [
    "KINDS",
    "DateMention",
    "find_dates",
    "find_word_starts",
    "find_zone_offset",
    "list_plain_words",
    "resolve_date",
]
