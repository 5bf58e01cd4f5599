"""A server on this machine whose pages a test changes between two runs of the watch."""

import threading
import time
from collections.abc import Callable
from contextlib import contextmanager
from email.utils import formatdate
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Site:
    """Pages by path: bytes, or a function that answers through the handler itself."""

    def __init__(self, port: int):
        self.url = f"http://127.0.0.1:{port}"
        self.pages: dict[str, bytes | Callable] = {}
        self.types: dict[str, str] = {}
        self.requests: list[tuple[str, dict[str, str]]] = []

    def put(self, path: str, page: bytes | str | Callable, kind: str | None = None) -> str:
        """Serve a page; returns its address."""
        self.pages[path] = page.encode("utf-8") if isinstance(page, str) else page
        if kind:
            self.types[path] = kind
        return self.url + path

    def count(self, path: str) -> int:
        """How often a path was asked for."""
        return sum(1 for asked, _ in self.requests if asked == path)


def _make_handler(site: Site):
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            page = site.pages.get(self.path)
            self.close_connection = True
            try:
                if callable(page):
                    page(self)
                elif page is None:
                    self.answer(404, b"not here")
                else:
                    self.answer_page(page)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had enough

        def answer_page(self, page: bytes):
            mark = f'"{sha256(page).hexdigest()[:16]}"'
            if self.headers.get("If-None-Match") == mark:
                self.answer(304, b"", ETag=mark)
                return
            kind = site.types.get(self.path, "text/html; charset=utf-8")
            self.answer(200, page, ETag=mark, **{"Content-Type": kind})

        def answer(self, status: int, body: bytes, **headers: str):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name.replace("_", "-"), value)
            if status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    return Handler


@contextmanager
def serve():
    """Serve a site while the block runs."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    site = Site(server.server_address[1])
    server.RequestHandlerClass = _make_handler(site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def redirect(target: str, status: int = 302) -> Callable:
    """A page that leads elsewhere."""
    return lambda handler: handler.answer(status, b"", Location=target)


def fail(status: int, **headers: str) -> Callable:
    """A page that answers with a status only."""
    return lambda handler: handler.answer(status, b"no", **headers)


def drip(seconds: float, piece: bytes = b"x") -> Callable:
    """A page that comes a piece at a time and never ends."""

    def send(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        while True:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(seconds)

    return send


def drip_head(seconds: float) -> Callable:
    """An answer whose head comes a letter at a time."""

    def send(handler):
        for letter in b"HTTP/1.1 200 OK\r\nX-Long: " + b"y" * 10_000:
            handler.wfile.write(bytes([letter]))
            handler.wfile.flush()
            time.sleep(seconds)

    return send


def stream(n_bytes: int, sent: list[int], **headers: str) -> Callable:
    """A page of so many bytes; `sent` says how many the client took."""

    def send(handler):
        sent.append(0)
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        block, done = b"<p>" + b"x" * 65_533, 0
        while done < n_bytes:
            handler.wfile.write(block)
            done += len(block)
            sent[-1] = done

    return send


def cut_off(body: bytes, declared: int) -> Callable:
    """A page of which less comes than was declared."""

    def send(handler):
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.send_header("Content-Length", str(declared))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def write_date(seconds: float) -> str:
    """A time so many seconds from now, as heads of answers write it."""
    return formatdate(time.time() + seconds, usegmt=True)
