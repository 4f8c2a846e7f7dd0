"""How fast documents are parsed and brought into the library: generated texts and pages of 10-40 KB.

python -m bench.imports [--files 200]
"""

import argparse
import random
import time
from collections.abc import Iterator
from pathlib import Path

from bench.installation import fresh
from bench.official_text import OfficialText

LEAST, MOST = 10_000, 40_000
_NUMERALS = "一二三四五六七八九十"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=200)
    number = parser.parse_args().files
    with fresh(demo=False) as folder:
        drop = folder / "drop"
        size = write(drop, number)
        print(f"{number} 个文件，平均 {size / number / 1000:.0f} KB，txt 和 html 各半")
        told("解析", number, size, lambda: parse(drop))
        told("导入（解析、入库、发布）", number, size, lambda: bring_in(drop))
        told("再导入一遍（都已在库）", number, size, lambda: bring_in(drop))


def told(name: str, number: int, size: int, work: object) -> None:
    """Runs one part and prints its speed."""
    began, cpu = time.perf_counter(), time.process_time()
    done = work()  # type: ignore[operator]
    seconds, spent = time.perf_counter() - began, time.process_time() - cpu
    assert done == number, (name, done, number)
    print(
        f"{name}：每秒 {number / seconds:.0f} 份，{size / seconds / 1e6:.1f} MB；每份 CPU {spent / number * 1000:.1f} 毫秒"
    )


def parse(folder: Path) -> int:
    """Reads every file; how many documents had a title."""
    from gongkai.lib.officialdoc import parse_file

    return sum(bool(parse_file(path).documents[0].title) for path in sorted(folder.iterdir()))


def bring_in(folder: Path) -> int:
    """The `import` command; how many documents it dealt with."""
    from django.core.management import load_command_class

    command = load_command_class("gongkai.publishing", "import")
    answer = command.answer(paths=[str(folder)], dry_run=False)
    assert not answer["problems"], answer["problems"][:3]
    return int(answer["created"] + answer["unchanged"])


def write(folder: Path, number: int) -> int:
    """Writes the files and returns their bytes."""
    folder.mkdir()
    draw = random.Random(11)
    source = paragraphs(OfficialText(11))
    size = 0
    for n in range(1, number + 1):
        lines = document(n, draw.randint(LEAST, MOST), source)
        content = page(lines) if n % 2 else "\n".join(lines)
        path = folder / f"{n:05}.{'html' if n % 2 else 'txt'}"
        size += path.write_bytes(content.encode()) and path.stat().st_size
    return size


def paragraphs(source: OfficialText) -> Iterator[str]:
    """Sentences of one document after the other."""
    for put in source.documents(1_000_000):
        yield from (line for line in put.text.split("\n") if line.strip())


def document(n: int, size: int, source: Iterator[str]) -> list[str]:
    """The lines of one official document of about that many bytes."""
    head = [
        "明湖市人民政府办公室",
        f"关于做好第{n}批重点工作的通知",
        f"明政办发〔2024〕{n}号",
        "各区县人民政府，市政府各部门：",
    ]
    tail = ["明湖市人民政府办公室", "2024年5月6日", "（此件公开发布）"]
    body: list[str] = []
    written, headed = 0, 0
    while written < size:
        line = next(source)
        if written >= headed * size // len(_NUMERALS):
            body.append(f"{_NUMERALS[min(headed, 9)]}、第{_NUMERALS[min(headed, 9)]}方面")
            headed += 1
        body.append(line)
        written += len(line.encode())
    return [*head, *body, *tail]


def page(lines: list[str]) -> str:
    """The same as a web page with head, menu and foot around it."""
    menu = "".join(f'<li><a href="/{n}/">栏目{n}</a></li>' for n in range(12))
    body = "\n".join(f'<p style="text-indent:2em">{line}</p>' for line in lines[2:])
    return (
        f'<!doctype html><html><head><meta charset="utf-8"><title>{lines[1]}</title></head><body><ul>{menu}</ul>'
        f'<div class="content"><h1>{lines[0]}{lines[1]}</h1>{body}</div><div class="foot">主办单位：某某</div></body></html>'
    )


if __name__ == "__main__":
    main()
