"""What every room's tests start from: a paper with people."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest


@pytest.fixture(autouse=True)
def _no_index_of_references() -> Iterator[None]:
    """Wagtail's own index of what refers to what is not looked at here, and costs a fifth of the time."""
    from wagtail.signal_handlers import disable_reference_index_auto_update

    with disable_reference_index_auto_update():
        yield


@pytest.fixture(autouse=True)
def _parts_of_pages_are_of_this_test() -> None:
    """What was made from rows that were taken back is nobody's."""
    from twosource.edge.parts import parts

    parts.forget()


@pytest.fixture
def emptied(transactional_db: None) -> None:
    """A database that was emptied after the test before: what migrations made is made again."""
    from django.conf import settings
    from django.contrib.auth.models import Permission
    from django.contrib.contenttypes.models import ContentType
    from wagtail.coreutils import get_supported_content_language_variant
    from wagtail.models import Collection, Locale, Page

    if Page.get_first_root_node() is None:
        Locale.objects.get_or_create(
            language_code=get_supported_content_language_variant(settings.LANGUAGE_CODE)
        )
        Page.add_root(title="Root", slug="root")
        Collection.add_root(name="Root")
        admin, _made = ContentType.objects.get_or_create(app_label="wagtailadmin", model="admin")
        Permission.objects.get_or_create(content_type=admin, codename="access_admin")


@pytest.fixture
def paper(db: None) -> object:
    """A paper with sections, roles and people; see `gazette.Gazette` for what they can do."""
    from gazette import Gazette

    paper = Gazette()
    assert paper.front.live
    return paper


@pytest.fixture
def sealed_off() -> Iterator[None]:
    """Facts of this test are heard by nobody, unless the test connects somebody."""
    from twosource.ledger import actions

    kept = dict(actions._table)
    actions.connect({})
    yield
    actions.connect(kept)


@pytest.fixture
def heard(django_capture_on_commit_callbacks: Callable) -> Callable:
    """Does something and lets everybody hear of it, as after a commit."""

    def do(deed: Callable[[], object]) -> object:
        with django_capture_on_commit_callbacks(execute=True):
            return deed()

    return do


@pytest.fixture
def post() -> Iterator[object]:
    """The window of letters, which keeps what it is given and sends nothing."""
    from twosource.outside.mail import NullMail, mail, open_mail

    before, null = mail(), NullMail()
    open_mail(null)
    yield null
    open_mail(before)
