"""Proving who asks: Basic (RFC 7617), Digest (RFC 7616) and Bearer (RFC 6750).

Over https the password goes along at once; in the clear it waits until the server has said which scheme it wants, since
one that wants Digest must not be told the password itself.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping

from requests.auth import HTTPDigestAuth
from requests.utils import parse_dict_header

from reseau_sync.ports import Login, Scheme

_SCHEME = re.compile(r"(?:^|,)\s*(basic|digest|bearer|negotiate|ntlm)(?=\s|,|$)", re.IGNORECASE)
_LONGEST = 8192


class Authority:
    """What is sent as ``Authorization`` to one origin, as its answers ask for it.

    :param login: who asks
    :param secure: whether the connection is encrypted
    """

    def __init__(self, login: Login, *, secure: bool) -> None:
        self._login = login
        self._digest: _Digest | None = None
        self.scheme: Scheme = login.scheme
        if login.scheme == "auto":
            self.scheme = "bearer" if login.token is not None else "basic" if secure else "auto"

    def header(self, method: str, url: str) -> dict[str, str]:
        """Return the header field to send with a request, none where the server has yet to say what it wants."""
        sent: str | None = None
        if self.scheme == "bearer" and self._login.token is not None:
            sent = f"Bearer {self._login.token}"
        elif self.scheme == "basic" and self._login.username is not None:
            pair = f"{self._login.username}:{self._login.password or ''}".encode()
            sent = f"Basic {base64.b64encode(pair).decode('ascii')}"
        elif self.scheme == "digest" and self._digest is not None:
            sent = self._digest.header(method, url)
        return {"Authorization": sent} if sent else {}

    def challenged(self, sent: Mapping[str, str], challenge: str) -> bool:
        """Take note of a 401 with ``WWW-Authenticate`` (RFC 9110, 11.6.1); say whether it is worth asking again."""
        offered = _challenges(challenge[:_LONGEST])
        before = sent.get("Authorization", "").partition(" ")[0].lower()
        if self._login.username is None:
            return False
        if "digest" in offered and self._login.scheme in ("auto", "digest"):
            said: dict[str, str] = parse_dict_header(offered["digest"])  # type: ignore[no-untyped-call]
            stale = said.get("stale", "").lower() == "true"
            if before == "digest" and not stale:
                return False
            self._digest = _Digest.of(self._login, said)
            self.scheme = "digest"
            return self._digest is not None
        if "basic" in offered and self._login.scheme == "auto" and before != "basic":
            self.scheme = "basic"
            return True
        return False


class _Digest(HTTPDigestAuth):
    """The arithmetic of requests, without the part of it that answers by itself and reads without a bound."""

    @classmethod
    def of(cls, login: Login, said: Mapping[str, str]) -> _Digest | None:
        if "realm" not in said or "nonce" not in said:
            return None
        digest = cls(login.username or "", login.password or "")
        digest.init_per_thread_state()
        digest._thread_local.chal = dict(said)  # type: ignore[attr-defined]
        return digest

    def header(self, method: str, url: str) -> str | None:
        """Return what to send, ``None`` where the server wants arithmetic that is not known."""
        made: str | None = self.build_digest_header(method, url)  # type: ignore[no-untyped-call]
        return made


def _challenges(value: str) -> dict[str, str]:
    """Return the parameters of each challenge by its scheme, in lower case."""
    found = list(_SCHEME.finditer(value))
    ends = [*(each.start() for each in found[1:]), len(value)]
    return {each[1].lower(): value[each.end() : end].strip(" ,") for each, end in zip(found, ends, strict=False)}
