"""A network that breaks on command, between a client and a server."""

from __future__ import annotations

import asyncio
import select
import socket
import struct
import threading
from collections.abc import Coroutine
from enum import Enum, auto
from typing import Any, Self

LOCALHOST = "127.0.0.1"
_CHUNK = 65_536
_BACKLOG = 512
_RST_ON_CLOSE = struct.pack("ii", 1, 0)


class _Mode(Enum):
    PASS = auto()
    HOLD = auto()
    SWALLOW = auto()
    RESET = auto()


class DroppingProxy:
    """Listens on ``host``:``port`` and hands on to a server, until told to behave like a bad line.

    The kernel still acknowledges what the client sends; what it does about packets that vanish is
    shown by :class:`tests.postgres.namespace.Namespace` alone. Works in a thread of its own; each
    order is in force when its method returns.
    """

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._mode = _Mode.PASS
        self._delay = 0.0
        self._swallowed = 0
        self._links: set[asyncio.Task[None]] = set()
        self._fillers: dict[tuple[str, int], socket.socket] = {}
        self._listener = socket.create_server((LOCALHOST, 0), backlog=_BACKLOG)
        self._listener.setblocking(False)
        self.host: str = LOCALHOST
        self.port: int = self._listener.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy")
        self._thread.start()
        self.pass_on()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    # --- Orders -----------------------------------------------------------------------------------

    def pass_on(self) -> None:
        """Be a good line again. What was held arrives now; what was swallowed stays lost."""
        self._order(self._become(_Mode.PASS))

    def delay(self, seconds: float) -> None:
        """Be a slow line: each piece arrives so much later."""
        self._order(self._become(_Mode.PASS, delay=seconds))

    def hold(self, *, answer: bool = True) -> None:
        """Go silent for a while: nothing arrives before :meth:`pass_on`, and nothing is lost.

        New connections are accepted and meet the same silence; with ``answer`` False they are not
        even accepted, and a client that connects waits.
        """
        self._order(self._become(_Mode.HOLD, answer=answer))

    def swallow(self, *, answer: bool = True) -> None:
        """Go silent for good: a connection that loses a byte now never says anything again.

        So does a firewall that has forgotten its connections. ``answer`` as in :meth:`hold`.
        """
        self._order(self._become(_Mode.SWALLOW, answer=answer))

    def reset(self) -> None:
        """Reset (RST) all connections, and each new one as soon as it is there."""
        self._order(self._become(_Mode.RESET))

    @property
    def connections(self) -> int:
        """How many connections are open."""
        return len(self._links)

    @property
    def swallowed(self) -> int:
        """How many bytes were swallowed."""
        return self._swallowed

    def close(self) -> None:
        """End everything."""
        self._order(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    # --- In the proxy's thread --------------------------------------------------------------------

    def _order(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result()

    async def _become(self, mode: _Mode, *, delay: float = 0.0, answer: bool = True) -> None:
        self._mode, self._delay = mode, delay
        if mode is _Mode.HOLD:
            self._flowing.clear()
        else:
            self._flowing.set()
        self._accept_no_more()
        if answer:
            self._listener.listen(_BACKLOG)
            self._loop.add_reader(self._listener, self._accept)
        else:
            self._fill_queue()
        if mode is _Mode.RESET:
            await self._reset_links()

    def _accept_no_more(self) -> None:
        self._loop.remove_reader(self._listener)
        while self._fillers:
            self._fillers.popitem()[1].close()

    def _fill_queue(self) -> None:
        """Fill the queue of those who wait to be accepted: then the kernel answers nobody."""
        self._listener.listen(0)
        answered = True
        while answered:
            filler = socket.socket()
            filler.setblocking(False)
            filler.connect_ex((self.host, self.port))
            self._fillers[filler.getsockname()] = filler
            answered = bool(select.select([], [filler], [], 0.1)[1])

    def _accept(self) -> None:
        try:
            client, _address = self._listener.accept()
        except OSError:  # it has gone again
            return
        client.setblocking(False)
        if self._mode is _Mode.RESET:
            _reset(client)
            return
        link = self._loop.create_task(self._join(client))
        self._links.add(link)
        link.add_done_callback(self._links.discard)

    async def _join(self, client: socket.socket) -> None:
        """Carry one client's connection until both sides have ended it, or one was torn."""
        server = socket.socket()
        server.setblocking(False)
        link = _Link()
        try:
            await self._loop.sock_connect(server, self._target)
            async with asyncio.TaskGroup() as both:
                both.create_task(self._carry(link, client, server))
                both.create_task(self._carry(link, server, client))
        except* OSError:
            pass  # the other side hears of it as a reset, too
        else:
            client.close()
            server.close()
        finally:
            _reset(client)
            _reset(server)

    async def _carry(self, link: _Link, source: socket.socket, sink: socket.socket) -> None:
        while data := await self._loop.sock_recv(source, _CHUNK):
            if await self._lets_through(link, len(data)):
                await self._loop.sock_sendall(sink, data)
        if await self._lets_through(link, 0):
            sink.shutdown(socket.SHUT_WR)
        else:
            await asyncio.Event().wait()  # that this side has gone is swallowed, too

    async def _lets_through(self, link: _Link, size: int) -> bool:
        await self._flowing.wait()
        link.lost = link.lost or self._mode is _Mode.SWALLOW
        if link.lost:
            self._swallowed += size
        elif self._delay:
            await asyncio.sleep(self._delay)
        return not link.lost

    async def _reset_links(self) -> None:
        for link in [*self._links]:
            await _cancelled(link)

    async def _end(self) -> None:
        self._accept_no_more()
        self._listener.close()
        await self._reset_links()


class _Link:
    """What is remembered of one client's connection."""

    lost = False


def _reset(end: socket.socket) -> None:
    """Close so that the other end is told RST; nothing where it is closed already."""
    if end.fileno() != -1:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RST_ON_CLOSE)
        end.close()


async def _cancelled(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.wait([task])
