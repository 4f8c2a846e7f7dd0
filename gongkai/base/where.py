"""Where the act under way comes from: the address of the visitor, for trail and log.

A context variable, because services know people and units but no HTTP.
"""

from contextlib import AbstractContextManager
from contextvars import ContextVar
from types import TracebackType

from django.http import HttpRequest

_address: ContextVar[str] = ContextVar("address", default="")


def address() -> str:
    """Address of the visitor whose request is handled, empty in background work."""
    return _address.get()


class coming_from(AbstractContextManager[None]):
    """Everything inside the block is written down as coming from this address."""

    def __init__(self, address: str) -> None:
        self._value = address

    def __enter__(self) -> None:
        self._token = _address.set(self._value)

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _address.reset(self._token)


def address_of(request: HttpRequest) -> str:
    """Address of the visitor behind the number of proxies the installation names."""
    from axes.helpers import get_client_ip_address

    return str(get_client_ip_address(request) or "")[:45]
