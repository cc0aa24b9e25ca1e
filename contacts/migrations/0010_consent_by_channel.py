"""Consent to messages by channel, an account that only grows."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0009_contact_modified_by'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('channel', models.CharField(choices=[('email', 'E-mail'), ('letter', 'Letter'), ('phone', 'Phone'), ('text', 'Text message')], max_length=6, verbose_name='channel')),
                ('state', models.CharField(choices=[('given', 'Given'), ('withdrawn', 'Withdrawn'), ('unknown', 'Not known')], max_length=9, verbose_name='consent')),
                ('source', models.CharField(max_length=100, verbose_name='source')),
                ('stated_on', models.DateField(verbose_name='stated on')),
                ('recorded_at', models.DateTimeField(verbose_name='recorded at')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='contacts.contact', verbose_name='contact')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='recorded by')),
            ],
            options={
                'verbose_name': 'consent',
                'verbose_name_plural': 'consents',
                'default_permissions': ('view', 'add'),
                'indexes': [models.Index(fields=['contact', 'channel', '-stated_on', '-id'], name='consent_last_of_channel')],
            },
        ),
    ]
