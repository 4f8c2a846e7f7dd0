"""How a letter was served."""

from typing import Any

from django import forms

from gongkai.base.calendar import today
from gongkai.foi.forms.deed import DeedForm
from gongkai.foi.forms.steps import day_field
from gongkai.foi.states import DeliveryMode, LetterState, WantedRoute

_BY_ROUTE = {
    WantedRoute.ONLINE: DeliveryMode.ELECTRONIC,
    WantedRoute.EMAIL: DeliveryMode.ELECTRONIC,
    WantedRoute.POST: DeliveryMode.POST,
    WantedRoute.PICKUP: DeliveryMode.PICKUP,
}


class DeliverForm(DeedForm):
    """送达: mode, days, operator, proof; the mode begins with the way the applicant asked for."""

    mode = forms.ChoiceField(
        label="送达方式",
        choices=DeliveryMode.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "请选择送达方式。"},
    )
    handed_on = day_field(
        "交付、投递或者发送的日期", help_text="邮寄的以这一天为送达日期；电子送达的也是。"
    )
    signed_for_on = day_field(
        "签收日期",
        help_text="直接送达、委托送达和领取的必填，以这一天为送达日期；公告送达填公告期满的日期。",
        required=False,
    )
    operator = forms.CharField(
        label="投递单位",
        required=False,
        max_length=60,
        help_text="邮寄必填，例如“中国邮政挂号信”“EMS”；书面决定不能交给邮政以外的快递企业。",
    )
    evidence = forms.CharField(
        label="凭证号",
        required=False,
        max_length=100,
        help_text="邮件号、发送记录编号或者公告刊载处。",
    )
    receipt = forms.FileField(
        label="凭证文件", required=False, help_text="送达回证、投递凭证等，可以不传。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        route = self.case.application.wanted_route
        self.fields["mode"].initial = _BY_ROUTE.get(WantedRoute(route), DeliveryMode.DIRECT)
        self.fields["handed_on"].initial = today()

    def facts(self) -> dict[str, Any]:
        """What the services of the delivery are called with."""
        names = ("mode", "handed_on", "signed_for_on", "operator", "evidence", "receipt")
        return {name: self.cleaned_data[name] for name in names}


class ServeLetterForm(DeliverForm):
    """The same for a letter that is not the decision."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = {str(row.pk): row for row in unserved(self.case)}
        self.fields = {
            "letter": forms.ChoiceField(
                label="文书",
                choices=[(key, f"{row.title} {row.number}") for key, row in self.rows.items()],
                error_messages={
                    "required": "请选择文书。",
                    "invalid_choice": "这份文书已经登记过送达，请刷新页面。",
                },
            ),
            **self.fields,
        }


def unserved(case: Any) -> list[Any]:
    """Issued letters without a delivery, besides the decision that waits for its own act."""
    waiting = case.decisions.filter(round=case.round).values_list("letter", flat=True)
    rows = case.letters.filter(state=LetterState.ISSUED, deliveries=None)
    return list(rows.exclude(pk__in=[pk for pk in waiting if pk]))
