"""Replace what a cached login says once it leads nowhere: its catalog, and its version documents."""

from __future__ import annotations

from typing import Any

from mini_nova_auth import redact
from mini_nova_auth.access.access import Access, Base
from mini_nova_auth.access.catalog import Catalog
from mini_nova_auth.errors import AuthToolkitError, EndpointNotFound
from mini_nova_auth.login.documents import Documents
from mini_nova_auth.login.reused import ReusedLogin


class Renewal:
    """A login in memory, and the version documents of its services."""

    def __init__(self, login: ReusedLogin, documents: Documents) -> None:
        self._login = login
        self._documents = documents

    def document(self, url: str) -> Any:
        """Return the version document at a URL, None if it has none; see ``Session.document``."""
        entry = self._login.access()
        name = redact.url(url)  # the cache stores it
        if name not in entry.documents:
            updated = self._documents.add(entry, name, url)
            self._login.update(entry, updated)
            entry = updated
        return entry.documents[name]

    def forget_documents(self) -> None:
        """Forget the documents of this login, so that each is fetched anew."""
        self._documents.forget()
        entry = self._login.access()
        self._login.update(entry, entry._replace(documents={}))

    def up_to_date(self, access: Access) -> Access | None:
        """Return a new access in place of a cached one; see ``Session.up_to_date``."""
        entry = self._login.access()
        if entry.access.token != access.token:
            return entry.access
        if entry.is_new or entry.access is not access:
            return None
        return self._login.access(outdated=access.token).access

    def up_to_date_or_none(self, access: Access) -> Access | None:
        """Return what ``up_to_date`` does, and None if no new login can be made."""
        try:
            return self.up_to_date(access)
        except AuthToolkitError:
            return None

    def after_move(self, access: Access, base: Base) -> Access | None:
        """Return an up-to-date access that leads to another address than this; None if none does."""
        try:
            address = base(access)
            current = self._renew(access, base)
            if current is None or base(current) == address:
                return None
        except AuthToolkitError:
            return None
        return current

    def _renew(self, access: Access, base: Base) -> Access | None:
        """Get anew what the address is made from: the catalog, or only documents."""
        if _depends_on_catalog(access, base):
            return self.up_to_date(access)
        self.forget_documents()
        return access


def _depends_on_catalog(access: Access, base: Base) -> bool:
    """Whether an address comes from the access's catalog, and not from the settings alone."""
    try:
        base(access._replace(catalog=Catalog()))
    except EndpointNotFound:
        return True
    return False
