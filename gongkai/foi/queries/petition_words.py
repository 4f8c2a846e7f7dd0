"""Words that occur in petitions, complaints and tip-offs (信访、举报、投诉), and why each is a hint.

Data, not a rule: a request for the petition statistics of a year holds the same words. Each entry has
the words, what they suggest, and the words beside them that take the suspicion away.
"""

from typing import NamedTuple


class Sign(NamedTuple):
    """Words that look like something else than a request for information.

    Args:
        words: any of them is the sign.
        reason: what they suggest, as the end of a sentence.
        unless: followed by one of these they name a piece of information.
    """

    words: tuple[str, ...]
    reason: str
    unless: tuple[str, ...] = ()


_ABOUT = ("事项", "制度", "办法", "规定", "条例", "统计", "数量", "件数", "电话", "渠道", "指南", "流程", "台账", "情况", "记录", "登记", "办理", "答复", "处理", "平台", "报告", "局", "办公室", "工作")  # fmt: skip

SIGNS: tuple[Sign, ...] = (
    Sign(
        ("信访", "上访", "来访反映"),
        "像是信访事项，可以告知通过信访渠道提出",
        _ABOUT,
    ),
    Sign(
        ("举报", "检举", "控告", "揭发"),
        "像是举报，可以告知向有处理权限的机关提出",
        _ABOUT,
    ),
    Sign(("投诉",), "像是投诉，可以告知相应的投诉渠道", _ABOUT),
    Sign(
        ("严肃查处", "依法查处", "要求查处", "请求查处", "追究责任", "追究其责任", "给予处分"),
        "像是要求查处违法行为，不是要求提供信息",
    ),
    Sign(
        ("还我公道", "讨说法", "讨个说法", "主持公道", "为民做主", "为民作主"),
        "像是反映诉求，不是要求提供信息",
    ),
    Sign(
        ("要求赔偿", "请求赔偿", "要求补偿", "请求补偿", "赔偿损失", "退还我"),
        "像是提出赔偿、补偿请求，不是要求提供信息",
    ),
    Sign(
        ("请求解决", "要求解决", "希望解决", "请给予解决", "尽快解决"),
        "像是要求解决问题，不是要求提供信息",
    ),
    Sign(
        ("是否合法", "是否违法", "为什么不", "凭什么", "怎么办理", "请解释", "请予解释"),
        "像是咨询或者要求解释，可以告知咨询渠道",
    ),
)
