"""What a conversation with a server holds to: the bounds of one read, the login, redirects, and writes sent once."""

from __future__ import annotations

import base64
import contextlib
import re
import traceback
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from reseau_sync.errors import SourceError
from reseau_sync.ports import Answer, Conversing, Login, Request, Scheme
from reseau_sync.transport import Limits, Transport

from ..support.misbehaving import (
    CERTIFICATE,
    Exchange,
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

LOGIN = Login("basic", "aline", "pass-w0rd")
BASIC = "Basic " + base64.b64encode(b"aline:pass-w0rd").decode()
WRITES = ("PUT", "DELETE", "MKCALENDAR", "PROPPATCH", "POST")
READS = ("GET", "PROPFIND", "REPORT", "OPTIONS")


def asked(transport: Transport, url: str, method: str = "PROPFIND", login: Login | None = LOGIN) -> Answer:
    with transport.converse(url, login) as conversation:
        return conversation.send(Request(method, url, {"Depth": "0"}, b"<propfind/>"))


def refused(
    transport: Transport, script: Script | Sequence[Script], method: str = "PROPFIND", login: Login | None = LOGIN
) -> SourceError:
    """Return the error that ``script``'s answer gives; it never shows the password."""
    with Misbehaving({"/dav/": script}) as server, pytest.raises(SourceError) as caught:
        asked(transport, server.url("/dav/"), method, login)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.say("fr") + caught.value.say("en")
    assert "pass-w0rd" not in shown
    assert BASIC not in shown
    return caught.value


def test_transport_is_conversing(transport: Transport) -> None:
    assert isinstance(transport, Conversing)


def test_a_request_is_sent_as_it_is_and_its_answer_comes_whole(transport: Transport) -> None:
    with Misbehaving({"/dav/": reply(b"<multistatus/>", 207, etag='"1"')}) as server:
        answer = asked(transport, server.url("/dav/"))
    assert (answer.status, answer.body, answer.headers["etag"]) == (207, b"<multistatus/>", '"1"')
    (request,) = server.asked
    assert (request.method, request.path, request.body) == ("PROPFIND", "/dav/", b"<propfind/>")
    assert (request.headers["depth"], request.headers["authorization"]) == ("0", BASIC)


@pytest.mark.parametrize("status", [200, 201, 204, 207, 400, 403, 404, 409, 412, 423, 500, 501, 507])
def test_any_status_is_an_answer(transport: Transport, status: int) -> None:
    with Misbehaving({"/dav/": reply(b"", status)}) as server:
        assert asked(transport, server.url("/dav/"), "PUT").status == status
        assert asked(transport, server.url("/dav/")).status == status


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_what_may_pass_is_asked_again_and_then_reported(transport: Transport, sleeper: Sleeper, status: int) -> None:
    with Misbehaving({"/dav/": [reply(b"", status), reply(b"", 207)]}) as server:
        assert asked(transport, server.url("/dav/")).status == 207
    assert len(sleeper.slept) == 1
    assert refused(transport, reply(b"", status)).code == "http-error"


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_write_is_never_redirected(transport: Transport, method: str, status: int) -> None:
    with Misbehaving({"/dav/": redirect("/login", status), "/login": reply(b"", 201)}) as server:
        with pytest.raises(SourceError) as caught:
            asked(transport, server.url("/dav/"), method)
        assert caught.value.code == "redirect-refused"
        assert [each.path for each in server.asked] == ["/dav/"]


@pytest.mark.parametrize("method", WRITES)
@pytest.mark.parametrize("script", [reply(b"", 503), resetting(), resetting(b"HTTP/1.1 2")], ids=["503", "rst", "half"])
def test_a_write_is_sent_once(transport: Transport, method: str, script: Script) -> None:
    with Misbehaving({"/dav/": script}) as server:
        with contextlib.suppress(SourceError):
            assert asked(transport, server.url("/dav/"), method).status == 503
        assert len(server.asked) == 1


@pytest.mark.parametrize("method", READS)
def test_a_read_is_redirected_as_it_is(transport: Transport, method: str) -> None:
    with Misbehaving({"/dav/": redirect("/other/"), "/other/": reply(b"found", 207)}) as server:
        answer = asked(transport, server.url("/dav/"), method)
        assert answer.url == server.url("/other/")
    assert [(each.method, each.body) for each in server.asked] == [(method, b"<propfind/>")] * 2
    assert {each.headers["authorization"] for each in server.asked} == {BASIC}


def test_the_login_does_not_go_to_another_server(transport: Transport) -> None:
    with (
        Misbehaving({"/": reply(b"", 401, www_authenticate='Basic realm="x"')}, address="127.0.0.2") as other,
        Misbehaving({"/dav/": redirect(other.url("/"))}) as server,
    ):
        assert asked(transport, server.url("/dav/")).status == 401
        assert [each.headers.get("authorization") for each in other.asked] == [None]


def test_a_request_to_another_server_carries_no_login(transport: Transport) -> None:
    with (
        Misbehaving({"/": reply(b"", 200)}, address="127.0.0.2") as other,
        Misbehaving({}) as server,
        transport.converse(server.url("/dav/"), LOGIN) as conversation,
    ):
        conversation.send(Request("GET", other.url("/")))
        assert [each.headers.get("authorization") for each in other.asked] == [None]


def test_redirects_are_bounded(transport: Transport) -> None:
    assert refused(transport, redirect("/dav/")).code == "redirect-refused"


@pytest.mark.parametrize("target", ["", "file:///etc/passwd", "ftp://x/", "http://[::1", "//"])
def test_a_redirect_leads_to_http_alone(transport: Transport, target: str) -> None:
    assert refused(transport, redirect(target)).code == "redirect-refused"


def test_https_is_not_given_up(transport: Transport) -> None:
    with Misbehaving({}) as plain, Misbehaving({"/": redirect(plain.url())}, CERTIFICATE) as server:
        url = server.url("/", host="localhost")
        with pytest.raises(SourceError) as caught, transport.converse(url, LOGIN) as conversation:
            conversation.send(Request("PROPFIND", url))
        assert caught.value.code == "redirect-refused"
        assert plain.asked == []


def test_private_addresses_are_refused_unless_allowed(transport: Transport) -> None:
    with Misbehaving({"/dav/": reply(b"", 207)}) as server:
        with pytest.raises(SourceError) as caught:
            asked(replace(transport, allow_private=False), server.url("/dav/"))
        assert caught.value.code == "address-refused"
        assert server.asked == []


@pytest.mark.parametrize("method", ["PROPFIND", "PUT"])
@pytest.mark.parametrize(
    ("script", "code"),
    [
        (silent(), "timeout"),
        (silent(head(207)), "timeout"),
        (dripping(head(207), b"<", 0.1), "timeout"),
        (dripping(b"", b"H", 0.1), "timeout"),
        (endless(head(207), b"<a/>" * 10_000), "too-large"),
        (raw(head(207, {"Content-Encoding": "gzip"}), *gzip_bomb(64)), "too-large"),
        (raw(head(207, {"Content-Length": "10"}), b"<a>"), "cut"),
        (raw(head(207, {"Content-Encoding": "br"}), b"<a>"), "encoding"),
        (raw(b"SSH-2.0-x\r\n"), "unreachable"),
    ],
)
def test_every_answer_is_bounded(impatient: Callable[..., Transport], method: str, script: Script, code: str) -> None:
    bounded = impatient(max_bytes=2_000_000, connect_seconds=1, read_seconds=0.5, total_seconds=1)
    assert refused(bounded, script, method).code == code


def test_all_answers_of_a_conversation_count_together(impatient: Callable[..., Transport]) -> None:
    with Misbehaving({"/": reply(bytes(400_000))}) as server:
        request = Request("GET", server.url())
        with impatient(max_bytes=1_000_000).converse(server.url()) as conversation:
            conversation.send(request)
            conversation.send(request)
            with pytest.raises(SourceError) as caught:
                conversation.send(request)
    assert caught.value.code == "too-large"
    assert len(server.asked) == 3


def test_netrc_is_not_read(transport: Transport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login aline password pass-w0rd\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    with Misbehaving({"/": reply(b"", 401, www_authenticate='Basic realm="x"')}) as server:
        assert asked(transport, server.url(), login=None).status == 401
    assert [each.headers.get("authorization") for each in server.asked] == [None]


def test_no_cookie_is_kept(transport: Transport) -> None:
    with (
        Misbehaving({"/": reply(b"", 200, set_cookie="session=1")}) as server,
        transport.converse(server.url()) as conversation,
    ):
        for _ in range(2):
            conversation.send(Request("GET", server.url()))
    assert [each.headers.get("cookie") for each in server.asked] == [None, None]


# Who asks


DIGEST = 'Digest realm="dav", nonce="{}", qop="auth", algorithm={}, opaque="o"'


def digesting(algorithm: str = "MD5", *, nonces: Sequence[str] = ("n1",), also: str = "") -> Script:
    """Answer 207 to a request that carries a digest of one of the nonces, the others being stale; else challenge."""

    def script(exchange: Exchange) -> None:
        sent = exchange.asked.headers.get("authorization", "")
        nonce = re.search(r'nonce="([^"]*)"', sent)
        if sent.startswith("Digest") and nonce and nonce[1] == nonces[-1]:
            exchange.send(head(207, {"Content-Length": "0"}))
            return
        given = nonces[(nonces.index(nonce[1]) + 1) % len(nonces)] if nonce else nonces[0]
        stale = ", stale=true" if nonce else ""
        challenge = also + DIGEST.format(given, algorithm) + stale
        exchange.send(head(401, {"Content-Length": "0", "WWW-Authenticate": challenge}))

    return script


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess"])
@pytest.mark.parametrize("method", ["PROPFIND", "PUT"])
def test_digest(transport: Transport, algorithm: str, method: str) -> None:
    with Misbehaving({"/dav/": digesting(algorithm)}) as server:
        assert asked(transport, server.url("/dav/"), method, replace(LOGIN, scheme="digest")).status == 207
    first, second = server.asked
    assert "authorization" not in first.headers
    assert 'username="aline"' in second.headers["authorization"]
    assert "pass-w0rd" not in second.headers["authorization"]


def test_a_stale_nonce_is_replaced(transport: Transport) -> None:
    with Misbehaving({"/dav/": digesting(nonces=("n1", "n2"))}) as server:
        assert asked(transport, server.url("/dav/"), login=replace(LOGIN, scheme="digest")).status == 207
        assert len(server.asked) == 3


def test_a_nonce_is_used_again(transport: Transport) -> None:
    with Misbehaving({"/": digesting()}) as server:
        with transport.converse(server.url(), replace(LOGIN, scheme="digest")) as conversation:
            assert [conversation.send(Request("GET", server.url())).status for _ in range(3)] == [207] * 3
            assert conversation.scheme == "digest"
        assert len(server.asked) == 4
        assert "nc=00000003" in server.asked[-1].headers["authorization"]


def test_in_the_clear_the_password_waits_for_the_question(transport: Transport) -> None:
    auto = replace(LOGIN, scheme="auto")
    with Misbehaving({"/dav/": digesting(also='Basic realm="dav", ')}) as server:
        assert asked(transport, server.url("/dav/"), login=auto).status == 207
        assert not any(each.headers.get("authorization", "").startswith("Basic") for each in server.asked)
    scripts = [reply(b"", 401, www_authenticate='Basic realm="dav"'), reply(b"", 207)]
    with Misbehaving({"/dav/": scripts}) as server:
        assert asked(transport, server.url("/dav/"), login=auto).status == 207
        assert [each.headers.get("authorization") for each in server.asked] == [None, BASIC]


def test_challenges_may_come_in_fields_of_their_own(transport: Transport) -> None:
    challenge = b"HTTP/1.1 401 x\r\nContent-Length: 0\r\n%s\r\n\r\n"
    fields = b'WWW-Authenticate: Digest realm="d", nonce="n", algorithm=MD5\r\nWWW-Authenticate: Basic realm="d"'
    with Misbehaving({"/dav/": [raw(challenge % fields), reply(b"", 207)]}) as server:
        assert asked(transport, server.url("/dav/"), login=replace(LOGIN, scheme="auto")).status == 207
        assert server.asked[-1].headers["authorization"].startswith("Digest ")


def test_over_https_the_password_goes_along_at_once(transport: Transport) -> None:
    with Misbehaving({"/": reply(b"", 207)}, CERTIFICATE) as server:
        url = server.url("/", host="localhost")
        with transport.converse(url, replace(LOGIN, scheme="auto")) as conversation:
            assert conversation.send(Request("PROPFIND", url)).status == 207
        assert [each.headers.get("authorization") for each in server.asked] == [BASIC]


def test_a_token_is_sent_as_bearer(transport: Transport) -> None:
    schemes: tuple[Scheme, ...] = ("auto", "bearer")
    for scheme in schemes:
        with Misbehaving({"/": reply(b"", 207)}) as server:
            assert asked(transport, server.url(), login=Login(scheme, token="j3t0n")).status == 207
            assert server.asked[0].headers["authorization"] == "Bearer j3t0n"


def test_a_password_of_the_address_is_a_login(transport: Transport) -> None:
    with Misbehaving({"/dav/": [reply(b"", 401, www_authenticate="Basic"), reply(b"", 207)]}) as server:
        url = server.url("/dav/", user="aline:pass-w0rd@")
        with transport.converse(url) as conversation:
            assert "pass-w0rd" not in repr(conversation)
            assert conversation.send(Request("PROPFIND", url)).status == 207
        assert server.asked[-1].headers["authorization"] == BASIC


@pytest.mark.parametrize(
    "challenge",
    ["", "Basic", 'Basic realm="x"', 'Digest realm="x"', "Digest", DIGEST.format("n", "ROT13"), "Negotiate"],
)
@pytest.mark.parametrize("scheme", ["auto", "basic", "digest"])
def test_a_login_that_is_refused_is_not_repeated_for_ever(transport: Transport, challenge: str, scheme: Scheme) -> None:
    login = replace(LOGIN, scheme=scheme)
    with Misbehaving({"/dav/": reply(b"", 401, www_authenticate=challenge)}) as server:
        assert asked(transport, server.url("/dav/"), login=login).status == 401
        assert len(server.asked) <= 3


def test_a_login_shows_nothing() -> None:
    shown = repr(
        (LOGIN, Login(token="j3t0n"), Request("GET", "https://x/pass-w0rd"), Answer(200, "https://x/pass-w0rd"))
    )
    assert not {"pass-w0rd", "aline", "j3t0n"} & set(re.findall(r"[\w-]+", shown))


# Connections


def keeping(count: int) -> Script:
    """Answer ``count`` requests on one connection, then close it without a word."""

    def script(exchange: Exchange) -> None:
        for _ in range(count):
            exchange.send(head(207, {"Content-Length": "2"}), b"ok")
            if not exchange.again():
                return

    return script


def test_a_connection_is_kept_for_the_next_request(transport: Transport) -> None:
    with Misbehaving({"/": keeping(3)}) as server:
        with transport.converse(server.url()) as conversation:
            assert [conversation.send(Request("GET", server.url())).body for _ in range(3)] == [b"ok"] * 3
        assert server.connected == 1


def test_a_connection_that_was_closed_is_opened_anew(transport: Transport, sleeper: Sleeper) -> None:
    with Misbehaving({"/": keeping(1)}) as server:
        with transport.converse(server.url()) as conversation:
            for method in ("GET", "GET"):
                assert conversation.send(Request(method, server.url())).body == b"ok"
        assert server.connected == 2


def test_limits_are_one_deadline(sleeper: Sleeper, tmp_path: Path) -> None:
    limits = Limits(total_seconds=5)
    transport = Transport(tmp_path, limits, True, None, sleeper.clock, sleeper.patience)
    with Misbehaving({"/": reply(b"", 200)}) as server, transport.converse(server.url()) as conversation:
        conversation.send(Request("GET", server.url()))
        sleeper.sleep(5)
        with pytest.raises(SourceError) as caught:
            conversation.send(Request("GET", server.url()))
    assert caught.value.code == "timeout"
