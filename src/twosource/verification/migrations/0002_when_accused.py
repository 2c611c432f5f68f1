"""An accusation and a stake are told with the moment they were put on record, and a stake may end."""

import django.db.models.deletion
from django.db import migrations, models


def since_the_claim_was_opened(apps, schema_editor):
    """What was recorded without a moment is taken to be as old as its claim, as it was until now."""
    claims = apps.get_model("verification", "Claim").objects.filter(pk=models.OuterRef("claim_id"))
    apps.get_model("verification", "Accusation").objects.update(
        since=models.Subquery(claims.values("opened_at")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("verification", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Accusation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="accusations",
                                to="verification.claim",
                            ),
                        ),
                        (
                            "actor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="verification.actor",
                            ),
                        ),
                    ],
                    options={"db_table": "verification_claim_accused", "ordering": ["id"]},
                ),
                migrations.AlterField(
                    model_name="claim",
                    name="accused",
                    field=models.ManyToManyField(
                        blank=True,
                        related_name="accusations",
                        through="verification.Accusation",
                        to="verification.actor",
                    ),
                ),
                # The table has had this constraint since Django made it.
                migrations.AlterUniqueTogether(name="accusation", unique_together={("claim", "actor")}),
            ],
        ),
        migrations.AddField(
            model_name="accusation",
            name="since",
            field=models.DateTimeField(null=True),
        ),
        migrations.RunPython(since_the_claim_was_opened, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="accusation",
            name="since",
            field=models.DateTimeField(),
        ),
        migrations.AddField(
            model_name="stake",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterModelOptions(
            name="stake",
            options={"ordering": ["id"]},
        ),
        migrations.RemoveConstraint(
            model_name="stake",
            name="one_stake_an_actor",
        ),
        migrations.AddConstraint(
            model_name="stake",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("claim", "actor"), name="one_stake_an_actor"
            ),
        ),
    ]
