"""Does the watch ask servers politely, within its limits, and only public ones?"""

import gzip
import time
import zlib
from datetime import UTC, datetime, timedelta

import pytest
import watch_server
from watch_server import cut_off, drip, drip_head, fail, redirect, stream

from analysis.errors import UsageError
from analysis.watch import addresses
from analysis.watch.addresses import AddressError, check_address, is_public, show_address
from analysis.watch.settings import Limits
from analysis.watch.visiting import VisitError, Visitor

QUICK = Limits(
    delay_seconds=0,
    connect_seconds=1,
    read_seconds=0.5,
    page_seconds=1.0,
    page_megabytes=1,
    tries=1,
)
PAGE = b"<html><body><p>The bridge is closed.</p></body></html>"


@pytest.fixture
def site():
    """A site on this machine."""
    with watch_server.serve() as found:
        yield found


def make_visitor(limits: Limits = QUICK, **facts) -> tuple[Visitor, list[float]]:
    """A visitor who may ask this machine, and the pauses it makes instead of sleeping."""
    pauses: list[float] = []
    facts = {"allow_private": True, "contact": "desk@example.org", **facts}
    return Visitor(limits, sleep=pauses.append, **facts), pauses


def refuse(site, path: str, limits: Limits = QUICK, **facts) -> str:
    """The sentence with which a page is not fetched."""
    visitor, _ = make_visitor(limits, **facts)
    with pytest.raises(VisitError) as caught:
        visitor.visit(site.url + path)
    return str(caught.value)


def test_a_page_is_fetched_by_somebody_who_says_who_they_are(site):
    site.put("/a", PAGE)
    visitor, _ = make_visitor()
    visit = visitor.visit(site.url + "/a")
    assert visit.status == 200 and visit.body == PAGE
    (_, robots), (_, page) = site.requests
    for headers in (robots, page):
        assert headers["user-agent"].startswith("mediacompare/")
        assert "+desk@example.org" in headers["user-agent"]
        assert "cookie" not in headers and headers["host"] == site.url.removeprefix("http://")


def test_what_did_not_change_is_not_sent_again(site):
    site.put("/a", PAGE)
    visitor, _ = make_visitor()
    first = visitor.visit(site.url + "/a")
    known = {"final": first.final, "etag": first.headers["etag"], "last_modified": "x"}
    again = visitor.visit(site.url + "/a", known)
    assert again.status == 304 and again.body == b""
    site.put("/b", redirect("/a"))
    # The marks of the page behind a redirect are sent to that page, not to the redirect.
    assert visitor.visit(site.url + "/b", known).status == 304
    assert "if-none-match" not in dict(site.requests)["/b"]


def test_no_cookie_is_ever_sent_back(site):
    site.put("/a", lambda handler: handler.answer(200, PAGE, Set_Cookie="id=7"))
    visitor, _ = make_visitor()
    visitor.visit(site.url + "/a")
    visitor.visit(site.url + "/a")
    assert all("cookie" not in headers for _, headers in site.requests)


@pytest.mark.parametrize(
    ("robots", "path", "is_allowed"),
    [
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /*/private$", "/x/private", False),
        ("User-agent: *\nDisallow: /\nAllow: /a", "/a", True),
        ("User-agent: mediacompare\nDisallow: /a\n\nUser-agent: *\nDisallow:", "/a", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("\ufeff\0garbage <html> % : : :\n" * 20, "/a", True),
    ],
)
def test_robots_txt_is_obeyed(site, robots, path, is_allowed):
    site.put("/robots.txt", robots, "text/plain")
    site.put(path, PAGE)
    if is_allowed:
        assert make_visitor()[0].visit(site.url + path).status == 200
    else:
        assert "robots.txt does not allow" in refuse(site, path)
        assert site.count(path) == 0


def test_no_robots_txt_allows_all_and_one_that_fails_allows_nothing(site):
    site.put("/a", PAGE)
    assert make_visitor()[0].visit(site.url + "/a").status == 200
    site.put("/robots.txt", fail(503))
    assert "robots.txt could not be read (503)" in refuse(site, "/a")
    site.put("/robots.txt", drip(0.05))
    assert "robots.txt could not be read" in refuse(site, "/a")
    assert site.count("/a") == 1


def test_robots_txt_is_asked_for_once_and_may_lead_elsewhere(site):
    site.put("/robots.txt", redirect("/rules"))
    site.put("/rules", "User-agent: *\nDisallow: /b", "text/plain")
    site.put("/a", PAGE)
    visitor, _ = make_visitor()
    visitor.visit(site.url + "/a")
    visitor.visit(site.url + "/a")
    assert site.count("/robots.txt") == 1
    with pytest.raises(VisitError, match="does not allow"):
        visitor.visit(site.url + "/b")


def test_each_step_of_a_redirect_is_checked_again(site):
    site.put("/robots.txt", "User-agent: *\nDisallow: /secret", "text/plain")
    site.put("/a", redirect("/secret"))
    assert "does not allow" in refuse(site, "/a")


def test_a_host_gets_a_pause_between_two_requests(site):
    site.put("/a", PAGE)
    visitor, pauses = make_visitor(Limits(delay_seconds=5))
    visitor.visit(site.url + "/a")
    visitor.visit(site.url + "/a")
    assert len(pauses) == 2 and all(4 < pause <= 5 for pause in pauses)


def test_a_host_that_asks_for_longer_pauses_gets_them(site):
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 9", "text/plain")
    site.put("/a", PAGE)
    visitor, pauses = make_visitor(Limits(delay_seconds=1))
    visitor.visit(site.url + "/a")
    assert 8 < pauses[-1] <= 9


def test_it_is_tried_again_where_that_may_help_and_not_for_ever(site):
    answers = [503, 503, 200]
    site.put("/a", lambda handler: handler.answer(answers.pop(0), PAGE))
    visitor, pauses = make_visitor(Limits(delay_seconds=0, tries=3))
    assert visitor.visit(site.url + "/a").status == 200
    assert pauses == [1.0, 2.0]
    site.put("/b", fail(500))
    with pytest.raises(VisitError, match="answered 500"):
        visitor.visit(site.url + "/b")
    assert site.count("/b") == 3
    site.put("/c", fail(403))
    with pytest.raises(VisitError, match="answered 403"):
        visitor.visit(site.url + "/c")
    assert site.count("/c") == 1


def test_a_busy_server_says_when_to_come_back(site):
    answers = [(429, "7"), (200, "")]

    def answer(handler):
        status, wait = answers.pop(0)
        handler.answer(status, PAGE, Retry_After=wait)

    site.put("/a", answer)
    visitor, pauses = make_visitor(Limits(delay_seconds=0, tries=2))
    assert visitor.visit(site.url + "/a").status == 200
    assert len(pauses) == 1 and 6 < pauses[0] <= 7


@pytest.mark.parametrize("kind", ["seconds", "date"])
def test_a_server_that_asks_to_be_left_alone_is(site, kind):
    wait = "3600" if kind == "seconds" else watch_server.write_date(3600)
    site.put("/a", fail(503, Retry_After=wait))
    site.put("/b", PAGE)
    visitor, pauses = make_visitor(Limits(delay_seconds=0, tries=3))
    with pytest.raises(VisitError) as caught:
        visitor.visit(site.url + "/a")
    assert site.count("/a") == 1 and not pauses
    assert caught.value.not_before > datetime.now(UTC) + timedelta(minutes=50)
    with pytest.raises(VisitError, match="asked to be left alone until"):
        visitor.visit(site.url + "/b")
    assert site.count("/b") == 0


@pytest.mark.parametrize("wait", ["-1", "soon", "9" * 400, "Thu, 99 Foo 2026", "", "١٢"])
def test_nonsense_in_retry_after_harms_nothing(site, wait):
    site.put("/a", lambda h: h.answer(503, b"", **{"Retry-After": wait.encode().decode("latin-1")}))
    assert "answered 503" in refuse(site, "/a")


def test_a_host_that_is_down_is_not_asked_again_in_the_same_run(site):
    with watch_server.serve() as gone:
        url = gone.url
    visitor, _ = make_visitor(Limits(delay_seconds=0, connect_seconds=0.5, tries=2))
    with pytest.raises(VisitError, match="refuses connections"):
        visitor.visit(url + "/a")
    with pytest.raises(VisitError, match="did not answer before in this run"):
        visitor.visit(url + "/b")


def test_a_name_that_nobody_knows():
    visitor, _ = make_visitor()
    with pytest.raises(VisitError, match="not known"):
        visitor.visit("http://no-such-host.invalid/a")


@pytest.mark.parametrize("page", [drip(0.05), drip_head(0.02), drip(3), drip(0.05, b"")])
def test_a_slow_server_is_given_up_in_time(site, page):
    site.put("/a", page)
    started = time.monotonic()
    said = refuse(site, "/a")
    assert "in 1 seconds" in said or "in 0.5 seconds" in said
    assert time.monotonic() - started < 10  # the limits are 1.0 and 0.5; it must not hang


def test_the_time_of_a_run_ends(site):
    site.put("/a", PAGE)
    clock = iter([*[0.0] * 6, *[1e6] * 99])
    visitor, _ = make_visitor(Limits(delay_seconds=0), clock=lambda: next(clock))
    with pytest.raises(VisitError, match="time for this run is over"):
        for _ in range(9):
            visitor.visit(site.url + "/a")


def test_a_gigabyte_is_not_read(site):
    sent: list[int] = []
    site.put("/a", stream(10**9, sent))
    assert "larger than 1 MB" in refuse(site, "/a")
    time.sleep(0.1)
    assert sent[0] < 50_000_000  # what had gone into buffers before the connection was closed
    site.put("/b", stream(10**9, sent, Content_Length=str(10**9)))
    assert "larger than 1 MB" in refuse(site, "/b")
    assert sent[1] < 50_000_000


@pytest.mark.parametrize("pack", [gzip.compress, zlib.compress])
def test_a_packed_page_is_unpacked(site, pack):
    name = "gzip" if pack is gzip.compress else "deflate"
    site.put("/a", lambda h: h.answer(200, pack(PAGE), Content_Encoding=name))
    assert make_visitor()[0].visit(site.url + "/a").body == PAGE


def test_a_bomb_is_not_unpacked(site):
    bomb = gzip.compress(b"\0" * 200_000_000, 9)
    assert len(bomb) < 1_000_000
    site.put("/a", lambda h: h.answer(200, bomb, Content_Encoding="gzip"))
    assert "larger than 1 MB" in refuse(site, "/a")
    many = gzip.compress(b"x" * 1000) * 2000
    site.put("/b", lambda h: h.answer(200, many, Content_Encoding="gzip"))
    assert "larger than 1 MB" in refuse(site, "/b")


@pytest.mark.parametrize(
    ("encoding", "body", "said"),
    [
        ("gzip", gzip.compress(PAGE * 99)[:-9], "cut off"),
        ("gzip", b"no gzip at all", "cannot be unpacked"),
        ("br", b"???", "not asked for"),
        ("gzip, gzip", b"???", "not asked for"),
    ],
)
def test_a_packing_that_lies(site, encoding, body, said):
    site.put("/a", lambda h: h.answer(200, body, Content_Encoding=encoding))
    assert said in refuse(site, "/a")


def test_a_page_that_is_cut_off_is_not_taken_for_whole(site):
    site.put("/a", cut_off(PAGE, 10_000))
    assert "cut off" in refuse(site, "/a")

    def send_chunk(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"ff\r\nonly this")

    site.put("/b", send_chunk)
    assert "cut off" in refuse(site, "/b")


@pytest.mark.parametrize(
    "raw",
    [b"", b"garbage\r\n\r\n", b"HTTP/1.1 abc\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500],
)
def test_an_answer_that_is_no_http(site, raw):
    site.put("/a", lambda handler: handler.wfile.write(raw))
    said = refuse(site, "/a")
    assert "cut off" in said or "no HTTP" in said or "connection failed" in said


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("/a", "leads back to itself"),
        ("file:///etc/passwd", "not an http or https address"),
        ("ftp://example.org/a", "not an http or https address"),
        ("javascript:alert(1)", "not an http or https address"),
        ("http://ann:secret@127.0.0.1/", "user name or password"),
        ("http://[::bad/", "not an address"),
    ],
)
def test_redirects_that_lead_nowhere_good(site, target, said):
    site.put("/a", redirect(target))
    sentence = refuse(site, "/a")
    assert said in sentence and "secret" not in sentence


def test_redirects_are_counted(site):
    for number in range(9):
        site.put(f"/{number}", redirect(f"/{number + 1}"))
    site.put("/9", PAGE)
    assert "more than 5 times" in refuse(site, "/0")
    visit = make_visitor()[0].visit(site.url + "/4")
    assert visit.final == site.url + "/9"


# ---------------------------------------------------------------- which machines


@pytest.mark.parametrize(
    "machine",
    "127.0.0.1 127.8.8.8 10.1.2.3 172.16.0.1 192.168.1.1 169.254.169.254 100.64.0.1 0.0.0.0 "
    "224.0.0.1 255.255.255.255 ::1 :: fe80::1 fe80::1%eth0 fc00::1 fd00:ec2::254 ff02::1 "
    "::ffff:127.0.0.1 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:7f00:1:: 2001:db8::1 "
    "not-an-ip".split(),
)
def test_private_and_local_machines_are_not_public(machine):
    assert not is_public(machine)


@pytest.mark.parametrize("machine", ["93.184.216.34", "2606:2800:220:1::1", "64:ff9b::5db8:d822"])
def test_public_machines_are(machine):
    assert is_public(machine)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433", "0177.0.0.1"]
)
def test_a_private_machine_is_not_asked_however_it_is_written(site, host):
    site.put("/a", PAGE)
    port = site.url.rpartition(":")[2]
    visitor, _ = make_visitor(allow_private=False)
    with pytest.raises(VisitError, match="private or local machine|not known|refuses|failed"):
        visitor.visit(f"http://{host}:{port}/a")
    assert not site.requests


def test_a_redirect_to_a_private_machine_is_not_followed(site, monkeypatch):
    site.put("/a", redirect("http://metadata.example/latest"))
    real = addresses._look_up

    def look_up(host, port, seconds):
        return ["169.254.169.254"] if host == "metadata.example" else real(host, port, seconds)

    monkeypatch.setattr(addresses, "_look_up", look_up)
    monkeypatch.setattr(addresses, "is_public", lambda machine: machine == "127.0.0.1")
    assert "private or local machine" in refuse(site, "/a", allow_private=False)


def test_a_name_that_changes_its_machine_gains_nothing(site, monkeypatch):
    """The machine is looked up once for a request, and the request goes to that very one."""
    site.put("/a", PAGE)
    port = site.url.rpartition(":")[2]
    asked = []

    def look_up(host, port, seconds):
        asked.append(host)
        return ["93.184.216.34"] if len(asked) == 1 else ["127.0.0.1"]

    connected = []

    def connect(place, timeout):
        connected.append(place[0])
        raise ConnectionRefusedError(111, "refused")

    monkeypatch.setattr(addresses, "_look_up", look_up)
    monkeypatch.setattr("analysis.watch.exchange.socket.create_connection", connect)
    refuse(site, "/a", allow_private=False)
    assert connected == ["93.184.216.34"] and asked == ["127.0.0.1"]
    said = refuse(site, "/a", allow_private=False)
    assert "private or local machine" in said and port in said
    assert connected == ["93.184.216.34"]


@pytest.mark.parametrize(
    "address",
    [
        "file:///etc/passwd",
        "ftp://example.org/",
        "example.org/a",
        "//example.org/a",
        "http://",
        "http:///a",
        "https://ann@example.org/",
        "https://ann:pw@example.org/",
        "http://example.org:22/",
        "http://example.org:99999/",
        "http://exa mple.org/",
        "http://example.org\\@evil.example/",
        "http://example.org/a\r\nHost: evil",
        "http://[::1",
        "http://" + "a" * 3000,
        "",
        "\u202ehttp://example.org",
    ],
)
def test_addresses_that_are_refused(address):
    with pytest.raises(AddressError):
        check_address(address)
    with pytest.raises(UsageError, match="^here: "):
        check_address(address, "here")


def test_what_may_be_secret_is_not_shown():
    shown = show_address("https://ann:pass@example.org/feed?token=s3cret#frag")
    assert shown == "https://example.org/feed?..."
    assert show_address("http://e.org/\x1b[31m\u202e") == "http://e.org/\ufffd[31m\ufffd"
