"""The desk pages of the calendar: looked at first, then loaded."""

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from gongkai.base.models import CalendarYear, Event
from tests.base.registers.asking import SignedIn, send, text_of, value_of
from tests.cast import People

SOURCE = "国办发明电〔2026〕9号"
LINES = "2027-01-01,休,元旦\n2027-01-03,班,\n"


def test_a_year_is_looked_at_first_and_then_loaded(people: People, as_user: SignedIn) -> None:
    client, url = as_user(people.authority), reverse("desk_calendar_load")
    assert "2027年的放假安排还没有载入" in text_of(client.get(reverse("desk_calendar")))  # type: ignore[arg-type]
    fields = {"year": "2027", "source": "国办发明电[2026]9号", "lines": LINES}
    preview = send(client, url, act="preview", **fields)
    assert (preview.status_code, CalendarYear.objects.filter(pk=2027).exists()) == (200, False)
    assert (value_of(preview, "lines"), "没有列出春节" in text_of(preview)) == (LINES, True)
    unseen = send(client, url, act="load", **fields)
    assert (unseen.status_code, CalendarYear.objects.filter(pk=2027).exists()) == (200, False)
    loaded = send(client, url, act="load", agreed=value_of(preview, "agreed"), **fields)
    assert loaded["Location"] == reverse("desk_calendar_year", args=[2027])
    page = text_of(client.get(loaded["Location"]))  # type: ignore[arg-type]
    assert SOURCE in page
    assert re.search(r'class="day-off" title="元旦">1<small>休', page) is not None
    assert re.search(r'class="day-worked" title="调休上班">3<small>班', page) is not None


def test_a_chosen_file_comes_back_as_text_to_be_looked_at(
    people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.system_admin), reverse("desk_calendar_load")
    file = SimpleUploadedFile("2027.csv", LINES.encode("gb18030"))
    preview = send(client, url, act="preview", year="2027", source=SOURCE, file=file)
    assert (preview.status_code, value_of(preview, "lines")) == (200, LINES)
    wrong = send(
        client,
        url,
        act="preview",
        year="2027",
        source=SOURCE,
        file=SimpleUploadedFile("x.csv", b"\x00\x01"),
    )
    assert (wrong.status_code, "这个文件不是文本" in text_of(wrong)) == (422, True)


def test_wrong_lines_are_named_and_kept(people: People, as_user: SignedIn) -> None:
    client, url = as_user(people.authority), reverse("desk_calendar_load")
    answer = send(
        client,
        url,
        act="preview",
        year="2027",
        source="通知",
        lines="2027-01-04,班\n2027-01-01,休,元旦",
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第1行：2027年1月4日（周一）本来就是工作日" in page
    assert "“通知”不是文号" in page
    assert value_of(answer, "lines").startswith("2027-01-04,班")
    empty = text_of(send(client, url, act="preview", year="", source="", lines=""))
    assert all(
        word in empty
        for word in (
            "请填写年份。",
            "请粘贴放假和调休安排，或者选择文件。",
            "请填写国务院办公厅放假通知的文号。",
        )
    )


def test_a_known_year_shows_what_changes_and_asks_for_the_reason(
    people: People, as_user: SignedIn
) -> None:
    client, url = as_user(people.authority), reverse("desk_calendar_load")
    form = client.get(url + "?year=2026")
    lines = value_of(form, "lines")  # type: ignore[arg-type]
    fields = {"year": "2026", "source": SOURCE, "lines": lines.replace("2026-10-10,班,", "")}
    preview = send(client, url, act="preview", **fields)
    assert "2026年10月10日（周六）由“班”改为平常" in text_of(preview)
    refused = send(client, url, act="load", agreed=value_of(preview, "agreed"), **fields)
    assert (refused.status_code, "请写明为什么改" in text_of(refused)) == (422, True)
    done = send(
        client, url, act="load", agreed=value_of(preview, "agreed"), reason="通知已更正。", **fields
    )
    assert done.status_code == 302
    assert Event.objects.get().act == "更改日历"


def test_the_years_are_listed_with_their_working_days(people: People, as_user: SignedIn) -> None:
    years = as_user(people.clerk).get(reverse("desk_calendar")).context["years"]
    assert next(
        (row["row"].year, row["workdays"], row["row"].off, row["row"].worked) for row in years
    ) == (2026, 248, 19, 6)
