"""What is new, and by what is it known again?"""

from hypothesis import given
from hypothesis import strategies as st

from analysis.story import Version
from analysis.watch.alterations import compare_with_earlier
from analysis.watch.archive import Entry
from analysis.watch.news import find_news, make_key, select_news
from analysis.watch.versions import (
    Wording,
    is_same_wording,
    is_something_else,
    list_canonical,
    name_lineage,
    name_text,
    write_readable,
)

ENTRY = Entry("ferry", "post", "post-2", "", "", "", ".txt", "2026-02-11T00:00:00Z")
BODY = "The ferry struck the pier on Tuesday. Nobody was hurt, the owner said. It sailed on Friday."


def make_item(**facts) -> dict:
    """An alteration; a figure unless something else is said."""
    item = {"version": "post", "text": "post", "against": "base", "against_text": "wire"}
    item |= {"kind": "number", "subkind": "value", "severity": "critical", "confidence": 1.0}
    item |= {"before": "seven", "after": "eight", "why": "", "group": "1"}
    return item | facts


def compare(before: str, after: str, hints_before=(), hints_after=()) -> list[tuple]:
    """Kind, subkind and severity of what a version changed in its own text."""
    a = Version("post", "a", before, "0", hints=tuple(hints_before))
    b = Version("post-2", "b", after, "1", hints=tuple(hints_after))
    found = compare_with_earlier(a, b, ENTRY)
    assert all(item["against"] == "earlier" and item["against_text"] == "post" for item in found)
    return [(item["kind"], item["subkind"], item["severity"]) for item in found]


def test_a_text_against_itself():
    assert compare(BODY, BODY) == []
    assert compare("?!", "...") == [] and compare("One.", "One.") == []


def test_sentences_that_come_and_go():
    assert compare(BODY, BODY.replace(" It sailed on Friday.", "")) == [
        ("version", "shortened", "substantive")
    ]
    assert compare(BODY, BODY + " A second ferry waited outside the harbor all night.") == [
        ("version", "extended", "substantive")
    ]


def test_a_caption_and_a_headline_are_read_too():
    old = "Seven hurt on ferry\n\n" + BODY + "\n\nSeven people were hurt at the pier."
    new = old.replace("Seven", "Eleven")
    stop = old.index("\n")
    hints = [(0, stop, "headline"), (old.rindex("Seven"), len(old), "caption")]
    later = [(0, stop + 1, "headline"), (new.rindex("Eleven"), len(new), "caption")]
    found = compare(old, new, hints, later)
    assert found.count(("number", "value", "critical")) == 2
    assert ("version", "headline", "substantive") in found


def test_news_is_what_did_not_stand_so_before():
    one, two = make_item(), make_item(after="nine", group="2")
    assert find_news([one, two], [one]) == [two]
    assert find_news([one], [one, two]) == []
    assert find_news([one, one | {"group": "9"}], [one]) == [one | {"group": "9"}]


def test_rows_of_one_alteration_are_told_by_the_worst():
    rows = [make_item(severity="substantive", subkind="bound"), make_item(), make_item(group="2")]
    assert find_news(rows, []) == [rows[1], rows[2]]


def test_the_same_alteration_in_another_place_text_or_style_is_the_same():
    key = make_key(make_item(before="“no licence”, he said", after="a licence"))
    assert key == make_key(
        make_item(text="post-7", before='"no license," he said', after="a license")
    )
    assert key != make_key(make_item(before="“no licence”, he said", after="two licences"))
    assert key != make_key(make_item(version="other", before="“no licence”", after="a licence"))
    assert make_key(make_item(before="?")) != make_key(make_item(before="!"))


@given(st.lists(st.builds(make_item, before=st.sampled_from("abc"), group=st.sampled_from("123"))))
def test_nothing_is_new_against_itself(items):
    assert find_news(items, items) == []
    assert find_news(items, list(reversed(items))) == []


def test_selecting():
    items = [make_item(severity=s) for s in ("critical", "substantive", "stylistic")]
    new = make_item(kind="version", subkind="new", severity="stylistic")
    assert select_news([*items, new], "substantive") == items[:2]
    assert select_news([*items, new], "critical", tell_new_versions=True) == [items[0], new]


@given(st.text(max_size=60), st.text(max_size=60))
def test_wordings_of_any_text(a, b):
    assert is_same_wording(Wording(a, b), Wording(a, b))
    assert is_same_wording(Wording(a, b), Wording(b, a)) == is_same_wording(
        Wording(b, a), Wording(a, b)
    )
    assert isinstance(is_something_else(Wording("", a), Wording("", b)), bool)
    assert list_canonical(a) == list_canonical(a)


@given(st.text(max_size=40) | st.none(), st.text(max_size=40), st.sets(st.text("ab-2", max_size=6)))
def test_ids_are_safe_and_not_taken(outlet, place, taken):
    taken = {name.casefold() for name in taken}
    lineage = name_lineage(outlet, place, taken)
    text = name_text(lineage, 2, taken)
    for made in (lineage, text):
        assert made.casefold() not in taken and len(made) <= 64
        assert made.isascii() and all(c.isalnum() or c in "-_." for c in made)


def test_units_and_quotation_marks_are_no_house_style():
    for old, new in (
        ("It was 30 degrees Celsius.", "It was 30 degrees Fahrenheit."),
        ("It cost $4.6 million.", "It cost £4.6 million."),
        ("“It is over,” he said.", "It is over, he said."),
        ("He fell 30 feet.", "He fell 30 metres."),
        ("Some 200 dead.", "Some 200 alive."),
    ):
        assert not is_same_wording(Wording("", old), Wording("", new)), old


def test_a_page_is_only_rewritten_where_its_bytes_say_nothing():
    russian = "Мост закрыт во вторник".encode("koi8-r")
    assert (
        write_readable(russian, "text/html; charset=koi8-r", "a").decode("utf-8-sig")[:4] == "Мост"
    )
    declared = b'<meta charset="windows-1251">' + russian
    assert write_readable(declared, "text/html; charset=koi8-r", "a") == declared
    plain = "naïve".encode()
    assert write_readable(plain, "text/html; charset=koi8-r", "a") == plain
    for charset in ("zip", "hex", "rot13", "idna", "utf-7", "nonsense", "\0"):
        assert write_readable(russian, f"text/html; charset={charset}", "a") == russian
