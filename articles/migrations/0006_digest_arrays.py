"""Digests become arrays instead of words in a text, also in the values of versions; and some plainer names."""

import django.contrib.postgres.fields
from django.db import migrations, models
from django.db.models import Q

DIGESTS = {'article': ['import_digests', 'comments_digests'], 'media': ['import_digests'], 'keptitem': ['import_digests']}
NAMES = """
ALTER TABLE articles_article RENAME COLUMN awaited_keys TO pending_keys;
ALTER INDEX article_awaits_parts RENAME TO article_pending_keys;
ALTER INDEX article_awaits_lead_image RENAME TO article_pending_lead_image;
ALTER TABLE articles_articletag RENAME CONSTRAINT tag_stands_once_on_an_article TO tag_once_per_article;
ALTER TABLE articles_oldurl RENAME CONSTRAINT old_url_leads_to_one_place TO old_url_has_one_target;
ALTER TABLE articles_oldurl RENAME CONSTRAINT old_url_leads_nowhere_else TO old_url_target_is_local;
"""
FORMER_NAMES = """
ALTER TABLE articles_oldurl RENAME CONSTRAINT old_url_target_is_local TO old_url_leads_nowhere_else;
ALTER TABLE articles_oldurl RENAME CONSTRAINT old_url_has_one_target TO old_url_leads_to_one_place;
ALTER TABLE articles_articletag RENAME CONSTRAINT tag_once_per_article TO tag_stands_once_on_an_article;
ALTER INDEX article_pending_lead_image RENAME TO article_awaits_lead_image;
ALTER INDEX article_pending_keys RENAME TO article_awaits_parts;
ALTER TABLE articles_article RENAME COLUMN pending_keys TO awaited_keys;
"""
# Both directions of the JSON values. A value that is missing, as in versions written by older builds, stays missing.
VALUES = """
UPDATE articles_{table} SET "values" = "values" - 'awaited_keys' || jsonb_strip_nulls(jsonb_build_object(
    'pending_keys', "values" -> 'awaited_keys',
    'import_digests', to_jsonb(string_to_array("values" ->> 'import_digests', ' ')),
    'comments_digests', to_jsonb(string_to_array("values" ->> 'comments_digests', ' '))
));
"""
FORMER_VALUES = """
UPDATE articles_{table} SET "values" = "values" - 'pending_keys' || jsonb_strip_nulls(jsonb_build_object(
    'awaited_keys', "values" -> 'pending_keys',
    'import_digests', CASE WHEN "values" ? 'import_digests' THEN
        array_to_string(ARRAY(SELECT jsonb_array_elements_text("values" -> 'import_digests')), ' ') END,
    'comments_digests', CASE WHEN "values" ? 'comments_digests' THEN
        array_to_string(ARRAY(SELECT jsonb_array_elements_text("values" -> 'comments_digests')), ' ') END
));
"""
OVERWRITTEN = """
UPDATE articles_overwritten SET {column} = jsonb_set(
    {column}, '{{{name}}}', to_jsonb(string_to_array({column} ->> '{name}', ' '))
) WHERE {column} ? '{name}';
"""
FORMER_OVERWRITTEN = """
UPDATE articles_overwritten SET {column} = jsonb_set(
    {column}, '{{{name}}}', to_jsonb(array_to_string(ARRAY(SELECT jsonb_array_elements_text({column} -> '{name}')), ' '))
) WHERE {column} ? '{name}';
"""
NO_LIMIT = 'SET LOCAL statement_timeout = 0'
PERMISSIONS = {
    'importrun': {'run_import': ('Can run imports and take them back', 'Can run and undo imports')},
    'oldurl': {
        f'{verb}_oldurl': (f'Can {verb} old address', f'Can {verb} old URL') for verb in ('add', 'change', 'delete', 'view')
    },
}


def alter_columns(type_: str, conversion: str) -> list[str]:
    """SQL that changes all columns of digests, each table in one go, since PostgreSQL writes it anew."""
    return [
        f'ALTER TABLE articles_{table} '
        + ', '.join(f'ALTER COLUMN {name} TYPE {type_} USING {conversion.format(name)}' for name in names)
        for table, names in DIGESTS.items()
    ]


def json_values(values: str, overwritten: str) -> list[str]:
    return [values.format(table=table) for table in ('revision', 'conflict')] + [
        overwritten.format(column=column, name=name)
        for column in ('before', 'after')
        for name in ('import_digests', 'comments_digests')
    ]


def rename_permissions(apps, schema_editor):
    """Django names permissions only when it creates them."""
    permissions = apps.get_model('auth', 'Permission').objects.using(schema_editor.connection.alias)
    for model, names in PERMISSIONS.items():
        of_model = permissions.filter(content_type__app_label='articles', content_type__model=model)
        for codename, (former, name) in names.items():
            of_model.filter(codename=codename, name=former).update(name=name)


def digests(**options):
    field = models.CharField(max_length=64)
    return django.contrib.postgres.fields.ArrayField(base_field=field, default=list, size=None, **options)


class Migration(migrations.Migration):
    dependencies = [('articles', '0005_groups')]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    [NO_LIMIT, *alter_columns('varchar(64)[]', "string_to_array({}, ' ')")],
                    [NO_LIMIT, *alter_columns('text', "array_to_string({}, ' ')")],
                ),
                migrations.RunSQL(NAMES, FORMER_NAMES),
                migrations.RunSQL(json_values(VALUES, OVERWRITTEN), json_values(FORMER_VALUES, FORMER_OVERWRITTEN)),
            ],
            state_operations=[
                migrations.AlterField('article', 'import_digests', digests(blank=True, editable=False)),
                migrations.AlterField('article', 'comments_digests', digests(blank=True, editable=False)),
                migrations.AlterField('media', 'import_digests', digests(blank=True, editable=False)),
                migrations.AlterField('keptitem', 'import_digests', digests()),
                migrations.RemoveIndex('article', 'article_awaits_parts'),
                migrations.RenameField('article', 'awaited_keys', 'pending_keys'),
                migrations.AddIndex(
                    'article', models.Index(fields=['id'], condition=~Q(pending_keys=[]), name='article_pending_keys')
                ),
                migrations.RenameIndex(
                    'article', old_name='article_awaits_lead_image', new_name='article_pending_lead_image'
                ),
                migrations.RemoveConstraint('articletag', 'tag_stands_once_on_an_article'),
                migrations.AddConstraint(
                    'articletag', models.UniqueConstraint(fields=['article', 'tag'], name='tag_once_per_article')
                ),
                migrations.RemoveConstraint('oldurl', 'old_url_leads_to_one_place'),
                migrations.AddConstraint(
                    'oldurl',
                    models.CheckConstraint(condition=Q(article=None) | Q(target=''), name='old_url_has_one_target'),
                ),
                migrations.RemoveConstraint('oldurl', 'old_url_leads_nowhere_else'),
                migrations.AddConstraint(
                    'oldurl',
                    models.CheckConstraint(
                        condition=Q(target__regex=r'^(/([^/\\].*)?)?$'),
                        name='old_url_target_is_local',
                        violation_error_message='Enter a path on this site, beginning with one “/”.',
                    ),
                ),
            ],
        ),
        migrations.RunPython(rename_permissions, migrations.RunPython.noop),
    ]
