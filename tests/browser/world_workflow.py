"""Publications at every stage of their way, walked there by the right people."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.urls import reverse

from gongkai.base.calendar import today
from gongkai.catalogue.models import LegalGround
from gongkai.publishing.models import Formulation, Publication
from gongkai.publishing.services import (
    drafts,
    interpretation,
    release,
    review_settings,
    reviewing,
)
from gongkai.publishing.states import Attribute, InterpretationForm, State, Takedown
from tests.cast import City, People
from tests.publishing.factories import attach, make_publication
from tests.publishing.workflow import people as way

if TYPE_CHECKING:
    from tests.browser.world import World

BODY = "为方便群众办事，现就有关事项通知如下。\n一、办理范围\n全市各服务窗口。\n二、办理时间\n每天上午九时到下午五时，截止目前已有三个窗口。"


def _numbered(people: People, title: str, number: int, **facts: Any) -> Publication:
    return way.draft(people, title=title, doc_no=f"明教发〔2026〕{number}号", body=BODY, **facts)


def write(city: City, people: People, world: World) -> None:
    """Every state of a publication, and the pages around a draft."""
    _drafts(people, world)
    _reviews(people, world)
    _afterwards(city, people, world)
    _settings(city, people, world)


def page_of(row: Publication) -> str:
    """The publication's page on the desk."""
    return reverse("desk_publication", args=[row.pk])


def _drafts(people: People, world: World) -> None:
    """A draft with an interpretation, versions, a share link, and one that misses everything."""
    row = _numbered(people, "明湖市窗口服务管理办法", 11, class_code="normative")
    way.propose(row, people)
    attach(row, 1, title="窗口名单")
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    drafts.save(
        reading,
        by=people.clerk,
        seen=way.fresh(reading).row_version,
        facts={"body": "办法怎么用。"},
    )
    drafts.save(
        row,
        by=people.clerk,
        seen=way.fresh(row).row_version,
        facts={"body": BODY + "\n三、联系办法\n可以现场咨询。"},
    )
    _, token = drafts.share_link(row, by=people.clerk, note="请法律顾问审阅")
    bare = drafts.create(
        by=people.clerk,
        unit=people.clerk.unit,
        title="还没有写完的草稿",
        facts={"title": "还没有写完的草稿"},
    )
    pk = {"pk": row.pk}
    pages = {
        "draft new": reverse("desk_draft_new"), "draft": page_of(row), "draft bare": page_of(bare), "draft edit": reverse("desk_draft", kwargs=pk),
        "draft of a reading": reverse("desk_draft", args=[reading.pk]), "reading": page_of(reading),
        "draft versions": reverse("desk_draft_versions", kwargs=pk), "draft compare": reverse("desk_draft_compare", kwargs=pk) + "?from=1&to=2",
        "draft preview": reverse("desk_draft_preview", kwargs=pk), "draft sharing": reverse("desk_draft_sharing", kwargs=pk),
        "draft entries": reverse("desk_publication_entries", kwargs=pk), "draft outlets": reverse("desk_publication_outlets", kwargs=pk),
    }  # fmt: skip
    world.add("clerk", pages)
    world.public |= {
        "shared draft": reverse("preview", args=[token]),
        "shared reading": reverse("preview_beside", args=[token, reading.pk]),
    }


def _reviews(people: People, world: World) -> None:
    """Under review, as each of those sees it who has to act."""
    row = way.submit(_proposed(people, "明湖市窗口延时服务通知", 12), people)
    waiting = {"review first": "handler", "review office": "openness", "review secrecy": "reviewer", "review watched": "clerk"}  # fmt: skip
    for name, person in waiting.items():
        world.add(person, {name: page_of(row)})
    ready = way.submit(_proposed(people, "明湖市窗口预约服务通知", 13), people)
    way.check(ready, people)
    way.review_all(ready, people)
    way.clear(ready, people.reviewer)
    world.add("signer", {"review signer": page_of(ready), "review signer urgent": page_of(row)})
    back = way.submit(_proposed(people, "明湖市窗口咨询服务通知", 14), people)
    way.pass_review(back, people.handler)
    reviewing.send_back(back, by=people.openness, reason="办理时间与附件不一致，请核对后重报。")
    world.add("clerk", {"draft returned": page_of(back)})


def _proposed(people: People, title: str, number: int, **facts: Any) -> Publication:
    row = _numbered(people, title, number, **facts)
    way.propose(row, people)
    return row


def _signed(people: People, title: str, number: int, **facts: Any) -> Publication:
    row = way.submit(_proposed(people, title, number, **facts), people)
    way.check(row, people)
    way.review_all(row, people)
    way.clear(row, people.reviewer)
    return way.fresh(way.sign(row, people))


def _released(people: People, title: str, number: int, **facts: Any) -> Publication:
    return release.release(_signed(people, title, number, **facts), by=people.openness)


def _afterwards(city: City, people: People, world: World) -> None:
    """Signed, filed, released, corrected, urgent, taken down, merged."""
    signed = _signed(people, "明湖市窗口轮岗工作通知", 15)
    released, corrected, merged = _corrections(people)
    gone = release.withdraw(
        _released(people, "明湖市窗口收费通知", 17),
        by=people.openness,
        reason="附件有误，更正后重新发布。",
    )
    moved = release.withdraw(
        _released(people, "明湖市窗口旧通知", 18), by=people.openness, reason="内容已并入新通知。",
        kind=Takedown.MERGED, into=released,
    )  # fmt: skip
    stock = make_publication("明湖市存量通知", unit=city.education, doc_no="明教发〔2018〕1号")
    office = {
        "signed": signed, "filed": _filed(people), "released": released, "correction": corrected, "merged": merged,
        "withdrawn": gone, "moved": moved, "urgent": _urgent(people), "stock": stock,
        "draft held": _held(city),
    }  # fmt: skip
    world.add("openness", {name: page_of(row) for name, row in office.items()})
    world.add("clerk", {"correction edit": reverse("desk_draft", args=[corrected.pk])})
    read = _with_reading(people)
    world.add("openness", {"released with a reading": page_of(read)})
    world.public |= {
        "document with a reading": read.get_absolute_url(),
        "document corrected": released.get_absolute_url(),
        "document taken down": gone.get_absolute_url(),
    }


def _with_reading(people: People) -> Publication:
    """A normative document that was released together with its interpretation."""
    row = _numbered(people, "明湖市窗口投诉处理办法", 22, class_code="normative")
    way.propose(row, people)
    reading = interpretation.start(row, by=people.clerk, form=InterpretationForm.TEXT)
    facts = {"body": "投诉以后几天有答复。\n五个工作日以内。"}
    drafts.save(reading, by=people.clerk, seen=way.fresh(reading).row_version, facts=facts)
    for step in (way.submit, way.check, way.review_all):
        step(row, people)
    way.clear(row, people.reviewer)
    return release.release(way.sign(row, people), by=people.openness)


def _held(city: City) -> Publication:
    """An imported draft that is no final text."""
    return make_publication(
        "还不能发布的草稿", state=State.DRAFT, attribute="unknown", status_mark="征求意见稿", unit=city.education
    )  # fmt: skip


def _corrections(people: People) -> tuple[Publication, Publication, Publication]:
    """What was released and corrected once, a correction under way, and the one that was merged."""
    original = _released(people, "明湖市窗口服务指引", 16)
    first = drafts.start_correction(original, by=people.clerk)
    _correct(people, first, "更正办理时间：原文误写为上午八时。")
    for step in (way.submit, way.check, way.review_all):
        step(first, people)
    way.clear(first, people.reviewer)
    merged = release.release(way.sign(first, people), by=people.openness)
    second = drafts.start_correction(way.fresh(original), by=people.clerk)
    _correct(people, second, "更正办理范围。")
    return way.fresh(original), way.fresh(second), merged


def _correct(people: People, row: Publication, note: str) -> None:
    facts = {"correction_note": note, "body": BODY.replace("九时", "十时")}
    drafts.save(row, by=people.clerk, seen=way.fresh(row).row_version, facts=facts)
    way.propose(row, people)


def _filed(people: People) -> Publication:
    """Signed, not public."""
    row = _numbered(people, "明湖市窗口内部值班安排", 19)
    ground = LegalGround.objects.get(code="E16-1c")
    facts = {"legal_ground": ground, "reason": "只规定内部值班，不影响群众办事。"}
    way.propose(row, people, Attribute.WITHHELD, **facts)
    way.submit(row, people)
    way.check(row, people, Attribute.WITHHELD, **facts)
    way.review_all(row, people)
    return way.sign(row, people, Attribute.WITHHELD, **facts)


def _urgent(people: People) -> Publication:
    """Public before its reviews."""
    row = way.submit(_proposed(people, "明湖市暴雨停课紧急通知", 20), people)
    way.check(row, people)
    way.clear(row, people.reviewer)
    return release.release_urgently(row, by=people.signer, reason="暴雨红色预警，需要立即告知。")


def _settings(city: City, people: People, world: World) -> None:
    """Who stands in, the steps, the formulations, how interpretations go."""
    review_settings.name_substitute(
        absent=people.signer, substitute=people.office_head, unit=city.education, starts_on=today(), ends_on=today() + dt.timedelta(days=5),
        reason="外出学习。", by=people.openness,
    )  # fmt: skip
    pages = {
        "substitutes": reverse("desk_substitutes"), "steps": reverse("desk_review_steps"),
        "formulations": reverse("desk_formulations"), "formulation": reverse("desk_formulation", args=[Formulation.objects.order_by("pk")[0].pk]), "interpretations": reverse("desk_interpretations"),
    }  # fmt: skip
    world.add("authority", pages)
