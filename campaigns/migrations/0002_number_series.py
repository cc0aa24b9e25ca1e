from django.db import migrations


def add_series(apps, schema_editor):
    series = apps.get_model("contacts", "NumberSeries")
    series.objects.get_or_create(code="CAMPAIGN", defaults={"prefix": "CP", "digit_count": 4})


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("campaigns", "0001_initial")]
    operations = [migrations.RunPython(add_series, migrations.RunPython.noop)]
