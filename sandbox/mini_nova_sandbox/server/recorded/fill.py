"""Fill an empty state directory with a recorded cloud."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.server.recorded import (
    compute,
    document,
    guests,
    images,
    network,
    projects,
    quotas,
    servers,
    volumes,
)
from mini_nova_sandbox.server.recorded.document import Document
from mini_nova_sandbox.server.sources import Unloadable
from mini_nova_sandbox.state.database import Database
from mini_nova_sandbox.state.settings import Settings


def fill(path: Path, settings: Settings) -> None:
    """Write the database, and the files of images and guests.

    Raises Unloadable, and sqlite3.OperationalError if the disk is full.
    """
    try:
        _fill(path, settings)
    except OSError as error:
        raise Unloadable(f"{path} cannot be loaded: {error.strerror}") from error


def _fill(path: Path, settings: Settings) -> None:
    recording = document.read(path)
    database = Database(settings.database, is_durable=False)
    try:
        with database.transaction():
            _fill_database(database, recording)
        images.write_files(recording, settings)
        guests.write_files(database, settings)
    except sqlite3.OperationalError:
        raise  # the disk is full: no fault of the recording
    except (sqlite3.Error, OverflowError) as error:
        raise Unloadable(f"{path} is no valid recording: {error}") from error
    except ApiError as error:
        raise Unloadable(f"{path} is no valid recording: {error.message}") from error
    finally:
        database.close()


def _fill_database(database: Database, recording: Document) -> None:
    owner = projects.insert(database, recording)
    compute.insert(database, recording, owner)
    images.insert(database, recording)
    network.insert(database, recording)
    servers.insert(database, recording, owner)
    network.insert_floating_ips(database, recording)
    volumes.insert(database, recording, owner)
    servers.complete(database, recording)
    quotas.insert(database, recording)
