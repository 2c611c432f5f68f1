"""Calls go downstairs, keys point downstairs, and the sealed room has no way back."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model, OneToOneField
from source_tree import PACKAGE, ROOT, modules, rooms

# Who did it: the account is named by Django's setting, and the ledger knows no room of people.
BY_SETTING = {"ledger.Entry.by → people"}


def floors() -> dict[str, int]:
    """Each room's floor as the contract gives it, 0 at the top."""
    contract = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"][
        "contracts"
    ][0]
    return {
        room: floor
        for floor, layer in enumerate(contract["layers"])
        for room in layer.replace(" ", "").split("|")
    }


def keys() -> list[tuple[str, str, Field]]:
    """Every key from one of our tables to another of ours: (from room, to room, field)."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("twosource.")}
    return [
        (model._meta.app_label, field.related_model._meta.app_label, field)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.app_label in ours
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField | ManyToManyField)
        and isinstance(field.related_model, type)
        and issubclass(field.related_model, Model)
        and field.related_model._meta.app_label in ours
    ]


@pytest.mark.slow
def test_the_contracts_of_imports_are_kept() -> None:
    command = str(Path(sys.executable).with_name("lint-imports"))
    told = subprocess.run(
        [command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": str(ROOT / "src")},
    )
    assert told.returncode == 0, told.stdout[-4000:]
    assert "0 broken" in told.stdout


def test_every_room_has_a_floor() -> None:
    assert {room.name for room in rooms()} - floors().keys() == set()


def test_every_key_points_downstairs() -> None:
    floor = floors()
    assert keys()
    upstairs = [
        f"{here}.{field.model.__name__}.{field.name} → {there}"
        for here, there, field in keys()
        if here != there and floor[there] <= floor[here]
    ]
    assert set(upstairs) == BY_SETTING


def test_keys_into_the_sealed_room_have_no_way_back() -> None:
    into = [(here, field) for here, there, field in keys() if there == "sources" and here != "sources"]
    assert [field.name for _here, field in into] == ["sealed"]
    assert {here for here, _field in into} == {"verification"}
    assert {field.remote_field.related_name for _here, field in into} == {"+"}


def imports_of(tree: ast.Module) -> set[str]:
    """The modules a file imports; one of its own room begins with a dot."""
    found = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    return found | {
        "." * node.level + (node.module or "") for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)
    }


def test_what_is_large_and_seldom_used_is_loaded_when_it_is_used() -> None:
    seldom = {"pypdf", "trafilatura", "vowpalwabbit"}
    named = {(str(path), alias.partition(".")[0]) for path, tree in modules() for alias in imports_of(tree)}
    at_once = {
        (str(path), name.partition(".")[0])
        for path, tree in modules()
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in imports_of(ast.Module([node], []))
    }
    assert {name for _path, name in named} >= seldom, "nobody loads it any more"
    assert {(path, name) for path, name in at_once if name in seldom} == set()


def test_only_the_bridge_hears_the_signals_of_django_and_wagtail() -> None:
    ours = ("django.db.models.signals", "wagtail.signals")
    hearing = {str(path) for path, tree in modules() if imports_of(tree) & set(ours)}
    assert hearing == {"src/twosource/stories/bridge.py"}


def test_the_network_is_opened_in_the_rooms_that_serve_or_look_outside_only() -> None:
    doors = ("cli", "edge", "outside")
    clients = {
        "socket",
        "http.client",
        "urllib.request",
        "smtplib",
        "requests",
        "httpx",
        "httpcore",
        "aiohttp",
        "ftplib",
    }
    opening = {path.parts[2] for path, tree in modules() if imports_of(tree) & clients}
    assert opening <= set(doors)


def test_a_model_calls_no_action() -> None:
    rooms_of_models = [path for path, _tree in modules() if path.name in ("models.py", "querysets.py")]
    calling = [
        str(path)
        for path in rooms_of_models
        if any(
            name.endswith("actions")
            for name in imports_of(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        )
    ]
    assert calling == []


def test_every_folder_of_the_package_is_a_room() -> None:
    assert {path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"} == {
        room.name for room in rooms()
    }
