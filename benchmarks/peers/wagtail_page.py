"""A plain Wagtail site, as `wagtail start` makes it, with a news page of a headline, a date and rich text.

A virtual environment with the newest Wagtail and gunicorn is made beside the benchmark's folder, once.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from peer import HEADLINE, LINKS, OTHERS, CannotBeHere, Peer, free_port, prose, run, running, under

MODELS = """
from django.db import models
from wagtail.fields import RichTextField
from wagtail.models import Page

class NewsPage(Page):
    date = models.DateField(auto_now_add=True)
    body = RichTextField()
    content_panels = [*Page.content_panels, "body"]

    def get_context(self, request):
        others = NewsPage.objects.live().sibling_of(self, inclusive=False).order_by("-date", "-pk")
        return {**super().get_context(request), "others": others[:5]}
"""
TEMPLATE = """{% extends "base.html" %}{% load wagtailcore_tags %}{% block content %}
<nav>{% for one in page.get_ancestors %}<a href="{% pageurl one %}">{{ one.title }}</a> {% endfor %}</nav>
<h1>{{ page.title }}</h1><time>{{ page.date }}</time>{{ page.body|richtext }}
<ul>{% for one in others %}<li><a href="{% pageurl one %}">{{ one.title }}</a></li>{% endfor %}</ul>
{% endblock %}"""
FILL = """
from home.models import HomePage, NewsPage
from wagtail.models import Site
home, texts = HomePage.objects.first(), open({text!r}).read()
for n in range({others}):
    home.add_child(instance=NewsPage(title=f"Story number {{n}}", slug=f"story-{{n}}", body=f"<p>Story {{n}}.</p>"))
pages = list(NewsPage.objects.order_by("pk")[:{links}])
for n, page in enumerate(pages):
    texts = texts.replace(f'href="/story-{{n}}/"', f'linktype="page" id="{{page.pk}}"')
home.add_child(instance=NewsPage(title={headline!r}, slug="quay", body=texts))
Site.objects.update(port={port})
"""
PUBLISH = """
import sys
from home.models import NewsPage
page = NewsPage.objects.get(slug="quay")
print("ready", flush=True)
for line in sys.stdin:
    page = NewsPage.objects.get(slug="quay")
    page.title = line.strip()
    page.save_revision().publish()
    print("done", flush=True)
"""


@contextmanager
def wagtail_page(folder: Path) -> Iterator[Peer]:
    """Wagtail behind gunicorn with one worker, DEBUG off, templates cached, SQLite."""
    python, port = _environment(folder.parent / "twosource-peer-wagtail"), free_port()
    site = folder / "paper"
    site.mkdir()
    run(python.with_name("wagtail"), "start", "paper", site, cwd=folder)
    (site / "home/models.py").write_text((site / "home/models.py").read_text() + MODELS)
    (site / "home/templates/home/news_page.html").write_text(TEMPLATE)
    with (site / "paper/settings/production.py").open("a") as settings:
        settings.write(
            "\nSECRET_KEY = 'a benchmark keeps no secret'\nALLOWED_HOSTS = ['127.0.0.1']\n"
            "STORAGES = {**STORAGES, 'staticfiles': {'BACKEND': "
            "'django.contrib.staticfiles.storage.StaticFilesStorage'}}\n"
        )
    here = {"DJANGO_SETTINGS_MODULE": "paper.settings.production", "PYTHONPATH": str(site)}
    manage = [python, site / "manage.py"]
    run(*manage, "makemigrations", "home", cwd=site, **here)
    run(*manage, "migrate", cwd=site, **here)
    text = folder / "text.html"
    text.write_text(prose(lambda n: f"/story-{n}/"))
    fill = FILL.format(text=str(text), others=OTHERS, links=LINKS, headline=HEADLINE, port=port)
    run(*manage, "shell", "-c", fill, cwd=site, **here)
    line = [str(python), "-m", "gunicorn", "--workers", "1", "--bind", f"127.0.0.1:{port}", "paper.wsgi"]
    with ExitStack() as stack:
        server = stack.enter_context(running(line, log=folder / "gunicorn.out", port=port, cwd=site, **here))
        editor = subprocess.Popen(  # noqa: S603 our own
            [*map(str, manage), "shell", "-c", PUBLISH], cwd=site, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**_here(), **here},
        )  # fmt: skip
        stack.callback(_end, editor)
        _await(editor, "ready")

        def publish(words: str) -> None:
            editor.stdin.write(f"{HEADLINE} {words}\n")  # type: ignore[union-attr]
            editor.stdin.flush()  # type: ignore[union-attr]
            _await(editor, "done")

        version = run(python, "-c", "import wagtail; print(wagtail.__version__)").strip()
        yield Peer(
            "Wagtail, plain page", version, f"http://127.0.0.1:{port}/quay/", under(server), publish, {}
        )


def _here() -> dict[str, str]:
    import os

    return dict(os.environ)


def _await(editor: subprocess.Popen[str], word: str) -> None:
    for line in editor.stdout or ():
        if line.strip() == word:
            return
    raise CannotBeHere("the process that publishes ended")


def _end(editor: subprocess.Popen[str]) -> None:
    editor.terminate()
    editor.wait()


def _environment(folder: Path) -> Path:
    python = folder / "bin/python"
    if not python.exists():
        run(sys.executable, "-m", "venv", folder)
        run(python, "-m", "pip", "install", "--quiet", "wagtail", "gunicorn")
    return python
