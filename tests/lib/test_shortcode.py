import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.lib.shortcode import ALPHABET, decode, encode

numbers = st.integers(0, (1 << 64) - 1)


def test_the_alphabet_has_no_letter_that_is_misread():
    assert len(ALPHABET) == 32
    assert set("ILOU") & set(ALPHABET) == set()


@given(numbers)
def test_a_code_gives_its_number_back(number):
    assert decode(encode(number)) == number


@given(numbers, st.data())
def test_one_wrong_character_is_always_found(number, data):
    code = encode(number)
    place = data.draw(st.integers(0, len(code) - 1))
    other = data.draw(st.sampled_from([c for c in ALPHABET if c != code[place]]))
    assert decode(code[:place] + other + code[place + 1 :]) is None


@given(numbers, st.data())
def test_two_neighbours_swapped_are_always_found(number, data):
    code = encode(number)
    place = data.draw(st.integers(0, len(code) - 2))
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert swapped == code or decode(swapped) is None


@pytest.mark.parametrize("typed", ["{0}", " {0} ", "{1}", "{2}"])
def test_a_code_is_understood_as_people_type_it(typed):
    code = encode(123456789)
    hyphened = f"{code[:4]}-{code[4:]}"
    assert decode(typed.format(code, code.lower(), hyphened)) == 123456789


def test_letters_that_look_like_figures_are_read_as_figures():
    code = encode(1)
    assert code == "0012"
    assert decode("oOl2") == decode("OOI2") == 1


@pytest.mark.parametrize("typed", ["", "1", "U000", "公开公开", "0" * 30, "00012"])
def test_what_is_no_code_has_no_number(typed):
    assert decode(typed) is None


def test_numbers_out_of_range_have_no_code():
    for number in (-1, 1 << 64):
        with pytest.raises(ValueError, match="不能编成短码"):
            encode(number)
