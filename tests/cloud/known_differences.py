"""The known differences in shape between the sandbox's answers and the real OpenStack's.

Each key is a glob of the call and a glob of the difference; the value is the reason. Any other
difference fails the test.
"""

_EXTENSIONS = (
    "members of Neutron extensions that the sandbox does not offer: nothing could be set by them"
)

_QOS = "the sandbox has no QoS extension: no policy could be set"

_TYPES = "limits of the volume types that a cloud happens to have"

REASONS: dict[tuple[str, str], str] = {
    ("block-storage*/os-quota-*", ".quota_*set.volumes_*"): _TYPES,
    ("block-storage*/os-quota-*", ".quota_*set.gigabytes_*"): _TYPES,
    ("block-storage*/os-quota-*", ".quota_*set.snapshots_*"): _TYPES,
    (
        "compute *",
        " is object, the real one no JSON",
    ): "Nova's router answers a path that it does not know with a web page; ours is a JSON 404",
    (
        "block-storage *",
        " is object, the real one no JSON",
    ): "Cinder's router does, too",
    (
        "compute * GET /servers/*/diagnostics",
        ".vnet1_*",
    ): "before 2.48 the members are named by the driver's interfaces",
    ("compute * GET /servers/*/diagnostics", ".tap*"): "the same, with the sandbox's interfaces",
    (
        "identity GET /v3/users*",
        "*.default_project_id is not in the real one",
    ): "the sandbox's users have a default project",
    (
        "image GET /v2/images*",
        ".images[[]].*",
    ): "custom properties are those of the images that a cloud happens to have",
    (
        "image GET /v2/images?*",
        ".next*",
    ): "a page is full, or not, by the number of images that a cloud happens to have",
    ("network * /v2.0/networks*", "*.qinq is missing"): _EXTENSIONS,
    ("network * /v2.0/networks*", "*.vlan_transparent is missing"): _EXTENSIONS,
    ("network * /v2.0/networks*", "*.qos_policy_id is missing"): _QOS,
    ("network * /v2.0/ports*", "*.qos_policy_id is missing"): _QOS,
    ("network * /v2.0/ports*", "*.qos_network_policy_id is missing"): _QOS,
    (
        "network POST /v2.0/networks",
        ".network.is_default is missing",
    ): "Neutron shows it in the answer to a creation, but not afterwards",
    (
        "network * /v2.0/ports*",
        "*.resource_request is missing",
    ): "the sandbox has no QoS extension: no port asks for bandwidth",
    (
        "network * /v2.0/ports*",
        "*.bound_drivers is missing",
    ): "a detail of the mechanism driver that bound the port",
    (
        "network GET /v2.0/quotas/*",
        ".quota.* is not in the real one",
    ): "quotas of the router extension, if it is not enabled",
}
