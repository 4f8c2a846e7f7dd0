"""Letters to the applicant that are steps and decide nothing: no redress clause (行政复议法)."""

from gongkai.foi.letters.matter import Facts, Matter, sentence
from gongkai.foi.letters.phrases import LAW, asked, contact, due, numbered, opening, quoted
from gongkai.lib.dates import chinese_date, plain_date


def receipt(m: Matter, f: Facts) -> list[str]:
    """登记回执: number, day of receipt, due day and how it was found."""
    code = (
        f"查询码为{f.text('query_code', '查询码')}，请妥善保管，不要告诉他人。"
        if f.has("query_code")
        else ""
    )
    follow = f"{m.you}可以在本机关网站“依申请公开”栏目，凭申请编号{m.application_number}和查询码查看办理进展、下载文书、提交补正材料或者撤回申请。"
    return [
        f"{opening(m)}提交渠道为{m.channel}。",
        asked(m),
        f"{m.you}希望的提供形式是{m.wanted_form}，获取方式是{m.wanted_route}。",
        f"{due(m)}期限是这样计算的：{m.how_counted or '收到申请当日不计，自次日起计算20个工作日（条例第三十三条）。'}",
        "需要补正申请、征求第三方或者其他机关意见、延长答复期限、收取信息处理费时，期限会相应变化，"
        f"本机关将另行书面告知{m.you}。",
        follow + code,
        contact(m),
    ]  # fmt: skip


def clarification(m: Matter, f: Facts) -> list[str]:
    """补正告知书 (条例第三十条): asked once, everything that is to be put right."""
    what = f.many("what", "需要补正的事项")
    until = f.day("until", "补正期限")
    guidance = [f.whole("guidance", "补正指导")] if f.has("guidance") else []
    return [
        opening(m),
        asked(m),
        f"经审查，该申请内容不够明确，本机关难以据此查找。依照{LAW}第三十条，现一次性告知{m.you}作出补正，需要补正的事项是：",
        *numbered(what),
        *guidance,
        f"请{m.you}在{until}之前（含当日）提交补正材料。等待补正期间不计算答复期限；答复期限自本机关收到补正的申请之日起重新计算。",
        f"无正当理由逾期不补正的，视为放弃申请，本机关不再处理该政府信息公开申请。如有正当理由需要更多时间，请在期满前告诉本机关。补正时可以由本机关工作人员协助{m.you}填写。",
        contact(m),
    ]


def correction_received(m: Matter, f: Facts) -> list[str]:
    """补正收悉: the period begins anew (条例第三十条)."""
    return [
        opening(m),
        f"{m.you}提交的补正材料，本机关已于{f.day('on', '收到补正日期')}收悉。",
        f"依照{LAW}第三十条，答复期限自本机关收到补正的申请之日起重新计算。{due(m)}{m.how_counted}",
        contact(m),
    ]


def extension(m: Matter, f: Facts) -> list[str]:
    """延期答复告知书 (条例第三十三条第二款)."""
    return [
        opening(m),
        asked(m),
        f"该申请原定在{f.day('old_due', '原答复期限')}之前答复。因{f.text('reasons' if f.has('reasons') else 'reason', '延期理由')}，不能在该期限内答复{m.you}。",
        f"依照{LAW}第三十三条第二款，经本机关政府信息公开工作机构负责人同意，答复期限延长{f.number('days', '延长的工作日数')}个工作日，"
        f"延长后的答复期限为{f.day('new_due', '延长后的答复期限')}。本机关将在该日之前（含当日）答复{m.you}。",
        contact(m),
    ]


def fee(m: Matter, f: Facts) -> list[str]:
    """收费通知书 (条例第四十二条、国办函〔2020〕109号): one ladder, the amount line by line."""
    tariff = f.text("tariff", "计费方式")
    pages = tariff in ("pages", "按量")
    name, unit = ("按量计收", "页") if pages else ("按件计收", "件")
    if tariff not in ("pages", "按量", "count", "按件"):
        name = tariff
    before = ""
    if not pages and f.has("before") and f.number("before", "") != "0":
        before = f"，同一自然月内此前已经申请{f.number('before', '此前件数')}件"
    pay = (
        f.whole("how_to_pay", "缴费方式")
        if f.has("how_to_pay")
        else "缴费方式请与本机关政府信息公开工作机构联系，缴费后请保留票据。"
    )
    return [
        opening(m),
        asked(m),
        f"依照{LAW}第四十二条和《政府信息公开信息处理费管理办法》（国办函〔2020〕109号），申请的数量、频次明显超过合理范围的，可以收取信息处理费。"
        f"本机关对该申请采用{name}的标准，计费数量为{f.number('quantity', '数量')}{unit}{before}。",
        "费用是这样计算的：",
        *numbered(f.many("lines", "计算过程")),
        f"信息处理费合计{f.number('amount', '金额')}元。",
        f"请{m.you}自收到本通知次日起20个工作日内，即在{f.day('pay_until', '缴费期限')}之前（含当日）缴纳。{pay}",
        "逾期未缴纳的，视为放弃申请，本机关不再处理该政府信息公开申请。等待缴费期间不计算答复期限；缴清后，答复期限自次日起重新计算。",
        contact(m),
    ]  # fmt: skip


def fee_paid(m: Matter, f: Facts) -> list[str]:
    """缴费确认: the period begins anew."""
    voucher = f"，票据号为{f.text('voucher', '票据号')}" if f.has("voucher") else ""
    return [
        opening(m),
        f"{m.you}应缴的信息处理费{f.number('amount', '金额')}元，已于{f.day('paid_on', '缴清日期')}缴清{voucher}。",
        f"答复期限自缴清次日起重新计算。{due(m)}{m.how_counted}",
        contact(m),
    ]


def demand_reasons(m: Matter, f: Facts) -> list[str]:
    """要求说明理由通知书 (条例第三十五条), the first of two steps."""
    return [
        opening(m),
        asked(m),
        f"本机关注意到，{f.text('why', '数量、频次的具体情况')}。",
        f"依照{LAW}第三十五条，申请人申请公开政府信息的数量、频次明显超过合理范围的，行政机关可以要求申请人说明理由。"
        f"请{m.you}在{f.day('until', '说明理由的期限')}之前（含当日）书面说明提出该申请的理由。",
        f"本机关认为理由合理的，将继续办理；不能按期答复的，会告知{m.you}延迟答复的期限。本机关认为理由不合理的，将告知{m.you}不予处理。",
        contact(m),
    ]


def later(m: Matter, f: Facts) -> list[str]:
    """延迟答复告知书 (条例第三十五条): reasonable, but not to be done in the usual time."""
    return [
        opening(m),
        asked(m),
        f"{m.you}说明的申请理由，本机关认为合理。因{f.text('reasons' if f.has('reasons') else 'reason', '不能按期答复的原因')}，"
        f"本机关无法在{LAW}第三十三条规定的期限内答复{m.you}。",
        f"依照{LAW}第三十五条，本机关确定延迟答复的合理期限至{f.day('until', '延迟答复的期限')}。本机关将在该日之前（含当日）答复{m.you}。",
        contact(m),
    ]


def transfer_advice(m: Matter, f: Facts) -> list[str]:
    """转办说明: the matter goes to another office of the same agency; the clock goes on."""
    received = plain_date(m.received_on) if m.received_on else "收到日期见登记表"
    until = f"答复期限为{chinese_date(m.due_on)}" if m.due_on else "答复期限见登记表"
    return [
        f"现将登记编号为{m.number}的政府信息公开申请转请{f.text('to', '承办单位')}办理。",
        f"申请公开的内容是：{quoted(m.wanted)}",
        f"该申请于{received}收到，{until}。机关内部转办不影响答复期限。",
        f"转办理由：{f.whole('reasons', '转办理由')}",
        "申请人的身份和联系方式只限办理该申请使用，需要时请在系统内查看，查看会留下记录。",
        contact(m),
    ]


def delivery_receipt(m: Matter, f: Facts) -> list[str]:
    """送达回证: rows of a form, name and value parted by the first ：."""
    return [
        f"送达文书：{f.text('letter_title', '文书名称')}",
        f"文书字号：{f.text('letter', '文书字号')}",
        f"登记编号：{m.number}",
        f"受送达人：{m.applicant}",
        f"送达方式：{f.text('mode', '送达方式')}",
        f"交付或者投递日期：{f.day('handed_on', '') if f.has('handed_on') else '　　　　年　　月　　日'}",
        f"投递单位和凭证号：{_joined(f, 'operator', 'evidence') or '　'}",
        "受送达人签名或者盖章：　",
        "签收日期：　　　　年　　月　　日",
        "代收人签名以及与受送达人的关系：　",
        "不能直接送达的原因：　",
        "送达人签名：　",
        "备注：" + (sentence(f.text("note", "备注")) if f.has("note") else "　"),
    ]


def _joined(f: Facts, *keys: str) -> str:
    return "　".join(f.text(key, "") for key in keys if f.has(key))
