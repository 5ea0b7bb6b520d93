"""Tempest: its API tests of one service, each a step: ``python -m ... tempest compute``.

The same configuration serves every cloud: all features are said to be there, so a test that a cloud
cannot pass fails on it. Skipped tests are no steps.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openstack
import subunit
import tempest
import testtools

from tests.clients.steps.frame import EXTERNAL_NETWORK, FLAVOR, IMAGE, own, report

Test = Mapping[str, Any]  # as testtools tells of it
PROCESSES = "2"
TESTS = "tempest.api"  # what the names of all tests begin with
PASSED = ("success", "xfail")
FAILED = ("fail", "uxsuccess", "inprogress")
CONFIGURATION = """\
[DEFAULT]
log_file = {directory}/tempest.log
[oslo_concurrency]
lock_path = {directory}
[auth]
admin_username = {user}
admin_password = {password}
admin_project_name = {project}
admin_domain_name = Default
[identity]
uri_v3 = {auth_url}
auth_version = v3
region = {region}
v3_endpoint_type = publicURL
[identity-feature-enabled]
api_v2 = false
[service_available]
cinder = true
neutron = true
glance = true
nova = true
swift = false
[validation]
run_validation = false
[compute]
image_ref = {image}
image_ref_alt = {other_image}
flavor_ref = {flavor}
flavor_ref_alt = {other_flavor}
build_timeout = 120
max_microversion = latest
min_compute_nodes = 2
[compute-feature-enabled]
change_password = true
resize = true
shelve_migrate = true
live_migrate_back_and_forth = true
metadata_service = false
vnc_console = true
spice_console = true
serial_console = true
stable_rescue = true
personality = true
attach_encrypted_volume = false
swap_volume = true
volume_backed_live_migration = true
volume_multiattach = true
[network]
public_network_id = {external_network}
floating_network_name = {external_name}
[network-feature-enabled]
ipv6_subnet_attributes = true
port_security = true
[volume]
build_timeout = 120
max_microversion = latest
volume_type_multiattach = multiattach
[volume-feature-enabled]
backup = false
manage_snapshot = true
manage_volume = true
extend_attached_volume = true
"""


def main() -> None:
    """Run the tests of the service that the command line names, in the working directory."""
    service = sys.argv[1]
    cloud = openstack.connect()
    image = cloud.create_image(
        own("image"), filename=None, data=b"0" * 1024, wait=True, visibility="public"
    )
    flavor = cloud.create_flavor(own("flavor"), ram=256, vcpus=1, disk=1)
    try:
        configure(cloud, Path.cwd(), image.id, flavor.id)
        run(service)
    finally:
        cloud.delete_image(image.id)
        cloud.delete_flavor(flavor.id)


def configure(cloud: Any, directory: Path, other_image: str, other_flavor: str) -> None:
    """Write Tempest's configuration, and that of the runner it uses."""
    values = {
        "directory": directory,
        "auth_url": os.environ["OS_AUTH_URL"],
        "user": os.environ["OS_USERNAME"],
        "password": os.environ["OS_PASSWORD"],
        "project": os.environ["OS_PROJECT_NAME"],
        "region": os.environ.get("OS_REGION_NAME", "RegionOne"),
        "image": cloud.get_image(IMAGE).id,
        "other_image": other_image,
        "flavor": cloud.get_flavor(FLAVOR).id,
        "other_flavor": other_flavor,
        "external_name": EXTERNAL_NETWORK,
        "external_network": cloud.get_network(EXTERNAL_NETWORK).id,
    }
    (directory / "tempest.conf").write_text(CONFIGURATION.format(**values))
    package = Path(tempest.__file__).parent
    lines = (
        "[DEFAULT]",
        f"test_path={package / 'test_discover'}",
        f"top_dir={package.parent}",
        r"group_regex=([^\.]*\.)*",  # the tests of a class share what it sets up
    )
    (directory / ".stestr.conf").write_text("\n".join(lines) + "\n")


def run(service: str) -> None:
    """Run the tests of a service and report each when it ends."""
    programs = Path(sys.executable).parent
    subprocess.run([programs / "stestr", "init"], check=True, stdout=sys.stderr)
    file = str(Path("tempest.conf").absolute())
    options = ["--config-file", file, "--concurrency", PROCESSES, "--subunit"]
    command = [str(programs / "tempest"), "run", *options, "--regex", rf"tempest\.api\.{service}\."]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        stream = subunit.ByteStreamToStreamResult(process.stdout, non_subunit_name="output")
        results = testtools.StreamToDict(report_test)
        results.startTestRun()
        stream.run(results)
        results.stopTestRun()


def report_test(test: Test) -> None:
    """Report a test that passed or failed, by its name without its ids and tags."""
    name, _, _ = test["id"].partition("[")
    name = name.replace(f"{TESTS}.", "", 1)
    if test["status"] in PASSED:
        report(name)
    elif test["status"] in FAILED:
        report(name, last_words(test))


def last_words(test: Test) -> str:
    """Return the end of a failed test's traceback, after its last place: the error."""
    texts = [content.as_text() for name, content in test["details"].items() if "traceback" in name]
    words: list[str] = []
    for line in str(texts[-1] if texts else test["status"]).splitlines():
        words = [] if line.startswith(" ") else [*words, line]
    return " ".join(words)


if __name__ == "__main__":
    main()
