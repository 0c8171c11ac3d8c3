"""Options of a CalDAV source, and who asks."""

from __future__ import annotations

from typing import get_args

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, model_validator

from reseau_sync.ports import Login, Scheme

DEFAULT_BATCH = 1000


class CaldavLogin(BaseModel):
    """What sources and feeds have in common: which calendar, and who asks.

    ``calendar``: the name or the id of the calendar, where the location is not the calendar itself.
    ``auth``: ``auto``, ``basic``, ``digest`` or ``bearer``; ``username`` with ``password``, or ``token``: best as
    ``{ env = … }``, ``{ file = … }`` or ``{ command = […] }``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    calendar: str | None = Field(default=None, max_length=500)
    auth: Scheme = "auto"
    username: str | None = Field(default=None, repr=False)
    password: str | None = Field(default=None, repr=False)
    token: str | None = Field(default=None, repr=False)

    @model_validator(mode="after")
    def _who(self) -> CaldavLogin:
        """Refuse a login that cannot work.

        :raises ValueError: a part of it is missing
        """
        if self.auth == "bearer" and self.token is None:
            raise ValueError("auth = « bearer » : il manque « token » / “token” is missing")
        if self.auth in ("basic", "digest") and self.username is None:
            raise ValueError(f"auth = « {self.auth} » : il manque « username » / “username” is missing")
        if self.password is not None and self.username is None:
            raise ValueError("« password » sans « username » / “password” without “username”")
        return self


class CaldavOptions(CaldavLogin):
    """Options of a CalDAV source, under ``[sources.options]``, beside those of :class:`CaldavLogin`.

    ``past_days``, ``future_days``: only events with an occurrence in that window around today are read; with one of
    them alone, from 1970 on, or ten years ahead.
    ``batch``: objects asked for in one request; fewer for a server that answers slowly.
    """

    past_days: NonNegativeInt | None = Field(default=None, le=36_525)
    future_days: NonNegativeInt | None = Field(default=None, le=36_525)
    batch: int = Field(default=DEFAULT_BATCH, ge=1, le=5000)


def login_of(options: CaldavLogin, seen: object) -> Login | None:
    """Return who asks, ``None`` for nobody.

    :param seen: the scheme that the server was seen to want, if that was remembered: it saves a request
    """
    if options.username is None and options.token is None:
        return None
    known = next((each for each in get_args(Scheme) if each == seen), options.auth)
    scheme: Scheme = known if options.auth == "auto" else options.auth
    return Login(scheme, options.username, options.password, options.token)
