"""Reading the file itself: whatever stands at the path, the answer is a network or words."""

from __future__ import annotations

import os
import pickle
from pathlib import Path

import pytest

from reseau_sync.config import MAX_BYTES, load
from reseau_sync.errors import ConfigError

PLAIN = '[network]\nname = "Réseau"\n'


def refused(path: Path) -> ConfigError:
    with pytest.raises(ConfigError) as caught:
        load(path)
    return caught.value


@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"], ids=["bare", "byte order mark"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_a_file_is_read_as_editors_save_it(tmp_path: Path, start: bytes, end: str) -> None:
    path = tmp_path / "reseau.toml"
    path.write_bytes(start + PLAIN.replace("\n", end).encode())
    loaded = load(path)
    assert loaded.network.network.name == "Réseau"
    assert loaded.folder == tmp_path


def test_the_folder_is_absolute_even_where_the_path_is_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "reseau.toml").write_text(PLAIN, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert load(Path("reseau.toml")).folder == tmp_path


def test_a_missing_file_tells_of_init(tmp_path: Path) -> None:
    error = refused(tmp_path / "reseau.toml")
    assert error.code == "not-found"
    assert "reseau-sync init" in error.say()
    assert refused(tmp_path / "a\0b").code == "not-found"


def test_a_folder_tells_of_the_file_in_it(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert error.code == "a-folder"
    assert str(tmp_path / "reseau.toml") in error.say()


def test_bytes_that_are_not_utf_8_are_named_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "reseau.toml"
    path.write_bytes(PLAIN.encode("latin-1"))
    error = refused(path)
    assert error.code == "not-utf-8"
    assert "ligne 2" in error.say()
    path.write_bytes(PLAIN.encode("utf-16"))
    assert refused(path).code == "not-utf-8"


def test_a_file_over_the_bound_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "reseau.toml"
    path.write_bytes(b"#" * (MAX_BYTES + 1))
    assert refused(path).code == "too-large"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_rather_than_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "reseau.toml"
    os.mkfifo(path)
    assert refused(path).code == "not-a-file"


def test_a_file_without_the_right_to_read_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may read everything, so the refusal is made by hand.
    path = tmp_path / "reseau.toml"
    path.write_text(PLAIN, encoding="utf-8")

    def no(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", no)
    error = refused(path)
    assert error.code == "no-permission"
    assert "chmod" in error.say()


def test_a_link_that_leads_to_itself_is_said(tmp_path: Path) -> None:
    path = tmp_path / "reseau.toml"
    path.symlink_to(path)
    assert refused(path).code == "unreadable"


def test_a_feed_on_a_source_is_found_through_the_folder(tmp_path: Path) -> None:
    path = tmp_path / "reseau.toml"
    absolute = (tmp_path / "sources" / "a.ics").as_posix()
    path.write_text(
        f"{PLAIN}[[sources]]\nid='s'\nlocation='sources/a.ics'\n[[feeds]]\nid='f'\npath='{absolute}'\n",
        encoding="utf-8",
    )
    assert refused(path).code == "feed-is-source"


def test_an_error_survives_pickling(tmp_path: Path) -> None:
    error = refused(tmp_path)
    assert pickle.loads(pickle.dumps(error)).say() == error.say()
