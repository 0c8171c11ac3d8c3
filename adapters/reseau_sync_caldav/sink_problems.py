"""What keeps a feed from being pushed, in words: the error of a sink."""

from __future__ import annotations

from collections.abc import Sequence

from reseau_sync.errors import PublishError, SourceError, Words
from reseau_sync.view import Conflict

_SHOWN = 3

_LATER = Words(
    "ce qui est déjà écrit dans l’agenda y reste ; le prochain passage finira. Si cela dure, vérifiez l’adresse et "
    "l’agenda du serveur.",
    "what is written in the calendar stays there; the next run will finish. If it lasts, check the address and the "
    "server’s calendar.",
)
_HINTS = {
    401: Words(
        "vérifiez username et password (un mot de passe d’application, pour Nextcloud).",
        "check username and password (an app password, for Nextcloud).",
    ),
    403: Words(
        "ce compte n’a peut-être que le droit de lire cet agenda : donnez-lui celui d’y écrire.",
        "this account may be allowed to read this calendar only: give it the right to write.",
    ),
    404: Words(
        "l’agenda n’existe plus à cette adresse : recréez-le, ou corrigez location et calendar.",
        "the calendar is no longer at this address: create it again, or correct location and calendar.",
    ),
    423: Words(
        "l’agenda est verrouillé par un autre outil : relancez.", "another tool locked the calendar: run again."
    ),
    507: Words("il n’y a plus de place sur le serveur : faites-en.", "the server has no room left: make some."),
}


def reading(error: SourceError) -> PublishError:
    """Return that the calendar cannot be read: nothing was written."""
    return PublishError(error.code, error.words, error.hint)


def changing(error: SourceError) -> PublishError:
    """Return that writing stopped at an answer that never came, or was none."""
    words = Words(f"versement interrompu : {error.words.fr}", f"the push was interrupted: {error.words.en}")
    return PublishError(error.code, words, error.hint or _LATER)


def not_stored() -> PublishError:
    """Return that the server said it wrote, and did not."""
    return PublishError(
        "not-stored",
        Words(
            "le serveur dit avoir enregistré, mais l’évènement n’y est pas tel qu’il a été envoyé",
            "the server says that it stored the event, but it is not there as it was sent",
        ),
        Words(
            "l’adresse mène peut-être à une page de connexion ou à un portail : vérifiez-la.",
            "the address may lead to a login page or a portal: check it.",
        ),
    )


def unwritable(refused: Sequence[Conflict], count: int, status: int | None = None) -> PublishError:
    """Return that the server refuses ``count`` events, of which some were tried, or (``status``) all of them."""
    said = [each.reason for each in refused[:_SHOWN]]
    more = count - len(said)
    fr = " ".join(each.fr for each in said) + (f" Et {more} autres." if more > 0 else "")
    en = " ".join(each.en for each in said) + (f" And {more} others." if more > 0 else "")
    if status is None:
        return PublishError("objects-refused", Words(fr, en))
    words = Words(f"le serveur refuse d’écrire (réponse {status}).", f"the server refuses to write (answer {status}).")
    return PublishError("http-error", words, _HINTS.get(status, _LATER))
