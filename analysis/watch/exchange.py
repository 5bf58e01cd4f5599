"""What does a server answer to one request, within limits of time and size?

Python's own HTTP client, because the request must go to the machine that was checked and end in
time: both need the connection itself. Nothing is kept from one request to the next, so there
are no cookies.
"""

import contextlib
import http.client
import socket
import ssl
import threading
import time
import zlib
from dataclasses import dataclass

from analysis.errors import MediacompareError
from analysis.watch.addresses import split_host
from analysis.watch.settings import Limits

_BLOCK = 65536
_WITHOUT_BODY = frozenset({204, 304})


class ExchangeError(MediacompareError):
    """
    A request that brought no answer.

    Attributes
    ----------
    may_help : bool
        Whether trying again may help.
    """

    def __init__(self, sentence: str, *, may_help: bool = False):
        super().__init__(sentence)
        self.may_help = may_help


@dataclass(frozen=True)
class Answer:
    """
    What a server answered.

    Attributes
    ----------
    status : int
    headers : dict of str to str
        By name in lower case.
    body : bytes
        Unpacked.
    """

    status: int
    headers: dict[str, str]
    body: bytes


class _Connection(http.client.HTTPConnection):
    """A connection to one machine that was looked up and checked before."""

    def __init__(self, address: str, machine: str, limits: Limits):
        scheme, host, port = split_host(address)
        super().__init__(host, port, timeout=limits.read_seconds)
        self.default_port = 443 if scheme == "https" else 80  # so that Host names no such port
        self.machine, self.limits, self.is_secure = machine, limits, scheme == "https"
        self.raw: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        place = (self.machine, self.port)
        self.sock = self.raw = socket.create_connection(place, self.limits.connect_seconds)
        if self.is_secure:
            context = ssl.create_default_context()
            self.sock = self.raw = context.wrap_socket(
                self.raw, server_hostname=self.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()
        self.sock.settimeout(self.limits.read_seconds)

    def cut(self) -> None:
        """End the exchange from outside, in whatever it is waiting for."""
        self.is_cut = True
        if self.raw is not None:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(self.raw, socket.SHUT_RDWR)


def ask(address: str, machine: str, headers: dict[str, str], limits: Limits) -> Answer:
    """
    Ask for an address once.

    Parameters
    ----------
    address : str
        As `check_address` writes it.
    machine : str
        The IP address that is connected to.
    headers : dict of str to str
        Besides Host and Accept-Encoding.
    limits : Limits

    Returns
    -------
    Answer
        Of any status, redirects too.

    Raises
    ------
    ExchangeError
        If no whole answer came within the limits; the sentence says what happened.
    """
    connection = _Connection(address, machine, limits)
    watchdog = threading.Timer(limits.page_seconds, connection.cut)
    watchdog.daemon = True
    watchdog.start()
    try:
        answer = _exchange(connection, address, headers, limits)
        if connection.is_cut:  # what was cut looks like an answer that has ended
            raise _say_late(limits)
        return answer
    except ExchangeError:
        if connection.is_cut:
            raise _say_late(limits) from None
        raise
    except (OSError, http.client.HTTPException, ValueError, zlib.error) as problem:
        if connection.is_cut:
            raise _say_late(limits) from None
        raise _explain(problem, limits) from problem
    finally:
        watchdog.cancel()
        with contextlib.suppress(OSError):
            connection.close()


def _say_late(limits: Limits) -> ExchangeError:
    return ExchangeError(f"no whole answer came in {limits.page_seconds:g} seconds", may_help=True)


def _explain(problem: Exception, limits: Limits) -> ExchangeError:
    """What went wrong with a connection, in words."""
    if isinstance(problem, ssl.SSLCertVerificationError):
        return ExchangeError(f"the certificate is not valid ({problem.verify_message})")
    if isinstance(problem, ssl.SSLError):
        return ExchangeError("no secure connection could be made", may_help=True)
    if isinstance(problem, TimeoutError):
        return ExchangeError(
            f"the server did not answer in {limits.read_seconds:g} seconds", may_help=True
        )
    if isinstance(problem, ConnectionRefusedError):
        return ExchangeError("the server refuses connections", may_help=True)
    if isinstance(problem, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return ExchangeError("the answer was cut off", may_help=True)
    if isinstance(problem, zlib.error):
        return ExchangeError("the answer is packed in a way that cannot be unpacked")
    if isinstance(problem, OSError):
        why = problem.strerror or type(problem).__name__
        return ExchangeError(f"the connection failed ({why})", may_help=True)
    return ExchangeError(f"the answer is no HTTP ({type(problem).__name__})")


def _exchange(
    connection: _Connection, address: str, headers: dict[str, str], limits: Limits
) -> Answer:
    path = address.split("/", 3)[3] if address.count("/") > 2 else ""
    deadline = time.monotonic() + limits.page_seconds
    connection.request("GET", f"/{path}", headers={**headers, "Accept-Encoding": "gzip"})
    with contextlib.closing(connection.getresponse()) as response:
        found = {name.lower(): value for name, value in reversed(response.getheaders())}
        if response.status in _WITHOUT_BODY:
            return Answer(response.status, found, b"")
        most = int(limits.page_megabytes * 1_000_000)
        declared = found.get("content-length", "")
        if declared.isdecimal() and int(declared[:20]) > most:
            raise _say_large(limits)
        body = _read_body(response, found.get("content-encoding", ""), most, deadline, limits)
        return Answer(response.status, found, body)


def _say_large(limits: Limits) -> ExchangeError:
    return ExchangeError(f"the answer is larger than {limits.page_megabytes:g} MB")


def _read_body(response, encoding: str, most: int, deadline: float, limits: Limits) -> bytes:
    """Read piece by piece, so that neither the sent nor the unpacked size passes the limit."""
    unpack = _choose_unpacking(encoding)
    n_sent, body = 0, bytearray()
    while piece := response.read1(_BLOCK):
        if time.monotonic() > deadline:
            raise _say_late(limits)
        n_sent += len(piece)
        body += unpack.add(piece, most + 1 - len(body))
        if n_sent > most or len(body) > most:
            raise _say_large(limits)
    if response.length or not unpack.is_whole():
        raise ExchangeError("the answer was cut off", may_help=True)
    return bytes(body)


class _Plain:
    """An answer that is not packed."""

    def add(self, piece: bytes, most: int) -> bytes:
        return piece

    def is_whole(self) -> bool:
        return True


class _Packed:
    """An answer packed with gzip or deflate; may be made of several parts one after the other."""

    def __init__(self, window: int):
        self.window = window
        self.part = zlib.decompressobj(window)
        self.has_begun = False

    def add(self, piece: bytes, most: int) -> bytes:
        out = bytearray()
        while piece and len(out) < most:
            if self.part.eof:
                if not piece.strip(b"\0"):
                    break  # padding
                self.part = zlib.decompressobj(self.window)
            self.has_begun = True
            out += self.part.decompress(piece, most - len(out))
            piece = self.part.unconsumed_tail or self.part.unused_data
        return bytes(out)

    def is_whole(self) -> bool:
        return self.part.eof or not self.has_begun


def _choose_unpacking(encoding: str):
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain()
    if name in ("gzip", "x-gzip", "deflate"):
        return _Packed(zlib.MAX_WBITS | 32)  # gzip or zlib, whichever it begins with
    raise ExchangeError("the answer is packed in a way that was not asked for")
