"""How the marks of claims go between what is kept and what the editor works on."""

from __future__ import annotations

from typing import Any

from draftjs_exporter.dom import DOM
from wagtail import hooks
from wagtail.admin.rich_text.converters.html_to_contentstate import InlineEntityElementHandler

from .blocks import CLAIM

ENTITY = "CLAIM"


class ClaimMarkHandler(InlineEntityElementHandler):
    """`<span data-claim="12">` becomes an entity that grows and shrinks with the words in it."""

    mutability = "MUTABLE"

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, str]:
        return {"claim": attrs.get("data-claim", "")}


def claim_mark(props: dict[str, Any]) -> Any:
    """An entity as `<span data-claim="12">`, with the mode the person chose until the claim has its row."""
    told = {"data-claim": str(props.get("claim", ""))}
    if props.get("mode"):
        told["data-mode"] = str(props["mode"])
    return DOM.create_element("span", told, props["children"])


@hooks.register("register_rich_text_features")
def register_claim_marks(features: Any) -> None:
    features.register_converter_rule(
        "contentstate",
        CLAIM,
        {
            "from_database_format": {"span[data-claim]": ClaimMarkHandler(ENTITY)},
            "to_database_format": {"entity_decorators": {ENTITY: claim_mark}},
        },
    )


@hooks.register("before_edit_page")
def note_who_saves(request: Any, page: Any) -> None:
    """The editor keeps what is typed by itself, twice a second, and asks for no page in answer."""
    page.kept_by_itself = request.method == "POST" and not request.accepts("text/html")
