"""Filters, validity on a day, and facets against plain counting."""

import datetime
import random
from collections import Counter

from gongkai.search.engine.documents import Put
from gongkai.search.engine.index import SearchIndex
from gongkai.search.engine.query import SearchQuery
from tests.search.engine.library import ask, ids, small_index


def validity(put: Put, day: datetime.date) -> str:
    """The same rule in plain Python."""
    if (put.ended_on and put.ended_on <= day) or (put.expires_on and put.expires_on < day):
        return "ended"
    return "pending" if put.effective_from and put.effective_from > day else "valid"


def test_each_filter_keeps_what_has_the_value(library):
    for filters, kept in (
        ({"theme": "住房"}, [1, 4]),
        ({"unit": 12}, [2]),
        ({"within": 1}, [1, 2, 4]),
        ({"year": [2022, 2024]}, [3, 2]),
        ({"type": ["办法", "指南"]}, [3, 1, 4]),
        ({"kind": "guide", "site": "wechat"}, [3]),
        ({"theme": "住房", "year": 2009}, [4]),
        (
            {"released_from": datetime.date(2022, 1, 10), "released_to": datetime.date(2023, 4, 1)},
            [1, 2],
        ),
        ({"theme": []}, [3, 1, 2, 4, 5]),
        ({"theme": "没有"}, []),
        ({"unit": -1}, []),
    ):
        assert ids(ask(library, "", filters=filters)) == kept, filters


def test_validity_is_that_of_the_day_asked(library):
    def state(day: datetime.date) -> dict[str, list[int]]:
        return {
            name: sorted(ids(library.search(SearchQuery(filters={"validity": name}, today=day))))
            for name in ("valid", "pending", "ended")
        }

    # 2 expires on 2 June 2024 and is in force on that day; 4 is repealed on 1 May 2023 by 1.
    assert state(datetime.date(2023, 4, 30)) == {"valid": [2, 4, 5], "pending": [1, 3], "ended": []}
    assert state(datetime.date(2023, 5, 1)) == {"valid": [1, 2, 5], "pending": [3], "ended": [4]}
    assert state(datetime.date(2024, 6, 2)) == {"valid": [1, 2, 5], "pending": [3], "ended": [4]}
    assert state(datetime.date(2024, 6, 3)) == {"valid": [1, 5], "pending": [3], "ended": [2, 4]}
    assert state(datetime.date(2024, 7, 1)) == {"valid": [1, 3, 5], "pending": [], "ended": [2, 4]}


def test_facets_do_not_see_their_own_filter(library):
    results = ask(library, "", filters={"theme": "住房"}, facets=["theme", "type", "validity"])
    assert results.total == 2
    assert results.facets == {
        "theme": [("住房", 2), ("养老", 1), ("教育", 1)],
        "type": [("办法", 2)],
        "validity": [("valid", 1), ("ended", 1)],
    }


def test_a_facet_gives_at_most_as_many_values_as_asked(library):
    assert ask(library, "", facets=["theme"], facet_size=1).facets == {"theme": [("住房", 2)]}


def test_counts_agree_with_plain_counting(tmp_path):
    puts, index = _random_library(tmp_path)
    draw = random.Random(5)  # noqa: S311
    for _ in range(60):
        filters = _random_filters(draw)
        facets = draw.sample(["theme", "type", "within", "year", "validity", "site"], 3)
        day = datetime.date(2020, 1, 1) + datetime.timedelta(days=draw.randrange(2000))
        text = draw.choice(["", "公租房", "津贴"])
        results = index.search(SearchQuery(text, filters, facets=facets, today=day, facet_size=99))
        assert results.total == sum(_passes(put, text, filters, day) for put in puts)
        for facet in facets:
            others = {name: value for name, value in filters.items() if name != facet}
            counted = Counter(
                value
                for put in puts
                if _passes(put, text, others, day)
                for value in _values(put, facet, day)
            )
            assert dict(results.facets[facet]) == dict(counted)


def _random_library(tmp_path) -> tuple[list[Put], SearchIndex]:
    draw = random.Random(4)  # noqa: S311
    day = datetime.date(2020, 1, 1)

    def some_day() -> datetime.date | None:
        return draw.choice([None, day + datetime.timedelta(days=draw.randrange(2000))])

    puts = [
        Put(
            id=id, title="文件", text=draw.choice(["公租房", "津贴", "公租房和津贴", "其他"]),
            within=(100 + id % 3, draw.randrange(2)), theme=draw.choice(["甲", "乙", ""]),
            type=draw.choice(["通知", "意见"]), year=draw.choice([None, 2020, 2021]), site=draw.choice(["网", "微"]),
            effective_from=some_day(), expires_on=some_day(), ended_on=some_day(),
        )
        for id in range(1, 301)
    ]  # fmt: skip
    index = SearchIndex(tmp_path)
    index.create()
    # Several commits make several segments, over which counts must add up.
    with index.writing() as writer:
        for at in range(0, 300, 50):
            writer.apply(puts[at : at + 50], upto=at)
    return puts, index


def _random_filters(draw: random.Random) -> dict[str, object]:
    possible = {
        "theme": ["甲", ["甲", "乙"]],
        "type": ["通知"],
        "within": [100, [0, 101]],
        "year": [2020],
        "validity": ["valid", ["pending", "ended"]],
    }
    return {
        name: draw.choice(possible[name])
        for name in draw.sample(sorted(possible), draw.randrange(4))
    }


def _passes(put: Put, text: str, filters: dict[str, object], day: datetime.date) -> bool:
    wanted = {
        name: set(value) if isinstance(value, list) else {value} for name, value in filters.items()
    }
    return text in put.text and all(wanted[name] & set(_values(put, name, day)) for name in wanted)


def _values(put: Put, name: str, day: datetime.date) -> list[object]:
    if name == "validity":
        return [validity(put, day)]
    if name == "within":
        return list(put.within)
    value = getattr(put, name)
    return [] if value in (None, "") else [value]


def test_a_small_library_with_an_empty_filter_value_is_whole(tmp_path):
    index = small_index(tmp_path, ())
    assert ask(index, "", facets=["theme", "validity"]).facets == {"theme": [], "validity": []}
