"""The schema of a plugin's settings, whole or as far as one level may set it."""

from __future__ import annotations

from marshmallow import Schema, missing

from saas.platform.plugins.declared_settings import PluginSettings, SettingLevel, is_secret, level_of

_DEPTH = {level: depth for depth, level in enumerate(SettingLevel)}


def reaches(field_level: SettingLevel, level: SettingLevel) -> bool:
    """Whether a value that may be set down to `field_level` may be set at `level`."""
    return _DEPTH[level] <= _DEPTH[field_level]


def secret_names(declared: PluginSettings, stored_sealed: frozenset[str]) -> frozenset[str]:
    """What is sealed and shown to nobody: the secrets of the schema, and what was sealed and has no field any longer.

    stored_sealed: names of what is stored sealed, maybe by an older version that still had a field for it.
    """
    schema_fields = declared.schema().fields
    secret = frozenset(name for name, field in schema_fields.items() if is_secret(field))
    return secret | (stored_sealed - schema_fields.keys())


def level_schema(declared: PluginSettings, level: SettingLevel) -> Schema:
    """A schema of its own for what may be set at a level: each value may be left out, and `None` means to inherit it.

    The plugin's validators stay in force.
    """
    names = [name for name, field in declared.schema().load_fields.items() if reaches(level_of(field), level)]
    schema = declared.schema(only=names, partial=True)
    for field in schema.fields.values():
        # The fields of an instance are its own copies.
        field.required, field.allow_none, field.load_default = False, True, missing
    return schema
