from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("publishing", "0003_stock_basis")]
    operations = [
        migrations.AddConstraint(
            model_name='publication',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), models.Q(('release_basis', ''), _negated=True), _connector='OR'), name='released_has_a_basis'),
        ),
    ]
