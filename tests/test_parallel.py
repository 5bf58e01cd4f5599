"""Does the parallel view show every word of both sides once, and mark just what differs?"""

import re
from html.parser import HTMLParser
from types import SimpleNamespace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis import collation, compare, load_story, parallel
from analysis.errors import UsageError
from analysis.segment import tabulate_segments, tabulate_tokens
from analysis.tokens import tokenise

HOSTILE = (
    '<script>alert(1)</script> <img src=x onerror="alert(1)"> & &amp; </div></span> \' " ]]> '
    "\u202eevil\u202c <!-- "
)
WORDS = "the dam leaks & not <b> $4.6 million “safe” \"safe\" it's U.S. x\u0301 — , . 's".split()

texts = st.one_of(st.text(max_size=60), st.lists(st.sampled_from(WORDS)).map(" ".join))


class Reader(HTMLParser):
    """What a browser would show, and inside which elements."""

    def __init__(self, markup: str) -> None:
        super().__init__(convert_charrefs=True)
        self.shown, self.marked, self.elements = "", [], []
        self._open: list[str] = []
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append(tag)
        self._open.append(tag)
        if tag in ("del", "ins"):
            self.marked.append("")

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.shown += data
        if {"del", "ins"} & set(self._open):
            self.marked[-1] += data


def mark(left: str, right: str, **options) -> tuple[Reader, Reader]:
    """Mark two texts and read the result as a browser does."""
    marked = parallel.mark_differences(tokenise(left), tokenise(right), left, right, **options)
    return Reader(marked[0]), Reader(marked[1])


def read_tables(**versions: str) -> dict[str, pd.DataFrame]:
    """Tables of made-up versions, the first of them the base: as much as the view needs."""
    story = SimpleNamespace(
        versions=[SimpleNamespace(id=k, text=v, hints=()) for k, v in versions.items()]
    )
    segments = tabulate_segments(story)
    tokens = tabulate_tokens(segments)
    ids = list(versions)
    table = pd.DataFrame({"version_id": ids, "type": ["base", *["other"] * (len(ids) - 1)]})
    table = table.assign(outlet=None, published_at=None, headline=None, n_tokens=0)
    rows = collation.tabulate_collation(tokens, ids[0])
    return {"versions": table, "segments": segments, "tokens": tokens, "collation": rows}


def render(tables, left: str, right: str, **options) -> str:
    """Render a whole pair."""
    tokens = [parallel.gather_tokens(tables, version_id) for version_id in (left, right)]
    return parallel.render_parallel(
        parallel.tabulate_parallel(tables, left, right), *tokens, **options
    )


@pytest.fixture(scope="module")
def tiny() -> dict[str, pd.DataFrame]:
    """Compare the smallest story."""
    return compare(load_story("tiny"))


@pytest.fixture(scope="module")
def dam() -> dict[str, pd.DataFrame]:
    """Compare the full invented story."""
    return compare(load_story("tarnholt-dam"))


# --- marks ---


def test_a_word_put_in_is_marked_on_one_side_only():
    left, right = mark("it is safe", "it is not safe")
    assert left.marked == []
    assert right.marked == ["not"]


def test_a_figure_that_changed_is_replaced_on_both_sides_and_its_sign_stays():
    left, right = mark("It cost $4.6 million.", "It cost $46 million.")
    assert (left.marked, right.marked) == (["4.6"], ["46"])


def test_lost_quotation_marks_are_marked():
    left, right = mark('It is "safe", he said.', "It is safe, he said.")
    assert left.marked == ['"', '"']
    assert right.marked == []


def test_house_style_is_shown_and_not_marked():
    left, right = mark('The U.S. said: "It’s ready - now"', "The US said “it's ready — now”")
    assert left.marked == right.marked == []
    assert left.shown == 'The U.S. said: "It’s ready - now"'


@given(texts)
def test_equal_texts_have_no_marks(text: str):
    left, right = mark(text, text)
    assert left.marked == right.marked == []


@given(texts, texts)
def test_every_character_of_both_sides_is_shown_once_in_order(left: str, right: str):
    shown = mark(left, right)
    for reader, text in zip(shown, (left, right), strict=True):
        wanted = parallel._UNSHOWABLE.sub("\ufffd", text).replace("\r\n", "\n").replace("\r", "\n")
        assert reader.shown.replace("\r\n", "\n").replace("\r", "\n") == wanted
        assert set(reader.elements) <= {"del", "ins"}


def read_unmarked(left: str, right: str) -> list[list[str]]:
    """What the collation compares on each side, without the marked pieces."""
    remaining = []
    pieces = parallel.find_differences([tokenise(left)], [tokenise(right)])
    for text, (own,) in zip((left, right), pieces, strict=True):
        spans = [(piece.start, piece.stop) for piece in own]
        assert spans == sorted(spans)
        compared = parallel._list_compared(tokenise(text))
        remaining.append([p for t, p in compared if not any(a <= t.start < b for a, b in spans)])
    return remaining


@given(texts, texts)
def test_what_is_not_marked_is_the_same_on_both_sides(left: str, right: str):
    remaining = read_unmarked(left, right)
    assert remaining[0] == remaining[1]


@given(texts, texts)
def test_swapping_the_sides_marks_as_many_words(left: str, right: str):
    assert len(read_unmarked(left, right)[0]) == len(read_unmarked(right, left)[0])


def test_what_is_searched_is_highlighted_inside_and_outside_of_marks():
    left, right = parallel.mark_differences(
        tokenise("ten dams"), tokenise("two dams"), "ten dams", "two dams", search="TEN  dam"
    )
    assert left.count("<mark>") == 2  # in the mark of the difference, and after it
    assert re.sub("<[^>]+>", "", left) == "ten dams"
    assert "<mark>" not in right


@given(texts, st.text(max_size=8))
def test_a_search_never_alters_what_is_shown(text: str, search: str):
    plain, searched = mark(text, text), mark(text, text, search=search)
    assert plain[0].shown == searched[0].shown


# --- rows ---


def test_every_body_sentence_of_both_sides_is_in_one_passage(dam):
    ids = dam["versions"]["version_id"].tolist()
    body = dam["segments"].query("kind == 'body'")
    for left in ids:
        for right in ids:
            rows = parallel.tabulate_parallel(dam, left, right)
            for side, version_id in (("base", left), ("other", right)):
                own = body[body["version_id"] == version_id]
                held = rows.dropna(subset=f"{side}_segment")
                assert sorted(set(held[f"{side}_segment"])) == own["segment"].tolist()
                assert (held.groupby(f"{side}_segment")["passage"].nunique() == 1).all()
                there = held.drop_duplicates(f"{side}_segment").sort_values(f"{side}_segment")
                assert there[f"{side}_text"].tolist() == own["text"].tolist()
                assert there[f"{side}_start"].tolist() == own["start"].tolist()
                assert there[f"{side}_number"].tolist() == list(range(1, len(own) + 1))
            assert rows["passage"].drop_duplicates().tolist() == list(
                range(1, rows["passage"].max() + 1)
            )


def test_offsets_lead_back_to_the_text():
    story = load_story("tiny")
    texts_by_id = {version.id: version.text for version in story.versions}
    rows = parallel.tabulate_parallel(compare(story), "cutdown", "rewrite")
    for row in rows.dropna(subset="base_segment").itertuples():
        assert texts_by_id[row.base_id][row.base_start : row.base_stop] == row.base_text


def test_each_side_reads_in_its_own_order(dam):
    """The left side always; the right side but for what moved."""
    for right in ("cutdown", "rewrite", "independent"):
        rows = parallel.tabulate_parallel(dam, "wire", right)
        firsts = rows.dropna(subset="base_segment").groupby("passage")["base_segment"].min()
        assert firsts.is_monotonic_increasing
        still = rows[~rows["moved"]].dropna(subset="other_segment")
        assert still.groupby("passage")["other_segment"].min().is_monotonic_increasing


def test_the_collation_of_a_pair_is_the_same_whoever_is_the_base(dam):
    """What is read off the base's collation and what is made for the pair are one thing."""
    against_wire = dam["collation"].query("other_id == 'spun'").reset_index(drop=True)
    without = {**dam, "collation": dam["collation"].iloc[:0]}
    made = parallel.collate_pair(without, "wire", "spun")
    pd.testing.assert_frame_equal(made, against_wire)


def test_n_to_m_is_one_passage_with_a_row_for_each_pair():
    tables = read_tables(
        a="The town council approved the new harbor bridge on Monday, and workers begin in March.",
        b="The town council approved the new harbor bridge on Monday. Workers begin in March.",
    )
    # The alignment itself is collation's business: here one sentence meets two.
    first = tables["collation"].iloc[[0]]
    rows = pd.concat([first.assign(other_segment=n, action="edited") for n in (0, 1)])
    tables["collation"] = rows.assign(base_segment=0).astype(
        {"base_segment": "Int64", "other_segment": "Int64"}
    )
    tables["segments"] = tables["segments"].assign(kind="body")
    tables["tokens"] = tables["tokens"].assign(kind="body")
    table = parallel.tabulate_parallel(tables, "a", "b")
    assert table["passage"].tolist() == [1, 1]
    reader = Reader(render(tables, "a", "b"))
    assert reader.shown.count("approved the new harbor bridge") == 2
    assert reader.shown.count("begin in March") == 2
    assert "and" in reader.marked


def test_a_side_without_counterpart_is_an_empty_hatched_cell(tiny):
    markup = render(tiny, "wire", "cutdown")
    assert markup.count('class="nothing" aria-label="no counterpart"></div>') == 1
    last = parallel.tabulate_parallel(tiny, "wire", "cutdown").iloc[-1]
    assert pd.isna(last["other_number"])
    assert pd.isna(last["other_text"])
    assert "nan" not in Reader(markup).shown.casefold()
    assert "<na>" not in markup.casefold()


def test_nothing_of_hostile_text_becomes_markup():
    tables = read_tables(
        a=f"The council voted on Monday. {HOSTILE} The dam leaks.",
        b=f"{HOSTILE} The council voted on Tuesday.",
    )
    tables["versions"]["headline"] = HOSTILE
    tables["versions"]["outlet"] = HOSTILE
    heads = tuple(parallel.describe_head(tables, v) for v in ("a", "b"))
    markup = render(tables, "a", "b", heads=heads, search="<img")
    markup += parallel.render_text(parallel.escape_text(HOSTILE))
    allowed = {"div", "span", "del", "ins", "mark", "small", "p"}
    assert set(Reader(markup).elements) <= allowed
    assert "onerror=" in Reader(markup).shown


def test_a_version_without_a_body_is_said_to_have_none():
    tables = read_tables(a="The council voted on Monday. The dam leaks.", b="")
    rows = parallel.tabulate_parallel(tables, "a", "b")
    assert set(rows["action"]) <= {"omitted"}
    assert "no body" in parallel.summarise_pair(tables, "a", "b")
    assert "No passage" in render(tables, "b", "b")


def test_a_version_beside_itself_is_kept_from_first_to_last(tiny):
    rows = parallel.tabulate_parallel(tiny, "rewrite", "rewrite")
    assert set(rows["action"]) == {"kept"}
    assert parallel.list_differences(rows) == []
    assert Reader(render(tiny, "rewrite", "rewrite")).marked == []


def test_kept_passages_have_no_marks(dam):
    for right in dam["versions"]["version_id"]:
        rows = parallel.tabulate_parallel(dam, "wire", right)
        kept = rows[rows["action"] == "kept"]
        tokens = [parallel.gather_tokens(dam, version_id) for version_id in ("wire", right)]
        assert Reader(parallel.render_parallel(kept, *tokens)).marked == []


# --- selecting and saying ---


def test_passages_are_selected_whole(dam):
    rows = parallel.tabulate_parallel(dam, "wire", "rewrite")
    omitted = parallel.select_passages(rows, actions=["omitted"])
    assert set(omitted["action"]) == {"omitted"}
    moved = parallel.select_passages(rows, only_moved=True)
    assert moved["moved"].all()
    assert len(moved)
    found = parallel.select_passages(rows, search="HALVERN power")
    assert set(found["passage"]) == {
        row.passage
        for row in rows.itertuples()
        if "Halvern Power" in f"{row.base_text} / {row.other_text}"
    }
    pd.testing.assert_frame_equal(parallel.select_passages(rows), rows)


def test_a_search_is_no_pattern(tiny):
    rows = parallel.tabulate_parallel(tiny, "wire", "cutdown")
    assert parallel.select_passages(rows, search="(.*").empty
    assert len(parallel.select_passages(rows, search="  ")) == len(rows)


def test_counts_of_passages_add_up(dam):
    rows = parallel.tabulate_parallel(dam, "wire", "rewrite")
    counts = parallel.count_actions(rows)
    assert sum(counts[action] for action in collation.ACTIONS) == rows["passage"].nunique()


def test_wrong_names_are_refused(tiny):
    with pytest.raises(UsageError, match="wire, cutdown, rewrite"):
        parallel.tabulate_parallel(tiny, "wire", "nowhere")
    rows = parallel.tabulate_parallel(tiny, "wire", "cutdown")
    with pytest.raises(UsageError, match="actions are kept"):
        parallel.select_passages(rows, actions=["lost"])


def test_the_summary_reads_the_right_version_against_the_left(tiny):
    told = parallel.summarise_pair(tiny, "cutdown", "wire")
    assert told.startswith("wire read against cutdown as its base. It has all 5 of the base's ")
    assert "1 sentence of its own" in told
