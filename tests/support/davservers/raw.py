"""A client that knows nothing of ours: it sends what it is told, so that tests do not check our client with itself."""

from __future__ import annotations

import base64
import http.client
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlsplit
from uuid import uuid4
from xml.sax.saxutils import escape

AUTHORIZATION = "Basic " + base64.b64encode(b"u:p").decode()
_MKCALENDAR = (
    '<?xml version="1.0" encoding="utf-8"?><C:mkcalendar xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:set>'
    "<D:prop><D:displayname>{name}</D:displayname></D:prop></D:set></C:mkcalendar>"
)


@dataclass(frozen=True)
class Said:
    """An answer: header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def request(method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Said:
    """Send one request as the user of the test servers."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request(method, path, body, {"Authorization": AUTHORIZATION, **(headers or {})})
        answer = connection.getresponse()
        return Said(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
    finally:
        connection.close()


@dataclass(frozen=True)
class Calendar:
    """A calendar on a test server: its address ends in a slash."""

    server: str
    url: str
    name: str

    @classmethod
    def made(cls, server: str, home: str, name: str = "") -> Calendar:
        """Make a new calendar, called ``name``, at an address of its own.

        :raises AssertionError: the server refuses
        """
        id_ = uuid4().hex[:12]
        url = f"{home}{id_}/"
        body = _MKCALENDAR.format(name=escape(name or id_)).encode()
        said = request("MKCALENDAR", url, body, {"Content-Type": "application/xml; charset=utf-8"})
        assert said.status == 201, (server, said)
        return cls(server, url, name or id_)

    @property
    def id(self) -> str:
        """Return the last part of its address."""
        return self.url.rstrip("/").rpartition("/")[2]

    def put(self, name: str, data: bytes, **headers: str) -> Said:
        """Write an object; ``if_match="…"`` is If-Match, and so on."""
        fields = {key.replace("_", "-").title(): value for key, value in headers.items()}
        return request("PUT", self.at(name), data, {"Content-Type": "text/calendar; charset=utf-8", **fields})

    def delete(self, name: str) -> Said:
        """Delete an object, whatever its version."""
        return request("DELETE", self.at(name))

    def get(self, name: str) -> Said:
        """Return an object."""
        return request("GET", self.at(name))

    def remove(self) -> None:
        """Delete the calendar with all that is in it."""
        request("DELETE", self.url)

    def names(self) -> list[str]:
        """Return the names of its objects."""
        body = b'<?xml version="1.0"?><propfind xmlns="DAV:"><prop><getetag/></prop></propfind>'
        said = request("PROPFIND", self.url, body, {"Depth": "1", "Content-Type": "application/xml"})
        assert said.status == 207, said
        found = re.findall(rb"<(?:\w+:)?href>([^<]*)</", said.body)
        return sorted(name for each in found if (name := each.decode().rpartition("/")[2]))

    def at(self, name: str) -> str:
        """Return the address of an object."""
        return self.url + quote(name)


def event(uid: str, title: str = "Permanence", day: int = 1, hour: int = 9, *more: str) -> bytes:
    """Return one event as an object, strict servers being content with it."""
    lines = (
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//tests//FR",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260101T000000Z",
        f"DTSTART:202606{day:02}T{hour:02}0000Z",
        f"DTEND:202606{day:02}T{hour + 1:02}0000Z",
        f"SUMMARY:{title}",
        *more,
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    )
    return "\r\n".join(lines).encode()
