from django.db import migrations

from gongkai.catalogue import seed


def load(apps, schema_editor):
    seed.load_rules(apps)


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0003_catalogues")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
