"""Nobody but the applicant learns from a letter who applies."""

import pytest

from gongkai.base.refusal import Refusal
from gongkai.foi.letters import KINDS
from gongkai.foi.services import letters
from tests.foi.factories import Office, make_case
from tests.foi.letters.world import ABOUT, FACTS, facts_for, full_case

OTHERS = [code for code, kind in KINDS.items() if kind.to != "applicant"]
UNQUOTED = [code for code in OTHERS if not KINDS[code].quotes]
CANARY = {
    "name": "金丝雀甲", "phone": "13912345678", "id_number": "370102190001010017",
    "email": "canary@example.cn",
}  # fmt: skip


@pytest.mark.parametrize("code", OTHERS)
def test_no_letter_to_others_holds_anything_of_the_applicant(office: Office, code: str) -> None:
    case = full_case(office, wanted=f"我叫{CANARY['name']}，我要校车合同", **CANARY)
    case.application.applicant.address = "明湖市金丝雀路1号"
    case.application.applicant.save()
    letter = letters.issue_for(case, code, by=office.openness, facts=facts_for(case, code, office))
    text = "\n".join(
        [letter.title, letter.addressee, letter.number, *letters.paragraphs_of(letter)]
    )
    for value in (CANARY["phone"], CANARY["id_number"], CANARY["email"], "金丝雀路"):
        assert value not in text
    # Within the agency the application goes on word for word; nobody else reads it.
    assert (CANARY["name"] in text) == (code == "transfer_advice")
    assert letter.addressee != CANARY["name"]


@pytest.mark.parametrize("code", UNQUOTED)
@pytest.mark.parametrize("shown", ["金 丝雀甲", "１３９１２３４５６７８", "CANARY@example.cn"])
def test_a_letter_to_others_that_names_the_applicant_is_refused(
    office: Office, code: str, shown: str
) -> None:
    case = make_case(office.unit, **CANARY)
    facts = FACTS[code] | {"about": f"{ABOUT}（{shown}）", "question": f"请问{shown}"}
    with pytest.raises(Refusal, match="出现了申请人的"):
        letters.issue_for(case, code, by=office.openness, facts=facts)


def test_a_third_party_whose_name_contains_the_applicants_is_asked(office: Office) -> None:
    case = make_case(office.unit, kind="business", name="明湖客车")
    facts = {"to": "明湖客车有限公司", "about": "明湖客车有限公司的报价"}
    letter = letters.issue_for(case, "third_party", by=office.openness, facts=facts)
    assert letter.addressee == "明湖客车有限公司"


def test_the_agencys_own_address_is_no_secret_and_a_short_one_means_nobody(office: Office) -> None:
    case = make_case(office.unit)
    applicant = case.application.applicant
    for address in ("明湖市", "明湖市湖滨路1号"):
        applicant.address = address
        applicant.save()
        case.unit.address = "明湖市湖滨路1号"
        facts = FACTS["third_party"]
        assert letters.issue_for(case, "third_party", by=office.openness, facts=facts).number


def test_text_and_addressee_lie_sealed_in_the_database(office: Office) -> None:
    from django.db import connection

    case = make_case(office.unit, **CANARY)
    letters.issue_for(case, "receipt", by=office.openness)
    with connection.cursor() as cursor:
        cursor.execute("SELECT body, addressee, title, number, digest FROM foi_foiletter")
        (row,) = cursor.fetchall()
    assert CANARY["name"] not in str(row)
    assert "申请" not in row[0]
