from django.db import migrations

STATUSES = [
    ("1-PLANNED", "Planned", "Gepland", "Choose whom it is for and set its prices.", "Kies voor wie de campagne is en leg de prijzen vast.", "planned"),
    ("2-SCHEDULED", "Scheduled", "Ingepland", "Check the effect, then activate.", "Controleer het effect en activeer daarna.", "planned"),
    ("3-STARTED", "Started", "Gestart", "Keep an eye on orders and drift.", "Houd orders en afwijkingen in de gaten.", "running"),
    ("4-DONE", "Done", "Afgerond", "Read what it cost and brought.", "Bekijk wat het kostte en opleverde.", "finished"),
]


def add_statuses(apps, schema_editor):
    status = apps.get_model("campaigns", "CampaignStatus")
    for order, (code, description, description_nl, next_step, next_step_nl, phase) in enumerate(STATUSES, start=1):
        status.objects.get_or_create(
            code=code,
            defaults={
                "description": description,
                "description_nl": description_nl,
                "next_step": next_step,
                "next_step_nl": next_step_nl,
                "phase": phase,
                "sort_order": order * 10,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("campaigns", "0002_number_series")]
    operations = [migrations.RunPython(add_statuses, migrations.RunPython.noop)]
