from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mail', '0003_the_html_form_is_made_when_sent'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outgoingmail',
            index=models.Index(
                condition=models.Q(('sent_at', None), ('withheld_at', None)), fields=['id'], name='mail_waiting'
            ),
        ),
    ]
