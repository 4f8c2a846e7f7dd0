"""Runs in processes of their own that get killed: jobs, and a program that submits for ever."""

import os
import time
from pathlib import Path


def stuck_the_first_time(folder: str) -> None:
    """Leaves a file per start; hangs when it is the first."""
    started = sorted(Path(folder).iterdir())
    (Path(folder) / f"{len(started)}-{os.getpid()}").touch()
    if not started:
        time.sleep(600)


def submit_for_ever() -> None:
    """Takes numbers as a public form does; prints each after its transaction has ended."""
    from django.db import transaction

    from gongkai.base import jobs
    from gongkai.base.services import forms, numbers, trail

    def act() -> dict[str, int]:
        number = numbers.take("试验", 2026)
        jobs.enqueue("gongkai.nowhere.task", number.serial)
        trail.record(
            "受理",
            number,
            by=None,
            data={"serial": number.serial},
            changed=[("trial", number.serial)],
        )
        return {"serial": number.serial}

    while True:
        with transaction.atomic():
            answer, _ = forms.once(forms.new_token(), "试验", act)
        print(answer["serial"], flush=True)  # noqa: T201


def work(retry_seconds: int) -> None:
    """Runs jobs under a shorter lease."""
    from django_q.conf import Conf

    from gongkai.base import worker

    Conf.RETRY, Conf.TIMEOUT = retry_seconds, retry_seconds - 1
    worker.run_jobs()
