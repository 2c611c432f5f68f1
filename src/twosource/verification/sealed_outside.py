"""What may be told outside of sealed voices. This room alone comes into the sealed one."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from twosource.sources.tokens import folded, telltale, tokens_outside

from .models import Actor


def names_outside(actor_ids: Iterable[int], *, receiver: str) -> dict[int, str]:
    """For the sealed ones of these voices what a receiver outside is given in their stead, by the voice's id."""
    ids = list(actor_ids)
    sources = dict(Actor.objects.filter(pk__in=ids, sealed__isnull=False).values_list("pk", "sealed"))
    tokens = tokens_outside((pk for pk in sources.values() if pk), receiver=receiver)
    return {actor: tokens[source] for actor, source in sources.items() if source}


def tells_on_somebody() -> Callable[[str], bool]:
    """A question to ask of any words: whether they hold a codename, or a word of the name, of a sealed source.

    The names are read for this by the machine and told to nobody.
    """
    pattern = telltale()
    if pattern is None:
        return lambda _text: False
    return lambda text: pattern.search(folded(text)) is not None
