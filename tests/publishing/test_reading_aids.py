"""Beside a public text: what it means in a sentence, its interpretation first, and whom to ask."""

import lxml.html
from django.test import Client

from gongkai.base.models import Unit
from gongkai.publishing.models import Publication
from gongkai.publishing.states import Kind, RelationKind
from tests.cast import City
from tests.publishing.factories import make_publication, relate

AIDS = "//*[contains(concat(' ', @class, ' '), ' aid ')]"
ASK = "//aside//details[.//h2[text()='有疑问问谁']]"


def page(visitor: Client, row: Publication) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(visitor.get(row.get_absolute_url()).content)


def test_the_sentence_and_the_interpretation_stand_before_the_sheet(
    visitor: Client, city: City
) -> None:
    row = make_publication("高龄津贴办法", unit=city.education, summary="八十岁以上每月都能领。")
    reading = make_publication("高龄津贴办法解读", unit=city.education, kind=Kind.INTERPRETATION)
    relate(reading, RelationKind.INTERPRETS, row)
    (aid,) = page(visitor, row).xpath(AIDS)
    assert aid.xpath("p/text()") == ["八十岁以上每月都能领。"]
    assert aid.xpath(".//a/@href") == [reading.get_absolute_url()]
    assert aid.getnext().get("class") == "sheet"


def test_a_text_with_neither_has_no_empty_frame(visitor: Client, city: City) -> None:
    assert page(visitor, make_publication(unit=city.education)).xpath(AIDS) == []


def test_the_reader_is_told_whom_to_ask_where_the_unit_has_a_telephone(
    visitor: Client, city: City
) -> None:
    Unit.objects.filter(pk=city.education.pk).update(phone="0999-8100", hours="工作日8:30至17:00")
    Unit.objects.filter(pk=city.garden.pk).update(phone="")
    known = page(visitor, make_publication("甲办法", unit=city.education))
    silent = page(visitor, make_publication("乙办法", unit=city.garden))
    (ask,) = known.xpath(ASK)
    shown = [dd.text_content() for dd in ask.xpath(".//dd")]
    assert shown == [city.education.label, "0999-8100", "工作日8:30至17:00"]
    assert silent.xpath(ASK) == []
