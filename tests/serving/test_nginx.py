"""A real nginx serves what a run wrote, with the lines of examples/servir/nginx.conf; nothing changed is a 304."""

from __future__ import annotations

import datetime as dt
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from reseau_sync.config import load
from reseau_sync.pipeline import run

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "servir" / "nginx.conf"
NOW = dt.datetime(2026, 10, 1, 6, tzinfo=dt.UTC)
TOML = """
[network]
name = "R"
[[organisations]]
id = "a"
name = "A"
[[sources]]
id = "a"
organisation = "a"
location = "a.ics"
[[feeds]]
id = "f"
path = "feeds/réseau.ics"
[[feeds]]
id = "s"
path = "feeds/secret.ics"
secret = true
"""
AGENDA = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//FR\r\nBEGIN:VEVENT\r\nUID:1@a.example\r\nDTSTAMP:20260901T000000Z\r\n"
    "DTSTART:20261001T170000Z\r\nSUMMARY:Repas\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@dataclass(frozen=True)
class Site:
    """A folder with a network, and the port of the nginx that serves its feeds."""

    folder: Path
    port: int

    def merge(self, now: dt.datetime = NOW) -> None:
        assert run(load(self.folder / "reseau.toml"), now=now).exit_code == 0

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=named)
            answer = connection.getresponse()
            return answer.status, dict(answer.getheaders()), answer.read()
        finally:
            connection.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    nginx = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if nginx is None:
        if os.environ.get("CI") == "true":
            pytest.fail("no nginx (Debian: apt-get install nginx-light)")
        pytest.skip("no nginx (Debian: apt-get install nginx-light)")
    folder = tmp_path_factory.mktemp("site")
    folder.chmod(0o755)
    (folder / "a.ics").write_bytes(AGENDA.encode())
    (folder / "reseau.toml").write_text(TOML, encoding="utf-8")
    port = _free_port()
    (folder / "nginx.conf").write_text(_configuration(folder, port), encoding="utf-8")
    process = subprocess.Popen(
        [nginx, "-p", str(folder), "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        found = Site(folder, port)
        _wait(port, process)
        found.merge()
        yield found
    finally:
        process.terminate()
        process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _configuration(folder: Path, port: int) -> str:
    """The location of the example, as it stands there but for the folder, in a server on loopback without TLS."""
    found = re.search(r"    location /feeds/ \{.*?\n    \}\n", EXAMPLE.read_text(encoding="utf-8"), re.DOTALL)
    assert found
    location = found[0].replace("/srv/reseau/feeds/", f"{folder}/feeds/")
    user = "user root;\n" if hasattr(os, "geteuid") and os.geteuid() == 0 else ""  # the folder is this account's alone
    temporary = "".join(
        f"    {name}_temp_path {folder}/tmp-{name};\n" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    return (
        f"{user}daemon off;\npid {folder}/nginx.pid;\nworker_processes 1;\nevents {{ worker_connections 32; }}\n"
        f"http {{\n    access_log off;\n{temporary}    server {{\n    listen 127.0.0.1:{port};\n{location}    }}\n}}\n"
    )


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        process_wait = min(0.05, deadline - time.monotonic())
        time.sleep(max(0.0, process_wait))
    pytest.fail("nginx does not answer")


PATH = "/feeds/r%C3%A9seau.ics"


def test_a_feed_is_served_as_a_calendar_with_what_clients_ask_by(site: Site) -> None:
    status, headers, body = site.get(PATH)
    assert status == 200
    assert headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert re.fullmatch(r'"[^"]+"', headers["ETag"]), "a strong one"
    assert headers["Last-Modified"].endswith("GMT")
    assert body == (site.folder / "feeds" / "réseau.ics").read_bytes()


def test_after_a_run_in_which_nothing_changed_the_answer_is_304(site: Site) -> None:
    _, headers, _ = site.get(PATH)
    site.merge(NOW + dt.timedelta(hours=1))
    assert site.get(PATH, If_None_Match=headers["ETag"])[0] == 304
    assert site.get(PATH, If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_after_a_run_in_which_something_changed_it_is_the_new_feed(site: Site) -> None:
    _, headers, before = site.get(PATH)
    (site.folder / "a.ics").write_bytes(AGENDA.replace("Repas", "Repas chaud").encode())
    site.merge(NOW + dt.timedelta(hours=2))
    status, fresh, body = site.get(PATH, If_None_Match=headers["ETag"])
    assert status == 200
    assert fresh["ETag"] != headers["ETag"]
    assert body != before
    assert b"Repas chaud" in body


def test_the_folder_is_not_listed_and_a_file_that_is_being_written_is_not_served(site: Site) -> None:
    hidden = site.folder / "feeds" / ".reseau-sync-0.tmp"
    hidden.write_text("x")
    assert site.get("/feeds/")[0] in (403, 404)
    assert site.get("/feeds/.reseau-sync-0.tmp")[0] == 404
    hidden.unlink()


def test_a_secret_feed_is_served_under_its_name_alone(site: Site) -> None:
    (name,) = (each.name for each in (site.folder / "feeds").iterdir() if each.name.startswith("secret"))
    assert site.get(f"/feeds/{name}")[0] == 200
    assert site.get("/feeds/secret.ics")[0] == 404
