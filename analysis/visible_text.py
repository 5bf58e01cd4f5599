"""Which characters of a text would nobody see, and how are they shown?

A character that turns the direction of writing lets a line say on screen what it does not say
in its file (Trojan Source, CVE-2021-42574), a zero-width one hides a difference between two
names, an escape sequence rewrites the terminal. Here each becomes a mark that stands where it
stood and says which it is.
"""

import regex

# Controls but tab and line feed; formats, which turn direction or take no room; half surrogate
# pairs, letters that are blank, variation selectors, line separators and non-characters.
_UNSEEN = (
    r"[[\p{Cc}\p{Cf}\p{Cs}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u2800\u3164"
    r"\ufdd0-\ufdef\ufe00-\ufe0e\uffa0\ufffe\uffff\U000e0100-\U000e01ef]--[\t\n]]"
)
# A joiner beside a letter of another script or in an emoji belongs to the spelling; so does the
# mark that asks for an emoji in colour.
_HIDDEN = regex.compile(
    r"(?V1)(?:(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
    rf"|[{_UNSEEN}--[\u200c\u200d]])"
)
_BREAK = regex.compile(r"[\t\n]")


def show_controls(text: str) -> str:
    """
    Show the characters that nobody would see.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        The text with a mark like ``⟦U+202E⟧`` for each control character, mark of direction,
        zero-width character, blank letter and half surrogate pair; tabs and line feeds stay,
        and so do the joiners that other scripts and emojis are spelt with.

    Examples
    --------
    >>> show_controls("paid \\u202e001\\u202c dollars"), show_controls("A plain line.")
    ('paid ⟦U+202E⟧001⟦U+202C⟧ dollars', 'A plain line.')
    """
    return text if text.isascii() and text.isprintable() else _HIDDEN.sub(_mark, text)


def show_line(text: str) -> str:
    """
    Show a text on one line of a terminal or a log.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        As of `show_controls`, tabs and line feeds marked too: what is one message stays one
        line, and no part of it passes for another message.

    Examples
    --------
    >>> show_line("title\\nERROR: all is lost"), show_line("a\\x1b[31mb")
    ('title⟦U+000A⟧ERROR: all is lost', 'a⟦U+001B⟧[31mb')
    """
    return _BREAK.sub(_mark, show_controls(text))


def _mark(found) -> str:
    return f"⟦U+{ord(found.group()):04X}⟧"
