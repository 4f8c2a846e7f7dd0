import datetime as dt
import json
import logging
import os
import subprocess
import sys

import pytest

from gongkai.base import logs


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "logs"


@pytest.fixture
def logger(folder):
    made = logging.getLogger("trial.log")
    handler = logs.DailyFile(folder)
    handler.setFormatter(logs.JsonLines())
    made.handlers, made.propagate = [handler], False
    made.setLevel("INFO")
    yield made
    handler.close()


def lines(folder, name="gongkai.log"):
    return [json.loads(line) for line in (folder / name).read_text("utf-8").splitlines()]


def test_a_line_holds_when_what_and_with_which_facts(logger, folder):
    logger.info("登录", extra={"user": 7, "outcome": "成功", "ids": [1, "乙"]})
    entry = lines(folder)[0]
    assert (entry["message"], entry["level"], entry["logger"]) == ("登录", "INFO", "trial.log")
    assert (entry["user"], entry["outcome"], entry["ids"], entry["pid"]) == (
        7,
        "成功",
        [1, "乙"],
        os.getpid(),
    )
    assert entry["at"].endswith("+08:00")


def test_input_cannot_forge_a_line(logger, folder):
    evil = 'a\n{"message": "伪造"}\r\x1b[31m\u2028b\x85c'
    logger.info("%s", evil, extra={"path": evil})
    raw = (folder / "gongkai.log").read_text("utf-8")
    assert len(raw.splitlines()) == 1
    assert lines(folder)[0]["message"] == lines(folder)[0]["path"] == evil


def test_the_token_of_a_preview_is_never_written_down(logger, folder):
    path = "/preview/Ab-_12345678901234567890abcdef/files/1/"
    try:
        raise FileNotFoundError(f"{path}?x=1")
    except FileNotFoundError:
        logger.exception("Not Found: %s", path, extra={"path": path, "tried": [path]})
    raw = (folder / "gongkai.log").read_text("utf-8")
    entry = lines(folder)[0]
    assert (entry["message"], entry["path"], entry["tried"]) == (
        "Not Found: /preview/****/files/1/", "/preview/****/files/1/", ["/preview/****/files/1/"],
    )  # fmt: skip
    assert "Ab-_" not in raw


def test_the_console_masks_what_the_file_masks():
    record = logging.makeLogRecord(
        {"name": "a", "levelname": "ERROR", "msg": "500: /preview/AbCd1234/ 13812345678"}
    )
    config = {"folder": "x", "level": "INFO", "test": True}
    before = logging.root.handlers[:]
    logs.configure(config)
    try:
        (console,) = logging.root.handlers
        shown = console.format(record)
    finally:
        logging.root.handlers[:] = before
    assert shown == "ERROR a: 500: /preview/****/ 138****5678"


def test_numbers_of_people_are_masked(logger, folder):
    logger.info(
        "电话13812345678，证件11010519491231002X，号码370102190001011234",
        extra={"phone": 13812345678},
    )
    entry = lines(folder)[0]
    assert entry["message"] == "电话138****5678，证件110***********002X，号码370***********1234"
    assert entry["phone"] == "138****5678"


@pytest.mark.parametrize(
    "text",
    ["鲁政发〔2024〕12号", "20261120135901", "91370322004222241N", "2026-11-20", "123456789012"],
)
def test_other_numbers_are_left_alone(text):
    assert logs.mask(text) == text


def test_an_error_comes_with_its_trace_and_masked(logger, folder):
    try:
        raise ValueError("13812345678")
    except ValueError:
        logger.exception("没有成功")
    entry = lines(folder)[0]
    assert "ValueError: 138****5678" in entry["error"]
    assert "13812345678" not in (folder / "gongkai.log").read_text("utf-8")


def test_yesterdays_file_gets_its_day_for_a_name(logger, folder):
    logger.info("昨天")
    yesterday = dt.datetime.now(logs.ZONE) - dt.timedelta(days=1)
    os.utime(folder / "gongkai.log", (yesterday.timestamp(),) * 2)
    logger.info("今天")
    assert [entry["message"] for entry in lines(folder)] == ["今天"]
    assert [e["message"] for e in lines(folder, f"gongkai-{yesterday.date().isoformat()}.log")] == [
        "昨天"
    ]


def test_a_file_renamed_by_another_process_is_left_for_the_new_one(logger, folder):
    logger.info("一")
    (folder / "gongkai.log").rename(folder / "gongkai-2026-01-01.log")
    logger.info("二")
    assert [entry["message"] for entry in lines(folder)] == ["二"]


def test_old_files_are_removed_and_young_ones_kept(logger, folder):
    logger.info("今天")
    for day in ("2026-01-01", "2026-01-02", "2026-01-03"):
        (folder / f"gongkai-{day}.log").write_text("{}")
    assert logs.remove_old(folder, dt.date(2026, 1, 3)) == 2
    assert sorted(path.name for path in folder.glob("*.log")) == [
        "gongkai-2026-01-03.log",
        "gongkai.log",
    ]


WRITER = """
import logging, sys
from gongkai.base import logs
handler = logs.DailyFile(sys.argv[1]); handler.setFormatter(logs.JsonLines())
logger = logging.getLogger("w"); logger.addHandler(handler); logger.setLevel("INFO")
for n in range(200):
    logger.info("行" * 500, extra={"n": n})
"""


def test_lines_of_several_processes_never_mix(folder):
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(folder)]) for _ in range(3)]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    assert len(lines(folder)) == 600


def test_the_log_can_be_read_by_its_owner_alone(logger, folder):
    logger.info("一")
    assert (folder / "gongkai.log").stat().st_mode & 0o777 == 0o600
