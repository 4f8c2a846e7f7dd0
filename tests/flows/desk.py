"""People at the desk, seen through its pages: what a form sends is read from the page itself."""

import io
from typing import Any

import lxml.html
from django.test import Client
from django.urls import reverse
from docx import Document

from gongkai.base import jobs, outbox
from gongkai.publishing.models import Publication
from tests.publishing.drafting.factories import fields_of

# A document as it comes from an office system, read from a Word file.
LINES = (
    "明湖市教育局文件",
    "明教发〔2026〕31号",
    "明湖市窗口服务管理办法",
    "各区县教育局，局属各学校：",
    "为方便群众办事，现就窗口服务有关事项规定如下。",
    "一、服务时间",
    "窗口每天上午九时到下午五时开放。",
    "二、服务要求",
    "窗口工作人员应当一次告知所需材料。",
    "明湖市教育局",
    "2026年5月6日",
    "（此件公开发布）",
)


def word_file(lines: tuple[str, ...] = LINES) -> bytes:
    """A Word file with these paragraphs."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def worker() -> None:
    """What the worker does in a second: the jobs that are due, then the readers of the outbox."""
    jobs.run_due()
    outbox.read_all()


def page_of(row: Publication) -> str:
    """The publication's page on the desk."""
    return reverse("desk_publication", args=[row.pk])


def form_on(client: Client, url: str, path: str) -> dict[str, Any]:
    """What a form of the page would send when nothing is typed."""
    answer = client.get(url)
    assert answer.status_code == 200, url
    (form,) = lxml.html.fromstring(answer.content.decode()).xpath(path)
    return fields_of(form)


def act(client: Client, row: Publication, name: str, **typed: Any) -> None:
    """Opens the publication's page, fills the form of an act, and sends it."""
    url = page_of(row)
    sent = form_on(client, url, f'//details[@id="deed-{name}"]//form') | typed
    answer = client.post(url, {**sent, "act": name})
    assert answer.status_code == 302, lxml.html.fromstring(answer.content).text_content()[:3000]


def write(client: Client, row: Publication, **typed: Any) -> None:
    """Opens the draft, fills its form and saves it."""
    url = reverse("desk_draft", args=[row.pk])
    sent = form_on(client, url, '//form[@id="draft"]') | typed
    answer = client.post(url, {**sent, "act": "save"})
    assert answer.status_code == 302, lxml.html.fromstring(answer.content).text_content()[:3000]
