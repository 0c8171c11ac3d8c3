"""What servers do that is odd and no failure: the feed follows, exit 0, and nothing is said of it."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator

import pytest

from ..support.misbehaving import Exchange, Misbehaving, Script, head, raw, redirect, reply
from .faults import CHUNKED, Arrangement, answers, chunk
from .stage import AFTER, BEFORE, FEED, LATER, LATER_STILL, MORNING, NEXT_DAY, PASSWORD, PATH, Stage, calendar

FOLLOWED = ["Maraude", "Permanence", "Repas partagé", "Réunion d’été"]
STOOD = ["Maraude", "Permanence", "Réunion d’été"]

WINDOWS = AFTER.decode().encode("cp1252")


def declared(content_type: str, body: bytes = AFTER) -> Arrangement:
    return answers(reply(body, content_type=content_type))


ODDITIES: dict[str, Arrangement] = {
    **{
        f"{status} once": answers(redirect("/nouveau.ics", status), **{"nouveau.ics": reply(AFTER)})
        for status in (301, 302, 303, 307, 308)
    },
    "five redirects": answers(
        redirect("/1"), **{str(n): redirect(f"/{n + 1}") for n in range(1, 5)}, **{"5": reply(AFTER)}
    ),
    "a redirect whose page never ends": answers(
        raw(head(302, {"Location": "/nouveau.ics", "Content-Length": "99999"}), b"<html>"),
        **{"nouveau.ics": reply(AFTER)},
    ),
    "429 then well": answers([reply(b"", 429), reply(AFTER)]),
    "503 then well": answers([reply(b"", 503, Retry_After="2"), reply(AFTER)]),
    "reset before the answer, then well": answers([raw(), reply(AFTER)]),
    "203": answers(reply(AFTER, 203)),
    "UTF-8 said to be Latin-1": declared("text/calendar; charset=iso-8859-1"),
    "UTF-8 said to be what nobody knows": declared("text/calendar; charset=x-nonsense"),
    "Windows-1252 said to be UTF-8": declared("text/calendar; charset=utf-8", WINDOWS),
    "UTF-16 said to be UTF-8": declared("text/calendar; charset=utf-8", AFTER.decode().encode("utf-16")),
    "a byte order mark": declared("text/calendar", b"\xef\xbb\xbf" + AFTER),
    "a calendar said to be a web page": declared("text/html; charset=utf-8"),
    "a calendar said to be nothing": answers(reply(AFTER)),
    "a Content-Length that is too long": answers(reply(AFTER, content_length=str(len(AFTER) + 99))),
    "a Content-Length written with forty figures": answers(reply(AFTER, content_length=f"{len(AFTER):040}")),
    "no Content-Length": answers(raw(head(), AFTER)),
    "HTTP/1.0": answers(raw(b"HTTP/1.0 200 OK\r\n\r\n", AFTER)),
    "chunks of a byte": answers(raw(CHUNKED, *(chunk(AFTER[n : n + 1]) for n in range(len(AFTER))), b"0\r\n\r\n")),
    "chunks with words of their own": answers(
        raw(CHUNKED, chunk(AFTER).replace(b"\r\n", b";nom=valeur\r\n", 1), b"0\r\nX-Fin: oui\r\n\r\n")
    ),
    "100 before the answer": answers(raw(b"HTTP/1.1 100 Continue\r\n\r\n", head(), AFTER)),
    "gzip": answers(reply(gzip.compress(AFTER), content_encoding="gzip")),
    "gzip followed by nothing in particular": answers(reply(gzip.compress(AFTER) + bytes(99), content_encoding="gzip")),
    "lines that end as they please": answers(reply(AFTER.replace(b"\r\n", b"\n"))),
    "blank lines around": answers(reply(b"\r\n\r\n" + AFTER + b"\r\n \r\n")),
}


@pytest.mark.parametrize("odd", ODDITIES.values(), ids=ODDITIES.keys())
def test_the_feed_follows_an_odd_server_and_nothing_is_said_of_it(
    staged: Callable[..., Stage], odd: Arrangement
) -> None:
    stage = staged()
    assert stage.merge(MORNING).code == 0
    with odd(stage):
        ran = stage.merge(LATER)
        assert (ran.code, ran.result.stderr) == (0, "")
        assert stage.titles == FOLLOWED
        assert stage.leaks(ran) == []
        written = stage.feed, (stage.folder / FEED).stat().st_mtime_ns
        assert stage.merge(LATER_STILL).code == 0
        assert (stage.feed, (stage.folder / FEED).stat().st_mtime_ns) == written


def test_another_public_host_is_asked_without_credentials(
    staged: Callable[..., Stage], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reseau_sync.transport.sockets.is_public", lambda _: True)
    stage = staged(allow_private=False, user=f"aline:{PASSWORD}@")
    assert stage.merge(MORNING).code == 0
    with Misbehaving({"/ailleurs.ics": reply(AFTER)}, address="127.0.0.2") as other:
        stage.answer(redirect(other.url("/ailleurs.ics", user="eve:eve@")))
        ran = stage.merge(LATER)
    assert (ran.code, ran.result.stderr) == (0, "")
    assert stage.titles == FOLLOWED
    assert [bool(value) for (value,) in stage.asked("authorization")] == [True]
    assert [each.headers.get("authorization") for each in other.asked] == [None]
    assert stage.leaks(ran) == []


@pytest.mark.parametrize(("fields", "waited"), [({}, [0.5]), ({"Retry_After": "3"}, [3.5])])
def test_a_server_that_is_too_busy_is_left_alone_for_as_long_as_it_asks(
    staged: Callable[..., Stage], fields: dict[str, str], waited: list[float]
) -> None:
    stage = staged()
    stage.answer([reply(b"", 429, **fields), reply(AFTER)])
    assert stage.merge(MORNING).code == 0
    assert stage.slept == waited


def stamped(bodies: Iterator[bytes], etags: Iterator[str]) -> Script:
    """Return a script that gives another ETag each time, and never says that nothing changed."""

    def script(exchange: Exchange) -> None:
        body = next(bodies)
        exchange.send(head(headers={"ETag": next(etags), "Content-Length": str(len(body))}), body)

    return script


def test_an_etag_that_changes_each_time_changes_nothing_and_hides_nothing(staged: Callable[..., Stage]) -> None:
    stage = staged()
    stage.answer(stamped(iter([BEFORE, BEFORE, BEFORE, AFTER]), (f'"{number}"' for number in range(9))))
    assert stage.merge(MORNING).code == 0
    written = stage.feed, (stage.folder / FEED).stat().st_mtime_ns
    for now in (LATER, LATER_STILL):
        assert stage.merge(now).code == 0
        assert (stage.feed, (stage.folder / FEED).stat().st_mtime_ns) == written
    assert stage.merge("2026-03-02T09:30:00Z").code == 0
    assert stage.titles == FOLLOWED


@pytest.mark.parametrize(
    ("stamp", "condition"),
    [
        ({"ETag": '"toujours"'}, "if-none-match"),
        ({"Last-Modified": "Mon, 02 Mar 2026 08:00:00 GMT"}, "if-modified-since"),
    ],
    ids=["ETag", "Last-Modified"],
)
def test_a_stamp_that_never_changes_is_not_believed_for_more_than_a_day(
    staged: Callable[..., Stage], stamp: dict[str, str], condition: str
) -> None:
    stage = staged()

    def giving(body: bytes) -> Script:
        def script(exchange: Exchange) -> None:
            if condition in exchange.asked.headers:
                exchange.send(head(304))
            else:
                exchange.send(head(headers=stamp), body)

        return script

    stage.answer(giving(BEFORE))
    assert stage.merge(MORNING).code == 0
    stage.answer(giving(AFTER))
    assert stage.merge(LATER).code == 0
    assert stage.titles == STOOD
    ran = stage.merge(NEXT_DAY)
    assert (ran.code, ran.result.stderr) == (0, "")
    assert stage.titles == FOLLOWED


# --- empty_is_ok: tools such as YesWiki answer with nothing where they have no event ---------------------------------

NOTHING = [reply(b""), reply(b"", 204), reply(b"\r\n"), reply(gzip.compress(b""), content_encoding="gzip")]
TOLERANT = "empty_is_ok = true"


@pytest.mark.parametrize("nothing", NOTHING, ids=["empty", "204", "blank", "packed"])
def test_nothing_is_a_calendar_without_events_where_the_network_says_so(
    staged: Callable[..., Stage], nothing: Script
) -> None:
    stage = staged(more=TOLERANT)
    stage.answer(nothing)
    ran = stage.merge(MORNING)
    assert (ran.code, ran.result.stderr) == (0, "")
    assert stage.titles == ["Permanence"]
    stage.answer(reply(AFTER))
    assert stage.merge(LATER).code == 0
    assert stage.titles == FOLLOWED


def test_a_calendar_that_becomes_empty_is_held_until_a_person_has_said_that_it_is_meant(
    staged: Callable[..., Stage],
) -> None:
    stage = staged(more=TOLERANT)
    assert stage.merge(MORNING).code == 0
    before = stage.feed
    stage.answer(reply(b""))
    for now in (LATER, LATER_STILL):
        ran = stage.merge(now)
        assert (ran.code, ran.health["state"]) == (3, "held")
        assert "reseau-sync accept" in ran.result.stderr
        assert stage.feed == before
    assert stage.invoke("accept", "dunes").exit_code == 0
    assert stage.merge("2026-03-02T09:30:00Z").code == 0
    assert stage.titles == ["ANNULÉ – Maraude", "ANNULÉ – Réunion d’été", "Permanence"]


def test_a_calendar_that_empties_as_its_events_pass_is_well(staged: Callable[..., Stage]) -> None:
    stage = staged(more=TOLERANT)
    assert stage.merge(MORNING).code == 0
    stage.answer(reply(b""))
    ran = stage.merge("2026-06-01T09:00:00Z")
    assert (ran.code, ran.result.stderr) == (0, "")
    assert stage.titles == STOOD


def test_an_iCalendar_without_events_needs_no_such_word(staged: Callable[..., Stage]) -> None:  # noqa: N802 - its name
    stage = staged()
    stage.answer(reply(calendar()))
    assert stage.merge(MORNING).code == 0
    assert stage.titles == ["Permanence"]


def test_a_failure_stays_one_where_nothing_would_be_right(staged: Callable[..., Stage]) -> None:
    stage = staged(more=TOLERANT)
    assert stage.merge(MORNING).code == 0
    before = stage.feed
    for script in (reply(b"<html>Maintenance</html>"), reply(b"", 500), reply(b"", content_length="99"), raw()):
        stage.answer(script)
        assert stage.merge(LATER).health["state"] == "failed"
        assert stage.feed == before
    assert PATH not in before.decode()
