import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import MD5

CASCADE = django.db.models.deletion.CASCADE
MOVE = """
INSERT INTO articles_news (mail_id, follower_id, comment_id)
SELECT DISTINCT ON (mail.comment_id, follower_id) mail.id, follower_id, mail.comment_id
FROM articles_mail mail JOIN articles_subscription one ON one.id = subscription_id WHERE mail.comment_id IS NOT NULL
ORDER BY mail.comment_id, follower_id, mail.id;
UPDATE articles_mail SET confirms = true WHERE comment_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
"""


class Migration(migrations.Migration):
    dependencies = [('articles', '0031_followers')]

    operations = [
        migrations.CreateModel(
            name='Announced',
            fields=[
                (
                    'article',
                    models.OneToOneField(
                        on_delete=CASCADE,
                        primary_key=True,
                        related_name='announced',
                        serialize=False,
                        to='articles.article',
                    ),
                ),
                ('at', models.DateTimeField()),
            ],
            options={'default_permissions': ()},
        ),
        migrations.CreateModel(
            name='News',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mail', models.ForeignKey(on_delete=CASCADE, related_name='news', to='articles.mail')),
                ('follower', models.ForeignKey(on_delete=CASCADE, related_name='+', to='articles.follower')),
                ('comment', models.ForeignKey(null=True, on_delete=CASCADE, related_name='+', to='articles.comment')),
                ('article', models.ForeignKey(null=True, on_delete=CASCADE, related_name='+', to='articles.article')),
            ],
            options={
                'default_permissions': (),
                'verbose_name_plural': 'news',
                'constraints': [
                    models.UniqueConstraint(
                        condition=Q(('comment', None), _negated=True),
                        fields=('comment', 'follower'),
                        name='news_of_comment_once',
                    ),
                    models.UniqueConstraint(
                        condition=Q(('article', None), _negated=True),
                        fields=('article', 'follower'),
                        name='news_of_article_once',
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(model_name='mail', name='mail_of_comment_once'),
        migrations.RemoveConstraint(model_name='mail', name='mail_to_confirm_once'),
        migrations.AddField(
            model_name='mail', name='confirms', field=models.BooleanField(db_default=False, default=False)
        ),
        migrations.RunSQL(MOVE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name='mail', name='comment'),
        migrations.AddConstraint(
            model_name='mail',
            constraint=models.UniqueConstraint(
                condition=Q(('confirms', True)), fields=('subscription',), name='mail_to_confirm_once'
            ),
        ),
        migrations.AddField(
            model_name='subscription',
            name='pace',
            field=models.CharField(
                choices=[('at once', 'at once'), ('daily', 'once a day'), ('weekly', 'once a week')],
                default='at once',
                max_length=10,
            ),
        ),
        migrations.AddField(model_name='subscription', name='search', field=models.TextField(blank=True, default='')),
        migrations.AlterField(model_name='subscription', name='search', field=models.TextField(blank=True)),
        migrations.AlterField(
            model_name='subscription',
            name='article',
            field=models.ForeignKey(null=True, on_delete=CASCADE, related_name='+', to='articles.article'),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.UniqueConstraint(
                models.F('follower'),
                MD5('search'),
                condition=Q(('search', ''), _negated=True),
                name='subscription_to_search_once',
            ),
        ),
        migrations.AddConstraint(
            model_name='subscription',
            constraint=models.CheckConstraint(
                condition=Q(
                    Q(('article', None), ('comment', None), Q(('search', ''), _negated=True)),
                    Q(('article__isnull', False), ('search', '')),
                    _connector='OR',
                ),
                name='subscription_to_one_thing',
            ),
        ),
    ]
