"""The redress clause (救济告知): reconsideration first (A), or either way (B).

行政复议法第二十条、第二十三条第一款第四项; 行政诉讼法第四十五条、第四十六条. Days are calendar days.
"""

from gongkai.foi.letters.matter import Matter

_ANY_BODY = "依照《中华人民共和国行政复议法》有管辖权的行政复议机关"
_ANY_COURT = "有管辖权的人民法院"
# For tests and for the check of an edited letter: words that only one of the two has.
ONLY_A = "应当先申请行政复议"
ONLY_B = "起6个月内"


def redress(which: str, m: Matter, *, against: str, reader: str = "") -> list[str]:
    """The clause as paragraphs; none for a step that decides nothing.

    Args:
        which: A, B, or "".
        against: what one may be dissatisfied with: 本告知书, or a part of it.
        reader: how the reader is addressed, where it is not the applicant.
    """
    if which not in ("A", "B"):
        return []
    you = reader or m.you
    body, court = m.reconsideration_body or _ANY_BODY, m.court or _ANY_COURT
    first = f"{you}如果对{against}不服，可以自收到本告知书之日起60日内向{body}申请行政复议"
    if which == "B":
        return [
            f"{first}（《中华人民共和国行政复议法》第二十条），也可以自收到本告知书之日{ONLY_B}向{court}提起行政诉讼"
            "（《中华人民共和国行政诉讼法》第四十六条）。"
        ]
    return [
        f"{first}（《中华人民共和国行政复议法》第二十条）。依照《中华人民共和国行政复议法》第二十三条第一款第四项，"
        f"对不予公开政府信息的决定不服，{ONLY_A}，不能直接提起行政诉讼。",
        f"{you}对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向{court}提起行政诉讼；"
        "行政复议机关逾期不作决定的，可以自行政复议期满之日起15日内提起行政诉讼（《中华人民共和国行政诉讼法》第四十五条）。",
    ]
