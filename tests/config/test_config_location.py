"""Showing where a calendar is, without giving its password away."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reseau_sync.model.location import MAX_SHOWN, is_url, redact


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://agenda.example.org/private-abc/basic.ics", "https://agenda.example.org/…"),
        ("https://agenda.example.org", "https://agenda.example.org"),
        ("https://agenda.example.org/", "https://agenda.example.org"),
        ("https://agenda.example.org:8443?token=abc", "https://agenda.example.org:8443/…"),
        ("HTTPS://moi:mot@agenda.example.org/x", "https://…@agenda.example.org/…"),
        ("https://jeton@agenda.example.org", "https://…@agenda.example.org"),
        ("https://@agenda.example.org", "https://…@agenda.example.org"),
        ("https://moi:a/b@agenda.example.org/x", "https://…"),
        ("https://moi:12/34@agenda.example.org/x", "https://…"),
        ("https://dav.example.org/moi@example.org/x", "https://dav.example.org/…"),
        ("https://[2001:db8::1]:80/x", "https://[2001:db8::1]:80/…"),
        ("https://[abc/x", "https://…"),
        ("https://agenda .example/x", "https://…"),
        ("webcal://agenda.example.org/x.ics", "webcal://agenda.example.org/…"),
        ("https:/agenda.example.org/abc", "https://agenda.example.org/…"),
        ("https:agenda.example.org/abc", "https://agenda.example.org/…"),
        ("file:///home/moi/abc", "file://…"),
        ("agenda.example.org/private-abc", "agenda.example.org/…"),
        ("moi:abc@agenda.example.org/x", "…"),
        ("//moi:abc@agenda.example.org/x", "…"),
        ("sources/entraide.ics", "sources/entraide.ics"),
        ("entraide.ics/x", "entraide.ics/x"),
        ("../agendas/", "../agendas/"),
        ("C:\\agendas\\a.ics", "C:\\agendas\\a.ics"),
        ("/srv/agendas/a.ics", "/srv/agendas/a.ics"),
        ("a\x1b[2Jb\n.ics", "a�[2Jb�.ics"),
        ("x" * 500, "x" * MAX_SHOWN + "…"),
    ],
)
def test_what_is_shown_of_a_location(location: str, shown: str) -> None:
    assert redact(location) == shown


@pytest.mark.parametrize(
    "location", ["https://a.example", "HTTP://a", "webcal:a.example/x", " webcals://a", "s3://b/k"]
)
def test_an_address_is_one(location: str) -> None:
    assert is_url(location)


@pytest.mark.parametrize("location", ["", "a.ics", "C:\\a.ics", "c:/a.ics", "dossier/a:b.ics", "14:30.ics", "mailto:a"])
def test_a_path_is_no_address(location: str) -> None:
    assert not is_url(location)


WORD = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=1, max_size=8).map(lambda word: f"zq{word}")


@settings(deadline=None)
@given(st.sampled_from(["http", "https", "webcal", "caldav"]), WORD, WORD, WORD, st.sampled_from("/?#"))
def test_neither_user_nor_path_nor_query_is_shown(scheme: str, user: str, password: str, token: str, mark: str) -> None:
    shown = redact(f"{scheme}://{user}:{password}@agenda.example.org{mark}{token}")
    assert shown == f"{scheme}://…@agenda.example.org/…"


@settings(deadline=None)
@given(st.text())
def test_what_is_shown_is_one_short_printable_line(location: str) -> None:
    assert redact(location).isprintable()
    assert len(redact(location)) <= MAX_SHOWN + len("https://…@") + 2
