"""A small library of made-up documents for the tests of the engine."""

import datetime
from pathlib import Path

from gongkai.search.engine.documents import Put
from gongkai.search.engine.index import SearchIndex
from gongkai.search.engine.query import SearchQuery
from gongkai.search.engine.results import Results

TODAY = datetime.date(2024, 6, 3)

HOUSING = Put(
    id=1,
    title="清川市公租房申请办法",
    text="清川市公租房申请办法。申请公租房应当提交身份证明和收入证明，由街道办事处受理。"
    "符合条件的家庭可以享受租金补贴。",
    numbers=("清政办发〔2023〕12号",),
    unit=11,
    within=(11, 1),
    theme="住房",
    type="办法",
    kind="document",
    year=2023,
    site="portal",
    released=datetime.date(2023, 4, 1),
    effective_from=datetime.date(2023, 5, 1),
)
PENSION = Put(
    id=2,
    title="关于发放高龄津贴的通知",
    text="年满八十周岁的老年人可以申请高龄津贴，由民政部门按月发放。不包括租金补贴。",
    numbers=("清民发〔2022〕5号", "GKX-2022-0005"),
    unit=12,
    within=(12, 1),
    theme="养老",
    type="通知",
    kind="document",
    year=2022,
    site="portal",
    released=datetime.date(2022, 1, 10),
    expires_on=datetime.date(2024, 6, 2),
)
SCHOOL = Put(
    id=3,
    title="义务教育招生工作指南",
    text="本市户籍适龄儿童按照房产所在地划片入学。租房家庭凭居住证和公租房租赁合同报名。",
    unit=13,
    within=(13, 2),
    theme="教育",
    type="指南",
    kind="guide",
    year=2024,
    site="wechat",
    released=datetime.date(2024, 5, 20),
    effective_from=datetime.date(2024, 7, 1),
)
REPEALED = Put(
    id=4,
    title="清川市廉租住房保障办法",
    text="廉租住房保障对象为城市低收入住房困难家庭。本办法已被公租房申请办法取代。",
    numbers=("清政发〔2009〕3号",),
    unit=11,
    within=(11, 1),
    theme="住房",
    type="办法",
    kind="document",
    year=2009,
    site="portal",
    released=datetime.date(2009, 8, 1),
    ended_on=datetime.date(2023, 5, 1),
)
WATER = Put(
    id=5, title="停水通告", text="因管网维修，东街今日停水。咨询电话 12345，邮箱 water@qc.example。"
)

LIBRARY = (HOUSING, PENSION, SCHOOL, REPEALED, WATER)


def small_index(path: Path, puts: tuple[Put, ...] = LIBRARY) -> SearchIndex:
    """An index of the small library in an empty folder."""
    index = SearchIndex(path)
    index.create()
    index.apply(puts, upto=len(puts))
    return index


def ask(index: SearchIndex, text: str, **more: object) -> Results:
    """A query on a fixed day."""
    return index.search(SearchQuery(text, today=TODAY, **more))  # type: ignore[arg-type]


def ids(results: Results) -> list[int]:
    """Ids of the hits, in order."""
    return [hit.id for hit in results.hits]
