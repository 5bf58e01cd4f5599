# The one source of lesson 1: `make lessons` builds the pupil's notebook, the solution and the
# printed sheet from it. A cell starts with `# %%`; `[markdown]` makes it prose; `pupil` or
# `solution` puts it into that notebook only. {{...}} is filled in from seeds/tiny.

# %% pupil [markdown]
# # What is a version?
#
# Lesson 1 · 60 minutes · no Python needed

# %% solution [markdown]
# # Solution: what is a version?
#
# Lesson 1 with the answers filled in. It is built from the same source as the pupils' notebook, which is
# `01_what_is_a_version.ipynb`.

# %% [markdown]
# A news agency sends out a report. One paper prints a shorter one, another rewrites it. All three tell of the same
# evening, and no two are the same. In this lesson you find out exactly how they differ: first with a pencil, then
# with a computer. Then you judge what each of you saw.
#
# **After this lesson you can**
#
# 1. say what a *version* is, and what it means to read one against a *base*;
# 2. lay two versions side by side, sentence by sentence, and name what was done to each sentence;
# 3. read a table that a program made of the same texts, and check it;
# 4. say what such a table does not show.
#
# | minutes | what | you need |
# | --- | --- | --- |
# | 0–5 | one vote, three papers | nothing |
# | 5–20 | collate by hand | the printed sheet, a pencil |
# | 20–25 | predict | the sheet |
# | 25–40 | check, then compute | this notebook |
# | 40–55 | what did the tool not see? | each other |
# | 55–60 | exit question | the sheet |
#
# **How to use this page.** Grey boxes are *cells*. Click into one and press <kbd>Shift</kbd> + <kbd>Enter</kbd>: it runs,
# and its result appears below. Go from top to bottom. Where a cell holds a `"?"`, replace only the question mark
# and leave the quotation marks. You can run a cell as often as you like, and nothing you type can break anything.

# %% [markdown]
# ## 1. One vote, three papers (minutes 0–5)
#
# The council of Oxby has voted on its library. (The town, the people and the papers are invented.)
# **Quillshore Press**, a news agency, sends its report to many papers; such a report is called *the wire*. The
# **Oxby Observer** prints a cut-down of it. **The Tern Bay Post** prints a rewrite.
#
# Each of these texts is a **version** of one story. To compare them we choose one that the others are read against:
# the **base**. Here it is the wire. That is our choice, not a law of nature; in part 5 we change it.

# %% [markdown]
# ## 2. Collate by hand (minutes 5–20)
#
# To *collate* is to lay texts side by side and note, place by place, how they differ. Work on the printed sheet
# (`01_printed_sheet.html`), in pairs. For each sentence of the wire write down
#
# - **where** it stands in the cut-down and in the rewrite: the sentence's number, or `-` if it is nowhere;
# - **what was done** to it, in one of these words:
#
# {{actions}}
#
# Then mark the sentences that **moved**: mark as few as you can, so that all others stand in the same order as in the wire.
# And count the words of wire sentences 3, 4 and 5. A word is what you would call a word or a number when you read aloud; signs are not
# words.

# %% [markdown]
# {{texts}}

# %% [markdown]
# ## 3. Predict (minutes 20–25)
#
# Now guess what the computer will say, before it says it. A prediction cannot be wrong; it shows you what
# surprises you. Two of the words need a line of explanation:
#
# - **keeps more words**: which version has more of the wire's different words?
# - **larger distance**: the *tf-idf distance* is 0 when two texts use the same words equally often and 1 when they share no
#   word; rare words weigh more than common ones. Which version is farther from the wire?

# %% pupil
my_predictions = {
    "keeps more words": "?",        # cutdown or rewrite
    "larger distance": "?",         # cutdown or rewrite
    "finds moved sentences": "?",   # yes or no
    "warns of the figure": "?",     # yes or no: will it say that a sum of money is wrong?
}

# %% solution
my_predictions = {
    "keeps more words": "cutdown",        # cutdown or rewrite
    "larger distance": "rewrite",         # cutdown or rewrite
    "finds moved sentences": "yes",       # yes or no
    "warns of the figure": "yes",         # yes or no: will it say that a sum of money is wrong?
}

# %% solution [markdown]
# These are the predictions that most classes make. Two of them do not come true (part 4).

# %% [markdown]
# ## 4. Check, then compute (minutes 25–40)
#
# This cell fetches the tools. Nothing visible happens; a number in the brackets at its left says that it has run.

# %%
import analysis
from analysis import divergence, figures, omissions, teaching

key = teaching.load_key("tiny")

# %% [markdown]
# ### Exercise 1: where does each sentence stand?
#
# Copy your notes for the **rewrite**: the wire's sentence is on the left of the colon, its place in the rewrite on the right.
# The check does not tell the answer. It tells you where to look again.

# %% pupil
my_places = {1: "?", 2: "?", 3: "?", 4: "?", 5: "?", 6: "?"}

teaching.check_alignment(my_places, key, "rewrite")

# %% solution
my_places = {1: 1, 2: 4, 3: 5, 4: 6, 5: 2, 6: 3}

teaching.check_alignment(my_places, key, "rewrite")

# %% [markdown]
# ### Exercise 2: what was done to it?
#
# The words are *kept, edited, paraphrased, partial, omitted*. First the **cut-down**, then the **rewrite**.

# %% pupil
my_cutdown = {1: "?", 2: "?", 3: "?", 4: "?", 5: "?", 6: "?"}

teaching.check_actions(my_cutdown, key, "cutdown")

# %% solution
my_cutdown = {1: "kept", 2: "kept", 3: "kept", 4: "kept", 5: "partial", 6: "omitted"}

teaching.check_actions(my_cutdown, key, "cutdown")

# %% pupil
my_rewrite = {1: "?", 2: "?", 3: "?", 4: "?", 5: "?", 6: "?"}

teaching.check_actions(my_rewrite, key, "rewrite")

# %% solution
my_rewrite = {1: "paraphrased", 2: "kept", 3: "kept", 4: "edited", 5: "kept", 6: "kept"}

teaching.check_actions(my_rewrite, key, "rewrite")

# %% [markdown]
# ### Exercise 3: what moved, what is new?
#
# First: which sentences **of the wire** stand in another place in the rewrite? Several numbers take commas between them.

# %% pupil
my_moved = "?"

teaching.check_moved(my_moved, key, "rewrite")

# %% solution
my_moved = "5, 6"

teaching.check_moved(my_moved, key, "rewrite")

# %% [markdown]
# Second: which sentences **of the rewrite** does the wire not have?

# %% pupil
my_added = "?"

teaching.check_added(my_added, key, "rewrite")

# %% solution
my_added = "7"

teaching.check_added(my_added, key, "rewrite")

# %% [markdown]
# ### Exercise 4: how many words?
#
# Everything that a computer says about texts begins with a decision: what counts as a word? Type your counts for
# sentences 3, 4 and 5 of the **wire**.

# %% pupil
my_counts = {3: "?", 4: "?", 5: "?"}

teaching.check_word_counts(my_counts, key, "wire")

# %% solution
my_counts = {3: 9, 4: 7, 5: 14}

teaching.check_word_counts(my_counts, key, "wire")

# %% [markdown]
# ### Now the computer
#
# The first line reads the three files, the second compares them. The rest of the notebook is looking at what
# `compare` found.

# %%
story = analysis.load_story("tiny")
tables = analysis.compare(story)

tables["versions"][["version_id", "outlet", "n_tokens"]]

# %% [markdown]
# *n_tokens* is the number of words in the body (a headline or a byline does not count). Here is the collation of the rewrite.
# Lay your sheet beside it: a row for a row.

# %%
teaching.show_pairs(tables, "rewrite")

# %%
teaching.show_pairs(tables, "cutdown")

# %% [markdown]
# *similarity* runs from 0 (nothing shared) to 1 (the same words and signs). The same as a picture: each square is one sentence of
# the wire, from first to last.

# %%
coverage = tables["coverage"]
units = omissions.tabulate_units(tables["collation"], tables["segments"])
axes = figures.draw_coverage(units, coverage, tables["collation"])

figures.show(axes, figures.describe_coverage(coverage))

# %% [markdown]
# What became of your predictions?

# %%
teaching.review_predictions(my_predictions, tables, "cutdown", "rewrite")

# %% solution [markdown]
# The first surprise: the rewrite holds more of the wire's different words than the "faithful" cut-down, because it leaves
# nothing out. And still its distance is larger, because it has words of its own. *How much is kept* and *how different
# is it* are two questions.

# %% [markdown]
# ### Exercise 5: how much of one is in the other?
#
# **Containment** is the share of one version's different words that the other also has. It has a direction.
# Here are the counts.

# %%
teaching.count_shared_words(tables, "wire", "rewrite").to_frame()

# %% [markdown]
# Divide. Write each answer as a share between 0 and 1, or as a fraction such as `"1/2"`.

# %% pupil
my_containment = {"wire in rewrite": "?", "rewrite in wire": "?"}

teaching.check_containment(my_containment, tables, "wire", "rewrite")

# %% solution
my_containment = {"wire in rewrite": 46 / 49, "rewrite in wire": 46 / 57}

teaching.check_containment(my_containment, tables, "wire", "rewrite")

# %% [markdown]
# ## 5. What did the tool not see? (minutes 40–55)
#
# Talk about these in pairs, then together. Every claim needs a sentence of a version as its evidence.
#
# **a. One sign.** Wire sentence 4 says \$12,000, the rewrite says \$120,000. In the table its row has a high similarity
# and is called only `edited`. Here are three ways to change that sentence. Which does most harm to a reader? Which has the
# smallest distance? (Rare words weigh most in this distance, and no word of the sentence is rarer than its figure; so compare the three
# numbers with each other.)

# %%
wire = "The change will cost $12,000 a year."

ten_times = divergence.compare_terms(wire, "The change will cost $120,000 a year.")
one_dollar = divergence.compare_terms(wire, "The change will cost $12,001 a year.")
in_letters = divergence.compare_terms(wire, "The change will cost twelve thousand dollars a year.")

print("ten times as much: ", round(ten_times["tfidf_distance"], 2))
print("one dollar more:   ", round(one_dollar["tfidf_distance"], 2))
print("the same sum:      ", round(in_letters["tfidf_distance"], 2))

# %% solution [markdown]
# One dollar more and ten times as much are the same to this measure: one word was exchanged for another. The same sum,
# written in letters, looks nearly as far away, although nothing changed for a reader. The number measures words, not harm: a
# person must read the row.

# %% [markdown]
# **b. A gap.** The cut-down ends before "It first opened its doors in 1923." What do the texts tell you about *why*? Make a list of
# at least three reasons that would leave the very same gap.

# %% solution [markdown]
# Nothing: an omission is an absence. Too little space, an editor who cut from the bottom, a page that closed early, a reader who
# knows the library, or a wish to hide it, all leave the same gap. Whoever claims a motive needs evidence from outside the texts.

# %% [markdown]
# **c. Another base.** So far we read everything against the wire. What if the rewrite is the base? Run this, then count.

# %%
switched = analysis.compare(story, base="rewrite")

teaching.show_pairs(switched, "wire")

# %% [markdown]
# ### Exercise 6: read the other way
#
# How many sentences are omitted now, and how many added?

# %% pupil
my_switch = {"omitted": "?", "added": "?"}

teaching.check_base_switch(my_switch, switched, "wire")

# %% solution
my_switch = {"omitted": 1, "added": 0}

teaching.check_base_switch(my_switch, switched, "wire")

# %% [markdown]
# What was *added* by the rewrite is now *omitted* by the wire. Which of the two words would you use in a news report about these
# papers? Which would be fair?

# %% solution [markdown]
# Either word takes one version for the measure. The wire was first and the rewrite was made from it, and that is why we chose it;
# the dates and the credit line say so, the table does not. A fair sentence names both sides: "The Post has a sentence about
# volunteers that the agency's report does not have."

# %% [markdown]
# ## 6. Exit question (minutes 55–60)
#
# Write two or three sentences on your sheet:
#
# > *A friend says: "The computer found 4 of 6 sentences kept, so the Post's version is accurate." What do you answer?*

# %% solution [markdown]
# A good answer holds three things: "kept" says that words are the same, not that they are true; one of the other two sentences
# holds a figure ten times too large, which a count of sentences hides; and somebody has to read it, because the table shows
# where to look and not what it means.

# %% [markdown]
# ## For the fast: a leaking dam
#
# `tarnholt-dam` is a longer invented story. Its wire report has 29 sentences. Two of its versions are strange.
#
# **Task 1. The five gravest changes.** `spun` was made by a machine that replaces words. In five sentences
# the news itself has changed: a reader would believe something false. Which of the wire's sentences are they? Read the table, then
# the full texts: a later cell shows any pair in full.

# %%
dam = analysis.load_story("tarnholt-dam")
dam_key = teaching.load_key("tarnholt-dam")
dam_tables = analysis.compare(dam)

teaching.show_pairs(dam_tables, "spun")

# %% [markdown]
# Change the 1 to read another sentence in both versions.

# %%
teaching.read_pair(dam_key, "spun", 1)

# %% pupil
my_five = "?"

teaching.check_gravest(my_five, dam_key, "spun")

# %% solution
my_five = "3, 6, 8, 12, 24"

teaching.check_gravest(my_five, dam_key, "spun")

# %% [markdown]
# **Task 2. Whose sentences are gone?** `selective` is verbatim, but sentences are missing. Which of the wire's? Then
# say whose side they tell, and compare with the version's last sentence.

# %%
teaching.show_pairs(dam_tables, "selective").query("action != 'kept'")

# %% pupil
my_gone = "?"

teaching.check_omissions(my_gone, dam_key, "selective")

# %% solution
my_gone = "7, 8, 9, 10, 23"

teaching.check_omissions(my_gone, dam_key, "selective")

# %% solution [markdown]
# All five are the company's: its denial, two sentences of its president's statement, its spending and appeal, its new gates.
# The edit of sentence 29 falls on the same side: "on the company's appeal" is gone from the last line. Sentence 1 (*U.S. regulators*,
# *Federal regulators*) does not. That the cuts fall on one side is in the texts and can be counted; that somebody meant it is not.
# Note that *Mr. Lindqvist* and *the new gates* now come up without having been introduced: cuts leave seams.

# %% [markdown]
# ## What this does not show
#
# - **Why** something was changed or left out. The texts show that it is gone.
# - **Who is right.** Versions are compared with each other, not with the world.
# - **What a reader takes away.** One exchanged figure can outweigh ten exchanged words.
# - **How papers write in general.** Three texts of sixty words are an exercise, not a study.
