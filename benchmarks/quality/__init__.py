"""
How right is the suite, and how right is the naive rule it has to beat?

    python -m benchmarks.quality [--eval FOLDER] [--only SET ...] [--json FILE] [--limit N]

prints one table a set: first those made of the invented stories, which need no folder (planted
edits, types of versions, lineages, chance), then each public set that FOLDER holds in a folder of
its own (JSON Lines; `sets.SETS` names them, each module its files and fields). A set that is not
there is said to be absent. None of those texts is part of the repository, and nothing is written
but the file that `--json` names.

Each row is a measure: its score, a 95 % interval, the naive floor on the very same rows, the
target where one was set, and the counts behind it. Shares of independent cases have a Wilson
interval; F1 and shares of characters, which are not independent, one from resampling the
pairs or articles. Where a set has no right answers, counts stand alone and say so.

To add a measure, append a row in the set's `score_...` function. To add a set, write a module
with `FILES` and a `score_...` function and name it in `sets.SETS`; one that is made here needs a
`score_...(limit)` and its name in `MADE` of `__main__`.
"""
