"""A newsroom folder as one frozen value: `twosource.toml` and `secrets.toml`, read strictly.

Standard library and pydantic only: no Django, so that a wrong file can be said before anything starts.
Each field's description says what is allowed there; errors and the documentation test both quote it.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from twosource.conf.problems import ConfigError, Problem, explain

TOML_NAME = "twosource.toml"
SECRETS_NAME = "secrets.toml"

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{5,8})*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
# A token becomes a CSS custom property: no character may end the declaration or fetch anything.
_TOKEN_VALUE = re.compile(r"[A-Za-z0-9 #%.,()'\"+*/_-]{1,200}")
_FOLDER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _language(value: str) -> str:
    if not _LANGUAGE.fullmatch(value):
        raise ValueError("not a BCP 47 language tag")
    return value


def _zone(value: str) -> str:
    zones = available_timezones()
    if value not in zones:
        near = get_close_matches(value, zones, n=1, cutoff=0.6)
        raise ValueError("no such time zone" + (f" (did you mean “{near[0]}”?)" if near else ""))
    return value


def _base_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError("not a web address")
    if parts.path not in {"", "/"} or parts.query or parts.fragment or parts.username is not None:
        raise ValueError("more than a scheme, a host and a port")
    try:
        _ = parts.port
    except ValueError:
        raise ValueError("a port that is no port") from None
    return value.rstrip("/")


def _folder_name(value: str) -> str:
    if value and not _SLUG.fullmatch(value):
        raise ValueError("not a folder name")
    return value


def _token_values(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _SLUG.fullmatch(name):
            raise ValueError(f"“{name}” is not a token name")
        if not _TOKEN_VALUE.fullmatch(text) or "url(" in text.lower() or "/*" in text:
            raise ValueError(f"“{text}” is not a plain CSS value (token “{name}”)")
    return value


def _database_url(value: str) -> str:
    if value and urlsplit(value).scheme not in {"postgres", "postgresql"}:
        raise ValueError("not a PostgreSQL address")
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    if value and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.username is not None):
        raise ValueError("not a web address")
    return value


def _prefix(value: str) -> str:
    if value and not all(_FOLDER.fullmatch(part) for part in value.strip("/").split("/")):
        raise ValueError("not a folder in a bucket")
    return value.strip("/")


def _endpoints(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_base_url(address) for address in value)


def _host_names(value: tuple[str, ...]) -> tuple[str, ...]:
    for host in value:
        if not host or "/" in host or " " in host or host == "*":
            raise ValueError(f"“{host}” is not a host name")
    return value


def _entry(value: str) -> str:
    if sum(sign.isalnum() for sign in value) < 2 or value.count("*") > 3:
        raise ValueError(f"“{value}” needs two letters, and three * at the most")
    return value


Words = Annotated[str, Field(max_length=200)]
Ports = Annotated[tuple[Annotated[int, Field(ge=1, le=65535)], ...], Field(strict=False, min_length=1)]
Hosts = Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_host_names)]
Endpoints = Annotated[tuple[str, ...], Field(strict=False), AfterValidator(_endpoints)]


class Section(BaseModel):
    """What every table of the file has in common: frozen, strict, no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class NewsroomSection(Section):
    """`[newsroom]`: what the paper is called, where it is and which language it is written in."""

    name: Annotated[
        str, Field(min_length=1, max_length=80, description="the paper's name, 1 to 80 characters")
    ]
    tagline: Words = Field(default="", description="a line under the name, up to 200 characters")
    language: Annotated[str, AfterValidator(_language)] = Field(
        default="en", description="a BCP 47 language tag, such as “en”, “en-GB” or “ar”"
    )
    zone: Annotated[str, AfterValidator(_zone)] = Field(
        default="GMT", description="a name of the IANA time zone database, such as “GMT” or “Europe/London”"
    )
    base_url: Annotated[str, AfterValidator(_base_url)] = Field(
        default="http://127.0.0.1:8000",
        description="the paper's own address, such as “https://gazette.example”",
    )


class PolicySection(Section):
    """`[policy]`: the rules of the house that an owner may set."""

    second_factor: bool = Field(
        default=True, description="true or false: staff must log in with a second factor"
    )
    login_attempts: int = Field(default=5, ge=3, le=20, description="a whole number from 3 to 20")
    login_pause_minutes: int = Field(
        default=15, ge=1, le=1440, description="a whole number of minutes, 1 to 1440"
    )
    session_hours: int = Field(default=12, ge=1, le=168, description="a whole number of hours, 1 to 168")
    request_deadline_hours: int = Field(
        default=48, ge=1, le=720, description="a whole number of hours, 1 to 720"
    )
    reminder_hours: int = Field(
        default=12, ge=0, le=168, description="a whole number of hours, 1 to 168; 0 sends no reminders"
    )


class ThemeSection(Section):
    """`[theme]`: which look the reader's pages wear."""

    name: Annotated[str, AfterValidator(_folder_name)] = Field(
        default="",
        description="a folder's name under themes/ (a-z, 0-9 and -), or empty for the packaged theme",
    )
    tokens: Annotated[dict[str, str], AfterValidator(_token_values)] = Field(
        default_factory=dict, description="design tokens: names of a-z, 0-9 and -, plain CSS values as text"
    )


class RoomsSection(Section):
    """`[rooms]`: what the paper offers its readers beside its pages."""

    search: bool = Field(default=True, description="true or false: readers can search the paper")
    shortlinks: bool = Field(
        default=True, description="true or false: stories have short addresses under /s/"
    )
    api: bool = Field(default=True, description="true or false: the read API and the feeds are served")
    reports: bool = Field(default=True, description="true or false: readers can report an error in a story")
    discussion: bool = Field(
        default=True, description="true or false: readers can talk under stories and claims"
    )


class DiscussionSection(Section):
    """`[discussion]`: how readers' comments are taken, and which of them wait for a moderator."""

    premoderation: Literal["all", "first", "rules", "none"] = Field(
        default="first",
        description="“all”, “first” (the first comments of a new reader), “rules” or “none”: which comments wait "
        "for a moderator. A topic or a thread can have its own",
    )
    first_comments: int = Field(
        default=3, ge=1, le=100, description="how many approved comments a new reader needs, 1 to 100"
    )
    edit_minutes: int = Field(
        default=5, ge=0, le=1440, description="how long a comment can be changed, 0 to 1440 minutes"
    )
    closes_after_days: int = Field(
        default=30, ge=0, le=3650, description="after how many days a thread closes, 1 to 3650; 0 for never"
    )
    longest: int = Field(
        default=5000, ge=200, le=20000, description="characters a comment may have, 200 to 20000"
    )
    held_words: tuple[Annotated[str, Field(min_length=2, max_length=100), AfterValidator(_entry)], ...] = (
        Field(
            default=(),
            strict=False,
            description="a list of words or phrases, in which * stands for any letters of a word; what has one "
            "waits for a moderator",
        )
    )
    most_links: int = Field(
        default=2, ge=0, le=50, description="how many links a comment may have before it waits, 0 to 50"
    )
    learned_filter: bool = Field(
        default=True,
        description="true or false: a filter that learns from what moderators removed may hold comments",
    )
    work: bool = Field(
        default=True,
        description="true or false: a new reader's browser does a little work while one types; without it a comment "
        "waits where “rules” are asked",
    )
    an_hour: int = Field(
        default=20, ge=1, le=1000, description="how many comments an hour one reader may write, 1 to 1000"
    )
    a_network_an_hour: int = Field(
        default=60, ge=1, le=10000, description="how many comments an hour may come from one network address"
    )
    reports_hold: int = Field(
        default=3, ge=0, le=1000,
        description="how many readers must report a comment for it to wait for a moderator, 1 to 1000; 0 for never",
    )  # fmt: skip


class MailSection(Section):
    """`[mail]`: how letters leave; `file` keeps them in data/mail/ and sends nothing."""

    kind: Literal["file", "smtp"] = Field(default="file", description="“file” or “smtp”")
    sender: Words = Field(default="", description="the address letters come from; needed for “smtp”")
    host: Words = Field(default="", description="the mail server's host name; needed for “smtp”")
    port: int = Field(default=587, ge=1, le=65535, description="a port, 1 to 65535")
    username: Words = Field(
        default="", description="the log-in at the mail server (its password: secrets.toml)"
    )
    security: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="“starttls”, “tls” or “none”"
    )

    @model_validator(mode="after")
    def _complete(self) -> MailSection:
        missing = [name for name in ("host", "sender") if not getattr(self, name)]
        if self.kind == "smtp" and missing:
            raise ValueError(f"kind “smtp” needs {' and '.join(missing)} too")
        return self


class EvidenceSection(Section):
    """`[evidence]`: what is kept of what the paper rests on."""

    largest_megabytes: int = Field(
        default=50, ge=1, le=500, description="the largest file that is kept, 1 to 500 megabytes"
    )
    fetch: bool = Field(
        default=True, description="true or false: the desk may have a page fetched from the web and kept"
    )
    fetch_seconds: int = Field(
        default=20, ge=1, le=120, description="the longest a fetch may take, 1 to 120 seconds"
    )
    fetch_ports: Ports = Field(
        default=(80, 443), description="a list of ports pages are fetched from, 1 to 65535"
    )
    timestamp_authority: Annotated[str, AfterValidator(_web_address)] = Field(
        default="", description="the address of an RFC 3161 time-stamping authority, or empty for none"
    )
    timestamp_roots: Words = Field(
        default="",
        description="a file in the newsroom's folder with the roots (PEM) of that authority, or empty",
    )


class BucketSection(Section):
    """`[bucket]`: a bucket of a store that speaks S3, which holds every finished page too."""

    name: str = Field(
        default="",
        pattern=r"^([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])?$",
        description="the bucket's name (its keys: secrets.toml), or empty for none",
    )
    endpoint: Annotated[str, AfterValidator(_web_address)] = Field(
        default="", description="the store's own address, or empty for Amazon S3"
    )
    region: str = Field(
        default="us-east-1",
        pattern=r"^[a-z0-9-]{1,64}$",
        description="the store's region, such as “eu-central-1”; many take “auto” or “us-east-1”",
    )
    prefix: Annotated[str, AfterValidator(_prefix)] = Field(
        default="", description="a folder in the bucket to stay under, or empty for all of it"
    )


class PurgeSection(Section):
    """`[purge]`: the caches that stand before the paper, and the probe that looks through them."""

    origin: Literal["paper", "bucket"] = Field(
        default="paper", description="“paper” or “bucket”: where these caches fetch pages from"
    )
    cloudflare_zone: str = Field(
        default="",
        pattern=r"^([0-9a-f]{32})?$",
        description="the number of a zone of Cloudflare's (32 of 0-9 and a-f), or empty for none",
    )
    fastly_service: str = Field(
        default="",
        pattern=r"^[A-Za-z0-9]{0,64}$",
        description="the number of a service of Fastly's, or empty for none",
    )
    fastly_soft: bool = Field(
        default=True, description="true or false: Fastly may show an old page while the paper does not answer"
    )
    varnish: Endpoints = Field(
        default=(), description="a list of addresses of Varnish, such as “http://10.0.0.2:6081”"
    )
    probe: bool = Field(
        default=True,
        description="true or false: after a change the page is fetched as a reader would, and compared",
    )


class DatabaseSection(Section):
    """`[database]`: empty for SQLite in data/, an address for PostgreSQL."""

    url: Annotated[str, AfterValidator(_database_url)] = Field(
        default="", description="empty for SQLite, or “postgresql://user@host/name” (password: secrets.toml)"
    )


class ServerSection(Section):
    """`[server]`: where `twosource serve` listens, and whom it believes."""

    host: Annotated[str, Field(min_length=1)] = Field(
        default="127.0.0.1",
        description="an address of this machine to listen on, such as “127.0.0.1” or “0.0.0.0”",
    )
    port: int = Field(default=8000, ge=1, le=65535, description="a port, 1 to 65535")
    processes: int = Field(default=2, ge=1, le=64, description="how many web processes, 1 to 64")
    hosts: Hosts = Field(default=(), description="a list of further host names the paper answers to")
    trusted_proxies: Hosts = Field(
        default=("127.0.0.1", "::1"),
        description="a list of addresses whose X-Forwarded-* headers are believed",
    )


class EdgeSection(Section):
    """`[edge]`: the processes that give finished pages to readers."""

    processes: int = Field(default=1, ge=1, le=64, description="how many edge processes, 1 to 64")
    memory_megabytes: int = Field(
        default=64, ge=8, le=65536, description="the memory each holds pages in, 8 to 65536 megabytes"
    )
    listeners: int = Field(
        default=10_000, ge=0, le=1_000_000,
        description="how many readers may hear of new comments from each process, 0 to 1000000",
    )  # fmt: skip


class Config(Section):
    """The whole of `twosource.toml`. Only `[newsroom] name` has no default."""

    newsroom: NewsroomSection
    policy: PolicySection = PolicySection()
    theme: ThemeSection = ThemeSection()
    rooms: RoomsSection = RoomsSection()
    discussion: DiscussionSection = DiscussionSection()
    mail: MailSection = MailSection()
    evidence: EvidenceSection = EvidenceSection()
    bucket: BucketSection = BucketSection()
    purge: PurgeSection = PurgeSection()
    database: DatabaseSection = DatabaseSection()
    server: ServerSection = ServerSection()
    edge: EdgeSection = EdgeSection()


class Secrets(Section):
    """`secrets.toml`: made by `twosource init`, mode 0600, never in a backup unless asked for."""

    secret_key: Annotated[str, Field(min_length=50, repr=False, description="text of at least 50 characters")]
    sealed_key: Annotated[
        str,
        Field(pattern=r"^[A-Za-z0-9_-]{43}=$", repr=False, description="32 random bytes in URL-safe base64"),
    ]
    mail_password: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    database_password: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    bucket_access_key: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    bucket_secret_key: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    cloudflare_token: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    fastly_token: Annotated[str, Field(repr=False)] = Field(default="", description="text")
    varnish_secret: Annotated[str, Field(repr=False)] = Field(default="", description="text")


@dataclass(frozen=True)
class Newsroom:
    """A newsroom folder that has been read: where it is, what it says, what it keeps to itself."""

    folder: Path
    config: Config
    secrets: Secrets = field(repr=False)

    @cached_property
    def data(self) -> Path:
        """Where everything that changes is kept: database, media, mail, collected static files."""
        return self.folder / "data"

    @cached_property
    def theme(self) -> Path | None:
        """The folder of the newsroom's own theme, or None for the packaged one."""
        name = self.config.theme.name
        return self.folder / "themes" / name if name else None

    @cached_property
    def is_https(self) -> bool:
        """Whether readers reach the paper over TLS, as far as `base_url` says."""
        return self.config.newsroom.base_url.startswith("https://")

    @cached_property
    def is_loopback(self) -> bool:
        """Whether the paper's address is this machine only: a demo or a trial."""
        return (urlsplit(self.config.newsroom.base_url).hostname or "") in LOOPBACK


def read_newsroom(folder: Path) -> Newsroom:
    """Read and check a newsroom folder. Raises `ConfigError` with every problem of both files at once."""
    folder = folder.resolve()
    if not (folder / TOML_NAME).is_file():
        raise ConfigError([Problem(str(folder), f"is no newsroom folder: it has no {TOML_NAME}")])
    problems: list[Problem] = []
    config = _read(folder / TOML_NAME, Config, problems)
    secrets = _read(folder / SECRETS_NAME, Secrets, problems, secret=True)
    if isinstance(config, Config) and config.theme.name:
        problems += _theme_problems(folder, config.theme.name)
    if problems or not isinstance(config, Config) or not isinstance(secrets, Secrets):
        raise ConfigError(problems)
    return Newsroom(folder=folder, config=config, secrets=secrets)


def _read(
    path: Path, model: type[Section], problems: list[Problem], *, secret: bool = False
) -> Section | None:
    """The file as `model`, or None with what is wrong added to `problems`; no secret is quoted."""
    try:
        text = path.read_bytes().decode("utf-8")
        return model.model_validate(tomllib.loads(text))
    except FileNotFoundError:
        problems.append(Problem(str(path), "is missing; “twosource init” writes one"))
    except OSError as error:
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}"))
    except UnicodeDecodeError:
        problems.append(Problem(str(path), "is not UTF-8 text"))
    except tomllib.TOMLDecodeError as error:
        problems.append(Problem(str(path), f"is not TOML: {error}"))
    except ValidationError as error:
        problems += explain(error, model=model, path=path, text=text, secret=secret)
    return None


def _theme_problems(folder: Path, name: str) -> list[Problem]:
    themes = folder / "themes"
    if (themes / name).is_dir():
        return []
    found = sorted(path.name for path in themes.glob("*") if path.is_dir())
    allowed = ", ".join(f"“{each}”" for each in found) or "none is there yet"
    message = (
        f"theme.name = “{name}”: no such folder in themes/; allowed: empty, or a folder's name ({allowed})"
    )
    return [Problem(str(folder / TOML_NAME), message)]
