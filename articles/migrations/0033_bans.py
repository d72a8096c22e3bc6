import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('articles', '0032_following'), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name='Ban',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                (
                    'way',
                    models.CharField(
                        choices=[
                            ('name', 'name'),
                            ('email', 'e-mail address'),
                            ('network', 'network'),
                            ('link', 'link'),
                        ],
                        max_length=10,
                    ),
                ),
                ('value', models.CharField(max_length=254)),
                ('made', models.DateTimeField(default=django.utils.timezone.now)),
                (
                    'by',
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name='+',
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=['way', 'value'], name='ban_once')],
            },
        ),
    ]
