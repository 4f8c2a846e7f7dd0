"""检索记录 on the page of a case."""

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.records import SearchForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import searching
from gongkai.foi.states import Act


def _search(case: DisclosureRequest, form: SearchForm, user: User) -> str:
    searching.search_record(case, by=user, seen=form.seen, **form.facts())
    return "检索记录已保存。"


DEEDS: tuple[Deed, ...] = (
    Deed(
        Act.SEARCH,
        "登记检索记录",
        "记下在哪里、用什么词检索过和检索的结果；答复“信息不存在”必须有这份记录。",
        SearchForm,
        _search,
    ),
)
