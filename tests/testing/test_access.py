"""``MemoryAccess`` does what the real access does, without a file or a socket; the package says what it needs."""

from __future__ import annotations

import subprocess
import sys

import pytest

import reseau_sync.testing
from reseau_sync.errors import SourceError, Words
from reseau_sync.ports import Access, Bodies, Raw, Unchanged
from reseau_sync.testing import MemoryAccess
from reseau_sync.testing.hostile import within


def read(access: Access, location: str, suffixes: tuple[str, ...] = ()) -> Bodies:
    found = access.read(location, suffixes=suffixes)
    assert isinstance(found, Bodies)
    return found


def test_a_body_is_read_as_it_is() -> None:
    assert read(MemoryAccess({"a": b"\x00\xff"}), "a").bodies == (Raw("", b"\x00\xff"),)


def test_the_files_of_a_folder_come_in_the_order_of_their_names_and_only_those_asked_for() -> None:
    folder = MemoryAccess({"d": [("b.ics", b"2"), ("notes.txt", b"3"), ("A.ICS", b"1")]})
    assert [raw.name for raw in read(folder, "d", (".ics",)).bodies] == ["A.ICS", "b.ics"]
    assert len(read(folder, "d").bodies) == 3


def test_the_same_bytes_are_unchanged_and_others_are_not() -> None:
    access = MemoryAccess({"a": b"1"})
    checkpoint = read(access, "a").checkpoint
    assert access.read("a", checkpoint=checkpoint) == Unchanged(checkpoint)
    access.bodies["a"] = b"2"
    assert isinstance(access.read("a", checkpoint=checkpoint), Bodies)


def test_files_that_trade_their_bytes_are_a_change() -> None:
    one, other = (MemoryAccess({"d": [("a", first), ("b", second)]}) for first, second in ((b"1", b"2"), (b"2", b"1")))
    assert read(one, "d").checkpoint != read(other, "d").checkpoint


def test_what_is_missing_is_an_error_of_that_source() -> None:
    with pytest.raises(SourceError) as missing:
        MemoryAccess().read("https://example.org/jeton")
    assert missing.value.code == "not-found"
    assert "jeton" not in missing.value.say("fr") + missing.value.say("en")


def test_an_error_that_was_put_there_is_raised() -> None:
    error = SourceError("tls", Words("a", "b"))
    with pytest.raises(SourceError) as raised:
        MemoryAccess({"a": error}).read("a")
    assert raised.value is error


def test_reads_are_counted_and_its_repr_shows_no_location() -> None:
    access = MemoryAccess({"jeton": b""})
    access.read("jeton")
    assert access.reads == ["jeton"]
    assert "jeton" not in repr(access)


def test_every_public_name_is_there() -> None:
    assert all(getattr(reseau_sync.testing, name) for name in reseau_sync.testing.__all__)
    name = "nulle_part"
    with pytest.raises(AttributeError, match="nulle_part"):
        assert getattr(reseau_sync.testing, name)


def test_without_its_extra_it_says_what_to_install() -> None:
    script = "import sys; sys.modules['hypothesis'] = None; import reseau_sync.testing"
    asked = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60, check=False)
    assert asked.returncode != 0
    assert "reseau-sync[test]" in asked.stderr.decode()


def test_what_never_ends_is_found_out() -> None:
    def forever() -> None:
        while not stop:
            pass

    stop: list[bool] = []
    with pytest.raises(AssertionError, match="not done"):
        within(0.05, forever)
    stop.append(True)


def test_what_ends_in_time_gives_its_outcome_or_its_error() -> None:
    assert within(60, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        within(60, lambda: 1 // 0)
