"""Questions about contacts, the answers they may have, and those that were given."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contacts', '0007_marketing_setup'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ProfileQuestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('text', models.CharField(max_length=250, verbose_name='question')),
                ('allows_several_answers', models.BooleanField(default=False, verbose_name='several answers')),
            ],
            options={
                'verbose_name': 'profile question',
                'verbose_name_plural': 'profile questions',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProfileAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(editable=False, max_length=30, unique=True, verbose_name='code')),
                ('position', models.PositiveSmallIntegerField(default=1, verbose_name='order')),
                ('text', models.CharField(max_length=250, verbose_name='answer')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Very low'), (2, 'Low'), (3, 'Normal'), (4, 'High'), (5, 'Very high')], default=3, verbose_name='priority')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='contacts.profilequestion', verbose_name='profile question')),
            ],
            options={
                'verbose_name': 'profile answer',
                'verbose_name_plural': 'profile answers',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ProfileQuestionnaire',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=20, unique=True, verbose_name='code')),
                ('description', models.CharField(blank=True, max_length=100, verbose_name='description')),
                ('contact_type', models.CharField(blank=True, choices=[('', 'Companies and persons'), ('company', 'Company'), ('person', 'Person')], max_length=7, verbose_name='for')),
                ('priority', models.PositiveSmallIntegerField(choices=[(1, 'Very low'), (2, 'Low'), (3, 'Normal'), (4, 'High'), (5, 'Very high')], default=3, verbose_name='priority')),
                ('last_answer_number', models.PositiveIntegerField(default=0, editable=False)),
                ('business_relation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='contacts.businessrelation', verbose_name='business relation')),
            ],
            options={
                'verbose_name': 'profile questionnaire',
                'verbose_name_plural': 'profile questionnaires',
            },
        ),
        migrations.AddField(
            model_name='profilequestion',
            name='questionnaire',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='questions', to='contacts.profilequestionnaire', verbose_name='profile questionnaire'),
        ),
        migrations.CreateModel(
            name='ContactProfileAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('answered_at', models.DateTimeField(verbose_name='answered at')),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='profile_answers', to='contacts.contact', verbose_name='contact')),
                ('answer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='given_answers', to='contacts.profileanswer', verbose_name='profile answer')),
            ],
            options={
                'verbose_name': 'answer of a contact',
                'verbose_name_plural': 'answers of contacts',
                'constraints': [models.UniqueConstraint(fields=('contact', 'answer'), name='profile_answer_once_per_contact')],
            },
        ),
    ]
