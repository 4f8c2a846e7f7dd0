"""The working-day calendar 2004–2026."""

from django.db import migrations

from gongkai.lib.calendar_data import seed_calendar


def load(apps, schema_editor):
    years, days = apps.get_model("base", "CalendarYear"), apps.get_model("base", "CalendarDay")
    for year, known in seed_calendar().years.items():
        if years.objects.filter(year=year).exists():
            continue
        years.objects.create(year=year, source=known.notice)
        days.objects.bulk_create(
            [days(day=day, year_id=year, works=False, name=name) for day, name in known.holidays.items()]
            + [days(day=day, year_id=year, works=True, name="") for day in sorted(known.workdays)]
        )


class Migration(migrations.Migration):
    dependencies = [("base", "0002_trail_guard")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
