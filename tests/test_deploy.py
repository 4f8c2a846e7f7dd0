"""What an operator installs: nginx, systemd, the offline package; do they fit together and the program."""

import hashlib
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

from tests.shared import ROOT
from tools.bundle import HASHES, Wheel, for_python, pack, source_files, sums

DEPLOY = ROOT / "deploy"
NGINX = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
UNITS = sorted(DEPLOY.glob("*.service"))


def directives(name: str) -> list[str]:
    """The values of a directive, wherever it stands."""
    return re.findall(rf"^\s*{name}\s+([^;]+);", NGINX, re.MULTILINE)


def lines(unit: Path, name: str) -> list[str]:
    return re.findall(rf"^{name}=(.*)$", unit.read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_service_starts_a_command_that_exists(unit: Path) -> None:
    started = [
        words.split()[1]
        for words in lines(unit, "ExecStart")
        if words.split()[0].endswith("/gongkai")
    ]
    assert [name for name in started if name.replace("-", "_") not in get_commands()] == []


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_every_service_runs_as_its_own_user_and_may_write_its_data_only(unit: Path) -> None:
    assert lines(unit, "User") == ["gongkai"]
    assert lines(unit, "ProtectSystem") == ["strict"]
    assert lines(unit, "EnvironmentFile") == ["/etc/gongkai/environment"]


@pytest.mark.parametrize(
    ("zone", "upstream"), [("public", "gongkai_public"), ("desk", "gongkai_desk")]
)
def test_nginx_asks_each_zone_where_its_service_listens(zone: str, upstream: str) -> None:
    unit = DEPLOY / f"gongkai-{zone}.service"
    assert lines(unit, "Environment") == [f"GONGKAI_ZONE={zone}"]
    address = re.search(r"--bind (\S+)", lines(unit, "ExecStart")[0])
    assert address is not None
    assert re.findall(rf"upstream {upstream} \{{\s+server ([^;]+);", NGINX) == [address[1]]


def test_the_proxy_takes_requests_in_whole_and_believes_no_visitor_about_his_address() -> None:
    assert directives("proxy_request_buffering") == ["on"]
    assert directives("proxy_set_header X-Forwarded-For") == ["$remote_addr"]
    assert directives("proxy_set_header X-Forwarded-Proto") == ["$scheme"]
    assert directives("client_header_timeout") == ["10s"]


def test_the_proxy_lets_a_full_upload_of_the_desk_through() -> None:
    desk = NGINX.split("location /desk/ {")[1]
    limit = re.search(r"client_max_body_size ([0-9]+)m;", desk)
    assert limit is not None
    assert int(limit[1]) * 1024**2 >= 2 * settings.UPLOAD_LIMIT


def test_the_proxy_never_shows_an_old_page_while_the_program_answers() -> None:
    assert directives("proxy_cache_use_stale") == ["error timeout http_502 http_504"]
    assert directives("proxy_cache_background_update") == []


def test_the_key_of_a_kept_page_holds_how_its_reader_wants_it() -> None:
    assert directives("proxy_cache_key")[-1] == '"$scheme$host$request_uri|$cookie_gongkai_mode"'


def test_braces_of_the_proxy_configuration_are_balanced() -> None:
    assert NGINX.count("{") == NGINX.count("}")


def test_the_proxy_writes_down_no_address_of_a_preview() -> None:
    # Both servers, the one that only redirects, too.
    assert directives("access_log") == ["/var/log/nginx/gongkai.access.log gongkai"] * 2
    assert directives('"~\\^/preview/"') == ['"/preview/****"']
    (formatted,) = re.findall(r"log_format gongkai ([^;]+);", NGINX)
    assert "$gongkai_logged " in formatted
    assert re.findall(r"\$(request|request_uri|uri|http_referer)\b", formatted) == []
    place = NGINX.split("location ^~ /preview/ {")[1].split("}")[0]
    assert "error_log /dev/null crit;" in place
    assert "proxy_cache" not in place


def test_the_package_holds_the_program_and_not_its_tests() -> None:
    names = set(source_files())
    wanted = {
        "install.sh",
        "pyproject.toml",
        "requirements.lock",
        "gongkai/__main__.py",
        "templates/base.html",
        "LICENSE",
    }
    assert wanted - names == set()
    assert [name for name in names if name.startswith(("tests/", "bench/", "tools/", "."))] == []


def test_the_same_files_make_the_same_package(tmp_path: Path) -> None:
    wheel = tmp_path / "one-1.0-py3-none-any.whl"
    wheel.write_bytes(b"wheel")
    files = {"b.txt": b"b", "a.sh": b"#!/bin/sh\n"}
    for name in ("first.tar.gz", "second.tar.gz"):
        pack(tmp_path / name, "top", dict(reversed(files.items())), [Wheel(wheel)])
    assert (tmp_path / "first.tar.gz").read_bytes() == (tmp_path / "second.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "first.tar.gz") as archive:
        members = [(member.name, oct(member.mode), member.uid) for member in archive]
    assert members == [
        ("top/a.sh", "0o755", 0),
        ("top/b.txt", "0o644", 0),
        ("top/wheelhouse/one-1.0-py3-none-any.whl", "0o644", 0),
    ]


def test_the_list_of_hashes_is_what_sha256sum_reads(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"a")
    (tmp_path / HASHES).write_bytes(sums({"a.txt": b"a"}, []))
    assert sums({"a.txt": b"a"}, []).decode() == f"{hashlib.sha256(b'a').hexdigest()}  a.txt\n"
    assert (
        subprocess.run(
            ["sha256sum", "--check", "--quiet", HASHES], cwd=tmp_path, check=False
        ).returncode
        == 0
    )


def test_a_package_with_a_changed_file_is_not_installed(tmp_path: Path) -> None:
    shutil.copyfile(DEPLOY / "install.sh", tmp_path / "install.sh")
    (tmp_path / "pyproject.toml").write_text("changed", encoding="utf-8")
    (tmp_path / HASHES).write_bytes(sums({"pyproject.toml": b"as it was"}, []))
    done = subprocess.run(
        ["sh", tmp_path / "install.sh"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1] == "有文件与清单不符，没有安装：请重新拷贝安装包。"
    assert not (tmp_path / ".venv").exists()


def test_the_package_brings_for_each_python_what_the_lock_says_for_it() -> None:
    old, new = (
        {line.name: line.version for line in for_python(python)} for python in ("3.11", "3.12")
    )
    assert old["django"] == new["django"]
    assert {name for name in old if old[name] != new.get(name)} == {"puremagic"}
