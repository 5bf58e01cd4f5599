"""Does an editor see each alteration, the worst first, both passages marked and escaped?"""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyed_changes import read_keyed_changes

import analysis
from analysis import ledger_view, parallel, prose
from analysis.errors import UsageError
from analysis.fidelity import KINDS, SEVERITIES, load_severities
from analysis.fidelity.ledger import build_changes

INTENT = re.compile(
    r"\b(suppress\w*|censor\w*|hid(?:e|es|den)?|deliberate\w*|conceal\w*|distort\w*|falsif\w*)\b",
    re.IGNORECASE,
)
HOSTILE = ['<script>alert("x")</script>', "</blockquote></li>", "&amp; <b>", "\x00\x07\ud800", "‮"]


@pytest.fixture(scope="module")
def dam():
    """The invented story with the alterations of its key."""
    tables = analysis.compare(analysis.load_story("tarnholt-dam"))
    return tables | {"changes": read_keyed_changes("tarnholt-dam", tables)}


@pytest.fixture(scope="module")
def ledger(dam):
    return ledger_view.tabulate_ledger(dam)


def make_tables(base: str, other: str, changes: list[tuple] = ()) -> dict[str, pd.DataFrame]:
    """Two versions of one sentence each, aligned, with alterations (spans, kind, subkind)."""
    rules = load_severities()
    rows = [
        (
            *("a", "b", 0, 0, i, kind, subkind, rules[kind, subkind].severity),
            *(j, base[i:j], k, m, other[k:m], confidence, "it differs"),
        )
        for i, j, k, m, kind, subkind, confidence in changes
    ]
    segments = pd.DataFrame(
        [
            {"version_id": v, "segment": 0, "kind": "body", "paragraph": 0, "start": 0}
            | {"stop": len(text), "text": text, "n_tokens": 3}
            for v, text in (("a", base), ("b", other))
        ]
    )
    collation = pd.DataFrame(
        [{"base_id": "a", "other_id": "b", "base_segment": 0, "other_segment": 0}]
    )
    versions = pd.DataFrame({"version_id": ["a", "b"], "type": ["base", "rewrite"]})
    return {
        "changes": build_changes(rows),
        "segments": segments,
        "collation": collation,
        "versions": versions,
    }


class Page(HTMLParser):
    """Tags, texts of certain elements, and whether all that opens is closed."""

    def __init__(self, html: str):
        super().__init__()
        self.tags, self.attributes, self.open, self.text = [], [], [], ""
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attributes)))
        if tag != "input":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.text += data


# --- the table ---


def test_every_change_is_a_row_with_both_passages(dam, ledger):
    assert len(ledger) == len(dam["changes"]) > 30
    assert list(ledger.columns) == list(ledger_view.LEDGER_TYPES)
    for row in ledger.to_dict("records"):
        assert row["base_text"] in row["base_passage"]
        assert row["other_text"] in row["other_passage"]
    assert ledger_view.list_astray(dam).empty
    assert ledger_view.list_identical(dam).empty


def test_a_place_is_the_sentence_in_the_body(ledger):
    row = ledger[(ledger["other_id"] == "spun-again") & (ledger["base_text"] == "Low Ferris")]
    assert row["base_place"].tolist() == ["sentence 13 of 29"]
    assert row["other_place"].tolist() == ["sentence 13 of 26"]


def test_the_worst_stand_first_and_the_most_altered_version_before_the_others(ledger):
    assert ledger["alteration"].is_monotonic_increasing
    leads = ledger.drop_duplicates("alteration")
    ranks = leads["severity"].map(SEVERITIES.index).tolist()
    assert ranks == sorted(ranks)
    critical = leads.query("severity == 'critical'")
    assert list(dict.fromkeys(critical["other_id"])) == ["spun-again", "spun"]
    for _, own in critical.groupby("other_id"):
        assert own["base_start"].is_monotonic_increasing


def test_an_unsure_find_says_so_and_stands_after_the_sure_ones():
    base, other = "Ann met Bob and Eve.", "Ann saw Rob and Eva."
    spans = [(8, 11, 8, 11, "name", "replaced", 0.2), (16, 19, 16, 19, "name", "replaced", 0.9)]
    ledger = ledger_view.tabulate_ledger(make_tables(base, other, spans))
    assert ledger["sureness"].tolist() == ["", "unsure"]
    html = ledger_view.render_ledger(make_tables(base, other, spans))
    assert html.count("(unsure)") == 1 and "0.2" not in Page(html).text


def test_words_over_two_sentences_show_both(dam):
    body = dam["segments"].query("version_id == 'wire' and kind == 'body'")
    first, second = body.iloc[3], body.iloc[4]
    row = dam["changes"].iloc[0].to_dict() | {
        "base_start": first["start"],
        "base_stop": second["stop"],
        "base_text": "",
    }
    ledger = ledger_view.tabulate_ledger(dam | {"changes": pd.DataFrame([row])})
    assert ledger["base_place"].tolist() == ["sentences 4–5 of 29"]
    assert first["text"] in ledger["base_passage"][0]
    assert second["text"] in ledger["base_passage"][0]


def test_an_offset_that_leads_astray_is_found(dam):
    changes = dam["changes"].copy()
    changes.loc[3, "other_start"] += 1
    assert len(ledger_view.list_astray(dam | {"changes": changes})) == 1


def test_a_row_for_the_same_passage_is_found():
    same = "He paid $5 on Monday."
    tables = make_tables(same, same, [(8, 10, 8, 10, "number", "value", 0.9)])
    assert len(ledger_view.list_identical(tables)) == 1


def test_every_kind_and_subkind_has_a_name():
    rules = load_severities()
    assert set(rules) <= set(prose.CHANGE_NAMES)
    assert len({prose.name_change(*key) for key in rules}) == len(rules)
    assert set(prose.KIND_NAMES) == set(KINDS)


def test_no_name_speaks_of_intent():
    names = [*prose.CHANGE_NAMES.values(), *ledger_view.SEVERITY_MEANINGS.values()]
    assert [name for name in names if INTENT.search(name)] == []


# --- selecting ---


def test_selections_are_parts_of_the_whole(dam, ledger):
    assert ledger_view.select_ledger(dam).equals(ledger)
    quotes = ledger_view.select_ledger(dam, kinds=["quote"], versions=["spun"])
    assert set(quotes["kind"]) == {"quote"} and set(quotes["other_id"]) == {"spun"}
    assert len(quotes) == ((ledger["kind"] == "quote") & (ledger["other_id"] == "spun")).sum()
    worst = ledger_view.select_ledger(dam, severities=ledger_view.list_severities("substantive"))
    assert set(worst["severity"]) == {"critical", "substantive"}
    assert ledger_view.select_ledger(dam, least_confidence=0.95).empty


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"kinds": ["figures"]}, "no kind 'figures'; there are quote"),
        ({"versions": ["nope"]}, "no version 'nope'; there are wire"),
        ({"severities": ["bad"]}, "no severity 'bad'; there are critical"),
    ],
)
def test_a_name_that_does_not_exist_is_refused(dam, wanted, sentence):
    with pytest.raises(UsageError, match=sentence):
        ledger_view.select_ledger(dam, **wanted)


def test_settings_that_ask_for_more_count_fewer(dam):
    wide = ledger_view.vary_counts(dam).pivot(index="version_id", columns="setting", values="value")
    assert (wide["all"] >= wide["without the unsure"]).all()
    assert (wide["without the unsure"] >= wide["only the surest"]).all()
    assert (wide["all"] >= wide["only the critical"]).all()
    assert wide["all"].sum() == ledger_view.tabulate_ledger(dam)["alteration"].nunique()


# --- HTML ---


def test_counts_stand_first_with_what_was_compared(dam):
    text = Page(ledger_view.render_ledger(dam)).text
    lead = text[: text.index("Show only")]
    assert lead.startswith(
        "spun-again (Buzzline 24): 10 critical 6 substantive in 25 aligned passages"
    )
    assert "None found: cutdown, 20 aligned passages; independent, 1 aligned passage" in lead
    assert text.index("15 critical") < text.index("15 substantive") < text.index("2 stylistic")


def test_the_worst_is_open_and_the_rest_is_folded(dam):
    page = Page(ledger_view.render_ledger(dam))
    folded = [a["data-severity"] for tag, a in page.attributes if a.get("class") == "fold"]
    assert folded == ["substantive", "stylistic"]
    mild = dam | {"changes": dam["changes"].query("severity != 'critical'")}
    page = Page(ledger_view.render_ledger(mild))
    folded = [a["data-severity"] for tag, a in page.attributes if a.get("class") == "fold"]
    assert folded == ["stylistic"]


def test_the_altered_words_are_marked_on_both_sides():
    base, other = "It cost $4.6 million then.", "It cost $46 million then."
    spans = [(8, 20, 8, 19, "number", "scale", 0.9)]
    html = ledger_view.render_ledger(make_tables(base, other, spans))
    assert re.search(r"<del[^>]*>4\.6</del> million", html)
    assert re.search(r"<ins[^>]*>46</ins> million", html)
    assert html.count("<del") == html.count("<ins") == 1


def test_words_that_are_gone_leave_a_place_that_is_named():
    base, other = "Police say he fled.", "He fled."
    html = ledger_view.render_ledger(
        make_tables(base, other, [(0, 10, 0, 0, "attribution", "lost", 0.9)])
    )
    assert "<del>Police say</del> he fled." in html
    assert "nothing here" in html and "<ins" not in html


def test_a_change_that_is_not_in_the_words_marks_all_of_them():
    base, other = "“No,” said Ann.", "“No,” said Bob."
    html = ledger_view.render_ledger(
        make_tables(base, other, [(1, 4, 1, 4, "quote", "speaker_changed", 0.9)])
    )
    assert re.search(r"<del[^>]*>No,</del>", html) and re.search(r"<ins[^>]*>No,</ins>", html)


def test_dollars_are_never_typeset_as_formulas(dam, ledger):
    for html in (ledger_view.render_ledger(dam), ledger_view.render_rows(dam, ledger)):
        assert re.match(r'<div class="[^"]*mathjax_ignore', html)


def test_nothing_found_is_one_honest_sentence():
    tables = make_tables("It rained.", "It rained.")
    text = Page(ledger_view.render_ledger(tables)).text
    assert text == (
        "No alteration was found in the one aligned passage; this does not show that there is none."
    )
    tables["collation"] = tables["collation"].iloc[:0]
    assert "nothing could be compared" in ledger_view.render_ledger(tables)


def test_filters_offer_what_occurs_and_need_no_script(dam, ledger):
    page = Page(ledger_view.render_ledger(dam))
    boxes = [a for tag, a in page.attributes if tag == "input"]
    offered = {a["value"] for a in boxes if a["class"] == "by-kind"}
    assert offered == set(ledger["kind"])
    assert sum(a["class"] == "by-version" for a in boxes) == ledger["other_id"].nunique()
    assert page.tags.count("fieldset") == page.tags.count("legend") == 3
    assert page.tags.count("label") == len(boxes)
    assert not {"script", "a", "iframe", "link"} & set(page.tags)
    (form,) = (a for tag, a in page.attributes if tag == "form")
    assert form["method"] == "dialog" and "action" not in form
    bare = Page(ledger_view.render_ledger(dam, filters=False))
    assert "input" not in bare.tags


def test_every_row_carries_what_the_filters_ask_for(dam, ledger):
    page = Page(ledger_view.render_ledger(dam))
    rows = [a for tag, a in page.attributes if tag == "li" and "data-kind" in a]
    kinds = ledger.groupby("alteration")["kind"].agg(lambda own: " ".join(dict.fromkeys(own)))
    assert [a["data-kind"] for a in rows] == kinds.tolist()
    versions = {a["value"] for _, a in page.attributes if a.get("class") == "by-version"}
    assert {a["data-version"] for a in rows} == versions


def test_hostile_text_never_lives():
    for text in HOSTILE:
        base, other = f"{text} paid $5.", f"{text} paid $6."
        at = len(text) + 6
        tables = make_tables(base, other, [(0, at + 2, 0, at + 2, "number", "value", 0.9)])
        tables["changes"]["why"] = text
        tables["versions"]["version_id"] = ["a", text]
        for name in ("changes", "segments", "collation"):
            tables[name] = tables[name].replace({"b": text})
        html = ledger_view.render_ledger(tables) + ledger_view.render_rows(
            tables, ledger_view.tabulate_ledger(tables)
        )
        page = Page(html)
        assert page.open == [] and not {"script", "b"} & set(page.tags)
        html.encode("utf-8")


@given(st.text(), st.text(), st.data())
def test_any_two_passages_can_be_shown(base, other, data):
    def draw_span(text):
        ends = st.integers(0, len(text))
        return sorted(data.draw(st.tuples(ends, ends)))

    span = (*draw_span(base), *draw_span(other), "name", "replaced", 0.5)
    tables = make_tables(base, other, [span])
    page = Page(ledger_view.render_ledger(tables))
    assert page.open == []
    assert ledger_view.list_astray(tables).empty


def test_a_passage_without_end_is_cut_around_the_alteration():
    base, other = "word " * 20_000 + "five " + "word " * 20_000, "word " * 40_000 + "six"
    at = 100_000
    tables = make_tables(base, other, [(at, at + 4, 200_000, 200_003, "number", "value", 0.9)])
    html = ledger_view.render_ledger(tables)
    assert len(html) < 10_000
    assert "five" in html and "six" in html and "…" in html
    whole = make_tables(base, other, [(0, len(base), 0, len(other), "quote", "altered", 0.9)])
    assert len(ledger_view.render_ledger(whole)) < 20_000


def test_three_hundred_rows_are_a_small_page(dam):
    ledger = ledger_view.tabulate_ledger(dam)
    n = ledger["alteration"].max()
    copies = [ledger.assign(alteration=ledger["alteration"] + k * n) for k in range(10)]
    html = ledger_view.render_ledger(dam, pd.concat(copies, ignore_index=True))
    assert html.count("<li class=") >= 300
    assert len(html.encode()) < 700_000


def test_rows_without_headings_say_their_severity(dam, ledger):
    page = Page(ledger_view.render_rows(dam, ledger.tail(3)))
    assert page.text.count("stylistic") == 2 and page.text.count("substantive") == 1


def test_the_page_and_the_figures_share_their_colours():
    from analysis import figures

    for severity, colour in figures.SEVERITY_COLOURS.items():
        assert f".severity.{severity} {{ background: {colour};" in ledger_view.STYLE


def test_rows_that_are_one_alteration_are_one_card():
    base, other = "“It is not in danger now,” she said.", "“It is in peril now,” she said."
    spans = [(1, 24, 1, 19, "quote", "altered", 0.9), (7, 20, 7, 15, "negation", "lost", 0.9)]
    assert base[7:20] == "not in danger" and other[7:15] == "in peril"
    tables = make_tables(base, other, spans)
    ledger = ledger_view.tabulate_ledger(tables)
    assert ledger["alteration"].tolist() == [1, 1]
    assert ledger["kind"].tolist() == ["negation", "quote"]  # the worst speaks for both
    html = ledger_view.render_ledger(tables)
    assert 'data-kind="negation quote"' in html and html.count("<li class=") == 1
    text = Page(html).text
    assert text.startswith("b: 1 critical in 1 aligned passage")
    assert "also quoted words altered" in text
    assert "“It is not in danger now,” she said." in text  # every word once


# --- in a browser ---


@pytest.fixture(scope="module")
def page(dam, chromium: str, tmp_path_factory):
    """A page of the ledger alone, under the report's own policy."""
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("ledger") / "page.html"
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    path.write_text(
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>Ledger</title>'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f'<meta name="viewport" content="width=device-width"><style>{parallel.STYLE}'
        f"{ledger_view.STYLE}</style><main>{ledger_view.render_ledger(dam)}</main>",
        "utf-8",
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--no-first-run"]
        )
        opened = browser.new_page(viewport={"width": 390, "height": 800})
        opened.goto(path.as_uri())
        yield opened
        browser.close()


def list_visible(page) -> list[tuple[str, str]]:
    """Kind and severity of every row that can be seen."""
    return page.eval_on_selector_all(
        "li[data-kind]",
        "rows => rows.filter(row => row.checkVisibility({contentVisibilityAuto: true}))"
        ".map(row => [row.dataset.kind, row.className])",
    )


def test_boxes_filter_rows_by_keyboard_alone(page, ledger):
    assert {severity for _, severity in list_visible(page)} == {"critical"}
    page.locator(".filters summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")  # the second kind
    assert all("number" in kind.split() for kind, _ in list_visible(page))
    n_numbers = ledger.loc[ledger["kind"] == "number", "alteration"].nunique()
    assert len(list_visible(page)) == n_numbers > 0
    page.get_by_label(re.compile("certainty")).check()
    shown = list_visible(page)  # a tick opens what is folded
    assert all({"number", "certainty"} & set(kind.split()) for kind, _ in shown)
    assert {severity for _, severity in shown} == {"critical", "substantive"}
    page.get_by_label(re.compile(r"spun \(")).check()
    assert 0 < len(list_visible(page)) < len(shown)
    page.get_by_label(re.compile("critical")).check()
    assert list_visible(page) == [["number", "critical"]]
    page.get_by_role("button", name="Show all again").click()
    assert {severity for _, severity in list_visible(page)} == {"critical"}


def test_no_row_is_wider_than_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_on_paper_nothing_is_folded(page, ledger):
    page.emulate_media(media="print")
    assert len(list_visible(page)) == ledger["alteration"].nunique()
    page.emulate_media(media="screen")


# --- a version that contradicts itself ---


def make_inconsistency(text: str, first: str, second: str, why: str = "they differ"):
    tables = make_tables(text, text)
    i, j = text.index(first), text.rindex(second)
    tables["inconsistencies"] = pd.DataFrame(
        [
            {
                "version_id": "b",
                "kind": "name_spelling",
                "severity": "substantive",
                "confidence": 0.9,
            }
            | {"start": i, "stop": i + len(first), "text": first, "why": why}
            | {"other_start": j, "other_stop": j + len(second), "other_text": second}
        ]
    )
    return tables


def test_a_contradiction_shows_both_places():
    html = ledger_view.render_inconsistencies(
        make_inconsistency("Prigo came. Prigu left.", "Prigo", "Prigu")
    )
    assert "<mark>Prigo</mark>" in html and "<mark>Prigu</mark>" in html
    assert Page(html).text.startswith("bname spelt in two waysthey differ")


def test_a_headline_and_its_body_are_told_apart():
    tables = make_inconsistency("Six die in fire. Seven people died.", "Six", "Seven")
    parts = tables["segments"].query("version_id == 'b'")
    cut = "Six die in fire."
    headline = parts.assign(kind="headline", stop=len(cut), text=cut)
    body = parts.assign(segment=1, start=len(cut) + 1, text="Seven people died.")
    tables["segments"] = pd.concat([headline, body], ignore_index=True)
    text = Page(ledger_view.render_inconsistencies(tables)).text
    assert "headlineSix die in fire." in text and "sentence 1 of 1Seven people died." in text


def test_a_contradiction_with_one_place_only_is_shown():
    tables = make_inconsistency("It cost 10,0000 in all.", "10,0000", "10,0000", "<b>&")
    tables["inconsistencies"][["other_start", "other_stop"]] = pd.NA
    tables["inconsistencies"]["other_text"] = ""
    html = ledger_view.render_inconsistencies(tables)
    assert html.count("<mark>") == 1 and "&lt;b&gt;&amp;" in html


def test_without_the_table_there_is_no_section():
    tables = make_tables("It rained.", "It rained.")
    assert ledger_view.render_inconsistencies(tables) == ""
    tables["inconsistencies"] = pd.DataFrame()
    assert ledger_view.render_inconsistencies(tables) == ""
