"""What the environment may say, and what is refused."""

import stat

import pytest

from registry import env

VARIABLES = (
    "DATABASE_URL",
    "DJANGO_ALLOWED_HOSTS",
    "DJANGO_CSRF_TRUSTED_ORIGINS",
    "DJANGO_SECRET_KEY",
    "REGISTRY_CODE_PREFIX",
    "REGISTRY_CONFIRMED_DAYS",
    "REGISTRY_DUPLICATE_CHECK_DAYS",
    "REGISTRY_LONG_TRIAL_DAYS",
    "REGISTRY_PUBLIC_READ",
    "REGISTRY_SILENT_DAYS",
)
STRONG = "0123456789abcdefghijklmnopqrstuvwxyz" * 2


@pytest.fixture
def refused(capsys):
    """Return the one sentence with which a start was refused."""

    def sentence(read, **options):
        with pytest.raises(SystemExit) as stopped:
            read(**options)
        assert stopped.value.code == env.CANNOT_START
        words = capsys.readouterr().err
        assert words.count("\n") == 1
        return words

    return sentence


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch):
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize("value", ["sqlite:///ledger.sqlite3", "", " "])
def test_sqlite_is_used_as_a_ledger_needs_it(value, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", value)

    database = env.database(default=tmp_path / "ledger.sqlite3")

    assert database["ENGINE"] == "django.db.backends.sqlite3"
    assert str(database["NAME"]).endswith("ledger.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "journal_mode=WAL" in database["OPTIONS"]["init_command"]


def test_postgresql_keeps_its_connections_and_looks_whether_they_live(monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", "postgresql://clerk:secret@db:6432/ledger?sslmode=require")

    database = env.database(default=tmp_path)

    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], str(database["PORT"]), database["NAME"]) == ("db", "6432", "ledger")
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["CONN_HEALTH_CHECKS"] is True


@pytest.mark.parametrize(
    "value",
    [
        "nonsense",
        "mysql://clerk:hunter2@db/ledger",
        "postgresql://clerk:hunter2@db",
        "postgresql://a:b@h:x/l",
    ],
)
def test_another_database_is_refused_without_telling_its_password(value, monkeypatch, refused):
    monkeypatch.setenv("DATABASE_URL", value)

    sentence = refused(env.database, default="")

    assert "DATABASE_URL must be sqlite:///FILE or postgresql://" in sentence
    assert "hunter2" not in sentence


@pytest.mark.parametrize("value", ["", "short", "a" * 60, f"django-insecure-{STRONG}"])
def test_a_weak_secret_key_is_refused(value, monkeypatch, refused):
    monkeypatch.setenv("DJANGO_SECRET_KEY", value)

    assert "DJANGO_SECRET_KEY must be at least 50 random characters" in refused(env.secret_key)


def test_a_strong_secret_key_is_taken(monkeypatch):
    monkeypatch.setenv("DJANGO_SECRET_KEY", STRONG)

    assert env.secret_key() == STRONG


def test_a_local_secret_key_is_made_once_and_for_its_owner_only(tmp_path):
    path = tmp_path / ".local" / "secret-key"

    first, second = env.local_secret_key(path), env.local_secret_key(path)

    assert first == second
    assert len(first) >= 50
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "value", ["", "*", "a.example,*", "https://a.example", "a.example:80", "a b"]
)
def test_hosts_that_are_missing_or_anything_are_refused(value, monkeypatch, refused):
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", value)

    assert "DJANGO_ALLOWED_HOSTS must list the host names" in refused(env.hosts)


def test_hosts_are_listed_with_commas(monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOWED_HOSTS", "ledger.example.org, .example.com,[::1],")

    assert env.hosts() == ["ledger.example.org", ".example.com", "[::1]"]


@pytest.mark.parametrize("value", ["ledger.example.org", "*", "https://", "https://a.example/path"])
def test_origins_without_a_scheme_are_refused(value, monkeypatch, refused):
    monkeypatch.setenv("DJANGO_CSRF_TRUSTED_ORIGINS", value)

    assert "DJANGO_CSRF_TRUSTED_ORIGINS must list origins" in refused(env.origins)


def test_origins_may_name_every_host_of_a_domain(monkeypatch):
    monkeypatch.setenv("DJANGO_CSRF_TRUSTED_ORIGINS", "https://*.example.org,http://localhost:8000")

    assert env.origins() == ["https://*.example.org", "http://localhost:8000"]


@pytest.mark.parametrize(
    ("value", "meaning"), [("on", True), ("0", False), ("False", False), ("", True)]
)
def test_a_switch_is_on_or_off(value, meaning, monkeypatch):
    monkeypatch.setenv("REGISTRY_PUBLIC_READ", value)

    assert env.switch("REGISTRY_PUBLIC_READ", default=True) is meaning


def test_a_switch_is_not_anything_else(monkeypatch, refused):
    monkeypatch.setenv("REGISTRY_PUBLIC_READ", "banana")

    sentence = refused(env.switch, name="REGISTRY_PUBLIC_READ", default=True)

    assert "REGISTRY_PUBLIC_READ must be on or off" in sentence


@pytest.mark.parametrize("value", ["zj", "ZHEJIANG", "Z1", "浙"])
def test_a_code_prefix_is_a_few_capital_letters(value, monkeypatch, refused):
    assert env.code_prefix() == "ZJ"
    monkeypatch.setenv("REGISTRY_CODE_PREFIX", value)

    assert "REGISTRY_CODE_PREFIX must be one to six capital letters" in refused(env.code_prefix)


def test_days_are_a_number_of_days(monkeypatch):
    assert env.days("REGISTRY_LONG_TRIAL_DAYS", default=90) == 90
    monkeypatch.setenv("REGISTRY_LONG_TRIAL_DAYS", "30")

    assert env.days("REGISTRY_LONG_TRIAL_DAYS", default=90) == 30


@pytest.mark.parametrize("value", ["0", "-1", "ninety", "1.5", "10000", "九十"])
def test_other_words_are_no_days(value, monkeypatch, refused):
    monkeypatch.setenv("REGISTRY_LONG_TRIAL_DAYS", value)

    assert "must be a number of days" in refused(
        env.days, name="REGISTRY_LONG_TRIAL_DAYS", default=90
    )
