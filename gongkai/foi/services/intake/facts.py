"""What somebody states when applying (条例第二十九条), and how it is made into what is stored."""

import datetime as dt
from dataclasses import dataclass

from gongkai.base.models import Unit
from gongkai.foi.states import ApplicantKind, Channel, IdKind, WantedForm, WantedRoute


@dataclass(frozen=True, slots=True)
class ApplicantFacts:
    """Who applies: name, proof of identity, contact (条例第二十九条第一项); no purpose is ever asked.

    Args:
        name: of the person or the organisation, as on the paper.
        kind: column of the national report; "" lets the number of the paper propose it.
        id_kind: what proves who applies; "" lets the number tell.
        id_number: of the identity card, the passport, the credit code …, in any spelling; may be left
            out where a scan of the paper comes along.
        contact_name: whom to talk to, where an organisation applies.
        phone, fax, email, address: how to reach the applicant; which of them is needed follows from
            the wanted route, and one at least.
        agent_name, agent_id_number: who applies on behalf of the applicant, with a mandate.
        help_needed: help for difficulty in reading, seeing or hearing (条例第四十三条).
    """

    name: str
    kind: str = ""
    id_kind: str = ""
    id_number: str = ""
    contact_name: str = ""
    phone: str = ""
    fax: str = ""
    email: str = ""
    address: str = ""
    agent_name: str = ""
    agent_id_number: str = ""
    help_needed: str = ""


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """What is asked for, and how it came (条例第二十九条第二项、第三项).

    Args:
        unit: the agency that is asked.
        channel: how it came; the day of receipt follows from it (条例第三十一条).
        wanted: name or other features of the information, word for word.
        doc_no: its document number, where the applicant knows it.
        wanted_form, wanted_route: in which form and by which route.
        proposes_publication: proposes to publish it for everybody (条例第四十四条第二款).
        arrived_on: day it really came in; today if left out.
        read_back: of an oral application, that what was written down was read to the applicant, who
            confirmed it.
    """

    unit: Unit
    channel: str
    wanted: str
    doc_no: str = ""
    wanted_form: str = WantedForm.ELECTRONIC
    wanted_route: str = WantedRoute.ONLINE
    proposes_publication: bool = False
    arrived_on: dt.date | None = None
    read_back: bool = False


# Those who applied from afar are not here to complete what a clerk writes up: what is missing then is
# noted and asked for by way of 补正 (条例第三十条), never a reason not to enter the application.
FROM_AFAR = frozenset({Channel.EMAIL, Channel.FAX, Channel.POST_SIGNED, Channel.POST_PLAIN})
# Sent by the applicant's own hand into this program.
BY_OWN_HAND = frozenset({Channel.INTERNET, Channel.KIOSK})
ORGANISATIONS = frozenset(ApplicantKind) - {ApplicantKind.NATURAL}
NUMBERED = frozenset({IdKind.RESIDENT, IdKind.CREDIT_CODE})
