"""Note when personal data of a contact is exported or made anonymous."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0010_consent_by_channel'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalDataEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('exported', 'Exported'), ('anonymised', 'Made anonymous')], max_length=10, verbose_name='what')),
                ('done_at', models.DateTimeField(verbose_name='done at')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='personal_data_events', to='contacts.contact', verbose_name='contact')),
                ('done_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='done by')),
            ],
            options={
                'verbose_name': 'use of personal data',
                'verbose_name_plural': 'uses of personal data',
                'permissions': [('export_personal_data', 'Can export personal data'), ('anonymise_contact', 'Can make contacts anonymous')],
                'default_permissions': (),
            },
        ),
    ]
