"""One question to an OpenAI-compatible endpoint: POST {base}/chat/completions. Bounded in time and size.

No redirect is followed, no proxy or `.netrc` of the environment is used: the key goes to the configured address alone.
"""

import json
import os
import time
from dataclasses import dataclass
from typing import Any

import httpx

from incidents.domain.case import KEY_PREFIX, OUTPUT_LENGTH

CONNECT_SECONDS, READ_SECONDS, TOTAL_SECONDS = 5.0, 60.0, 90.0
MOST_BYTES = 1_000_000
BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
"""Answers that may be different next time."""


class Unusable(Exception):
    """The endpoint answered what cannot be used, and would again. `str(error)` is a sentence without secrets."""


class Unanswered(Exception):
    """No answer just now; asking again may help. `str(error)` is a sentence without secrets."""


@dataclass(frozen=True)
class Question:
    """What is asked, and where. `key_variable` names a variable of the environment, or is empty."""

    base_url: str
    model: str
    key_variable: str
    context: str
    prompt: str


def complete(question: Question) -> str:
    """The model's answer at temperature 0. Raises `Unanswered` for what may pass, `Unusable` for what will not."""
    key = _key(question.key_variable)
    limits = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        with (
            httpx.Client(timeout=limits, follow_redirects=False, trust_env=False) as client,
            client.stream(
                "POST",
                f"{question.base_url}/chat/completions",
                json=_body(question),
                headers={"Accept-Encoding": "identity"} | ({"Authorization": f"Bearer {key}"} if key else {}),
            ) as response,
        ):
            status, content = response.status_code, _content(response)
    except httpx.TimeoutException:
        raise Unanswered("The endpoint did not answer in time.") from None
    except httpx.InvalidURL:
        raise Unusable("The endpoint's address is none that can be asked. An administrator corrects it.") from None
    except httpx.HTTPError as error:
        raise Unanswered(f"The endpoint could not be reached ({type(error).__name__}).") from None
    _refuse_status(status, content, key)
    return _answer(content, key)


def _key(variable: str) -> str:
    if not variable:
        return ""
    value = os.environ.get(variable, "").strip() if variable.startswith(KEY_PREFIX) else ""
    if not value:
        raise Unusable(f"The variable {variable} is not set for the worker. An operator sets it and starts it again.")
    if not (value.isascii() and value.isprintable()):
        raise Unusable(f"The variable {variable} holds characters that no key has. An operator corrects it.")
    return value


def _body(question: Question) -> dict[str, Any]:
    system = [{"role": "system", "content": question.context}] if question.context else []
    messages = [*system, {"role": "user", "content": question.prompt}]
    return {"model": question.model, "temperature": 0, "messages": messages}


def _content(response: httpx.Response) -> bytes:
    """The body, refused beyond `MOST_BYTES` and `TOTAL_SECONDS`: an endpoint that drips or floods holds nobody up."""
    until, parts, size = time.monotonic() + TOTAL_SECONDS, [], 0
    for part in response.iter_raw():
        size += len(part)
        if size > MOST_BYTES:
            raise Unusable(f"The endpoint's answer is larger than {MOST_BYTES // 1_000_000} MB. It was not read on.")
        if time.monotonic() > until:
            raise Unanswered(f"The endpoint's answer took longer than {TOTAL_SECONDS:.0f} seconds.")
        parts.append(part)
    return b"".join(parts)


def _refuse_status(status: int, content: bytes, key: str) -> None:
    if status == httpx.codes.OK:
        return
    if 300 <= status < 400:  # noqa: PLR2004
        raise Unusable(
            f"The endpoint sent us elsewhere (status {status}). Redirects are not followed: correct its address."
        )
    # Hidden before it is cut: half a key is no key that could be found.
    said = " ".join(_hidden(_said(content), key).split())[:300]
    sentence = f"The endpoint answered with status {status}" + (f": “{said}”." if said else ".")
    raise Unanswered(sentence) if status in BUSY else Unusable(sentence)


def _said(content: bytes) -> str:
    """The error's own message, where there is one."""
    try:
        message = json.loads(content)["error"]["message"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
    return str(message)


def _answer(content: bytes, key: str) -> str:
    try:
        answer = json.loads(content)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError):
        answer = None
    if not isinstance(answer, str):
        raise Unusable("The endpoint's answer is not the JSON of a chat completion. Check its address and model.")
    if len(answer) > OUTPUT_LENGTH:
        raise Unusable(f"The model's answer has {len(answer):,} characters; {OUTPUT_LENGTH:,} are the most.")
    return _hidden(answer, key).encode(errors="replace").decode()


def _hidden(text: str, key: str) -> str:
    """The text without the key, should an endpoint send it back: it must never reach the database."""
    return text.replace(key, "[key]") if key else text
