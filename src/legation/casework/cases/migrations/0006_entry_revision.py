from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_queues'),
    ]

    operations = [
        migrations.AddField(
            model_name='caseentry',
            name='revision',
            field=models.PositiveIntegerField(null=True),
        ),
    ]
