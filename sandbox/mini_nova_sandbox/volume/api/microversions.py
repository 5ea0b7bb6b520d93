"""The microversions that block storage speaks, and what each changes here.

Each constant is the first microversion with a change. The source is Cinder's "REST API Version
History".
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http.call import Microversion
from mini_nova_sandbox.http.errors import MALFORMED, BadRequest
from mini_nova_sandbox.http.microversions import HEADER, parse, version_header

OLDEST: Microversion = (3, 0)
NEWEST: Microversion = (3, 71)
SERVICE = "volume"  # in the header OpenStack-API-Version

IMAGE_VISIBILITY: Microversion = (3, 1)  # upload takes ``visibility`` and ``protected``
MESSAGES: Microversion = (3, 3)  # /messages
CLUSTERS: Microversion = (3, 7)  # /clusters; services show their cluster
GROUP_TYPES: Microversion = (3, 11)  # /group_types
SUMMARY: Microversion = (3, 12)  # /volumes/summary
GROUPS: Microversion = (3, 13)  # /groups; volumes show ``group_id``
GROUP_SNAPSHOTS: Microversion = (3, 14)  # /group_snapshots; snapshots show their group's
PROVIDER_ID: Microversion = (3, 21)  # volumes show ``provider_id``
ATTACHMENTS: Microversion = (3, 27)  # /attachments
RESOURCE_FILTERS: Microversion = (3, 33)  # /resource_filters
LIKE_FILTERS: Microversion = (3, 34)  # ``name~`` finds a part of a name
SUMMARY_METADATA: Microversion = (3, 36)  # the summary has the metadata
REVERT: Microversion = (3, 40)  # the action ``revert``
SNAPSHOT_USER: Microversion = (3, 41)  # snapshots show ``user_id``
EXTEND_IN_USE: Microversion = (3, 42)  # volumes in use can be extended
COMPLETE_ATTACHMENT: Microversion = (3, 44)  # the action ``os-complete`` of attachments
COUNT: Microversion = (3, 45)  # lists count with ``with_count``
SHARED_TARGETS: Microversion = (3, 48)  # volumes show ``shared_targets`` and ``service_uuid``
BACKEND_STATE: Microversion = (3, 49)  # services show the state of their backend
STRICT_BODIES: Microversion = (3, 53)  # an update has to change something
ATTACH_MODE: Microversion = (3, 54)  # attachments take a ``mode``
TRANSFER_SNAPSHOTS: Microversion = (3, 55)  # transfers can leave snapshots out, and show it
TRANSFER_HISTORY: Microversion = (3, 57)  # transfers show where they lead
CLUSTER_NAME: Microversion = (3, 61)  # volumes show ``cluster_name``
DEFAULT_TYPES: Microversion = (3, 62)  # /default-types
VOLUME_TYPE_ID: Microversion = (3, 63)  # volumes show ``volume_type_id``
CONSUMES_QUOTA: Microversion = (3, 65)  # volumes and snapshots show ``consumes_quota``
SNAPSHOT_IN_USE: Microversion = (3, 66)  # snapshots of volumes in use need no ``force``


def requested_version(headers: Mapping[str, str]) -> Microversion:
    """Return the microversion that a request names, 3.0 by default.

    Raises BadRequest if it is malformed or for other services only, NotAcceptable if it is out of
    range.
    """
    text = version_header(headers, SERVICE)
    if not text and HEADER in headers:
        raise BadRequest(MALFORMED)
    return parse(text, OLDEST, NEWEST)
