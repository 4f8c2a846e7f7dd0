"""One small city whose every page can be opened in a browser, written once for all browser tests.

Here: the public library, imports, registers. The way to release is in `world_workflow`, what stands
beside a publication (outlets, catalogues, gazette, topics, clean-ups) in `world_beside`.
"""

import datetime as dt
from dataclasses import dataclass, field
from importlib import import_module

from django.apps import apps
from django.test import Client
from django.urls import reverse

from gongkai.base import jobs
from gongkai.base.models import CalendarYear, User
from gongkai.base.services import notices
from gongkai.catalogue import seed
from gongkai.catalogue.models import InterpretationRule, StatutoryItem, Theme
from gongkai.publishing import seed as publishing_seed
from gongkai.publishing.models import ImportItem, ReviewStep
from gongkai.publishing.services import imports
from gongkai.publishing.states import Kind, RelationKind, State
from gongkai.search import services as search_services
from tests.browser import world_beside, world_foi, world_workflow
from tests.cast import City, People, make_city, make_people
from tests.publishing.factories import NOTICE, attach, make_many, make_publication, relate, upload

ROWS = [
    ("1", "一、推动公开", "（一）公开规划", "公开各类发展规划纲要，归集历史规划。\n建设规划专题栏目，方便查阅。", "各区县政府、市发展改革委", "2024年6月底前"),
    ("2", "", "（二）公开财政", "稳步扩大部门预决算公开范围，定期公布地方债务余额与期限。", "市财政局等部门", "长期坚持"),
    ("3", "二、夯实基础", "（三）健全机制", "领导小组每年至少召开1次会议，协调解决难点问题。", "各区县政府，市政府各部门（单位）", "2024年12月底前"),
]  # fmt: skip
HEADER = ("序号", "工作任务", "具体要求", "责任单位", "完成时限")
TABLE_FILE = "\n".join(
    ["附件", "", "2024年明湖市政务公开重点工作任务分工", *(f"\t{name}" for name in HEADER), ""]
    + [line for row in ROWS for line in [*(f"\t{cell.replace(chr(10), '')}" for cell in row), ""]]
)
OUTLINE = [
    {"level": 0, "label": "", "heading": "", "text": "为减轻家庭接送负担，现就课后服务有关事项通知如下，请认真执行。", "children": []},
    *(
        {
            "level": 1, "label": f"{number}、", "heading": heading, "text": "各单位要按照职责分工，抓好落实。" * 3,
            "children": [
                {"level": 2, "label": f"（{n}）", "heading": "分项要求。", "text": "每天下午放学后开始，到十八时结束，寒暑假由学校安排。" * 2, "children": []}
                for n in "一二三"
            ],
        }
        for number, heading in zip("一二三四", ("总体要求", "服务时间", "收费办法", "组织保障"), strict=True)
    ),
]  # fmt: skip
TASKS = {
    "title": "任务分工表", "year": 2024, "warnings": [],
    "tasks": [
        {"no": no, "level1": one, "level2": two, "requirement": what, "units": who.replace("，", "、").split("、"), "units_open": False, "deadline": due}
        for no, one, two, what, who, due in ROWS
    ],
}  # fmt: skip


@dataclass(slots=True)
class World:
    """Addresses of pages, and the sessions with which the desk can be opened.

    Args:
        public: address by name.
        desk: address by name; `who` says who opens it.
        who: name of the person of the cast by name of the page; a clerk where none is named.
        sessions: session by name of the person.
    """

    people: People
    public: dict[str, str] = field(default_factory=dict)
    desk: dict[str, str] = field(default_factory=dict)
    who: dict[str, str] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)
    item: int = 0

    def add(self, person: str, pages: dict[str, str]) -> None:
        """Pages of the desk that this person opens."""
        self.desk |= pages
        self.who |= dict.fromkeys(pages, person)


def settle_lists() -> None:
    """Writes the closed lists again, where another test has emptied all tables."""
    if not Theme.objects.exists():
        seed.load(apps)
    if not InterpretationRule.objects.exists():
        seed.load_rules(apps)
    if not ReviewStep.objects.exists():
        publishing_seed.load(apps)
    if not CalendarYear.objects.exists():
        import_module("gongkai.base.migrations.0003_calendar_seed").load(apps, None)


def build() -> World:
    """Writes everything."""
    settle_lists()
    city = make_city()
    people = make_people(city)
    world = World(people)
    _publish(city, world)
    _import(people.clerk, world)
    _registers(city, people.clerk, world)
    world_workflow.write(city, people, world)
    world_beside.write(city, people, world)
    world_foi.write(city, people, world)
    notices.notify(
        [people.clerk],
        "有一份文件等您核对",
        text="“通知.txt”已经解析，请核对后入库。",
        url="/desk/",
    )
    for name in People.__slots__:
        world.sessions[name] = session_of(getattr(people, name))
    search_services.rebuild()
    return world


def session_of(user: User) -> str:
    """A session in which the person has signed in."""
    browser = Client()
    browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return browser.cookies["gongkai_session"].value


def _publish(city: City, world: World) -> None:
    theme = Theme.objects.exclude(parent=None).first()
    row = make_publication(
        "明湖市教育局关于做好中小学课后服务工作的通知", unit=city.education, doc_no="明教发〔2024〕7号", issuers=["明湖市教育局", "明湖市财政局"],
        outline=OUTLINE, text="为减轻家庭接送负担，现就课后服务有关事项通知如下。", tables=[TASKS], addressees=["各区县教育局", "局属各学校"],
        signature="明湖市教育局\n明湖市财政局", annotation="此件公开发布", copies_to="市委各部门，市人大常委会办公厅。", printing_unit="明湖市教育局办公室",
        printed_on=dt.date(2024, 5, 7), doc_type="通知", theme=theme, keywords=["课后服务", "收费"], summary="放学后孩子可以留在学校到十八时。",
        index_no="DW0000005/2024-00001", statutory_item=StatutoryItem.objects.get(number=1),
    )  # fmt: skip
    attach(row, 1, title="课后服务申请表")
    attach(row, 2, title="收费标准")
    old = make_publication(
        "明湖市课后服务暂行办法",
        unit=city.education,
        doc_no="明教发〔2019〕3号",
        signed_on=dt.date(2019, 3, 1),
        outline=OUTLINE[:2],
    )
    relate(row, RelationKind.REPEALS, old, on=dt.date(2024, 5, 6))
    relate(
        row,
        RelationKind.BASED_ON,
        target_doc_no="国办发〔2019〕54号",
        target_title="关于全面推进基层政务公开标准化规范化工作的指导意见",
    )
    reading = make_publication(
        "一图读懂课后服务",
        unit=city.education,
        kind=Kind.INTERPRETATION,
        text="每天到十八时。\n不强制参加。",
    )
    relate(reading, RelationKind.INTERPRETS, row)
    gone = make_publication("撤下的通知", unit=city.education, state=State.WITHDRAWN)
    kinds = {
        Kind.GUIDE: "明湖市教育局政府信息公开指南",
        Kind.SYSTEM: "明湖市政府信息公开规定",
        Kind.INFORMATION: "学校名单",
    }
    others = {
        kind: make_publication(
            title, unit=city.education, kind=kind, outline=OUTLINE, text="正文。"
        )
        for kind, title in kinds.items()
    }
    for year in (2021, 2022, 2023):
        make_publication(
            f"{year}年政府信息公开工作年度报告",
            unit=city.education,
            kind=Kind.ANNUAL_REPORT,
            period_year=year,
        )
    make_many(13, unit=city.office, doc_type="通知")
    make_many(3, unit=city.east, doc_type="意见")
    city.education.functions = "管理全市教育工作。\n指导学校建设。"
    city.education.address, city.education.hours = "明湖市泉水路1号", "工作日 9:00—17:00"
    city.education.save()
    code = row.get_absolute_url()
    world.public = {
        "home": "/", "search": "/search/", "results": "/search/?q=课后服务", "results with filters": "/search/?q=工作&validity=all&type=通知",
        "nothing found": "/search/?q=量子纠缠", "document": code, "document on a day": f"{code}?on=2020-01-01", "repealed": old.get_absolute_url(),
        "interpretation": reading.get_absolute_url(), "information": others[Kind.INFORMATION].get_absolute_url(), "withdrawn": gone.get_absolute_url(),
        "units": "/units/", "unit": "/units/education/", "guide": "/open/guide/", "system": "/open/system/", "statutory": "/open/statutory/",
        "annual reports": "/open/annual-report/", "block of a unit": "/units/education/open/guide/", "site map": "/sitemap/", "preferences": "/preferences/",
        "accessibility": "/accessibility/", "find errors": f"/find-errors/?page={code}", "api": "/api/", "not found": "/nothing/",
    }  # fmt: skip


def _import(clerk: User, world: World) -> None:
    read = upload(
        clerk,
        ("通知.txt", NOTICE),
        ("任务分工表.txt", TABLE_FILE),
        ("涉密.txt", "绝密★10年\n\n关于某事的通知\n"),
    )
    jobs.run_due()
    upload(clerk, ("等待.txt", NOTICE))
    item = ImportItem.objects.get(pk=read[1].pk)
    world.item = item.pk
    done = ImportItem.objects.get(
        pk=upload(clerk, ("办完.txt", NOTICE.replace("7号", "9号")))[0].pk
    )
    imports.parse_item(done.pk)
    done = imports.accept(ImportItem.objects.get(pk=done.pk), by=clerk, version=1)
    pages = {
        "home": "/desk/", "import": reverse("desk_import"), "batch": reverse("desk_import_batch", args=[item.batch_id]),
        "review": reverse("desk_import_item", args=[read[0].pk]), "review of a table": reverse("desk_import_item", args=[item.pk]),
        "review done": reverse("desk_import_item", args=[done.pk]), "library": reverse("desk_library"), "library empty": reverse("desk_library") + "?q=没有",
        "notices": "/desk/notices/", "password": "/desk/password/",
    }  # fmt: skip
    world.add("clerk", pages)


def _registers(city: City, clerk: User, world: World) -> None:
    unit, person = {"pk": city.education.pk}, {"pk": clerk.pk}
    pages = {
        "units": reverse("desk_units"), "unit new": reverse("desk_unit_new"), "unit": reverse("desk_unit", kwargs=unit),
        "unit edit": reverse("desk_unit_edit", kwargs=unit), "unit rename": reverse("desk_unit_rename", kwargs=unit),
        "unit move": reverse("desk_unit_move", kwargs=unit), "unit close": reverse("desk_unit_close", kwargs=unit),
        "units import": reverse("desk_units_import"), "people": reverse("desk_people"), "person new": reverse("desk_person_new"),
        "person": reverse("desk_person", kwargs=person), "person edit": reverse("desk_person_edit", kwargs=person),
        "person roles": reverse("desk_person_roles", kwargs=person), "calendar": reverse("desk_calendar"),
        "calendar load": reverse("desk_calendar_load"), "calendar year": reverse("desk_calendar_year", args=[2026]),
    }  # fmt: skip
    world.add("system_admin", pages)
    world.add("audit_admin", {"trail": "/desk/trail/"})
    world.add("", {"sign in": "/desk/login/"})
