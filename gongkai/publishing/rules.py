"""Who may do what in the publishing app."""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role

EDITORS = (Role.INFORMATION, Role.OPENNESS, Role.AUTHORITY)
RELEASERS = (Role.OPENNESS, Role.SIGNER, Role.AUTHORITY)
DRAFTERS = (*EDITORS, Role.HANDLER)
CHECKERS = (Role.OPENNESS, Role.UNIT_HEAD, Role.AUTHORITY)
READERS = (*DRAFTERS, Role.SIGNER, Role.UNIT_HEAD, Role.SECRECY, Role.LEGAL)

Person = User | AnonymousUser


def may_import(user: Person) -> bool:
    """Whether the person may bring files into the library."""
    return has_role(user, *EDITORS)


def may_draft(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may draft for the unit (信息员、承办人、公开工作机构、主管部门)."""
    return has_role(user, *DRAFTERS, unit=unit)


def may_release(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may release and withdraw (公开工作机构、签发人、主管部门); with `unit`, what is its.

    The authority acts for every unit of its government, the others for their own. What may be
    released is another question: `services.release.reasons_against_release`.
    """
    return has_role(user, *RELEASERS, unit=unit)


def may_check_attribute(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may check a proposed attribute (公开工作机构核定)."""
    return has_role(user, *CHECKERS, unit=unit)


def may_excuse_interpretation(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may agree that a document goes without interpretation."""
    return has_role(user, *CHECKERS, unit=unit)


def may_review_secrecy(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person does the secrecy reviews of the unit."""
    return has_role(user, Role.SECRECY, unit=unit)


def may_take_over(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may take what was public elsewhere into the library as it is."""
    return has_role(user, Role.OPENNESS, Role.AUTHORITY, unit=unit)


def may_see_drafts(user: Person) -> bool:
    """Whether the person may read what is not public yet."""
    return has_role(user, *READERS)


def may_name_substitutes(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may say who acts for somebody absent."""
    return has_role(user, Role.UNIT_HEAD, Role.OPENNESS, Role.AUTHORITY, unit=unit)


def may_run_cleanup(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may start and conclude a clean-up (文件清理) for the unit."""
    return has_role(user, Role.OPENNESS, Role.AUTHORITY, unit=unit)


def may_conclude(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may say in a clean-up what becomes of the unit's documents."""
    return has_role(user, *DRAFTERS, Role.UNIT_HEAD, unit=unit)


def may_edit_topics(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may put a topic (专题) of the unit together."""
    return has_role(user, *EDITORS, unit=unit)


def may_release_topics(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person may show, close and reopen a topic of the unit."""
    return has_role(user, Role.OPENNESS, Role.AUTHORITY, unit=unit)


def may_set_steps(user: Person) -> bool:
    """Whether the person keeps the steps of review (主管部门)."""
    return has_role(user, Role.AUTHORITY)
