"""Settings: a bad one stops the start with a sentence that names it."""

import os
from pathlib import Path

import pytest

from incidents.config import BadSetting, Settings


def read(tmp_path: Path, **environ: str) -> Settings:
    """Settings from these variables, without their prefix."""
    values = {"HOME": str(tmp_path / "home")} | environ
    return Settings.from_environment({f"COUNTERSIGN_{name}": value for name, value in values.items()})


def test_nothing_has_to_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = Settings.from_environment({})
    assert settings.home == tmp_path / "instance"
    assert settings.database == f"sqlite:///{tmp_path}/instance/countersign.db"
    assert (settings.production, settings.sqlite, settings.secure_cookies) == (False, True, False)
    assert len(settings.secret_key) >= 32
    assert settings.secret_key != settings.seal_passphrase


def test_secrets_that_are_made_once_stay_and_belong_to_the_owner(tmp_path: Path) -> None:
    first, second = read(tmp_path), read(tmp_path)
    assert (first.secret_key, first.seal_passphrase) == (second.secret_key, second.seal_passphrase)
    for name in ("secret_key", "passphrase"):
        assert (first.keys / name).stat().st_mode & 0o777 == 0o600
    assert first.keys.stat().st_mode & 0o777 == 0o700


def test_secrets_stay_out_of_logs(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert settings.secret_key not in repr(settings)
    assert settings.seal_passphrase not in repr(settings)


BOTH = "Set both for keys in a token, or neither."
BAD = {
    "ENVIRONMENT": ("test", "COUNTERSIGN_ENVIRONMENT is “test”. Give one of: development, production."),
    "PORT": ("http", "COUNTERSIGN_PORT is “http”. Give a whole number from 1 to 65535."),
    "THREADS": ("0", "COUNTERSIGN_THREADS is “0”. Give a whole number from 1 to 256."),
    "BEHIND_PROXIES": ("6", "COUNTERSIGN_BEHIND_PROXIES is “6”. Give a whole number from 0 to 5."),
    "SECURE_COOKIES": ("true", "COUNTERSIGN_SECURE_COOKIES is “true”. Give one of: yes, no."),
    "DATABASE": ("mysql://db", "COUNTERSIGN_DATABASE must begin with sqlite:/// or postgresql://."),
    "SECRET_KEY": ("short", "COUNTERSIGN_SECRET_KEY is shorter than 16 characters. Give a longer one."),
    "PKCS11_MODULE": (
        "/usr/lib/token.so",
        f"COUNTERSIGN_PKCS11_MODULE is set, and COUNTERSIGN_PKCS11_TOKEN is not. {BOTH}",
    ),
    "PKCS11_TOKEN": (
        "house",
        f"COUNTERSIGN_PKCS11_TOKEN is set, and COUNTERSIGN_PKCS11_MODULE is not. {BOTH}",
    ),
    "TIME_STAMP_URL": (
        "https://time.example.org",
        "COUNTERSIGN_TIME_STAMP_URL is set, and COUNTERSIGN_TIME_STAMP_ROOT is not. Set both, or neither.",
    ),
    "TIME_STAMP_ROOT": (
        "/etc/time-root.pem",
        "COUNTERSIGN_TIME_STAMP_ROOT is set, and COUNTERSIGN_TIME_STAMP_URL is not. Set both, or neither.",
    ),
    "MAIL_HOST": (
        "mail.example.org",
        "COUNTERSIGN_MAIL_HOST is set, and COUNTERSIGN_MAIL_SENDER is not. Set both, or neither.",
    ),
    "MAIL_PORT": ("smtp", "COUNTERSIGN_MAIL_PORT is “smtp”. Give a whole number from 1 to 65535."),
    "MAIL_TLS": ("ssl", "COUNTERSIGN_MAIL_TLS is “ssl”. Give one of: starttls, tls, none."),
    "MAIL_USER": ("me", "COUNTERSIGN_MAIL_USER is set, and COUNTERSIGN_MAIL_PASSWORD is not. Set both, or neither."),
    "MAIL_PASSWORD": ("x", "COUNTERSIGN_MAIL_PASSWORD is set, and COUNTERSIGN_MAIL_USER is not. Set both, or neither."),
    "MAIL_SENDER": (
        "Countersign",
        "COUNTERSIGN_MAIL_SENDER is “Countersign”. Give a mail address such as notices@example.org.",
    ),
    "SEAL_PASSPHRASE": ("short", "COUNTERSIGN_SEAL_PASSPHRASE is shorter than 16 characters. Give a longer one."),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_setting_is_named(tmp_path: Path, name: str) -> None:
    value, sentence = BAD[name]
    with pytest.raises(BadSetting) as bad:
        read(tmp_path, **{name: value})
    assert str(bad.value) == sentence


@pytest.mark.parametrize("value", ["-1", "0", "65536", "8000.0", "٨٠", "8 000", "9" * 5000])
def test_a_port_is_a_whole_number_in_its_bounds(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="COUNTERSIGN_PORT is"):
        read(tmp_path, PORT=value)


def test_a_home_that_is_a_file_or_cannot_be_made_is_named(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_HOME is .* which is a file. Give a folder"):
        read(tmp_path, HOME=str(file))
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_HOME is .* which cannot be made: Not a directory"):
        read(tmp_path, HOME=str(file / "below"))


def test_a_home_that_cannot_be_written_to_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    with pytest.raises(BadSetting, match="which cannot be written to"):
        read(tmp_path)


def test_an_unknown_setting_is_refused_because_it_is_misspelt(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"^COUNTERSIGN_PROT is no setting of Countersign. The known ones: "):
        read(tmp_path, PROT="8000")


def test_settings_of_others_are_left_alone(tmp_path: Path) -> None:
    home = {"COUNTERSIGN_HOME": str(tmp_path)}
    assert Settings.from_environment(home | {"FLASK_DEBUG": "1", "PORT": "x"}).port == 8000


def test_production_needs_a_seal_passphrase_and_sends_cookies_over_https(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_SEAL_PASSPHRASE is not set. Production needs it"):
        read(tmp_path, ENVIRONMENT="production")
    settings = read(tmp_path, ENVIRONMENT="production", SEAL_PASSPHRASE="a long enough passphrase")
    assert (settings.production, settings.secure_cookies) == (True, True)
    assert not (settings.keys / "passphrase").exists()


def test_a_secret_file_that_lost_its_content_is_not_a_secret(tmp_path: Path) -> None:
    settings = read(tmp_path)
    (settings.keys / "secret_key").write_text("\n")
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_SECRET_KEY is not set, and .*secret_key is empty"):
        read(tmp_path)


def test_an_address_of_postgresql_is_read_with_our_driver(tmp_path: Path) -> None:
    for given in ("postgresql://db/c", "postgresql+psycopg://db/c"):
        settings = read(tmp_path, DATABASE=given)
        assert (settings.database, settings.sqlite) == ("postgresql+psycopg://db/c", False)


def test_keys_in_a_token_need_its_library_and_its_pin(tmp_path: Path) -> None:
    library = tmp_path / "library.so"
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_PKCS11_MODULE is .*library.so, which is no file"):
        read(tmp_path, PKCS11_MODULE=str(library), PKCS11_TOKEN="house")
    library.touch()
    with pytest.raises(BadSetting, match=r"COUNTERSIGN_SEAL_PASSPHRASE is not set. Give the PIN of the token “house”"):
        read(tmp_path, PKCS11_MODULE=str(library), PKCS11_TOKEN="house")
    settings = read(tmp_path, PKCS11_MODULE=str(library), PKCS11_TOKEN="house", SEAL_PASSPHRASE="123456")
    assert (settings.pkcs11_module, settings.pkcs11_token, settings.seal_passphrase) == (library, "house", "123456")
    assert not (settings.keys / "passphrase").exists()


def test_without_a_token_the_keys_are_files(tmp_path: Path) -> None:
    settings = read(tmp_path)
    assert (settings.pkcs11_module, settings.pkcs11_token) == (None, "")


def test_the_public_address_says_where_the_revocation_list_is(tmp_path: Path) -> None:
    given = Settings.from_environment(
        {"COUNTERSIGN_HOME": str(tmp_path), "COUNTERSIGN_PUBLIC_ADDRESS": "https://countersign.example.org/"}
    )
    assert given.revocation_address == "https://countersign.example.org/reports/revoked.crl"
    assert Settings.from_environment({"COUNTERSIGN_HOME": str(tmp_path)}).revocation_address is None


@pytest.mark.parametrize(
    "address",
    [
        "countersign.example.org",
        "ftp://example.org",
        "https://",
        "https://a b.org",
        "https://exämple.org",
        "https://example.org/?a=b",
    ],
)
def test_an_address_that_cannot_stand_in_a_certificate_stops_the_start(tmp_path: Path, address: str) -> None:
    with pytest.raises(BadSetting, match="COUNTERSIGN_PUBLIC_ADDRESS"):
        Settings.from_environment({"COUNTERSIGN_HOME": str(tmp_path), "COUNTERSIGN_PUBLIC_ADDRESS": address})


MAIL = {"MAIL_HOST": "mail.example.org", "MAIL_SENDER": "notices@example.org"}


def test_a_mail_server_is_spoken_with_over_starttls_and_its_password_stands_nowhere(tmp_path: Path) -> None:
    settings = read(tmp_path, **MAIL, MAIL_USER="me", MAIL_PASSWORD="not to be seen")
    assert (settings.sends_mail, settings.mail_port, settings.mail_tls) == (True, 587, "starttls")
    assert "not to be seen" not in repr(settings)
    assert not read(tmp_path).sends_mail


def test_a_password_never_travels_in_clear(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="the password would travel in clear"):
        read(tmp_path, **MAIL, MAIL_TLS="none", MAIL_USER="me", MAIL_PASSWORD="secret")
