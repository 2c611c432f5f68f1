"""What an owner may set about buckets and caches, and which windows that opens."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from folder import make_folder
from twosource.conf.django import outward_keys
from twosource.conf.newsroom import Config, read_newsroom
from twosource.conf.problems import ConfigError
from twosource.outside.objects import S3Objects, bucket, open_bucket
from twosource.outside.purging import CloudflarePurger, FastlyPurger, VarnishPurger, open_purgers, purgers

MINIMUM = '[newsroom]\nname = "Gazette"\n'
KEYS = {
    name: f"the {name}"
    for name in (
        "bucket_access_key",
        "bucket_secret_key",
        "cloudflare_token",
        "fastly_token",
        "varnish_secret",
    )
}


@pytest.fixture
def windows() -> Iterator[None]:
    before = bucket(), purgers()
    yield
    open_bucket(before[0])
    open_purgers(before[1])


@pytest.mark.parametrize(
    ("table", "line"),
    [
        ("bucket", 'name = "No_Such"'),
        ("bucket", 'endpoint = "ftp://store"'),
        ("bucket", 'endpoint = "https://key:secret@store"'),
        ("bucket", 'region = "a b"'),
        ("bucket", 'prefix = "../up"'),
        ("bucket", 'prefix = "a//b"'),
        ("purge", 'origin = "moon"'),
        ("purge", 'cloudflare_zone = "gazette.example"'),
        ("purge", 'fastly_service = "a/b"'),
        ("purge", 'varnish = ["10.0.0.2:6081"]'),
        ("purge", 'varnish = ["http://10.0.0.2:6081/purge"]'),
    ],
)
def test_what_is_no_place_is_refused_with_what_would_be(tmp_path: Path, table: str, line: str) -> None:
    folder = make_folder(tmp_path / "gazette", toml=f"{MINIMUM}[{table}]\n{line}\n")
    with pytest.raises(ConfigError) as refused:
        read_newsroom(folder)
    (problem,) = refused.value.problems
    assert f"{table}.{line.split(' ')[0]}" in str(problem)
    assert "allowed: " in str(problem)


def test_nothing_is_there_unless_it_is_named(tmp_path: Path) -> None:
    config = read_newsroom(make_folder(tmp_path / "gazette", toml=MINIMUM)).config
    assert (config.bucket.name, config.purge.varnish, config.purge.cloudflare_zone) == ("", (), "")
    assert config.purge.probe, "the probe needs nothing"


def test_secrets_stay_where_they_are(tmp_path: Path) -> None:
    folder = make_folder(tmp_path / "gazette", toml=MINIMUM)
    with (folder / "secrets.toml").open("a") as file:
        file.writelines(f'{name} = "{value}"\n' for name, value in KEYS.items())
    newsroom = read_newsroom(folder)
    assert outward_keys(newsroom) == KEYS
    assert not any(value in repr(newsroom) for value in KEYS.values())


def test_each_place_that_is_named_gets_its_window(settings: Any, windows: None) -> None:
    from django.apps import apps

    told = {
        "newsroom": {"name": "Gazette"},
        "bucket": {"name": "papers", "endpoint": "https://store.example", "region": "auto"},
        "purge": {
            "cloudflare_zone": "0" * 32,
            "fastly_service": "SU1Z0",
            "fastly_soft": False,
            "varnish": ["http://10.0.0.2:6081", "http://10.0.0.3:6081/"],
        },
    }
    settings.TWOSOURCE, settings.OUTWARD_KEYS = Config.model_validate(told), KEYS
    wiring: Any = apps.get_app_config("twosource")
    wiring._open_bucket()
    wiring._open_purgers()
    store = bucket()
    assert isinstance(store, S3Objects)
    assert (store.bucket, store.endpoint, store.region) == ("papers", "https://store.example", "auto")
    assert (store.access_key, store.secret_key) == ("the bucket_access_key", "the bucket_secret_key")
    one, two, fastly, cloudflare = purgers()
    assert isinstance(one, VarnishPurger)
    assert isinstance(fastly, FastlyPurger)
    assert isinstance(cloudflare, CloudflarePurger)
    assert (one.secret, fastly.soft, fastly.token) == ("the varnish_secret", False, "the fastly_token")
    assert cloudflare.token == "the cloudflare_token"
    names = {each.name for each in (one, two, fastly, cloudflare)}
    assert names == {"varnish http://10.0.0.2:6081", "varnish http://10.0.0.3:6081", "fastly", "cloudflare"}
    assert not any(value in repr((store, *purgers())) for value in KEYS.values())
