import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

NAME_THEM = """
INSERT INTO articles_follower (email, key) SELECT DISTINCT email, gen_random_uuid() FROM articles_subscription;
UPDATE articles_subscription AS one SET follower_id = articles_follower.id FROM articles_follower
WHERE articles_follower.email = one.email;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [('articles', '0030_desk_rights')]

    operations = [
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.EmailField(max_length=254, unique=True)),
                ('key', models.UUIDField(default=uuid.uuid4, unique=True)),
            ],
            options={'default_permissions': ()},
        ),
        migrations.AddField(
            model_name='subscription',
            name='follower',
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name='subscriptions',
                to='articles.follower',
            ),
        ),
        migrations.RunSQL(NAME_THEM, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name='subscription',
            name='follower',
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name='subscriptions', to='articles.follower'
            ),
        ),
        migrations.RemoveConstraint(model_name='subscription', name='subscription_to_article_once'),
        migrations.RemoveConstraint(model_name='subscription', name='subscription_to_comment_once'),
        migrations.RemoveIndex(model_name='subscription', name='subscription_email'),
        migrations.RemoveField(model_name='subscription', name='email'),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(
                condition=Q(comment=None), fields=('article', 'follower'), name='subscription_to_article_once'
            ),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(
                condition=Q(('comment', None), _negated=True),
                fields=('comment', 'follower'),
                name='subscription_to_comment_once',
            ),
        ),
    ]
