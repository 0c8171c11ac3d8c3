"""What is told apart before any format is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reseau_sync.errors import SourceError
from reseau_sync.transport.content import refuse_non_calendar, refuse_too_many_lines


def verdict(data: bytes) -> str | None:
    try:
        refuse_non_calendar(data, "agenda")
    except SourceError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    "data", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\xff\xfe", b" " * 9000, b"\0"]
)
def test_nothing_is_empty(data: bytes) -> None:
    assert verdict(data) == "empty"


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html>",
        b"<!doctype HTML PUBLIC '-//W3C//DTD XHTML 1.0 Strict//EN'>",
        b"\xef\xbb\xbf\r\n <html lang=fr>",
        b"<HTML>",
        b"<head><title>Connexion",
        b"<!-- SPIP --> <!-- 3.2 -->\n<html>",
        b"<?xml version='1.0'?>\n<!DOCTYPE html>",
        b"\xff\xfe" + "<!doctype html>".encode("utf-16-le"),
        b"\xfe\xff" + "\n<html>".encode("utf-16-be"),
    ],
)
def test_a_web_page_is_named_as_one(data: bytes) -> None:
    assert verdict(data) == "html"


@pytest.mark.parametrize(
    "data",
    [
        b"BEGIN:VCALENDAR",
        b"\xef\xbb\xbfBEGIN:VCALENDAR",
        b"titre;date\n<html>;2010-09-06",
        b" " * 9000 + b"titre",
        b"<htmlx>",
        b"<?xml version='1.0'?><icalendar/>",
        b"<!-- " + b"x" * 9000,
        b"--- \ncalendrier: yaml",
        b"\xff\xfe" + "titre;date".encode("utf-16-le"),
    ],
)
def test_what_may_be_a_calendar_or_a_sheet_is_left_to_the_adapter(data: bytes) -> None:
    assert verdict(data) is None


@given(st.binary(max_size=200) | st.text("<!->? html\n", max_size=200).map(str.encode))
def test_any_bytes_have_a_verdict(data: bytes) -> None:
    assert verdict(data) in (None, "empty", "html")


@given(st.text(min_size=1))
def test_nothing_that_begins_as_a_calendar_is_refused(text: str) -> None:
    assert verdict(b"BEGIN:VCALENDAR\r\n" + text.encode("utf-8", "replace")) is None


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_more_lines_than_a_calendar_can_have_are_refused_before_anybody_splits_them(end: bytes) -> None:
    refuse_too_many_lines((b"X" + end) * 1000, "agenda", 1000)
    with pytest.raises(SourceError) as caught:
        refuse_too_many_lines((b"X" + end) * 1001, "agenda", 1000)
    assert caught.value.code == "too-large"
