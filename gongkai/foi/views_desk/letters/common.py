"""What the pages of the letters share."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from gongkai.base.services.trail import note_look
from gongkai.base.views_registers.common import allow, person
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest, FoiLetter
from gongkai.foi.queries.cases import visible_to

NOT_READER = (
    "文书里写有申请人的姓名和申请内容，只给要与申请人联系的同志看（登记、承办、公开工作机构和签发），"
    "您的账号没有这些角色。"
)
NOT_WRITER = "文书由登记、承办、公开工作机构和签发人员起草，已经归档的案件不再起草。"


def case_of(request: HttpRequest, pk: int) -> DisclosureRequest:
    """The case, for those who may see it."""
    rows = visible_to(request.user).select_related("application__applicant", "unit")
    return get_object_or_404(rows.prefetch_related("team"), pk=pk)


def letter_of(request: HttpRequest, pk: int, letter_pk: int) -> FoiLetter:
    """A letter of a case with its text, for those who may know the applicant.

    Raises:
        Http404: the person does not see the case, or the letter is of another one.
        Forbidden: sees the case, but not who applies.
    """
    case = case_of(request, pk)
    rows = FoiLetter.objects.filter(case=case).select_related("unit", "issued_number", "by", "pdf")
    found = get_object_or_404(rows.select_related("replaces"), pk=letter_pk)
    allow(rules.may_see_applicant(request.user, case), NOT_READER)
    found.case = case
    return found


def note_letter(request: HttpRequest, letter: FoiLetter) -> None:
    """Writes into the trail that the person has looked at the letter."""
    note_look(letter.case, by=person(request), unit=letter.case.unit, what=f"文书：{letter.title}")
