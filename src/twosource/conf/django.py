"""From a frozen `Newsroom` to Django's settings, one function for each concern.

The functions read nothing but their argument, so settings can be looked at without starting Django.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from django.conf import global_settings

from twosource.conf.newsroom import LOOPBACK, Newsroom
from twosource.conf.readers import reader_settings
from twosource.conf.security import security_settings

Settings = dict[str, Any]

ROOMS = (
    "people",
    "readers",
    "ledger",
    "sources",
    "verification",
    "topics",
    "replies",
    "stories",
    "search",
    "discussion",
    "shortlinks",
    "edge",
    "reports",
    "wire",
    "desk",
    "site",
    "api",
    "demo",
)

# Ours stand first, so that a room's template is found before Wagtail's of the same name.
INSTALLED_APPS = [
    "twosource.wiring.Wiring",
    *(f"twosource.{room}" for room in ROOMS),
    # Wagtail's admin asks for the addresses of these two on every page.
    "wagtail.documents",
    "wagtail.embeds",
    "wagtail.sites",
    "twosource.desk.apps.AccountsConfig",
    "wagtail.snippets",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "twosource.conf.files.FilesMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    # Sees every header, and the bytes as they were rendered.
    "twosource.edge.middleware.FinishMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "twosource.conf.headers.HeadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "twosource.people.doors.StaffDoorMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "twosource.people.twofactor.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "twosource.desk.manners.GateMannersMiddleware",
    # Last, as its documentation asks: it turns a refused log-in into the answer “too many attempts”.
    "axes.middleware.AxesMiddleware",
]

_CONTEXT_PROCESSORS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "twosource.site.context.paper",
]

# WAL lets readers read while one writes; FULL loses no committed transaction when the power goes.
_SQLITE_PRAGMAS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"


def django_settings(newsroom: Newsroom) -> Settings:
    """Every Django setting of the newsroom, by name."""
    return {
        "TWOSOURCE": newsroom.config,
        "TWOSOURCE_FOLDER": newsroom.folder,
        "SECRET_KEY": newsroom.secrets.secret_key,
        "SEALED_KEY": newsroom.secrets.sealed_key,
        "OUTWARD_KEYS": outward_keys(newsroom),
        "DEBUG": False,
        "INSTALLED_APPS": list(INSTALLED_APPS),
        "MIDDLEWARE": list(MIDDLEWARE),
        "ROOT_URLCONF": "twosource.conf.urls",
        "ASGI_APPLICATION": "twosource.conf.asgi.application",
        "AUTH_USER_MODEL": "people.User",
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "DATABASES": {"default": database(newsroom)},
        "TEMPLATES": [templates(newsroom)],
        **files(newsroom),
        **words(newsroom),
        **mail(newsroom),
        **wagtail(newsroom),
        **security_settings(newsroom),
        **reader_settings(newsroom),
        "LOGGING": logging(),
    }


def database(newsroom: Newsroom) -> Settings:
    """PostgreSQL when an address is given (for tests: by TWOSOURCE_TEST_DATABASE_URL), SQLite otherwise."""
    url = os.environ.get("TWOSOURCE_TEST_DATABASE_URL") or newsroom.config.database.url
    if url:
        return postgres(url, password=newsroom.secrets.database_password)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(newsroom.data / "newsroom.sqlite3"),
        "OPTIONS": {
            # A transaction takes the write lock when it begins: two writers wait for each other, and neither
            # can fail half-way because the other was faster.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": _SQLITE_PRAGMAS,
        },
    }


def postgres(url: str, *, password: str = "") -> Settings:
    """Django's settings for a `postgresql://user@host:port/name` address; `?host=` may name a socket."""
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or password,
        "HOST": unquote(query.get("host", "")) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
    }


def templates(newsroom: Newsroom) -> Settings:
    """The newsroom's own theme first, the packaged templates behind it."""
    own = [str(newsroom.theme / "templates")] if newsroom.theme else []
    return {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": own,
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
    }


def files(newsroom: Newsroom) -> Settings:
    """Static files (collected under hashed names into data/static/) and media (data/media/)."""
    own = newsroom.theme / "static" if newsroom.theme else None
    return {
        "STATIC_URL": "/static/",
        "STATIC_ROOT": str(newsroom.data / "static"),
        "STATICFILES_DIRS": [str(own)] if own and own.is_dir() else [],
        "MEDIA_URL": "/media/",
        "MEDIA_ROOT": str(newsroom.data / "media"),
        "STORAGES": {
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "twosource.conf.files.HashedStatics"},
        },
        "WHITENOISE_USE_FINDERS": True,
        "WHITENOISE_KEEP_ONLY_HASHED_FILES": True,
        "FILE_UPLOAD_PERMISSIONS": 0o644,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": 10 * 1024 * 1024,
        # A long story in blocks posts more fields than Django's default thousand.
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 10_000,
    }


def words(newsroom: Newsroom) -> Settings:
    """Language and time: stored in UTC, shown in the paper's zone, read in the paper's language."""
    code = newsroom.config.newsroom.language.lower()
    known = list(global_settings.LANGUAGES)
    if code not in dict(known):
        known.append((code, newsroom.config.newsroom.language))
    package = Path(__file__).resolve().parent.parent
    return {
        "USE_TZ": True,
        "TIME_ZONE": newsroom.config.newsroom.zone,
        "USE_I18N": True,
        "LANGUAGE_CODE": code,
        "LANGUAGES": known,
        "LOCALE_PATHS": [str(package / "locale")],
    }


def mail(newsroom: Newsroom) -> Settings:
    """Letters to files in data/mail/, or to the named server."""
    section = newsroom.config.mail
    sender = section.sender or "newsroom@localhost"
    shared = {"DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender, "EMAIL_TIMEOUT": 20}
    if section.kind == "file":
        return {
            **shared,
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": str(newsroom.data / "mail"),
        }
    return {
        **shared,
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": section.host,
        "EMAIL_PORT": section.port,
        "EMAIL_HOST_USER": section.username,
        "EMAIL_HOST_PASSWORD": newsroom.secrets.mail_password,
        "EMAIL_USE_TLS": section.security == "starttls",
        "EMAIL_USE_SSL": section.security == "tls",
    }


def outward_keys(newsroom: Newsroom) -> dict[str, str]:
    """What opens the bucket and the caches, by its name in secrets.toml; empty where nothing is written."""
    names = (
        "bucket_access_key", "bucket_secret_key", "cloudflare_token", "fastly_token", "varnish_secret",
    )  # fmt: skip
    return {name: getattr(newsroom.secrets, name) for name in names}


def wagtail(newsroom: Newsroom) -> Settings:
    """Wagtail as the desk's workshop: no calls home, no third party, no search index of its own."""
    return {
        "WAGTAIL_SITE_NAME": newsroom.config.newsroom.name,
        "WAGTAILADMIN_BASE_URL": base_url(newsroom),
        "WAGTAIL_ENABLE_UPDATE_CHECK": False,
        "WAGTAIL_ENABLE_WHATS_NEW_BANNER": False,
        "WAGTAIL_GRAVATAR_PROVIDER_URL": None,
        "WAGTAIL_WORKFLOW_ENABLED": False,
        "WAGTAILADMIN_USER_PASSWORD_RESET_FORM": "twosource.people.forms.StaffResetForm",
        "WAGTAILIMAGES_IMAGE_MODEL": "stories.NewsPicture",
        "WAGTAILIMAGES_AVIF_QUALITY": 65,
        "WAGTAILIMAGES_WEBP_QUALITY": 78,
        "WAGTAILIMAGES_JPEG_QUALITY": 80,
        "WAGTAILIMAGES_EXTENSIONS": ["avif", "gif", "jpg", "jpeg", "png", "webp"],
        "WAGTAILIMAGES_MAX_UPLOAD_SIZE": 20 * 1024 * 1024,
        "WAGTAILEMBEDS_FINDERS": [],
        # The admin's own search box looks titles up in the tables themselves. Nothing is indexed on publish:
        # readers are served by the room `search`, and Wagtail's index would grow with the archive.
        "WAGTAILSEARCH_BACKENDS": {
            "default": {"BACKEND": "modelsearch.backends.database.fallback", "AUTO_UPDATE": False}
        },
    }


def base_url(newsroom: Newsroom) -> str:
    """The paper's address. On this machine alone it follows the port that `serve` was given."""
    url = newsroom.config.newsroom.base_url
    port = os.environ.get("TWOSOURCE_PORT", "")
    parts = urlsplit(url)
    if port.isdigit() and parts.scheme == "http" and (parts.hostname or "") in LOOPBACK:
        host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
        return urlunsplit((parts.scheme, f"{host}:{port}", "", "", ""))
    return url


def logging() -> Settings:
    """One line an event on standard error; who keeps it is the operator's choice."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "twosource": {"level": "INFO"},
            # A reader who mistypes an address is no event.
            "django.request": {"level": "ERROR"},
        },
    }
