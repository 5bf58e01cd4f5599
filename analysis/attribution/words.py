"""
Which small words show how an English sentence is built?

Closed classes only: a language has no new pronouns. The open lists, which a reader may
want to question, are data: reporting words in `data/lexicons/reporting_cues.toml`, titles
and bodies in `data/lexicons/speakers.toml`.
"""

import regex

BE = frozenset("is are was were be been being am isn't aren't wasn't weren't 's 're".split())
HAVE = frozenset("has have had having hasn't haven't hadn't".split())
MODAL = frozenset(
    "will would can could may might must shall should do does did don't doesn't didn't won't "
    "wouldn't can't cannot couldn't shouldn't mustn't let's".split()
)
AUX = BE | HAVE | MODAL
CONTRACTED = regex.compile(r"(?:he|she|it|they|we|i|you|who|there|that)'(?:s|d|ll|ve|re|m)$")

SUBJECT_PRONOUNS = frozenset("he she they it we i you who".split())
PRONOUNS = SUBJECT_PRONOUNS | frozenset(
    "this that these those everyone everybody nobody someone somebody anyone many some others "
    "both one most few all none there".split()
)
OBJECT_PRONOUNS = frozenset("him her them me us it you everyone everybody himself herself".split())
# Pronouns that stand for the person who spoke last, and for a group.
PERSON_PRONOUNS = frozenset("he she his her him who".split())
GROUP_PRONOUNS = frozenset("they it its their".split())
# Pronouns that name nobody when there is nothing to take them for.
UNRESOLVED_PRONOUNS = PRONOUNS | frozenset("their we our us them its my your".split())
POSSESSIVES = frozenset("his her their".split())

DETERMINERS = frozenset(
    "the a an his her its their our my your this that these those some any no every each "
    "another several many most all both such two three four five six seven eight nine ten "
    "dozens hundreds thousands millions more fewer nearly about".split()
)
QUANTIFIERS = frozenset("some many several most all both each two three four five six".split())
PREPOSITIONS = frozenset(
    "in on at by for from with of to into during after before since until under over through "
    "between among against about without within despite amid amidst following like via "
    "toward towards near outside inside around across per besides unlike ahead".split()
)
COMPLEMENTISERS = frozenset("that whether how why what where who if when which".split())
# Words that begin another clause.
STARTERS = frozenset(
    "that which who whom whose because while when whenever as if but although though after "
    "before since until unless so whether where why how what or than nor yet once whereas".split()
)
# Of these, the ones whose clause may stand before the main clause.
FRONTED = frozenset("when as after while although though if since because once whereas".split())

ADVERBS = frozenset(
    "also then later again once ever never not just still even often always recently now "
    "already further soon thus instead long twice first last only more rather too simply "
    "all both well so far almost yet earlier therefore however meanwhile himself herself "
    "themselves itself".split()
)
NOT_ADVERBS = frozenset("family ally rally reply italy july supply assembly early only".split())
# Words that may lead a sentence before its subject.
LEADING = frozenset(
    "but and yet still so however meanwhile also then indeed instead moreover furthermore "
    "nevertheless nonetheless later earlier separately elsewhere additionally now even once "
    "today yesterday again perhaps".split()
)

WEEKDAYS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday yesterday today tonight "
    "mon. tues. wed. thurs. fri. sat. sun.".split()
)
PERIODS = WEEKDAYS | frozenset(
    "week month year morning afternoon evening spring summer fall weekend "
    "january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sept sep oct nov dec".split()
)

# Past forms that do not end in -ed: a closed class (forms that are also plain forms, such as
# "put" or "set", count as past here because a verb is looked for, not a tense).
IRREGULAR_PASTS = frozenset(
    "came went took gave got made saw lost won led met left kept held brought bought built "
    "caught chose cost cut drew drove ate fell felt fought flew forgot grew hit hung hurt knew "
    "laid lay let meant paid put quit ran rang rose sank sat sent set shook shot shut slept sold "
    "spent stood stole struck swept threw took taught thought told understood woke wore wrote "
    "said found heard read became began broke fled spoke swung dealt drank drove sought swore "
    "rode overcame withdrew underwent undertook oversaw arose bore beat bet burst".split()
)
# Words of amount that stand for people ("half say", "one in five say").
AMOUNTS = frozenset(
    "% percent half third quarter fifth tenth majority minority plurality one two three four five "
    "six seven eight nine ten most many few several some both all none others thousands millions "
    "hundreds dozens".split()
)

# Marks that part a clause from its neighbours.
DASHES = frozenset("– — --".split())
COMMA_OR_DASH = DASHES | {","}
CLOSERS = ".,;:!?…)]}\"'”’»"
