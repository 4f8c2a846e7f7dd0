"""Standard limits of the five steps, in working days; every government may set its own."""

from django.db import migrations

STANDARD = {"receive": 1, "transfer": 1, "review": 3, "handle": 10, "reply": 5}


def write(apps, schema_editor):
    limits = apps.get_model("foi", "StepLimit")
    for step, days in STANDARD.items():
        limits.objects.get_or_create(unit=None, step=step, defaults={"days": days})


class Migration(migrations.Migration):
    dependencies = [("foi", "0002_acts_guard")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
