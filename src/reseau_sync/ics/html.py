"""Descriptions in HTML, as Google Calendar, Nextcloud and Outlook write them: told apart, and read as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from reseau_sync.ics.component import ContentLine

_TAG = re.compile(
    r"</?(?:a|b|br|div|em|font|h[1-6]|html|i|li|ol|p|span|strong|table|tbody|td|tr|u|ul|body|head)(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
_BLOCKS = frozenset({"br", "div", "p", "li", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table"})
_HIDDEN = frozenset({"script", "style", "head", "title"})


def looks_like_html(text: str) -> bool:
    """Say whether a description is HTML: it holds a tag that HTML knows (``<tous>`` is no such tag)."""
    return "<" in text and _TAG.search(text) is not None


def is_html_line(line: ContentLine) -> bool:
    """Say whether X-ALT-DESC or STYLED-DESCRIPTION (RFC 9073, 6.5) holds HTML."""
    kind = line.parameter("FMTTYPE") or ""
    return kind.lower().startswith("text/html") or (not kind and looks_like_html(line.value))


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden = 0
        self.href: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _HIDDEN:
            self.hidden += 1
        elif tag in _BLOCKS:
            self.pieces.append("\n- " if tag == "li" else "\n")
        elif tag == "a":
            self.href = dict(attrs).get("href")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden = max(0, self.hidden - 1)
        elif tag in _BLOCKS and tag != "br":
            self.pieces.append("\n")
        elif tag == "a" and self.href:
            shown = "".join(self.pieces[-3:])
            if self.href.startswith(("http://", "https://")) and self.href not in shown:
                self.pieces.append(f" ({self.href})")
            self.href = None

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.pieces.append(data)


def to_text(source: str) -> str:
    """Return HTML as plain text: a line per block, the address of a link beside its words."""
    reader = _Text()
    reader.feed(source)
    reader.close()
    lines = (re.sub(r"[ \t\xa0]+", " ", line).strip() for line in "".join(reader.pieces).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
