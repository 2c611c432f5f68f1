"""Why something was not fetched, by name; each message is a sentence that says what is the matter."""

from __future__ import annotations


class NotFetched(Exception):
    """Nothing was fetched. The subclasses say why; the message says it to a person."""


class FetchesNothing(NotFetched):
    """This newsroom fetches nothing (`[evidence] fetch = false`)."""


class NotAnAddress(NotFetched):
    """What was given is no address of a page on the web."""


class AddressWithLogin(NotFetched):
    """The address holds a name or a password, which would be kept and sent."""


class PortNotAllowed(NotFetched):
    """The address names a port that the web is not usually served on."""


class UnknownHost(NotFetched):
    """Nobody knows a machine of that name."""


class NotPublic(NotFetched):
    """The name leads to a machine that is not on the public internet: ours, or a neighbour's."""


class TooManyRedirects(NotFetched):
    """One was sent on too often, or in a circle."""


class NotReached(NotFetched):
    """The machine did not answer, or broke off."""


class NotTrusted(NotFetched):
    """The machine could not prove that it is the one named."""


class TookTooLong(NotFetched):
    """It was not done in the time there is."""


class TooLarge(NotFetched):
    """It is larger than a kept file may be, as sent or once unpacked."""


class AnsweredOtherwise(NotFetched):
    """The machine answered with something else than the page."""


class Unreadable(NotFetched):
    """The answer is packed in a way we do not unpack, or is broken."""
