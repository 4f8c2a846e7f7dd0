import datetime as dt
import re
import time

import pytest
from axes.models import AccessAttempt
from django.test import Client
from django.utils import timezone

from gongkai.base.models import Event, Notice
from gongkai.base.signin import SEEN
from tests.cast import PASSWORD


@pytest.fixture(autouse=True)
def _trial(settings):
    settings.ROOT_URLCONF = "tests.base.trial_urls"


def sign_in(browser, user, password=PASSWORD, **more):
    return browser.post("/desk/login/", {"username": user.username, "password": password, **more})


def let_idle(browser, minutes):
    session = browser.session
    session[SEEN] = time.time() - minutes * 60
    session.save()


def kept(page):
    return re.search(r'name="kept" value="([^"]+)"', page.content.decode())[1]


def test_the_desk_asks_who_one_is_and_leads_back(clerk):
    browser = Client()
    answer = browser.get("/desk/trial/?x=1")
    assert answer.headers["Location"] == "/desk/login/?next=%2Fdesk%2Ftrial%2F%3Fx%3D1"
    page = browser.get(answer.headers["Location"])
    assert "请先登录工作台。" in page.content.decode()
    assert (
        sign_in(browser, clerk, next="/desk/trial/?x=1").headers["Location"] == "/desk/trial/?x=1"
    )
    assert browser.get("/desk/trial/?x=1").content == b"GET:"


def test_signing_in_and_out_is_written_to_the_trail(clerk):
    browser = Client()
    sign_in(browser, clerk)
    assert browser.post("/desk/logout/").headers["Location"] == "/desk/login/"
    assert list(Event.objects.order_by("seq").values_list("act", "actor_name")) == [
        ("登录", "陈信息"),
        ("退出登录", "陈信息"),
    ]
    assert browser.get("/desk/trial/").status_code == 302


@pytest.mark.parametrize(
    "target",
    ["https://evil.example/", "//evil.example/desk/", "/", "/desk/login/?next=/", "javascript:1"],
)
def test_signing_in_never_leads_outside_the_desk(clerk, target):
    assert sign_in(Client(), clerk, next=target).headers["Location"] == "/desk/"


def test_who_has_signed_in_needs_no_sign_in_page(clerk, as_user):
    assert (
        as_user(clerk).get("/desk/login/?next=/desk/trial/").headers["Location"] == "/desk/trial/"
    )


def test_a_wrong_password_is_answered_at_the_form(clerk):
    answer = sign_in(Client(), clerk, "wrong")
    assert answer.status_code == 422
    assert "登录名或口令不正确，请检查大小写后重新填写。" in answer.content.decode()
    assert Event.objects.count() == 0


def test_an_unknown_name_is_answered_like_a_wrong_password(clerk):
    wrong = sign_in(Client(), clerk, "wrong").content.decode()
    clerk.username = "nobody"
    unknown = sign_in(Client(), clerk, "wrong").content.decode()
    assert re.sub('value="[^"]*"', "", unknown) == re.sub('value="[^"]*"', "", wrong)


def test_an_account_that_was_closed_cannot_sign_in(clerk):
    clerk.is_active = False
    clerk.save()
    assert sign_in(Client(), clerk).status_code == 422


def test_empty_fields_are_named(db):
    text = Client().post("/desk/login/", {}).content.decode()
    assert "请填写登录名。" in text
    assert "请填写口令。" in text


def test_outcomes_of_signing_in_are_in_the_log(clerk, caplog):
    with caplog.at_level("INFO", "gongkai.signin"):
        sign_in(Client(), clerk, "wrong")
        sign_in(Client(), clerk)
    records = [r for r in caplog.records if r.name == "gongkai.signin"]
    assert [(r.username, r.outcome, r.address) for r in records] == [
        ("clerk", "失败", "127.0.0.1"),
        ("clerk", "成功", "127.0.0.1"),
    ]
    assert PASSWORD not in caplog.text


def test_after_five_wrong_passwords_the_account_is_locked_with_the_time_it_opens(clerk, settings):
    browser = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        assert sign_in(browser, clerk, "wrong").status_code == 422
    opens = timezone.localtime() + dt.timedelta(minutes=30)
    answer = sign_in(browser, clerk, "wrong")
    assert answer.status_code == 429
    found = re.search(
        r"连续5次输错口令，这个登录名在本机已被锁定，请在([0-9:]{5})之后再试",
        answer.content.decode(),
    )
    assert found[1] in {f"{opens:%H:%M}", f"{opens + dt.timedelta(minutes=1):%H:%M}"}
    assert sign_in(browser, clerk).status_code == 429
    assert Event.objects.filter(act="账号锁定", subject_id=str(clerk.pk)).exists()


def test_trying_on_while_locked_does_not_fill_the_trail(clerk, settings):
    browser = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT + 3):
        sign_in(browser, clerk, "wrong")
    assert Event.objects.filter(act="账号锁定").count() == 1


def test_neither_password_nor_typed_text_is_kept_with_failed_attempts(clerk):
    browser = Client()
    page = browser.post("/desk/trial/", {"text": "意见"})
    sign_in(browser, clerk, "wrong-secret", kept=kept(page))
    attempt = AccessAttempt.objects.get()
    assert "wrong-secret" not in attempt.post_data
    assert kept(page)[:20] not in attempt.post_data


def test_a_password_typed_as_a_name_is_not_in_the_log(clerk, caplog):
    clerk.username = "My-Secret-Password"
    with caplog.at_level("INFO", "gongkai.signin"):
        sign_in(Client(), clerk, "x")
    assert "My-Secret-Password" not in str(
        [r.__dict__ for r in caplog.records if r.name == "gongkai.signin"]
    )


def test_a_locked_account_does_not_lock_another(clerk, reviewer, settings):
    browser = Client()
    for _ in range(settings.AXES_FAILURE_LIMIT):
        sign_in(browser, clerk, "wrong")
    assert sign_in(browser, reviewer).status_code == 302


def test_an_idle_session_ends_and_says_why(clerk, as_user):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    let_idle(browser, 31)
    answer = browser.get("/desk/trial/?x=1")
    assert answer.headers["Location"] == "/desk/login/?next=%2Fdesk%2Ftrial%2F%3Fx%3D1"
    assert "您已超过30分钟没有操作" in browser.get(answer.headers["Location"]).content.decode()


def test_a_session_in_use_goes_on(clerk, as_user):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    let_idle(browser, 29)
    assert browser.get("/desk/trial/").status_code == 200
    assert time.time() - browser.session[SEEN] < 60


def test_a_click_every_second_does_not_write_the_session_every_second(
    clerk, as_user, django_assert_num_queries
):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    with django_assert_num_queries(2):
        browser.get("/desk/trial/")


def test_an_idle_session_asked_by_htmx_moves_the_whole_page(clerk, as_user):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    let_idle(browser, 31)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/desk/trial/?x=1"}
    assert browser.get("/desk/trial/part", headers=headers).status_code in (200, 404)
    assert (
        browser.get("/desk/trial/", headers=headers)["HX-Redirect"]
        == "/desk/login/?next=%2Fdesk%2Ftrial%2F%3Fx%3D1"
    )


def test_what_was_typed_when_the_session_ended_can_be_sent_after_signing_in_again(clerk, as_user):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    let_idle(browser, 31)
    page = browser.post(
        "/desk/trial/?x=1",
        {"text": "<b>写了很久的意见</b>", "form_token": "t" * 43, "password": "秘密"},
    )
    assert page.status_code == 401
    text = page.content.decode()
    assert "为保护信息安全已自动退出" in text
    assert "&lt;b&gt;写了很久的意见&lt;/b&gt;" in text
    assert "秘密" not in text
    resumed = sign_in(browser, clerk, kept=kept(page))
    assert resumed.status_code == 200
    assert resumed.context["kept"]["path"] == "/desk/trial/?x=1"
    assert resumed.context["kept"]["fields"] == [
        ["text", "<b>写了很久的意见</b>"],
        ["form_token", "t" * 43],
    ]
    assert (
        '<textarea name="text" hidden>&lt;b&gt;写了很久的意见&lt;/b&gt;</textarea>'
        in resumed.content.decode()
    )


def test_what_was_typed_survives_a_wrong_password(clerk):
    browser = Client()
    page = browser.post("/desk/trial/", {"text": "意见"})
    wrong = sign_in(browser, clerk, "wrong", kept=kept(page))
    assert sign_in(browser, clerk, kept=kept(wrong)).context["kept"]["fields"] == [["text", "意见"]]


def test_what_one_person_typed_is_not_shown_to_another(clerk, reviewer, as_user):
    browser = as_user(clerk)
    browser.get("/desk/trial/")
    let_idle(browser, 31)
    page = browser.post("/desk/trial/", {"text": "意见"})
    answer = sign_in(browser, reviewer, kept=kept(page))
    assert answer.headers["Location"] == "/desk/"


def test_a_forged_bundle_of_typed_text_is_thrown_away(clerk):
    assert sign_in(Client(), clerk, kept="forged").headers["Location"] == "/desk/"


def test_what_was_typed_is_shown_again_in_words_and_keys_of_the_form_are_not(clerk):
    page = Client().post(
        "/desk/trial/",
        {
            "form_token": "x" * 22, "act": "save", "attribute": "proactive", "unit": "10",
            "text": "<p>第一段&amp;</p><p>第二段</p>", "phone": "0531-12345678", "note": "10月底前办结",
        },
    )  # fmt: skip
    assert page.context["kept_fields"] == ["第一段&\n第二段", "0531-12345678", "10月底前办结"]


def test_a_form_forged_elsewhere_is_not_kept(clerk):
    browser = Client(enforce_csrf_checks=True)
    answer = browser.post("/desk/trial/", {"text": "意见"})
    assert answer.status_code == 403
    assert "意见" not in answer.content.decode()


def test_a_password_older_than_ninety_days_must_be_changed_first(clerk, as_user):
    clerk.password_changed_at = timezone.now() - dt.timedelta(days=91)
    clerk.save()
    browser = as_user(clerk)
    assert (
        browser.get("/desk/trial/").headers["Location"] == "/desk/password/?next=%2Fdesk%2Ftrial%2F"
    )
    assert "已超过90天没有更换" in browser.get("/desk/password/").content.decode()
    new = {
        "old_password": PASSWORD,
        "new_password": "Fresh-Pass-99",
        "new_password_again": "Fresh-Pass-99",
    }
    assert (
        browser.post("/desk/password/?next=/desk/trial/", new).headers["Location"] == "/desk/trial/"
    )
    assert browser.get("/desk/trial/").status_code == 200
    clerk.refresh_from_db()
    assert clerk.check_password("Fresh-Pass-99")
    assert Event.objects.get().act == "修改口令"


def test_the_other_profile_never_forces_a_change(clerk, as_user, settings):
    settings.PASSWORD_PROFILE = "asvs"
    clerk.password_changed_at = timezone.now() - dt.timedelta(days=900)
    clerk.save()
    assert as_user(clerk).get("/desk/trial/").status_code == 200


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", "Fresh-Pass-99", "Fresh-Pass-99", "当前口令不正确，请重新填写。"),
        (PASSWORD, "short", "short", "口令只有5位，至少要10位，请加长。"),
        (PASSWORD, "Fresh-Pass-99", "Fresh-Pass-98", "两次填写的新口令不一致，请重新填写。"),
        (PASSWORD, PASSWORD, PASSWORD, "新口令与当前口令相同，请换一个。"),
        (PASSWORD, "", "", "请填写新口令。"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_at_its_field(
    clerk, as_user, old, new, again, sentence
):
    form = {"old_password": old, "new_password": new, "new_password_again": again}
    answer = as_user(clerk).post("/desk/password/", form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_notices_are_listed_for_the_person_alone(clerk, reviewer, as_user):
    mine = Notice.objects.create(user=clerk, title="请审核《通知》", url="/desk/trial/")
    Notice.objects.create(user=reviewer, title="别人的通知")
    text = as_user(clerk).get("/desk/notices/").content.decode()
    assert mine.title in text
    assert "别人的通知" not in text


def test_opening_a_notice_marks_it_and_leads_on(clerk, reviewer, as_user):
    notice = Notice.objects.create(user=clerk, title="甲", url="/desk/trial/")
    assert as_user(reviewer).post(f"/desk/notices/{notice.pk}/").status_code == 404
    assert as_user(clerk).post(f"/desk/notices/{notice.pk}/").headers["Location"] == "/desk/trial/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_notice_never_leads_outside(clerk, as_user):
    notice = Notice.objects.create(user=clerk, title="甲", url="https://evil.example/")
    assert (
        as_user(clerk).post(f"/desk/notices/{notice.pk}/").headers["Location"] == "/desk/notices/"
    )


def test_all_notices_can_be_marked_at_once(clerk, as_user):
    for n in range(3):
        Notice.objects.create(user=clerk, title=str(n))
    as_user(clerk).post("/desk/notices/read/")
    assert Notice.objects.filter(read_at=None).count() == 0


def test_a_list_of_notices_costs_the_same_whatever_its_length(
    clerk, as_user, django_assert_max_num_queries
):
    Notice.objects.bulk_create([Notice(user=clerk, title=str(n)) for n in range(40)])
    browser = as_user(clerk)
    browser.get("/desk/notices/")
    with django_assert_max_num_queries(12):
        browser.get("/desk/notices/?page=2")
