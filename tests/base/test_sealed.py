"""Personal data at rest."""

from typing import Any

import pytest
from django.db import connection

from gongkai.base import sealed
from gongkai.base.sealed import Unsealable, fingerprint, seal, unseal
from gongkai.foi.models import Applicant
from tests.cast import City
from tests.foi.factories import make_application


def test_what_is_sealed_comes_back_and_shows_nothing() -> None:
    plain = "陈一诺 13900000001".encode()
    first, second = seal(plain), seal(plain)
    assert unseal(first) == unseal(second) == plain
    assert first != second
    assert plain not in first


def test_another_key_and_a_changed_byte_are_noticed(settings: Any) -> None:
    text = seal(b"abc")
    for at in (0, 5, len(text) - 1):
        broken = bytearray(text)
        broken[at] ^= 1
        with pytest.raises(Unsealable):
            unseal(bytes(broken))
    settings.APPLICANT_KEY = "another-key-another-key-another-key"
    with pytest.raises(Unsealable):
        unseal(text)


def test_short_rubbish_is_unsealable_too() -> None:
    for rubbish in (b"", b"\x01", b"\x01" + b"0" * 12):
        with pytest.raises(Unsealable):
            unseal(rubbish)


def test_a_fingerprint_finds_equal_texts_and_keeps_purposes_apart() -> None:
    assert fingerprint("13900000001", "phone") == fingerprint("13900000001", "phone")
    assert fingerprint("13900000001", "phone") != fingerprint("13900000001", "name")
    assert len(fingerprint("甲", "name")) == 64


def test_the_table_holds_no_word_of_the_applicant(city: City) -> None:
    application = make_application(city.education, name="欧阳清欢", phone="13712345678")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM foi_applicant")
        row = " ".join(str(value) for value in cursor.fetchall()[0])
    assert "欧阳" not in row
    assert "13712345678" not in row
    applicant = Applicant.objects.get(pk=application.applicant_id)
    assert (applicant.name, applicant.phone) == ("欧阳清欢", "13712345678")


def test_a_sealed_text_cannot_be_searched(city: City) -> None:
    with pytest.raises(TypeError, match="no lookup"):
        Applicant.objects.filter(name__contains="陈").count()


def test_an_empty_sealed_text_stays_empty(city: City) -> None:
    application = make_application(city.education, email="")
    assert Applicant.objects.get(pk=application.applicant_id).email == ""
    assert sealed.SealedText().get_prep_value("") == ""
