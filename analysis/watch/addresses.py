"""Which addresses may be fetched, and from which machine?

Only public web pages. The machine that a name stands for is looked up once, and the request goes
to the very address that was checked: a name server that answers otherwise a moment later gains
nothing.
"""

import ipaddress
import socket
import threading
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from analysis.errors import MediacompareError, UsageError

PORTS = {"http": 80, "https": 443}
# Below it, a port that is not one of those belongs to another service: mail, shells, names.
FIRST_FREE_PORT = 1024
MOST_CHARACTERS = 2000  # longer ones are seldom pages, and servers refuse them


class AddressError(MediacompareError):
    """An address that may not be fetched, in one sentence."""


def check_address(address: str, where: str = "") -> str:
    """
    Check an address and write it in one way.

    Parameters
    ----------
    address : str
        Any text.
    where : str
        Where it was found, for the message; left out, an `AddressError` is raised.

    Returns
    -------
    str
        The address without fragment, host in lower case, in ASCII.

    Raises
    ------
    UsageError, AddressError
        If it is no http or https address, names a user or a password, or has no host.

    Examples
    --------
    >>> check_address("HTTPS://Example.org/ferry pier?id=1#top")
    'https://example.org/ferry%20pier?id=1'
    """
    try:
        return _normalise(address)
    except AddressError as problem:
        if where:
            raise UsageError(f"{where}: {problem}") from None
        raise


def _normalise(address: str) -> str:
    shown = show_address(address)
    if len(address) > MOST_CHARACTERS:
        raise AddressError(f"the address {shown} is longer than {MOST_CHARACTERS} characters.")
    if any(ord(letter) < 0x20 or ord(letter) == 0x7F for letter in address.strip()):
        raise AddressError(f"the address {shown} holds control characters.")
    try:
        parts = urlsplit(address.strip())
        host, port = parts.hostname, parts.port
    except ValueError:
        raise AddressError(f"{shown} is not an address.") from None
    if parts.scheme.lower() not in PORTS:
        raise AddressError(f"{shown} is not an http or https address.")
    if parts.username is not None or parts.password is not None:
        raise AddressError(f"the address {shown} holds a user name or password, which is refused.")
    if not host:
        raise AddressError(f"the address {shown} names no host.")
    if port is not None and port < FIRST_FREE_PORT and port not in PORTS.values():
        raise AddressError(f"the address {shown} names a port that no pages are served from.")
    host = _encode_host(host, shown)
    scheme = parts.scheme.lower()
    netloc = f"[{host}]" if ":" in host else host
    if port is not None and port != PORTS[scheme]:
        netloc += f":{port}"
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return urlunsplit((scheme, netloc, path, query, ""))


def _encode_host(host: str, shown: str) -> str:
    if host.isascii():
        # A backslash or a space in a host is read otherwise by other programs.
        if any(letter in host for letter in "\\ <>\"'`{}|^%"):
            raise AddressError(f"the address {shown} names no valid host.")
        return host.lower().rstrip(".") or host
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise AddressError(f"the address {shown} names no valid host.") from None


def join_address(base: str, link: str) -> str:
    """
    Read a link as a browser does, from the page on which it stands.

    Raises
    ------
    AddressError
        If it leads to something that is not a web page.

    Examples
    --------
    >>> join_address("https://example.org/news/", "../ferry.html#top")
    'https://example.org/ferry.html'
    """
    try:
        joined = urljoin(base, link.strip())
    except ValueError:
        raise AddressError(f"{show_address(link)} is not an address.") from None
    return check_address(joined)


def show_address(address: str) -> str:
    """
    Write an address for a person or a log, without what may be secret in it.

    Parameters
    ----------
    address : str
        Any text.

    Returns
    -------
    str
        Without user, password, values of the query and fragment; at most 200 characters, none
        of which is a control character.

    Examples
    --------
    >>> show_address("https://ann:pw@example.org/feed?token=abc#x")
    'https://example.org/feed?...'
    """
    try:
        parts = urlsplit(address.strip())
        netloc = parts.netloc.rpartition("@")[2]
        shown = urlunsplit((parts.scheme, netloc, parts.path, "", ""))
        shown += "?..." if parts.query else ""
    except ValueError:
        shown = "an address that cannot be read"
    shown = "".join(letter if letter.isprintable() else "\ufffd" for letter in shown)
    return shown if len(shown) <= 200 else shown[:197] + "..."


def split_host(address: str) -> tuple[str, str, int]:
    """Scheme, host and port of an address that was checked."""
    parts = urlsplit(address)
    return parts.scheme, parts.hostname or "", parts.port or PORTS[parts.scheme]


def is_public(machine: str) -> bool:
    """
    Say whether an IP address is one of the public internet.

    Parameters
    ----------
    machine : str
        IPv4 or IPv6. An IPv6 address that carries an IPv4 address (mapped, 6to4, NAT64,
        Teredo) is judged by both.

    Examples
    --------
    >>> [is_public(m) for m in ("93.184.216.34", "127.0.0.1", "169.254.169.254", "::ffff:10.0.0.1")]
    [True, False, False, False]
    """
    try:
        found = ipaddress.ip_address(machine.partition("%")[0])
    except ValueError:
        return False
    carried = _list_carried(found)
    judged = carried if _is_carrier(found) else [found, *carried]
    return all(one.is_global and not one.is_multicast for one in judged)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def _is_carrier(address) -> bool:
    """Whether an IPv6 address is nothing but a way to write an IPv4 address."""
    return address.version == 6 and (address.ipv4_mapped is not None or address in _NAT64)


def _list_carried(address) -> list:
    """The IPv4 addresses that an IPv6 address leads to."""
    if address.version == 4:
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


def find_machines(host: str, port: int, *, allow_private: bool, seconds: float) -> list[str]:
    """
    Look up the machines that a host's name stands for.

    Parameters
    ----------
    host : str
        A name or an IP address.
    port : int
        The port that is to be asked.
    allow_private : bool
        Whether machines of a private network, this one among them, may be asked.
    seconds : float
        After which the look-up is given up.

    Returns
    -------
    list of str
        IP addresses in the order of the system; never empty.

    Raises
    ------
    AddressError
        If one of them is not public and that is not allowed.
    OSError
        If the name is not known, or the name server does not answer.
    """
    found = _look_up(host, port, seconds)
    if not allow_private:
        for machine in found:
            if not is_public(machine):
                raise AddressError(
                    f"{host} is a private or local machine, which is not fetched "
                    "(allow_private = true allows it)."
                )
    return found


def _look_up(host: str, port: int, seconds: float) -> list[str]:
    """The system's look-up has no time limit of its own, so it is waited for elsewhere."""
    answer: list = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answer.append(list(dict.fromkeys(row[4][0] for row in rows)))
        except (OSError, UnicodeError) as problem:
            answer.append(problem)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(seconds)
    if not answer:
        raise TimeoutError(f"the name {host} was not found in {seconds:g} seconds")
    if isinstance(answer[0], Exception) or not answer[0]:
        raise OSError(f"the name {host} is not known") from (
            answer[0] if isinstance(answer[0], Exception) else None
        )
    return answer[0]
