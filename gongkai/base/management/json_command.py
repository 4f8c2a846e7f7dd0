"""Commands that answer with data: JSON with `--json`, sentences for people without."""

import json
import sys
from abc import abstractmethod
from argparse import ArgumentParser
from typing import Any, NoReturn

from django.core.management.base import BaseCommand, CommandParser
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError

from gongkai.base import installation, outages
from gongkai.base.refusal import Refusal

_NO_TABLES = "数据库还没有建立或版本已过时，请先运行 gongkai prepare 或 gongkai run。"


class BadInput(Exception):
    """Input that cannot be used; the text is a whole Chinese sentence. Exit status 2."""


class JsonCommand(BaseCommand):
    """Base of commands with `--json`.

    A subclass gives `answer` (the object or list) and `show` (the same for people, through `line`).
    Standard output holds the answer and nothing else; sentences go to standard error. Exit status
    2 for bad input (`BadInput`), 1 for a refusal (`Refusal`), else `status`.
    """

    requires_migrations_checks = False
    status = 0
    # A new data folder is set up by the first command that uses it; those that only compute say no.
    needs_database = True

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand.replace("_", "-"), **kwargs)
        parser.error = _one_sentence  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="输出 JSON，不输出说明文字")

    @abstractmethod
    def answer(self, **options: Any) -> Any:
        """The object or list the command answers with."""

    def show(self, answer: Any) -> None:
        """Says the answer in sentences."""
        self.line(json.dumps(answer, ensure_ascii=False, indent=1, cls=DjangoJSONEncoder))

    def line(self, text: str) -> None:
        """One line on standard output."""
        self.stdout.write(text)

    def complain(self, sentence: str, *, status: int) -> None:
        """One sentence on standard error; the highest status given is the command's."""
        self.stderr.write(sentence, style_func=str)
        self.status = max(self.status, status)

    def handle(self, *args: Any, **options: Any) -> None:
        self.status = 0
        try:
            if self.needs_database:
                installation.set_up_empty()
            answer = self.answer(**options)
        except BadInput as problem:
            self._end(str(problem), 2)
        except Refusal as refusal:
            self._end(refusal.sentence, 1)
        except (DatabaseError, OSError) as error:
            if _lacks_tables(error):
                self._end(_NO_TABLES, 1)
            sentence = outages.recognise(error)
            if sentence is None:
                raise
            self._end(f"{sentence}请稍后再试。", 1)
        if options["json"]:
            self.stdout.write(json.dumps(answer, ensure_ascii=False, cls=DjangoJSONEncoder))
        else:
            self.show(answer)
        if self.status:
            sys.exit(self.status)

    def _end(self, sentence: str, status: int) -> NoReturn:
        self.complain(sentence, status=status)
        sys.exit(status)


def _lacks_tables(error: Exception) -> bool:
    """Whether the database was never set up, or by an older version."""
    text = str(error)
    return "no such table" in text or ("relation" in text and "does not exist" in text)


def _one_sentence(message: str) -> NoReturn:
    sys.stderr.write(f"命令的参数不对：{message}。加上 --help 可以看到用法。\n")
    sys.exit(2)
