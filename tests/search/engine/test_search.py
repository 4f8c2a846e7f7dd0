"""What a query finds, and in what order."""

import datetime

import pytest

from gongkai.search.engine.documents import Put
from gongkai.search.engine.errors import BadQuery, IndexProblem
from tests.search.engine.library import ask, ids, small_index


def test_everyday_words_find_the_document_that_answers(library):
    assert ids(ask(library, "公租房怎么申请？"))[0] == 1
    assert ids(ask(library, "八十岁老人有什么津贴"))[0] == 2


def test_a_document_number_in_any_spelling_comes_first(library):
    for typed in (
        "清政办发〔2023〕12号",
        "清政办发[2023]12号",
        "清政办发 2023 12",
        "清政办发2023年12号",
    ):
        assert ids(ask(library, typed))[0] == 1, typed


def test_a_number_inside_a_question_comes_first(library):
    assert ids(ask(library, "清民发〔2022〕5号文件里的公租房是怎么规定的"))[0] == 2


def test_an_index_number_or_foreign_id_is_found_whole(library):
    assert ids(ask(library, "GKX-2022-0005")) == [2]
    assert ids(ask(library, "gkx20220005")) == [2]


def test_a_number_without_its_serial_lists_the_year(library):
    assert ids(ask(library, "清民发2022"))[0] == 2
    assert ids(ask(library, "清政办发12号"))[0] == 1


def test_a_whole_title_comes_before_texts_that_say_the_words_more_often(tmp_path):
    loud = Put(id=9, title="问答", text="停水通告在哪里看？停水通告每日更新。停水通告停水通告。")
    index = small_index(tmp_path, (loud, Put(id=8, title="停水通告", text="东街管网维修。")))
    assert ids(ask(index, "停水通告")) == [8, 9]
    assert ids(ask(index, "《停水通告》")) == [8, 9]


def test_a_short_query_is_wanted_whole(tmp_path):
    puts = tuple(Put(id=n, title=f"甲{n}", text="高龄津贴发放。") for n in range(1, 13))
    other = Put(id=90, title="乙", text="高龄老人活动。")
    assert ask(small_index(tmp_path, (*puts, other)), "高龄津贴").total == 12


def test_when_nothing_has_every_word_what_has_some_is_found(library):
    assert ids(ask(library, "高龄补贴发放"))[0] == 2


def test_one_character_finds_titles_first(tmp_path):
    index = small_index(
        tmp_path,
        (
            Put(id=1, title="用电须知", text="节约用水，安全用电。"),
            Put(id=2, title="停水", text="维修。"),
            Put(id=3, title="公告", text="无关。"),
        ),
    )
    assert ids(ask(index, "水")) == [2, 1]


def test_words_in_quotation_marks_must_occur(library):
    assert ids(ask(library, "租金补贴 “高龄”")) == [2]


def test_english_words_numbers_and_addresses_are_found(library):
    assert ids(ask(library, "12345")) == [5]
    assert ids(ask(library, "WATER@QC")) == [5]


def test_without_text_everything_is_listed_newest_first(library):
    assert ids(ask(library, "")) == [3, 1, 2, 4, 5]
    assert ids(ask(library, "   ")) == [3, 1, 2, 4, 5]


def test_marks_only_find_nothing(library):
    results = ask(library, "？！……")
    assert (results.total, results.hits) == (0, [])


def test_by_date_the_newest_comes_first_and_equal_days_by_the_higher_id(tmp_path):
    day = datetime.date(2024, 1, 1)
    puts = (
        Put(id=1, title="公租房一", text="公租房", released=day),
        Put(id=2, title="公租房二", text="公租房", released=day),
        Put(id=3, title="公租房三", text="公租房", released=day - datetime.timedelta(days=1)),
        Put(id=4, title="公租房四", text="公租房"),
    )
    index = small_index(tmp_path, puts)
    assert ids(ask(index, "公租房", sort="date")) == [2, 1, 3, 4]


def test_pages_follow_each_other_without_gap_or_double(tmp_path):
    index = small_index(
        tmp_path,
        tuple(
            Put(id=n, title=f"公租房公告{n}", text=f"公租房第{n}批" * (n % 7 + 1))
            for n in range(1, 131)
        ),
    )
    whole = ids(ask(index, "公租房", limit=130))
    pages = [ids(ask(index, "公租房", limit=20, offset=at)) for at in range(0, 140, 20)]
    assert [id for page in pages for id in page] == whole
    assert sorted(whole) == list(range(1, 131))


def test_the_window_ends_at_a_thousand_and_a_strange_one_is_empty(library):
    for limit, offset in ((0, 0), (20, 5000), (-3, 0), (20, 10**9)):
        assert ids(ask(library, "公租房", limit=limit, offset=offset)) == []
    assert ids(ask(library, "公租房", offset=-5)) == ids(ask(library, "公租房"))


def test_among_equals_what_is_in_force_comes_first(tmp_path):
    puts = (
        Put(id=1, title="旧", text="养犬登记办法", ended_on=datetime.date(2020, 1, 1)),
        Put(id=2, title="新", text="养犬登记办法"),
    )
    assert ids(ask(small_index(tmp_path, puts), "养犬登记办法")) == [2, 1]


def test_among_equals_the_newer_comes_first(tmp_path):
    puts = (
        Put(id=1, title="旧", text="养犬登记", released=datetime.date(2012, 1, 1)),
        Put(id=2, title="新", text="养犬登记", released=datetime.date(2024, 1, 1)),
    )
    assert ids(ask(small_index(tmp_path, puts), "养犬登记")) == [2, 1]


def test_a_further_copy_of_a_text_names_the_first(tmp_path):
    text = "".join(f"第{n}项资金由{n}号窗口受理，限期{n}日办结。" for n in range(2, 40))
    puts = tuple(Put(id=n, title="资金受理指南", text=text) for n in (1, 2, 3))
    hits = ask(small_index(tmp_path, puts), "资金窗口受理").hits
    assert [(hit.id, hit.copy_of) for hit in hits] == [(1, None), (2, 1), (3, 1)]


def test_the_passage_of_a_hit_holds_what_was_asked(tmp_path):
    text = (
        "关于其他事项的说明，与此无关。" * 60
        + "燃气灶具熄火保护装置应当每年检查。"
        + "附则从略。" * 90
    )
    index = small_index(tmp_path, (Put(id=1, title="燃气", text=text),))
    (hit,) = ask(index, "灶具熄火保护").hits
    start, end = hit.passage
    assert "灶具熄火保护装置" in text[start:end]
    assert end - start <= 360


@pytest.mark.parametrize(
    "typed",
    [
        "title:* OR 1=1", '"unbalanced', "“没有关上", "*", "a AND", "+公租房 -申请", "公租房~2", "[a TO b]", "{", "\\",
        "number:清政办发", "公租房^1000", "/.*/", "(" * 200, "😀🏠", "a\0b\0公租房", "\ud800公租房", "％＿", "'; DROP TABLE x; --",
        "公" * 5000, "公租房申请" * 500, "a" * 70_000, "1" * 3000, "\n\t\r", "　　", "‏‪公租房", "水" * 3, "水 火 土 木 金 日 月 山 石 田",
    ],
    ids=lambda typed: ascii(typed)[:20],
)  # fmt: skip
def test_nothing_typed_is_an_error_or_a_query_language(library, typed):
    results = ask(library, typed, facets=["theme", "validity"])
    assert results.total <= 5


def test_the_query_language_of_the_index_is_not_reachable(library):
    assert ids(ask(library, "theme:教育")) == ids(ask(library, "theme 教育"))
    assert ask(library, "id:[0 TO 99]").total == 0


def test_a_long_input_is_cut_and_says_so(library):
    results = ask(library, "公租房申请" * 500)
    assert results.understood["cut"] is True
    assert ids(results)[0] == 1


def test_a_filter_facet_or_order_that_does_not_exist_is_the_callers_error(library):
    for wrong in ({"filters": {"secret": 1}}, {"facets": ["title"]}, {"sort": "id desc"}):
        with pytest.raises(BadQuery):
            ask(library, "公租房", **wrong)
    for filters in ({"year": "二〇二三"}, {"validity": "maybe"}, {"released_from": "2023"}):
        with pytest.raises(IndexProblem):
            ask(library, "公租房", filters=filters)
