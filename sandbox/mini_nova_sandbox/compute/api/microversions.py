"""The microversions that compute speaks, and what each changes here.

Each constant is the first microversion with a change. Those without a constant change nothing that
this cloud offers. The source is Nova's "REST API Version History".
"""

from __future__ import annotations

from collections.abc import Mapping

from mini_nova_sandbox.http import microversions as all_services
from mini_nova_sandbox.http.call import Microversion

LEGACY: Microversion = (2, 0)  # v1.1 and v2: like 2.1, but unknown members of bodies are ignored
OLDEST: Microversion = (2, 1)
NEWEST: Microversion = (2, 104)

KEYPAIR_TYPE: Microversion = (2, 2)  # keypairs have a type; 201 and 204 instead of 200 and 202
EXTENDED_ATTRIBUTES: Microversion = (2, 3)  # more of a server for admins; volumes' deletion
NO_CONSOLE_ACTIONS: Microversion = (2, 6)  # os-getVNCConsole and its like are gone
REMOTE_CONSOLES: Microversion = (2, 6)  # POST /servers/ID/remote-consoles
PRIVATE_ACCESS: Microversion = (2, 7)  # access to public flavors is refused
MKS_CONSOLE: Microversion = (2, 8)  # consoles of the protocol mks
LOCKED: Microversion = (2, 9)  # servers show ``locked``
KEYPAIRS_OF_USER: Microversion = (2, 10)  # admins name the user of a keypair
FORCED_DOWN: Microversion = (2, 11)  # services show ``forced_down``
SERVER_GROUP_OWNER: Microversion = (2, 13)  # server groups show their project and user
EVACUATE_WITHOUT_STORAGE: Microversion = (2, 14)  # no onSharedStorage, no password answered
SOFT_POLICIES: Microversion = (2, 15)  # soft-affinity and soft-anti-affinity
HOST_STATUS: Microversion = (2, 16)  # servers show ``host_status`` to admins
CRASH_DUMP: Microversion = (2, 17)  # trigger_crash_dump
DESCRIPTION: Microversion = (2, 19)  # servers have a description
ACTIONS_OF_DELETED: Microversion = (2, 21)  # a deleted server's actions are shown
FORCE_COMPLETE: Microversion = (2, 22)  # a live migration can be forced to complete
SERVER_MIGRATIONS: Microversion = (2, 23)  # GET /servers/ID/migrations
ABORT: Microversion = (2, 24)  # a live migration can be aborted
AUTO_BLOCK_MIGRATION: Microversion = (2, 25)  # block_migration may be ``auto``
TAGS: Microversion = (2, 26)  # servers have tags
CPU_INFO_OBJECT: Microversion = (2, 28)  # a hypervisor's cpu_info is an object, not text
EVACUATE_FORCE: Microversion = (2, 29)  # evacuate may force a host, until 2.67
LIVE_FORCE: Microversion = (2, 30)  # so may a live migration
CONSOLE_TOKENS: Microversion = (2, 31)  # tokens of all consoles are shown, not only of RDP
HYPERVISOR_PAGES: Microversion = (2, 33)  # hypervisors come in pages
ASYNC_LIVE_MIGRATION: Microversion = (2, 34)  # the checks come after the answer
KEYPAIR_PAGES: Microversion = (2, 35)  # keypairs come in pages
NO_PROXIES: Microversion = (2, 36)  # the proxies of other services are gone, and their quotas
NETWORKS_REQUIRED: Microversion = (2, 37)  # create needs ``networks``; "auto" and "none"
STRICT_STATUS: Microversion = (2, 38)  # an unknown status is refused as a filter
NO_IMAGE_METADATA: Microversion = (2, 39)  # the proxy of image metadata is gone, and its limit
USAGE_PAGES: Microversion = (2, 40)  # usage comes in pages
AGGREGATE_UUID: Microversion = (2, 41)  # aggregates show their uuid
NO_HOSTS: Microversion = (2, 43)  # os-hosts is gone
NO_ADDRESS_ACTIONS: Microversion = (2, 44)  # addFixedIp, addFloatingIp and their like are gone
SNAPSHOT_ID: Microversion = (2, 45)  # createImage answers the image's id in the body
EMBEDDED_FLAVOR: Microversion = (2, 47)  # a server carries its flavor instead of a link
DIAGNOSTICS: Microversion = (2, 48)  # diagnostics have a common shape
TAGGED_ATTACH: Microversion = (2, 49)  # volumes can be attached with a tag
QUOTA_CLASS_FIX: Microversion = (2, 50)  # quota classes follow the quotas of 2.36, with groups
EVENTS_FOR_OWNERS: Microversion = (2, 51)  # a server's owner sees the events of its actions
VOLUME_EXTENDED: Microversion = (2, 51)  # the external event volume-extended
TAGS_AT_CREATE: Microversion = (2, 52)  # create takes tags
HOST_UUIDS: Microversion = (2, 53)  # hypervisors and services are named by uuid
REBUILD_KEY: Microversion = (2, 54)  # rebuild takes and shows ``key_name``
FLAVOR_DESCRIPTION: Microversion = (2, 55)  # flavors have a description
MIGRATE_TO_HOST: Microversion = (2, 56)  # migrate takes a host
NO_PERSONALITY: Microversion = (2, 57)  # injected files are gone; rebuild takes ``user_data``
ACTION_PAGES: Microversion = (2, 58)  # actions come in pages, with ``updated_at``
MIGRATION_PAGES: Microversion = (2, 59)  # migrations come in pages, with their uuid
MULTIATTACH: Microversion = (2, 60)  # volumes that several servers share can be attached
FLAVOR_EXTRA_SPECS: Microversion = (2, 61)  # flavors show their extra specs
EVENT_HOST: Microversion = (2, 62)  # events show their host
IMAGE_CERTIFICATES: Microversion = (2, 63)  # trusted image certificates
SERVER_GROUP_POLICY: Microversion = (2, 64)  # a server group has one policy, and rules
ABORT_QUEUED: Microversion = (2, 65)  # a live migration that waits can be aborted
CHANGES_BEFORE: Microversion = (2, 66)  # ``changes-before``
VOLUME_TYPE: Microversion = (2, 67)  # block devices have a volume type
NO_FORCE: Microversion = (2, 68)  # evacuation and live migration cannot be forced
DEVICE_TAGS: Microversion = (2, 70)  # interfaces and volumes show their tags
SERVER_GROUPS: Microversion = (2, 71)  # servers show their server groups
LOCKED_REASON: Microversion = (2, 73)  # lock takes a reason
HOST_AT_CREATE: Microversion = (2, 74)  # create takes a host
STRICT: Microversion = (2, 75)  # unknown filters are refused; update and rebuild answer all
POWER_UPDATE: Microversion = (2, 76)  # the external event power-update
UNSHELVE_TO_ZONE: Microversion = (2, 77)  # unshelve takes a zone
TOPOLOGY: Microversion = (2, 78)  # GET /servers/ID/topology
VOLUME_DELETION: Microversion = (2, 79)  # attachments show ``delete_on_termination``
MIGRATION_USER: Microversion = (2, 80)  # migrations show their user and project
AGGREGATE_IMAGES: Microversion = (2, 81)  # aggregates cache images
ACCELERATORS: Microversion = (2, 82)  # the external event accelerator-request-bound
EVENT_DETAILS: Microversion = (2, 84)  # events show their details
UPDATE_VOLUME: Microversion = (2, 85)  # an attachment's ``delete_on_termination`` can change
RESCUE_VOLUMES: Microversion = (2, 87)  # servers that boot from volumes can be rescued
HYPERVISORS_WITHOUT_USE: Microversion = (2, 88)  # use and statistics of hypervisors are gone
ATTACHMENT_ID: Microversion = (2, 89)  # attachments show ``attachment_id``, not ``id``
HOSTNAME: Microversion = (2, 90)  # servers have a hostname
UNSHELVE_TO_HOST: Microversion = (2, 91)  # unshelve takes a host, and may unpin the zone
KEYPAIRS_IMPORTED: Microversion = (2, 92)  # keypairs are imported only, never generated
VOLUME_REIMAGED: Microversion = (2, 93)  # the external event volume-reimaged
HOSTNAME_FQDN: Microversion = (2, 94)  # a hostname may be fully qualified
EVACUATED_STOPPED: Microversion = (2, 95)  # evacuated servers are stopped
PINNED_ZONE: Microversion = (2, 96)  # servers show the availability zone they are pinned to
SHARES: Microversion = (2, 97)  # shares of Manila can be attached
IMAGE_PROPERTIES: Microversion = (2, 98)  # a server's image shows its properties
SPICE_DIRECT: Microversion = (2, 99)  # consoles of the type spice-direct; tokens are strict
SCHEDULER_HINTS: Microversion = (2, 100)  # servers show their scheduler hints
ASYNC_ATTACHMENT: Microversion = (2, 101)  # attaching a volume answers 202, without a body
FLAVOR_NAME_FILTER: Microversion = (2, 102)  # flavors by name, without rxtx_factor; all is strict
NO_VOLUMES_BOOT: Microversion = (2, 103)  # os-volumes_boot is gone
REPIN: Microversion = (2, 104)  # update pins a server to its zone, or unpins it

SERVICE = "compute"  # in the header OpenStack-API-Version
OLD_HEADER = "x-openstack-nova-api-version"

before = all_services.before
version_text = all_services.version_text


def requested_version(headers: Mapping[str, str]) -> Microversion:
    """Return the microversion that a request names, 2.1 by default.

    Raises BadRequest if it is malformed, NotAcceptable if it is out of range.
    """
    text = all_services.version_header(headers, SERVICE)
    if not text:
        text = headers.get(OLD_HEADER, "").strip()
    return all_services.parse(text, OLDEST, NEWEST)
