"""Serve a built site on this computer only, compressed, as a web host would.

For the tests and the audit: under a sub-path, with gzip, and with 404.html for what is missing.
"""

from __future__ import annotations

import gzip
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

#: What compresses; pictures and notebooks for download are sent as they are.
TEXT = {".html", ".css", ".js", ".svg", ".json", ".txt", ".csv"}
#: How many times slower than this machine pages are to be, to find tests that run ahead of them.
SLOWER = max(1.0, float(os.environ.get("FIRSTFLAMES_SLOWER", "1")))


@lru_cache(maxsize=256)
def packed(file: Path, changed: int) -> bytes:
    """The file, compressed; ``changed`` is its time in nanoseconds, so that a new one is read again."""
    return gzip.compress(file.read_bytes(), mtime=0)


class Host(SimpleHTTPRequestHandler):
    """Static files like GitHub Pages: below ``prefix``, gzipped, with a page for what is not there."""

    protocol_version = "HTTP/1.1"
    extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".js": "text/javascript"}  # noqa: RUF012 (typeshed's type)

    def __init__(self, *args: Any, prefix: str, **options: Any) -> None:
        self.prefix = prefix
        super().__init__(*args, **options)

    def do_GET(self) -> None:
        """Answer with the file, compressed when it is text; or with 404.html."""
        time.sleep((SLOWER - 1) * 0.05)
        path = self.path.partition("?")[0]
        file = Path(self.translate_path(path.removeprefix(self.prefix.rstrip("/"))))
        if file.is_dir():
            file /= "index.html"
        status = HTTPStatus.OK
        if not path.startswith(self.prefix) or not file.is_file():
            file, status = Path(self.directory, "404.html"), HTTPStatus.NOT_FOUND
            if not file.is_file():
                self.send_error(status)
                return
        compresses = file.suffix in TEXT
        body = packed(file, file.stat().st_mtime_ns) if compresses else file.read_bytes()
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(file)))
        if compresses:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the caller's own lines matter."""


class Server(ThreadingHTTPServer):
    """A server that says nothing of a browser that goes away before an answer has come."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of every other error, as usual."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


@contextmanager
def serving(folder: Path, prefix: str = "/first-flames/") -> Iterator[str]:
    """The address of ``folder`` on loopback, under ``prefix``, for as long as the context lasts."""
    handler = partial(Host, directory=str(folder), prefix=prefix)
    server = Server(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}{prefix}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
