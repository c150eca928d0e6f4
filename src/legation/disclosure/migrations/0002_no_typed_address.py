from django.db import migrations


def forget_addresses(apps, schema_editor):
    """What an officer typed to find a member was an address: the account's number finds them as well."""
    Disclosure = apps.get_model("disclosure", "Disclosure")
    User = apps.get_model("accounts", "User")
    for row in Disclosure.objects.filter(source="member", reference__contains="@"):
        user = User.objects.filter(subject_id=row.subject_id).first()
        row.reference = str(user.pk) if user else ""
        row.save(update_fields=["reference"])


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0001_initial"), ("accounts", "0003_denial")]

    operations = [migrations.RunPython(forget_addresses, migrations.RunPython.noop)]
