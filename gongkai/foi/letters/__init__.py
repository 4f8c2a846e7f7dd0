"""Letters of the disclosure requests (文书) as data and text: which kinds there are, what each says.

Plain Python: a builder gets a `Matter` (what the case itself knows) and `Facts` (what the officer
says) and gives paragraphs. A fact that is missing becomes a blank like 【补正期限】, which can be
filled in the editor; a letter with a blank is never issued. Numbers, storage and files are the work
of `services.letters`.

`facts` of every kind. A day is a `date` or an ISO text, several texts are a list or lines of one
text; keys in brackets may be left out, keys after “case” are read from the case when left out.

| kind | facts |
|---|---|
| receipt | (query_code); case: received_on, number |
| clarification | what (several), until; (guidance) |
| correction_received | on; (due) |
| extension | days, reason; (old_due, new_due: told by the clock) |
| third_party | to, about; (link) |
| third_party_told | to, about, reasons; (release_on, reconsideration_body, court) |
| joint_maker | to, about; (question) |
| confer | to, question; (until) |
| fee | case (last `FeeNotice`): tariff, quantity, before, amount, lines, pay_until; (how_to_pay) |
| fee_paid | case (last `FeeNotice`): amount, paid_on, voucher; (due) |
| reasons | why, until |
| later | until, reasons |
| every decision kind | case (`Decision` of the round): outcome, grounds, facts, reasons, given, items |
| not_found, must_be_made | as a decision; case: searches (list of {on, places, words, result}) |
| not_ours | as a decision; (agency, agency_contact) |
| repeated | as a decision; (earlier: number and day of the earlier reply) |
| lapse_correction | case: asked_on, until |
| lapse_fee | case: served_on, pay_until, amount |
| ended_otherwise | reasons |
| transfer_advice | to, reasons |
| delivery_receipt | letter (number), letter_title, mode; case: handed_on, operator, evidence |

Every decision kind knows (reconsideration_body, court) besides, where the names the unit tree gives
are not the right ones.
"""

from gongkai.foi.letters.blanks import unfilled
from gongkai.foi.letters.kinds import KINDS, LetterKind, kind, kind_of_outcome
from gongkai.foi.letters.matter import Contact, Facts, Matter

__all__ = [
    "KINDS",
    "Contact",
    "Facts",
    "LetterKind",
    "Matter",
    "kind",
    "kind_of_outcome",
    "unfilled",
]
