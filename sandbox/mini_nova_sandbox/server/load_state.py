"""Load a state into the running sandbox, which goes on at its port, with its passwords and tokens.

The new state is prepared in ``loading.new``. Renaming that to ``loading`` decides: before, a kill
leaves the old state; after, the next start puts the new one into its place.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.identity import content as identity_content
from mini_nova_sandbox.image import images
from mini_nova_sandbox.server import content, saved_state, workers
from mini_nova_sandbox.server.recorded import recording
from mini_nova_sandbox.server.sources import Kind, Unloadable
from mini_nova_sandbox.state import runs
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import Settings

KINDS = (
    Kind(saved_state.matches, saved_state.fill),
    Kind(recording.matches, recording.fill),
)
PREPARED = "loading.new"
DECIDED = "loading"
WRITE_AHEAD = ("-wal", "-shm")  # SQLite's files beside a database
# Ids that name files, if they would lead out of their folder.
PATHS = (
    "SELECT id FROM images WHERE id GLOB '*/*' UNION ALL"
    " SELECT uuid FROM instances WHERE uuid GLOB '*/*'"
)
TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


class ServersLost(Exception):
    """Loading would lose servers; the text says how many."""


class Unfinished(Exception):
    """A state that has been decided on is not in its place; the next start puts it there."""


async def load(cloud: Cloud, path: Path, passwords: Mapping[str, str], *, force: bool) -> None:
    """Replace the state by that of a source, and let its unfinished work go on.

    Call it for one source at a time. Raises Unloadable, ServersLost unless ``force``, Unfinished,
    and StateBusy, RuntimeError, OSError.
    """
    kind = _kind(path)
    prepared = replace(cloud.settings, state_dir=cloud.settings.state_dir / PREPARED)
    await cloud.queue.close()
    try:
        # From here on nothing awaits, so no request meets a state between the old and the new one.
        shutil.rmtree(prepared.state_dir, ignore_errors=True)
        prepared.state_dir.mkdir(mode=0o700)
        servers = _prepare(cloud, kind, path, prepared)
        if not force:
            _check_servers(_servers(cloud.database), servers)
        prepared.state_dir.rename(cloud.settings.state_dir / DECIDED)
        _exchange(cloud)
        runs.begin(cloud.database, cloud.settings.seed)
        content.create(cloud, passwords)
        cloud.faults.read()
    finally:
        shutil.rmtree(prepared.state_dir, ignore_errors=True)  # it is there after a refusal only
        workers.start(cloud)


def _exchange(cloud: Cloud) -> None:
    """Put the new state into its place. Raises Unfinished."""
    try:
        cloud.database.exchange(partial(finish, cloud.settings))
    except OSError as error:
        raise Unfinished(
            f"the new state could not be put into its place ({error.strerror}): end the sandbox,"
            " and its next start does it"
        ) from error


def _kind(path: Path) -> Kind:
    """Return the kind of a source. Raises Unloadable."""
    for kind in KINDS:
        if kind.matches(path):
            return kind
    raise Unloadable(f"{path} is no saved state")


def finish(settings: Settings) -> None:
    """Put a new state that has been decided on into its place: after a kill, once more.

    Nobody may have the database open. Raises OSError.
    """
    shutil.rmtree(settings.state_dir / PREPARED, ignore_errors=True)
    new = replace(settings, state_dir=settings.state_dir / DECIDED)
    if not new.state_dir.exists():
        return
    for new_folder, folder in ((new.images, settings.images), (new.instances, settings.instances)):
        if new_folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
            new_folder.rename(folder)
    if new.database.exists():
        for suffix in WRITE_AHEAD:
            settings.database.with_name(settings.database.name + suffix).unlink(missing_ok=True)
        new.database.rename(settings.database)
    shutil.rmtree(new.state_dir)


def prepare(cloud: Cloud, path: Path, new: Settings) -> None:
    """Put a source's state into an empty directory, with the passwords of now.

    Raises Unloadable, StateBusy, RuntimeError, OSError.
    """
    _prepare(cloud, _kind(path), path, new)


def _prepare(cloud: Cloud, kind: Kind, path: Path, new: Settings) -> set[str]:
    """Do as ``prepare``, and return the servers of the new state."""
    new.images.mkdir()
    new.instances.mkdir()
    kind.fill(path, new)
    try:
        new_database = Database(new.database, is_durable=False)
        with closing(new_database) as database, database.transaction():
            _check_content(database, path)
            images.reset_interrupted_uploads(database, new)
            _keep_passwords(cloud.database, database)
            database.run("DELETE FROM tokens")
            if cloud.settings.seed is None:  # with a seed, the next logins may repeat them
                _keep_tokens(cloud.database, database)
            return _servers(database)
    except sqlite3.DatabaseError as error:
        raise Unloadable(f"the database of {path} cannot be used: {error}") from error


def _check_content(database: Database, path: Path) -> None:
    """Raise Unloadable for a database that somebody has made to do harm, now or later."""
    if database.row(TRIGGERS) is not None:
        raise Unloadable(f"the database of {path} has triggers, which no sandbox makes")
    if database.row(PATHS) is not None:
        raise Unloadable(f"the database of {path} has ids that are paths")


def _keep_passwords(old: Database, new: Database) -> None:
    """Give the users that the sandbox has made up the passwords that they have now."""
    for name in identity_content.USERS:
        criteria = {"name": name, "domain_id": identity_content.DOMAIN}
        password_hash = old.value(
            "SELECT password_hash FROM users WHERE name = ? AND domain_id = ?", *criteria.values()
        )
        if password_hash is not None:
            new.update("users", {"password_hash": password_hash}, **criteria)


def _keep_tokens(old: Database, new: Database) -> None:
    """Let the tokens of now go on, as far as the new state has their users and projects."""
    user_ids = _ids(new, "users")
    scope_ids = _ids(new, "projects") | _ids(new, "domains") | {None}
    credential_ids = _ids(new, "application_credentials") | {None}
    for token in old.rows("SELECT * FROM tokens"):
        has_scope = token["scope_id"] in scope_ids
        has_credential = token["application_credential_id"] in credential_ids
        if token["user_id"] in user_ids and has_scope and has_credential:
            new.insert("tokens", token)


def _ids(database: Database, table: str) -> set[str | None]:
    rows = database.rows(f"SELECT id FROM {table}")  # noqa: S608 - a name of this module
    return {row["id"] for row in rows}


def _check_servers(old: set[str], new: set[str]) -> None:
    """Check that the new state has every server of the old one. Raises ServersLost."""
    lost = len(old - new)
    if lost:
        noun = "server" if lost == 1 else "servers"
        raise ServersLost(
            f"{lost} {noun} would be lost that the new state does not have: --force does it"
        )


def _servers(database: Database) -> set[str]:
    rows = database.rows("SELECT uuid FROM instances WHERE deleted = 0")
    return {row["uuid"] for row in rows}
