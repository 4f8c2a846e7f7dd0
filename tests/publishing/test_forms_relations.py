"""Relations on the review screen."""

from gongkai.publishing.forms_relations import merge_relations, relation_rows

READ = {"relations": [{"kind": "引用", "doc_no": "国办发〔2019〕54号", "title": None, "line": 6}]}


def test_what_the_parser_read_is_shown_with_its_line_and_a_spare_row():
    rows = relation_rows(READ, "d0", {})

    assert [(row["kind"], row["doc_no"], row["line"]) for row in rows] == [
        ("引用", "国办发〔2019〕54号", 7),
        ("依据", "", None),
    ]


def test_a_changed_kind_and_an_added_row_are_kept():
    posted = {
        "d0-rel-count": "2",
        "d0-rel0-kind": "依据",
        "d0-rel0-doc_no": "国办发〔2019〕54号",
        "d0-rel0-title": "",
        "d0-rel1-kind": "废止",
        "d0-rel1-doc_no": "",
        "d0-rel1-title": "临澄市停车管理暂行办法",
    }

    assert merge_relations(READ, posted, "d0") == [
        {"kind": "依据", "doc_no": "国办发〔2019〕54号", "title": ""},
        {"kind": "废止", "doc_no": "", "title": "临澄市停车管理暂行办法"},
    ]


def test_an_emptied_row_goes_and_an_unknown_kind_is_not_believed():
    posted = {
        "d0-rel-count": "2",
        "d0-rel0-kind": "依据",
        "d0-rel0-doc_no": " ",
        "d0-rel0-title": "",
        "d0-rel1-kind": "批准",
        "d0-rel1-doc_no": "国办发〔2019〕54号",
        "d0-rel1-title": "",
    }

    assert merge_relations(READ, posted, "d0") == []


def test_a_form_without_relations_changes_none_and_nonsense_counts_are_nothing():
    assert merge_relations(READ, {}, "d0") == READ["relations"]
    assert merge_relations(READ, {"d0-rel-count": "-1"}, "d0") == []
