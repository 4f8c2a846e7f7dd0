"""Form tokens: the same form sent twice is one record."""

from django.db import models


class FormToken(models.Model):
    """What became of a form: written in the transaction of the record it led to."""

    token = models.CharField(max_length=64, primary_key=True)
    purpose = models.CharField(max_length=40)
    answer = models.JSONField(default=dict)
    used_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "表单令牌"

    def __str__(self) -> str:
        return f"{self.purpose} {self.token[:8]}"
