"""An application written up on the desk: the form that is filled in by keyboard."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gongkai.base.calendar import today
from gongkai.base.forms import DayField, TokenForm, UnitChoice
from gongkai.base.models import Unit
from gongkai.foi.services.intake import (
    ACCEPT,
    ApplicantFacts,
    ApplicationFacts,
    Paper,
    Receipt,
)
from gongkai.foi.services.intake.registering import FIXED_BY_ARRIVAL
from gongkai.foi.states import (
    ApplicantKind,
    Channel,
    FilePurpose,
    IdKind,
    WantedForm,
    WantedRoute,
)

# Written up by a clerk, the most frequent first; what comes by the internet enters itself.
CLERK_CHANNELS = (
    Channel.IN_PERSON,
    Channel.ORAL,
    Channel.POST_SIGNED,
    Channel.POST_PLAIN,
    Channel.FAX,
    Channel.EMAIL,
    Channel.KIOSK,
)
_LONG = forms.Textarea


class FilesInput(forms.ClearableFileInput):
    """The browser's chooser of files, for more than one."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        one = super().clean
        return [one(file, initial) for file in data or [] if file]


def line(label: str, help_text: str = "", *, most: int = 200, **attrs: Any) -> forms.CharField:
    required = attrs.pop("required", False)
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
        error_messages={"required": f"请填写{label}。"},
    )


def area(label: str, help_text: str = "", *, rows: int = 3, required: bool = False) -> Any:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=5000,
        widget=_LONG(attrs={"rows": rows}),
        error_messages={"required": f"请填写{label}。"},
    )


def _files(label: str, help_text: str = "") -> FilesField:
    return FilesField(
        label=label,
        help_text=help_text,
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=FilesInput(attrs={"accept": ACCEPT}),
    )


class NewRequestForm(TokenForm):
    """An application on paper, by fax, post, mouth or at the counter, in the order of its form."""

    unit = UnitChoice(Unit.objects.none(), label="受理机关", empty_label=None)
    channel = forms.ChoiceField(
        label="提交渠道", choices=[(c.value, c.label) for c in CLERK_CHANNELS]
    )
    arrived_on = DayField(label="到达日期", help_text="实际收到申请的那一天；不改就是今天。")
    name = line("姓名或者单位名称", most=100, required=True, autofocus=True, accesskey="1")
    id_number = line(
        "证件号码", "身份证号、统一社会信用代码或者其他证件的号码，空格和全角都可以。", most=60
    )
    kind = forms.ChoiceField(
        label="申请人类型",
        required=False,
        choices=[("", "按证件号码判断"), *ApplicantKind.choices],
        help_text="年度报告按这一栏统计；按号码判断得不对的，在这里改选。",
    )
    id_kind = forms.ChoiceField(
        label="证件种类", required=False, choices=[("", "按证件号码判断"), *IdKind.choices]
    )
    phone = line("联系电话", most=60)
    address = line("通信地址")
    email = line("电子邮箱", most=254)
    fax = line("传真号码", most=60)
    contact_name = line("联系人", "申请人是单位的，写与谁联系。", most=50)
    agent_name = line("代理人", "委托他人申请的，写代理人姓名，并上传授权委托书。", most=50)
    agent_id_number = line("代理人证件号码", most=60)
    wanted = forms.CharField(
        label="所需信息",
        help_text="照申请原文填写：信息的名称、文号或者便于查询的其他特征。不用问用途。",
        widget=_LONG(attrs={"rows": 5, "accesskey": "2"}),
        max_length=20000,
        error_messages={"required": "请填写所需信息：名称、文号或者便于查询的其他特征。"},
    )
    doc_no = line("文号", "申请人写了文号的，单独记一遍，便于查重。", most=100)
    wanted_form = forms.ChoiceField(label="提供形式", choices=WantedForm.choices)
    wanted_route = forms.ChoiceField(label="获取方式", choices=WantedRoute.choices)
    proposes_publication = forms.BooleanField(label="建议主动公开", required=False)
    help_needed = line("需要的协助", "阅读、视听有困难的，写明需要什么帮助。")
    files = _files("申请材料扫描件", "申请表或者来信；可以一次选几个，带密级标志的文件不得上传。")  # type: ignore[assignment]
    identity = _files("身份证明扫描件", "没有填证件号码的，要有身份证明。")
    mandate = _files("授权委托书扫描件", "委托他人申请的才需要。")
    evidence = line(
        "收到的凭据",
        "挂号信、快递写邮件号和签收人；与申请人确认的，写怎样确认，例如通话的号码和时间。",
        most=300,
        accesskey="3",
    )
    confirmed_with = line(
        "与谁确认",
        "平常信函、传真、电子邮件要与申请人确认；还没有确认的留空，先存入“待登记”。",
        most=50,
    )
    received_on = DayField(
        label="确认日期", required=False, help_text="与申请人确认的那一天；留空就是今天。"
    )
    read_back = forms.BooleanField(
        label="已向申请人宣读或者请其看过，申请人确认无误",
        required=False,
        help_text="口头申请由工作人员代填，必须勾选。",
    )

    GROUPS = (
        ("how", "怎样收到的", ("unit", "channel", "arrived_on")),
        ("who", "申请人", ("name", "id_number", "kind", "phone", "address", "email", "fax")),
        ("what", "所需信息", ("wanted", "doc_no", "wanted_form", "wanted_route")),
        ("fixed", "收到日期", ("evidence", "confirmed_with", "received_on", "read_back")),
        ("papers", "扫描件", ("files", "identity", "mandate")),
        (
            "seldom",
            "不常用的",
            (
                "id_kind",
                "contact_name",
                "agent_name",
                "agent_id_number",
                "help_needed",
                "proposes_publication",
            ),
        ),
    )

    def __init__(self, *args: Any, units: Iterable[Unit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = list(units)
        field = self.fields["unit"]
        field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in ours])  # type: ignore[attr-defined]
        if len(ours) == 1:
            field.widget = forms.HiddenInput()
            field.initial = ours[0]
        self.fields["arrived_on"].initial = today()

    @property
    def groups(self) -> list[tuple[str, str, list[forms.BoundField]]]:
        """The visible fields by the parts of the page."""
        return [
            (name, title, [self[field] for field in fields if not self[field].is_hidden])
            for name, title, fields in self.GROUPS
        ]

    @property
    def seldom_open(self) -> bool:
        """Whether the folded part holds something that was filled in or is wrong."""
        fields = self.GROUPS[-1][2]
        return any(
            self[field].errors or (self.is_bound and self[field].value()) for field in fields
        )

    def applicant(self) -> ApplicantFacts:
        """Who applies, as the service takes it."""
        names = (
            "name",
            "kind",
            "id_kind",
            "id_number",
            "contact_name",
            "phone",
            "fax",
            "email",
            "address",
            "agent_name",
            "agent_id_number",
            "help_needed",
        )
        return ApplicantFacts(**{name: self.cleaned_data[name] for name in names})

    def application(self) -> ApplicationFacts:
        """What is asked for, as the service takes it."""
        names = (
            "unit",
            "channel",
            "wanted",
            "doc_no",
            "wanted_form",
            "wanted_route",
            "proposes_publication",
            "arrived_on",
            "read_back",
        )
        return ApplicationFacts(**{name: self.cleaned_data[name] for name in names})

    def papers(self) -> list[Paper]:
        """The scans with what they are."""
        kinds = {
            "files": FilePurpose.APPLICATION,
            "identity": FilePurpose.IDENTITY,
            "mandate": FilePurpose.MANDATE,
        }
        return [
            Paper(file, file.name or "", purpose)
            for name, purpose in kinds.items()
            for file in self.cleaned_data[name]
        ]

    def receipt(self) -> Receipt | None:
        """What fixes the day of receipt; None where the applicant must still be asked."""
        data = self.cleaned_data
        given = data["evidence"] or data["confirmed_with"] or data["received_on"]
        if data["channel"] in FIXED_BY_ARRIVAL:
            return Receipt(None, data["evidence"], data["confirmed_with"])
        if not given:
            return None
        return Receipt(data["received_on"], data["evidence"], data["confirmed_with"])
