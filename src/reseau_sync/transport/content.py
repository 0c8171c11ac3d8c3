"""What no calendar is, whatever its format: nothing at all, and a web page."""

from __future__ import annotations

import re

from reseau_sync.errors import Words
from reseau_sync.transport.problems import Code, problem

_HEAD = 4096
_TAIL = 256
_BOMS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
_BLANK = b" \t\r\n\0"
_XML_DECLARATION = re.compile(r"<\?xml[^>]*>\s*", re.IGNORECASE)
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_HTML = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)


def refuse_too_many_lines(data: bytes, where: str, limit: int) -> None:
    """Refuse a body that would take far more room as lines than as bytes. Pure.

    :raises SourceError: ``too-large``
    """
    if len(data) > limit and max(data.count(b"\n"), data.count(b"\r")) > limit:
        raise problem(Code.TOO_LARGE, where, Words(f" : plus de {limit} lignes", f": more than {limit} lines"))


def refuse_non_calendar(data: bytes, where: str) -> None:
    """Refuse a body that no adapter could read as a calendar. Pure.

    Servers answer 200 with an empty body where a calendar has gone, and with a login page where a link has expired;
    both must be failures, never a calendar without events.

    :raises SourceError: ``empty`` or ``html``
    """
    if is_blank(data):
        raise problem(Code.EMPTY, where)
    if is_html(data):
        raise problem(Code.HTML, where)


def is_ended(data: bytes) -> bool:
    """Say whether the body ends as an iCalendar does (RFC 5545, 3.4): nothing of it is missing."""
    return data[-_TAIL:].rstrip(_BLANK).upper().endswith(b"END:VCALENDAR")


def is_blank(data: bytes) -> bool:
    """Say whether there is nothing but a byte order mark and white space."""
    for mark, _ in _BOMS:
        data = data.removeprefix(mark)
    # lstrip copies what follows: a calendar begins with text, so only its first bytes are looked at.
    return not data[:_HEAD].strip(_BLANK) and not data.strip(_BLANK)


def is_html(data: bytes) -> bool:
    """Say whether the bytes begin as a web page does (HTML Living Standard, 13.1); a sheet never does."""
    text = _opening(data)
    text = _XML_DECLARATION.sub("", text, count=1) if text.startswith("<?") else text
    while comment := _COMMENT.match(text):
        text = text[comment.end() :]
    return _HTML.match(text) is not None


def _opening(data: bytes) -> str:
    head = data[:_HEAD]
    for mark, encoding in _BOMS:
        if head.startswith(mark):
            return head[len(mark) :].decode(encoding, "replace").lstrip()
    return head.decode("latin-1").lstrip()
