"""Acts of cases can only be added to: triggers refuse UPDATE and DELETE in the database itself."""

from django.db import migrations

TABLE = "foi_caseact"
MESSAGE = "办理事项只能追加，不能修改或删除。"

SQLITE = [
    f"""CREATE TRIGGER foi_caseact_no_{verb.lower()} BEFORE {verb} ON {TABLE}
        BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"""
    for verb in ("UPDATE", "DELETE")
]
SQLITE_BACK = [f"DROP TRIGGER IF EXISTS foi_caseact_no_{verb}" for verb in ("update", "delete")]

POSTGRESQL = [
    f"""CREATE OR REPLACE FUNCTION foi_caseact_append_only() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END $$""",
    f"""CREATE TRIGGER foi_caseact_no_change BEFORE UPDATE OR DELETE ON {TABLE}
        FOR EACH ROW EXECUTE FUNCTION foi_caseact_append_only()""",
    f"""CREATE TRIGGER foi_caseact_no_truncate BEFORE TRUNCATE ON {TABLE}
        FOR EACH STATEMENT EXECUTE FUNCTION foi_caseact_append_only()""",
]
POSTGRESQL_BACK = [
    f"DROP TRIGGER IF EXISTS foi_caseact_no_truncate ON {TABLE}",
    f"DROP TRIGGER IF EXISTS foi_caseact_no_change ON {TABLE}",
    "DROP FUNCTION IF EXISTS foi_caseact_append_only()",
]


def put_up(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE, "postgresql": POSTGRESQL})


def take_down(apps, schema_editor):
    _run(schema_editor, {"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK})


def _run(schema_editor, statements):
    for statement in statements[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("foi", "0001_initial")]

    operations = [migrations.RunPython(put_up, take_down)]
