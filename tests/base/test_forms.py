import pytest
from django import forms

from gongkai.base.forms import FormProblem, TokenForm, UnitChoices, add_refusal, error_summary
from gongkai.base.models import Unit
from gongkai.base.refusal import Refusal
from gongkai.base.services.forms import new_token


class Trial(TokenForm):
    name = forms.CharField(label="姓名", error_messages={"required": "请填写姓名。"})
    way = forms.ChoiceField(
        label="方式",
        widget=forms.RadioSelect,
        choices=[("a", "甲")],
        error_messages={"required": "请选择方式。"},
    )


def test_a_form_with_a_token_is_taken():
    token = new_token()
    form = Trial({"name": "张三", "way": "a", "form_token": token})
    assert form.is_valid()
    assert form.token == token


def test_a_form_without_a_token_says_what_to_do():
    form = Trial({"name": "张三", "way": "a"})
    assert form.non_field_errors() == [
        "这张表单缺少校验标记，无法确认是否重复提交。请复制已填内容，刷新页面后重新提交。"
    ]


def test_the_summary_names_each_error_with_the_control_it_is_at():
    form = Trial({"form_token": new_token()})
    assert error_summary(form) == [
        FormProblem("id_name", "请填写姓名。"),
        FormProblem("id_way_0", "请选择方式。"),
    ]


def test_a_refusal_is_shown_at_its_field_or_above_the_form():
    form = Trial({"name": "张三", "way": "a", "form_token": new_token()})
    add_refusal(form, Refusal("姓名不对。", field="name"))
    add_refusal(form, Refusal("今天不受理。"))
    add_refusal(form, Refusal("别的字段。", field="elsewhere"))
    assert [problem.sentence for problem in error_summary(form)] == [
        "今天不受理。",
        "别的字段。",
        "姓名不对。",
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000, "-1", "甲", "\x00"])
def test_a_number_that_no_row_has_is_no_choice_on_either_database(number: str) -> None:
    with pytest.raises(forms.ValidationError):
        UnitChoices(Unit.objects.all()).clean([number])
