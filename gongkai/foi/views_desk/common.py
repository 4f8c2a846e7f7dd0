"""What the desk pages of the disclosure requests share."""

from django.http import Http404, HttpRequest

from gongkai.base.queries.people import has_role
from gongkai.base.states import Role
from gongkai.foi import rules
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.queries import case_pages
from gongkai.foi.queries.workbench import KNOWERS

NOT_USER = (
    "依申请公开由登记、承办、审核、签发人员和主管部门办理，您的账号没有这些角色；"
    "如需要，请联系安全管理员指定。"
)


def case_or_404(request: HttpRequest, pk: int) -> DisclosureRequest:
    """The case with everything its page shows; a case the person may not see is not there."""
    case = case_pages.open_case(request.user, pk)
    if case is None:
        raise Http404
    return case


def knows_some(user: rules.Person) -> bool:
    """Whether the person may know the applicants of at least some cases."""
    return has_role(user, *KNOWERS, Role.HANDLER)
