"""The identity service: its operations and its error format."""

from __future__ import annotations

import json
from functools import partial

from mini_nova_sandbox.cloud import Cloud
from mini_nova_sandbox.http.errors import ApiError
from mini_nova_sandbox.http.refusals import JSON, title
from mini_nova_sandbox.http.service import Address, Service
from mini_nova_sandbox.identity import (
    tokens,
    v1,
    v2,
    v3_access_rules,
    v3_application_credentials,
    v3_auth,
    v3_catalog,
    v3_credentials,
    v3_directory,
    v3_domain_config,
    v3_domains,
    v3_ec2_credentials,
    v3_endpoint_filter,
    v3_groups,
    v3_implied_roles,
    v3_limits,
    v3_policies,
    v3_project_tags,
    v3_projects,
    v3_relics,
    v3_role_assignment_list,
    v3_role_assignments,
    v3_roles,
    v3_trusts,
    v3_users,
    versions,
)

MODULES = (
    versions,
    v1,
    v2,
    v3_auth,
    v3_catalog,
    v3_application_credentials,
    v3_directory,
    v3_projects,
    v3_users,
    v3_roles,
    v3_domain_config,
    v3_domains,
    v3_endpoint_filter,
    v3_groups,
    v3_credentials,
    v3_project_tags,
    v3_role_assignments,
    v3_role_assignment_list,
    v3_implied_roles,
    v3_access_rules,
    v3_ec2_credentials,
    v3_trusts,
    v3_policies,
    v3_limits,
    v3_relics,
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
