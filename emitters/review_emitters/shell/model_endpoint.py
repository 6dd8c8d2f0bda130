"""A model behind an endpoint that speaks the OpenAI chat API: one question, one bounded answer.

An answer is a help, never a need: whatever goes wrong becomes a reason for the log.
"""

import asyncio
from collections.abc import AsyncIterable, Awaitable
from dataclasses import dataclass
from http import HTTPStatus
from importlib import import_module
from typing import TYPE_CHECKING, Final

from pydantic import BaseModel, Field, ValidationError

from review_emitters.ci_triage import Message, Messages

if TYPE_CHECKING:
    import httpx2
    from openai.types.chat import ChatCompletionMessageParam

LIMIT: Final = 10.0
"""Seconds for the whole call, from the connection to the answer's last byte."""
MAX_ANSWER: Final = 262_144
"""Largest answer that is read, in bytes after decompression."""

_SENT: Final = frozenset(
    {"accept", "accept-encoding", "connection", "content-length", "content-type", "host", "user-agent"}
    # The client reads this one back from its own request.
    | {"x-stainless-raw-response"}
)
_UNFINISHED: Final = frozenset({"length", "content_filter"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What the model said, or why it said nothing."""

    text: str | None
    reason: str | None = None
    """One line for the log; None if there is a text."""


class _NoAnswerError(Exception):
    """The endpoint gave no usable answer; the message says why."""


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message
    finish_reason: str | None = None


class _Completion(BaseModel):
    """The part of a chat completion that servers of every make agree on."""

    choices: list[_Choice] = Field(min_length=1)


def ask(
    endpoint: str, messages: Messages, *, model: str, api_key: str | None = None, timeout: float = LIMIT
) -> Answer:
    """Return the model's answer, or the reason why there is none; never raises for what an endpoint does.

    `endpoint` is the API's base URL, such as `http://127.0.0.1:11434/v1`; nothing comes from the environment.
    """
    try:
        # Before the limit begins: the first import takes its time.
        import_module("openai")
    except ImportError:
        return Answer(None, "the package openai (3 or newer) is missing; install review-contract[ci-triage]")
    loop = asyncio.new_event_loop()
    try:
        body = loop.run_until_complete(_within(timeout, _complete(endpoint, messages, model, api_key)))
        return Answer(_text(body))
    except _NoAnswerError as error:
        return Answer(None, str(error))
    except TimeoutError:
        return Answer(None, f"the endpoint did not answer within {timeout:g} s")
    except Exception as error:  # noqa: BLE001 - a client's errors are an open list; none may cost the fallback
        # What they say may quote the key or the server; the type says enough.
        return Answer(None, f"the endpoint could not be asked: {type(error).__name__}")
    finally:
        # Unlike asyncio.run, this does not wait for a name server that never answers.
        loop.close()


async def _within(seconds: float, answer: Awaitable[bytes]) -> bytes:
    # Clients limit the wait for each byte; a server that drips bytes would hold us for ever.
    async with asyncio.timeout(seconds):
        return await answer


async def _complete(endpoint: str, messages: Messages, model: str, api_key: str | None) -> bytes:
    """Return the body of the endpoint's answer."""
    import httpx2
    import openai

    async def only_ours(request: httpx2.Request) -> None:
        """Drop what the client adds from the environment and tells of the machine."""
        for name in {*request.headers} - _SENT:
            del request.headers[name]
        if api_key:
            request.headers["authorization"] = f"Bearer {api_key}"

    transport = httpx2.AsyncClient(
        trust_env=False,
        event_hooks={"request": [only_ours], "response": [_refuse_unless_ok]},
    )
    # The client asks for a key even where a server wants none.
    key = api_key or "none"
    async with openai.AsyncOpenAI(
        base_url=endpoint, api_key=key, http_client=transport, max_retries=0, timeout=None
    ) as client:
        create = client.chat.completions.with_streaming_response.create
        asked: list[ChatCompletionMessageParam] = [_param(message) for message in messages]
        async with create(model=model, messages=asked) as response:
            return await _bounded(response.iter_bytes())


def _param(message: Message) -> "ChatCompletionMessageParam":
    if message.role == "system":
        return {"role": "system", "content": message.content}
    return {"role": "user", "content": message.content}


async def _refuse_unless_ok(response: "httpx2.Response") -> None:
    """Refuse errors and redirects before their bodies are read."""
    if response.status_code != HTTPStatus.OK:
        raise _NoAnswerError(f"the endpoint answered {response.status_code}")


async def _bounded(pieces: AsyncIterable[bytes]) -> bytes:
    body = bytearray()
    async for piece in pieces:
        body += piece
        if len(body) > MAX_ANSWER:
            raise _NoAnswerError(f"the answer is larger than {MAX_ANSWER:,} bytes")
    return bytes(body)


def _text(body: bytes) -> str:
    """Return what the model said, if it said all that it wanted to."""
    try:
        choice = _Completion.model_validate_json(body).choices[0]
    except ValidationError:
        raise _NoAnswerError("the answer is no chat completion") from None
    if choice.finish_reason in _UNFINISHED:
        raise _NoAnswerError(f"the answer was cut off: {choice.finish_reason}")
    if not (choice.message.content or "").strip():
        raise _NoAnswerError("the model said nothing")
    return choice.message.content or ""
