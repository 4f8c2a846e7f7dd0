from django.db import migrations


def stock(apps, schema_editor):
    """What was released before the reviews existed came in as public stock, and says so."""
    Publication = apps.get_model("publishing", "Publication")
    Publication.objects.filter(state="released", release_basis="").update(release_basis="stock")


class Migration(migrations.Migration):
    dependencies = [("publishing", "0002_desk")]
    operations = [migrations.RunPython(stock, migrations.RunPython.noop)]
