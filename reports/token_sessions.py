"""Sessions with PKCS#11 tokens: one for each token and process, opened at first need and again when it was lost.

A session does not survive a fork, and one login counts for the whole process. So all that speaks to a token comes
through here, under one lock.
"""

import os
import threading
from collections.abc import Callable
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path
from typing import Any, Protocol, TypeVar

import pkcs11
from pkcs11.exceptions import (
    DeviceError,
    DeviceRemoved,
    KeyHandleInvalid,
    MultipleTokensReturned,
    NoSuchToken,
    ObjectHandleInvalid,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
    SessionClosed,
    SessionHandleInvalid,
    TokenNotPresent,
    UserNotLoggedIn,
)

from reports.key_errors import TokenError, WrongPassphrase

Result = TypeVar("Result")

LOST = (
    SessionHandleInvalid, SessionClosed, UserNotLoggedIn, KeyHandleInvalid, ObjectHandleInvalid, DeviceRemoved,
    DeviceError, TokenNotPresent,
)  # fmt: skip
"""The session is gone: the token was pulled, restarted, or somebody logged out."""

WRONG_PIN = (PinIncorrect, PinInvalid, PinLenRange)


class Place(Protocol):
    """Which token, and its PIN."""

    @property
    def module(self) -> Path: ...
    @property
    def label(self) -> str: ...
    @property
    def pin(self) -> str: ...


class _Process:
    """The open sessions of this process by module and label, each with the PIN that opened it."""

    def __init__(self) -> None:
        self.number = os.getpid()
        self.sessions: dict[tuple[Path, str], tuple[str, Any]] = {}
        self.modules: dict[Path, Any] = {}


_lock = threading.RLock()
_process = _Process()

# Held over a fork, so that no child inherits a token in the middle of an answer to another thread.
os.register_at_fork(before=_lock.acquire, after_in_parent=_lock.release, after_in_child=_lock.release)


def use(place: Place, work: Callable[[Any], Result]) -> Result:
    """Do something with a logged-in session. A lost one is opened once more, and the work done again.

    Raises `WrongPassphrase`, or `TokenError` when the token cannot be reached or cannot do this.
    """
    with _lock:
        try:
            return _used(place, work)
        except PKCS11Error as error:
            raise TokenError(f"The token “{place.label}” could not do this: {_name(error)}.") from error


def _used(place: Place, work: Callable[[Any], Result]) -> Result:
    try:
        return work(_session(place))
    except PKCS11Error as error:
        # Errors without a class of their own are mostly “not initialised”: somebody closed the whole library.
        if not isinstance(error, LOST) and type(error) is not PKCS11Error:
            raise
        _close(place)
        return work(_session(place))


def _session(place: Place) -> Any:
    _forget_the_parent()
    kept = _process.sessions.get(_key(place))
    if kept is not None:
        pin, session = kept
        if compare_digest(pin.encode(), place.pin.encode()):
            return session
        _close(place)  # or another's login would open the token for a wrong PIN
    session = _opened(place)
    _process.sessions[_key(place)] = (place.pin, session)
    return session


def _key(place: Place) -> tuple[Path, str]:
    # A library that is reached by two paths is still one, and refuses to be started twice.
    return place.module.resolve(), place.label


def _opened(place: Place) -> Any:
    try:
        return _found(place).open(user_pin=place.pin, rw=True)
    except NoSuchToken as error:
        raise TokenError(f"There is no token “{place.label}” behind {place.module}.") from error
    except MultipleTokensReturned as error:
        raise TokenError(f"There is more than one token “{place.label}” behind {place.module}.") from error
    except WRONG_PIN as error:
        raise WrongPassphrase(f"The PIN does not open the token “{place.label}”.") from error
    except PinLocked as error:
        raise TokenError(f"The token “{place.label}” is locked: a wrong PIN was given too often.") from error


def _found(place: Place) -> Any:
    module, _label = _key(place)
    library = _module(module)
    with suppress(NoSuchToken):
        return library.get_token(token_label=place.label)
    # Some libraries look for tokens only when they start. What was open is opened again when it is next used.
    for key in [key for key in _process.sessions if key[0] == module]:
        del _process.sessions[key]
    library.reinitialize()
    return library.get_token(token_label=place.label)


def _module(path: Path) -> Any:
    """The library, once in this process. It was initialised in the parent of a fork: that does not count here."""
    if path in _process.modules:
        return _process.modules[path]
    try:
        library = pkcs11.lib(str(path))
    except PKCS11Error as error:
        raise TokenError(f"{path} cannot be loaded as a PKCS#11 library.") from error
    if _process is not _first:
        with suppress(PKCS11Error):
            library.finalize()
        library.initialize()
    _process.modules[path] = library
    return library


def _forget_the_parent() -> None:
    global _process  # noqa: PLW0603 - a process is a global thing
    if _process.number != os.getpid():
        _process = _Process()


def _close(place: Place) -> None:
    kept = _process.sessions.pop(_key(place), None)
    if kept is not None:
        with suppress(PKCS11Error):
            kept[1].close()


def _name(error: PKCS11Error) -> str:
    return str(error) or type(error).__name__


_first = _process
