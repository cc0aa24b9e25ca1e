"""What companies are compared by, the sixteen search strings to begin with, and the pairs that are alike."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FIELDS = ("name", "address", "city", "phone", "vat_registration_number", "post_code", "email", "mobile_phone")


def add_rules(apps, schema_editor):
    rules = apps.get_model("contacts", "SearchStringRule")
    rules.objects.bulk_create(rules(field=field, part=part) for field in FIELDS for part in ("first", "last"))


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0011_uses_of_personal_data'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SearchStringRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(choices=[('name', 'Name'), ('address', 'Address'), ('city', 'City'), ('phone', 'Phone'), ('vat_registration_number', 'VAT registration No.'), ('post_code', 'Post code'), ('email', 'E-mail'), ('mobile_phone', 'Mobile phone')], max_length=25, verbose_name='field')),
                ('part', models.CharField(choices=[('first', 'First'), ('last', 'Last')], max_length=5, verbose_name='part')),
                ('length', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(2), django.core.validators.MaxValueValidator(10)], verbose_name='signs')),
            ],
            options={
                'verbose_name': 'duplicate search string',
                'verbose_name_plural': 'duplicate search strings',
                'constraints': [models.UniqueConstraint(fields=('field', 'part'), name='search_string_rule_once', violation_error_message='There is a search string of this part of the field already.'), models.CheckConstraint(condition=models.Q(('length__gte', 2), ('length__lte', 10)), name='search_string_rule_length')],
            },
        ),
        migrations.CreateModel(
            name='DuplicatePair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('equal_count', models.PositiveSmallIntegerField(verbose_name='equal search strings')),
                ('is_separate', models.BooleanField(default=False, verbose_name='separate contacts')),
                ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                ('first', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact', verbose_name='company')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contacts.contact', verbose_name='possible duplicate')),
            ],
            options={
                'verbose_name': 'possible duplicate',
                'verbose_name_plural': 'possible duplicates',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('first', 'second'), name='duplicate_pair_once'), models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='duplicate_pair_in_order')],
            },
        ),
        migrations.CreateModel(
            name='SearchString',
            fields=[
                ('pk', models.CompositePrimaryKey('contact', 'rule', blank=True, editable=False, primary_key=True, serialize=False)),
                ('text', models.CharField(max_length=10)),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='search_strings', to='contacts.contact')),
                ('rule', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='strings', to='contacts.searchstringrule')),
            ],
            options={
                'default_permissions': (),
                'indexes': [models.Index(fields=['rule', 'text'], name='search_string_text')],
            },
        ),
        migrations.RunPython(add_rules, migrations.RunPython.noop),
    ]
