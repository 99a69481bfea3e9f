"""A small OpenAI-compatible server on the loopback: what it answers depends on the model's name."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

BROKEN, MENDED = "example-4.0", "example-4.1"
SECRET = "sk-very-secret-0123456789"


class Handler(BaseHTTPRequestHandler):
    """Answers POST /v1/chat/completions, and remembers what was asked."""

    server: "ModelServer"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Say nothing."""

    def do_POST(self) -> None:
        """Answer as the model would."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append({"path": self.path, "key": self.headers.get("Authorization"), **body})
        told = self.server.ways.get(body["model"])
        if told is not None:
            told(self)
        else:
            good = "A colleague will help you with that."
            self.say("Yes, you get a full refund." if body["model"] == BROKEN else good)

    def do_GET(self) -> None:
        """Where a followed redirect would end."""
        self.server.asked.append({"path": self.path, "key": self.headers.get("Authorization")})
        self.say("You should not have come here.")

    def say(self, text: str, status: int = 200, **headers: str) -> None:
        """A chat completion."""
        answer = {"choices": [{"message": {"role": "assistant", "content": text}}]}
        self.raw(json.dumps(answer).encode(), status, **headers)

    def raw(self, content: bytes, status: int = 200, **headers: str) -> None:
        """Any bytes."""
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True


class ModelServer(ThreadingHTTPServer):
    """The server, what it was asked, and how it answers for models that misbehave."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[dict[str, Any]] = []
        self.ways: dict[str, Any] = {}

    @property
    def url(self) -> str:
        """The base address."""
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


@contextmanager
def serving() -> Iterator[ModelServer]:
    """Serve in a thread until the block ends."""
    with ModelServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield server
        server.shutdown()
        thread.join()
