from django.db import migrations
from django.http import QueryDict


def to_ids(apps, schema_editor):
    """Searches that are followed had slugs of sections, tags and authors. Those that lead nowhere end."""
    Subscription, Category, Tag, Author = (
        apps.get_model('articles', name) for name in ('Subscription', 'Category', 'Tag', 'Author')
    )
    for subscription in Subscription.objects.exclude(search=''):
        params = QueryDict(subscription.search, mutable=True)
        try:
            if path := params.get('category'):
                parent = None
                for slug in path.split('/'):
                    parent = Category.objects.get(parent=parent, slug=slug)
                params['category'] = str(parent.pk)
            for name, model in (('tag', Tag), ('author', Author)):
                pks = sorted(model.objects.get(slug=slug).pk for slug in params.getlist(name))
                params.setlist(name, list(map(str, pks)))
        except (Category.DoesNotExist, Tag.DoesNotExist, Author.DoesNotExist):
            subscription.delete()
            continue
        Subscription.objects.filter(pk=subscription.pk).update(search=params.urlencode())


class Migration(migrations.Migration):
    dependencies = [('articles', '0035_assigned_comments')]

    operations = [migrations.RunPython(to_ids, migrations.RunPython.noop)]
