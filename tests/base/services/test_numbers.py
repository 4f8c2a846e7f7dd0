import threading
from contextlib import suppress

import pytest
from django.db import connection, transaction

from gongkai.base.models import Event, IssuedNumber, NumberSeries
from gongkai.base.refusal import Refusal
from gongkai.base.services import numbers
from gongkai.base.states import NumberState


def test_numbers_of_a_series_follow_one_another(db):
    assert [numbers.take("申请", 2026).serial for _ in range(3)] == [1, 2, 3]


def test_each_year_and_each_series_starts_at_one(db):
    numbers.take("申请", 2025)
    assert numbers.take("申请", 2026).serial == 1
    assert numbers.take("信件", 2025).serial == 1


def test_a_number_of_an_act_that_fails_goes_to_the_next(db):
    with suppress(ZeroDivisionError), transaction.atomic():
        numbers.take("申请", 2026)
        raise ZeroDivisionError
    assert numbers.take("申请", 2026).serial == 1


def test_a_cancelled_number_stays_visible_and_is_not_given_out_again(clerk):
    number = numbers.cancel(numbers.take("申请", 2026), " 重复登记 ", clerk)
    assert (number.state, number.reason) == (NumberState.CANCELLED, "重复登记")
    assert Event.objects.get().act == "作废编号"
    assert numbers.take("申请", 2026).serial == 2


def test_a_number_is_not_cancelled_without_a_reason(clerk):
    with pytest.raises(Refusal) as refused:
        numbers.cancel(numbers.take("申请", 2026), "  ", clerk)
    assert refused.value.field == "reason"


def test_a_number_is_not_cancelled_twice(clerk):
    number = numbers.cancel(numbers.take("申请", 2026), "重复", clerk)
    with pytest.raises(Refusal, match="此前已经作废"):
        numbers.cancel(number, "重复", clerk)


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_a_transaction_is_a_mistake_of_the_program():
    with pytest.raises(RuntimeError):
        numbers.take("申请", 2026)


@pytest.mark.django_db(transaction=True)
def test_fifty_threads_take_numbers_without_gaps():
    def take():
        try:
            with transaction.atomic():
                taken.append(numbers.take("申请", 2026).serial)
        finally:
            connection.close()

    taken: list[int] = []
    threads = [threading.Thread(target=take) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == list(range(1, 51))
    assert NumberSeries.objects.get().last == IssuedNumber.objects.count() == 50
