"""Whoever reads a published file sees the old one or the new one, whole."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reseau_sync.errors import PublishError
from reseau_sync.publish import write_atomic

OLD = b"BEGIN:VCALENDAR old"
NEW = b"BEGIN:VCALENDAR new"
LONG_AGO = 1_283_760_000


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    """Return a feed that was published in 2010."""
    path = tmp_path / "reseau.ics"
    path.write_bytes(OLD)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def failure(path: Path, data: bytes = NEW) -> PublishError:
    with pytest.raises(PublishError) as caught:
        write_atomic(path, data)
    assert "→" in caught.value.say("fr")
    assert path.name in caught.value.words.en
    return caught.value


def test_a_new_file_appears_with_its_folders(tmp_path: Path) -> None:
    path = tmp_path / "feeds" / "a" / "réseau.ics"
    assert write_atomic(path, NEW)
    assert path.read_bytes() == NEW
    assert names(path.parent) == ["réseau.ics"]


def test_a_new_file_may_be_read_by_all_that_the_umask_lets(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "a.ics", NEW)
        os.umask(0)
        write_atomic(tmp_path / "b.ics", NEW)
    finally:
        os.umask(mask)
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("a.ics", "b.ics")]
    assert modes == [0o640, 0o644]


def test_the_mode_and_group_of_the_file_before_are_kept(feed: Path) -> None:
    groups = [*os.getgroups(), os.getgid()] if os.geteuid() else [12_345]
    os.chown(feed, -1, groups[0])
    feed.chmod(0o664)
    assert write_atomic(feed, NEW)
    assert stat.S_IMODE(feed.stat().st_mode) == 0o664
    assert feed.stat().st_gid == groups[0]


def test_the_same_content_is_not_touched(feed: Path) -> None:
    before = feed.stat()
    assert not write_atomic(feed, OLD)
    after = feed.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_other_content_of_the_same_length_is_written(feed: Path) -> None:
    assert write_atomic(feed, NEW)
    assert feed.read_bytes() == NEW
    assert names(feed.parent) == [feed.name]


def test_a_reader_who_has_the_old_file_open_reads_it_to_the_end(feed: Path) -> None:
    with feed.open("rb") as reader:
        start = reader.read(4)
        write_atomic(feed, NEW)
        assert start + reader.read() == OLD


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_stays_and_leads_to_the_new_file(tmp_path: Path, exists: bool) -> None:
    real = tmp_path / "www" / "real.ics"
    if exists:
        real.parent.mkdir()
        real.write_bytes(OLD)
    link = tmp_path / "link.ics"
    link.symlink_to("www/real.ics")
    assert write_atomic(link, NEW)
    assert link.is_symlink()
    assert real.read_bytes() == NEW
    assert not real.is_symlink()


@pytest.mark.parametrize("kind", ["folder", "pipe", "circle", "device", "nul", "under-a-file"])
def test_what_is_no_file_is_refused_and_left(tmp_path: Path, kind: str) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "file").write_bytes(OLD)
    places = {"device": Path("/dev/null"), "nul": tmp_path / "a\0b", "under-a-file": tmp_path / "file" / "a.ics"}
    before = names(tmp_path)
    assert failure(places.get(kind, tmp_path / kind)).code in ("not-a-file", "unwritable")
    assert names(tmp_path) == before
    assert (tmp_path / "file").read_bytes() == OLD


@pytest.mark.parametrize("call", ["open", "fsync", "replace", "fchmod"])
@pytest.mark.parametrize(
    ("number", "code"),
    [(errno.ENOSPC, "no-space"), (errno.EROFS, "forbidden"), (errno.EACCES, "forbidden"), (errno.EIO, "unwritable")],
)
def test_whatever_fails_leaves_the_old_file_and_nothing_else(
    feed: Path, monkeypatch: pytest.MonkeyPatch, call: str, number: int, code: str
) -> None:
    # The system's answer is given in its place: root may write everywhere, and disks are seldom full when wanted.
    def failing(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr(os, call, failing)
        error = failure(feed)
    assert error.code == code
    assert feed.read_bytes() == OLD
    assert feed.stat().st_mtime == LONG_AGO
    assert names(feed.parent) == [feed.name]


def test_a_disk_that_does_not_give_back_what_was_written_is_caught(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: really(path) if path == feed else b"garbage")
    assert failure(feed).code == "damaged"
    assert really(feed) == OLD
    assert names(feed.parent) == [feed.name]


def test_an_interruption_leaves_the_old_file_and_nothing_else(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(feed, NEW)
    assert feed.read_bytes() == OLD
    assert names(feed.parent) == [feed.name]


def test_a_folder_that_cannot_be_synced_takes_nothing_back(feed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    really = os.fsync

    def only_files(descriptor: int) -> None:
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "not here")
        really(descriptor)

    monkeypatch.setattr(os, "fsync", only_files)
    assert write_atomic(feed, NEW)
    assert feed.read_bytes() == NEW


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere; the tests above stand in")
def test_a_folder_without_rights_is_forbidden(feed: Path) -> None:
    feed.parent.chmod(0o500)
    try:
        assert failure(feed).code == "forbidden"
    finally:
        feed.parent.chmod(0o700)


@given(st.lists(st.binary(max_size=40), min_size=1, max_size=5))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
def test_the_file_always_holds_what_was_written_last(tmp_path: Path, versions: list[bytes]) -> None:
    path = tmp_path / "reseau.ics"
    path.unlink(missing_ok=True)
    held: bytes | None = None
    for data in versions:
        assert write_atomic(path, data) == (data != held)
        held = path.read_bytes()
        assert held == data


def test_a_long_name_is_no_obstacle(tmp_path: Path) -> None:
    path = tmp_path / ("\N{TENT}" * 62 + ".ics")
    assert write_atomic(path, NEW)
    assert write_atomic(path, OLD)
    assert path.read_bytes() == OLD
