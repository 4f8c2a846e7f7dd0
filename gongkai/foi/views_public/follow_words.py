"""What happened to an application, in the applicant's words; no official is named."""

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from gongkai.foi.models import CaseAct, DisclosureRequest
from gongkai.foi.states import Act, ConsultationKind, DeliveryMode, Stage
from gongkai.lib.clock import Clock
from gongkai.lib.dates import plain_date

_OPEN = (Stage.REGISTERED, Stage.HANDLING, Stage.REVIEW, Stage.SIGNING, Stage.REOPENED)


@dataclass(frozen=True, slots=True)
class Mark:
    """One stage of the line: its word, its day, whether it is behind, here, or ahead."""

    label: str
    on: dt.date | None
    state: str
    side: str = ""

    @property
    def word(self) -> str:
        """The state in a word."""
        return {"done": "已完成", "now": "现在", "todo": "还没有到"}[self.state]


def said(act: CaseAct) -> tuple[str, list[str]]:
    """An act as title and further lines."""
    data = act.data
    until = _day(data.get("until") or data.get("pay_until"))
    by_then = [f"请在{plain_date(until)}前（含当日）办理。"] if until else []
    match Act(act.kind):
        case Act.SUBMIT:
            return ("工作人员代您填写并提交了申请" if act.by_id else "您提交了申请"), []
        case Act.REGISTER:
            return "确认收到您的申请并登记", ["答复期限从第二天起计算。"]
        case Act.SPLIT:
            return "申请涉及几件事，分成几件分别办理", []
        case Act.SPLIT_OFF:
            return "这一件由原来的申请拆分而来", []
        case Act.ASK_CLARIFICATION:
            points = [line for line in (act.note or "").splitlines() if line.strip()]
            return "请您补正申请", [*points, *by_then]
        case Act.RECEIVE_CORRECTION:
            return "收到您的补正", ["答复期限从第二天起重新计算。"]
        case Act.LAPSE:
            fee = data.get("outcome") == "D6-2"
            return "视为放弃申请", ["期满没有缴费。" if fee else "期满没有补正。"]
        case Act.CONSULT:
            return _consulted(data.get("kind", "")), ["等待意见的时间不计入答复期限。"]
        case Act.TAKE_OPINION | Act.CLOSE_HOLD:
            return "征求意见结束", ["答复期限继续计算。"]
        case Act.EXTEND:
            return f"延长答复期限{data.get('days', '')}个工作日", ["理由写在延期答复告知书里。"]
        case Act.DEMAND_REASONS:
            return "请您说明理由", by_then
        case Act.TAKE_REASONS:
            return "收到您说明的理由", []
        case Act.AGREE_LATER:
            return "确定延迟答复", [f"将在{plain_date(until)}前（含当日）答复。"] if until else []
        case Act.FEE_NOTICE:
            return "通知您缴纳信息处理费", [f"金额{data.get('amount', '')}元。", *by_then]
        case Act.FEE_PAID:
            return "收到您缴纳的费用", ["答复期限从第二天起重新计算。"]
        case Act.DELIVER:
            mode = data.get("mode", "")
            way = DeliveryMode(mode).label if mode in DeliveryMode.values else ""
            return "答复送达", [f"送达方式：{way}。"] if way else []
        case Act.WITHDRAW:
            return "您撤回了申请", []
        case Act.REOPEN:
            again = f"将在{plain_date(until)}前（含当日）重新答复。" if until else ""
            return "按复议决定或者判决重新办理", [again] if again else []
        case Act.RATE:
            return "您作了评价", []
    return act.get_kind_display(), []


def line_of(case: DisclosureRequest, clock: Clock | None) -> list[Mark]:
    """The five stages with their days; what stands beside them is said at the stage."""
    acts = [act for act in case.acts.all() if act.visible]
    first = {act.kind: act.on for act in reversed(acts) if act.round == case.round}
    known = {act.kind: act.on for act in reversed(acts)}
    at, side = _place(Stage(case.stage)), _side(case, clock)
    assigned = [a.on for a in case.acts.all() if a.kind == Act.ASSIGN and a.round == case.round]
    again = case.round > 1
    ended = _ended(case)
    marks = [
        ("提交申请", known.get(Act.SUBMIT) or _submitted(case)),
        ("收到并登记", case.received_on),
        ("重新办理" if again else "办理", first.get(Act.REOPEN) or next(iter(assigned), None)),
        (
            ended or ("重新答复" if again else "答复"),
            first.get(Act.DELIVER) or first.get(Act.LAPSE) or first.get(Act.WITHDRAW),
        ),
        ("办结", case.closed_on),
    ]
    return [
        Mark(label, on if n <= at else None, _state(n, at), side if n == at else "")
        for n, (label, on) in enumerate(marks)
    ]


def next_step(case: DisclosureRequest, clock: Clock | None) -> str:
    """What comes next, in a sentence or two."""
    unit, stage = case.unit.name, Stage(case.stage)
    if stage == Stage.SUBMITTED:
        return f"等{unit}确认收到并登记。登记以后，从第二天起计算20个工作日（条例第三十一条、第三十三条）。"
    if stage == Stage.CLARIFYING:
        until = clock.waiting_until if clock else None
        by = f"请您在{plain_date(until)}前（含当日）补正。" if until else "请您补正申请。"
        return f"{by}收到补正以后，答复期限重新计算；没有正当理由逾期不补正的，视为放弃申请（条例第三十条）。"
    if stage in _OPEN:
        return _while_open(case, clock)
    if stage == Stage.DECIDED:
        return f"答复已经签发，{unit}正在按您选择的方式送达；送达以后，文书会出现在这一页。"
    if stage == Stage.WITHDRAWN or _ended(case) == "撤回申请":
        return "您已经撤回这件申请，不再办理。以后仍然需要的，可以重新申请。"
    if stage == Stage.LAPSED or _ended(case) == "视为放弃":
        return (
            "期满没有补正或者没有缴费，这件申请视为放弃，不再办理。以后仍然需要的，可以重新申请。"
        )
    replied = next((a.on for a in reversed(case.acts.all()) if a.kind == Act.DELIVER), None)
    when = f"已于{plain_date(replied)}" if replied else "已经"
    return f"答复{when}送达。请查收文书和提供的信息；对答复不服的，看“不服怎么办”。"


def _while_open(case: DisclosureRequest, clock: Clock | None) -> str:
    unit = case.unit.name
    if clock is None or (clock.due is None and clock.waiting_until is None):
        return f"{unit}正在办理。"
    if clock.waiting_for == "payment" and clock.waiting_until:
        day = plain_date(clock.waiting_until)
        return f"请您在{day}前（含当日）缴纳信息处理费。缴清以后，答复期限重新计算；逾期不缴的，视为放弃申请。"
    due = plain_date(clock.due) if clock.due else ""
    if clock.is_overdue:
        return (
            f"答复期限{due}已经过去，{unit}还没有送达答复。您可以向{unit}询问，也可以向上一级行政机关"
            "或者政府信息公开工作主管部门投诉、举报（条例第五十一条）。"
        )
    left = f"，还有{clock.remaining}个工作日" if clock.remaining is not None else ""
    if clock.paused_until:
        return (
            f"{unit}正在征求意见，最迟到{plain_date(clock.paused_until)}结束，这段时间不计入答复期限。"
            f"应当在{due}前（含当日）答复您{left}。"
        )
    return f"{unit}正在办理，应当在{due}前（含当日）答复您{left}。"


def _consulted(kind: str) -> str:
    if kind == ConsultationKind.JOINT_MAKER:
        return "征求共同制作机关的意见"
    return "征求第三方的意见"


def _place(stage: Stage) -> int:
    """Which of the five marks is here; past the last one where everything is done."""
    places = {
        Stage.SUBMITTED: 1,
        Stage.DECIDED: 3,
        Stage.DELIVERED: 4,
        Stage.LAPSED: 4,
        Stage.WITHDRAWN: 4,
        Stage.CLOSED: 5,
        Stage.ARCHIVED: 5,
    }
    return places.get(stage, 2)


def _state(n: int, at: int) -> str:
    return "done" if n < at else "now" if n == at else "todo"


def _side(case: DisclosureRequest, clock: Clock | None) -> str:
    """The side stage, plainly."""
    if case.stage == Stage.CLARIFYING:
        return "正在等您补正，答复期限没有计算。"
    if clock is not None and clock.waiting_for == "payment":
        return "正在等您缴费，答复期限没有计算。"
    if clock is not None and clock.paused_until and case.is_open:
        return "正在征求意见，答复期限暂停计算。"
    if case.stage in (Stage.REVIEW, Stage.SIGNING):
        return "答复已经拟好，正在审核。"
    if case.stage in (Stage.DELIVERED, Stage.LAPSED, Stage.WITHDRAWN):
        return "承办机关正在整理案卷，不需要您做什么。"
    return ""


def _ended(case: DisclosureRequest) -> str:
    """How the case ended without an answer, "" where it did not."""
    last = next(
        (
            act.kind
            for act in reversed(case.acts.all())
            if act.kind in (Act.WITHDRAW, Act.LAPSE, Act.DELIVER, Act.REOPEN)
        ),
        "",
    )
    if case.stage == Stage.WITHDRAWN or last == Act.WITHDRAW:
        return "撤回申请"
    return "视为放弃" if case.stage == Stage.LAPSED or last == Act.LAPSE else ""


def _submitted(case: DisclosureRequest) -> dt.date:
    return timezone.localtime(case.application.submitted_at).date()


def _day(text: object) -> dt.date | None:
    return dt.date.fromisoformat(text) if isinstance(text, str) and text else None
