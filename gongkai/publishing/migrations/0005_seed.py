from django.db import migrations

from gongkai.publishing import seed


def load(apps, schema_editor):
    seed.load(apps)


class Migration(migrations.Migration):
    dependencies = [
        ("publishing", "0004_released_has_a_basis"),
        ("catalogue", "0004_interpretation_rules"),
    ]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
