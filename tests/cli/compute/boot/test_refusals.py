"""Answers that say that nothing was done: they are told at once, or waited out as asked."""

import time

import pytest

from mini_nova.compute.boot.pauses import Pauses
from tests.cli.compute.boot.booting import SERVERS, assert_one, boot
from tests.local_cloud import Fault, LocalCloud

QUOTA = "Quota exceeded for instances: Requested 1, but already used 5 of 5 instances"
LIMIT = "This request was rate-limited."
PAGE = b"<html><title>403 Forbidden</title><h1>Forbidden</h1></html>"

REFUSALS = [
    Fault("POST", SERVERS, "status", status=413, message=QUOTA, headers={"Retry-After": "0"}),
    Fault("POST", SERVERS, "status", status=413, message=QUOTA, headers={"Retry-After": "5"}),
    Fault("POST", SERVERS, "status", status=413, message=QUOTA),
    Fault("POST", SERVERS, "status", status=403, message=QUOTA),
    Fault("POST", SERVERS, "status", status=413, message=LIMIT, headers={"Retry-After": "3600"}),
    Fault("POST", SERVERS, "status", status=429, message=LIMIT, headers={"Retry-After": "3600"}),
]


@pytest.mark.parametrize("fault", REFUSALS, ids=lambda fault: str(fault.details)[:40])
@pytest.mark.parametrize("options", [(), ("--idempotency-key", "job-7")], ids=["", "key"])
def test_a_refusal_is_told_at_once(
    cloud: LocalCloud, fault: Fault, options: tuple[str, ...]
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", times=9, **fault.details))
    run = boot(*options)
    assert run.exit_code == 1
    assert fault.details["message"] in run.errors[0]
    assert cloud.count("POST", SERVERS) == 1
    assert "lost" not in run.stderr
    looks = cloud.count("GET", r"/servers/detail$")
    assert looks == len(options) // 2  # the key is looked for once, before
    seconds = fault.details.get("headers", {}).get("Retry-After", "0")
    assert (f"asks to wait {seconds} s" in run.stderr) == (seconds != "0")


@pytest.mark.parametrize("status", [413, 429])
def test_a_short_wait_is_obeyed_and_told(cloud: LocalCloud, status: int) -> None:
    headers = {"Retry-After": "1"}
    cloud.faults.add(
        Fault("POST", SERVERS, "status", status=status, message=LIMIT, headers=headers)
    )
    run = boot()
    assert_one(cloud, run, posts=2)
    first, second = (request.at for request in cloud.matching("POST", SERVERS))
    assert second - first >= 1.0
    assert f"the cloud limits requests (HTTP {status}: {LIMIT})" in run.stderr
    assert "in 1 s" in run.stderr
    assert "lost" not in run.stderr


def test_a_limit_that_does_not_end_is_told_as_it_is(cloud: LocalCloud) -> None:
    headers = {"Retry-After": "1"}
    cloud.faults.add(
        Fault("POST", SERVERS, "status", times=9, status=429, message=LIMIT, headers=headers)
    )
    run = boot()
    assert run.exit_code == 1
    assert run.errors[-2].startswith(f"ERROR (RateLimit): {LIMIT} (HTTP 429)")
    assert cloud.count("POST", SERVERS) == 3


@pytest.mark.parametrize("status", [400, 403, 404])
def test_a_page_in_the_services_place_is_a_lost_answer_and_final(
    cloud: LocalCloud, status: int
) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "status", status=status, body=PAGE))
    run = boot()
    assert run.exit_code in (1, 4)
    assert cloud.count("POST", SERVERS) == 1
    assert "looking for the server" in run.stderr
    assert "No server 'vm' has appeared since." in run.stderr


def test_a_page_after_the_work_loses_no_server(cloud: LocalCloud) -> None:
    cloud.faults.add(Fault("POST", SERVERS, "html", status=403))
    assert_one(cloud, boot(), posts=1)


def test_a_long_wait_after_a_loss_is_told(cloud: LocalCloud) -> None:
    headers = {"Retry-After": "3600"}
    cloud.faults.add(Fault("POST", SERVERS, "status", times=9, status=503, headers=headers))
    started = time.monotonic()
    run = boot()
    assert time.monotonic() - started < Pauses().longest_obeyed, "it is not obeyed at all"
    assert run.exit_code == 1
    assert "asks to wait 3600 s" in run.stderr
    assert cloud.count("POST", SERVERS) == 1
