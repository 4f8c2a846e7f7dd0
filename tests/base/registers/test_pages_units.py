"""The desk pages of units: done once, kept on an error, tables with a preview."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.base.models import Event, Unit
from gongkai.base.services import units
from gongkai.base.services.forms import new_token
from gongkai.base.services.unit_table.read import read_table
from gongkai.base.services.unit_table.write import as_csv, register_rows
from gongkai.base.states import UnitKind
from tests.base.registers.asking import SignedIn, send, text_of, value_of
from tests.cast import City, People


def test_a_unit_is_entered_edited_renamed_moved_closed_and_reopened(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    answer = send(
        client,
        reverse("desk_unit_new"),
        under=city.city.pk,
        name="明湖市体育局",
        kind=UnitKind.DEPARTMENT,
        aliases="市体委、体委",
    )
    unit = Unit.objects.get(name="明湖市体育局")
    assert answer["Location"] == reverse("desk_unit", args=[unit.pk])
    page = client.get(answer["Location"])
    assert all(
        word in text_of(page) for word in ("明湖市体育局", "市体委", "minghushitiyuju", "组成部门")
    )
    form = client.get(reverse("desk_unit_edit", args=[unit.pk]))
    send(
        client,
        reverse("desk_unit_edit", args=[unit.pk]),
        kind=unit.kind,
        seen=value_of(form, "seen"),
        phone="0531-66601234",
        agency_words="明体发，明体字",
    )
    send(
        client,
        reverse("desk_unit_rename", args=[unit.pk]),
        name="明湖市体育总局",
        short_name="",
        note="明编〔2026〕1号",
    )
    send(client, reverse("desk_unit_move", args=[unit.pk]), parent="市教育局")
    send(
        client,
        reverse("desk_unit_close", args=[unit.pk]),
        on="2026年3月31日",
        successor="市教育局",
        note="机构改革。",
    )
    unit.refresh_from_db()
    assert (unit.name, unit.phone, unit.agency_words) == (
        "明湖市体育总局",
        "0531-66601234",
        ["明体发", "明体字"],
    )
    assert unit.path.startswith(city.education.path)
    assert (unit.active_to.isoformat(), unit.successor) == ("2026-03-31", city.education)
    assert "承继" in text_of(client.get(reverse("desk_unit", args=[unit.pk])))
    send(client, reverse("desk_unit", args=[unit.pk]), act="reopen", note="误登。")
    acts = list(Event.objects.order_by("seq").values_list("act", flat=True))
    assert acts == ["登记单位", "修改单位资料", "单位更名", "调整隶属", "撤销单位", "恢复单位"]


def test_the_same_form_twice_is_one_unit(city: City, people: People, as_user: SignedIn) -> None:
    client, token = as_user(people.authority), new_token()
    fields = {
        "form_token": token,
        "under": city.city.pk,
        "name": "明湖市体育局",
        "kind": UnitKind.DEPARTMENT,
    }
    answers = [client.post(reverse("desk_unit_new"), fields) for _ in range(2)]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Unit.objects.filter(name="明湖市体育局").count() == 1


def test_what_was_typed_is_kept_and_every_error_leads_to_its_field(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    answer = send(
        client, reverse("desk_unit_new"), under=city.city.pk, name="明湖市体育局", kind="", credit_code="123",
        division_code="9", active_from="昨天", functions="负责<b>体育</b>。",
    )  # fmt: skip
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("kind", "credit_code", "division_code", "active_from"):
        assert f'href="#id_{name}"' in page
        assert f'id="id_{name}_error"' in page
    assert [value_of(answer, name) for name in ("name", "credit_code", "active_from", "under")] == [
        "明湖市体育局", "123", "昨天", str(city.city.pk),
    ]  # fmt: skip
    assert "负责&lt;b&gt;体育&lt;/b&gt;。" in page
    assert "<title>错误：" in page


def test_a_refusal_of_the_service_stands_at_its_field_too(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    answer = send(
        client,
        reverse("desk_unit_rename", args=[city.education.pk]),
        name="明湖市财政局",
        short_name="市教育局",
    )
    assert answer.status_code == 422
    assert "明湖市政府下面已经有“明湖市财政局”" in text_of(answer)
    assert value_of(answer, "name") == "明湖市财政局"
    answer = send(
        client, reverse("desk_unit", args=[city.education.pk]), act="alias", alias="市教育局"
    )
    assert (answer.status_code, value_of(answer, "alias")) == (409, "市教育局")
    assert 'id="id_alias_error"' in text_of(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("教育", "在用的单位中没有“教育”，名称相近的有明湖市教育局，请核对后填写全称。"),
        (
            "区政府办公室",
            "“区政府办公室”可能指东泉区人民政府办公室、西泉区人民政府办公室，请写全称。",
        ),
    ],
)
def test_a_unit_that_is_not_clear_is_asked_for(
    city: City, people: People, as_user: SignedIn, typed: str, sentence: str
) -> None:
    answer = send(
        as_user(people.authority), reverse("desk_unit_move", args=[city.hill.pk]), parent=typed
    )
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert value_of(answer, "parent") == typed


def test_order_and_aliases_are_done_on_the_page(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.authority), reverse("desk_unit", args=[city.east_town.pk])
    send(client, url, act="order", after=city.east_office.pk)
    send(client, url, act="alias", alias="石桥")
    alias = city.east_town.aliases.get()
    assert "石桥" in text_of(client.get(url))
    send(client, url, act="drop-alias", pk=alias.pk)
    assert not city.east_town.aliases.exists()
    assert send(client, url, act="drop-alias", pk=alias.pk).status_code == 404
    assert send(client, url, act="burn").status_code == 400
    order = Unit.objects.filter(path__startswith=city.east.path, depth=city.east.depth + 1)
    assert [unit.label for unit in order][:2] == ["区政府办公室", "石桥镇"]


def test_a_search_without_hits_says_what_to_try(people: People, as_user: SignedIn) -> None:
    client = as_user(people.clerk)
    assert "没有符合条件的单位。" in text_of(client.get("/desk/units/?q=没有这样的单位"))  # type: ignore[arg-type]
    assert client.get("/desk/units/?q=%00&kind=x&state=y&page=-3").status_code == 200


def upload(client: Client, text: str, name: str = "单位.csv") -> HttpResponse:
    file = SimpleUploadedFile(name, text.encode())
    return client.post(
        reverse("desk_units_import"), {"form_token": new_token(), "act": "preview", "file": file}
    )  # type: ignore[return-value]


def confirmed(client: Client, preview: HttpResponse, **more: object) -> HttpResponse:
    fields = {
        name: preview.context["plan"].digest if name == "digest" else value_of(preview, name)
        for name in ("digest", "name")
    }
    return send(
        client,
        reverse("desk_units_import"),
        act="load",
        table=preview.context["text"],
        **{**fields, **more},
    )


def test_a_table_is_looked_at_first_and_loaded_once(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    preview = upload(
        client,
        "代号,全称,类别,上级代号\njiuye,明湖市就业局,直属机构,minghu\neducation,明湖市教育局,组成部门,minghu\n",
    )
    assert (preview.status_code, Unit.objects.filter(slug="jiuye").exists()) == (200, False)
    assert [(row.name, row.word) for row in preview.context["rows"]] == [
        ("明湖市就业局", "新增"),
        ("明湖市教育局", "无变化"),
    ]
    assert confirmed(client, preview)["Location"] == reverse("desk_units")
    assert Unit.objects.get(slug="jiuye").path.startswith(city.city.path)
    again = upload(client, "代号,全称,类别,上级代号\njiuye,明湖市就业局,直属机构,minghu\n")
    assert "不需要导入" in text_of(again)


def test_wrong_rows_come_first_and_cannot_be_loaded(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    preview = upload(
        client, "代号,全称,类别,上级代号,备注\na,甲局,组成部门,minghu,x\nb,乙局,大局,minghu,x\n"
    )
    assert (preview.status_code, preview.context["rows"][0].name) == (422, "乙局")
    assert "这几列没有用到：备注" in text_of(preview)
    assert "确认导入" not in text_of(preview)
    answer = (
        confirmed(client, preview)
        if 'name="digest"' in text_of(preview)
        else send(
            client,
            reverse("desk_units_import"),
            act="load",
            table=preview.context["text"],
            name="单位.csv",
            digest="",
        )
    )
    assert answer.status_code == 422
    assert "有1行不能导入，整张表都没有写入" in text_of(answer)
    assert not Unit.objects.filter(slug="a").exists()


def test_a_change_between_preview_and_loading_is_shown(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    preview = upload(client, "代号,全称,联系电话\neducation,明湖市教育局,0531-3\n")
    units.edit(city.education, by=None, phone="0531-4")
    answer = confirmed(client, preview)
    assert (answer.status_code, "单位库在您预览之后有变化" in text_of(answer)) == (422, True)
    assert confirmed(client, answer).status_code == 302
    assert Unit.objects.get(pk=city.education.pk).phone == "0531-3"


@pytest.mark.parametrize(
    ("text", "name", "sentence"),
    [
        ("", "单位.csv", "这个文件是空的，请重新选择。"),
        ("x", "单位.pdf", "“单位.pdf”的格式不能导入。"),
        (
            "代号,全称,类别\n" + "".join(f"u{n},{'长' * 75}{n},社区\n" for n in range(19999)),
            "大.csv",
            "这张表太大，网页上预览不了。",
        ),
    ],
    ids=["empty", "format", "large"],
)
def test_a_file_that_will_not_do_is_refused_at_its_field(
    people: People, as_user: SignedIn, text: str, name: str, sentence: str
) -> None:
    answer = upload(as_user(people.system_admin), text, name)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert 'id="id_file_error"' in text_of(answer)


def test_the_register_is_exported_as_a_table_that_can_be_imported(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.system_admin)
    answer = client.get(reverse("desk_units_export", args=["csv"]))
    assert (
        answer["Content-Disposition"] == f'attachment; filename="units-{today().isoformat()}.csv"'
    )
    assert answer.content.decode("utf-8-sig") == as_csv(register_rows())
    book = client.get(reverse("desk_units_export", args=["xlsx"]))
    assert len(read_table(book.content, "u.xlsx").rows) == Unit.objects.count()
