"""送达 on the page of a case."""

from gongkai.base.models import User
from gongkai.foi.deeds.base import Deed
from gongkai.foi.forms.delivering import DeliverForm
from gongkai.foi.models import DisclosureRequest
from gongkai.foi.services import delivering
from gongkai.foi.states import Act
from gongkai.lib.dates import plain_date


def _deliver(case: DisclosureRequest, form: DeliverForm, user: User) -> str:
    delivery = delivering.deliver(case, by=user, seen=form.seen, **form.facts())
    case.refresh_from_db(fields=["on_time"])
    word = "在期限之内" if case.on_time else "超过了期限"
    return f"送达日期是{plain_date(delivery.effective_on)}，{word}。"


DEEDS: tuple[Deed, ...] = (
    Deed(
        Act.DELIVER,
        "登记送达",
        "登记怎样送达、哪天送达；登记以后申请人可以看到答复文书和提供的文件。",
        DeliverForm,
        _deliver,
        main=True,
    ),
)
