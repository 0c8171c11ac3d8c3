"""What an HTTP server can answer, and what must come of it."""

from __future__ import annotations

import gzip
import json
import re
import socket
import threading
import traceback
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.errors import SourceError
from reseau_sync.ports import Bodies, Checkpoint, Unchanged
from reseau_sync.transport import Code, Transport
from reseau_sync.transport.targets import target_of

from ..support.misbehaving import (
    CALENDAR,
    CERTIFICATE,
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
from .conftest import Sleeper

SECRET = "s3cr3t-t0k3n"
PATH = f"/{SECRET}/agenda.ics"


def failure(transport: Transport, location: str, checkpoint: Checkpoint | None = None) -> SourceError:
    with pytest.raises(SourceError) as caught:
        transport.read(location, checkpoint=checkpoint)
    return caught.value


def refused(transport: Transport, script: Script | list[Script], checkpoint: Checkpoint | None = None) -> SourceError:
    """Return the error that reading ``script``'s answer gives; it never shows the token of the address."""
    with Misbehaving({PATH: script}) as server:
        error = failure(transport, server.url(PATH, user="aline:pass-w0rd@"), checkpoint)
    assert SECRET not in "".join(traceback.format_exception(error))
    for language in ("fr", "en"):
        said = error.say(language)
        assert SECRET not in said
        assert "pass-w0rd" not in said
        assert "127.0.0.1" in said
    return error


def read(transport: Transport, script: Script | list[Script], checkpoint: Checkpoint | None = None) -> Any:
    with Misbehaving({PATH: script}) as server:
        return transport.read(server.url(PATH), checkpoint=checkpoint)


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


CHUNKED = head(headers={"Transfer-Encoding": "chunked"})


def test_a_calendar_comes_as_it_was_sent(transport: Transport) -> None:
    found = read(transport, reply(CALENDAR, content_type="text/calendar; charset=x-nonsense"))
    assert isinstance(found, Bodies)
    assert [(each.name, each.data, each.media_type) for each in found.bodies] == [("", CALENDAR, "text/calendar")]


def test_a_request_names_the_project_and_asks_for_nothing_that_cannot_be_unpacked(transport: Transport) -> None:
    with Misbehaving({PATH: reply()}) as server:
        transport.read(server.url(PATH))
    headers = server.asked[0].headers
    assert headers["user-agent"] == "reseau-sync/0.1"
    assert set(re.findall(r"[a-z]+", headers["accept-encoding"].replace(";q=0.5", ""))) == {"gzip", "identity"}
    assert headers["host"] == f"127.0.0.1:{server.port}"
    assert not {"if-none-match", "if-modified-since", "authorization", "cookie", "referer"} & set(headers)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (reply(b"", 204), Code.EMPTY),
        (reply(b""), Code.EMPTY),
        (reply(b"\xef\xbb\xbf \r\n"), Code.EMPTY),
        (reply(b"\r\n<!DOCTYPE html><html>Connexion"), Code.HTML),
        (reply(gzip.compress(b"<html>"), content_encoding="gzip"), Code.HTML),
        (reply(CALENDAR, 206, content_range="bytes 0-9/100"), Code.PARTIAL),
        (reply(b"", 304), Code.NOT_MODIFIED),
        (reply(CALENDAR[:-9], content_length="5000"), Code.CUT),
        (reply(CALENDAR, content_length="99999999999999999999999"), Code.TOO_LARGE),
        (reply(b"x" * 4_000_001), Code.TOO_LARGE),
        (resetting(head(headers={"Content-Length": "5000"}), CALENDAR), Code.CUT),
        (raw(CHUNKED, chunk(CALENDAR)), Code.CUT),
        (raw(CHUNKED, chunk(CALENDAR), b"zz\r\n"), Code.CUT),
        (raw(CHUNKED, b"ffff\r\n", CALENDAR), Code.CUT),
        (raw(CHUNKED, b"1" * 70_000), Code.CUT),
        (raw(CHUNKED, b"-5\r\n", CALENDAR), Code.CUT),
        (endless(head(), b"x" * 65_536), Code.TOO_LARGE),
        (reply(b"x\n" * 1_000_001), Code.TOO_LARGE),
        (endless(CHUNKED, chunk(b"x" * 65_536)), Code.TOO_LARGE),
        (reply(CALENDAR, content_encoding="br"), Code.ENCODING),
        (reply(CALENDAR, content_encoding="gzip"), Code.ENCODING),
        (reply(CALENDAR, content_encoding="gzip, gzip"), Code.ENCODING),
        (reply(gzip.compress(CALENDAR)[:-9], content_encoding="gzip"), Code.CUT),
        (reply(gzip.compress(CALENDAR[:-9]), content_encoding="gzip", content_length="5000"), Code.CUT),
        (raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), Code.UNREACHABLE),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 1000 + b"\r\n"), Code.UNREACHABLE),
        (raw(b"HTTP/1.1 200 OK\r\n" + b"a" * 200_000), Code.UNREACHABLE),
        (reply(b"", 302), Code.REDIRECT_REFUSED),
        (redirect("file:///etc/passwd"), Code.REDIRECT_REFUSED),
        (redirect("ftp://example.org/agenda.ics"), Code.REDIRECT_REFUSED),
        (redirect("//[::1"), Code.REDIRECT_REFUSED),
        (redirect(""), Code.REDIRECT_REFUSED),
        (redirect(PATH), Code.REDIRECT_REFUSED),
        (reply(b"", 300), Code.HTTP_ERROR),
    ],
)
def test_what_is_no_whole_calendar_is_a_failure_of_its_own_name(
    transport: Transport, script: Script, code: Code
) -> None:
    assert refused(transport, script).code == code


@pytest.mark.parametrize(
    ("status", "fr"),
    [
        (401, "mot de passe"),
        (403, "mot de passe"),
        (404, "ne mène plus à rien"),
        (410, "ne mène plus à rien"),
        (500, "panne"),
        (418, "inattendue"),
    ],
)
def test_a_status_that_will_not_pass_is_said_in_words_after_one_try(
    transport: Transport, sleeper: Sleeper, status: int, fr: str
) -> None:
    error = refused(transport, reply(b"<html>no", status))
    assert error.code == Code.HTTP_ERROR
    assert fr in error.words.fr
    assert str(status) in error.words.en
    assert not sleeper.slept


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_status_that_may_pass_is_met_again_and_then_forgotten(
    transport: Transport, sleeper: Sleeper, status: int
) -> None:
    found = read(transport, [reply(b"", status), reply(b"", status), reply()])
    assert found.bodies[0].data == CALENDAR
    assert sleeper.slept == [0.5, 1.0]


def test_a_status_that_does_not_pass_is_reported_after_the_last_try(transport: Transport, sleeper: Sleeper) -> None:
    error = refused(transport, reply(b"", 503))
    assert (error.code, len(sleeper.slept)) == (Code.HTTP_ERROR, 2)


def test_a_broken_connection_before_the_answer_is_tried_again(transport: Transport, sleeper: Sleeper) -> None:
    assert read(transport, [resetting(), raw(), reply()]).bodies[0].data == CALENDAR
    assert len(sleeper.slept) == 2


def test_a_body_that_broke_off_is_not_asked_for_again(transport: Transport, sleeper: Sleeper) -> None:
    assert refused(transport, [reply(CALENDAR[:-9], content_length="5000"), reply()]).code == Code.CUT
    assert not sleeper.slept


@pytest.mark.parametrize(
    "script",
    [
        reply(CALENDAR, content_length="5000"),
        reply(CALENDAR + b"\r\n \r\n", content_length="5000"),
        reply(CALENDAR, content_length=f"{len(CALENDAR):060}"),
        reply(gzip.compress(CALENDAR), content_encoding="gzip", content_length="5000"),
    ],
)
def test_a_calendar_that_ends_by_its_own_word_is_whole_whatever_length_was_promised(
    transport: Transport, script: Script
) -> None:
    assert read(transport, script).bodies[0].data.startswith(CALENDAR)


@pytest.mark.parametrize("script", [reply(b""), reply(b"", 204), reply(b" \r\n"), reply(b"", content_length="0")])
def test_nothing_is_a_calendar_without_events_where_that_is_declared(transport: Transport, script: Script) -> None:
    tolerant = replace(transport, empty_is_ok=True)
    with Misbehaving({PATH: script}) as server:
        first = tolerant.read(server.url(PATH))
        second = tolerant.read(server.url(PATH), checkpoint=kept(first))
    assert isinstance(first, Bodies)
    assert first.bodies == ()
    assert isinstance(second, Unchanged)


@pytest.mark.parametrize(
    ("script", "code"),
    [
        (reply(b"<html>"), Code.HTML),
        (reply(b"", 206), Code.PARTIAL),
        (reply(b"", 404), Code.HTTP_ERROR),
        (reply(b"", 304), Code.NOT_MODIFIED),
        (reply(b"", content_length="9"), Code.CUT),
        (raw(CHUNKED), Code.CUT),
        (resetting(head(headers={"Content-Length": "9"})), Code.CUT),
        (reply(b"", content_encoding="br"), Code.ENCODING),
    ],
)
def test_where_nothing_is_declared_to_be_right_a_failure_is_one_all_the_same(
    transport: Transport, script: Script, code: Code
) -> None:
    assert refused(replace(transport, empty_is_ok=True), script).code == code


@pytest.mark.parametrize(
    ("fields", "slept"),
    [
        ({"Retry_After": "7"}, [7.5]),
        ({"Retry_After": "Mon, 06 Sep 2010 10:00:20 GMT", "Date": "Mon, 06 Sep 2010 10:00:00 GMT"}, [20.5]),
        ({"Retry_After": "Mon, 06 Sep 2010 09:00:00 GMT", "Date": "Mon, 06 Sep 2010 10:00:00 GMT"}, [0.5]),
        ({"Retry_After": "tantôt"}, [0.5]),
        ({"Retry_After": "-3"}, [0.5]),
    ],
)
def test_a_server_is_left_alone_for_as_long_as_it_asks(
    transport: Transport, sleeper: Sleeper, fields: dict[str, str], slept: list[float]
) -> None:
    read(transport, [reply(b"", 429, **fields), reply()])
    assert sleeper.slept == slept


@pytest.mark.parametrize("asked", ["61", "999999999999999"])
def test_a_wait_beyond_the_deadline_is_not_begun(transport: Transport, sleeper: Sleeper, asked: str) -> None:
    error = refused(transport, [reply(b"", 429, Retry_After=asked), reply()])
    assert error.code == Code.HTTP_ERROR
    assert not sleeper.slept


def test_nobody_listening_is_unreachable(transport: Transport, sleeper: Sleeper) -> None:
    with socket.create_server(("127.0.0.1", 0)) as reserved:
        port = reserved.getsockname()[1]
    with pytest.raises(SourceError) as caught:
        transport.read(f"http://127.0.0.1:{port}/")
    assert caught.value.code == Code.UNREACHABLE
    assert len(sleeper.slept) == 2


@pytest.mark.parametrize(
    "script",
    [
        silent(),
        silent(head(headers={"Content-Length": "9"})),
        dripping(b"", b"H", 0.03),
        dripping(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n", 0.03),
        dripping(b"", b"HTTP/1.1 100 Continue\r\n\r\n", 0.03),
        dripping(head(headers={"Content-Length": "5000"}), b"B", 0.03),
        dripping(head(), b"B", 0.03),
        dripping(CHUNKED, chunk(b"B"), 0.03),
        dripping(CHUNKED + b"0\r\n", b"x: y\r\n", 0.03),
    ],
)
def test_no_manner_of_sending_slowly_outlasts_the_deadline(impatient: Callable[..., Transport], script: Script) -> None:
    assert refused(impatient(total_seconds=0.2), script).code == Code.TIMEOUT


def test_a_server_that_falls_silent_is_given_up_before_the_deadline(impatient: Callable[..., Transport]) -> None:
    error = refused(impatient(total_seconds=3600, read_seconds=0.1), silent(head(), b"BEGIN"))
    assert error.code == Code.TIMEOUT


def test_a_bomb_stops_at_the_limit_and_is_never_held_whole(transport: Transport, peak: Callable[[], int]) -> None:
    packed = b"".join(gzip_bomb(1024))
    assert len(packed) < 2_000_000
    assert refused(transport, reply(packed, content_encoding="gzip")).code == Code.TOO_LARGE
    assert peak() < 16_000_000


def test_a_bomb_is_told_by_its_growth_long_before_the_limit(transport: Transport, peak: Callable[[], int]) -> None:
    limits = replace(transport.limits, max_bytes=128_000_000)
    error = refused(replace(transport, limits=limits), reply(b"".join(gzip_bomb(64)), content_encoding="gzip"))
    assert error.code == Code.TOO_LARGE
    assert "décompressé" in error.words.fr
    assert peak() < 40_000_000


def test_a_chunk_of_less_than_nothing_is_not_read_without_a_bound(
    transport: Transport, peak: Callable[[], int]
) -> None:
    error = refused(transport, endless(CHUNKED + b"-1\r\n", b"x" * 262_144))
    assert error.code == Code.TOO_LARGE
    assert peak() < 16_000_000


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("gzip", gzip.compress(CALENDAR * 9)),
        ("GZIP ", gzip.compress(CALENDAR * 9)),
        ("x-gzip", gzip.compress(CALENDAR * 4) + gzip.compress(b"") + gzip.compress(CALENDAR * 5)),
        ("gzip", gzip.compress(CALENDAR * 9) + b"\0" * 99),
        ("deflate", zlib.compress(CALENDAR * 9)),
        ("deflate", zlib.compress(CALENDAR * 9)[2:-4]),
        ("identity", CALENDAR * 9),
        ("", CALENDAR * 9),
    ],
)
def test_a_packed_body_is_unpacked(transport: Transport, coding: str, packed: bytes) -> None:
    assert read(transport, reply(packed, content_encoding=coding)).bodies[0].data == CALENDAR * 9


def test_chunks_are_joined(transport: Transport) -> None:
    script = raw(CHUNKED, chunk(CALENDAR[:7]), chunk(CALENDAR[7:]), b"0\r\n\r\n")
    assert read(transport, script).bodies[0].data == CALENDAR


# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(transport: Transport, status: int) -> None:
    with Misbehaving({"/old": redirect("sous/nouveau.ics?x=1", status), "/sous/nouveau.ics?x=1": reply()}) as server:
        found = transport.read(server.url("/old"))
    assert isinstance(found, Bodies)
    assert [each.path for each in server.asked] == ["/old", "/sous/nouveau.ics?x=1"]


def test_redirects_are_followed_up_to_the_limit_and_not_beyond(transport: Transport) -> None:
    scripts: dict[str, Script | Any] = {f"/{n}": redirect(f"/{n + 1}") for n in range(6)}
    with Misbehaving({**scripts, "/6": reply()}) as server:
        assert isinstance(transport.read(server.url("/1")), Bodies)
        with pytest.raises(SourceError) as caught:
            transport.read(server.url("/0"))
    assert caught.value.code == Code.REDIRECT_REFUSED


def test_the_body_of_a_redirect_is_not_read(impatient: Callable[..., Transport]) -> None:
    scripts = {"/": silent(head(302, {"Location": "/there", "Content-Length": "5000"})), "/there": reply()}
    with Misbehaving(scripts) as server:
        assert isinstance(impatient(total_seconds=3).read(server.url("/")), Bodies)


def test_credentials_go_to_their_own_host_alone(transport: Transport) -> None:
    with Misbehaving({"/x": reply()}) as other:
        start = {"/": redirect("/again"), "/again": redirect(other.url("/x", user="eve:eve@"))}
        with Misbehaving(start) as server:
            transport.read(server.url("/", user="aline:mot%20de%20passe%20%C3%A9@"))
    own = "Basic YWxpbmU6bW90IGRlIHBhc3NlIMOp"
    assert [each.headers.get("authorization") for each in server.asked] == [own, own]
    assert [each.headers.get("authorization") for each in other.asked] == [None]


def test_a_redirect_never_gives_up_https(transport: Transport) -> None:
    with Misbehaving({"/": reply()}) as plain, Misbehaving({}, CERTIFICATE) as server:
        server.scripts = {"/": redirect(plain.url("/"))}
        error = failure(transport, server.url("/"))
    assert error.code == Code.REDIRECT_REFUSED
    assert not plain.asked


def test_neither_netrc_nor_a_proxy_of_the_environment_is_used(
    transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login aline password never\n")
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with Misbehaving({"/": reply()}) as server:
        transport.read(server.url("/"))
    assert "authorization" not in server.asked[0].headers


# --- private addresses -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "[::ffff:127.0.0.1]"])
def test_an_address_of_this_machine_is_refused_however_it_is_written(transport: Transport, host: str) -> None:
    with Misbehaving({"/": reply()}) as server, pytest.raises(SourceError) as caught:
        replace(transport, allow_private=False).read(server.url("/", host))
    assert caught.value.code == Code.ADDRESS_REFUSED
    assert "allow_private" in caught.value.say("fr")
    assert not server.asked


def test_a_redirect_to_a_private_address_is_refused(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reseau_sync.transport.sockets.is_public", lambda address: address == "127.0.0.1")
    with Misbehaving({}) as server:
        server.scripts = {"/": redirect(server.url("/inside", "127.0.0.2")), "/inside": reply()}
        with pytest.raises(SourceError) as caught:
            replace(transport, allow_private=False).read(server.url("/"))
    assert caught.value.code == Code.ADDRESS_REFUSED
    assert [each.path for each in server.asked] == ["/"]


def test_the_address_that_was_reached_in_the_end_is_judged_again(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    verdicts = iter([True, False])
    monkeypatch.setattr("reseau_sync.transport.sockets.is_public", lambda _: next(verdicts))
    with Misbehaving({"/": reply()}) as server:
        assert failure(replace(transport, allow_private=False), server.url("/")).code == Code.ADDRESS_REFUSED
    assert not server.asked


def test_a_name_is_resolved_once_and_only_its_public_addresses_are_connected_to(
    transport: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: list[str] = []

    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        answers.append(host)
        found = ["10.0.0.1", "127.0.0.1"] if len(answers) == 1 else ["10.0.0.1"]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr("reseau_sync.transport.sockets.is_public", lambda address: address == "127.0.0.1")
    with Misbehaving({"/": reply()}) as server:
        assert isinstance(replace(transport, allow_private=False).read(server.url("/", "agenda.example.org")), Bodies)
    assert answers == ["agenda.example.org"]
    assert server.asked[0].headers["host"] == f"agenda.example.org:{server.port}"


@pytest.mark.parametrize(
    ("number", "code", "tries"),
    [(socket.EAI_NONAME, Code.UNKNOWN_HOST, 1), (socket.EAI_AGAIN, Code.UNREACHABLE, 3)],
)
def test_an_unknown_name_is_final_and_a_silent_name_server_is_not(
    transport: Transport, monkeypatch: pytest.MonkeyPatch, number: int, code: Code, tries: int
) -> None:
    asked: list[str] = []

    def resolve(host: str, *_: Any, **__: Any) -> list[Any]:
        asked.append(host)
        raise socket.gaierror(number, "no")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(SourceError) as caught:
        transport.read("https://agenda.example.org/")
    assert (caught.value.code, len(asked)) == (code, tries)


def test_a_name_server_that_never_answers_does_not_outlast_the_deadline(
    impatient: Callable[..., Transport], monkeypatch: pytest.MonkeyPatch
) -> None:
    over = threading.Event()

    def resolve(*_: Any, **__: Any) -> list[Any]:
        over.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(SourceError) as caught:
        impatient(total_seconds=0.1).read("https://agenda.example.org/")
    over.set()
    assert caught.value.code == Code.TIMEOUT


# --- TLS -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["https", "webcal", "webcals", "WebCal"])
def test_webcal_is_read_over_https(transport: Transport, scheme: str) -> None:
    with Misbehaving({"/a": reply()}, CERTIFICATE) as server:
        found = transport.read(f"{scheme}://localhost:{server.port}/a#part")
    assert isinstance(found, Bodies)
    assert [each.path for each in server.asked] == ["/a"]


def test_a_certificate_that_nobody_vouches_for_is_refused(transport: Transport) -> None:
    with Misbehaving({"/": reply()}, CERTIFICATE) as server, pytest.raises(SourceError) as caught:
        replace(transport, authorities=None).read(server.url("/"))
    assert caught.value.code == Code.TLS
    assert not server.asked


def test_a_certificate_of_another_name_is_refused(transport: Transport, monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(host: str, port: int, **_: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with Misbehaving({"/": reply()}, CERTIFICATE) as server:
        assert failure(transport, server.url("/", "agenda.example.org")).code == Code.TLS
    assert not server.asked


def test_https_where_http_is_spoken_is_a_tls_failure(transport: Transport) -> None:
    with Misbehaving({}, unasked=head(400)) as server:
        assert failure(transport, f"https://127.0.0.1:{server.port}/").code == Code.TLS


def test_slow_tls_keeps_to_the_deadline(impatient: Callable[..., Transport]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf, pytest.raises(SourceError) as caught:
        impatient(total_seconds=0.1).read(f"https://127.0.0.1:{deaf.getsockname()[1]}/")
    assert caught.value.code == Code.TIMEOUT


def test_a_slow_body_over_tls_keeps_to_the_deadline(transport: Transport) -> None:
    limits = replace(transport.limits, total_seconds=0.3)
    real = Transport(transport.base, limits, True, CERTIFICATE)
    with Misbehaving({"/": dripping(head(), b"B", 0.03)}, CERTIFICATE) as server, pytest.raises(SourceError) as caught:
        real.read(server.url("/"))
    assert caught.value.code == Code.TIMEOUT


# --- asking whether something changed --------------------------------------------------------------------------------

STAMPED = reply(CALENDAR, ETag='"v1"', Last_Modified="Mon, 06 Sep 2010 10:00:00 GMT")


def kept(found: Bodies | Unchanged) -> Checkpoint:
    """Return the checkpoint as it comes back from a store."""
    restored: Checkpoint = json.loads(json.dumps(found.checkpoint))
    return restored


def test_a_second_read_asks_only_for_what_changed(transport: Transport) -> None:
    with Misbehaving({PATH: [STAMPED, reply(b"", 304, ETag='"v2"'), reply(b"", 304)]}) as server:
        first = transport.read(server.url(PATH))
        second = transport.read(server.url(PATH), checkpoint=kept(first))
        third = transport.read(server.url(PATH), checkpoint=kept(second))
    assert (type(first), type(second), type(third)) == (Bodies, Unchanged, Unchanged)
    asked = [(each.headers.get("if-none-match"), each.headers.get("if-modified-since")) for each in server.asked]
    stamp = "Mon, 06 Sep 2010 10:00:00 GMT"
    assert asked == [(None, None), ('"v1"', stamp), ('"v2"', stamp)]
    assert third.checkpoint["digest"] == first.checkpoint["digest"]
    assert SECRET not in json.dumps(dict(first.checkpoint))


def test_the_same_bytes_are_unchanged_without_any_validator(transport: Transport) -> None:
    with Misbehaving({PATH: [reply(), STAMPED]}) as server:
        first = transport.read(server.url(PATH))
        second = transport.read(server.url(PATH), checkpoint=kept(first))
    assert isinstance(second, Unchanged)
    assert second.checkpoint["etag"] == '"v1"'


def test_other_bytes_under_the_same_etag_are_a_change(transport: Transport) -> None:
    with Misbehaving({PATH: [STAMPED, reply(CALENDAR * 2, ETag='"v1"')]}) as server:
        first = transport.read(server.url(PATH))
        second = transport.read(server.url(PATH), checkpoint=kept(first))
    assert isinstance(second, Bodies)
    assert second.bodies[0].data == CALENDAR * 2


def test_validators_of_another_address_are_not_sent(transport: Transport) -> None:
    with Misbehaving({"/a": STAMPED, "/b": reply()}) as server:
        first = transport.read(server.url("/a"))
        second = transport.read(server.url("/b"), checkpoint=kept(first))
    assert "if-none-match" not in server.asked[1].headers
    assert isinstance(second, Bodies)


@pytest.mark.parametrize("etag", ['"a"\r\nX-Evil: 1', "", 7, None, "\u20ac", "x" * 600, '"a"\n'])
def test_a_checkpoint_that_somebody_edited_sends_no_strange_header(transport: Transport, etag: object) -> None:
    with Misbehaving({PATH: [STAMPED, reply(CALENDAR * 2)]}) as server:
        first = transport.read(server.url(PATH))
        edited = {**first.checkpoint, "etag": etag, "last_modified": etag}
        assert isinstance(transport.read(server.url(PATH), checkpoint=edited), Bodies)
    assert not {"x-evil", "if-none-match", "if-modified-since"} & set(server.asked[1].headers)


@pytest.mark.parametrize("checkpoint", [{}, {"etag": '"v1"'}, {"location": "x", "digest": "y", "etag": '"v1"'}])
def test_nothing_new_without_having_asked_is_a_failure(transport: Transport, checkpoint: Checkpoint) -> None:
    assert refused(transport, reply(b"", 304), checkpoint).code == Code.NOT_MODIFIED


@pytest.mark.parametrize(
    "location",
    ["http://", "https:///x", "http://[::1", "http://host:99999/", "http://host:0/", "webcal:agenda", "ftp://h/x",
     "http://" + "a" * 300 + ".example/", "http://exa mple/", "http://\u2100.example/", "http://.example/"],
)  # fmt: skip
def test_an_address_that_cannot_be_is_said_to_be_one(transport: Transport, location: str) -> None:
    assert failure(transport, location).code in (Code.BAD_LOCATION, Code.UNKNOWN_HOST)


@pytest.mark.parametrize(
    "address", [f"http://u:{SECRET}@h:{SECRET}/", f"http://{SECRET}@[h/", f"http://exa mple/{SECRET}"]
)
def test_what_an_error_carries_along_shows_no_secret_either(transport: Transport, address: str) -> None:
    assert SECRET not in "".join(traceback.format_exception(failure(transport, address)))


@given(
    st.sampled_from(["http://", "webcal://", "https://h.example/", "http://u:p@h.example:1/?"]),
    st.text(st.characters(codec=None), max_size=40),
)
@settings(deadline=None, max_examples=150)
def test_any_address_is_refused_in_words_or_asked_for(start: str, rest: str) -> None:
    def resolve(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(socket.EAI_NONAME, "no")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", resolve)
        error = failure(Transport(Path()), start + rest)
    assert error.code in (Code.BAD_LOCATION, Code.UNKNOWN_HOST)


@given(st.text(st.characters(max_codepoint=255), min_size=1, max_size=60))
@settings(max_examples=150)
def test_any_redirect_leads_to_an_address_or_is_refused(reference: str) -> None:
    target = target_of("https://u:p@h.example/a/b?c")
    try:
        following = target.redirected(reference)
    except SourceError as error:
        code = error.code
    else:
        code = following.scheme
        assert following.credentials is None or following.origin == target.origin
    assert code in ("https", Code.REDIRECT_REFUSED)
