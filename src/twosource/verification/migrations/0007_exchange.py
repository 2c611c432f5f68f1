from django.db import migrations, models


def rekey(apps, schema_editor):
    """Items are named in kept assessments so that as names they sort as the rows do."""
    Claim = apps.get_model("verification", "Claim")
    for claim in Claim.objects.exclude(assessment={}).iterator(chunk_size=500):
        for side in ("supports", "denies"):
            told = claim.assessment.get(side, {})
            told["chosen"] = [[_padded(token) for token in line] for line in told.get("chosen", ())]
        claim.save(update_fields=["assessment"])


def _padded(token):
    kind, _colon, number = token.partition(":")
    return f"item:{int(number):09}" if kind == "item" and number.isdigit() else token


class Migration(migrations.Migration):
    dependencies = [("verification", "0006_evidence")]

    operations = [
        migrations.AddField(
            model_name="actor", name="sealed_elsewhere",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="actor", name="withheld", field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(rekey, migrations.RunPython.noop),
    ]
