"""What a day's work asks of Keystone: calls that build on each other, for the comparison.

``{name}`` in a path or a body stands for what an earlier answer had (``save``); ``{own}`` is a name
that nobody else uses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Body = Mapping[str, Any]


@dataclass(frozen=True)
class Step:
    """A call. ``save`` maps words to the members of the answer, as in ``service.id``.

    ``token`` is the word of the token to send instead of the admin's.
    """

    method: str
    path: str
    body: Body | None = None
    save: Mapping[str, str] = field(default_factory=dict)
    token: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


def get(*paths: str, token: str = "") -> tuple[Step, ...]:
    """Return steps that read."""
    return tuple(Step("GET", path, token=token) for path in paths)


def delete(*paths: str, token: str = "") -> tuple[Step, ...]:
    """Return steps that delete."""
    return tuple(Step("DELETE", path, token=token) for path in paths)


def create(path: str, kind: str, word: str, **members: Any) -> Step:
    """Return a step that creates a thing and saves its id."""
    return Step("POST", f"/v3/{path}", {kind: members}, {word: f"{kind}.id"})


def password_login(user: str, *, scope: Any = None) -> dict[str, Any]:
    """Return the body of a login by password of a user whose id is a word."""
    identity = {
        "methods": ["password"],
        "password": {"user": {"id": f"{{{user}}}", "password": "pa55-of-mine"}},
    }
    auth: dict[str, Any] = {"identity": identity}
    if scope is not None:
        auth["scope"] = scope
    return {"auth": auth}


TOKENS = "/v3/auth/tokens"
CATALOG = (
    create("regions", "region", "region", id="{own}", description="north"),
    create("regions", "region", "child", parent_region_id="{region}"),
    Step("POST", "/v3/regions", {"region": {"id": "{own}"}}),
    Step("POST", "/v3/regions", {"region": {"parent_region_id": "nope"}}),
    Step("PUT", "/v3/regions/{own}-2", {"region": {"description": "x"}}),
    Step("PUT", "/v3/regions/{own}-3", {"region": {"id": "other"}}),
    Step("PATCH", "/v3/regions/{region}", {"region": {"description": "y", "colour": "red"}}),
    Step("PATCH", "/v3/regions/{region}", {"region": {"id": "other"}}),
    *get("/v3/regions/{region}", "/v3/regions?parent_region_id={region}", "/v3/regions/nope"),
    create("services", "service", "service", type="{own}", name="{own}", description="d"),
    Step("POST", "/v3/services", {"service": {"name": "x"}}),
    Step("POST", "/v3/services", {"service": {"type": "{own}-2", "enabled": "yes"}}),
    create("services", "service", "bare", type="{own}-2"),
    *get("/v3/services?type={own}", "/v3/services?name={own}", "/v3/services/{bare}"),
    *get("/v3/services/nope", "/v3/services?type__contains={own}"),
    Step("PATCH", "/v3/services/{service}", {"service": {"description": "e", "colour": "red"}}),
    Step("PATCH", "/v3/services/{service}", {"service": {}}),
    Step("PATCH", "/v3/services/nope", {"service": {"name": "x"}}),
    create(
        "endpoints",
        "endpoint",
        "endpoint",
        service_id="{service}",
        interface="public",
        region_id="{region}",
        url="http://example.org/v1/$(project_id)s",
    ),
    create(
        "endpoints",
        "endpoint",
        "endpoint2",
        service_id="{service}",
        interface="admin",
        region="{own}-4",
        url="http://example.org/v2",
        enabled=False,
        name="n",
        description="d",
    ),
    Step(
        "POST",
        "/v3/endpoints",
        {"endpoint": {"service_id": "nope", "interface": "public", "url": "http://x.org"}},
    ),
    Step(
        "POST",
        "/v3/endpoints",
        {"endpoint": {"service_id": "{service}", "interface": "mine", "url": "http://x.org"}},
    ),
    Step(
        "POST",
        "/v3/endpoints",
        {
            "endpoint": {
                "service_id": "{service}",
                "interface": "public",
                "url": "http://x.org/$(nope)s",
            }
        },
    ),
    Step(
        "POST",
        "/v3/endpoints",
        {
            "endpoint": {
                "service_id": "{service}",
                "interface": "public",
                "url": "http://x.org",
                "region_id": "nope",
            }
        },
    ),
    *get(
        "/v3/endpoints?service_id={service}",
        "/v3/endpoints?service_id={service}&interface=admin",
        "/v3/endpoints?region_id={region}",
        "/v3/endpoints?interface=nope",
        "/v3/endpoints/{endpoint}",
        "/v3/endpoints/nope",
        "/v3/auth/catalog",
    ),
    Step(
        "PATCH", "/v3/endpoints/{endpoint2}", {"endpoint": {"enabled": True, "url": "http://y.org"}}
    ),
    Step("PATCH", "/v3/endpoints/{endpoint2}", {"endpoint": {"region_id": "nope"}}),
    Step("PATCH", "/v3/endpoints/nope", {"endpoint": {"url": "http://y.org"}}),
    *delete("/v3/regions/{region}", "/v3/endpoints/{endpoint}", "/v3/endpoints/{endpoint}"),
    *delete("/v3/regions/{region}", "/v3/regions/{child}", "/v3/services/{service}"),
    *get("/v3/endpoints/{endpoint2}", "/v3/services/{service}"),
    *delete("/v3/services/{bare}", "/v3/regions/{own}-2", "/v3/regions/{own}-4"),
)
FURNITURE = (
    create("projects", "project", "home", name="{own}"),
    create("users", "user", "person", name="{own}", password="pa55-of-mine", colour="red"),
    create("users", "user", "friend", name="{own}-2", password="pa55-of-mine"),
    Step("GET", "/v3/roles?name=member", save={"member": "roles.0.id"}),
    Step("GET", "/v3/roles?name=reader", save={"reader": "roles.0.id"}),
    Step("GET", "/v3/roles?name=admin", save={"admin_role": "roles.0.id"}),
    Step("PUT", "/v3/projects/{home}/users/{person}/roles/{member}"),
)
HOME = {"project": {"id": "{home}"}}
PROJECTS = (
    create("projects", "project", "parent", name="{own}-p", colour="red"),
    create("projects", "project", "son", name="{own}-c", parent_id="{parent}", tags=["a"]),
    Step("POST", "/v3/projects", {"project": {"name": "{own}-p"}}),
    Step("POST", "/v3/projects", {"project": {"name": ""}}),
    Step("POST", "/v3/projects", {"project": {"name": "x" * 65}}),
    Step("POST", "/v3/projects", {"project": {"name": "{own}-x", "parent_id": "nope"}}),
    Step("POST", "/v3/projects", {"project": {"name": "{own}-x", "domain_id": "nope"}}),
    Step("POST", "/v3/projects", {"project": {"name": "{own}-x", "enabled": "yes"}}),
    *get(
        "/v3/projects/{son}",
        "/v3/projects/{son}?parents_as_list",
        "/v3/projects/{parent}?subtree_as_list",
        "/v3/projects?parent_id={parent}",
        "/v3/projects?name={own}-p",
        "/v3/projects?name__contains={own}",
        "/v3/projects?name__startswith={own}-P",
        "/v3/projects?name__istartswith={own}-P",
        "/v3/projects?enabled=False&name__contains={own}",
        "/v3/projects?tags=a",
        "/v3/projects?is_domain=true",
        "/v3/projects?domain_id=nope",
    ),
    Step("PATCH", "/v3/projects/{parent}", {"project": {"enabled": False}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"parent_id": None}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"domain_id": "other"}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"enabled": False}}),
    Step("PATCH", "/v3/projects/{parent}", {"project": {"enabled": False, "name": "{own}-q"}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"enabled": True}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"options": {"immutable": True}}}),
    *delete("/v3/projects/{son}"),
    Step("PATCH", "/v3/projects/{son}", {"project": {"description": "x"}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"options": {"immutable": None}}}),
    Step("PATCH", "/v3/projects/{son}", {"project": {"options": {"nope": True}}}),
    *delete("/v3/projects/{parent}", "/v3/projects/{son}", "/v3/projects/{parent}"),
)
ROLES = (
    create("roles", "role", "prior", name="{own}-1", description="d", colour="red"),
    create("roles", "role", "implied", name="{own}-2"),
    Step("PUT", "/v3/roles/{prior}/implies/{implied}"),
    Step("PUT", "/v3/roles/{prior}/implies/{implied}"),
    Step("PUT", "/v3/roles/{prior}/implies/nope"),
    Step("PUT", "/v3/roles/{prior}/implies/{admin_role}"),
    *get(
        "/v3/roles/{prior}/implies",
        "/v3/roles/{prior}/implies/{implied}",
        "/v3/roles/{implied}/implies/{prior}",
        "/v3/role_inferences",
        "/v3/roles?domain_id=default",
        "/v3/roles?name__contains={own}",
        "/v3/roles/nope",
    ),
    create("roles", "role", "domain_role", name="{own}-1", domain_id="default"),
    *get("/v3/roles?domain_id=default", "/v3/roles/{domain_role}"),
    Step("PUT", "/v3/roles/{implied}/implies/{domain_role}"),
    Step("PUT", "/v3/projects/{home}/users/{person}/roles/{domain_role}"),
    Step("PUT", "/v3/projects/{home}/users/{person}/roles/{prior}"),
    *get(
        "/v3/projects/{home}/users/{person}/roles",
        "/v3/role_assignments?user.id={person}",
        "/v3/role_assignments?user.id={person}&effective",
        "/v3/role_assignments?user.id={person}&effective&include_names",
        "/v3/role_assignments?scope.project.id={home}&include_names",
        "/v3/role_assignments?scope.project.id={home}&include_subtree",
        "/v3/role_assignments?user.id={person}&group.id=x",
        "/v3/role_assignments?scope.OS-INHERIT:inherited_to=projects",
    ),
    Step("PATCH", "/v3/roles/{implied}", {"role": {"options": {"immutable": True}}}),
    Step("PATCH", "/v3/roles/{implied}", {"role": {"name": "{own}-3"}}),
    *delete("/v3/roles/{implied}"),
    Step("PATCH", "/v3/roles/{implied}", {"role": {"options": {"immutable": False}}}),
    *delete("/v3/roles/{prior}/implies/{implied}", "/v3/roles/{prior}/implies/{implied}"),
    Step(
        "PUT", "/v3/OS-INHERIT/projects/{home}/users/{person}/roles/{implied}/inherited_to_projects"
    ),
    *get(
        "/v3/OS-INHERIT/projects/{home}/users/{person}/roles/{implied}/inherited_to_projects",
        "/v3/OS-INHERIT/projects/{home}/users/{person}/roles/{prior}/inherited_to_projects",
        "/v3/role_assignments?user.id={person}&role.id={implied}",
    ),
    *delete("/v3/OS-INHERIT/projects/{home}/users/{person}/roles/{implied}/inherited_to_projects"),
    Step(
        "PUT", "/v3/OS-INHERIT/domains/default/users/{person}/roles/{implied}/inherited_to_projects"
    ),
    *get(
        "/v3/OS-INHERIT/domains/default/users/{person}/roles/inherited_to_projects",
        "/v3/role_assignments?user.id={person}&role.id={implied}",
        "/v3/role_assignments?user.id={person}&role.id={implied}&effective&scope.project.id={home}",
    ),
    *delete("/v3/roles/{prior}", "/v3/roles/{implied}", "/v3/roles/{domain_role}"),
)
USERS = (
    *get(
        "/v3/users/{person}",
        "/v3/users?name={own}",
        "/v3/users?name__contains={own}",
        "/v3/users?enabled=true&name={own}",
        "/v3/users?domain_id=default&name={own}",
        "/v3/users/{person}/groups",
        "/v3/users/{person}/projects",
    ),
    Step("PATCH", "/v3/users/{person}", {"user": {"options": {"multi_factor_auth_enabled": True}}}),
    Step("PATCH", "/v3/users/{person}", {"user": {"options": {"multi_factor_auth_enabled": 3}}}),
    Step("PATCH", "/v3/users/{person}", {"user": {"options": {"nope": True}}}),
    Step(
        "PATCH",
        "/v3/users/{person}",
        {"user": {"options": {"multi_factor_auth_rules": [["password", "totp"]]}}},
    ),
    Step("POST", TOKENS, password_login("person", scope=HOME)),
    Step("PATCH", "/v3/users/{person}", {"user": {"options": {"multi_factor_auth_rules": None}}}),
    Step("POST", TOKENS, password_login("person", scope=HOME)),
    Step("PATCH", "/v3/users/{person}", {"user": {"email": "a@example.org", "colour": "blue"}}),
    Step("PATCH", "/v3/users/{person}", {"user": {"domain_id": "other"}}),
    Step("PATCH", "/v3/users/{person}", {"user": {"name": "{own}-2"}}),
    Step("POST", "/v3/users", {"user": {"name": "{own}"}}),
    Step("POST", "/v3/users", {"user": {"password": "x"}}),
    Step("POST", "/v3/users", {"user": {"name": "{own}-x", "domain_id": "nope"}}),
    Step("POST", "/v3/users/{person}/password", {"user": {"password": "x"}}),
    Step(
        "POST",
        "/v3/users/{person}/password",
        {"user": {"password": "x", "original_password": "wrong"}},
    ),
    Step(
        "POST",
        "/v3/users/{person}/password",
        {"user": {"password": "pa55-2", "original_password": "pa55-of-mine"}},
    ),
    Step("PATCH", "/v3/users/{person}", {"user": {"password": "pa55-of-mine"}}),
)
CREDENTIALS = (
    Step("POST", TOKENS, password_login("person", scope=HOME), {"token": "X-Subject-Token"}),
    Step(
        "POST",
        "/v3/users/{person}/credentials/OS-EC2",
        {"tenant_id": "{home}"},
        {"access": "credential.access"},
        "token",
    ),
    Step("POST", "/v3/users/{person}/credentials/OS-EC2", {}, token="token"),
    *get(
        "/v3/users/{person}/credentials/OS-EC2",
        "/v3/users/{person}/credentials/OS-EC2/{access}",
        "/v3/users/{person}/credentials/OS-EC2/nope",
        "/v3/credentials?user_id={person}",
        "/v3/credentials?type=ec2",
        "/v3/credentials/nope",
        token="token",
    ),
    *delete("/v3/users/{person}/credentials/OS-EC2/{access}", token="token"),
    Step(
        "POST",
        "/v3/credentials",
        {"credential": {"type": "totp", "blob": "GEZDGNBVGY3TQOJQ", "user_id": "{person}"}},
        {"totp": "credential.id"},
        "token",
    ),
    Step(
        "POST",
        "/v3/credentials",
        {"credential": {"type": "totp", "blob": "x", "user_id": "{friend}"}},
        token="token",
    ),
    Step("POST", "/v3/credentials", {"credential": {"type": "totp", "user_id": "{person}"}}),
    Step("PATCH", "/v3/credentials/{totp}", {"credential": {"blob": "GEZDGNBVGY3TQOJR"}}),
    *get("/v3/credentials/{totp}", token="token"),
    *delete("/v3/credentials/{totp}", token="token"),
)
RULES_OF = "/v3/users/{person}/access_rules"
APPLICATION = "/v3/users/{person}/application_credentials"
APPLICATION_CREDENTIALS = (
    Step(
        "POST",
        APPLICATION,
        {
            "application_credential": {
                "name": "{own}",
                "secret": "s3cret-of-mine",
                "access_rules": [
                    {"service": "identity", "method": "GET", "path": "/v3/projects/*"},
                    {"service": "compute", "method": "GET", "path": "/v2.1/servers"},
                ],
            }
        },
        {"app": "application_credential.id", "rule": "application_credential.access_rules.0.id"},
        "token",
    ),
    Step(
        "POST",
        APPLICATION,
        {"application_credential": {"name": "{own}-2", "access_rules": [{"id": "{rule}"}]}},
        {"app2": "application_credential.id"},
        "token",
    ),
    Step(
        "POST",
        APPLICATION,
        {
            "application_credential": {
                "name": "{own}-3",
                "access_rules": [{"service": "compute", "method": "LOOK", "path": "/x"}],
            }
        },
        token="token",
    ),
    *get(
        RULES_OF,
        RULES_OF + "/{rule}",
        RULES_OF + "/nope",
        RULES_OF + "?service=compute",
        APPLICATION,
        APPLICATION + "/{app}",
        APPLICATION + "/nope",
        APPLICATION + "?name={own}",
        token="token",
    ),
    *get(RULES_OF, APPLICATION),
    Step(
        "POST",
        TOKENS,
        {
            "auth": {
                "identity": {
                    "methods": ["application_credential"],
                    "application_credential": {"id": "{app}", "secret": "s3cret-of-mine"},
                }
            }
        },
        {"narrow": "X-Subject-Token"},
    ),
    *get("/v3/projects/{home}", "/v3/users/{person}", "/v3/auth/projects", token="narrow"),
    *get(TOKENS, token="narrow"),
    Step("HEAD", "/v3/projects/{home}", token="narrow"),
    *delete(RULES_OF + "/{rule}", APPLICATION + "/{app}", APPLICATION + "/{app2}", token="token"),
    *delete(RULES_OF + "/{rule}", RULES_OF + "/{rule}", token="token"),
)
TRUST = {
    "trustor_user_id": "{person}",
    "trustee_user_id": "{friend}",
    "project_id": "{home}",
    "impersonation": True,
    "roles": [{"name": "member"}],
}
TRUSTS = "/v3/OS-TRUST/trusts"


def _trust(**changes: Any) -> Body:
    return {"trust": {**TRUST, **changes}}


def _trust_login(word: str) -> Body:
    return password_login("friend", scope={"OS-TRUST:trust": {"id": f"{{{word}}}"}})


TRUST_STEPS = (
    Step("POST", TRUSTS, _trust(), {"trust": "trust.id"}, "token"),
    Step(
        "POST", TRUSTS, _trust(impersonation=False, remaining_uses=1), {"once": "trust.id"}, "token"
    ),
    Step(
        "POST",
        TRUSTS,
        _trust(expires_at="2999-01-01T00:00:00.000000Z"),
        {"late": "trust.id"},
        "token",
    ),
    Step("POST", TRUSTS, _trust(allow_redelegation=True), {"chain": "trust.id"}, "token"),
    Step("POST", TRUSTS, _trust(expires_at="2001-01-01T00:00:00Z"), token="token"),
    Step("POST", TRUSTS, _trust(expires_at="soon"), token="token"),
    Step("POST", TRUSTS, _trust(remaining_uses=0), token="token"),
    Step("POST", TRUSTS, _trust(allow_redelegation=True, remaining_uses=2), token="token"),
    Step("POST", TRUSTS, _trust(allow_redelegation=True, redelegation_count=9), token="token"),
    Step("POST", TRUSTS, _trust(roles=[]), token="token"),
    Step("POST", TRUSTS, _trust(roles=[{"name": "admin"}]), token="token"),
    Step("POST", TRUSTS, _trust(roles=[{"name": "nope"}]), token="token"),
    Step("POST", TRUSTS, _trust(trustee_user_id="nope"), token="token"),
    Step("POST", TRUSTS, _trust(project_id="nope"), token="token"),
    Step("POST", TRUSTS, _trust()),
    Step("POST", TRUSTS, {"trust": {}}, token="token"),
    *get(
        f"{TRUSTS}?trustor_user_id={{person}}",
        f"{TRUSTS}/{{trust}}",
        f"{TRUSTS}/{{trust}}/roles",
        f"{TRUSTS}/{{trust}}/roles/{{member}}",
        f"{TRUSTS}/{{trust}}/roles/{{admin_role}}",
        f"{TRUSTS}/nope",
        TRUSTS,
        token="token",
    ),
    *get(TRUSTS, f"{TRUSTS}/{{trust}}"),
    Step("POST", TOKENS, _trust_login("trust"), {"trusted": "X-Subject-Token"}),
    Step("POST", TOKENS, _trust_login("once")),
    Step("POST", TOKENS, _trust_login("once")),
    *get(f"{TRUSTS}/{{once}}"),
    Step("POST", TOKENS, password_login("person", scope={"OS-TRUST:trust": {"id": "{trust}"}})),
    Step("POST", TOKENS, password_login("friend", scope={"OS-TRUST:trust": {"id": "nope"}})),
    *get(TOKENS, "/v3/users/{person}", "/v3/auth/projects", token="trusted"),
    Step("POST", TOKENS, _trust_login("chain"), {"chained": "X-Subject-Token"}),
    Step(
        "POST",
        TRUSTS,
        _trust(trustee_user_id="{person}", allow_redelegation=True),
        {"next": "trust.id"},
        "chained",
    ),
    Step(
        "POST",
        TOKENS,
        {"auth": {"identity": {"methods": ["token"], "token": {"id": "{trusted}"}}, "scope": HOME}},
    ),
    *delete(f"{TRUSTS}/{{trust}}", f"{TRUSTS}/{{late}}", f"{TRUSTS}/{{late}}", token="token"),
    *get("/v3/auth/projects", token="trusted"),
    *delete(f"{TRUSTS}/{{chain}}", f"{TRUSTS}/{{once}}", token="token"),
    *get(f"{TRUSTS}/{{next}}"),
)
LIMITS = (
    create("services", "service", "metered", type="{own}", name="{own}"),
    Step(
        "POST",
        "/v3/registered_limits",
        {
            "registered_limits": [
                {"service_id": "{metered}", "resource_name": "things", "default_limit": 5}
            ]
        },
        {"registered": "registered_limits.0.id"},
    ),
    Step(
        "POST",
        "/v3/registered_limits",
        {
            "registered_limits": [
                {"service_id": "{metered}", "resource_name": "things", "default_limit": 5}
            ]
        },
    ),
    Step("POST", "/v3/registered_limits", {"registered_limits": [{"resource_name": "x"}]}),
    *get(
        "/v3/registered_limits/{registered}",
        "/v3/registered_limits?service_id={metered}",
        "/v3/registered_limits?resource_name=nope",
        "/v3/registered_limits/nope",
        "/v3/limits/model",
    ),
    Step(
        "POST",
        "/v3/limits",
        {
            "limits": [
                {
                    "service_id": "{metered}",
                    "project_id": "{home}",
                    "resource_name": "things",
                    "resource_limit": 7,
                    "description": "d",
                }
            ]
        },
        {"limit": "limits.0.id"},
    ),
    Step(
        "POST",
        "/v3/limits",
        {
            "limits": [
                {
                    "service_id": "{metered}",
                    "project_id": "{home}",
                    "resource_name": "nope",
                    "resource_limit": 7,
                }
            ]
        },
    ),
    *get("/v3/limits?project_id={home}", "/v3/limits/{limit}", "/v3/limits/nope"),
    Step("PATCH", "/v3/limits/{limit}", {"limit": {"resource_limit": 8}}),
    Step(
        "PATCH",
        "/v3/registered_limits/{registered}",
        {"registered_limit": {"default_limit": 6, "resource_name": "other"}},
    ),
    *delete("/v3/registered_limits/{registered}", "/v3/limits/{limit}"),
    *delete("/v3/registered_limits/{registered}", "/v3/services/{metered}"),
)
POLICIES = (
    create("policies", "policy", "policy", type="application/json", blob="{}"),
    Step("POST", "/v3/policies", {"policy": {"type": "x"}}),
    *get("/v3/policies?type=application/json", "/v3/policies/{policy}", "/v3/policies/nope"),
    Step("PATCH", "/v3/policies/{policy}", {"policy": {"blob": "[]", "colour": "red"}}),
    *delete("/v3/policies/{policy}", "/v3/policies/{policy}"),
)
CONSUMERS = (
    create("OS-OAUTH1/consumers", "consumer", "consumer", description="d", colour="red"),
    *get("/v3/OS-OAUTH1/consumers/{consumer}", "/v3/OS-OAUTH1/consumers/nope"),
    Step("PATCH", "/v3/OS-OAUTH1/consumers/{consumer}", {"consumer": {"description": "e"}}),
    *delete("/v3/OS-OAUTH1/consumers/{consumer}", "/v3/OS-OAUTH1/consumers/{consumer}"),
)
DOMAIN_CONFIG = (
    create("domains", "domain", "domain", name="{own}", description="d", colour="red"),
    *get("/v3/domains/{domain}", "/v3/domains?name={own}", "/v3/domains?enabled=true&name={own}"),
    Step("PUT", "/v3/domains/{domain}/config", {"config": {"ldap": {"url": "ldap://x"}}}),
    *get(
        "/v3/domains/{domain}/config",
        "/v3/domains/{domain}/config/ldap",
        "/v3/domains/{domain}/config/ldap/url",
        "/v3/domains/{domain}/config/identity",
        "/v3/domains/config/ldap/default",
        "/v3/domains/config/ldap/url/default",
        "/v3/domains/config/nope/default",
    ),
    Step("PATCH", "/v3/domains/{domain}/config/ldap/url", {"config": {"url": "ldap://y"}}),
    Step("PUT", "/v3/domains/{domain}/config", {"config": {"nope": {"url": "ldap://x"}}}),
    *delete("/v3/domains/{domain}/config", "/v3/domains/{domain}/config", "/v3/domains/{domain}"),
    *get("/v3/projects/{domain}"),
    Step("PATCH", "/v3/domains/{domain}", {"domain": {"enabled": False}}),
    *delete("/v3/domains/{domain}"),
)
RELICS = get(
    "/v3/OS-SIMPLE-CERT/ca",
    "/v3/OS-SIMPLE-CERT/certificates",
    "/v3/OS-REVOKE/events",
    "/v3/auth/tokens/OS-PKI/revoked",
    "/v3/OS-FEDERATION/identity_providers",
    "/v3/OS-FEDERATION/mappings",
    "/v3/OS-FEDERATION/service_providers",
    "/v3/OS-FEDERATION/projects",
    "/v3/nope",
    "/v3/users/{person}/OS-OAUTH1/access_tokens",
    "/v3/OS-EP-FILTER/endpoint_groups",
    "/v3/OS-EP-FILTER/projects/{home}/endpoints",
)
REMOVAL = delete("/v3/users/{person}", "/v3/users/{friend}", "/v3/projects/{home}")
GROUPS: Mapping[str, tuple[Step, ...]] = {
    "catalog": CATALOG,
    "furniture": FURNITURE,
    "projects": PROJECTS,
    "roles": ROLES,
    "users": USERS,
    "credentials": CREDENTIALS,
    "application credentials": APPLICATION_CREDENTIALS,
    "trusts": TRUST_STEPS,
    "limits": LIMITS,
    "policies": POLICIES,
    "consumers": CONSUMERS,
    "domains": DOMAIN_CONFIG,
    "relics": RELICS,
    "removal": REMOVAL,
}
