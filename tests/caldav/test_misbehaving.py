"""Servers that break, lie, drip or attack: a failure with a code, words and advice, in bounded time and memory."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

import pytest

from reseau_sync.ports import Checkpoint, Failed, Fetched, FetchResult, Unchanged
from reseau_sync.transport import Limits, Transport
from reseau_sync_caldav import CaldavAdapter

from ..support.misbehaving import (
    Misbehaving,
    Script,
    dripping,
    endless,
    gzip_bomb,
    head,
    raw,
    redirect,
    reply,
    resetting,
    silent,
)
from . import scripted
from .scripted import EVENTS, PATH, calendar, listing, multistatus, objects, response, served, well

PASSWORD = "m0t-de-passe"
WHOLE = objects(EVENTS)


@pytest.fixture
def impatient(tmp_path: Path) -> Transport:
    limits = Limits(max_bytes=3_000_000, connect_seconds=1, read_seconds=0.5, total_seconds=1.5, attempts=1)
    return Transport(tmp_path, limits, allow_private=True)


def fetch(
    access: Transport, script: Script, checkpoint: Checkpoint | None = None, **options: Any
) -> tuple[FetchResult, Misbehaving]:
    adapter = CaldavAdapter()
    login = {"auth": "basic", "username": "aline", "password": PASSWORD}
    chosen = adapter.Options.model_validate({**login, **options})
    with served(script) as server:
        return adapter.open(server.url(PATH), chosen, access).fetch(checkpoint), server


def checkpoint_of(access: Transport) -> Checkpoint:
    result, _ = fetch(access, calendar())
    assert isinstance(result, Fetched), result
    assert len(result.items) == 3
    return result.checkpoint


def code(result: FetchResult) -> str:
    assert isinstance(result, Failed), result
    shown = "".join(traceback.format_exception(result.error))
    for said in (result.error.say("fr"), result.error.say("en"), shown):
        assert PASSWORD not in said
        assert "aline" not in said
        assert PATH not in said
    assert result.error.hint is not None
    assert result.error.words.fr != result.error.words.en
    return result.error.code


STATUSES = {
    401: "unauthorized",
    402: "forbidden",
    403: "forbidden",
    404: "not-found",
    405: "not-caldav",
    409: "conflict",
    410: "not-found",
    412: "changed",
    413: "too-large",
    418: "unexpected",
    423: "locked",
    429: "http-error",
    500: "server-error",
    501: "not-caldav",
    502: "http-error",
    503: "http-error",
    504: "http-error",
    507: "server-full",
}
WRONG: dict[str, tuple[Script, frozenset[str]]] = {
    **{str(status): (reply(b"", status), frozenset({said})) for status, said in STATUSES.items()},
    "a login page": (
        reply(b"<!DOCTYPE html><html>login</html>", 200, content_type="text/html"),
        frozenset({"login-page"}),
    ),
    "a login page as 207": (reply(b"<html>login</html>", 207), frozenset({"login-page"})),
    "a redirect to a login page": (redirect("/login"), frozenset({"not-found"})),
    "a redirect to itself": (redirect(PATH), frozenset({"redirect-refused"})),
    "a redirect to a file": (redirect("file:///etc/passwd"), frozenset({"redirect-refused"})),
    "half a multistatus": (reply(WHOLE[: len(WHOLE) // 2], 207), frozenset({"cut"})),
    "half of what was promised": (raw(head(207, {"Content-Length": "9999"}), WHOLE[:99]), frozenset({"cut"})),
    "nothing": (reply(b"", 207), frozenset({"cut"})),
    "no XML": (reply(b"BEGIN:VCALENDAR", 207), frozenset({"cut"})),
    "200 for 207": (reply(WHOLE, 200), frozenset({"not-caldav"})),
    "a connection that breaks": (resetting(), frozenset({"unreachable"})),
    "an answer that breaks": (resetting(head(207), WHOLE[:99]), frozenset({"cut", "unreachable"})),
    "silence": (silent(), frozenset({"timeout"})),
    "silence after the header": (silent(head(207)), frozenset({"timeout"})),
    "a trickle": (dripping(head(207), b" ", 0.05), frozenset({"timeout"})),
    "a flood": (endless(head(207), b"<a/>" * 10_000), frozenset({"too-large"})),
    "a bomb of gzip": (raw(head(207, {"Content-Encoding": "gzip"}), *gzip_bomb(64)), frozenset({"too-large"})),
    "a bomb of entities": (
        reply(b'<!DOCTYPE m [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + scripted.HEAD + b"&b;" + scripted.TAIL, 207),
        frozenset({"cut"}),
    ),
    "a bomb of elements": (reply(scripted.HEAD + b"<a>" * 5000 + scripted.TAIL, 207), frozenset({"cut"})),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_listing_that_goes_wrong_is_a_failure(impatient: Transport, wrong: str) -> None:
    script, codes = WRONG[wrong]
    result, _ = fetch(impatient, calendar(listed=script))
    assert code(result) in codes


@pytest.mark.parametrize("wrong", WRONG)
def test_objects_that_do_not_come_are_a_failure(impatient: Transport, wrong: str) -> None:
    """Some are then asked for one by one: the server says of each that there is none, and that too is not believed."""
    script, codes = WRONG[wrong]
    result, server = fetch(impatient, calendar(fetched=script))
    assert code(result) in codes | {"incomplete"}
    assert len(server.asked) < 20


@pytest.mark.parametrize("wrong", WRONG)
def test_a_report_of_changes_that_goes_wrong_loses_nothing(impatient: Transport, wrong: str) -> None:
    """Either a failure, or everything listed anew: never a calendar with less in it."""
    script, codes = WRONG[wrong]
    result, _ = fetch(impatient, calendar(changed=script), checkpoint_of(impatient))
    if isinstance(result, Failed):
        assert code(result) in codes
    else:
        assert isinstance(result, Unchanged) or len(result.items) == 3


@pytest.mark.parametrize("script", [silent(), dripping(head(207), b" ", 0.05)], ids=["silence", "a trickle"])
def test_a_server_that_takes_for_ever_is_left_in_time(impatient: Transport, script: Script) -> None:
    for listed, fetched in ((script, None), (None, script)):
        result, server = fetch(impatient, calendar(listed=listed, fetched=fetched))
        assert code(result) == "timeout"
        assert len(server.asked) <= 4


def test_private_addresses_are_refused(tmp_path: Path) -> None:
    result, server = fetch(Transport(tmp_path, Limits(attempts=1)), calendar())
    assert code(result) == "address-refused"
    assert server.asked == []


def test_netrc_is_not_read(impatient: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login aline password {PASSWORD}\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    asks = reply(b"", 401, www_authenticate='Basic realm="x"')
    result, server = fetch(impatient, calendar(listed=asks), auth="auto", username=None, password=None)
    assert code(result) == "unauthorized"
    assert not any("authorization" in each.headers for each in server.asked)


def test_the_password_goes_to_no_other_server(impatient: Transport) -> None:
    asks = reply(b"", 401, www_authenticate='Basic realm="x"')
    with Misbehaving({"/": asks, PATH: asks}, address="127.0.0.2") as other:
        result, _ = fetch(impatient, calendar(listed=redirect(other.url(PATH))))
        assert code(result) == "elsewhere"
        home = f"<C:calendar-home-set><D:href>{other.url()}</D:href></C:calendar-home-set>"
        result, _ = fetch(impatient, calendar(listed=well(multistatus(response(PATH, home)))))
        assert code(result) == "elsewhere"
        members = multistatus(
            response(PATH, "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"),
            response(other.url("/a.ics"), '<D:getetag>"1"</D:getetag>'),
        )
        fetch(impatient, calendar(listed=well(members), fetched=well(multistatus())))
        assert not any("authorization" in each.headers for each in other.asked)
        assert "/a.ics" not in [each.path for each in other.asked]


def test_names_that_lead_out_of_the_calendar_are_only_names(impatient: Transport) -> None:
    names = ["../../etc/x", "%2e%2e/%2e%2e/x", "/etc/passwd", "//127.0.0.2/x", "a%00b", "x" * 3000]
    kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    listed = multistatus(response(PATH, kind), *(response(each, '<D:getetag>"1"</D:getetag>') for each in names))
    result, server = fetch(impatient, calendar(listed=well(listed)))
    assert isinstance(result, (Fetched, Failed))
    assert {each.headers["host"] for each in server.asked} == {f"127.0.0.1:{server.port}"}


def test_one_broken_object_costs_that_object(impatient: Transport) -> None:
    held = {**EVENTS, "2.ics": b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n"}
    result, _ = fetch(impatient, calendar(fetched=well(objects(held))))
    assert isinstance(result, Fetched)
    from .pulling import CONTEXT

    source = CaldavAdapter().open("https://x/", CaldavAdapter.Options(), impatient)
    decoded = [source.decode(each, CONTEXT) for each in result.items]
    assert sum(bool(each.entries) for each in decoded) == 2
    assert sum(bool(each.rejected) for each in decoded) == 1


def test_an_object_that_is_no_xml_is_asked_for_alone(impatient: Transport) -> None:
    bad = b"BEGIN:VCALENDAR\x0b"

    def one(exchange: Any) -> None:
        asked = [name for name in EVENTS if name.encode() in exchange.asked.body]
        held = {name: bad if name == "2.ics" else EVENTS[name] for name in asked}
        well(objects(held))(exchange)

    adapter = CaldavAdapter()
    whole = EVENTS["2.ics"].replace(b"Permanence", b"Perma\x0bnence")
    with Misbehaving({PATH: calendar(fetched=one), f"{PATH}2.ics": reply(whole)}) as server:
        result = adapter.open(server.url(PATH), adapter.Options(), impatient).fetch()
        assert isinstance(result, Fetched), result
        assert [each.key for each in result.items] == ["1.ics", "2.ics", "3.ics"]
        assert server.asked[-1].method == "GET"


def test_what_is_listed_and_left_out_is_not_taken_for_gone(impatient: Transport) -> None:
    left = {name: data for name, data in EVENTS.items() if name != "2.ics"}
    with Misbehaving({PATH: calendar(fetched=well(objects(left))), f"{PATH}2.ics": reply(b"", 500)}) as server:
        adapter = CaldavAdapter()
        assert code(adapter.open(server.url(PATH), adapter.Options(), impatient).fetch()) == "server-error"
    many = {f"{n}.ics": b"" for n in range(30)}
    result, server = fetch(impatient, calendar(listed=well(listing(many)), fetched=well(multistatus())))
    assert code(result) == "incomplete"
    assert len(server.asked) == 4


@pytest.mark.parametrize("status", ["403 Forbidden", "500 Oh"])
def test_a_member_of_which_nothing_can_be_had_fails_the_reading(impatient: Transport, status: str) -> None:
    gone = f"<D:response><D:href>{PATH}1.ics</D:href><D:status>HTTP/1.1 {status}</D:status></D:response>".encode()
    kind = "<D:resourcetype><D:collection/><C:calendar/></D:resourcetype>"
    assert code(fetch(impatient, calendar(listed=well(multistatus(response(PATH, kind), gone))))[0]) == "incomplete"


def test_a_calendar_is_not_empty_because_a_first_sync_collection_tells_nothing(impatient: Transport) -> None:
    def script(exchange: Any) -> None:
        says_nothing = b"sync-collection" in exchange.asked.body
        (well(multistatus(token="urn:1")) if says_nothing else calendar())(exchange)

    result, server = fetch(impatient, script)
    assert isinstance(result, Fetched)
    assert len(result.items) == len(EVENTS)
    assert len(server.asked) == 4


def test_changes_may_come_in_parts(impatient: Transport) -> None:
    def parts(exchange: Any) -> None:
        more = f"<D:response><D:href>{PATH}</D:href><D:status>HTTP/1.1 507 More</D:status></D:response>".encode()
        etag = '<D:getetag>"2"</D:getetag>'
        if b"urn:1<" in exchange.asked.body:
            well(multistatus(response(PATH + "1.ics", etag), more, token="urn:2"))(exchange)
        else:
            well(multistatus(response(PATH + "2.ics", etag), token="urn:3"))(exchange)

    result, server = fetch(impatient, calendar(changed=parts), checkpoint_of(impatient))
    assert isinstance(result, Unchanged), result  # other ETags, the same events
    assert result.checkpoint["sync_token"] == "urn:3"
    assert [each.method for each in server.asked] == ["REPORT"] * 3


def test_changes_that_never_end_are_left(impatient: Transport) -> None:
    counter = iter(range(10**9))

    def parts(exchange: Any) -> None:
        more = f"<D:response><D:href>{PATH}</D:href><D:status>HTTP/1.1 507 More</D:status></D:response>".encode()
        well(multistatus(more, token=f"urn:{next(counter)}"))(exchange)

    result, _ = fetch(impatient, calendar(changed=parts), checkpoint_of(impatient))
    assert isinstance(result, (Failed, Unchanged))


@pytest.mark.parametrize(
    "edited",
    [
        {},
        {"version": 2},
        {"version": 1},
        {"version": 1, "objects": []},
        {"version": 1, "objects": {"1.ics": []}},
        {"version": 1, "objects": {"1.ics": [1]}},
        {"version": 1, "objects": {}, "calendar": 5},
        {"version": 1, "objects": {}, "sync_token": "x" * 9999},
    ],
)
def test_a_checkpoint_that_was_edited_is_as_good_as_none(impatient: Transport, edited: Checkpoint) -> None:
    result, _ = fetch(impatient, calendar(), edited)
    assert isinstance(result, Fetched)
    assert len(result.items) == 3
    assert not any(each.remembered for each in result.items)


def test_a_checkpoint_cannot_lead_to_another_server(impatient: Transport) -> None:
    with Misbehaving({"/x/": reply(b"", 404)}, address="127.0.0.2") as other:
        edited = {**checkpoint_of(impatient), "calendar": other.url("/x/")}
        fetch(impatient, calendar(), edited)
        assert not any("authorization" in each.headers for each in other.asked)


def test_too_many_objects_are_refused(impatient: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reseau_sync_caldav.listing.MAX_OBJECTS", 2)
    assert code(fetch(impatient, calendar())[0]) == "too-many"


def test_a_calendar_that_does_not_list_its_members_is_not_taken_for_empty(impatient: Transport) -> None:
    def shy(exchange: Any) -> None:
        listing_ = listing(EVENTS) if exchange.asked.headers["depth"] == "0" else b""
        (well(listing_) if listing_ else reply(b"", 403))(exchange)

    assert code(fetch(impatient, calendar(listed=shy))[0]) == "forbidden"
