"""What people write into the cells of a ledger, as the program knows it."""

import datetime as dt

from gongkai.foi.outcomes import BY_CODE, OUTCOMES
from gongkai.foi.services.ledger.columns import plain
from gongkai.foi.states import ApplicantKind, Channel, RemedyResult
from gongkai.lib.dates import parse_date

# Serial days of spreadsheets: 1954 to 2064.
_SERIALS = range(20_000, 60_000)
_FIRST_SERIAL = dt.date(1899, 12, 30)

_KINDS: tuple[tuple[str, ApplicantKind], ...] = (
    ("自然人", ApplicantKind.NATURAL), ("公民", ApplicantKind.NATURAL), ("个人", ApplicantKind.NATURAL),
    ("商业企业", ApplicantKind.BUSINESS), ("企业", ApplicantKind.BUSINESS), ("公司", ApplicantKind.BUSINESS),
    ("科研机构", ApplicantKind.RESEARCH), ("社会公益组织", ApplicantKind.PUBLIC_BENEFIT),
    ("公益组织", ApplicantKind.PUBLIC_BENEFIT), ("法律服务机构", ApplicantKind.LEGAL_SERVICE),
    ("律师事务所", ApplicantKind.LEGAL_SERVICE), ("其他", ApplicantKind.OTHER),
)  # fmt: skip
_CHANNELS: tuple[tuple[str, Channel], ...] = (
    ("电子邮件", Channel.EMAIL), ("邮箱", Channel.EMAIL), ("网", Channel.INTERNET), ("在线", Channel.INTERNET),
    ("传真", Channel.FAX), ("口头", Channel.ORAL), ("终端", Channel.KIOSK), ("平信", Channel.POST_PLAIN),
    ("平常信函", Channel.POST_PLAIN), ("邮", Channel.POST_SIGNED), ("信函", Channel.POST_SIGNED),
    ("ems", Channel.POST_SIGNED), ("当面", Channel.IN_PERSON), ("现场", Channel.IN_PERSON), ("窗口", Channel.IN_PERSON),
)  # fmt: skip
# A word that holds another stands before it.
_OUTCOMES: tuple[tuple[str, str], ...] = (
    ("已主动公开", "D1a"), ("属于主动公开", "D1a"), ("部分公开", "D2"), ("区分处理", "D2"),
    ("国家秘密", "D3-1"), ("法律行政法规禁止", "D3-2"), ("法律法规禁止", "D3-2"), ("三安全一稳定", "D3-3"),
    ("商业秘密", "D3-4"), ("个人隐私", "D3-4"), ("第三方", "D3-4"), ("内部事务", "D3-5"), ("过程性", "D3-6"),
    ("执法案卷", "D3-7"), ("行政查询", "D3-8"), ("信息不存在", "D4-1a"), ("不存在", "D4-1a"),
    ("不属于本机关", "D4-1b"), ("非本机关", "D4-1b"), ("不属于本行政机关", "D4-1b"), ("另行制作", "D4-2"),
    ("补正后仍不明确", "D4-3"), ("补正后申请内容仍不明确", "D4-3"), ("信访", "D5-1"), ("投诉", "D5-1"), ("举报", "D5-1"),
    ("重复申请", "D5-2"), ("公开出版物", "D5-3"), ("大量反复", "D5-4"), ("确认或重新出具", "D5-5"),
    ("确认或者重新出具", "D5-5"), ("逾期不补正", "D6-1"), ("不补正", "D6-1"), ("逾期不缴费", "D6-2"),
    ("未按收费通知", "D6-2"), ("不缴费", "D6-2"), ("撤回", "D6-3"), ("撤销申请", "D6-3"), ("其他处理", "D6-3"),
    ("予以公开", "D1b"), ("同意公开", "D1b"), ("全部公开", "D1b"), ("主动公开", "D1a"),
)  # fmt: skip
_EXACT = {"公开": "D1b", **{plain(one.name): one.code for one in OUTCOMES}}
# What the table of outcomes calls alike is told apart by longer words above.
_DENIED = ("不予以公开", "不同意公开", "未予公开", "不予公开")
_NONE = frozenset({"", "无", "否", "没有", "未复议", "未诉讼", "不涉及"})


def day_of(text: str) -> tuple[dt.date | None, bool]:
    """The day of a cell, and whether it was a mere number, which a person should look at."""
    if day := parse_date(text):
        return day, False
    if text.isascii() and text.isdigit() and int(text[:9]) in _SERIALS:
        return _FIRST_SERIAL + dt.timedelta(days=int(text)), True
    return None, False


def kind_of(text: str) -> ApplicantKind | None:
    """The column of the national report."""
    word = plain(text)
    return next((kind for said, kind in _KINDS if said in word), None)


def channel_of(text: str) -> Channel | None:
    """How it came in."""
    word = plain(text)
    return next((channel for said, channel in _CHANNELS if said in word), None)


def outcomes_of(text: str) -> list[str]:
    """The outcomes a cell may mean, none twice: exactly one is an answer."""
    if text.strip() in BY_CODE:
        return [text.strip()]
    word = plain(text)
    if word in _EXACT:
        return [_EXACT[word]]
    rest = word
    for denied in _DENIED:
        rest = rest.replace(denied, "，")
    found = []
    for said, code in _OUTCOMES:
        if said in rest:
            found.append(code)
            rest = rest.replace(said, "，")
    return list(dict.fromkeys(found))


def yes_of(text: str) -> bool | None:
    """是 or 否; None for anything else."""
    word = plain(text)
    if word in ("是", "按期", "按时", "y", "yes", "1", "√"):
        return True
    return False if word in ("否", "超期", "逾期", "未按期", "n", "no", "0") else None


def is_none(text: str) -> bool:
    """Whether a cell says that there was none."""
    return plain(text) in _NONE


def remedy_of(text: str) -> RemedyResult | None:
    """How a reconsideration or a lawsuit ended; None where the words do not say."""
    word = plain(text)
    if any(said in word for said in ("未审结", "尚未", "审理中", "在审")):
        return RemedyResult.PENDING
    if any(said in word for said in ("纠正", "撤销", "确认违法", "责令", "变更", "败诉")):
        return RemedyResult.CORRECTED
    if any(said in word for said in ("维持", "驳回", "胜诉")):
        return RemedyResult.KEPT
    return RemedyResult.OTHER if any(s in word for s in ("其他", "终止", "撤回", "调解")) else None
