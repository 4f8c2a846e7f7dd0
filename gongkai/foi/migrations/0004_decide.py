"""What a decision names besides its reasons, and the points of a review."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("foi", "0003_step_limits")]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="right_body",
            field=models.CharField(blank=True, max_length=100, verbose_name="负责公开的机关"),
        ),
        migrations.AddField(
            model_name="decision",
            name="right_contact",
            field=models.CharField(blank=True, max_length=200, verbose_name="该机关的联系方式"),
        ),
        migrations.AddField(
            model_name="decision",
            name="earlier_reply",
            field=models.CharField(blank=True, max_length=200, verbose_name="此前的答复"),
        ),
        migrations.AddField(
            model_name="decision",
            name="earlier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foi.disclosurerequest",
                verbose_name="此前的申请",
            ),
        ),
        migrations.AddField(
            model_name="reviewrecord",
            name="checklist",
            field=models.JSONField(blank=True, default=list, verbose_name="逐项确认"),
        ),
    ]
