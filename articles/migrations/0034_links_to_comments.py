import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

CASCADE = django.db.models.deletion.CASCADE


class Migration(migrations.Migration):
    dependencies = [('articles', '0033_bans')]

    operations = [
        migrations.AddField(
            model_name='mail',
            name='follower',
            field=models.ForeignKey(null=True, on_delete=CASCADE, related_name='links', to='articles.follower'),
        ),
        migrations.AddField(
            model_name='mail',
            name='network_hash',
            field=models.CharField(blank=True, default='', max_length=64),
        ),
        migrations.AlterField(
            model_name='mail',
            name='subscription',
            field=models.ForeignKey(null=True, on_delete=CASCADE, related_name='mails', to='articles.subscription'),
        ),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(('follower__isnull', False), ('subscription', None)),
                    Q(('follower', None), ('subscription__isnull', False)),
                    _connector='OR',
                ),
                name='mail_to_one',
            ),
        ),
    ]
