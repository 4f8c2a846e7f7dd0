"""The read API: bounded paging, one rule of sight, a valid description of itself, never a 5xx."""

import datetime as dt
import json
import string
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.publishing.models import Publication
from gongkai.publishing.states import Kind, RelationKind, State
from tests.cast import City
from tests.publishing.factories import NOON, make_many, make_publication, relate

LIST = "/api/v1/documents"


def get(client: Client, **query: Any) -> Any:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(client: Client, **query: Any) -> list[str]:
    return [item["title"] for item in get(client, **query)["items"]]


def test_a_document_in_the_list_and_by_itself(city: City, visitor: Client) -> None:
    row = make_publication(
        "供暖补贴办法", unit=city.education, doc_no="明教发〔2024〕7号", issuers=["明湖市教育局", "明湖市财政局"], text="正文。",
        effective_on=dt.date(2024, 6, 1), expires_on=dt.date(2099, 5, 31), summary="说明。", keywords=["供暖"], index_no="A/2024-00001",
    )  # fmt: skip
    shown = {
        "code": row.code, "url": f"http://127.0.0.1:8000{row.get_absolute_url()}", "kind": "document", "title": "供暖补贴办法",
        "doc_no": "明教发〔2024〕7号", "unit": "明湖市教育局", "issuers": ["明湖市教育局", "明湖市财政局"], "signed_on": "2024-05-06",
        "released_at": "2024-05-06T04:00:00Z", "effective_on": "2024-06-01", "expires_on": "2099-05-31", "validity": "现行有效",
        "index_no": "A/2024-00001", "theme": "", "summary": "说明。", "keywords": ["供暖"],
    }  # fmt: skip
    assert get(visitor) == {"items": [shown], "next": ""}
    detail = visitor.get(f"{LIST}/{row.code}").json()
    assert detail == {
        **shown,
        "text": "正文。",
        "outline": [],
        "tables": [],
        "relations": [],
        "corrections": [],
    }


def test_relations_name_only_what_is_public(db: None, visitor: Client) -> None:
    row, old = make_publication("新办法"), make_publication("旧办法")
    relate(row, RelationKind.REPEALS, old, on=dt.date(2024, 5, 6))
    relate(
        row, RelationKind.BASED_ON, make_publication("草稿", state=State.DRAFT), target_title="草稿"
    )
    relate(row, RelationKind.BASED_ON, target_doc_no="国办发〔2019〕54号")
    relations = visitor.get(f"{LIST}/{row.code}").json()["relations"]
    assert [
        (r["verb"], r["title"], r["doc_no"], bool(r["url"])) for r in relations if r["title"]
    ] == [("废止", "旧办法", "", True)]
    assert [(r["verb"], r["doc_no"]) for r in relations if not r["title"]] == [
        ("依据", "国办发〔2019〕54号")
    ]
    assert visitor.get(f"{LIST}/{old.code}").json()["validity"] == "已废止"


def test_pages_follow_each_other_without_gap_or_repeat(city: City, visitor: Client) -> None:
    made = make_many(7, unit=city.education)
    Publication.objects.update(released_at=NOON)  # the same moment for all: the id decides
    seen, after = [], ""
    for _ in range(10):
        page = get(visitor, limit=3, after=after)
        seen += [item["code"] for item in page["items"]]
        after = page["next"]
        if not after:
            break
    assert seen == [row.code for row in reversed(made)]


def test_what_is_released_between_two_pages_shifts_nothing(city: City, visitor: Client) -> None:
    make_many(4, unit=city.education)
    first = get(visitor, limit=2)
    make_publication("最新", unit=city.education, released_at=NOON + dt.timedelta(days=30))
    assert titles(visitor, limit=2, after=first["next"]) == [
        "关于第2项工作的通知",
        "关于第1项工作的通知",
    ]


@pytest.mark.parametrize(
    "limit", ["0", "-1", "101", "99999999999999999999", "abc", "1.5", "", "１"]
)
def test_a_limit_out_of_bounds_is_a_422_that_says_so(limit: str, db: None, visitor: Client) -> None:
    answer = visitor.get(LIST, {"limit": limit})
    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["query", "limit"]


GARBAGE = [
    "x",
    "1",
    "1-",
    "-1",
    "--",
    "1-2-3",
    "99999999999999999-1",
    "0-0",
    "1e5-1",
    "１-１",
    "１２３-4",
    "12345678901234567-999999999999999999",
    "\x00-1",
    " 1-1",
]


@pytest.mark.parametrize("after", GARBAGE)
def test_a_place_that_nobody_gave_out_finds_nothing_or_what_lies_behind_it(
    after: str, city: City, visitor: Client
) -> None:
    make_many(2, unit=city.education)
    page = get(visitor, after=after)
    assert page["next"] == ""
    assert page["items"] == [] or after.startswith(("99999999999999999-", "12345678901234567-"))


@pytest.mark.parametrize("name", ["unit", "doc_no", "after", "kind", "limit"])
@pytest.mark.parametrize("value", ["\x00", "a\x00b", "\ufffe", "\u202e"])
def test_characters_that_no_database_takes_end_in_no_error(
    name: str, value: str, db: None, visitor: Client
) -> None:
    assert visitor.get(LIST, {name: value}).status_code in (200, 422)


def test_an_overlong_place_is_refused(db: None, visitor: Client) -> None:
    assert visitor.get(LIST, {"after": "1" * 41}).status_code == 422


def test_the_list_is_filtered_by_unit_kind_number_and_day(city: City, visitor: Client) -> None:
    make_publication(
        "甲",
        unit=city.education,
        doc_no="明教发〔2024〕7号",
        released_at=dt.datetime(2024, 5, 6, 15, 59, tzinfo=dt.UTC),
    )
    make_publication(
        "乙",
        unit=city.finance,
        kind=Kind.GUIDE,
        released_at=dt.datetime(2024, 5, 6, 16, 0, tzinfo=dt.UTC),
    )
    assert titles(visitor, unit="education") == ["甲"]
    assert titles(visitor, kind="guide") == ["乙"]
    assert titles(visitor, doc_no="明教发(2024) 7号") == ["甲"]
    assert titles(visitor, doc_no="七号文") == []
    # A day is a day in Shanghai.
    assert titles(visitor, released_to="2024-05-06") == ["甲"]
    assert titles(visitor, released_from="2024-05-07") == ["乙"]
    assert visitor.get(LIST, {"kind": "secret"}).status_code == 422
    assert visitor.get(LIST, {"released_from": "2024-02-30"}).status_code == 422


def test_the_list_costs_the_same_for_one_row_and_for_many(
    city: City, visitor: Client, django_assert_num_queries: Any
) -> None:
    make_many(1, unit=city.education)
    visitor.get(LIST, {"limit": 50})
    with django_assert_num_queries(3):
        assert len(get(visitor, limit=49)["items"]) == 1
    make_many(30, unit=city.education)
    with django_assert_num_queries(3):
        assert len(get(visitor, limit=48)["items"]) == 31


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "trace", "options"])
def test_the_api_only_reads(method: str, db: None, visitor: Client) -> None:
    assert getattr(visitor, method)(LIST).status_code in (403, 405)


def test_every_answer_to_the_api_is_json_even_a_404(db: None, visitor: Client) -> None:
    answer = visitor.get(f"{LIST}/ZZZZ")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/json; charset=utf-8")


# --- the description of itself -----------------------------------------------------------------


@pytest.fixture
def description(db: None, visitor: Client) -> dict[str, Any]:
    return visitor.get("/api/v1/openapi.json").json()


def resolved(schema: dict[str, Any], whole: dict[str, Any]) -> dict[str, Any]:
    """The schema behind a reference."""
    while "$ref" in schema:
        found: Any = whole
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        schema = found
    return schema


def references(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [
            ref
            for key, value in node.items()
            for ref in ([value] if key == "$ref" else references(value))
        ]
    return [ref for value in node for ref in references(value)] if isinstance(node, list) else []


def test_the_description_is_openapi_and_every_reference_leads_somewhere(
    description: dict[str, Any],
) -> None:
    assert description["openapi"].startswith("3.1")
    assert set(description) == {"openapi", "info", "paths", "components", "servers"}
    assert description["info"]["version"] == "1.0.0"
    assert list(description["paths"]) == [
        "/api/v1/documents",
        "/api/v1/documents/{code}",
        "/api/v1/gazette/issues",
        "/api/v1/gazette/issues/{series}/{year}/{number}",
        "/api/v1/catalogues",
        "/api/v1/catalogues/{catalogue}/entries",
        "/api/v1/topics",
        "/api/v1/topics/{slug}",
    ]
    assert [resolved({"$ref": ref}, description) == {} for ref in references(description)] == [
        False
    ] * len(references(description))
    for methods in description["paths"].values():
        assert list(methods) == ["get"]
        assert set(methods["get"]) >= {"operationId", "summary", "parameters", "responses"}
        for parameter in methods["get"]["parameters"]:
            assert set(parameter) >= {"in", "name", "schema", "required"}


def fits(value: Any, schema: dict[str, Any], whole: dict[str, Any]) -> bool:
    """Whether a value is of the described type, all described keys and no other."""
    schema = resolved(schema, whole)
    if "anyOf" in schema:
        return any(fits(value, option, whole) for option in schema["anyOf"])
    kinds = {
        "string": str,
        "integer": int,
        "array": list,
        "object": dict,
        "null": type(None),
        "boolean": bool,
    }
    if "type" in schema and not isinstance(value, kinds[schema["type"]]):
        return False
    if schema.get("type") == "array":
        return all(fits(one, schema["items"], whole) for one in value)
    if "properties" in schema:
        known = schema["properties"]
        return set(value) == set(known) and all(
            fits(value[name], known[name], whole) for name in value
        )
    return True


def test_answers_are_of_the_described_shape(
    city: City, description: dict[str, Any], visitor: Client
) -> None:
    row = make_publication(unit=city.education)
    relate(row, RelationKind.BASED_ON, target_doc_no="国办发〔2019〕54号")
    bare = make_publication("指南", kind=Kind.GUIDE)

    def described(path: str) -> dict[str, Any]:
        return description["paths"][path]["get"]["responses"]["200"]["content"]["application/json"][
            "schema"
        ]

    assert fits(get(visitor), described("/api/v1/documents"), description)
    for one in (row, bare):
        assert fits(
            visitor.get(f"{LIST}/{one.code}").json(),
            described("/api/v1/documents/{code}"),
            description,
        )


VALUES = st.one_of(
    st.text(max_size=60), st.text(string.printable, max_size=20), st.integers().map(str), st.dates().map(str), st.sampled_from(["", "null", "NaN", "-0", "0x10", "[]", "{}"]),
    st.floats().map(str), st.lists(st.integers(), max_size=3).map(json.dumps),
)  # fmt: skip
NAMES = st.sampled_from(
    [
        "kind",
        "unit",
        "doc_no",
        "released_from",
        "released_to",
        "limit",
        "after",
        "page",
        "offset",
        "q",
    ]
)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(query=st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_no_parameters_whatever_end_in_an_error_of_the_server(
    query: list[tuple[str, str]], db: None
) -> None:
    answer = Client(raise_request_exception=False).get(
        f"{LIST}?{urlencode(query, errors='replace')}"
    )
    assert answer.status_code in (200, 422), answer.content


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(code=st.text(min_size=1, max_size=40))
def test_no_code_whatever_ends_in_an_error_of_the_server(code: str, db: None) -> None:
    from urllib.parse import quote

    answer = Client(raise_request_exception=False).get(
        f"{LIST}/{quote(code, safe='', errors='replace')}"
    )
    assert answer.status_code == 404
