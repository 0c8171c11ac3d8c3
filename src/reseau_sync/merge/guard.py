"""Whether what vanished at once may go: a broken export looks like an owner who deletes everything."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from reseau_sync.merge.moment import Moment
from reseau_sync.standing import Hold, Policy, Standing

FEW = 5
"""Fewer disappearances than this are an owner's work, unless they are all that the source had ahead."""


@dataclass(frozen=True, slots=True)
class Disappearances:
    """What a good reading no longer states of what is still to come.

    ``held``: what a hold kept before and still keeps from going; ``fresh``: what vanished since; ``returned``: how many
    the hold kept that are stated again; ``staying``: how many events that were ahead are still stated.
    """

    held: Sequence[Standing] = ()
    fresh: Sequence[Standing] = ()
    returned: int = 0
    staying: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """The hold that is in force now, and which of the disappearances it keeps from happening."""

    hold: Hold | None = None
    kept: tuple[Standing, ...] = ()


def judge(found: Disappearances, hold: Hold | None, policy: Policy, moment: Moment, *, accepted: bool) -> Verdict:
    """Say which disappearances stay, and under which hold.

    What is held stays held while the reading shows the same; when some of it comes back, what does not is judged
    against what did. What vanishes on top is judged by itself, and joins the hold, which then starts anew, only where
    it is suspect. A hold ends when a person has ``accepted`` it, or after ``hold_days`` (0: never by itself).
    """
    if accepted:
        return Verdict()
    kept: list[Standing] = []
    if hold is not None and not _is_over(hold, policy, moment):
        recovering = found.returned > 0 and not is_suspect(len(found.held), found.returned, policy.shrink_limit)
        kept += () if recovering else found.held
    since = hold.since if hold is not None and kept else moment.today
    fresh = found.fresh if hold is not None else (*found.held, *found.fresh)
    if is_suspect(len(fresh), found.staying, policy.shrink_limit):
        kept += fresh
        since = moment.today
    if not kept:
        return Verdict()
    return Verdict(Hold(since, digest_of_missing([each.lasting for each in kept]), len(kept)), tuple(kept))


def is_suspect(missing: int, staying: int, shrink_limit: float) -> bool:
    """Say whether so many vanish at once, of all there were, that whoever says so is in doubt."""
    if missing == 0:
        return False
    return staying == 0 or (missing >= FEW and missing > shrink_limit * (missing + staying))


def _is_over(hold: Hold, policy: Policy, moment: Moment) -> bool:
    return policy.hold_days > 0 and (moment.today - hold.since).days >= policy.hold_days


def digest_of_missing(keys: Collection[str]) -> str:
    """Return the digest of a set of lasting keys, whatever their order."""
    state = hashlib.blake2b(digest_size=16)
    for key in sorted(keys):
        state.update(key.encode(errors="surrogatepass") + b"\0")
    return state.hexdigest()
