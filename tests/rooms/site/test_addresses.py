"""Addresses nobody can have meant."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.django_db


PATHS = ["/%00/", "/harbour/%00/", "/topics/a%00b/", "/tags/person/%00/", "/authors/%07/", "/%E2%80%AE/"]


@pytest.mark.parametrize("path", PATHS)
def test_an_address_with_control_characters_is_not_found(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404
