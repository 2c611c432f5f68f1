import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def of_whom(apps, schema_editor):
    """A ban is the human's whose account it named."""
    User = apps.get_model("people", "User")
    humans = User.objects.filter(pk=OuterRef("reader")).values("human")[:1]
    apps.get_model("discussion", "Ban").objects.exclude(reader=None).update(human=Subquery(humans))


class Migration(migrations.Migration):
    dependencies = [
        ("discussion", "0001_initial"),
        ("people", "0002_former_addresses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="ban",
            name="reader",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="ban",
            name="human",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="bans", to="people.human"
            ),
        ),
        migrations.RunPython(of_whom, migrations.RunPython.noop),
    ]
