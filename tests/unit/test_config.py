"""Settings: what is wrong is refused by the variable's name."""

import base64

import pytest

from saas.config import RateLimits, SettingError, Settings

WHOLE = {
    "SAAS_ENV": "production",
    "SAAS_SECRET_KEY": "s" * 32,
    "SAAS_PLATFORM_KEY": base64.b64encode(bytes(32)).decode(),
    "DATABASE_URL": "postgresql://app:secret@db/aftercare",
    "SYSTEM_DATABASE_URL": "postgresql://system:secret@db/aftercare",
    "REDIS_URL": "redis://queue/0",
    "SAAS_SMTP_URL": "smtp://mail:25",
    "SAAS_BASE_URL": "https://care.example.com",
}


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SAAS_ENV", "staging"),
        ("SAAS_SECRET_KEY", ""),
        ("SAAS_SECRET_KEY", "short"),
        ("SAAS_PLATFORM_KEY", ""),
        ("SAAS_PLATFORM_KEY", "not base64!"),
        ("SAAS_PLATFORM_KEY", base64.b64encode(bytes(31)).decode()),
        ("DATABASE_URL", ""),
        ("DATABASE_URL", "sqlite:///var/db"),
        ("SYSTEM_DATABASE_URL", ""),
        ("REDIS_URL", ""),
        ("SAAS_SMTP_URL", ""),
        ("SAAS_BASE_URL", "http://care.example.com"),
        ("SAAS_REGISTRATION", "perhaps"),
        ("SAAS_TRUSTED_PROXIES", "-1"),
        ("SAAS_SECURITY_CONTACT", "security@care.example.com"),
        ("SAAS_SECURITY_CONTACT", "http://care.example.com/security"),
        ("SAAS_SECURITY_CONTACT", "mailto:a@b.example\r\nContact: mailto:evil@b.example"),
        ("SAAS_RATE_LIMITS", "person"),
        ("SAAS_RATE_LIMITS", "person=many"),
        ("SAAS_RATE_LIMITS", "everybody=1"),
        ("SAAS_SECURITY_CONTACT", "mailto:a@b.example or mailto:c@b.example"),
        ("SAAS_OUTBOUND_ALLOW", "crm.local,http://gateway.local"),
    ],
)
def test_wrong_setting_is_refused_by_name(variable: str, value: str) -> None:
    with pytest.raises(SettingError, match=rf"^{variable}\b"):
        Settings.from_env(WHOLE | {variable: value})


def test_whole_production_settings_are_accepted() -> None:
    settings = Settings.from_env(WHOLE)
    assert settings.production
    assert settings.database_url == "postgresql+psycopg://app:secret@db/aftercare"


def test_rate_limits_that_are_not_named_keep_their_default() -> None:
    limits = Settings.from_env(WHOLE | {"SAAS_RATE_LIMITS": "person=5, group=0"}).rate_limits
    assert (limits.person, limits.group, limits.token) == (5, 0, RateLimits().token)


def test_secrets_are_not_shown_when_settings_are_printed() -> None:
    shown = repr(Settings.from_env(WHOLE))
    assert "secret" not in shown.replace("secret_key", "")
    assert WHOLE["SAAS_PLATFORM_KEY"] not in shown


def test_hosts_that_may_be_called_are_listed_with_commas() -> None:
    settings = Settings.from_env(WHOLE | {"SAAS_OUTBOUND_ALLOW": " CRM.local:8443, gateway.local ,"})
    assert settings.outbound_allow == {"crm.local:8443", "gateway.local"}
