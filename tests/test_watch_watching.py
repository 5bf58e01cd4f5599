"""Does the watch tell all that matters, once, and nothing else?"""

import json
from datetime import UTC, datetime, timedelta

import pytest
import watch_server
from watch_pages import BODY, HEADLINE, make_page, replace_all
from watch_server import cut_off, drip, fail, redirect, stream

from analysis.watch.settings import Limits, Plan, Settings, Source, plan_folders
from analysis.watch.watching import run_watch

QUICK = Limits(
    delay_seconds=0,
    connect_seconds=1,
    read_seconds=0.5,
    page_seconds=1,
    page_megabytes=1,
    tries=1,
)
START = datetime(2026, 2, 11, 6, 0, tzinfo=UTC)


@pytest.fixture
def site():
    """A site on this machine."""
    with watch_server.serve() as found:
        yield found


class Watch:
    """Runs of the watch, a day apart, over one set of settings."""

    def __init__(self, settings: Settings):
        self.settings, self.day, self.said = settings, 0, []

    def run(self, fail_on=None, **facts):
        """Run once; what was said is in `said`."""
        self.day += 1
        self.said = []
        return run_watch(
            self.settings,
            fail_on=fail_on,
            written="digest",
            tell=self.said.append,
            now=lambda: START + timedelta(days=self.day),
            **facts,
        )

    def list_new(self, **facts) -> list[tuple[str, str, str]]:
        """Kind, subkind and severity of what a run tells."""
        digest = self.run(**facts).digest
        items = [item for story in digest.stories for item in story.items]
        return [(item["kind"], item["subkind"], item["severity"]) for item in items]


def watch_addresses(tmp_path, site, *sources: Source, **facts) -> Watch:
    """A watch of one story called ferry."""
    plan = Plan("ferry", "Ferry strikes pier", facts.pop("base", None), sources)
    places = {"out": tmp_path / "out", "archive": tmp_path / "archive"}
    given = {"contact": "desk@example.org", "allow_private": True, "limits": QUICK, **facts}
    return Watch(Settings((plan,), **places, **given))


@pytest.fixture
def watch(tmp_path, site) -> Watch:
    """A watch of two pages: the wire and a post that says the same; one run is done."""
    wire = Source("address", site.put("/wire", make_page()), outlet="Quillshore Press", id="wire")
    post = Source("address", site.put("/post", make_page()), outlet="Tern Bay Post", id="post")
    watch = watch_addresses(tmp_path, site, wire, post, base="wire")
    outcome = watch.run()
    assert not outcome.problems and not watch.said and not outcome.digest.stories
    return watch


# ---------------------------------------------------------------- silence

FORMAT_ONLY = {
    "nothing at all": make_page(),
    "another script and style": make_page(head="<script>var nonce=9</script><style>p{}</style>"),
    "another description": make_page(head='<meta name="description" content="Something new">'),
    "another menu": make_page(before="<nav><ul><li><a href='/w'>Weather</a></li></ul></nav>"),
    "another footer": make_page(after="<footer><p>Copyright 2027. Terms of use.</p></footer>"),
    "related stories": make_page(
        after="<aside><h2>Related stories</h2><ul><li><a href='/x'>Storm kills nine</a></li>"
        "<li><a href='/y'>Mayor did not resign</a></li></ul></aside>"
    ),
    "buttons for sharing": make_page(
        before="<div class='share'><button>Share</button> <button>Tweet</button></div>"
    ),
    "a count of comments": make_page(after="<section id='comments'><p>37 comments</p></section>"),
    "an advertisement": make_page(after="<div class='ad'>Advertisement</div>"),
    "white space and line ends": make_page(tuple(t.replace(" ", "  \r\n ", 3) for t in BODY)),
    "no-break spaces": make_page(tuple(t.replace(" ", "\u00a0", 5) for t in BODY)),
    "soft hyphens and zero-width spaces": make_page(
        replace_all(
            ("passengers", "pas\u00adsen\u00adgers"), ("Investigators", "Investigators\u200b")
        )
    ),
    "mark-up inside sentences": make_page(paragraph="<p><span class='t'>{}</span></p>"),
    "paragraphs in divisions": make_page(paragraph="<div class='par'><p>{}</p></div>"),
    "curly quotation marks": make_page(
        replace_all(('"We', "“We"), ('crew,"', "crew,”"), ('"The', "“The"), ('wall."', "wall.”"))
    ),
    "single quotation marks": make_page(
        replace_all(('"We', "‘We"), ('crew,"', "crew,’"), ('"The', "‘The"), ('wall."', "wall.’"))
    ),
    "house style of initials": make_page(replace_all(("U.S.", "US"), ("a.m.", "am"))),
    "house style of figures": make_page(
        replace_all(("$4.6 million", "$4.6m"), ("1,250", "1 250"), ("70 percent", "70%"))
    ),
    "words for digits": make_page(
        replace_all(("six hours", "6 hours"), ("three months", "3 months"))
    ),
    "house style of dates": make_page(
        replace_all(("Feb. 10", "10 February"), ("8:40 a.m.", "08:40"))
    ),
    "British spelling": make_page(
        replace_all(("harbor", "harbour"), ("organized", "organised"), ("travelers", "travellers"))
    ),
    "contractions": make_page(replace_all(("it had opened", "it'd opened"))),
    "dashes": make_page(replace_all((" - A ferry", " — A ferry"))),
    "capital letters": make_page(headline=HEADLINE.title()),
    "another encoding": make_page(
        replace_all(('"We', "“We"), ('crew,"', "crew,”")), encoding="windows-1252"
    ),
    "all in capitals in the title": make_page(headline=HEADLINE.upper()),
}


def test_differences_of_format_are_silent(watch, site):
    """Each is a difference from the article as it was first seen, which stays the one known."""
    told = {}
    for name, page in FORMAT_ONLY.items():
        site.put("/post", page)
        told[name] = watch.list_new() or watch.said
    assert {name: news for name, news in told.items() if news} == {}
    assert len(told) >= 12
    kept = watch.settings.archive / "stories" / "ferry"
    texts = {path.name for path in kept.iterdir()} - {"post.html", "story.toml", "wire.html"}
    # "It'd" may be "it had" or "it would": a new text, in which nothing is altered.
    assert texts <= {"post-2.html", "post-3.html"}


def test_a_run_without_change_is_silent_and_asks_little(watch, site):
    site.requests.clear()
    outcome = watch.run()
    assert watch.said == [] and not outcome.problems
    assert [path for path, _ in site.requests] == ["/robots.txt", "/wire", "/post"]
    assert all("if-none-match" in headers for path, headers in site.requests[1:])
    digest = json.loads((watch.settings.out / "digest.json").read_text("utf-8"))
    assert digest["run"] == 2 and digest["stories"] == [] and digest["problems"] == []


# ---------------------------------------------------------------- what matters

ALTERED = {
    "a figure": ((("14 people", "40 people"),), ("number", "value", "critical")),
    "a scale": ((("$4.6 million", "$46 million"),), ("number", "scale", "critical")),
    "a negation": ((("did not receive", "did receive"),), ("negation", "lost", "critical")),
    "a date": ((("Feb. 10", "Feb. 20"),), ("date", "day", "critical")),
    "a time": ((("8:40 a.m.", "8:40 p.m."),), ("date", "time", "critical")),
    "a denial": ((("denied that", "said that"),), ("attribution", "denial_lost", "critical")),
    "a hedge": ((("reportedly found", "found"),), ("certainty", "hedge_lost", "substantive")),
}


@pytest.mark.parametrize("name", ALTERED)
def test_a_silent_edit_is_told_against_the_base_and_against_the_earlier_text(watch, site, name):
    pairs, wanted = ALTERED[name]
    site.put("/post", make_page(replace_all(*pairs)))
    outcome = watch.run(fail_on=wanted[2])
    (story,) = outcome.digest.stories
    found = {(i["against"], i["kind"], i["subkind"], i["severity"]) for i in story.items}
    assert {("base", *wanted), ("earlier", *wanted)} <= found
    assert outcome.is_altered and not outcome.problems
    (said,) = watch.said
    assert "post-2 against its own earlier text (post)" in said
    assert any(word in said for word in pairs[0][0].split())
    assert watch.list_new() == [], "told once"


def test_an_edit_that_is_taken_back_is_told_too(watch, site):
    site.put("/post", make_page(replace_all(("14 people", "40 people"))))
    assert len(watch.list_new()) == 2
    site.put("/post", make_page())
    assert watch.list_new() == [("number", "value", "critical")], "40 became 14 again"
    site.put("/post", make_page(replace_all(("14 people", "40 people"))))
    assert len(watch.list_new()) == 2, "and once more"


def test_old_alterations_are_not_told_again_when_something_else_changes(watch, site):
    site.put("/post", make_page(replace_all(("14 people", "40 people"))))
    watch.run()
    shifted = (BODY[0], "Divers went down to the hull in the afternoon and came back.", *BODY[1:])
    shifted = tuple(text.replace("14 people", "40 people") for text in shifted)
    site.put("/post", make_page(shifted))
    assert watch.list_new() == [("version", "extended", "substantive")]


def test_sentences_taken_out_and_another_headline_are_told(watch, site):
    site.put("/post", make_page(BODY[:-1], headline="Ferry company under fire after crash"))
    found = {subkind for _, subkind, _ in watch.list_new()}
    assert {"shortened", "headline"} <= found


def test_other_words_for_the_same_are_told_to_those_who_ask(watch, site):
    reworded = replace_all(("cooperate fully with the inquiry", "fully cooperate in the inquiry"))
    site.put("/post", make_page(reworded))
    assert watch.list_new() == []


def test_a_base_that_changes_is_told_and_who_does_not_follow(watch, site):
    site.put("/wire", make_page(replace_all(("14 people", "15 people"))))
    digest = watch.run().digest
    items = digest.stories[0].items
    assert {(i["version"], i["against"]) for i in items} == {("wire", "earlier"), ("post", "base")}
    follower = next(item for item in items if item["version"] == "post")
    assert follower["against_text"] == "wire-2" and "itself said so earlier" in follower["why"]


def test_the_least_severity_is_obeyed(tmp_path, site):
    source = Source("address", site.put("/a", make_page()), id="a")
    watch = watch_addresses(tmp_path, site, source, at_least="critical")
    watch.run()
    site.put("/a", make_page(replace_all(("reportedly found", "found"))))
    assert watch.list_new() == []
    site.put("/a", make_page(replace_all(("14 people", "40 people"))))
    assert watch.list_new() == [("number", "value", "critical")]


def test_a_new_version_without_alterations_is_told_to_those_who_ask(tmp_path, site):
    for flag in (False, True):
        folder = tmp_path / str(flag)
        folder.mkdir()
        sources = [Source("address", site.put("/a", make_page()), id="a")]
        watch = watch_addresses(folder, site, *sources, base="a", tell_new_versions=flag)
        watch.run()
        sources.append(Source("address", site.put("/b", make_page()), id="b"))
        again = watch_addresses(folder, site, *sources, base="a", tell_new_versions=flag)
        assert again.list_new() == ([("version", "new", "stylistic")] if flag else [])


# ---------------------------------------------------------------- pages that go


def test_a_page_that_is_gone_is_told_when_it_is_missed_again(watch, site):
    site.put("/post", fail(404))
    first = watch.run()
    assert "404" in first.problems[0] and not first.digest.stories
    assert watch.list_new() == [("version", "vanished", "substantive")]
    last = watch.run()
    assert not last.digest.stories and not last.problems
    site.put("/post", make_page())
    assert watch.list_new() == []
    site.put("/post", fail(410))
    assert watch.list_new() == [("version", "vanished", "substantive")], "gone for good: at once"


def test_a_wall_is_no_new_version(watch, site):
    site.put(
        "/post", make_page(("Please enable JavaScript and cookies to go on.",), "Just a moment")
    )
    assert watch.list_new() == [("version", "replaced", "substantive")]
    assert watch.list_new() == []
    site.put("/post", make_page())
    assert watch.list_new() == []
    stories = watch.settings.archive / "stories" / "ferry"
    assert sorted(path.name for path in stories.iterdir()) == [
        "post.html",
        "story.toml",
        "wire.html",
    ]


# ---------------------------------------------------------------- what fails

BROKEN = {
    "down": (fail(500), "answered 500"),
    "forbidden": (fail(403), "answered 403"),
    "slow": (drip(0.05), "in 1 seconds"),
    "silent": (drip(2), "in 0.5 seconds"),
    "endless": (stream(10**9, []), "larger than 1 MB"),
    "looping": (redirect("/post"), "leads back to itself"),
    "leading to a file": (redirect("file:///etc/passwd"), "not an http"),
    "cut off": (cut_off(make_page(), 10**5), "cut off"),
    "a picture": (lambda h: h.answer(200, b"\x89PNG", Content_Type="image/png"), "no article"),
    "a picture that lies": (b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
    "noise": (bytes(range(256)) * 40, "not"),
    "empty": (b"", "empty"),
    "no text": (b"<html><body><img></body></html>", "no text"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_source_that_fails_is_told_and_the_rest_is_done(watch, site, name):
    page, said = BROKEN[name]
    site.put("/post", page)
    site.put("/wire", make_page(replace_all(("14 people", "15 people"))))
    outcome = watch.run()
    (problem,) = outcome.problems
    assert said in problem and "/post" in problem
    assert outcome.digest.told_problems == [problem]
    assert ("wire", "earlier") in {
        (item["version"], item["against"]) for item in outcome.digest.stories[0].items
    }
    again = watch.run()
    assert again.problems and not again.digest.told_problems and not watch.said, "told once"
    site.put("/post", make_page())
    assert watch.run().digest.recovered == [problem]
    assert "Works again" in watch.said[0]


def test_a_page_that_breaks_its_reader_stops_no_other(watch, site, monkeypatch):
    from analysis.watch import watching

    read = watching.read_document

    def break_down(data, suffix, name):
        if b"deep" in data:
            raise RecursionError("too deep")
        return read(data, suffix, name)

    monkeypatch.setattr(watching, "read_document", break_down)
    site.put("/post", b"<html>deep")
    site.put("/wire", make_page(replace_all(("14 people", "15 people"))))
    outcome = watch.run()
    assert "RecursionError" in outcome.problems[0] and len(outcome.problems) == 1
    assert outcome.digest.stories


def test_heads_that_cannot_be_sent_back_are_not_kept(watch, site):
    folded = b'HTTP/1.1 200 OK\r\nETag: "a\r\n b"\r\nContent-Type: text/html\r\n\r\n' + make_page()
    site.put("/post", lambda handler: handler.wfile.write(folded))
    assert [watch.run().problems for _ in range(2)] == [[], []]


def test_a_source_that_fails_for_long_is_told_again(watch, site):
    site.put("/post", fail(500))
    told = [bool(watch.run().digest.told_problems) for _ in range(16)]
    assert told == [day % 7 == 0 for day in range(16)]


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        (
            "text/html; charset=utf-8",
            make_page(replace_all(("crew,", "crew – née,"))).decode().encode("windows-1252"),
        ),
        ("text/html; charset=utf-16", make_page()),
        ("text/html; charset=no-such", make_page()),
        ("text/html; charset=zip", make_page()),
        ("TEXT/HTML;charset", make_page()),
        ("text/html; charset=koi8-r", make_page()),
    ],
)
def test_a_server_that_lies_about_its_encoding(watch, site, kind, data):
    site.put("/post", data, kind)
    outcome = watch.run()
    assert not outcome.problems
    text = (watch.settings.archive / "stories" / "ferry" / "story.toml").read_text("utf-8")
    assert "\ufffd" not in text


def test_an_encoding_that_only_the_head_says_is_read(tmp_path, site):
    text = "<html><body><article><p>" + "Мост закрыт, сказал мэр города во вторник. " * 9
    data = text.encode("koi8-r")
    source = Source("address", site.put("/a", data, "text/html; charset=koi8-r"), id="a")
    watch = watch_addresses(tmp_path, site, source)
    assert not watch.run().problems
    made = (watch.settings.archive / "stories" / "ferry" / "a.html").read_bytes()
    assert "Мост закрыт" in made.decode("utf-8-sig")
    kept = [p for p in (watch.settings.archive / "pages").rglob("*") if p.is_file()]
    assert [path.read_bytes() for path in kept] == [data], "the page itself is kept to the byte"


# ---------------------------------------------------------------- folders


def test_a_folder_whose_files_change_come_and_go(tmp_path):
    folder = tmp_path / "ferry"
    folder.mkdir()
    text = "\n\n".join([HEADLINE, *BODY])
    (folder / "wire.txt").write_text(text, "utf-8")
    (folder / "post.txt").write_text(text, "utf-8")
    watch = Watch(plan_folders([str(folder)], tmp_path / "out"))
    assert watch.list_new() == []
    (folder / "post.txt").write_text(text.replace("14 people", "40 people"), "utf-8")
    assert watch.list_new() == [("number", "value", "critical")] * 2
    (folder / "late.txt").write_text(text.replace("$4.6 million", "$46 million"), "utf-8")
    assert ("number", "scale", "critical") in watch.list_new()
    (folder / "late.txt").unlink()
    assert watch.list_new() == [("version", "vanished", "substantive")]
    assert watch.list_new() == []
    (folder / "wire.txt").unlink()
    (folder / "post.txt").unlink()
    assert watch.run().problems, "an empty folder is a failure, not a story that is gone"


def test_a_folder_may_hold_a_manifest_and_files_that_are_not_as_it_says(tmp_path, root):
    import shutil

    folder = tmp_path / "tiny"
    shutil.copytree(root / "seeds" / "tiny", folder)
    watch = Watch(plan_folders([str(folder)], tmp_path / "out"))
    first = watch.run()
    assert not first.problems and first.digest.stories[0].base == "wire"
    text = (folder / "cutdown.txt").read_text("utf-8")
    assert "six" in text or "not" in text or any(c.isdigit() for c in text)
    (folder / "cutdown.txt").write_text(text.replace("Sunday", "Monday"), "utf-8")
    outcome = watch.run(fail_on="critical")
    assert not outcome.problems and outcome.is_altered


def test_two_folders_of_one_story(tmp_path):
    for name in ("desk", "wire"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.txt").write_text("\n\n".join([HEADLINE, *BODY]), "utf-8")
    sources = tuple(Source("folder", str(tmp_path / name)) for name in ("wire", "desk"))
    plan = Plan("ferry", None, None, sources)
    watch = Watch(Settings((plan,), tmp_path / "out", tmp_path / "archive"))
    assert watch.list_new() == [] and watch.list_new() == []
    made = tmp_path / "archive" / "stories" / "ferry"
    assert sorted(path.name for path in made.iterdir()) == ["a-a.txt", "a.txt", "story.toml"]


def test_a_page_that_moved_stays_the_version_it_was(tmp_path, site):
    source = Source("address", site.put("/old", make_page()), id="wire")
    watch_addresses(tmp_path, site, source).run()
    edited = make_page(replace_all(("14 people", "40 people")))
    moved = Source("address", site.put("/new", edited), id="wire")
    assert watch_addresses(tmp_path, site, moved).list_new() == [("number", "value", "critical")]


@pytest.mark.parametrize("seed", [1])
def test_planted_alterations_are_told_and_planted_formats_are_not(tmp_path, seed, root):
    """The planting knows nothing of the detectors; what it plants in one file is an edit of it."""
    from analysis.planting import plant_story
    from analysis.story import load_story

    planted = plant_story(load_story("calder-port"), tmp_path / "made", seed=seed, n_versions=3)
    texts = {"base": planted.planted.base, **planted.planted.versions}
    folder = tmp_path / "ferry"
    folder.mkdir()
    for name in ("wire", "post"):
        (folder / f"{name}.txt").write_text(texts["base"], "utf-8")
    watch = Watch(plan_folders([str(folder)], tmp_path / "out"))
    assert watch.list_new() == []
    for name in ("planted-controls", "planted-reordered"):
        (folder / "post.txt").write_text(texts[name], "utf-8")
        assert watch.list_new() == [], name
    (folder / "post.txt").write_text(texts["base"], "utf-8")
    assert watch.list_new() == []
    wanted, found = [], []
    for version_id in sorted(set(texts) - {"base"} - set(planted_pure())):
        key = planted.planted.tabulate_changes().query("other_id == @version_id")
        critical = key[key["severity"] == "critical"]
        (folder / "post.txt").write_text(texts[version_id], "utf-8")
        outcome = watch.run(fail_on="critical")
        told = [i for story in outcome.digest.stories for i in story.items]
        for row in critical.itertuples():
            wanted.append((version_id, row.kind, row.subkind, row.base_text, row.other_text))
            if any(covers(item, row) for item in told):
                found.append(wanted[-1])
        assert outcome.is_altered == bool(len(critical))
        (folder / "post.txt").write_text(texts["base"], "utf-8")
        watch.run()
    assert [one for one in wanted if one not in found] == []


def planted_pure() -> tuple[str, ...]:
    """Ids of planted versions without an edit."""
    from analysis.planting.planted import PURE

    return PURE


def covers(item: dict, row) -> bool:
    """Whether an item tells of a planted edit: the words of either side stand in it."""
    sides = ((row.base_text, item["before"]), (row.other_text, item["after"]))
    return any(
        planted.strip() and (planted.strip() in told or (told.strip() and told in planted))
        for planted, told in sides
    )
