"""How are pages fetched so that no server is asked more than it agrees to?

robots.txt is obeyed (RFC 9309), a host gets one request at a time with a pause between them, what
did not change is not sent again, and a host that says "later" is left alone until then.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

from analysis import __version__
from analysis.errors import MediacompareError
from analysis.watch.addresses import (
    AddressError,
    find_machines,
    join_address,
    show_address,
    split_host,
)
from analysis.watch.exchange import Answer, ExchangeError, ask
from analysis.watch.settings import Limits

PRODUCT = "mediacompare"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Answers after which trying again may help.
BUSY = frozenset({429, 500, 502, 503, 504})
# A server that asks to be left alone for longer than this is asked in a later run.
LONGEST_WAIT = 60.0
# Of a robots.txt this much is read (RFC 9309 asks for at least 500 KiB).
MOST_ROBOTS = 512 * 1024
# A host whose robots.txt asks for longer pauses than this gets this one.
LONGEST_PAUSE = 120.0


class VisitError(MediacompareError):
    """
    A page that could not be fetched, in one sentence.

    Attributes
    ----------
    status : int or None
        What the server answered, if it did.
    not_before : datetime or None
        Until when its host asks to be left alone.
    """

    def __init__(self, sentence: str, status: int | None = None, not_before=None):
        super().__init__(sentence)
        self.status, self.not_before = status, not_before


@dataclass(frozen=True)
class Visit:
    """
    What came of asking for an address.

    Attributes
    ----------
    status : int
        200, 304 for what did not change, 404 or 410 for what is gone.
    final : str
        The address that answered, after redirects.
    headers : dict of str to str
    body : bytes
    """

    status: int
    final: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Visitor:
    """
    Whoever asks for pages in one run.

    Attributes
    ----------
    limits : Limits
    contact : str or None
        Sent with each request.
    allow_private : bool
    not_before : dict of str to datetime
        By host: until when it asked, in an earlier run, to be left alone.
    sleep, clock, now : callable
        Pausing, seconds that only grow, and the time.
    """

    limits: Limits
    contact: str | None = None
    allow_private: bool = False
    not_before: dict[str, datetime] = field(default_factory=dict)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    robots: dict[str, object] = field(default_factory=dict)
    asked_at: dict[str, float] = field(default_factory=dict)
    silent: dict[str, str] = field(default_factory=dict)
    started: float | None = None

    def visit(self, address: str, known: dict | None = None, accept: str = "") -> Visit:
        """
        Fetch a page.

        Parameters
        ----------
        address : str
            As `check_address` writes it.
        known : dict, optional
            What is known of the last visit: final, etag, last_modified.
        accept : str
            Kinds of content that are wanted, for the server.

        Returns
        -------
        Visit

        Raises
        ------
        VisitError
            If it could not be fetched or may not be; one sentence that names the address.
        """
        seen = [address]
        while True:
            current = seen[-1]
            try:
                self._check_robots(current)
                answer = self._ask(current, self._write_headers(current, known or {}, accept))
            except (ExchangeError, AddressError) as problem:
                said = str(problem).rstrip(".")
                raise VisitError(f"{_show(address, current)}: {said}.") from None
            target = answer.headers.get("location")
            if answer.status in REDIRECTS and target:
                seen.append(self._follow(seen, target))
                continue
            self._check_status(address, current, answer, known or {})
            return Visit(answer.status, current, answer.headers, answer.body)

    def _follow(self, seen: list[str], target: str) -> str:
        try:
            following = join_address(seen[-1], target)
        except AddressError as problem:
            said = str(problem).rstrip(".")
            raise VisitError(f"{show_address(seen[0])} leads elsewhere: {said}.") from None
        if following in seen:
            raise VisitError(f"{show_address(seen[0])} leads back to itself.")
        if len(seen) > self.limits.redirects:
            raise VisitError(
                f"{show_address(seen[0])} leads on more than {self.limits.redirects} times."
            )
        return following

    def _check_status(self, address: str, current: str, answer: Answer, known: dict) -> None:
        status = answer.status
        if status in (200, 203, 404, 410) or (status == 304 and known.get("final") == current):
            return
        until = self._read_retry_after(answer)
        if until is not None:
            self.not_before[_name_host(current)] = until
        raise VisitError(f"{_show(address, current)}: the server answered {status}.", status, until)

    def _write_headers(self, current: str, known: dict, accept: str) -> dict[str, str]:
        contact = f"; +{self.contact}" if self.contact else ""
        headers = {"User-Agent": f"{PRODUCT}/{__version__} (news version watch{contact})"}
        headers["Accept"] = accept or "text/html, application/xhtml+xml, text/plain;q=0.9"
        headers["Connection"] = "close"
        if known.get("final") == current:  # the marks are those of this very address
            if known.get("etag"):
                headers["If-None-Match"] = known["etag"]
            if known.get("last_modified"):
                headers["If-Modified-Since"] = known["last_modified"]
        return headers

    # ------------------------------------------------------------ one request

    def _ask(self, address: str, headers: dict[str, str]) -> Answer:
        """Ask, and ask again where that may help."""
        host = _name_host(address)
        self._check_host(host)
        wait = 1.0
        for attempt in range(1, self.limits.tries + 1):
            is_last = attempt == self.limits.tries
            self._pause(host)
            try:
                answer = self._ask_once(address, headers)
            except ExchangeError as problem:
                if not problem.may_help:
                    raise
                if is_last:
                    self.silent[host] = str(problem)
                    raise
            else:
                until = self._read_retry_after(answer)
                pause = (until - self.now()).total_seconds() if until else 0.0
                if answer.status not in BUSY or is_last or pause > LONGEST_WAIT:
                    return answer
                wait = max(wait, pause)
            self._sleep(wait)
            wait *= 2
        raise AssertionError("there is at least one try")

    def _ask_once(self, address: str, headers: dict[str, str]) -> Answer:
        _, host, port = split_host(address)
        problem: ExchangeError | None = None
        limits = replace(
            self.limits, page_seconds=min(self.limits.page_seconds, max(0.05, self._count_left()))
        )
        try:
            machines = find_machines(
                host, port, allow_private=self.allow_private, seconds=limits.connect_seconds
            )
        except OSError as error:
            raise ExchangeError(str(error), may_help=True) from None
        for machine in machines[:2]:  # where the first is out of reach, often by IPv6
            try:
                return ask(address, machine, headers, limits)
            except ExchangeError as error:
                problem = error
                if "connection" not in str(error) and "connections" not in str(error):
                    break
        raise problem or ExchangeError("no machine answers")

    def _check_host(self, host: str) -> None:
        if host in self.silent:
            raise ExchangeError(f"its host did not answer before in this run ({self.silent[host]})")
        until = self.not_before.get(host)
        if until is not None and self.now() < until < self.now() + timedelta(days=7):
            raise ExchangeError(f"its host asked to be left alone until {until:%Y-%m-%d %H:%M} UTC")

    def _pause(self, host: str) -> None:
        """Let the pause between two requests to one host pass."""
        if self.started is None:
            self.started = self.clock()
        last = self.asked_at.get(host)
        if last is not None:
            self._sleep(last + self._count_pause(host) - self.clock())
        if self._count_left() <= 0:
            raise ExchangeError("the time for this run is over; it comes first in the next")
        self.asked_at[host] = self.clock()

    def _sleep(self, seconds: float) -> None:
        if seconds > 0:
            self.sleep(min(seconds, max(0.0, self._count_left())))

    def _count_left(self) -> float:
        """Seconds that are left of the run."""
        started = self.clock() if self.started is None else self.started
        return started + 60 * self.limits.run_minutes - self.clock()

    def _count_pause(self, host: str) -> float:
        asked = self.robots.get(host)
        wished = asked.crawl_delay(PRODUCT) if asked is not None else None
        return max(self.limits.delay_seconds, min(float(wished or 0.0), LONGEST_PAUSE))

    def _read_retry_after(self, answer: Answer) -> datetime | None:
        """Until when a server that is busy asks to be left alone."""
        value = answer.headers.get("retry-after", "").strip()
        if answer.status not in BUSY or not value:
            return None
        try:
            if value.isdecimal():
                return self.now() + timedelta(seconds=min(int(value[:9]), 30 * 86400))
            moment = parsedate_to_datetime(value)
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return min(max(moment, self.now()), self.now() + timedelta(days=30))
        except (ValueError, OverflowError):
            return None

    # ------------------------------------------------------------ robots.txt

    def _check_robots(self, address: str) -> None:
        host = _name_host(address)
        if host not in self.robots:
            self.robots[host] = None  # while it is fetched
            try:
                self.robots[host] = self._read_robots(address)
            except BaseException:
                del self.robots[host]
                raise
        rules = self.robots[host]
        if rules is not None and not rules.can_fetch(address, PRODUCT):
            raise ExchangeError("its robots.txt does not allow it")

    def _read_robots(self, address: str):
        """The rules of a host: all is allowed if it has none, nothing if that is not known."""
        from protego import Protego

        current = f"{_name_host(address)}/robots.txt"
        for _ in range(6):  # RFC 9309: at least five redirects are followed
            try:
                answer = self._ask(current, self._write_headers(current, {}, "text/plain"))
            except ExchangeError as problem:
                raise ExchangeError(f"its robots.txt could not be read: {problem}") from None
            target = answer.headers.get("location")
            if answer.status in REDIRECTS and target:
                current = join_address(current, target)
                continue
            if answer.status == 429 or answer.status >= 500:
                until = self._read_retry_after(answer)
                if until is not None:
                    self.not_before[_name_host(address)] = until
                raise ExchangeError(f"its robots.txt could not be read ({answer.status})")
            break
        is_there = answer.status == 200
        text = answer.body[:MOST_ROBOTS].decode("utf-8", "replace") if is_there else ""
        return Protego.parse(text.removeprefix("\ufeff").replace("\0", ""))


def _name_host(address: str) -> str:
    """Scheme, host and port, for which one robots.txt holds."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _show(address: str, current: str) -> str:
    if address == current:
        return show_address(address)
    return f"{show_address(address)} (which leads to {show_address(current)})"
