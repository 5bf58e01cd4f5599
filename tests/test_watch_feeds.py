"""Are feeds and sitemaps read for what they name, and for nothing else?"""

import gzip
from datetime import UTC, datetime, timedelta

import pytest
import watch_server
from hypothesis import given
from hypothesis import strategies as st
from watch_pages import make_page
from watch_server import fail, redirect

from analysis.watch.feeds import FeedError, Link, choose_links, fits, read_named
from analysis.watch.settings import Limits, Plan, Settings, Source
from analysis.watch.watching import run_watch

HOME = "https://example.org/news/feed"
MOST = 1_000_000
RSS = """<?xml version="1.0"?><!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "x.dtd">
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>News</title>
<link>https://example.org/</link>
<item><title>Ferry hits pier</title><link> https://example.org/ferry </link>
 <pubDate>Tue, 10 Feb 2026 09:00:00 -0500</pubDate></item>
<item><title>Rain &amp; wind</title><guid>https://example.org/rain</guid>
 <dc:date>2026-02-11</dc:date></item>
<item><title>No link</title><guid isPermaLink="false">77</guid></item>
<item><title>Bad</title><link>javascript:alert(1)</link></item>
</channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>News</title>
<link href="https://example.org/"/><entry>
<title type="html">Ferry &lt;b&gt;hits&lt;/b&gt; pier</title>
<link rel="edit" href="/edit/1"/><link rel="alternate" href="../ferry#top"/>
<updated>2026-02-10T14:00:00Z</updated></entry></feed>"""
RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><channel><title>x</title></channel>
<item><title>Ferry</title><link>https://example.org/ferry</link></item></rdf:RDF>"""
JSON = '{"version": "https://jsonfeed.org/version/1.1", "items": [{"url": "/ferry", "title": "F"}]}'
SITEMAP = """<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">
<url><loc>https://example.org/ferry</loc><news:news><news:title>Ferry</news:title>
<news:publication_date>2026-02-10</news:publication_date></news:news></url>
<url><loc>https://example.org/rain</loc><lastmod>2026-02-11T00:00:00Z</lastmod></url></urlset>"""


def list_links(document: str | bytes) -> list[tuple]:
    """Address, title and time of each link."""
    data = document.encode("utf-8") if isinstance(document, str) else document
    return [tuple(vars(link).values()) for link in read_named(data, HOME, MOST).links]


def test_rss_with_all_that_is_wrong_with_it():
    assert list_links(RSS) == [
        ("https://example.org/ferry", "Ferry hits pier", "2026-02-10T14:00:00Z"),
        ("https://example.org/rain", "Rain & wind", "2026-02-11T00:00:00Z"),
    ]
    assert read_named(RSS.encode(), HOME, MOST).n_refused == 1


@pytest.mark.parametrize("document", [ATOM, RDF, JSON, "https://example.org/ferry\n"])
def test_other_kinds_of_feed_and_a_list(document):
    assert [row[0] for row in list_links(document)] == ["https://example.org/ferry"]


def test_sitemaps_and_their_index():
    wanted = ["https://example.org/ferry", "https://example.org/rain"]
    assert [row[0] for row in list_links(SITEMAP)] == wanted
    assert [row[0] for row in list_links(gzip.compress(SITEMAP.encode()))] == wanted
    index = "<sitemapindex><sitemap><loc>/one.xml</loc></sitemap></sitemapindex>"
    assert read_named(index.encode(), HOME, MOST).sitemaps == ["https://example.org/one.xml"]


@pytest.mark.parametrize("document", [RSS.replace("</item>", ""), RSS[:700], "\n\n" + RSS])
def test_a_feed_that_is_broken_gives_what_it_has(document):
    assert list_links(document)[0][0] == "https://example.org/ferry"


_BOMB = "".join(f'<!ENTITY x{n} "{f"&x{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<",
        b"not a feed",
        b"<html><body><p>Not found</p></body></html>",
        b"{]",
        b'{"items": 7}',
        b'{"items": ["x"]}',
        b"\x00\xff" * 500,
        b"\x1f\x8bgarbage",
        gzip.compress(b"\0" * 5_000_000),
        f'<!DOCTYPE rss [<!ENTITY x0 "lol">{_BOMB}]><rss><item>&x11;</item></rss>'.encode(),
        b'<!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]><rss><item>&f;</item></rss>',
        '<!DOCTYPE r [<!ENTITY a "b">]><rss/>'.encode("utf-16"),
        b"[" * 100_000,
        b'{"items":' + b"[" * 100_000,
    ],
)
def test_what_is_no_feed_is_refused(document):
    with pytest.raises(FeedError):
        read_named(document, HOME, MOST)


def test_a_feed_of_nothing_but_depth_ends():
    assert list_links("<rss>" + "<item>" * 20_000) in ([], [("x",)])


@given(st.binary(max_size=400))
def test_no_bytes_do_harm(data):
    for document in (data, b"<rss>" + data, b"<urlset><url><loc>" + data):
        try:
            named = read_named(document, HOME, 10_000)
        except FeedError:
            continue
        assert all(link.address.startswith(("http://", "https://")) for link in named.links)


@given(st.text("ab*?", max_size=12), st.text("ab", max_size=12))
def test_globs_are_those_of_a_shell_without_brackets(pattern, text):
    import fnmatch

    assert fits(text, pattern) == fnmatch.fnmatchcase(text, pattern)


def test_a_glob_cannot_be_made_to_explode():
    assert not fits("a" * 2000, "*a" * 200 + "*b")


def test_pages_are_chosen_by_address_and_title_the_newest_first():
    links = [
        Link("https://e.org/sport/1", "Ferry cup", "2026-02-01T00:00:00Z"),
        Link("https://e.org/news/2", "FERRY hits pier", "2026-02-02T00:00:00Z"),
        Link("https://e.org/news/3", "Ferry found", "2026-02-03T00:00:00Z"),
        Link("https://e.org/news/4", "Rain", "2026-02-04T00:00:00Z"),
    ]
    chosen = choose_links(links, ("*/news/*",), ("*ferry*",), 10)
    assert [link.address[-1] for link in chosen] == ["3", "2"]
    assert choose_links(links, (), (), 1) == [links[3]]


# ---------------------------------------------------------------- followed by the watch


@pytest.fixture
def site():
    """A site on this machine."""
    with watch_server.serve() as found:
        yield found


def make_feed(site, *names: str) -> str:
    """An RSS feed of some pages of the site."""
    items = "".join(f"<item><title>{n}</title><link>{site.url}/{n}</link></item>" for n in names)
    return f"<rss><channel>{items}</channel></rss>"


def make_watch(tmp_path, *sources: Source, **limits):
    """A function that runs the watch some days after the start."""
    given = {"delay_seconds": 0, "read_seconds": 1, "tries": 1, **limits}
    plan = Plan("ferry", None, None, sources)
    settings = Settings(
        *((plan,), tmp_path / "out", tmp_path / "archive"),
        contact="desk@example.org",
        allow_private=True,
        limits=Limits(**given),
    )
    start = datetime(2026, 2, 11, tzinfo=UTC)
    return lambda day: run_watch(
        settings, written="digest", tell=print, now=lambda: start + timedelta(days=day)
    )


def list_ids(tmp_path) -> list[str]:
    """Ids of the story's versions."""
    import tomllib

    text = (tmp_path / "archive" / "stories" / "ferry" / "story.toml").read_text("utf-8")
    return sorted(version["id"] for version in tomllib.loads(text)["version"])


def test_pages_of_a_feed_are_followed_for_a_while(site, tmp_path):
    for name in ("ferry-1", "ferry-2", "rain"):
        site.put(f"/{name}", make_page())
    feed = site.put("/feed", make_feed(site, "ferry-1", "rain"), "application/rss+xml")
    run = make_watch(
        tmp_path, Source("feed", feed, outlet="Post", include=("*/ferry-*",)), follow_days=3
    )
    assert not run(0).problems
    assert site.count("/rain") == 0 and list_ids(tmp_path) == ["Post"]
    site.put("/feed", make_feed(site, "ferry-2", "ferry-1?utm_source=rss&fbclid=7"))
    assert not run(1).problems
    assert list_ids(tmp_path) == ["Post", "Post-ferry-n2"]
    site.put("/feed", make_feed(site))
    run(2)
    assert (site.count("/ferry-1"), site.count("/ferry-2")) == (3, 2), "still followed"
    run(4)
    assert (site.count("/ferry-1"), site.count("/ferry-2")) == (3, 3), "the first for long enough"
    assert list_ids(tmp_path) == ["Post", "Post-ferry-n2"], "what was seen stays a version"


def test_a_feed_that_did_not_change_still_names_its_pages(site, tmp_path):
    site.put("/a", make_page())
    source = Source("feed", site.put("/feed", make_feed(site, "a")), outlet="Post")
    run = make_watch(tmp_path, source)
    run(0)
    site.requests.clear()
    assert not run(1).problems
    assert "if-none-match" in dict(site.requests)["/feed"]
    assert site.count("/a") == 1


def test_one_feed_for_two_stories_is_asked_for_once(site, tmp_path):
    site.put("/a", make_page())
    feed = Source("feed", site.put("/feed", make_feed(site, "a")), outlet="Post")
    plans = tuple(Plan(name, None, None, (feed,)) for name in ("one", "two"))
    places = tmp_path / "out", tmp_path / "archive"
    limits = Limits(delay_seconds=0)
    run_watch(Settings(plans, *places, allow_private=True, limits=limits), written="digest")
    assert site.count("/feed") == 1


def test_a_sitemap_index_one_part_of_which_is_broken(site, tmp_path):
    for name in ("a", "b"):
        site.put(f"/{name}", make_page())
        part = f"<urlset><url><loc>{site.url}/{name}</loc></url></urlset>"
        site.put(f"/{name}.xml", part)
    site.put("/bad.xml", "no sitemap")
    parts = "".join(f"<sitemap><loc>/{n}.xml</loc></sitemap>" for n in ("a", "bad", "b", "gone"))
    index = site.put("/sitemap.xml", f"<sitemapindex>{parts}</sitemapindex>")
    outcome = make_watch(tmp_path, Source("sitemap", index, outlet="Post"))(0)
    assert len(outcome.problems) == 2
    assert len(list_ids(tmp_path)) == 2


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (b"garbage", "neither a feed nor a sitemap"),
        (b"<!DOCTYPE r [<!ENTITY a 'b'>]><rss/>", "declares entities"),
        (fail(404), "404"),
        (fail(500), "500"),
        (redirect("file:///etc/passwd"), "not an http"),
    ],
)
def test_a_feed_that_fails_is_told_and_its_pages_are_still_followed(site, tmp_path, page, said):
    site.put("/a", make_page())
    source = Source("feed", site.put("/feed?key=s3cret", make_feed(site, "a")), outlet="Post")
    run = make_watch(tmp_path, source)
    assert not run(0).problems
    site.put("/feed?key=s3cret", page)
    (problem,) = run(1).problems
    assert said in problem and "s3cret" not in problem
    assert site.count("/a") == 2


def test_a_feed_cannot_name_more_pages_than_are_wanted_nor_private_ones(site, tmp_path):
    names = [f"p{n}" for n in range(30)]
    for name in names:
        site.put(f"/{name}", make_page())
    source = Source("feed", site.put("/feed", make_feed(site, *names)), outlet="Post")
    make_watch(tmp_path, source, most_pages=4)(0)
    assert sum(site.count(f"/{name}") for name in names) == 4


def test_nothing_of_a_page_becomes_a_path(site, tmp_path):
    names = ["..%2f..%2fetc%2fpasswd", "a/../../b", "con", "x%00y", "e" * 300, "%E2%80%AE"]
    for name in names:
        site.put(f"/{name}", make_page())
        site.put("/b", make_page())
    feed = site.put("/feed", make_feed(site, *names))
    run = make_watch(tmp_path, Source("feed", feed, outlet="../../evil\u202e/x"))
    run(0)
    ids = list_ids(tmp_path)
    assert ids and all(
        set(i) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")
        for i in ids
    )
    made = {path.parent.name for path in (tmp_path / "archive").rglob("*.html")}
    assert made == {"ferry"}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["archive", "out"]
