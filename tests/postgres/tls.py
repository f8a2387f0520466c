"""TLS before a server that was built without: the bundled one is (tests.postgres.binaries)."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
import struct
import threading
from pathlib import Path
from typing import Self

from tests.postgres import certificates

_SSL_REQUEST = struct.pack("!ii", 8, 80_877_103)
_CHUNK = 65_536


class TlsDoor:
    """Listens on localhost:``port``, speaks TLS with clients and hands on in the clear.

    ``ca_file`` vouches for the names localhost and 127.0.0.1. Whoever does not ask for TLS is sent
    away, as by a server that insists on it.
    """

    def __init__(self, host: str, port: int, folder: Path) -> None:
        self.host = "localhost"
        self.ca_file = certificates.make(folder, ("localhost", "127.0.0.1"))
        self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._tls.load_cert_chain(folder / certificates.CERTIFICATE, folder / certificates.KEY)
        self._target = (host, port)
        self._clients: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="TLS door")
        self._thread.start()
        opening = asyncio.start_server(self._welcome, "127.0.0.1", 0)
        self._server = asyncio.run_coroutine_threadsafe(opening, self._loop).result()
        self.port: int = self._server.sockets[0].getsockname()[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def url(self, user: str, database: str) -> str:
        """Return the URL for a client that checks the certificate."""
        options = f"sslmode=verify-full&sslrootcert={self.ca_file}"
        return f"postgresql://{user}@{self.host}:{self.port}/{database}?{options}"

    async def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._clients.add(task)
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if await reader.readexactly(len(_SSL_REQUEST)) == _SSL_REQUEST:
                writer.write(b"S")
                await writer.start_tls(self._tls)
                back, forth = await asyncio.open_connection(*self._target)
                await asyncio.gather(_pump(reader, forth), _pump(back, writer))
        writer.transport.abort()
        self._clients.discard(task)

    async def _end(self) -> None:
        self._server.close()
        for task in [*self._clients]:
            task.cancel()
            await asyncio.wait([task])
        await asyncio.sleep(0)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    finally:
        writer.close()
