"""A merged calendar out of a Python application of your own (WSGI, PEP 3333): no file, an ETag, and 304.

``calendar`` gives the bytes of the feed: for example what ``merge_calendars(…).render("reseau")`` returned last.
"""

import hashlib
from collections.abc import Callable, Iterable
from typing import Any


def serving(calendar: Callable[[], bytes]) -> Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]:
    """Return a WSGI application that serves what ``calendar`` gives."""

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        body = calendar()
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = [("ETag", etag), ("Cache-Control", "max-age=900")]
        if etag in [each.strip() for each in environ.get("HTTP_IF_NONE_MATCH", "").split(",")]:
            start_response("304 Not Modified", headers)
            return []
        kind = ("Content-Type", "text/calendar; charset=utf-8")
        start_response("200 OK", [*headers, kind, ("Content-Length", str(len(body)))])
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]

    return application
