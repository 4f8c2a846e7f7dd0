"""`gongkai search QUERY` and `gongkai search --batch FILE.tsv`."""

import gc
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from gongkai.base.management.json_command import BadInput, JsonCommand
from gongkai.search.engine.errors import IndexProblem
from gongkai.search.queries.find import Found, find
from gongkai.search.services import catch_up

_FACETS = ("validity", "unit", "theme", "type", "year", "kind")


class Command(JsonCommand):
    help = "检索已公开的文件库。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("query", nargs="?", metavar="QUERY", help="要查的话")
        parser.add_argument(
            "--batch", metavar="FILE.tsv", help="批量检索：每行“编号<制表符>要查的话”"
        )
        parser.add_argument(
            "--limit", type=int, default=10, help="最多返回多少条，1 到 1000，默认 10"
        )

    def answer(self, **options: Any) -> dict[str, Any] | list[dict[str, Any]]:
        """One answer, or a list with `qid` in the order of the file."""
        limit = options["limit"]
        if not 1 <= limit <= 1000:
            raise BadInput("--limit 应在 1 到 1000 之间，请改正后再试。")
        if (options["query"] is None) == (options["batch"] is None):
            raise BadInput("请给出要查的话，或者用 --batch 指定文件，二者取一。")
        catch_up()
        gc.freeze()  # a batch makes many small things; the program's own need not be looked at again
        try:
            if options["batch"] is None:
                return _shown(options["query"], limit, facets=_FACETS)
            return [
                {"qid": qid, **_shown(query, limit)}
                for qid, query in _batch(Path(options["batch"]))
            ]
        except IndexProblem as problem:
            raise BadInput(str(problem)) from None

    def show(self, answer: dict[str, Any] | list[dict[str, Any]]) -> None:
        for found in answer if isinstance(answer, list) else [answer]:
            self.line(f"“{found['query']}”：共{found['total']}条，用时{found['ms']}毫秒。")
            for number, hit in enumerate(found["hits"], 1):
                self.line(f"{number:>3}. {hit['title']}")
                self.line(f"     {hit['snippet']}")


def _batch(path: Path) -> list[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise BadInput(f"找不到“{path}”，请检查路径是否写对。") from None
    except OSError:
        raise BadInput(f"“{path}”不是可以读取的文件，请检查路径和权限。") from None
    except UnicodeDecodeError:
        raise BadInput(f"“{path.name}”不是 UTF-8 文本，请另存为 UTF-8 后再试。") from None
    pairs = []
    for number, line in enumerate(lines, 1):
        qid, tab, query = line.partition("\t")
        if line.strip() and not tab:
            raise BadInput(f"“{path.name}”第{number}行缺少制表符，应为“编号<制表符>要查的话”。")
        if line.strip():
            pairs.append((qid, query))
    return pairs


def _shown(query: str, limit: int, facets: tuple[str, ...] = ()) -> dict[str, Any]:
    found: Found = find(query, limit=limit, facets=facets)
    return {
        "query": query,
        "understood": found.understood,
        "corrected": None,
        "total": found.total,
        "hits": [
            {
                "id": item.publication.pk,
                "docid": item.publication.external_id or item.publication.code,
                "title": item.publication.title,
                "url": item.publication.get_absolute_url(),
                "score": round(item.score, 4),
                "snippet": "".join(text for text, _ in item.snippet),
            }
            for item in found.items
        ],
        "facets": {
            name: [{"value": value, "count": count} for value, count in counts]
            for name, counts in found.facets.items()
        },
        "ms": round(found.ms, 2),
    }
