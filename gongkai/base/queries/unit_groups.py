"""Words that mean many units at once: 各区县政府, 市政府各部门（单位）, 各镇街."""

import re
from dataclasses import dataclass

from gongkai.base.states import UnitKind

_GOV = "(?:人民)?(?:政府)?"
_ALL = "(?:所属|所辖|下属|全部)?各"
_DEPARTMENTS = "(?:工作)?部门|单位|直属机构|派出机构|直属单位|直属部门|有关单位|委办局|所属单位|机关单位|市直单位"
_LEVELS = "[省市区县]|全[省市区县]|[省市区县](?:直|级)"


@dataclass(frozen=True, slots=True)
class Group:
    """What a group word asks for.

    Args:
        kinds: kinds of the units; empty for an open list (各有关部门).
        level: 省, 市, 区, 县, or empty for the level of the text.
        ends: the names must end with this (各区政府 leaves counties out).
        own: bodies of one government, not everything below it.
    """

    kinds: frozenset[str]
    level: str = ""
    ends: str = ""
    own: bool = False

    @property
    def is_open(self) -> bool:
        """True for a list the office has to fill in."""
        return not self.kinds


_OPEN = re.compile(
    rf"(?:{_LEVELS})?(?:政府)?(?:各级)?各?(?:其他)?(?:行业|领域)?(?:有关|相关|涉及|责任|牵头|承办|主管)(?:[省市区县]?直?)?"
    rf"(?:的)?(?:职能|业务|行业|主管)?(?:部门|单位|机构|企业|科室|方面)?(?:\((?:部门|单位|机构)\))?"
    rf"(?:[和及与](?:有关|相关)?(?:部门|单位|机构))?\Z"
)
_PLACES: tuple[tuple[re.Pattern[str], Group], ...] = tuple(
    (re.compile(rf"(?:全[省市])?{_ALL}(?:{words})\Z"), group)
    for words, group in (
        (
            rf"(?:区县|县区|区\(县\)|县\(区\)|县\(市区\)|县市区|市县区|区市县|区市\(县\)|区县\(市\)|县\(市、区\)|区\(市、县\)){_GOV}",
            Group(frozenset({UnitKind.COUNTY})),
        ),
        (f"区{_GOV}", Group(frozenset({UnitKind.COUNTY}), ends="区")),
        (f"县{_GOV}", Group(frozenset({UnitKind.COUNTY}), ends="县")),
        (f"市{_GOV}|设区的市{_GOV}", Group(frozenset({UnitKind.CITY}))),
        ("街道(?:办事处|办)?", Group(frozenset({UnitKind.STREET}))),
        (f"镇{_GOV}", Group(frozenset({UnitKind.TOWN}))),
        (f"乡镇{_GOV}|乡\\(镇\\){_GOV}", Group(frozenset({UnitKind.TOWN}))),
        (
            "镇街|街镇|镇\\(街道\\)|街道\\(镇\\)|街道镇|镇街道|街道、镇|乡镇\\(街道\\)|街道乡镇|乡镇街道|街道办事处\\(镇政府\\)"
            "|镇政府\\(街道办事处\\)|镇\\(街\\)|街\\(镇\\)|乡镇街|乡镇\\(街\\)|镇街道办事处|街道\\(乡镇\\)",
            Group(frozenset({UnitKind.STREET, UnitKind.TOWN})),
        ),
        (
            "功能区(?:管委会|管理委员会)?|开发区(?:管委会|管理委员会)?|(?:代管)?(?:功能区|园区)管委会",
            Group(frozenset({UnitKind.ZONE})),
        ),
        ("社区(?:居委会)?|居委会", Group(frozenset({UnitKind.COMMUNITY}))),
        ("村(?:委会)?", Group(frozenset({UnitKind.VILLAGE}))),
        (
            "村居|村\\(居\\)|村\\(社区\\)|社区\\(村\\)|村社区|社区村",
            Group(frozenset({UnitKind.COMMUNITY, UnitKind.VILLAGE})),
        ),
        ("公共企事业单位|公共企业事业单位", Group(frozenset({UnitKind.ENTERPRISE}))),
    )
)
_BODIES = re.compile(
    rf"(?P<level>{_LEVELS})?{_GOV}{_ALL}(?P<what>(?:{_DEPARTMENTS})"
    rf"(?:(?:[、和及]|各|、各)?(?:{_DEPARTMENTS})|\((?:{_DEPARTMENTS})\))*)\Z"
)
_ENTERPRISES = re.compile(r"(?:[省市区县]属?)?(?:有关|相关)?公共企(?:业)?事业单位\Z")


def group_of(name: str) -> Group | None:
    """The group a plain name means, or None where it is the name of one body."""
    for pattern, group in _PLACES:
        if pattern.match(name):
            return group
    if _ENTERPRISES.match(name):
        return Group(frozenset({UnitKind.ENTERPRISE}))
    if _OPEN.match(name):
        return Group(frozenset())
    found = _BODIES.match(name)
    if not found:
        return None
    level = re.sub("[全直级]", "", found["level"] or "")
    return Group(_kinds(found["what"]), level=level, own=True)


def _kinds(what: str) -> frozenset[str]:
    """各直属机构 alone means those; together with 部门 or 单位 all bodies of the government."""
    if re.fullmatch("直属机构", what):
        return frozenset({UnitKind.AFFILIATED})
    if re.fullmatch("派出机构", what):
        return frozenset({UnitKind.DISPATCHED})
    return UnitKind.departments()
