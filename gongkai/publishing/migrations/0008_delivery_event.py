from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('publishing', '0007_gazette_notes'),
    ]

    operations = [
        migrations.AddField(
            model_name='delivery',
            name='event',
            field=models.CharField(default='released', max_length=10, verbose_name='事项'),
        ),
        migrations.AddField(
            model_name='delivery',
            name='generation',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='第几次送达'),
        ),
    ]
