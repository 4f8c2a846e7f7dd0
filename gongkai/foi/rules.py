"""Who may see and do what in the disclosure requests.

The authority in charge reads every case below it and decides none; the three administrators read
none. Who the applicant is, is shown only to those who must write to them.
"""

from django.contrib.auth.models import AnonymousUser

from gongkai.base.models import Unit, User
from gongkai.base.queries.people import has_role
from gongkai.base.states import Role
from gongkai.foi.models import DisclosureRequest, SupervisionOrder
from gongkai.foi.states import Act

Person = User | AnonymousUser

DESK = (Role.REGISTRAR, Role.OPENNESS, Role.OPENNESS_HEAD)
# Who reads every case of the own unit; a handler reads those he or she works on.
READERS = (*DESK, Role.UNIT_HEAD, Role.SECRECY, Role.LEGAL, Role.SIGNER)
EVERYBODY = (*READERS, Role.HANDLER, Role.AUTHORITY)
_HEADS = (Role.OPENNESS_HEAD, Role.UNIT_HEAD)

# Roles for an act; the handler of the case and the team besides, where `_BY_HANDLER` says so.
ACT_ROLES: dict[Act, tuple[Role, ...]] = {
    Act.SUBMIT: DESK,
    Act.REGISTER: DESK,
    Act.SPLIT: DESK,
    Act.SPLIT_OFF: DESK,
    Act.ASSIGN: (*DESK, Role.UNIT_HEAD),
    Act.HAND_OVER: (*DESK, Role.UNIT_HEAD),
    # Handler and head: the handler writes the letter, a head sends it.
    Act.ASK_CLARIFICATION: (Role.OPENNESS, *_HEADS),
    Act.RECEIVE_CORRECTION: DESK,
    Act.LAPSE: DESK,
    Act.CONSULT: DESK,
    Act.TAKE_OPINION: DESK,
    Act.CLOSE_HOLD: DESK,
    Act.OVERRIDE: (Role.OPENNESS, *_HEADS),
    Act.CONFER: DESK,
    Act.CONFER_ANSWER: DESK,
    # 条例第三十三条第二款：经政府信息公开工作机构负责人同意。
    Act.EXTEND: (Role.OPENNESS_HEAD,),
    Act.DEMAND_REASONS: (Role.OPENNESS, Role.OPENNESS_HEAD, Role.LEGAL),
    Act.TAKE_REASONS: DESK,
    Act.AGREE_LATER: (Role.OPENNESS_HEAD,),
    Act.FEE_NOTICE: (Role.OPENNESS, *_HEADS),
    Act.FEE_PAID: DESK,
    Act.SEARCH: DESK,
    Act.PROPOSE: (),
    Act.SEND_TO_REVIEW: (),
    Act.SECRECY_REVIEW: (Role.SECRECY,),
    Act.LEGAL_REVIEW: (Role.LEGAL,),
    Act.TO_SIGNATURE: (Role.SECRECY, Role.LEGAL),
    Act.RETURN: (Role.SECRECY, Role.LEGAL, Role.SIGNER),
    Act.SIGN: (Role.SIGNER,),
    Act.DELIVER: DESK,
    Act.WITHDRAW: DESK,
    Act.CLOSE: DESK,
    Act.REMEDY: (*DESK, Role.LEGAL),
    Act.REOPEN: (*DESK, Role.LEGAL),
    Act.ARCHIVE: DESK,
    Act.RATE: (),
    Act.NOTE: READERS,
}
_BY_HANDLER = frozenset(
    {
        Act.HAND_OVER,
        Act.LAPSE,
        Act.CONSULT,
        Act.TAKE_OPINION,
        Act.CLOSE_HOLD,
        Act.CONFER,
        Act.CONFER_ANSWER,
        Act.TAKE_REASONS,
        Act.FEE_PAID,
        Act.SEARCH,
        Act.PROPOSE,
        Act.SEND_TO_REVIEW,
        Act.DELIVER,
        Act.CLOSE,
        Act.NOTE,
    }
)


def may_use(user: Person) -> bool:
    """Whether the person works with disclosure requests at all."""
    return has_role(user, *EVERYBODY)


def works_on(user: Person, case: DisclosureRequest) -> bool:
    """Whether the person is the handler of the case or in its team."""
    if not isinstance(user, User):
        return False
    return case.handler_id == user.pk or any(m.user_id == user.pk for m in case.team.all())


def may_see(user: Person, case: DisclosureRequest) -> bool:
    """Whether the person may open the case; agrees with `queries.cases.visible_to`."""
    return (
        has_role(user, *READERS, unit=case.unit)
        or has_role(user, Role.AUTHORITY, unit=case.unit)
        or works_on(user, case)
    )


def may(user: Person, act: Act, case: DisclosureRequest) -> bool:
    """Whether the person's office includes the act; the stage and the facts are asked elsewhere."""
    if has_role(user, *ACT_ROLES[act], unit=case.unit):
        return True
    return act in _BY_HANDLER and works_on(user, case)


def may_see_applicant(user: Person, case: DisclosureRequest) -> bool:
    """Whether name, papers and contact are shown in the clear: to those who must write to them."""
    return has_role(user, *DESK, Role.SIGNER, unit=case.unit) or works_on(user, case)


def may_register(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person writes up and registers applications for the unit (登记员)."""
    return has_role(user, *DESK, unit=unit)


def may_supervise(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person watches the requests of other units (主管部门，条例第三条)."""
    return has_role(user, Role.AUTHORITY, unit=unit)


def may_see_figures(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person sees the figures of a unit: everybody who reads its cases, and statisticians."""
    return has_role(user, *READERS, Role.AUTHORITY, Role.STATISTICIAN, unit=unit)


def may_edit_report(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person writes the annual report of the unit."""
    return has_role(user, Role.OPENNESS, Role.OPENNESS_HEAD, Role.AUTHORITY, unit=unit)


def may_confirm_report(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person confirms an annual report somebody else has written."""
    return has_role(
        user, Role.OPENNESS_HEAD, Role.UNIT_HEAD, Role.SIGNER, Role.AUTHORITY, unit=unit
    )


def may_edit_clauses(user: Person) -> bool:
    """Whether the person keeps the clause library."""
    return has_role(user, Role.OPENNESS, Role.OPENNESS_HEAD, Role.LEGAL, Role.AUTHORITY)


def may_write_studies(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person writes case studies."""
    return has_role(user, *READERS, Role.HANDLER, Role.AUTHORITY, unit=unit)


def may_approve_studies(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person takes a case study of another into the library."""
    return has_role(user, Role.OPENNESS_HEAD, Role.LEGAL, Role.AUTHORITY, unit=unit)


def may_exchange(user: Person) -> bool:
    """Whether the person sees and repeats messages with the provincial platform, and imports ledgers."""
    return has_role(user, Role.OPENNESS, Role.OPENNESS_HEAD, Role.AUTHORITY)


def may_mark(user: Person, case: DisclosureRequest) -> bool:
    """Whether the person adds originals to the case and marks what is withheld in them."""
    return may(user, Act.SEARCH, case)


def may_see_originals(user: Person, case: DisclosureRequest) -> bool:
    """Whether the person sees the information itself before anything is withheld: who handles the
    case, and who reviews it. The authority in charge reads the case, not this."""
    return may_mark(user, case) or has_role(user, *READERS, unit=case.unit)


# Who answers an order of the authority for the unit; the handler of its case besides.
ANSWERERS = (Role.OPENNESS, Role.OPENNESS_HEAD, Role.REGISTRAR)


def may_answer_order(user: Person, order: SupervisionOrder) -> bool:
    """Whether the person answers the order for its unit."""
    if has_role(user, *ANSWERERS, unit=order.unit):
        return True
    return order.case is not None and works_on(user, order.case)


def may_see_order(user: Person, order: SupervisionOrder) -> bool:
    """Whether the person may open the order; agrees with `queries.oversight.orders.visible_orders`."""
    return may_supervise(user, order.unit) or may_answer_order(user, order)


def may_review_matters(user: Person, unit: Unit | None = None) -> bool:
    """Whether the person decides what becomes of a matter that is asked for again and again."""
    return has_role(user, Role.OPENNESS, Role.OPENNESS_HEAD, unit=unit)
