"""The store of an office: PostgreSQL, which itself decides who may do what (trust.md).

What it guards, derives and allows stands in postgresql.sql; here is how the program connects.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, create_engine, event, select, text
from sqlalchemy.engine import URL

from kdx_desktop.errors import EnvironmentFailure
from kdx_desktop.models import formats, migrations
from kdx_desktop.models.store_format import StoreFormat
from kdx_desktop.models.tables import VERSIONED, Base, Revision

#: Seconds; a desk finds out quickly that the server is gone (trust.md).
_CONNECTING = {
    "connect_timeout": "5",
    "keepalives": "1",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
    "application_name": "kdx-desktop",
}
#: What a URL may say beside login, host, port and database.
_QUERY = frozenset(
    {"host", "sslmode", "sslrootcert", "sslcert", "sslkey", "sslcrl", "krbsrvname", "gssencmode"}
)
_LOCAL_HOSTS = frozenset({"", "localhost", "127.0.0.1", "::1"})
_ENCRYPTED = frozenset({"require", "verify-ca", "verify-full"})
#: In ``Connection.info``: the last change that a writer's transaction has seen.
SEEN = "kdx_seen"


def checked_url(url: URL) -> URL:
    """Return the URL with the driver and TLS settled; EnvironmentFailure for what is not safe."""
    if url.password is not None:
        message = (
            "データベースの指定にパスワードを書かないでください（ほかの人に見えます）。"
            "パスワードは画面で入力するか、pgpass ファイルに保存します。"
        )
        raise EnvironmentFailure(message)
    if not url.database:
        message = "データベース名がありません（例：postgresql://tanaka@server/kdx）。"
        raise EnvironmentFailure(message)
    if unknown := set(url.query) - _QUERY:
        message = f"データベースの指定に使えない項目があります：{'、'.join(sorted(unknown))}"
        raise EnvironmentFailure(message)
    return url.set(drivername="postgresql+psycopg").update_query_dict(
        {
            "sslmode": _ssl_mode(url, str(url.query.get("host", ""))),
            # Otherwise a Kerberos ticket would silently take TLS, and what it verifies, away.
            "gssencmode": url.query.get("gssencmode", "disable"),
        }
    )


def _ssl_mode(url: URL, socket: str) -> str:
    """Return how the way to the server is encrypted; over a network it always is."""
    mode = str(url.query.get("sslmode", ""))
    local = (url.host or "") in _LOCAL_HOSTS and (not socket or socket.startswith("/"))
    if not mode:
        return "prefer" if local else "verify-full"
    if not local and mode not in _ENCRYPTED:
        message = (
            f"暗号化しない接続（sslmode={mode}）は使えません。"
            "verify-full、verify-ca、require のいずれかを指定してください。"
        )
        raise EnvironmentFailure(message)
    return mode


def open_engine(url: URL, password: str | None = None) -> Engine:
    """Return an engine with one connection at most; nothing is opened before the first use."""
    arguments: dict[str, Any] = dict(_CONNECTING)
    if password is not None:
        arguments["password"] = password
    return create_engine(
        url,
        connect_args=arguments,
        pool_size=1,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
    )


def reading(engine: Engine) -> Engine:
    """Return the engine for readers: one consistent view, and nothing can be changed."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def writing(engine: Engine, *, turn: bool = False) -> Engine:
    """Return the engine for writers; with ``turn``, others wait from its first statement on.

    Otherwise they wait only while the change itself is written, and a writer whose reading was
    overtaken is refused (KD002) and has to look again: see write_change() in postgresql.sql.
    """
    engine = engine.execution_options(isolation_level="READ COMMITTED")
    event.listen(engine, "begin", _take_turn if turn else _look_first)
    return engine


def _take_turn(connection: Connection) -> None:
    connection.info[SEEN] = connection.exec_driver_sql("SELECT take_turn()").scalar_one() - 1


def _look_first(connection: Connection) -> None:
    query = "SELECT coalesce(max(number), 0) FROM changes"
    connection.info[SEEN] = connection.exec_driver_sql(query).scalar_one()


def session_login(engine: Engine) -> tuple[str, bool]:
    """Return as whom the server knows us, and whether that is a superuser."""
    with engine.connect() as connection:
        row = connection.exec_driver_sql(
            "SELECT session_user, rolsuper OR rolbypassrls FROM pg_roles"
            " WHERE rolname = session_user"
        ).one()
    return row[0], row[1]


def has_tables(engine: Engine) -> bool:
    """Tell whether the database holds a city already."""
    with engine.connect() as connection:
        found = connection.exec_driver_sql("SELECT to_regclass('public.changes')").scalar()
    return found is not None


def create(engine: Engine) -> None:
    """Create tables, triggers, functions and rights in an empty database, as its superuser."""
    with engine.begin() as connection:
        encoding = connection.exec_driver_sql("SHOW server_encoding").scalar_one()
        if encoding != "UTF8":
            message = f"データベースの文字コードをUTF8にしてください（現在：{encoding}）。"
            raise EnvironmentFailure(message)
        Base.metadata.create_all(connection)
        create_guards(connection)
        formats.stamp(connection)


def require_usable(engine: Engine) -> None:
    """Raise EnvironmentFailure for an older format, and for a newer one that excludes us."""
    with engine.connect() as connection:
        version, oldest = _format(connection)
    if version < formats.SCHEMA_VERSION:
        message = (
            "このデータベースは以前の形式です。サーバーの管理者が、控えを取ってから"
            "「kdx-desktop database upgrade」で新しい形式に更新します。"
        )
        raise EnvironmentFailure(message)
    formats.require_usable(version, oldest)


def upgrade(engine: Engine) -> int:
    """Bring a database up to this program's format, as its superuser; return the former format.

    Its guards are made anew in any case: a program may bring better ones for the same format.
    """
    with engine.begin() as connection:
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        version, oldest = _format(connection)
        if version < formats.SCHEMA_VERSION:
            migrations.upgrade(connection, version)
        else:
            formats.require_usable(version, oldest)
        if version <= formats.SCHEMA_VERSION:
            create_guards(connection)
            formats.stamp(connection)
    return version


def _format(connection: Connection) -> tuple[int, str]:
    row = connection.execute(select(StoreFormat.version, StoreFormat.oldest_program)).first()
    return (0, "") if row is None else (row.version, row.oldest_program)


def create_guards(connection: Connection) -> None:
    """Create anew what the store guards, derives and allows, from its one SQL file."""
    _run_script(connection, guards_script())


def _run_script(connection: Connection, script: str) -> None:
    # Many statements in one go, which only the driver itself can do.
    raw: Any = connection.connection.driver_connection
    raw.execute(script)


def guards_script() -> str:
    """Return postgresql.sql with the mapped tables filled in."""
    script = Path(__file__).with_name("postgresql.sql").read_text(encoding="utf-8")
    tables = (Revision.__table__, *(model.__table__ for model in VERSIONED))
    lines = "\n    UNION ALL\n".join(map(_line_query, tables))
    versioned = ", ".join(f"'{model.__tablename__}'" for model in VERSIONED)
    return script.replace("{lines}", lines).replace("{versioned}", versioned)


def _line_query(table: Any) -> str:
    """Return the query for the canonical lines of a table's rows in one change."""
    assert isinstance(table, Table)  # noqa: S101 - mapped classes have tables
    fields = ", ".join(f"ledger_field({column.name}::text)" for column in table.columns)
    return (
        f"    SELECT concat_ws(E'\\t', '{table.name}', {fields})"  # noqa: S608 - names of our own tables
        f" FROM {table.name} WHERE change = change_number"
    )


def copy_in(connection: Connection, table: Any, rows: Iterable[Sequence[Any]]) -> None:
    """Put many rows, in column order, into a table, as the superuser; ten times as fast as INSERT."""
    raw: Any = connection.connection.driver_connection
    columns = ", ".join(table.columns.keys())
    with raw.cursor() as cursor, cursor.copy(f"COPY {table.name} ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def create_database(url: URL, password: str | None = None) -> None:
    """Create the database itself where the server does not have it yet."""
    engine = open_engine(url.set(database="postgres"), password)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            name = url.database or ""
            known = connection.execute(
                text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": name}
            ).scalar()
            if known is None:
                quoted = connection.dialect.identifier_preparer.quote_identifier(name)
                connection.exec_driver_sql(
                    f"CREATE DATABASE {quoted} TEMPLATE template0 ENCODING 'UTF8'"
                )
    finally:
        engine.dispose()
