"""Which characters do these bytes stand for?"""

import codecs

import regex

from analysis.errors import ReadingError
from analysis.reading.cleaning import CONTROL

MAX_BYTES = 10_000_000  # a long article is 0.1 MB, its page with scripts seldom over 5 MB
MAX_CONTROL_SHARE = 0.05  # random bytes hold about 0.11 control characters, damaged text few

_MAGIC = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x7fELF", "a program"),
    (b"SQLite format 3", "a database"),
)

_BOMS = (  # UTF-32 first: its little-endian mark begins with that of UTF-16
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_DECLARED = regex.compile(
    rb"<meta[^>]{1,300}?charset\s*+=\s*+[\"']?\s*+([\w:.-]{2,40}+)"
    rb"|^\s*+<\?xml[^>]{1,100}?encoding\s*+=\s*+[\"']([\w:.-]{2,40}+)",
    regex.IGNORECASE,
)

# Only character sets: Python's other codecs (hex, zip, idna) are not for pages.
_CHARACTER_SET = regex.compile(
    r"(?:iso-?8859-\d+|latin-?\d|windows-?125\d|cp\d{3,4}|koi8-[rut]|gb(?:2312|k|18030)"
    r"|big5(?:-?hkscs)?|shift[-_]?jis|sjis|euc-(?:jp|kr)|iso-2022-jp|ks_c_5601-1987|tis-620"
    r"|mac-?roman|macintosh)",
    regex.IGNORECASE,
)

# What browsers read under these names (WHATWG encoding standard).
_READ_AS = {
    "iso-8859-1": "windows-1252",
    "iso8859-1": "windows-1252",
    "latin1": "windows-1252",
    "latin-1": "windows-1252",
    "iso-8859-9": "windows-1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
}


def decode(data: bytes, name: str) -> tuple[str, str]:
    """
    Turn bytes into characters, without changing one of them.

    Tried in this order: a byte order mark (it stays, as the first character), UTF-16
    without one (by its zero bytes), UTF-8, the character set an HTML page declares, UTF-8
    with a few damaged bytes (each shown as U+FFFD), Windows-1252. The five bytes that
    Windows-1252 leaves undefined become control characters, as in browsers.

    Parameters
    ----------
    data : bytes
        The content of a file.
    name : str
        Its name, for errors.

    Returns
    -------
    (str, str)
        The characters and the encoding's name.

    Raises
    ------
    ReadingError
        If the bytes are none, only white space, too many or not text.

    Examples
    --------
    >>> decode("naïve".encode("utf-16-le"), "a.txt")
    ('naïve', 'utf-16-le')
    >>> decode(b"\\x93Go,\\x94 he said", "a.txt")
    ('“Go,” he said', 'windows-1252')
    """
    if len(data) > MAX_BYTES:
        raise ReadingError(say_too_large(name, len(data)))
    if not data:
        raise ReadingError(f"{name} is empty.")
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise ReadingError(f"{name} is not a text file: it looks like {what}.")
    decoded, encoding = _decode_known(data, name)
    _refuse_binary(decoded, name)
    if not decoded.strip("\ufeff \t\r\n\f\v\xa0"):
        raise ReadingError(f"{name} is empty: it holds only white space.")
    return decoded, encoding


def _decode_known(data: bytes, name: str) -> tuple[str, str]:
    """Characters and encoding, by the evidence in the bytes."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode_marked(data, encoding, name)
    encoding = _guess_utf16(data)
    if encoding:
        return _decode_marked(data, encoding, name)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    declared = _find_declared(data)
    if declared:
        try:
            return _decode_single(data, declared), declared
        except (UnicodeDecodeError, LookupError):
            pass
    damaged = data.decode("utf-8", "replace")
    n_damaged = damaged.count("\ufffd")
    n_whole = sum(map(len, regex.findall(r"[^\x00-\x7f\ufffd]++", damaged)))
    if n_whole >= 5 * n_damaged:  # Windows-1252 text hardly ever forms a valid sequence
        return damaged, "utf-8"
    return _decode_single(data, "windows-1252"), "windows-1252"


def _decode_marked(data: bytes, encoding: str, name: str) -> tuple[str, str]:
    try:
        return data.decode(encoding), encoding
    except UnicodeDecodeError as error:
        if encoding == "utf-8":
            return data.decode(encoding, "replace"), encoding
        raise ReadingError(
            f"{name} is damaged or not text: it is not valid {encoding.upper()} "
            f"at byte {error.start}."
        ) from error


def _decode_single(data: bytes, encoding: str) -> str:
    """Decode; bytes that Windows-1252 leaves undefined become the control of that number."""
    if encoding != "windows-1252":
        return data.decode(encoding)
    return data.decode(encoding, "surrogateescape").translate(
        {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
    )


def _guess_utf16(data: bytes) -> str | None:
    """Byte order of UTF-16 without a mark: its zero bytes stand on one side only."""
    if b"\0" not in data:
        return None
    sample = data[:65536]
    n_even, n_odd = sample[0::2].count(0), sample[1::2].count(0)
    # In any alphabet spaces and line ends alone are a tenth; a stray zero byte is far less.
    if max(n_odd, n_even) < 0.05 * len(sample):
        return None
    if n_odd > 20 * n_even:
        return "utf-16-le"
    if n_even > 20 * n_odd:
        return "utf-16-be"
    return None


def _find_declared(data: bytes) -> str | None:
    """Character set that a page declares near its start, if it is one that is read."""
    match = _DECLARED.search(data[:4096])
    if not match:
        return None
    declared = (match.group(1) or match.group(2)).decode("ascii", "replace").lower()
    if not _CHARACTER_SET.fullmatch(declared):
        return None
    return _READ_AS.get(declared, declared)


def _refuse_binary(decoded: str, name: str) -> None:
    if "\0" in decoded:
        raise ReadingError(f"{name} is not a text file: it holds zero bytes.")
    n_controls = len(CONTROL.findall(decoded))
    if n_controls > MAX_CONTROL_SHARE * len(decoded):
        raise ReadingError(
            f"{name} is not a text file: {n_controls} of its {len(decoded)} characters are "
            "control characters."
        )


def say_too_large(name: str, size: int) -> str:
    """
    Say that a file is too large.

    Parameters
    ----------
    name : str
        The file.
    size : int
        Its size in bytes.

    Returns
    -------
    str
        One sentence.

    Examples
    --------
    >>> say_too_large("a.txt", 50_000_000)
    'a.txt is too large for an article: 50.0 MB, at most 10 MB are read.'
    """
    return (
        f"{name} is too large for an article: {size / 1e6:.1f} MB, "
        f"at most {MAX_BYTES // 1_000_000} MB are read."
    )
