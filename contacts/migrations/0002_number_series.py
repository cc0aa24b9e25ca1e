from django.db import migrations


def add_series(apps, schema_editor):
    series = apps.get_model("contacts", "NumberSeries")
    series.objects.get_or_create(code="CONTACT", defaults={"prefix": "C", "digit_count": 5})


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial")]
    operations = [migrations.RunPython(add_series, migrations.RunPython.noop)]
