"""Invented pages for the tests of the watch: one article, and what a site puts around it."""

import html

HEADLINE = "Ferry strikes pier at Calder Sound, injuring 14"
BODY = (
    "CALDER SOUND (Quillshore Press) - A ferry carrying 212 passengers struck a concrete pier on "
    "Tuesday morning, injuring 14 people and closing the harbor for six hours, officials said.",
    "The vessel, the Marlin Queen, was approaching its berth at 8:40 a.m. when it failed to slow, "
    "according to the harbor authority. Nobody was killed.",
    '"We did not receive any warning from the crew," harbor master Helen Dray told reporters. '
    '"The engines were not in reverse when the ship hit the wall."',
    "Dray said repairs would cost about $4.6 million and take at least three months. The company, "
    "Northline Ferries, denied that the engines had failed before.",
    "The U.S. Coast Guard said on Feb. 10 that it had opened an inquiry. Investigators reportedly "
    "found that 70 percent of the pier's supports were damaged.",
    "Northline, which employs 1,250 people, organized buses for stranded travelers. Its chief "
    "executive, Paul Vance, said the firm would cooperate fully with the inquiry.",
)


def make_page(
    body=BODY,
    headline: str = HEADLINE,
    *,
    head: str = "",
    before: str = "<nav><a href='/'>Home</a> <a href='/sport'>Sport</a></nav>",
    after: str = "<footer><p>Copyright Quillshore Press. All rights reserved.</p></footer>",
    paragraph: str = "<p>{}</p>",
    encoding: str = "utf-8",
) -> bytes:
    """Write an article as a site serves it."""
    paragraphs = "\n".join(paragraph.format(html.escape(text, quote=False)) for text in body)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='{encoding}'>"
        f"<title>{html.escape(headline)}</title>{head}</head><body>{before}"
        f"<main><article><h1>{html.escape(headline)}</h1>\n{paragraphs}\n</article></main>"
        f"{after}</body></html>"
    ).encode(encoding, "xmlcharrefreplace")


def replace_all(*pairs: tuple[str, str]) -> tuple[str, ...]:
    """The article's body with other words for some; each must be there."""
    text = "\n".join(BODY)
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return tuple(text.split("\n"))
