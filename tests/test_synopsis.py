"""Does the synopsis hold every sentence once, in its place, with nothing that could run?"""

import base64
import hashlib
import html
import re
from collections import Counter

import pandas as pd
import pytest
from hostile_corpus import CANARY, list_snippets
from hypothesis import given, settings
from hypothesis import strategies as st

import analysis
from analysis import parallel
from analysis.errors import UsageError
from analysis.segment import number_sentences
from analysis.story import Story, Version
from analysis.synopsis import (
    SynopsisWidget,
    list_anchors,
    render_synopsis,
    tabulate_synopsis,
)
from analysis.synopsis.layout import SYNOPSIS_TYPES
from analysis.synopsis.marking import Alteration, find_losses, render_sentence
from analysis.synopsis.widget import write_scoped_style
from analysis.tokens import tokenise
from benchmarks.texts import make_story

STORIES = ("tiny", "tarnholt-dam")


@pytest.fixture(scope="module", params=STORIES)
def story(request):
    """A story, its tables, its rows and its page."""
    loaded = analysis.load_story(request.param)
    tables = analysis.compare(loaded)
    return loaded, tables, tabulate_synopsis(tables), render_synopsis(loaded, tables)


def invent(texts: dict[str, str], *, title: str = "A story", base: str | None = None) -> Story:
    """A story of these texts, made in memory."""
    versions = tuple(
        Version(id=name, file=f"{number}.txt", text=text, sha256="0" * 64)
        for number, (name, text) in enumerate(texts.items())
    )
    return Story(name="made", title=title, folder=None, language="en", versions=versions, base=base)


def list_standing(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows in which a sentence stands, not those that only speak of it."""
    return rows[rows["role"].isin(["base", "text"])]


def strip_tags(page: str) -> str:
    """The page's text, without what is struck out."""
    page = re.sub(r"<(style|script|del)\b[^>]*>.*?</\1>", "", page, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", "", page))


# --- From every place that is named to its passage ---


def test_every_link_leads_to_a_place_on_the_page(story):
    page = story[3]
    anchors = re.findall(r'\bid="([^"]+)"', page)
    assert len(anchors) == len(set(anchors))
    links = re.findall(r'href="#([^"]+)"', page)
    assert links and set(links) <= set(anchors)


def test_each_version_and_number_of_a_sentence_has_an_anchor_that_holds_it(story):
    _, tables, rows, page = story
    anchors = list_anchors(tables)
    standing = list_standing(rows)
    assert len(anchors) == len(standing)
    for row in standing.to_dict("records"):
        anchor = anchors[row["version_id"], row["number"]]
        start = page.index(f'id="{anchor}"')
        held = strip_tags(page[page.index(">", start) + 1 : page.index("</span>", start)])
        terms = [token.term for token in tokenise(held)][:3]
        assert terms == [token.term for token in tokenise(row["text"])][: len(terms)]


def test_what_came_from_where_and_every_alteration_lead_to_both_passages(story):
    """An editor who doubts a proof is one step from the words of either version."""
    _, tables, _, page = story
    anchors = list_anchors(tables)
    told = page[page.index('id="derivation"') : page.index('id="ledger"')]
    edges = tables["derivation"].dropna(subset=["from_segment", "to_segment"])
    numbers = number_sentences(tables["segments"])
    for edge in edges.to_dict("records"):
        for end in ("from", "to"):
            version_id = edge[f"{end}_id"]
            anchor = anchors[version_id, numbers[version_id, edge[f"{end}_segment"]]]
            assert f'href="#{anchor}"' in told
    ledger = page[page.index('id="ledger"') :]
    assert len(re.findall(r'<p class="where note">[^<]*<a href="#v\d+-s\d+">', ledger)) == (
        ledger.count('<p class="where note">')
    )


# --- Every sentence once, in its place ---


def test_every_body_sentence_stands_exactly_once(story):
    _, tables, rows, _ = story
    body = tables["segments"].query("kind == 'body'")
    expected = Counter(zip(body["version_id"], body["segment"], strict=True))
    standing = list_standing(rows)
    found = Counter(zip(standing["version_id"], standing["segment"].astype(int), strict=True))
    assert found == expected
    assert rows.dtypes.astype(str).to_dict() == SYNOPSIS_TYPES


def test_the_base_stands_in_its_own_order_one_sentence_a_row(story):
    rows = story[2]
    base = rows[rows["role"] == "base"]
    assert base["base_number"].tolist() == list(range(1, len(base) + 1))
    assert base["number"].tolist() == base["base_number"].tolist()
    assert base["row"].is_monotonic_increasing and base["row"].is_unique


def test_each_version_says_of_each_base_sentence_what_became_of_it(story):
    _, tables, rows, _ = story
    beside = rows[rows["base_number"].notna() & (rows["role"] != "base")]
    found = beside.groupby(["base_number", "version_id"])["action"].agg(set)
    base = rows[rows["role"] == "base"].set_index("segment")["base_number"]
    collation = tables["collation"].dropna(subset=["base_segment"])
    expected = collation.assign(base_number=collation["base_segment"].map(base))
    expected = expected.groupby(["base_number", "other_id"])["action"].agg(set)
    assert found.to_dict() == expected.to_dict()


def test_own_sentences_stand_between_rows_where_the_parallel_view_has_them(story):
    _, tables, rows, _ = story
    base = rows.loc[rows["role"] == "base", "version_id"].iloc[0]
    n_base = (rows["role"] == "base").sum()
    following = rows["base_number"].bfill().fillna(n_base + 1)
    own = rows[rows["action"] == "added"].assign(following=following)
    assert own["base_number"].isna().all()
    for other, cells in own.groupby("version_id"):
        seen, expected = n_base + 1, {}
        for row in reversed(parallel.tabulate_parallel(tables, base, other).to_dict("records")):
            if row["action"] == "added":
                expected[row["other_segment"]] = seen
            else:
                seen = row["base_number"]
        found = dict(zip(cells["segment"], cells["following"], strict=True))
        assert found == expected


def test_a_moved_sentence_leaves_a_mark_at_its_place(story):
    rows = story[2]
    moved = rows[(rows["role"] == "text") & rows["moved"]]
    places = rows[rows["role"] == "place"]
    assert len(moved)
    keys = ["version_id", "segment"]
    both = moved.merge(places, on=keys, suffixes=("", "_place"))
    assert len(both) == len(moved) == len(places)
    assert (both["stands_in_row_place"] == both["row"]).all()


def test_sentences_of_a_version_keep_their_order_but_for_the_moved(story):
    rows = list_standing(story[2])
    for _, own in rows[~rows["moved"]].groupby("version_id"):
        numbers = own.sort_values(["row", "number"])["number"].tolist()
        backward = sum(a > b for a, b in zip(numbers, numbers[1:], strict=False))
        # An n:m passage out of step with its neighbours may turn once without having moved.
        assert backward <= 1, numbers


sentence = st.sampled_from(
    [
        "The dam leaks.",
        "Nobody was hurt.",
        "Repairs cost $4 million.",
        "The mayor said it was safe.",
        "Rain fell all week in the valley.",
        "An engineer warned of cracks in March.",
        "The owner declined to comment.",
    ]
)
texts = st.lists(sentence, min_size=1, max_size=7).map(" ".join)


@settings(max_examples=8)
@given(st.lists(texts, min_size=1, max_size=3))
def test_any_versions_are_laid_out_whole(bodies):
    made = invent({f"v{n}": text for n, text in enumerate(bodies)}, base="v0")
    tables = analysis.compare(made)
    standing = list_standing(tabulate_synopsis(tables))
    body = tables["segments"].query("kind == 'body'")
    assert Counter(zip(standing["version_id"], standing["text"], strict=True)) == Counter(
        zip(body["version_id"], body["text"], strict=True)
    )


# --- Marks ---


@pytest.mark.parametrize(
    ("base", "other", "shown"),
    [
        ("The dam leaks.", "The dam leaks.", "The dam leaks."),
        ("The old dam leaks.", "The dam leaks.", "The <del>old</del> dam leaks."),
        ("The dam leaks.", "The old dam leaks.", "The <ins>old</ins> dam leaks."),
        ("It cost 4.", "It cost 5.", "It cost <del>4</del> <ins>5</ins>."),
        ("Now it rains.", "It rains.", "<del>Now</del> It rains."),
        ("It rains now.", "It rains.", "It rains <del>now</del>."),
        (
            'A "rival" for power.',
            "A “foe” for power.",
            "A “<del>rival</del> <ins>foe</ins>” for power.",
        ),
    ],
)
def test_what_is_new_is_underlined_and_what_is_gone_stands_struck_out(base, other, shown):
    left, right = [tokenise(base)], [tokenise(other)]
    pieces = parallel.find_differences(left, right)
    losses = find_losses(left, right, pieces)[0]
    words = [(loss.at, base[loss.start : loss.stop]) for loss in losses]
    assert render_sentence(other, pieces=pieces[1][0], losses=words) == shown


@given(st.text(max_size=60), st.text(max_size=60), st.data())
def test_the_words_of_a_sentence_survive_any_marks(base, other, data):
    left, right = [tokenise(base)], [tokenise(other)]
    pieces = parallel.find_differences(left, right)
    losses = find_losses(left, right, pieces)[0]
    words = [(loss.at, base[loss.start : loss.stop]) for loss in losses]
    edge = st.integers(0, len(other))
    spans = data.draw(st.lists(st.tuples(edge, edge), max_size=3))
    altered = [Alteration(min(s), max(s), n, "critical") for n, s in enumerate(spans, 1)]
    marked = render_sentence(other, pieces=pieces[1][0], losses=words, alterations=altered)
    # Losses bring at most a space beside their own words.
    found = html.unescape(re.sub(r"<del>.*?</del>|</?(?:ins|span)[^>]*>", "", marked, flags=re.S))
    plain = html.unescape(render_sentence(other))
    assert found.split() == plain.split() or found.replace(" ", "") == plain.replace(" ", "")


def test_an_alteration_is_marked_with_its_number_and_the_worst_severity():
    altered = [Alteration(5, 10, 7, "stylistic"), Alteration(5, 10, 2, "critical")]
    assert render_sentence("Say: Marsh & Co", alterations=altered) == (
        'Say: <span class="alt critical" data-a="2 7">Marsh</span> &amp; Co'
    )


# --- The page ---


def test_every_sentence_can_be_read_on_the_page(story):
    _, tables, _, page = story
    grid = page[page.index('<table class="grid"') : page.index("</table>", page.index('"grid"'))]
    text = " ".join(strip_tags(grid).split())
    squeezed = text.replace(" ", "")
    for sentence_text in tables["segments"].query("kind == 'body'")["text"]:
        assert "".join(sentence_text.split()) in squeezed


def test_every_id_is_given_once_and_every_link_leads_to_one(story):
    page = story[3]
    ids = Counter(re.findall(r'\bid="([^"]*)"', page))
    assert set(ids.values()) == {1}
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in ids)
    links = re.findall(r'href="([^"]*)"', page)
    assert links and all(link.startswith("#") and link[1:] in ids for link in links)


def test_segments_have_the_ids_that_the_tables_give_them(story):
    _, tables, _, page = story
    order = {v: n for n, v in enumerate(tables["versions"]["version_id"], 1)}
    body = tables["segments"].query("kind == 'body'")
    for version_id, number in zip(body["version_id"], body["segment"], strict=True):
        assert f'id="v{order[version_id]}-s{number}"' in page


def test_each_alteration_has_one_badge_and_the_numbers_say_how_many(story):
    _, tables, _, page = story
    from analysis import prose

    badges = re.findall(r'<details class="alteration (\w+)"', page)
    counts = prose.count_changes(tables)
    for severity in ("critical", "substantive", "stylistic"):
        assert badges.count(severity) == counts[f"n_{severity}"].sum()
    told = re.findall(r'data-find="(\w+) [1-9]\d*">.*?</span>(\d+)</a>', page)
    omitted = sum(int(n) for name, n in told if name == "omitted")
    added = sum(int(n) for name, n in told if name == "added")
    assert omitted == tables["coverage"]["n_omitted"].sum()
    assert added == tables["coverage"]["n_added"].sum()


def test_the_policy_names_the_one_script_and_the_one_style(story):
    page = story[3]
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)[1]
    assert "default-src 'none'" in policy and "unsafe" not in policy
    for element, name in (("style", "style-src"), ("script", "script-src")):
        found = re.findall(rf"<{element}\b[^>]*>(.*?)</{element}>", page, flags=re.DOTALL)
        assert len(found) == 1
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in policy
    assert "style=" not in page.replace('style="color', "")
    assert not re.search(
        r"<[^>]*\son\w+=", re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    )


def test_it_ends_with_what_it_does_not_show(story):
    headings = re.findall(r"<h2[^>]*>(.*?)</h2>", story[3].split("</main>")[0])
    assert [h for h in headings if h][-1] == "What this does not show"


def test_the_same_bytes_twice(story):
    loaded, tables, _, page = story
    again = analysis.compare(loaded) if loaded.name == "tiny" else tables
    assert render_synopsis(loaded, again) == page


def test_hostile_text_is_shown_and_nothing_else():
    snippets = [text for _, text in list_snippets()]
    first, second = " ".join(snippets[::2]), " ".join(snippets)
    names = {"<b>a</b>": first, "\"'><img src=x>": second}
    made = invent(names, title="</title><script>alert(1)</script>\u202e", base="<b>a</b>")
    page = render_synopsis(made, analysis.compare(made))
    assert page.count("<script") == 1 and "<img src=x" not in page and "<b>a" not in page
    assert not re.search(r"[\u202a-\u202e\u2066-\u2069\u200b\x00]", page)
    assert "⟦U+202E⟧" in page
    assert f"src=//{CANARY}" in html.unescape(page)
    assert not re.search(rf'(?:src|href)="[^"#]*{CANARY}', page)


@pytest.mark.parametrize("bodies", [{"one": "It rained."}, {"a": "It rained.", "b": "1"}])
def test_small_stories_have_a_page(bodies):
    made = invent(bodies)
    page = render_synopsis(made, analysis.compare(made))
    assert 'id="side-by-side"' in page


def test_ten_versions_of_a_thousand_words_stay_small():
    made = make_story(10, 1000)
    page = render_synopsis(made, analysis.compare(made))
    assert len(page.encode()) < 2_000_000


# --- In a notebook ---


def test_the_widget_knows_its_rows_without_a_browser():
    tables = analysis.compare(analysis.load_story("tiny"))
    opened = SynopsisWidget(tables)
    assert opened.shown.equals(tabulate_synopsis(tables))
    assert opened.shown_changes.equals(tables["changes"])
    opened.select(rows=[1], changes=[1])
    assert set(opened.selected_passages["row"]) == {1}
    assert len(opened.selected_changes) == 1
    with pytest.raises(UsageError, match="no row 99"):
        opened.select(rows=[99])


def test_what_a_browser_sends_is_data_and_nothing_else():
    opened = SynopsisWidget(analysis.compare(analysis.load_story("tiny")))
    opened.widget.state = {"rows": [1, -3, "x", 10**9, None], "versions": [[], 2]}
    assert set(opened.shown["row"]) == {1} and len(set(opened.shown["version_id"])) == 1
    assert opened.selected_passages.empty


def test_the_widget_speaks_where_there_is_no_front_end():
    opened = SynopsisWidget(analysis.compare(analysis.load_story("tiny")))
    bundle = opened._repr_mimebundle_()
    data = bundle[0] if isinstance(bundle, tuple) else bundle
    assert data["text/plain"].startswith("SynopsisWidget: 8 rows of 3 versions")


def test_the_style_of_the_widget_stays_in_its_element():
    style = re.sub(r"/\*.*?\*/", "", write_scoped_style(), flags=re.DOTALL)
    style = re.sub(r"@media[^{]*\{|@page[^}]*\}", "", style)
    selectors = re.findall(r"([^{};]+)\{", style)
    assert len(selectors) > 100
    for selector in selectors:
        for one in re.sub(r"\([^()]*(?:\([^()]*\)[^()]*)*\)", "()", selector).split(","):
            assert ".synopsis" in one or one.strip() in (".skip", ".skip:focus", "header.site"), one
