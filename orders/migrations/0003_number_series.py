from django.db import migrations


def add_series(apps, schema_editor):
    series = apps.get_model("contacts", "NumberSeries")
    series.objects.get_or_create(code="ORDER", defaults={"prefix": "SO", "digit_count": 5})


class Migration(migrations.Migration):
    dependencies = [("contacts", "0001_initial"), ("orders", "0002_order_line_storage")]
    operations = [migrations.RunPython(add_series, migrations.RunPython.noop)]
