"""What the tests of pushing into real servers share."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from reseau_sync.model import AnyEvent
from reseau_sync.ports import (
    Access,
    Answer,
    Bodies,
    Checkpoint,
    Conversation,
    FeedContext,
    Login,
    Request,
    Scheme,
    Sink,
    Unchanged,
    digest_of,
)
from reseau_sync.transport import Transport
from reseau_sync.view import Memory, Plan, told_in
from reseau_sync_caldav import CaldavAdapter

from ..support.davservers import PASSWORD, USER, Calendar

CONTEXT = FeedContext("Réseau jungles", "nuage")


class Dead(BaseException):
    """The process ends here."""


@dataclass
class Mortal:
    """An access whose process dies at the request of a number, before the server hears of it or after it answered."""

    transport: Transport
    limit: int | None = None
    after: bool = False
    sent: list[str] = field(default_factory=list)

    def read(
        self, location: str, *, suffixes: Sequence[str] = (), checkpoint: Checkpoint | None = None
    ) -> Bodies | Unchanged:
        return self.transport.read(location, suffixes=suffixes, checkpoint=checkpoint)

    @contextmanager
    def converse(self, location: str, login: Login | None = None) -> Iterator[Conversation]:
        with self.transport.converse(location, login) as conversation:
            yield _Mortal(self, conversation)


class _Mortal:
    def __init__(self, access: Mortal, conversation: Conversation) -> None:
        self._access = access
        self._conversation = conversation

    @property
    def scheme(self) -> Scheme:
        return self._conversation.scheme

    def send(self, request: Request) -> Answer:
        self._access.sent.append(request.method)
        dies = len(self._access.sent) == self._access.limit
        if dies and not self._access.after:
            raise Dead
        answer = self._conversation.send(request)
        if dies:
            raise Dead
        return answer


@dataclass
class Pusher:
    """Pushes into one calendar, with a memory that comes back from where it is kept."""

    url: str
    access: Access
    on_conflict: str = "theirs"
    calendar: str | None = None
    memory: Memory = field(default_factory=dict)
    plan: Plan = field(default_factory=Plan)

    def sink(self) -> Sink:
        """Return a new sink."""
        adapter = CaldavAdapter()
        said = {"username": USER, "password": PASSWORD, "on_conflict": self.on_conflict, "calendar": self.calendar}
        options = adapter.SinkOptions.model_validate(said)
        return adapter.sink(self.url, options, self.access, CONTEXT)

    def named(self, events: Sequence[AnyEvent]) -> list[AnyEvent]:
        """Return the events under UIDs of this calendar alone: some servers want them unique in an account."""
        own = digest_of(urlsplit(self.url).path.encode())[:8]
        return [each.model_copy(update={"uid": f"{own}-{each.uid}"}) for each in events]

    def push(self, events: Sequence[AnyEvent]) -> list[str]:
        """Push, and return what was written: an action each."""
        self.plan = self.sink().plan(self.named(events), self.memory)
        self.memory = json.loads(json.dumps(self.sink().apply(self.plan, self.memory)))
        return [change.action for change in self.plan.writes]

    @property
    def conflicts(self) -> list[str]:
        """Return the codes of the conflicts that stand."""
        return [each.code for each in told_in(self.memory)]


def count(calendar: Calendar) -> int:
    """Return how many objects stand in a calendar."""
    return sum(1 for name in calendar.names() if name)


def titles(calendar: Calendar) -> list[str]:
    """Return the titles of all that stands in a calendar, sorted."""
    found = []
    for name in calendar.names():
        if name:
            lines = calendar.get(name).body.decode().replace("\r\n ", "").replace("\n ", "").splitlines()
            found += [line.partition(":")[2] for line in lines if line.startswith("SUMMARY")]
    return sorted(found)


def name_of(calendar: Calendar, title: str) -> str:
    """Return the name of the object with a title."""
    wanted = f"SUMMARY:{title}".encode()
    return next(name for name in calendar.names() if name and wanted in calendar.get(name).body)


def edit(calendar: Calendar, title: str, new: str) -> str:
    """Let a person change the title of an event; return the name of the object."""
    name = name_of(calendar, title)
    said = calendar.get(name)
    body = said.body.replace(f"SUMMARY:{title}".encode(), f"SUMMARY:{new}".encode())
    done = calendar.put(name, body, if_match=said.headers["etag"])
    assert done.status in (200, 201, 204), done
    return name
