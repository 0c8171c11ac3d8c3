"""HXL hashtags: what stands in the columns under them (HXL 1.1)."""

from __future__ import annotations

import re

TAG = re.compile(r"#\s*[a-z][a-z0-9_]*(?:\s*\+\s*[a-z0-9_]+)*", re.IGNORECASE)


def tag_role(tag: str) -> str | None:
    """Return the role of the column under a hashtag, ``None`` for one that is of nothing we know."""
    parts = [part.strip().lower() for part in tag.lstrip("# ").split("+")]
    name, attributes = parts[0], set(parts[1:])
    if name == "date":
        return next((role for key, role in (("start", "start_date"), ("end", "end_date")) if key in attributes),
                    "reported" if attributes & {"reported", "updated"} else "date")  # fmt: skip
    if name == "meta":
        return next(
            (role for key, role in (("id", "uid"), ("url", "url"), ("comment", "notes")) if key in attributes), None
        )
    if name in ("adm3", "adm4") or (name == "loc" and "commune" in attributes):
        return None if "code" in attributes else "commune"
    return {
        "org": "organisation", "activity": "title", "service": "activity", "event": "title", "sector": "services",
        "subsector": "services", "loc": "place", "contact": "contact", "status": "status", "description": "notes",
        "frequency": "rule",
    }.get(name)  # fmt: skip
