"""A login as variables for other clients."""

from pathlib import Path

import pytest

from mini_nova.output.env import environment, variables
from mini_nova_auth.access.access import Access, Reference
from mini_nova_auth.access.catalog import Catalog, Endpoint, Service
from tests.auth.support import settings_of

PROJECT = Access("t0ken", "3", "http://c:5000/v3", project=Reference("p1", "demo"))


def test_a_project_of_v3() -> None:
    assert variables(PROJECT, settings_of(region_name="R1")) == {
        "OS_AUTH_TYPE": "v3token",
        "OS_AUTH_URL": "http://c:5000/v3",
        "OS_IDENTITY_API_VERSION": "3",
        "OS_TOKEN": "t0ken",
        "OS_PROJECT_ID": "p1",
        "OS_REGION_NAME": "R1",
    }


@pytest.mark.parametrize(
    ("access", "scope"),
    [
        (PROJECT._replace(version="2"), {"OS_TENANT_ID": "p1"}),
        (PROJECT._replace(project=Reference(), domain=Reference("d1")), {"OS_DOMAIN_ID": "d1"}),
        (PROJECT._replace(project=Reference(), system=True), {"OS_SYSTEM_SCOPE": "all"}),
        (PROJECT._replace(project=Reference()), {}),
    ],
)
def test_a_scope(access: Access, scope: dict[str, str]) -> None:
    login = {"OS_AUTH_TYPE", "OS_AUTH_URL", "OS_IDENTITY_API_VERSION", "OS_TOKEN"}
    exports = variables(access, settings_of())
    assert {name: value for name, value in exports.items() if name not in login} == scope


def test_v1_is_for_swift() -> None:
    catalog = Catalog(
        (Service("object-store", "swift", (Endpoint("public", "http://s/v1/AUTH_a"),)),)
    )
    exports = variables(PROJECT._replace(version="1", catalog=catalog), settings_of())
    assert exports == {"OS_AUTH_TOKEN": "t0ken", "OS_STORAGE_URL": "http://s/v1/AUTH_a"}


def test_a_login_that_asked_no_identity_service() -> None:
    exports = variables(Access("t0ken", "", "", endpoint="http://ironic:6385"), settings_of())
    assert exports == {
        "OS_AUTH_TYPE": "admin_token",
        "OS_ENDPOINT": "http://ironic:6385",
        "OS_TOKEN": "t0ken",
    }
    assert (
        variables(Access("", "", "", endpoint="http://ironic:6385"), settings_of())["OS_AUTH_TYPE"]
        == "none"
    )


def test_certificates_are_checked_as_in_the_login() -> None:
    for name in ("ca.pem", "client.pem", "client.key"):
        (Path.home() / name).write_text("-----BEGIN CERTIFICATE-----")
    exports = variables(
        PROJECT, settings_of(verify="~/ca.pem", cert="~/client.pem", key="~/client.key")
    )
    files = {name: exports.get(name) for name in ("OS_CACERT", "OS_CERT", "OS_KEY", "OS_INSECURE")}
    home = str(Path.home())
    assert files == {
        "OS_CACERT": f"{home}/ca.pem",
        "OS_CERT": f"{home}/client.pem",
        "OS_KEY": f"{home}/client.key",
        "OS_INSECURE": None,
    }


@pytest.mark.parametrize("off", [{"insecure": "1"}, {"verify": "false"}])
def test_certificates_that_the_login_did_not_check(off: dict[str, str]) -> None:
    assert variables(PROJECT, settings_of(**off))["OS_INSECURE"] == "true"


def test_variables_of_another_login_are_taken_out() -> None:
    outer = {
        "PATH": "/bin",
        "OS_PASSWORD": "s3cr3t",
        "OS_CLOUD": "prod",
        "OS_CERT": "/x",
        "OS_STORAGE_URL": "http://x",
        "ST_KEY": "s3cr3t",
        "OS_SERVICE_TOKEN": "s3cr3t",
    }
    variables_of_child = environment(PROJECT, settings_of(), outer)
    assert variables_of_child == {"PATH": "/bin", **variables(PROJECT, settings_of())}
