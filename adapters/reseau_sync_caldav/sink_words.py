"""What a person is told of a calendar that a feed is pushed into: conflicts, one sentence each."""

from __future__ import annotations

from collections.abc import Iterable

from reseau_sync.differences import Difference, field_words
from reseau_sync.errors import Words
from reseau_sync.ics.seen import Seen
from reseau_sync.view import Conflict

_MOST = 120


def edited(seen: Seen, fields: Iterable[str]) -> Conflict:
    """Return that theirs is kept."""
    what = field_words(fields)
    return _conflict(
        "edited",
        seen,
        f"a été modifié dans l’agenda{_aside(what.fr)} : cette version-là reste. Pour revenir à celle du réseau, "
        "supprimez-y l’évènement",
        f"was edited in the calendar{_aside(what.en)}: that version stays. Delete it there to have the network’s again",
    )


def overwritten(seen: Seen, fields: Iterable[str]) -> Conflict:
    """Return that ours takes the place of theirs."""
    what = field_words(fields)
    return _conflict(
        "overwritten",
        seen,
        f"avait été modifié dans l’agenda{_aside(what.fr)} : la version du réseau le remplace (on_conflict = « ours »)",
        f"had been edited in the calendar{_aside(what.en)}: the network’s version replaces it (on_conflict = “ours”)",
    )


def edited_and_withdrawn(seen: Seen | None) -> Conflict:
    """Return that theirs is kept though the feed no longer has it."""
    return _conflict(
        "edited-and-withdrawn",
        seen,
        "n’est plus annoncé par le réseau, mais a été modifié dans l’agenda : il y reste. Supprimez-le s’il n’a pas "
        "lieu",
        "is no longer announced by the network, but was edited in the calendar: it stays. Delete it if it does not "
        "take place",
    )


def deleted_with_edits(seen: Seen | None) -> Conflict:
    """Return that what they edited is deleted."""
    return _conflict(
        "overwritten",
        seen,
        "avait été modifié dans l’agenda, et n’est plus annoncé par le réseau : il est supprimé",
        "had been edited in the calendar, and is no longer announced by the network: it is deleted",
    )


def deleted_with_guests(seen: Seen | None) -> Conflict:
    """Return that it is deleted from a public calendar though somebody invited guests to it."""
    return _conflict(
        "overwritten",
        seen,
        "avait reçu des invités dans l’agenda, et n’est plus annoncé au public : il est supprimé ; le serveur leur a "
        "peut-être écrit",
        "had been given guests in the calendar, and is no longer announced to the public: it is deleted; the server "
        "may have written to them",
    )


def invited(seen: Seen | None) -> Conflict:
    """Return that it is kept since guests would be written to."""
    return _conflict(
        "invited",
        seen,
        "a reçu des invités dans l’agenda : y toucher leur écrirait, alors il y reste tel quel. Mettez-le à jour ou "
        "supprimez-le à la main",
        "was given guests in the calendar: to touch it would write to them, so it stays as it is. Update or delete it "
        "by hand",
    )


def deleted(seen: Seen) -> Conflict:
    """Return that it stays deleted."""
    return _conflict(
        "deleted",
        seen,
        "a été supprimé dans l’agenda : il n’y est pas remis tant que le réseau n’en dit rien de nouveau",
        "was deleted in the calendar: it is not put back as long as the network says nothing new of it",
    )


def taken(seen: Seen, *, unmarked: bool) -> Conflict:
    """Return that it cannot be written beside another object of the same UID."""
    if unmarked:
        return _conflict(
            "unmarked",
            seen,
            "a été réécrit dans l’agenda par un autre outil, sans notre marque : on n’y touche plus. Supprimez-le pour "
            "que la version du réseau revienne",
            "was rewritten in the calendar by another tool, without our mark: it is no longer touched. Delete it to "
            "have the network’s version again",
        )
    return _conflict(
        "uid-taken",
        seen,
        "n’est pas versé : l’agenda, ou un autre du même compte, a déjà sous le même identifiant (UID) un évènement "
        "qui n’y a pas été versé par le réseau",
        "is not pushed: the calendar, or another of the same account, has an event of the same identifier (UID) "
        "already that the network did not push there",
    )


def refused(seen: Seen | None, status: int) -> Conflict:
    """Return that the server does not take it."""
    return _conflict(
        "refused",
        seen,
        f"n’est pas pris par le serveur (réponse {status})",
        f"is not taken by the server (answer {status})",
    )


def _conflict(code: str, seen: Seen | None, fr: str, en: str) -> Conflict:
    name = _name(seen)
    return Conflict(code, (), Words(f"{name.fr} {fr}.", f"{name.en} {en}."))


def _name(seen: Seen | None) -> Words:
    if seen is None:
        return Words("Un évènement", "An event")
    title = " ".join(seen.title.split())
    title = title if len(title) <= _MOST else f"{title[:_MOST]}…"
    at = Difference("changed", "", "", seen.start).when() if seen.start is not None else ""
    when = f" ({at})" if at else ""
    return Words(f"« {title} »{when}", f"“{title}”{when}")


def _aside(what: str) -> str:
    return f" ({what})" if what else ""
