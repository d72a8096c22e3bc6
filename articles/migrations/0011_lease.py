"""The lock of imports is a row with a lease, since those of sessions are lost behind a pooler of connections."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('articles', '0010_working_copies')]

    operations = [
        migrations.CreateModel(
            'Lease',
            [
                ('name', models.CharField(max_length=40, primary_key=True, serialize=False)),
                ('holder', models.CharField(max_length=300)),
                ('until', models.DateTimeField()),
            ],
        ),
    ]
