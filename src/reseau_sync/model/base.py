"""What every value of the shared schema has in common."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """A frozen value: equal by content, hashable, unknown keys refused."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_default=False,
        ser_json_timedelta="iso8601",
        hide_input_in_errors=True,  # what is refused may be an address or a password, written in the wrong place
    )
