"""Letters to third parties and other agencies. None of them says who the applicant is."""

from gongkai.foi.letters.matter import Facts, Matter
from gongkai.foi.letters.phrases import LAW, contact, law
from gongkai.foi.letters.redress import redress

YOU = "您（贵单位）"
_UNNAMED = "申请人的身份信息依法保密，本函不予载明。"


def _link(f: Facts) -> str:
    return (
        f"也可以在{f.text('link', '链接')}在线填写，该链接只供贵方使用，请不要转给他人。"
        if f.has("link")
        else ""
    )


def third_party(m: Matter, f: Facts) -> list[str]:
    """征求第三方意见书 (条例第三十二条): fifteen working days, then the agency decides."""
    return [
        f"本机关正在办理一件政府信息公开申请，所涉信息与{YOU}有关，公开可能损害{YOU}的合法权益。依照{LAW}第三十二条，现书面征求{YOU}的意见。",
        f"所涉信息是：{f.whole('about', '所涉信息')}",
        f"请{YOU}自收到本意见书之日起15个工作日内提出意见：是否同意公开；不同意公开或者只同意部分公开的，请说明理由，并尽可能指明涉及的具体内容。意见可以书面送交本机关。{_link(f)}",
        f"逾期未提出意见的，由本机关依照条例的规定决定是否公开。{YOU}不同意公开且有合理理由的，本机关不予公开；本机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的内容和理由书面告知{YOU}。",
        _UNNAMED.replace("本函", "本意见书"),
        contact(m),
    ]  # fmt: skip


def third_party_told(m: Matter, f: Facts) -> list[str]:
    """公开决定告知第三方书 (条例第三十二条): what is disclosed, and why."""
    release = f"本机关将于{f.day('release_on', '')}公开上述信息。" if f.has("release_on") else ""
    return [
        f"本机关此前就一件政府信息公开申请征求{YOU}的意见，现将本机关的决定告知如下。",
        f"决定公开的内容是：{f.whole('about', '决定公开的内容')}",
        law(
            "第三十二条",
            "行政机关认为不公开可能对公共利益造成重大影响的，可以决定予以公开，并将决定公开的政府信息内容和理由书面告知第三方",
        ),
        f"本机关决定公开的理由如下：{f.whole('reasons', '决定公开的理由')}{release}",
        _UNNAMED.replace("本函", "本告知书"),
        *redress("B", m, against="上述公开决定", reader=YOU),
        contact(m),
    ]


def joint_maker(m: Matter, f: Facts) -> list[str]:
    """征求共同制作机关意见函 (条例第三十四条): silence counts as consent."""
    question = [f.whole("question", "需要贵单位说明的事项")] if f.has("question") else []
    return [
        f"本机关正在办理一件政府信息公开申请，所涉信息由本机关牵头、与贵单位共同制作。依照{LAW}第三十四条，现征求贵单位的意见。",
        f"所涉信息是：{f.whole('about', '所涉信息')}",
        *question,
        f"请贵单位自收到本函之日起15个工作日内提出意见：是否同意公开；不同意公开或者只同意部分公开的，请写明所依据的条款和理由。逾期未提出意见的，依照该条规定视为同意公开。{_link(f)}",
        _UNNAMED,
        contact(m),
    ]


def confer(m: Matter, f: Facts) -> list[str]:
    """会商函: another unit is asked; the clock goes on."""
    until = f"请于{f.day('until', '')}之前函复。" if f.has("until") else "请尽快函复。"
    return [
        "本机关正在办理一件政府信息公开申请，需要与贵单位会商。",
        f"会商的事项是：{f.whole('question', '会商事项')}",
        f"{until}会商不影响该申请的答复期限，逾期未复的，本机关将依照条例自行决定。{_link(f)}",
        _UNNAMED,
        contact(m),
    ]
