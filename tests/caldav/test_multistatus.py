"""A multistatus is read whole or not at all, from whoever sent it, in bounded memory."""

from __future__ import annotations

import contextlib
import tracemalloc

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync_caldav import bodies, multistatus
from reseau_sync_caldav.multistatus import Inner, UnreadableError, read

HEAD = b'<?xml version="1.0"?><D:multistatus xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav">'
TAIL = b"</D:multistatus>"
ONE = b"""<D:response><D:href> /a/b%40c.ics </D:href><D:propstat><D:prop><D:getetag>"1"</D:getetag>
<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>
<C:supported-calendar-component-set><C:comp name="VEVENT"/></C:supported-calendar-component-set>
<C:calendar-home-set><D:href>/home/</D:href></C:calendar-home-set></D:prop><D:status>HTTP/1.1 200 OK</D:status>
</D:propstat><D:propstat><D:prop><D:displayname/></D:prop><D:status>HTTP/1.1 404 Not Found</D:status></D:propstat>
</D:response>"""
GONE = b"<D:response><D:href>/a/x.ics</D:href><D:status>HTTP/1.1 404 Not Found</D:status></D:response>"
WHOLE = HEAD + ONE + GONE + b"<D:sync-token>urn:1</D:sync-token>" + TAIL


def test_what_it_says_is_read() -> None:
    found = read(WHOLE, "https://x/")
    first, gone = found.resources
    assert (found.sync_token, found.url) == ("urn:1", "https://x/")
    assert (first.href, first.status, first.text(bodies.ETAG)) == ("/a/b%40c.ics", 200, '"1"')
    assert first.properties[bodies.RESOURCE_TYPE].tags() == {bodies.COLLECTION, bodies.CALENDAR}
    assert first.properties[bodies.HOME_SET].hrefs() == ("/home/",)
    assert [each.name for each in first.properties[bodies.COMPONENTS].inner] == ["VEVENT"]
    assert first.text(bodies.DISPLAY_NAME) is None
    assert isinstance(first.properties[bodies.COMPONENTS].inner[0], Inner)
    assert (gone.href, gone.status, gone.properties) == ("/a/x.ics", 404, {})


def test_cut_anywhere_it_is_refused() -> None:
    for end in range(len(WHOLE)):
        with pytest.raises(UnreadableError):
            read(WHOLE[:end])


def test_a_property_that_failed_is_told_from_one_that_is_not_there() -> None:
    broken = ONE.replace(b"404 Not Found", b"500 Oh")
    assert [each.failed for each in read(HEAD + ONE + broken + TAIL).resources] == [200, 500]


@pytest.mark.parametrize("status", [b"", b"200", b"OK", b"HTTP/1.1", b"HTTP/1.1 2"])
def test_a_status_that_cannot_be_read_is_no_success(status: bytes) -> None:
    (found,) = read(HEAD + GONE.replace(b"HTTP/1.1 404 Not Found", status) + TAIL).resources
    assert found.status == 500


@pytest.mark.parametrize(
    "wrong",
    [
        b"",
        b" ",
        b"\0",
        b"BEGIN:VCALENDAR",
        b"<html><body>login</body></html>",
        b"<!DOCTYPE html><html></html>",
        b'<D:propfind xmlns:D="DAV:"/>',
        b"<multistatus/>",
        WHOLE + b"<more/>",
        HEAD + b"<D:response/>" + TAIL,
        HEAD + b"&unknown;" + TAIL,
        HEAD + b"\xe9" + TAIL,
        HEAD + b"&#0;" + TAIL,
        HEAD + b"<D:a>" * 100 + b"</D:a>" * 100 + TAIL,
        b'<?xml version="1.0" encoding="x-none"?>' + WHOLE[21:],
    ],
)
def test_what_is_none_is_refused(wrong: bytes) -> None:
    with pytest.raises(UnreadableError):
        read(wrong)


ENTITIES = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)).encode()
BOMBS = {
    "entities": b'<!DOCTYPE m [<!ENTITY e0 "ha">%s]>%s<D:sync-token>&e11;</D:sync-token>%s'
    % (ENTITIES, HEAD[21:], TAIL),
    "an attribute": b'<!DOCTYPE m [<!ENTITY e0 "ha">%s]>%s<D:a b="&e11;"/>%s' % (ENTITIES, HEAD[21:], TAIL),
    "quadratic": b'<!DOCTYPE m [<!ENTITY e "%s">]>%s%s%s' % (b"a" * 100_000, HEAD[21:], b"&e;" * 1000, TAIL),
    "a file": b'<!DOCTYPE m [<!ENTITY e SYSTEM "file:///etc/passwd">]>%s<D:sync-token>&e;</D:sync-token>%s'
    % (HEAD[21:], TAIL),
    "a dtd": b'<!DOCTYPE m SYSTEM "http://127.0.0.1:9/x.dtd">%s%s' % (HEAD[21:], TAIL),
    "many elements": HEAD + b"<D:a/>" * 60_000 + TAIL,
    "one response of many": HEAD + b"<D:response><D:href>/</D:href>" + b"<D:a/>" * 60_000 + b"</D:response>" + TAIL,
}


@pytest.mark.parametrize("kind", sorted(BOMBS))
def test_a_bomb_is_refused_in_bounded_memory(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multistatus, "MAX_ELEMENTS", 50_000)
    tracemalloc.start()
    try:
        with pytest.raises(UnreadableError):
            read(BOMBS[kind])
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_long_text_is_read() -> None:
    long = WHOLE.replace(b"urn:1", b"t" * 12_000_000)
    assert len(read(long).sync_token or "") == 12_000_000


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60), st.integers(0, len(WHOLE)), st.integers(0, 60))
def test_no_bytes_raise_anything_else(inserted: bytes, at: int, removed: int) -> None:
    with contextlib.suppress(UnreadableError):
        read(WHOLE[:at] + inserted + WHOLE[at + removed :])
