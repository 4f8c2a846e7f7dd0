"""Forms of the sign-in pages."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import (
    password_validators_help_texts,
    validate_password,
)

from gongkai.base.models import User


class SignInForm(forms.Form):
    """Login name and password."""

    use_required_attribute = False
    username = forms.CharField(
        label="登录名",
        max_length=150,
        error_messages={"required": "请填写登录名。", "max_length": "登录名过长，请检查。"},
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label="口令",
        strip=False,
        max_length=256,
        error_messages={"required": "请填写口令。", "max_length": "口令过长，请检查。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class ChangePasswordForm(forms.Form):
    """The old password once, the new one twice."""

    use_required_attribute = False
    old_password = forms.CharField(
        label="当前口令",
        strip=False,
        max_length=256,
        error_messages={"required": "请填写当前口令。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new_password = forms.CharField(
        label="新口令",
        strip=False,
        max_length=256,
        error_messages={
            "required": "请填写新口令。",
            "max_length": "新口令过长，请控制在256位以内。",
        },
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    new_password_again = forms.CharField(
        label="再次填写新口令",
        strip=False,
        max_length=256,
        error_messages={"required": "请再次填写新口令。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["new_password"].help_text = "".join(password_validators_help_texts())

    def clean_old_password(self) -> str:
        old: str = self.cleaned_data["old_password"]
        if not self.user.check_password(old):
            raise forms.ValidationError("当前口令不正确，请重新填写。")
        return old

    def clean_new_password(self) -> str:
        new: str = self.cleaned_data["new_password"]
        validate_password(new, self.user)
        if self.user.check_password(new):
            raise forms.ValidationError("新口令与当前口令相同，请换一个。")
        return new

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        new, again = cleaned.get("new_password"), cleaned.get("new_password_again")
        if new and again and new != again:
            self.add_error("new_password_again", "两次填写的新口令不一致，请重新填写。")
        return cleaned
