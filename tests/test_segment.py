"""Does every part of a page land in the kind a reader would give it, and nothing get lost?"""

from collections import Counter
from types import SimpleNamespace as Namespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.segment import KINDS, segment_text, tabulate_segments, tabulate_tokens
from analysis.tokens import tokenise

LEAD = "A ferry with 80 people on board hit the old pier of Port Halden early on Tuesday."
SECOND = "No one was badly hurt, the harbour office said, but the pier will stay shut for weeks."
THIRD = "The captain told the inquiry that fog had hidden the lights until it was far too late."


def label(text, hints=()):
    """Give (kind, characters) of each segment."""
    return [(kind, text[start:stop]) for kind, _, start, stop in segment_text(text, hints)]


def page(*lines):
    """Put paragraphs one a line."""
    return "\n".join(lines)


def kind_of(line, *, before=(LEAD, SECOND), after=(THIRD,)):
    """Give the kind of one line among paragraphs of prose."""
    kinds = dict((text, kind) for kind, text in label(page(*before, line, *after)))
    return kinds.get(line)


def test_a_whole_page():
    text = page(
        "Share on Facebook",
        "Ferry hits pier in fog, 80 people safe",
        "Harbour office shuts the old pier of Port Halden for weeks",
        "By Ann Poole",
        "February 11, 2026, 2:20 PM",
        "The ferry Orrin at the old pier on Tuesday. Lou Katz/Reuters",
        f"PORT HALDEN, Feb. 11 (Continental Wire) — {LEAD} {SECOND}",
        "Fog on the water",
        THIRD,
        "Related article: Five ferries, five winters",
        SECOND,
        "(Reporting by Ann Poole; Editing by Tom Hill)",
        "Sign up for our newsletter.",
        "Leave a Reply",
    )
    assert [kind for kind, _ in label(text)] == [
        *("furniture", "headline", "standfirst", "byline", "date", "caption", "dateline"),
        *("body", "body", "subheading", "body", "furniture", "body", "credit"),
        *("furniture", "furniture"),
    ]


@pytest.mark.parametrize(
    "dateline",
    [
        "Washington (AFP) -",
        "PORT HALDEN, Feb. 3 (Continental Wire) —",
        "LONDON —",
        "NEW YORK, May 30 (Reuters) -",
        "AUSTIN, Texas (AP) —",
        "SEOUL, South Korea —",
        "WASHINGTON, D.C. -",
        "BEIJING, Jan. 3 (Xinhua) --",
        "(Reuters) -",
        "Kyiv, Ukraine –",
        "MOSCOW, December 22. /TASS/.",
        "KYIV, Ukraine, Feb. 3 —",
        "Mexico City (AFP) –",
    ],
)
def test_datelines(dateline):
    found = label(f"{dateline} {LEAD}\n{SECOND}")
    assert found == [("dateline", dateline), ("body", LEAD), ("body", SECOND)]


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia – which denied it – sent three ships to the harbour of Port Halden on Tuesday.",
        "NATO said on Tuesday that three ships - all of them grey - had left Port Halden.",
        "The U.S. said it was sorry - twice - about the ships that had left Port Halden early.",
        "Port Halden (population 4,000) said that three ships had left its harbour on Tuesday.",
        "Monday, Tuesday and Wednesday - all three were lost to fog, the harbour office said.",
    ],
)
def test_prose_is_no_dateline(sentence):
    assert label(page(sentence, SECOND))[0] == ("body", sentence)


@pytest.mark.parametrize(
    "line",
    [
        "Share prices of the ferry company fell 3 percent on Monday.",
        "Read more than one report and the ferry's speed changes.",
        "Read the report, the mayor said, and then judge the captain.",
        "Subscribe, he told the crowd, and the ferry will be saved.",
        "Related charges against the captain were dropped.",
        "Advertisement sales paid for the pier, the office said.",
        "Comments by the captain were closed to the press.",
        "By Friday, the pier had been mended.",
        "By Ann Poole's count, 80 people were on board.",
        "Photographs by passengers show the fog, police said.",
        "Reporting by the harbour office was late, the mayor said.",
        "Editing by hand is slow work, the clerk said.",
        "Follow the money, the mayor said.",
        "More: that is what the crews asked for, and got.",
        "The company changed its privacy policy and its terms of use last year.",
        "The town wants to become a member of the union.",
        "The show first appeared on television in 1990.",
        "An earlier version of this bill was dropped in May.",
        "“All rights reserved,” the captain joked.",
        "He asked the town to make a donation.",
        "It rained.",
        "But why?",
        "He called it:",
        "May 3 was the day of the vote.",
        "Reuters first reported the crash.",
        "The Associated Press could not reach the captain.",
        "• 80 people were on board;",
    ],
)
def test_prose_is_not_lost_to_a_phrase(line):
    assert kind_of(line) == "body"
    assert kind_of(line, after=()) == "body"


@pytest.mark.parametrize(
    "line",
    [
        "Advertisement",
        "Share this article",
        "FacebookEmail Twitter Google+ LinkedIn Pinterest",
        "Read more: Five ferries, five winters",
        "RELATED: Five ferries, five winters",
        "Sign up for our free newsletter and never miss a ferry.",
        "Click here to see the tide table.",
        "Your email address will not be published. Required fields are marked *",
        "Comments are closed.",
        "One thought on “Ferry hits pier”",
        "3 comments",
        "© 2026 The Halden Post. All rights reserved.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "This is a developing story. Please check back for updates.",
        "Correction: An earlier version of this story misspelled the captain's name.",
        "Story continues below advertisement",
        "Source link",
        "Tags: ferries, Port Halden, fog",
        "___",
        "https://www.example.org/ferry",
        "desk@example.org",
        "We use cookies. By clicking on Accept you agree.",
        "This story has been updated to add the captain's name.",
        "Powered by automated translation",
        "The views expressed in this article are the author's own.",
        "5 min read",
    ],
)
def test_furniture(line):
    assert kind_of(line) == "furniture"
    assert kind_of(line, after=()) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "FILE - The ferry Orrin leaves Port Halden, Feb. 3, 2020. (AP Photo/Lou Katz, File)",
        "The ferry Orrin at the old pier. Reuters",
        "The ferry Orrin at the old pier in 2019.  AP",
        "The ferry Orrin at the old pier, in February 2020 [Lou Katz/AP Photo]",
        "The ferry Orrin at the old pier. (Lou Katz/Getty Images)",
        "The ferry Orrin at the old pier. Photograph: Lou Katz/AFP",
        "Captain Ann Poole is seen in this undated handout photo from the harbour office.",
    ],
)
def test_captions(line):
    assert kind_of(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "Lou Katz / TASS",
        "Getty Images",
        "Photo: AP",
        "(Lou Katz/The Halden Post)",
        "(Reporting by Ann Poole; Editing by Tom Hill)",
        "Additional reporting by Ann Poole in Dover",
        "Associated Press writer Ann Poole in Dover contributed to this report.",
        "With inputs from agencies",
    ],
)
def test_credits(line):
    assert kind_of(line) == "credit"


@pytest.mark.parametrize(
    "line",
    [
        "Fog on the water",
        "'Sign of neglect'",
        "“Nobody saw it”",
        "sent out before dawn",
        "The pier",
    ],
)
def test_subheadings(line):
    assert kind_of(line) == "subheading"


@pytest.mark.parametrize(
    "line",
    [
        "December 23, 2022",
        "Updated: December 23, 2022, 7:56 AM",
        "Fri 23 Dec 2022 14.05 GMT",
        "2022-12-23",
        "23/12/2022",
        "Published 3 hours ago, 12:40",
        "1:52 pm CDT, Friday, May 31, 2019",
        "May 31, 2019 / 10:50 AM",
    ],
)
def test_dates(line):
    assert kind_of(line) == "date"
    assert label(page("Ferry hits pier in fog", line, LEAD, SECOND))[1] == ("date", line)


@pytest.mark.parametrize(
    "line",
    [
        "By Ann Poole",
        "By AFP",
        "BY ANN POOLE AND TOM HILL",
        "By ANN POOLE and TOM HILL - Associated Press",
        "By Ann Poole, harbour correspondent",
        "Ann Poole and Tom Hill, Associated Press",
    ],
)
def test_bylines(line):
    assert label(page("Ferry hits pier in fog", line, LEAD, SECOND))[1] == ("byline", line)


@pytest.mark.parametrize(
    "headline",
    [
        "Ferry hits pier in fog",
        "FERRY HITS PIER",
        "Ferry Hits Pier. Captain Blames Fog.",
        "Who hit the pier?",
        "Ferry hits pier in fog | The Halden Post",
        "‘Nobody saw it’: ferry hits pier",
        "WATCH: Ferry hits pier in thick fog",
    ],
)
def test_headlines(headline):
    assert label(page(headline, LEAD, SECOND)) == [
        ("headline", headline),
        ("body", LEAD),
        ("body", SECOND),
    ]


def test_a_headline_said_twice_counts_once():
    kinds = [kind for kind, _ in label(page("Ferry hits pier", "FERRY HITS PIER", LEAD, SECOND))]
    assert kinds == ["headline", "furniture", "body", "body"]


def test_a_headline_with_a_full_stop_is_known_by_the_dateline_below_it():
    text = page("Ferry hits pier in fog.", f"DOVER — {LEAD}", SECOND)
    assert label(text)[:2] == [("headline", "Ferry hits pier in fog."), ("dateline", "DOVER —")]


def test_a_standfirst_may_end_like_a_sentence_where_the_byline_is_below_it():
    text = page("Ferry hits pier", "The harbour office shuts the pier.", "By Ann Poole", LEAD)
    assert [kind for kind, _ in label(text)] == ["headline", "standfirst", "byline", "body"]


def test_the_alternative_text_of_a_picture_is_a_caption_too():
    text = page(
        *(LEAD, "Passengers leave the ferry Orrin in Port Halden, in February 2026"),
        "Passengers leave the ferry Orrin in Port Halden, in thick fog, February 2026 [Reuters]",
        SECOND,
    )
    assert [kind for kind, _ in label(text)] == ["body", "caption", "caption", "body"]


def test_a_pull_quote_is_not_counted_again():
    quote = "fog had hidden the lights until it was far too late."
    text = page(LEAD, THIRD, quote.capitalize(), SECOND)
    assert [kind for kind, _ in label(text)] == ["body", "body", "furniture", "body"]


def test_a_credit_glued_to_the_last_paragraph_is_cut_off():
    text = page(LEAD, f"{SECOND}Contributing: Ann Poole, The Halden Post.")
    assert label(text)[-2:] == [
        ("body", SECOND),
        ("credit", "Contributing: Ann Poole, The Halden Post."),
    ]


def test_a_call_inside_a_paragraph_takes_no_prose_away():
    text = page(LEAD, f"{SECOND} Sign up for our newsletter.", THIRD)
    assert ("body", SECOND) in label(text)
    assert ("furniture", "Sign up for our newsletter.") in label(text)


def test_the_note_about_the_writer_is_not_body():
    text = page("Ferry hits pier", "By Ann Poole", LEAD, SECOND, "Ann Poole covers the harbour.")
    assert label(text)[-1] == ("furniture", "Ann Poole covers the harbour.")


def test_three_short_lines_in_a_row_are_a_list_and_stay():
    text = page(LEAD, "Boats lost: 3", "Boats found: 2", "Boats sold: 1", SECOND)
    assert {kind for kind, _ in label(text)} == {"body"}


def test_raw_markdown():
    text = page(
        "# Ferry hits pier",
        "By [CW](#)",
        "**Harbour Office / TASS**",
        LEAD,
        "## **'Sign of neglect'**",
        SECOND,
        "**Related article: ['Five ferries'](#)**",
    )
    assert [kind for kind, _ in label(text)] == [
        *("headline", "byline", "credit", "body", "subheading", "body", "furniture")
    ]


@pytest.mark.parametrize("text", ["Ferry", "ferry hits pier", "Rain.", LEAD, "a b c", "“No”"])
def test_a_text_of_one_paragraph_is_body(text):
    assert {kind for kind, _ in label(text)} == {"body"}


def test_a_lone_headline_is_a_headline():
    assert label("Ferry Hits Pier In Thick Fog") == [("headline", "Ferry Hits Pier In Thick Fog")]


def test_two_lines_without_a_full_stop_are_headline_and_body():
    assert [kind for kind, _ in label("ferry hits pier\na ferry hit a pier")] == [
        "headline",
        "body",
    ]


@pytest.mark.parametrize("text", ["", " ", "\n\n\t"])
def test_white_space_has_no_segment(text):
    assert segment_text(text) == []


def test_wrapped_lines_are_joined_into_paragraphs():
    text = (
        "Ferry hits pier\n\n"
        "DOVER (CW) - A ferry with 80 people on board hit the old pier of\n"
        "Port Halden early on Tuesday. No one was hurt, the\n"
        "harbour office said.\n\n"
        "Fog on the water\n\n"
        "The captain told the inquiry that fog had hidden the lights\n"
        "until it was far too late. The pier will stay shut for weeks and\n"
        "perhaps for months, the harbour office said.\n"
    )
    found = label(text)
    assert [kind for kind, _ in found] == [
        *("headline", "dateline", "body", "body", "subheading", "body", "body")
    ]
    assert [part.paragraph for part in segment_text(text)] == [0, 1, 1, 1, 2, 3, 3]
    assert found[5][1].endswith("lights\nuntil it was far too late.")


def test_lines_of_one_paragraph_each_are_not_joined():
    text = page("Ferry hits pier", "It was dark.", "No one was hurt.", "Fog hid the lights.")
    assert len({segment.paragraph for segment in segment_text(text)}) == 4


def test_hints_win():
    text = page("Advertisement", LEAD, SECOND)
    hints = [(0, 13, "body"), (14, 14 + len(LEAD), "caption")]
    assert label(text, hints)[:2] == [("body", "Advertisement"), ("caption", LEAD)]


def test_a_hint_may_hold_a_part_of_a_paragraph():
    text = f"Port Halden {LEAD}"
    assert label(text, [(0, 11, "dateline")]) == [("dateline", "Port Halden"), ("body", LEAD)]


def test_a_hinted_headline_leaves_no_other():
    text = page("Ferry hits pier", "Fog on the water, and a long wait for news", LEAD, SECOND)
    kinds = [kind for kind, _ in label(text, [(0, 15, "headline")])]
    assert kinds == ["headline", "standfirst", "body", "body"]


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="footnote"):
        segment_text("Rain.", [(0, 5, "footnote")])


PIECES = st.lists(
    st.sampled_from(
        [
            *("By Ann Poole", "LONDON — ", LEAD, SECOND, "Advertisement", "\n", "\n\n", " ", "“"),
            *("# ", "** ", "[a](#)", "(Reuters)", "Reuters", "May 3, 2020", "Fog", ". ", "\r\n"),
            *("Read more: ", "Contributing: Ann", "©", "…", '"', "\u2028", "\x1c", "\xa0", "a b"),
        ]
    ),
    max_size=25,
).map("".join)
HINTS = st.lists(
    st.tuples(st.integers(-3, 60), st.integers(-3, 90), st.sampled_from(KINDS)), max_size=5
)


@given(st.one_of(st.text(), PIECES), HINTS)
def test_segments_and_white_space_are_the_whole_text(text, hints):
    segments = segment_text(text, hints)
    reached, paragraph = 0, 0
    for segment in segments:
        assert segment.kind in KINDS
        assert reached <= segment.start < segment.stop
        assert text[reached : segment.start].strip() == ""
        assert text[segment.start : segment.stop].strip() == text[segment.start : segment.stop]
        assert segment.paragraph >= paragraph
        reached, paragraph = segment.stop, segment.paragraph
    assert text[reached:].strip() == ""
    assert segment_text(text, reversed(hints)) == segments


@given(st.lists(st.one_of(st.text(), PIECES), max_size=3))
def test_tokens_of_segments_are_the_tokens_of_the_text(texts):
    story = Namespace(
        versions=tuple(Namespace(id=f"v{i}", text=t, hints=()) for i, t in enumerate(texts))
    )
    segments = tabulate_segments(story)
    tokens = tabulate_tokens(segments)
    for version in story.versions:
        rows = tokens[tokens["version_id"] == version.id]
        for start, stop, form in zip(rows["start"], rows["stop"], rows["form"], strict=True):
            assert version.text[start:stop] == form
        assert "".join("".join(rows["form"]).split()) == "".join(version.text.split())
    words = tokens[tokens["is_word"]].groupby(["version_id", "segment"]).size().to_dict()
    for row in segments.itertuples():
        assert row.n_tokens == words.get((row.version_id, row.segment), 0)
        assert row.n_tokens == sum(token.is_word for token in tokenise(row.text))


def test_tables_of_an_empty_story_have_their_columns():
    segments = tabulate_segments(Namespace(versions=()))
    tokens = tabulate_tokens(segments)
    assert (len(segments), len(tokens)) == (0, 0)
    assert list(tokens) == [
        *("version_id", "segment", "kind", "paragraph", "start", "stop", "form", "term", "is_word")
    ]
    assert tokens["is_word"].dtype == bool
    assert segments["n_tokens"].dtype == "int64"


@pytest.mark.parametrize(
    "piece",
    ["a.\n", "Share this\n", "[a](", "By A ", "(", "Aa, ", "Ab/", "# ", "x", '"', "http://"],
)
def test_long_texts_of_one_shape_are_cut_to_the_end(piece):
    """How the time grows is measured in benchmarks/."""
    text = piece * (80_000 // len(piece))
    kept = "".join(text[segment.start : segment.stop] for segment in segment_text(text))
    assert "".join(kept.split()) == "".join(text.split())


# Kinds of the five real articles, counted by eye.
REAL = {
    "000_fb7f4bd2e012a835.txt": {"headline": 1, "body": 29, "subheading": 3, "furniture": 2},
    "001_bf3d3d1b4a37aafc.txt": {
        **{"headline": 1, "byline": 1, "date": 1, "credit": 1},
        **{"body": 17, "subheading": 2, "furniture": 1},
    },
    "002_684cf2e028369fca.txt": {"dateline": 1, "body": 29, "subheading": 3},
    "003_900507b1420ffcad.txt": {
        **{"headline": 1, "caption": 2, "subheading": 1, "furniture": 3},
        **{"body": 31},
    },
    "004_573699304b364690.txt": {
        **{"headline": 1, "standfirst": 1, "caption": 3, "furniture": 1, "date": 1},
        **{"body": 22},
    },
}


@pytest.mark.parametrize("name", REAL)
def test_the_five_real_articles(name, seeds_folder):
    text = (seeds_folder / name).read_text(encoding="utf-8")
    found = label(text)
    assert Counter(kind for kind, _ in found) == REAL[name]
    marks = tuple('.?!”"')
    assert all(text.endswith(marks) for kind, text in found if kind == "body")


def test_the_subheading_of_the_spun_article(seeds_folder):
    text = (seeds_folder / "000_fb7f4bd2e012a835.txt").read_text(encoding="utf-8")
    assert ("subheading", "sent before convict recruitment") in label(text)
