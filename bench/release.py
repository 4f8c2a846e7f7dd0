"""What a release costs: CPU and statements of the one transaction, as a ratio to an empty one.

    python -m bench.release [--rounds 40]

In process on SQLite: documents signed by the standing people of a small city, with outlets, a
catalogue entry and a gazette that take them. Of three runs the middle one counts.
"""

import argparse
import statistics
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from bench.installation import fresh

RUNS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=40, help="releases a run")
    given = parser.parse_args()
    with fresh(demo=False):
        measure(given.rounds)


def measure(rounds: int) -> None:
    """Prints CPU milliseconds and statements for one release, alone and with its interpretation."""
    from django.db import connection, transaction

    from gongkai.base.models import TrailHead
    from gongkai.publishing.services import release
    from tests.cast import make_city, make_people
    from tests.publishing.workflow import people as way

    city = make_city()
    people = make_people(city)
    channels(city)

    def empty() -> None:
        with transaction.atomic():
            TrailHead.objects.select_for_update().get(pk=1)

    def one(row: Any) -> Callable[[], Any]:
        return lambda: release.release(row, by=people.openness)

    figures: dict[str, list[float]] = {"空事务": [], "发布一份公文": [], "公文和同步解读": []}
    asked: dict[str, int] = {}
    for _ in range(RUNS):
        alone = [one(way.signed(people, title=a_title())) for _ in range(rounds)]
        both = [one(with_interpretation(people)) for _ in range(rounds)]
        works = {"空事务": [empty] * rounds, "发布一份公文": alone, "公文和同步解读": both}
        for name, acts in works.items():
            seen: list[str] = []

            def note(execute: Any, sql: str, *rest: Any, seen: list[str] = seen) -> Any:
                seen.append(sql)
                return execute(sql, *rest)

            with connection.execute_wrapper(note):
                acts[0]()
            asked[name] = len(seen)
            began = time.process_time()
            for act in acts[1:]:
                act()
            figures[name].append((time.process_time() - began) / (rounds - 1) * 1000)
    middle = {name: statistics.median(values) for name, values in figures.items()}
    print(f"{'一次发布':<18}{'CPU 毫秒':<10}{'倍数':<8}语句")
    for name, value in middle.items():
        print(f"{name:<18}{value:<10.2f}{value / middle['空事务']:<8.1f}{asked[name]}")


_numbers = count(1)


def a_title() -> str:
    """Another title each time: a text that names an unreleased document is stopped."""
    return f"关于做好第{next(_numbers)}项工作的通知"


def channels(city: Any) -> None:
    """A site, an account and a gazette that take what the office releases."""
    from gongkai.outlets.models import Outlet
    from gongkai.publishing.models import GazetteSeries

    for kind, platform, name in (("site", "", "门户网站"), ("account", "wechat", "公众号")):
        Outlet.objects.create(
            kind=kind, platform=platform, name=name, slug=f"bench-{kind}", unit=city.education,
            state="running", automatic=True, kinds=["document", "interpretation"],
            copy_format="page" if kind == "site" else "text",
        )  # fmt: skip
    GazetteSeries.objects.create(
        name="明湖市人民政府公报", slug="bench", unit=city.city, classes=["other", "normative"]
    )


def with_interpretation(people: Any) -> Any:
    """A signed document with its interpretation in step."""
    from gongkai.publishing.services import drafts, interpretation
    from gongkai.publishing.states import InterpretationForm
    from tests.publishing.workflow import people as way

    row = way.draft(people, class_code="normative", title=a_title())
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    seen = way.fresh(reading).row_version
    drafts.save(reading, by=people.clerk, seen=seen, facts={"body": "为什么制定这份文件。"})
    way.submit(row, people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    return way.fresh(way.sign(row, people))


if __name__ == "__main__":
    main()
