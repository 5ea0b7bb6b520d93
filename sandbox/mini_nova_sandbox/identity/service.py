"""The identity service: its operations and its error format."""

from __future__ import annotations

import json
from functools import partial

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.refusals import JSON, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.identity import tokens, v1, v2, versions
from mini_nova_sandbox.identity.v3 import (
    access_rules,
    application_credentials,
    auth,
    catalog,
    credentials,
    domain_config,
    domains,
    ec2_credentials,
    endpoint_filter,
    entries,
    groups,
    implied_roles,
    limits,
    policies,
    project_tags,
    projects,
    relics,
    role_assignment_list,
    role_assignments,
    roles,
    trusts,
    users,
)

MODULES = (
    versions,
    v1,
    v2,
    auth,
    catalog,
    application_credentials,
    entries,
    projects,
    users,
    roles,
    domain_config,
    domains,
    endpoint_filter,
    groups,
    credentials,
    project_tags,
    role_assignments,
    role_assignment_list,
    implied_roles,
    access_rules,
    ec2_credentials,
    trusts,
    policies,
    limits,
    relics,
)


def identity(cloud: Cloud) -> Service:
    """Return the service."""
    return Service(
        name="identity",
        prefix="/identity",
        operations=[operation for module in MODULES for operation in module.OPERATIONS],
        cloud=cloud,
        refusal=refusal,
        find_caller=partial(tokens.find_caller, cloud),
        parse_address=lambda path, _headers: Address("/" + path.strip("/")),
        answer_headers=lambda _address, _request_id: {"vary": "X-Auth-Token"},
    )


def refusal(error: ApiError) -> tuple[str, str]:
    """Render an error: ``{"error": {"code": 404, "message": "...", "title": "Not Found"}}``."""
    status = error.status
    body = {
        "code": status,
        "message": error.message,
        "title": title(status),
    }
    return JSON, json.dumps({"error": body})
