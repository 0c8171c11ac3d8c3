"""Paths, folders, and what else a file system may hold."""

from __future__ import annotations

import contextlib
import errno
import os
import socket
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reseau_sync.errors import SourceError
from reseau_sync.ports import Access, Bodies, Unchanged
from reseau_sync.transport import Code, Limits, Transport

CALENDAR = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def files(tmp_path: Path) -> Transport:
    return Transport(tmp_path)


def read(access: Access, location: str, suffixes: Sequence[str] = (".ics",)) -> list[tuple[str, bytes]]:
    found = access.read(location, suffixes=suffixes)
    assert isinstance(found, Bodies)
    return [(each.name, each.data) for each in found.bodies]


def failure(access: Access, location: str) -> SourceError:
    with pytest.raises(SourceError) as caught:
        access.read(location, suffixes=(".ics",))
    for said in (caught.value.say("fr"), caught.value.say("en")):
        assert "→" in said
        assert said.replace("\n", "").isprintable()
    return caught.value


def vdir(base: Path, **members: bytes) -> Path:
    folder = base / "agenda"
    folder.mkdir()
    for name, data in members.items():
        (folder / f"{name}.ics").write_bytes(data)
    return folder


# --- one file --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", ["{name}", "./{name}", "{path}", "file://{path}", "file://localhost{path}", "FILE://{path}"]
)
def test_a_file_is_found_beside_reseau_toml_and_by_its_address(files: Transport, form: str) -> None:
    (files.base / "été à 100%.ics").write_bytes(CALENDAR)
    path = str(files.base / "été à 100%.ics")
    address = path.replace("%", "%25").replace(" ", "%20") if form.lower().startswith("file") else path
    assert read(files, form.format(name="été à 100%.ics", path=address)) == [("", CALENDAR)]


def test_a_file_is_read_whatever_its_ending(files: Transport) -> None:
    (files.base / "export.php").write_bytes(CALENDAR)
    assert read(files, "export.php") == [("", CALENDAR)]


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("absent.ics", Code.NOT_FOUND),
        ("a.ics/b.ics", Code.NOT_FOUND),
        ("", Code.BAD_LOCATION),
        ("  ", Code.BAD_LOCATION),
        ("a\0b.ics", Code.BAD_LOCATION),
        ("x" * 5000, Code.UNREADABLE),
        ("file://autre-machine/a.ics", Code.BAD_LOCATION),
        ("file://[/a.ics", Code.BAD_LOCATION),
        ("file://", Code.BAD_LOCATION),
        ("ftp://example.org/a.ics", Code.BAD_LOCATION),
        ("caldav://example.org/a", Code.BAD_LOCATION),
        ("pipe", Code.NOT_A_FILE),
        ("socket", Code.NOT_A_FILE),
        ("/dev/zero", Code.NOT_A_FILE),
        ("circle", Code.UNREADABLE),
        ("dangling", Code.NOT_FOUND),
        ("empty.ics", Code.EMPTY),
        ("page.ics", Code.HTML),
    ],
)
def test_what_cannot_be_read_says_so(files: Transport, location: str, code: Code) -> None:
    (files.base / "a.ics").write_bytes(CALENDAR)
    (files.base / "empty.ics").write_bytes(b"\n")
    (files.base / "page.ics").write_bytes(b"<!doctype html>")
    os.mkfifo(files.base / "pipe")
    (files.base / "circle").symlink_to("circle")
    (files.base / "dangling").symlink_to("nowhere.ics")
    with socket.socket(socket.AF_UNIX) as listening:
        folder = os.open(files.base, os.O_RDONLY)
        listening.bind(f"/proc/self/fd/{folder}/socket")  # the path itself may be too long for a socket's
        os.close(folder)
        assert failure(files, location).code == code


@given(st.text(max_size=60))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
def test_any_location_that_is_no_address_is_read_or_refused(files: Transport, location: str) -> None:
    with contextlib.suppress(SourceError):
        assert isinstance(files.read(f"./{location}", suffixes=(".ics",)), Bodies)


def test_a_file_beyond_the_limit_is_refused_before_it_is_read(files: Transport, peak: Callable[[], int]) -> None:
    with (files.base / "vast.ics").open("wb") as vast:
        vast.truncate(1 << 40)  # a hole: takes no space
    assert failure(files, "vast.ics").code == Code.TOO_LARGE
    assert peak() < 1_000_000


def test_the_limit_itself_is_allowed(files: Transport) -> None:
    (files.base / "a.ics").write_bytes(CALENDAR)
    assert read(replace(files, limits=Limits(max_bytes=len(CALENDAR))), "a.ics")
    assert failure(replace(files, limits=Limits(max_bytes=len(CALENDAR) - 1)), "a.ics").code == Code.TOO_LARGE


# --- folders ---------------------------------------------------------------------------------------------------------


def test_a_folder_gives_its_calendars_by_name_and_nothing_else(files: Transport) -> None:
    folder = vdir(files.base, b=b"2", a=b"1", é=b"3")
    (folder / "C.ICS").write_bytes(b"4")
    (folder / ".hidden.ics").write_bytes(b"no")
    (folder / "notes.txt").write_bytes(b"no")
    (folder / "sub.ics").mkdir()
    (folder / "sub.ics" / "x.ics").write_bytes(b"no")
    expected = [("C.ICS", b"4"), ("a.ics", b"1"), ("b.ics", b"2"), ("é.ics", b"3")]
    assert read(files, "agenda") == read(files, "agenda/") == read(files, folder.as_uri()) == expected


def test_an_empty_file_in_a_folder_costs_no_other(files: Transport) -> None:
    vdir(files.base, a=b"", b=CALENDAR)
    assert read(files, "agenda") == [("a.ics", b""), ("b.ics", CALENDAR)]


@pytest.mark.parametrize("members", [{}, {"a": b""}, {"a": b"\n", "b": b"\xef\xbb\xbf"}])
def test_a_folder_without_any_content_is_empty(files: Transport, members: dict[str, bytes]) -> None:
    vdir(files.base, **members)
    assert failure(files, "agenda").code == Code.EMPTY
    found = replace(files, empty_is_ok=True).read("agenda", suffixes=(".ics",))
    assert isinstance(found, Bodies)
    assert found.bodies == ()


def test_a_link_within_the_folder_is_followed_and_one_out_of_it_refused(files: Transport) -> None:
    folder = vdir(files.base, a=CALENDAR)
    (folder / "b.ics").symlink_to("a.ics")
    assert read(files, "agenda") == [("a.ics", CALENDAR), ("b.ics", CALENDAR)]
    (files.base / "outside.ics").write_bytes(CALENDAR)
    (folder / "c.ics").symlink_to("../outside.ics")
    error = failure(files, "agenda")
    assert error.code == Code.OUTSIDE
    assert "c.ics" in error.words.fr


def test_a_folder_that_is_itself_a_link_is_read(files: Transport) -> None:
    vdir(files.base, a=CALENDAR)
    (files.base / "link").symlink_to("agenda")
    assert read(files, "link") == [("a.ics", CALENDAR)]


def test_a_pipe_in_a_folder_is_refused_without_waiting(files: Transport) -> None:
    folder = vdir(files.base, a=CALENDAR)
    os.mkfifo(folder / "b.ics")
    assert failure(files, "agenda").code == Code.NOT_A_FILE


def test_a_file_that_became_a_pipe_once_looked_at_is_refused_without_waiting(
    files: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    (files.base / "a.ics").write_bytes(CALENDAR)
    os.mkfifo(files.base / "pipe")
    really = os.open
    monkeypatch.setattr(os, "open", lambda name, flags: really(files.base / "pipe", flags))
    assert failure(files, "a.ics").code == Code.NOT_A_FILE


def test_a_file_that_vanishes_after_listing_is_a_failure_not_a_deletion(
    files: Transport, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = vdir(files.base, a=CALENDAR, b=CALENDAR)
    really = os.scandir

    def listing(path: Path) -> Any:
        entries = list(really(path))
        (folder / "b.ics").unlink()
        return _Listed(entries)

    monkeypatch.setattr(os, "scandir", listing)
    error = failure(files, "agenda")
    assert error.code == Code.CHANGED
    assert "b.ics" in error.words.fr


class _Listed(list[Any]):
    def __enter__(self) -> _Listed:
        return self

    def __exit__(self, *_: object) -> None:
        return None


def test_files_share_one_limit(files: Transport) -> None:
    vdir(files.base, a=b"x" * 600, b=b"y" * 600)
    assert failure(replace(files, limits=Limits(max_bytes=1000)), "agenda").code == Code.TOO_LARGE


def test_too_many_files_are_refused(files: Transport) -> None:
    vdir(files.base, a=b"1", b=b"2", c=b"3")
    assert failure(replace(files, limits=Limits(max_files=2)), "agenda").code == Code.TOO_MANY_FILES


def test_files_keep_to_the_deadline(files: Transport) -> None:
    vdir(files.base, a=b"1", b=b"2")
    ticks = iter([0.0, 1.0, 500.0, 500.0])
    assert failure(replace(files, clock=lambda: next(ticks)), "agenda").code == Code.TIMEOUT


def test_a_hostile_name_is_shown_harmless(files: Transport) -> None:
    folder = vdir(files.base, a=CALENDAR)
    os.mkfifo(folder / "\x1b[2J\u202e.ics")
    assert failure(files, "agenda").code == Code.NOT_A_FILE


@pytest.mark.parametrize("call", ["scandir", "open", "stat"])
@pytest.mark.parametrize(("number", "code"), [(errno.EACCES, Code.FORBIDDEN), (errno.EIO, Code.UNREADABLE)])
def test_what_the_system_forbids_is_said(
    files: Transport, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: Code
) -> None:
    # Root may read everything, so the system's answer is given in its place.
    vdir(files.base, a=CALENDAR)

    def forbidden(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    owner: object = Path if call == "stat" else os
    monkeypatch.setattr(owner, call, forbidden)
    assert failure(files, "agenda").code == code


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read what nobody may; the test above stands in")
def test_a_folder_without_rights_is_forbidden(files: Transport) -> None:
    folder = vdir(files.base, a=CALENDAR)
    folder.chmod(0)
    try:
        assert failure(files, "agenda").code == Code.FORBIDDEN
    finally:
        folder.chmod(0o700)


# --- checkpoints -----------------------------------------------------------------------------------------------------


def test_the_same_bytes_are_unchanged_and_others_are_not(files: Transport) -> None:
    folder = vdir(files.base, a=CALENDAR)
    first = files.read("agenda", suffixes=(".ics",))
    assert isinstance(files.read("agenda", suffixes=(".ics",), checkpoint=first.checkpoint), Unchanged)
    (folder / "a.ics").rename(folder / "b.ics")
    assert isinstance(files.read("agenda", suffixes=(".ics",), checkpoint=first.checkpoint), Bodies)


def test_the_same_bytes_elsewhere_are_another_calendar(files: Transport) -> None:
    for name in ("a.ics", "b.ics"):
        (files.base / name).write_bytes(CALENDAR)
    first = files.read("a.ics")
    assert isinstance(files.read("b.ics", checkpoint=first.checkpoint), Bodies)


def test_reading_files_does_not_load_what_only_addresses_need() -> None:
    import subprocess
    import sys

    code = "import sys, reseau_sync.transport; sys.exit('requests' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
