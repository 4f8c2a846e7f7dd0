"""The grounds for not disclosing, with the words of the regulation; the list is closed (条例第十三条)."""

from dataclasses import dataclass

_ART14 = "依法确定为国家秘密的政府信息，法律、行政法规禁止公开的政府信息，以及公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息，不予公开"
_ART15 = "涉及商业秘密、个人隐私等公开会对第三方合法权益造成损害的政府信息，行政机关不得公开。但是，第三方同意公开或者行政机关认为不公开会对公共利益造成重大影响的，予以公开"
_ART16_1 = "行政机关的内部事务信息，包括人事管理、后勤管理、内部工作流程等方面的信息，可以不予公开"
_ART16_2 = "行政机关在履行行政管理职能过程中形成的讨论记录、过程稿、磋商信函、请示报告等过程性信息以及行政执法案卷信息，可以不予公开。法律、法规、规章规定上述信息应当公开的，从其规定"


@dataclass(frozen=True, slots=True)
class Ground:
    """One ground.

    Args:
        article: where it stands in 条例.
        words: what the article says.
        what: what the information then is, after 属于.
    """

    article: str
    words: str
    what: str


GROUNDS: dict[str, Ground] = {
    "E14-1": Ground("第十四条", _ART14, "依法确定为国家秘密的政府信息"),
    "E14-2": Ground("第十四条", _ART14, "法律、行政法规禁止公开的政府信息"),
    "E14-3": Ground("第十四条", _ART14, "公开后可能危及国家安全、公共安全、经济安全、社会稳定的政府信息"),
    "E15-1": Ground("第十五条", _ART15, "涉及商业秘密、公开会对第三方合法权益造成损害的政府信息"),
    "E15-2": Ground("第十五条", _ART15, "涉及个人隐私、公开会对第三方合法权益造成损害的政府信息"),
    "E15-3": Ground("第十五条", _ART15, "公开会对第三方合法权益造成损害的政府信息"),
    "E16-1a": Ground("第十六条第一款", _ART16_1, "人事管理方面的内部事务信息"),
    "E16-1b": Ground("第十六条第一款", _ART16_1, "后勤管理方面的内部事务信息"),
    "E16-1c": Ground("第十六条第一款", _ART16_1, "内部工作流程方面的内部事务信息"),
    "E16-2a": Ground("第十六条第二款", _ART16_2, "履行行政管理职能过程中形成的讨论记录，是过程性信息"),
    "E16-2b": Ground("第十六条第二款", _ART16_2, "履行行政管理职能过程中形成的过程稿，是过程性信息"),
    "E16-2c": Ground("第十六条第二款", _ART16_2, "履行行政管理职能过程中形成的磋商信函，是过程性信息"),
    "E16-2d": Ground("第十六条第二款", _ART16_2, "履行行政管理职能过程中形成的请示报告，是过程性信息"),
    "E16-3": Ground("第十六条第二款", _ART16_2, "行政执法案卷信息"),
}  # fmt: skip
