"""A CalDAV calendar played by a script, for what real servers do not do on demand."""

from __future__ import annotations

from collections.abc import Mapping

from ..support.davservers import event
from ..support.misbehaving import Exchange, Misbehaving, Script, reply

PATH = "/dav/agenda/"
HEAD = b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
TAIL = b"</D:multistatus>"


def response(href: str, prop: str, status: str = "200 OK") -> bytes:
    return (
        f"<D:response><D:href>{href}</D:href><D:propstat><D:prop>{prop}</D:prop>"
        f"<D:status>HTTP/1.1 {status}</D:status></D:propstat></D:response>"
    ).encode()


def multistatus(*responses: bytes, token: str = "") -> bytes:
    said = f"<D:sync-token>{token}</D:sync-token>".encode() if token else b""
    return HEAD + b"".join(responses) + said + TAIL


def listing(names: Mapping[str, bytes], token: str = "urn:1") -> bytes:
    kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    here = response(PATH, kind + f"<D:sync-token>{token}</D:sync-token>")
    return multistatus(here, *(response(PATH + name, '<D:getetag>"1"</D:getetag>') for name in names))


def objects(held: Mapping[str, bytes]) -> bytes:
    return multistatus(
        *(
            response(
                PATH + name,
                f'<D:getetag>"1"</D:getetag><C:calendar-data><![CDATA[{data.decode()}]]></C:calendar-data>',
            )
            for name, data in held.items()
        )
    )


EVENTS: Mapping[str, bytes] = {f"{n}.ics": event(f"{n}@example.org", f"Permanence {n}", n) for n in range(1, 4)}


def well(body: bytes) -> Script:
    return reply(body, 207, content_type="application/xml")


def calendar(*, listed: Script | None = None, changed: Script | None = None, fetched: Script | None = None) -> Script:
    """Return the script of a calendar of three events, some of whose answers are others."""

    def script(exchange: Exchange) -> None:
        body = exchange.asked.body
        if exchange.asked.method == "PROPFIND":
            chosen = listed or well(listing(EVENTS))
        elif b"<D:sync-token></D:sync-token>" in body or b"<D:sync-token/>" in body:
            chosen = reply(b"", 403)  # it tells changes, not everything
        elif b"sync-collection" in body:
            chosen = changed or well(multistatus(token="urn:1"))
        else:
            chosen = fetched or well(objects(EVENTS))
        chosen(exchange)

    return script


def served(script: Script) -> Misbehaving:
    """Return a server that has the calendar, and nothing else."""
    return Misbehaving({PATH: script})
