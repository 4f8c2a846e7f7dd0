"""What help somebody needs tells of their health: sealed like name and number (个人信息保护法第二十八条)."""

import base64

from django.db import migrations

import gongkai.base.sealed
from gongkai.base.sealed import seal, unseal

TABLE = "foi_applicant"


def seal_all(apps, schema_editor):
    _rewrite(schema_editor, lambda text: base64.b64encode(seal(text.encode())).decode())


def open_all(apps, schema_editor):
    _rewrite(schema_editor, lambda text: unseal(base64.b64decode(text)).decode())


def _rewrite(schema_editor, spell):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(f"SELECT id, help_needed FROM {TABLE} WHERE help_needed <> ''")  # noqa: S608
        for pk, text in cursor.fetchall():
            cursor.execute(
                f"UPDATE {TABLE} SET help_needed = %s WHERE id = %s",  # noqa: S608
                [spell(text), pk],
            )


class Migration(migrations.Migration):
    dependencies = [("foi", "0009_held_files")]

    operations = [
        migrations.AlterField(
            model_name="applicant",
            name="help_needed",
            field=gongkai.base.sealed.SealedText(blank=True, verbose_name="需要的协助"),
        ),
        migrations.RunPython(seal_all, open_all),
    ]
