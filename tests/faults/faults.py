"""Each way in which a server can fail: how it is brought about, and what a volunteer must be told."""

from __future__ import annotations

import contextlib
import gzip
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from ..support.misbehaving import (
    CALENDAR,
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
from .stage import AFTER, PASSWORD, PATH, Stage

Arrangement: TypeAlias = Callable[[Stage], AbstractContextManager[object]]

CHUNKED = head(headers={"Transfer-Encoding": "chunked"})
PAGE = b"<!DOCTYPE html><html><body><form>Connexion</form></body></html>"


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@dataclass(frozen=True)
class Fault:
    """A fault.

    :param arrange: a context in which the server fails so
    :param code: the stable word of the failure
    :param said: what stands on stderr, in French
    :param stage: how the stage is made
    :param limits: bounds while it lasts, where those of the stage would take long
    """

    arrange: Arrangement
    code: str
    said: str
    stage: Mapping[str, Any] = field(default_factory=dict)
    limits: Mapping[str, Any] = field(default_factory=dict)


def answers(script: Script | Sequence[Script], **others: Script) -> Arrangement:
    @contextlib.contextmanager
    def arranged(stage: Stage) -> Iterator[None]:
        stage.answer(script, **others)
        yield

    return arranged


def restarted(**options: Any) -> Arrangement:
    """Let another server stand in its place for a while."""

    @contextlib.contextmanager
    def arranged(stage: Stage) -> Iterator[None]:
        stage.stop()
        stage.start(**options)
        yield
        stage.stop()
        stage.start()

    return arranged


@contextlib.contextmanager
def gone(stage: Stage) -> Iterator[None]:
    stage.stop()
    yield
    stage.start()


@contextlib.contextmanager
def deaf(stage: Stage) -> Iterator[None]:
    """Something takes the connection and never says a word, not even of TLS."""
    stage.stop()
    with socket.create_server(("127.0.0.1", stage.server.port)):
        yield
    stage.start()


@contextlib.contextmanager
def no_longer_vouched_for(stage: Stage) -> Iterator[None]:
    stage.authorities, before = None, stage.authorities
    yield
    stage.authorities = before


@contextlib.contextmanager
def asking_elsewhere_for_a_password(stage: Stage) -> Iterator[None]:
    """Another host, to which this one leads, asks for the credentials of this one; it must not get them."""
    asking = reply(b"", 401, WWW_Authenticate='Basic realm="Dunes"')
    with Misbehaving({"/la-bas": asking}, address="127.0.0.2") as other:
        stage.answer(redirect(other.url("/la-bas")))
        yield
    assert [each.headers.get("authorization") for each in other.asked] == [None]
    assert [bool(value) for (value,) in stage.asked("authorization")] == [True]


@contextlib.contextmanager
def leading_to_a_private_machine(stage: Stage) -> Iterator[None]:
    """As seen by this stage 127.0.0.1 is public; the redirect leads to a machine that is not, and that would answer."""
    with Misbehaving({"/interne": reply(AFTER)}, address="127.0.0.2") as inside:
        stage.answer(redirect(inside.url("/interne")))
        yield
    assert not inside.asked


@contextlib.contextmanager
def giving_up_https(stage: Stage) -> Iterator[None]:
    with Misbehaving({"/clair": reply(AFTER)}) as plain:
        stage.answer(redirect(plain.url("/clair")))
        yield
    assert not plain.asked


@contextlib.contextmanager
def of_another_name(stage: Stage) -> Iterator[None]:
    """The certificate names 127.0.0.1; 127.0.0.2 shows it too."""
    with Misbehaving({"/agenda": reply(AFTER)}, certificate=stage.server.certificate, address="127.0.0.2") as other:
        stage.answer(redirect(other.url("/agenda")))
        yield
    assert not other.asked


def without_name(number: int) -> Arrangement:
    """Let the name server fail."""

    @contextlib.contextmanager
    def arranged(stage: Stage) -> Iterator[None]:
        def resolve(*_: Any, **__: Any) -> Any:
            raise socket.gaierror(number, "no")

        with stage.monkeypatch.context() as patch:
            patch.setattr(socket, "getaddrinfo", resolve)
            yield

    return arranged


def bomb(mebibytes: int) -> Script:
    def script(exchange: Exchange) -> None:
        exchange.send(head(headers={"Content-Encoding": "gzip"}), *gzip_bomb(mebibytes))

    return script


def packed(data: bytes) -> Script:
    return reply(data, content_encoding="gzip")


_GONE = "ne mène plus à rien"
_LOCKED = "mot de passe"
_DOWN = "le serveur est en panne"
_CUT = "l’envoi s’est coupé en route"
_SLOW = "n’a pas répondu à temps"
_ELSEWHERE = "renvoie ailleurs"
_SILENT = "le serveur ne répond pas"
_EMPTY = "est vide"
_HTML = "page web"
_TLS = "connexion sûre (https) a échoué"
_LARGE = "trop gros"
_TRUNCATED = "le calendrier est coupé : END:VCALENDAR manque"
_NO_CALENDAR = "ce n’est pas un calendrier iCal"
_GARBLED = "compressé d’une façon illisible"

_PUBLIC = {"allow_private": False}
_SECURE = {"secure": True}
_USER = {"user": f"aline:{PASSWORD}@"}

FAULTS: dict[str, Fault] = {
    # Redirects
    "a redirect to itself": Fault(answers(redirect(PATH)), "redirect-refused", _ELSEWHERE),
    "a loop of two redirects": Fault(
        answers(redirect("/retour"), retour=redirect(PATH, 301)), "redirect-refused", _ELSEWHERE
    ),
    "a redirect to nowhere": Fault(answers(reply(b"", 302)), "redirect-refused", _ELSEWHERE),
    "a redirect to a file": Fault(answers(redirect("file:///etc/passwd")), "redirect-refused", _ELSEWHERE),
    "a redirect to a private address": Fault(
        leading_to_a_private_machine, "address-refused", "machine d’un réseau privé", _PUBLIC
    ),
    "a redirect to the address of a cloud's own data": Fault(
        answers(redirect("http://169.254.169.254/latest/meta-data/")),
        "address-refused",
        "machine d’un réseau privé",
        _PUBLIC,
    ),
    "a redirect from https to http": Fault(giving_up_https, "redirect-refused", "sans https", _SECURE),
    "a redirect to a login page": Fault(answers(redirect("/connexion"), connexion=reply(PAGE)), "html", _HTML),
    "a redirect to a name that is not": Fault(
        answers(redirect("http://agenda.invalid/a.ics")), "unknown-host", "ce nom de serveur est inconnu"
    ),
    # Statuses
    "credentials asked by another host": Fault(asking_elsewhere_for_a_password, "http-error", _LOCKED, _USER),
    "400": Fault(answers(reply(PAGE, 400)), "http-error", "réponse inattendue du serveur (400)"),
    "401": Fault(answers(reply(b"", 401, WWW_Authenticate="Basic")), "http-error", f"{_LOCKED} (réponse 401)", _USER),
    "403": Fault(answers(reply(PAGE, 403)), "http-error", f"{_LOCKED} (réponse 403)"),
    "404": Fault(answers(reply(PAGE, 404)), "http-error", f"{_GONE} (réponse 404)"),
    "410": Fault(answers(reply(b"", 410)), "http-error", f"{_GONE} (réponse 410)"),
    "429 for ever": Fault(answers(reply(b"", 429)), "http-error", "trop de demandes (réponse 429)"),
    "429 until tomorrow": Fault(
        answers([reply(b"", 429, Retry_After="86400"), reply(AFTER)]), "http-error", "trop de demandes"
    ),
    "500": Fault(answers(reply(PAGE, 500)), "http-error", f"{_DOWN} (réponse 500)"),
    "502": Fault(answers(reply(PAGE, 502)), "http-error", f"{_DOWN} (réponse 502)"),
    "503": Fault(answers(reply(PAGE, 503)), "http-error", f"{_DOWN} (réponse 503)"),
    "an error that brings a calendar": Fault(answers(reply(AFTER, 500)), "http-error", f"{_DOWN} (réponse 500)"),
    "206": Fault(answers(reply(AFTER, 206)), "partial", "n’a envoyé qu’une partie"),
    "304 unasked": Fault(answers(reply(b"", 304)), "not-modified", "sans que rien n’ait été demandé"),
    # Connections
    "nobody listens": Fault(gone, "unreachable", _SILENT),
    "reset before the answer": Fault(answers(resetting()), "unreachable", _SILENT),
    "closed before the answer": Fault(answers(raw()), "unreachable", _SILENT),
    "another protocol": Fault(answers(raw(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")), "unreachable", "comme un serveur web"),
    "headers without end": Fault(answers(endless(b"HTTP/1.1 200 OK\r\n", b"a: b\r\n")), "unreachable", _SILENT),
    "no such name": Fault(without_name(socket.EAI_NONAME), "unknown-host", "ce nom de serveur est inconnu"),
    "a name server that is out of order": Fault(without_name(socket.EAI_AGAIN), "unreachable", _SILENT),
    # Time
    "silence": Fault(answers(silent()), "timeout", _SLOW, limits={"read_seconds": 0.1}),
    "silence in mid-body": Fault(
        answers(silent(head(headers={"Content-Length": "900"}), AFTER[:90])),
        "timeout",
        _SLOW,
        limits={"read_seconds": 0.2},
    ),
    "a byte per half second": Fault(
        answers(dripping(head(), b"B", 0.5)), "timeout", _SLOW, limits={"total_seconds": 0.7}
    ),
    "a byte per half second over TLS": Fault(
        answers(dripping(head(), b"B", 0.5)), "timeout", _SLOW, _SECURE, limits={"total_seconds": 0.7}
    ),
    "a header of a byte per half second": Fault(
        answers(dripping(b"HTTP/1.1 200", b" ", 0.5)), "timeout", _SLOW, limits={"total_seconds": 0.7}
    ),
    # Bodies
    "reset in mid-body": Fault(
        answers(resetting(head(headers={"Content-Length": str(len(AFTER))}), AFTER[:90])), "cut", _CUT
    ),
    "reset in mid-body without a length": Fault(answers(resetting(head(), AFTER[:90])), "cut", _CUT),
    "a short body": Fault(answers(reply(AFTER[:-60], content_length=str(len(AFTER)))), "cut", _CUT),
    "chunks that are not ended": Fault(answers(raw(CHUNKED, chunk(AFTER))), "cut", _CUT),
    "a chunk without a size": Fault(answers(raw(CHUNKED, chunk(AFTER), b"zz\r\n")), "cut", _CUT),
    "a chunk that is cut": Fault(answers(raw(CHUNKED, b"ffff\r\n", AFTER)), "cut", _CUT),
    "a chunk of less than nothing": Fault(answers(raw(CHUNKED, b"-5\r\n", AFTER)), "cut", _CUT),
    "a body cut before END:VCALENDAR": Fault(answers(raw(head(), AFTER[:-15])), "truncated", _TRUNCATED),
    "a body cut in an event": Fault(answers(raw(head(), AFTER[:-60])), "truncated", _TRUNCATED),
    "a body cut by its own length": Fault(
        answers(reply(AFTER, content_length=str(len(AFTER) - 40))), "truncated", _TRUNCATED
    ),
    "a body without end": Fault(
        answers(endless(head(), CALENDAR * 999)), "too-large", _LARGE, limits={"max_bytes": 4_000_000}
    ),
    "chunks without end": Fault(
        answers(endless(CHUNKED, chunk(CALENDAR * 999))), "too-large", _LARGE, limits={"max_bytes": 4_000_000}
    ),
    "a length beyond all measure": Fault(answers(reply(AFTER, content_length="9" * 30)), "too-large", _LARGE),
    "HTML at 200": Fault(answers(reply(PAGE, content_type="text/html")), "html", _HTML),
    "HTML said to be a calendar": Fault(answers(reply(PAGE, content_type="text/calendar")), "html", _HTML),
    "an error in words at 200": Fault(
        answers(reply(b"Error establishing a database connection")), "not-a-calendar", _NO_CALENDAR
    ),
    "an error in JSON at 200": Fault(answers(reply(b'{"error": "maintenance"}')), "not-a-calendar", _NO_CALENDAR),
    "empty at 200": Fault(answers(reply(b"")), "empty", _EMPTY),
    "blank at 200": Fault(answers(reply(b"\xef\xbb\xbf\r\n")), "empty", _EMPTY),
    "204": Fault(answers(reply(b"", 204)), "empty", _EMPTY),
    # Compression
    "a bomb of 1 MiB": Fault(answers(packed(gzip.compress(bytes(1024 * 1024)))), "empty", _EMPTY),
    "3 MiB of lines in 3 KiB": Fault(
        answers(packed(gzip.compress(b"BEGIN:VCALENDAR\r\n" + b"X\r\n" * 1_000_000))), "truncated", _TRUNCATED
    ),
    "a bomb of 64 MiB": Fault(answers(bomb(64)), "too-large", "il prend bien plus de place qu’aucun calendrier"),
    "a bomb of 1 GiB": Fault(answers(bomb(1024)), "too-large", "il prend bien plus de place qu’aucun calendrier"),
    "gzip that is cut": Fault(answers(packed(gzip.compress(AFTER)[:-9])), "cut", _CUT),
    "gzip that is none": Fault(answers(packed(AFTER)), "encoding", _GARBLED),
    "gzip that is damaged": Fault(answers(packed(gzip.compress(AFTER)[:-8] + bytes(8))), "encoding", _GARBLED),
    "a coding that nobody asked for": Fault(answers(reply(AFTER, content_encoding="br")), "encoding", _GARBLED),
    # TLS
    "a certificate that nobody vouches for": Fault(no_longer_vouched_for, "tls", _TLS, _SECURE),
    "a certificate of another name": Fault(of_another_name, "tls", _TLS, _SECURE),
    "http where https was": Fault(restarted(certificate=None, unasked=head(400)), "tls", _TLS, _SECURE),
    "a server that is deaf to TLS": Fault(deaf, "timeout", _SLOW, _SECURE, limits={"connect_seconds": 0.1}),
}
