"""The questions to the applicant, one matter a page (条例第二十九条); the purpose is never asked."""

from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from gongkai.base.forms import TokenForm
from gongkai.base.refusal import Refusal
from gongkai.foi.forms.intake import FilesField, FilesInput
from gongkai.foi.services.applying import Draft
from gongkai.foi.services.intake import ACCEPT, Paper, spelling
from gongkai.foi.services.intake.checking import MOST_WANTED
from gongkai.foi.states import ApplicantKind, FilePurpose, IdKind, WantedForm, WantedRoute

Choices = Sequence[tuple[str, str]]
# What a browser sends as one line break counts as two characters.
_ROOM = 2 * MOST_WANTED


class StepForm(forms.Form):
    """One page of questions; its answers go into the draft by the names of the fields.

    `held` are the files the draft has already; fields named in `sensitive` never stay on the device
    unless the person says so.
    """

    use_required_attribute = False
    sensitive: tuple[str, ...] = ()

    def __init__(
        self, *args: Any, draft: Draft | None = None, held: int = 0, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.draft = draft
        self.held = held
        for name in self.sensitive:
            self.fields[name].widget.attrs["data-sensitive"] = ""

    def answers(self) -> dict[str, Any]:
        """What goes into the draft."""
        return {
            name: value
            for name, value in self.cleaned_data.items()
            if isinstance(value, str | bool)
        }

    def said(self, name: str) -> str:
        """A cleaned answer, or that of an earlier page; "" for none."""
        earlier = self.draft.answers.get(name, "") if self.draft else ""
        return str(self.cleaned_data.get(name, earlier) or "")

    def spelled(self, name: str, spell: Callable[[], str]) -> None:
        """Puts the normal form of an answer in its place, or the reason why it has none."""
        if self.has_error(name):
            return
        try:
            self.cleaned_data[name] = spell()
        except Refusal as refusal:
            self.add_error(name, refusal.sentence)


def _line(label: str, help_text: str = "", *, most: int = 200, **attrs: Any) -> forms.CharField:
    required = attrs.pop("required", "")
    attrs.setdefault("autocomplete", "off")
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=bool(required),
        max_length=most,
        widget=forms.TextInput(attrs=attrs),
        error_messages={
            "required": required,
            "max_length": f"{label}最多写{most}个字，请写得短一些。",
        },
    )


def _radios(label: str, choices: Choices, missing: str, help_text: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=choices,
        widget=forms.RadioSelect,
        help_text=help_text,
        error_messages={"required": missing, "invalid_choice": missing},
    )


class OfficeForm(StepForm):
    """Which agency is asked (条例第十条)."""

    unit = forms.ChoiceField(
        label="受理机关",
        help_text="谁制作的信息，向谁申请；从别处取得、由它保存的，向保存的机关申请。打几个字就能找到。",
        widget=forms.Select(attrs={"data-combobox": ""}),
        error_messages={
            "required": "请选择向哪个机关申请。",
            "invalid_choice": "请在列出的机关中选择一个。",
        },
    )

    def __init__(self, *args: Any, units: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].choices = [("", "请选择"), *units]  # type: ignore[attr-defined]


class WhatForm(StepForm):
    """Name, document number or other features of what is wanted."""

    wanted = forms.CharField(
        label="您要什么信息",
        help_text="写明名称、文号或者其他特征，例如哪一年、哪件事、哪个地方。越具体找得越快。不用写用途。",
        max_length=_ROOM,
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "data-find": ""}),
        error_messages={
            "required": "请写明需要的政府信息的名称、文号或者便于查询的其他特征。",
            "max_length": f"最多写{MOST_WANTED}字，请写要点，其余内容可以作为材料上传。",
        },
    )
    doc_no = _line("文号", "知道文号的填写，例如“明政发〔2024〕8号”。", most=100)
    proposes_publication = forms.BooleanField(
        label="建议把这项信息主动向社会公开",
        required=False,
    )

    def clean_wanted(self) -> str:
        text = str(self.cleaned_data["wanted"]).replace("\r\n", "\n").strip()
        if len(text) < 2:
            raise forms.ValidationError(self.fields["wanted"].error_messages["required"])
        if len(text) > MOST_WANTED:
            raise forms.ValidationError(self.fields["wanted"].error_messages["max_length"])
        return text


class WhoForm(StepForm):
    """Who applies: name and proof of identity."""

    kind = _radios("申请人是", ApplicantKind.choices, "请选择申请人是个人还是哪一类单位。")
    name = _line(
        "姓名或者单位名称",
        "与证件上的一致。",
        most=100,
        required="请填写姓名或者单位名称。",
        autocomplete="name",
    )
    id_kind = forms.ChoiceField(
        label="证件种类",
        choices=IdKind.choices,
        initial=IdKind.RESIDENT,
        error_messages={"invalid_choice": "请在列出的选项中选择证件种类。"},
    )
    id_number = _line(
        "证件号码",
        "条例要求提供身份证明。填写号码，或者留空并在下一步上传证件的照片。空格和全角都可以。",
        most=60,
    )
    contact_name = _line("联系人", "写与单位里的哪一位联系。", most=50)
    agent = _radios(
        "由谁提出申请",
        [("no", "申请人自己"), ("yes", "受申请人委托的代理人")],
        "请选择由申请人自己还是由代理人提出。",
    )
    agent_name = _line("代理人姓名", "下一步需要上传授权委托书。", most=50)
    agent_id_number = _line("代理人身份证号码", most=60)
    sensitive = ("id_number", "agent_id_number")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._clean_number()
        self.spelled(
            "agent_id_number",
            lambda: spelling.id_number(
                cleaned.get("agent_id_number", ""), "", field="agent_id_number"
            )[0],
        )
        if cleaned.get("agent") == "yes" and not cleaned.get("agent_name"):
            self.add_error("agent_name", "由代理人提出的，请填写代理人姓名。")
        return cleaned

    def _clean_number(self) -> None:
        """The two numbers with check digits tell themselves which they are."""
        data = self.cleaned_data
        said = data.get("id_kind", "")
        loose = said in (IdKind.RESIDENT, IdKind.CREDIT_CODE)

        def spell() -> str:
            number, kind = spelling.id_number(data.get("id_number", ""), "" if loose else said)
            data["id_kind"] = kind or said
            return number

        self.spelled("id_number", spell)


def _photos(label: str, help_text: str) -> FilesField:
    return FilesField(
        label=label,
        help_text=help_text,
        required=False,
        allow_empty_file=True,
        max_length=200,
        widget=FilesInput(attrs={"accept": f"image/*,{ACCEPT}"}),
        error_messages={"max_length": "文件名太长，请改短以后重新选择。"},
    )


class ProofForm(StepForm):
    """Scans: proof of identity, the mandate of an agent, further material."""

    identity = _photos("身份证明", "证件有照片的一面，单位传营业执照或者法人证书；可以直接拍照。")
    mandate = _photos("授权委托书", "由申请人签名或者盖章，写明委托事项。")
    files = _photos("其他材料", "能帮助找到信息的图片、文件。带密级标志的文件不得上传。")  # type: ignore[assignment]
    PURPOSES = {
        "identity": FilePurpose.IDENTITY,
        "mandate": FilePurpose.MANDATE,
        "files": FilePurpose.APPLICATION,
    }

    def __init__(self, *args: Any, purposes: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = frozenset(purposes)
        if not self._agent:
            del self.fields["mandate"]

    @property
    def _agent(self) -> bool:
        return bool(self.draft and self.draft.answers.get("agent") == "yes")

    def papers(self) -> list[Paper]:
        """The chosen files with what they are."""
        chosen: list[tuple[UploadedFile, FilePurpose]] = [
            (file, purpose)
            for name, purpose in self.PURPOSES.items()
            for file in self.cleaned_data.get(name) or []
        ]
        return [Paper(file, file.name or "", purpose) for file, purpose in chosen]

    def check_complete(self) -> None:
        """Adds an error where something that must be shown is neither chosen nor held."""
        there = self.purposes | {
            purpose for name, purpose in self.PURPOSES.items() if self.cleaned_data.get(name)
        }
        number = self.draft.answers.get("id_number") if self.draft else ""
        if not number and FilePurpose.IDENTITY not in there:
            self.add_error(
                "identity", "上一步没有填写证件号码，请上传身份证明，或者返回上一步填写号码。"
            )
        if self._agent and FilePurpose.MANDATE not in there:
            self.add_error("mandate", "由代理人提出的，请上传申请人签名或者盖章的授权委托书。")


# Which routes bring a thing of that form.
_ROUTES = {
    WantedForm.ELECTRONIC: frozenset(WantedRoute),
    WantedForm.PAPER: frozenset({WantedRoute.POST, WantedRoute.PICKUP, WantedRoute.FAX}),
    WantedForm.DISC: frozenset({WantedRoute.POST, WantedRoute.PICKUP}),
    WantedForm.INSPECTION: frozenset({WantedRoute.PICKUP}),
}
_ROUTE_NEEDS = {
    WantedRoute.POST: ("address", "选择了邮寄，请填写通信地址，写到门牌号。"),
    WantedRoute.EMAIL: ("email", "选择了用电子邮件获取，请填写电子邮箱。"),
    WantedRoute.FAX: ("fax", "选择了用传真获取，请填写传真号码。"),
    WantedRoute.PICKUP: ("phone", "选择了自行领取，请填写手机或者固定电话，便于通知领取。"),
}


class ReachForm(StepForm):
    """In which form and by which route, and how to reach the applicant."""

    wanted_form = _radios("希望得到什么形式的信息", WantedForm.choices, "请选择希望得到的形式。")
    wanted_route = _radios("希望怎样得到", WantedRoute.choices, "请选择怎样获取。")
    phone = _line(
        "手机或者固定电话",
        "只用来联系这件申请的事。",
        most=60,
        autocomplete="tel",
        inputmode="tel",
    )
    email = _line("电子邮箱", most=254, autocomplete="email", inputmode="email")
    fax = _line("传真号码", most=60, inputmode="tel")
    address = _line("通信地址", "写到门牌号，邮寄时照此寄送。", autocomplete="street-address")
    help_needed = _line(
        "需要的帮助",
        "阅读、视听有困难的，写明需要什么帮助，例如大字版、当面宣读（条例第四十三条）。",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("phone", "fax"):
            self.spelled(name, lambda name=name: spelling.phone(cleaned.get(name, ""), field=name))  # type: ignore[misc]
        self.spelled("email", lambda: spelling.email(cleaned.get("email", "")))
        self._check_route()
        return cleaned

    def _check_route(self) -> None:
        form, route = self.said("wanted_form"), self.said("wanted_route")
        if form in _ROUTES and route and route not in _ROUTES[WantedForm(form)]:
            routes = "、".join(r.label for r in WantedRoute if r in _ROUTES[WantedForm(form)])
            self.add_error(
                "wanted_route", f"选择了{WantedForm(form).label}，请从这些方式中选：{routes}。"
            )
            return
        field, sentence = _ROUTE_NEEDS.get(route, ("", ""))  # type: ignore[call-overload]
        if field and not self.said(field) and not self.has_error(field):
            self.add_error(field, sentence)
        reached = any(self.said(name) or self.has_error(name) for name in ("phone", "email", "address"))  # fmt: skip
        if not field and not reached:
            self.add_error("phone", "请填写电话，或者填写电子邮箱、通信地址中的一项，便于联系您。")


class SendForm(TokenForm):
    """The last page: nothing is asked any more."""
