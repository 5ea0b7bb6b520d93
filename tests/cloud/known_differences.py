"""Where the sandbox's answers differ in shape from the real OpenStack's, and why that is right.

(glob of the call, glob of the difference): the reason. A difference that is not here fails the test.
"""

_EXTENSIONS = (
    "members of Neutron extensions that the sandbox does not offer: nothing could be set by them"
)

REASONS: dict[tuple[str, str], str] = {
    (
        "identity GET /v3/users*",
        "*.default_project_id is not in the real one",
    ): "the sandbox's users have a default project",
    (
        "image GET /v2/images*",
        ".images[[]].*",
    ): "custom properties are those of the images that a cloud happens to have",
    (
        "image GET /v2/images?limit=1",
        ".next is missing",
    ): "the sandbox has one image: there is no next page",
    ("network GET /v2.0/networks*", "*.qinq is missing"): _EXTENSIONS,
    ("network GET /v2.0/networks*", "*.vlan_transparent is missing"): _EXTENSIONS,
    (
        "network GET /v2.0/ports*",
        "*.bound_drivers is missing",
    ): "a detail of the mechanism driver that bound the port",
    (
        "network GET /v2.0/quotas/*",
        ".quota.* is not in the real one",
    ): "quotas of the router extension, where it is not enabled",
}
