"""The desk's pages of catalogues, the import with its preview, the negative list, windows."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from gongkai.base.models import User
from gongkai.base.services.forms import new_token
from gongkai.catalogue.models import Catalogue, CatalogueEntry, NegativeItem, ServiceWindow
from tests.base.registers.asking import send, statements, text_of
from tests.cast import City, People
from tests.catalogue.factories import ROWS, as_html, make_catalogue, make_entry

SignedIn = Callable[[User], Client]
ENTRY = {
    "level1": "政府预算", "limit_kind": "after", "limit_days": "20", "limit_unit": "wd",
    "channels": "■政府网站 □政府公报", "to_all": "on", "proactive": "on", "county": "on",
}  # fmt: skip


def test_a_catalogue_is_opened_filled_assigned_and_changed_on_its_pages(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    answer = send(
        client, reverse("desk_catalogue_new"), unit="明湖市人民政府", kind="standard", name="财政目录", field="财政预决算", year="2026"
    )  # fmt: skip
    catalogue = Catalogue.objects.get()
    assert answer["Location"] == reverse("desk_catalogue", args=[catalogue.pk])
    send(client, reverse("desk_entry_new", args=[catalogue.pk]), **ENTRY)
    entry = CatalogueEntry.objects.get()
    assert entry.channels == [
        {"name": "政府网站", "must": True},
        {"name": "政府公报", "must": False},
    ]
    url = reverse("desk_entry", args=[entry.pk])
    assert send(client, url, act="assign", units="市教育局、市财政局").status_code == 302
    assert entry.duties.count() == 2
    edit = reverse("desk_entry_edit", args=[entry.pk])
    kept = send(client, edit, **{**ENTRY, "level1": "预算"}, seen="1")
    assert (kept.status_code, "请写明调整的原因" in text_of(kept)) == (422, True)
    assert 'value="预算"' in text_of(kept)
    assert (
        send(client, edit, **{**ENTRY, "level1": "预算"}, seen="1", note="改名").status_code == 302
    )
    page = text_of(client.get(url))
    assert all(word in page for word in ("改名", "政府预算", "市教育局", "指定责任单位"))
    assert send(client, url, act="retire", **{"active-note": "不再执行"}).status_code == 302
    assert "已停用" in text_of(client.get(url))
    assert send(client, url, act="restore", **{"active-note": ""}).status_code == 422


def test_a_name_nobody_answers_to_is_shown_again_with_the_reason(
    city: City, people: People, as_user: SignedIn
) -> None:
    entry = make_entry(make_catalogue(city.city))
    answer = send(
        as_user(people.authority), reverse("desk_entry", args=[entry.pk]), act="assign", units="市航天局"
    )  # fmt: skip
    assert answer.status_code == 422
    assert "“市航天局”在单位库中没有找到，请核对。" in text_of(answer)


def test_an_edition_of_a_year_follows_the_one_before(
    city: City, people: People, as_user: SignedIn
) -> None:
    catalogue = make_catalogue(city.city, year=2025)
    make_entry(catalogue)
    client = as_user(people.authority)
    url = reverse("desk_catalogue_edition", args=[catalogue.pk])
    assert send(client, url, year="2025").status_code == 422
    assert send(client, url, year="2026").status_code == 302
    assert list(Catalogue.objects.order_by("year").values_list("year", "active")) == [
        (2025, False),
        (2026, True),
    ]


@pytest.mark.parametrize(
    ("who", "sees", "keeps"),
    [("authority", 200, 200), ("clerk", 200, 403), ("openness", 200, 403), ("reviewer", 403, 403)],
)
def test_catalogues_are_seen_by_the_desk_and_kept_by_their_keepers(
    city: City, people: People, as_user: SignedIn, who: str, sees: int, keeps: int
) -> None:
    entry = make_entry(make_catalogue(city.city))
    client = as_user(getattr(people, who))
    for name, pk in (("desk_catalogue", entry.catalogue_id), ("desk_entry", entry.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == sees
    for name, pk in (("desk_catalogue_edit", entry.catalogue_id), ("desk_entry_edit", entry.pk)):
        assert client.get(reverse(name, args=[pk])).status_code == keeps
    answer = send(client, reverse("desk_entry", args=[entry.pk]), act="assign", units="市教育局")
    assert answer.status_code == (302 if keeps == 200 else 403)


def test_the_openness_office_keeps_the_catalogues_of_its_own_unit(
    city: City, people: People, as_user: SignedIn
) -> None:
    own = make_catalogue(city.education, "教育目录")
    client = as_user(people.openness)
    assert client.get(reverse("desk_catalogue_edit", args=[own.pk])).status_code == 200
    answer = send(
        client,
        reverse("desk_catalogue_new"),
        unit="明湖市财政局",
        kind="standard",
        name="别家的目录",
    )
    assert (answer.status_code, Catalogue.objects.count()) == (403, 1)


def test_lists_cost_the_same_for_one_row_and_for_three(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    first = make_catalogue(city.city, "甲目录")
    make_entry(first)
    urls = [reverse("desk_catalogues"), reverse("desk_catalogue", args=[first.pk])]
    before = [statements(client, url) for url in urls]
    for name in ("乙目录", "丙目录"):
        make_catalogue(city.city, name)
        make_entry(first, name)
    assert [statements(client, url) for url in urls] == before
    workbook = client.get(urls[1], {"format": "xlsx"})
    assert workbook.content[:2] == b"PK"


# --- import ----------------------------------------------------------------------------------------


def upload(
    client: Client, data: bytes, name: str = "目录.html", unit: str = "明湖市人民政府"
) -> HttpResponse:
    file = SimpleUploadedFile(name, data)
    fields = {"form_token": new_token(), "act": "read", "unit": unit, "file": file}
    return client.post(reverse("desk_catalogue_import"), fields)  # type: ignore[return-value]


def fields_of(page: HttpResponse) -> dict[str, str]:
    """What the preview sends when nothing is changed."""
    import lxml.html

    root = lxml.html.fromstring(text_of(page))
    form = next(one for one in root.forms if "tables" in one.fields)
    posted = {name: value or "" for name, value in form.form_values()}
    return {**posted, "act": "load"}


def test_a_table_is_read_looked_at_corrected_and_loaded(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    page = upload(client, as_html())
    text = text_of(page)
    assert (page.status_code, Catalogue.objects.count()) == (200, 0)
    assert "公开依据为空，已按合并单元格承接上一行，请核对。" in text
    assert "公开渠道“政府网站”前的“口”已当作□，请核对。" in text
    posted = fields_of(page)
    assert posted["t0-name"] == "明湖市财政预决算领域基层政务公开标准目录"
    posted |= {"t0-r1-level2": "预算编制说明", "t0-r2-drop": "on", "t0-name": "财政目录"}
    assert client.post(reverse("desk_catalogue_import"), posted).status_code == 302
    rows = CatalogueEntry.objects.order_by("position").values_list("level2", flat=True)
    assert (Catalogue.objects.get().name, list(rows)) == ("财政目录", ["收支总表", "预算编制说明"])


def test_a_second_import_is_shown_as_what_it_changes(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.authority), reverse("desk_catalogue_import")
    client.post(url, fields_of(upload(client, as_html())))
    again = upload(client, as_html([ROWS[0]]))
    assert '现行目录里有、表中没有的<span class="num">2</span>项' in text_of(again)
    posted = fields_of(again)
    assert client.post(url, {**posted, "form_token": new_token()}).status_code == 302
    assert CatalogueEntry.objects.filter(active=True).count() == 1
    stale = client.post(url, {**posted, "form_token": new_token()})
    assert (stale.status_code, "刚刚被别人改过" in text_of(stale)) == (422, True)


def test_after_a_refusal_everything_typed_is_there(
    city: City, people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.authority), reverse("desk_catalogue_import")
    posted = fields_of(upload(client, as_html()))
    posted |= {"t0-r0-level1": "", "t0-r1-content": "改过的内容", "t0-r2-drop": "on"}
    answer = client.post(url, posted)
    text = text_of(answer)
    assert answer.status_code == 422
    assert "第1行没有一级事项，整张表都没有写入" in text
    assert ("改过的内容" in text, 'name="t0-r2-drop" checked' in text) == (True, True)
    posted.pop("t0-use")
    assert "没有勾选要导入的表" in text_of(client.post(url, {**posted, "form_token": new_token()}))


@pytest.mark.parametrize(
    ("data", "unit", "sentence"),
    [
        (
            b"<html><body><p>nothing</p></body></html>",
            "明湖市人民政府",
            "文件里没有找到公开目录的表格",
        ),
        (as_html(title="机密★5年"), "明湖市人民政府", "机密"),
        (as_html(), "市航天局", "在用的单位中没有“市航天局”"),
    ],
    ids=["no table", "secret", "no unit"],
)
def test_a_file_that_cannot_be_read_is_refused_at_its_field(
    city: City, people: People, as_user: SignedIn, data: bytes, unit: str, sentence: str
) -> None:
    answer = upload(as_user(people.authority), data, unit=unit)
    assert (answer.status_code, sentence in text_of(answer)) == (422, True)


def test_nobody_imports_for_a_unit_of_others(city: City, people: People, as_user: SignedIn) -> None:
    client = as_user(people.openness)
    answer = upload(client, as_html(), unit="明湖市财政局")
    assert (answer.status_code, Catalogue.objects.count()) == (422, 0)
    posted = fields_of(upload(client, as_html(), unit="明湖市教育局"))
    assert client.post(reverse("desk_catalogue_import"), {**posted, "unit": city.finance.pk}).status_code == 403  # fmt: skip
    assert as_user(people.clerk).get(reverse("desk_catalogue_import")).status_code == 403


# --- negative list, windows ------------------------------------------------------------------------


def test_the_negative_list_is_kept_on_the_desk_and_shown_to_the_public(
    city: City, people: People, as_user: SignedIn, visitor: Client
) -> None:
    client = as_user(people.openness)
    url = reverse("desk_negative_new")
    refused = send(client, url, unit=city.education.pk, matter="酝酿中的人事任免")
    assert (refused.status_code, "没有依据的信息不得列入负面清单" in text_of(refused)) == (
        422,
        True,
    )
    alien = send(client, url, unit=city.finance.pk, matter="别家的", basis="某法")
    assert "您不能为这个单位编制负面清单" in text_of(alien)
    send(
        client,
        url,
        unit=city.education.pk,
        matter="酝酿中的人事任免",
        basis="《公务员法》第十条",
        words="人事 任免\n",
    )
    item = NegativeItem.objects.get()
    assert item.words == ["人事 任免"]
    page = visitor.get(reverse("negative_list")).content.decode()
    assert ("酝酿中的人事任免" in page, "《公务员法》第十条" in page, "人事 任免" in page) == (
        True,
        True,
        False,
    )
    edit = reverse("desk_negative_edit", args=[item.pk])
    assert as_user(people.clerk_of_another_unit).get(edit).status_code == 403
    assert send(client, edit, act="active", **{"active-note": ""}).status_code == 422
    assert send(client, edit, act="active", **{"active-note": "已经公开"}).status_code == 302
    item.refresh_from_db()
    assert item.active is False


def test_a_window_is_kept_and_the_catalogue_of_its_sector_made(
    city: City, people: People, as_user: SignedIn
) -> None:
    client = as_user(people.authority)
    url = reverse("desk_window", args=[city.water.pk])
    assert "请先保存咨询窗口" in text_of(send(client, url, act="seed"))
    facts = {"sector": "供水", "phone": "0000-96111", "answer_days": "5"}
    assert "请填写申诉受理部门。" in text_of(send(client, url, **facts))
    bad = send(client, url, **facts, complaint_unit="市财政局", online="javascript:1")
    assert "网上咨询地址要以 http:// 或者 https:// 开头" in text_of(bad)
    assert send(client, url, **facts, complaint_unit="市财政局").status_code == 302
    assert ServiceWindow.objects.get().complaint_unit_id == city.finance.pk
    assert send(client, url, act="seed").status_code == 302
    assert Catalogue.objects.get().entries.count() == 12
    assert as_user(people.clerk).get(url).status_code == 403
    education = reverse("desk_window", args=[city.education.pk])
    assert client.get(education).status_code == 404
