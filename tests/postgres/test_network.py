"""The broken networks that other tests trust: they break as told, and mend again."""

from __future__ import annotations

import contextlib
import select
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any, Protocol

import psycopg
import pytest

from tests.postgres import namespace
from tests.postgres.namespace import Namespace
from tests.postgres.network import DroppingProxy
from tests.postgres.server import SUPERUSER, Server

SHORT = 0.4


class Echo(threading.Thread):
    """Says everything back, in capitals."""

    def __init__(self) -> None:
        super().__init__(name="echo")
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._clients: list[socket.socket] = []

    def run(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self._clients.append(client)
            threading.Thread(target=self._serve, args=(client,), name="echo client").start()

    def _serve(self, client: socket.socket) -> None:
        with contextlib.suppress(OSError), client:
            while data := client.recv(1000):
                client.sendall(data.upper())

    def stop(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self.join()
        self._listener.close()
        for client in self._clients:
            with contextlib.suppress(OSError):
                client.shutdown(socket.SHUT_RDWR)
        for thread in threading.enumerate():
            if thread.name == "echo client":
                thread.join()


@pytest.fixture
def echo() -> Iterator[Echo]:
    thread = Echo()
    thread.start()
    yield thread
    thread.stop()


@pytest.fixture
def proxy(echo: Echo) -> Iterator[DroppingProxy]:
    with DroppingProxy("127.0.0.1", echo.port) as proxy:
        yield proxy


@pytest.fixture
def client(proxy: DroppingProxy) -> Iterator[socket.socket]:
    with connect(proxy) as client:
        assert said(client, b"hello") == b"HELLO"
        yield client


def connect(proxy: DroppingProxy) -> socket.socket:
    client = socket.create_connection((proxy.host, proxy.port), timeout=SHORT)
    client.settimeout(10)
    return client


def said(client: socket.socket, data: bytes = b"") -> bytes:
    """Say something, and return the answer of the same length."""
    client.sendall(data)
    answer = b""
    while len(answer) < max(1, len(data)):
        if not (piece := client.recv(1000)):
            raise ConnectionAbortedError
        answer += piece
    return answer


def assert_silent(client: socket.socket) -> None:
    client.settimeout(SHORT)
    with pytest.raises(TimeoutError):
        client.recv(1)
    client.settimeout(10)


def test_a_held_line_is_silent_and_delivers_everything_when_it_is_back(
    proxy: DroppingProxy, client: socket.socket
) -> None:
    proxy.hold()
    client.sendall(b"lost?")
    assert_silent(client)
    late = connect(proxy)
    late.sendall(b"late")
    assert_silent(late)

    proxy.pass_on()

    assert said(client) == b"LOST?"
    assert said(late) == b"LATE"
    assert proxy.swallowed == 0
    late.close()


def test_a_swallowing_line_never_speaks_again_and_new_connections_do(
    proxy: DroppingProxy, client: socket.socket
) -> None:
    with connect(proxy) as idle:
        said(idle, b"idle")
        proxy.swallow()
        client.sendall(b"gone")
        assert_silent(client)
        proxy.pass_on()

        assert_silent(client)
        client.sendall(b"still gone")
        assert_silent(client)
        assert said(idle, b"whole") == b"WHOLE"  # nothing of this one was lost
    assert proxy.swallowed == len(b"gonestill gone")
    with connect(proxy) as new:
        assert said(new, b"new") == b"NEW"


@pytest.mark.parametrize("way", ["hold", "swallow"])
def test_an_unanswered_connection_waits_and_comes_through_when_the_line_is_back(
    proxy: DroppingProxy, client: socket.socket, way: str
) -> None:
    getattr(proxy, way)(answer=False)
    for _ in range(2):
        with pytest.raises(TimeoutError):
            connect(proxy)
    waiting = socket.socket()
    waiting.setblocking(False)
    waiting.connect_ex((proxy.host, proxy.port))

    proxy.pass_on()

    assert select.select([], [waiting], [], 10)[1]
    waiting.settimeout(10)
    assert said(waiting, b"through") == b"THROUGH"
    assert said(client, b"me too") == b"ME TOO"
    waiting.close()


def test_a_reset_tears_every_connection_at_once_and_each_new_one(
    proxy: DroppingProxy, client: socket.socket
) -> None:
    proxy.reset()

    with pytest.raises(ConnectionResetError):
        client.recv(1)
    with pytest.raises(ConnectionResetError), connect(proxy) as new:
        said(new, b"x")
    assert proxy.connections == 0
    proxy.pass_on()
    with connect(proxy) as new:
        assert said(new, b"x") == b"X"


def test_a_slow_line_takes_its_time_both_ways(proxy: DroppingProxy, client: socket.socket) -> None:
    proxy.delay(0.15)
    begun = time.monotonic()

    assert said(client, b"slowly") == b"SLOWLY"

    assert time.monotonic() - begun >= 0.3


def test_who_ends_a_connection_is_heard_on_the_other_side(
    proxy: DroppingProxy, client: socket.socket, echo: Echo
) -> None:
    client.shutdown(socket.SHUT_WR)
    assert client.recv(1) == b""
    echo.stop()
    echo.stop = lambda: None  # type: ignore[method-assign]
    with pytest.raises(ConnectionError), connect(proxy) as nobody_there:
        said(nobody_there, b"x")


# --- PostgreSQL behind each of them ---------------------------------------------------------------


class Line(Protocol):
    """A way to a server, whatever it is made of."""

    host: str
    port: int

    def cut(self) -> None: ...
    def mend(self) -> None: ...


class ProxyLine:
    def __init__(self, proxy: DroppingProxy) -> None:
        self.host, self.port = proxy.host, proxy.port
        self.cut, self.mend = lambda: proxy.hold(answer=False), proxy.pass_on


class NamespaceLine:
    def __init__(self, network: Namespace, port: int) -> None:
        self.host, self.port = network.server_address, port
        self.cut, self.mend = network.drop_packets, network.restore


@pytest.fixture(scope="module", params=["proxy", *(["namespace"] if namespace.usable() else [])])
def line(request: pytest.FixtureRequest, postgres_server: Server) -> Iterator[Line]:
    if request.param == "proxy":
        with DroppingProxy(postgres_server.host, postgres_server.port) as proxy:
            yield ProxyLine(proxy)
    else:
        with Namespace() as network, Server(namespace=network) as server:
            server.execute_as_superuser(
                f"ALTER ROLE {SUPERUSER} PASSWORD '{postgres_server.password}'"
            )
            yield NamespaceLine(network, server.port)


def signed_in(line: Line, server: Server, **extra: Any) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=line.host,
        port=line.port,
        user=SUPERUSER,
        password=server.password,
        dbname="postgres",
        autocommit=True,
        **extra,
    )


def test_a_query_over_a_cut_line_is_answered_when_the_line_is_mended(
    line: Line, postgres_server: Server
) -> None:
    answers: list[object] = []
    with contextlib.closing(signed_in(line, postgres_server)) as connection:
        line.cut()
        thread = threading.Thread(
            target=lambda: answers.append(connection.execute("SELECT 42").fetchone())
        )
        thread.start()
        thread.join(SHORT)
        assert answers == []

        line.mend()

        thread.join(30)
        assert answers == [(42,)]


def test_nobody_signs_in_over_a_cut_line(line: Line, postgres_server: Server) -> None:
    line.cut()
    with pytest.raises(psycopg.OperationalError, match="timeout"):
        signed_in(line, postgres_server, connect_timeout="2")

    line.mend()

    signed_in(line, postgres_server).close()


if namespace.usable():

    def test_the_kernel_gives_up_a_connection_whose_packets_vanish() -> None:
        """What no proxy can show: nothing acknowledges, so tcp_user_timeout ends the wait."""
        with Namespace() as network, Server(namespace=network) as server:
            lost = signed_in(NamespaceLine(network, server.port), server, tcp_user_timeout="1500")
            network.drop_packets()
            with pytest.raises(psycopg.OperationalError):
                lost.execute("SELECT 1")
            lost.close()
            (count,) = server.execute_as_superuser(  # the server does not know yet
                "SELECT count(*) FROM pg_stat_activity WHERE client_addr IS NOT NULL"
            )
            assert count == (1,)

    def test_a_pulled_cable_is_known_at_once_and_put_back_works_again() -> None:
        with Namespace() as network, Server(namespace=network) as server:
            network.pull_cable()
            with pytest.raises(psycopg.OperationalError, match="No route to host"):
                signed_in(NamespaceLine(network, server.port), server, connect_timeout="3")
            network.restore()
            signed_in(NamespaceLine(network, server.port), server).close()
