"""What ``boot`` refuses before anything is sent, on a terminal and piped."""

from pathlib import Path

import pytest

from tests.cli.compute.boot.test_create_request import IMAGE
from tests.local_cloud import LocalCloud
from tests.runner import nova

BOOT = ("boot", "vm", "--flavor", "6", "--image", IMAGE)
NO_SOURCE = "you need to specify at least one source ID (Image, Snapshot, or Volume), a block device mapping or provide"

REFUSED = [
    ((), "Missing argument"),
    (("vm",), "you need to specify a Flavor ID."),
    (("vm", "--flavor", "6"), NO_SOURCE),
    (("vm", "--flavor", "6", "--image", IMAGE, "--boot-volume", "v"), NO_SOURCE),
    (("vm", "--flavor", "6", "--boot-volume", "v", "--snapshot", "s"), NO_SOURCE),
    (("", "--flavor", "6", "--image", IMAGE), "'' is not a name for a server"),
    (("v\nm", "--flavor", "6", "--image", IMAGE), r"'v\nm' is not a name for a server"),
    (("v\x1b[31mm", "--flavor", "6", "--image", IMAGE), r"'v\x1b[31mm' is not a name for a server"),
    (("v\udcffm", "--flavor", "6", "--image", IMAGE), r"'v\udcffm' is not text"),
    (("x" * 256, "--flavor", "6", "--image", IMAGE), "is not a name for a server"),
    (("vm", "--flavor", "m1\n", "--image", IMAGE), "is not a name for a flavor"),
    (("vm", "--flavor", "6", "--image", "a\x1b"), "is not a name for a image"),
]
REFUSED_OPTIONS = [
    (("--min-count", "0"), "min_count should be >= 1"),
    (("--min-count", "-1"), "min_count should be >= 1"),
    (("--max-count", "0"), "max_count should be >= 1"),
    (("--min-count", "3", "--max-count", "2"), "min_count should be <= max_count"),
    (("--max-count", "many"), "'many' is not a valid integer"),
    (("--max-count", "2.5"), "'2.5' is not a valid integer"),
    (("--meta", "foo"), "'foo' is not in the format of 'key=value'"),
    (("--meta", "=v"), "'=v' is not in the format of 'key=value'"),
    (("--hint", "foo"), "'foo' is not in the format of 'key=value'"),
    (
        ("--file", "foo"),
        "Invalid file argument 'foo'. File arguments must be of the form '--file <dst-path=src-path>'",
    ),
    (("--file", "/a=/no/such"), "Can't open '/no/such': [Errno 2] No such file or directory"),
    (("--user-data", "/no/such"), "Can't open '/no/such': [Errno 2] No such file or directory"),
    (
        ("--config-drive", "perhaps"),
        "The value of the '--config-drive' option must be a boolean value.",
    ),
    (("--nic", "foo"), "Invalid nic argument 'foo'."),
    (
        ("--nic", "net-id=a", "--nic", "auto"),
        "'auto' or 'none' cannot be used with any other nic arguments",
    ),
    (("--nic", "net-id=a,v4-fixed-ip=1.2.3"), "Invalid ipv4 address."),
    (("--block-device", "foo"), "Expected a comma-separated list of key=value pairs."),
    (
        ("--block-device", "source=moon"),
        "The value of source_type key of --block-device should be one of",
    ),
    (("--block-device-mapping", "vda"), "Invalid block device mapping 'vda'."),
    (("--block-device-mapping", "vda=1", "--swap", "1"), "you can't mix old block devices"),
    (("--swap", "big"), "the size of --swap must be a whole number, not 'big'"),
    (("--ephemeral", "1"), "Expected a comma-separated list of key=value pairs."),
    (("--ephemeral", "format=ext4"), "Invalid ephemeral argument 'format=ext4'."),
    (("--timeout", "5"), "--timeout and --rm-on-failure need --poll"),
    (("--rm-on-failure",), "--timeout and --rm-on-failure need --poll"),
    (("--poll", "--timeout", "0"), "0.0 is not in the range x>0"),
    (("--poll", "--timeout", "soon"), "'soon' is not a valid float"),
    (("--idempotency-key", "k" * 256), "an idempotency key has at most 255 printable characters"),
    (("--idempotency-key", "a\nb"), "an idempotency key has at most 255 printable characters"),
    (("-c", "colour"), 'there is no column "colour"'),
    (("-f", "xml"), "'xml' is not one of"),
    (("--os-compute-api-version", "newest"), "Invalid format of client version 'newest'."),
    (
        ("--os-compute-api-version", "2.999"),
        "microversion 2.999 is newer than this client, which knows those up to 2.104, and only reads with a newer one",
    ),
    (("--colour", "red"), "No such option"),
]


@pytest.mark.parametrize("tty", [False, True])
@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [(("boot", *arguments), sentence) for arguments, sentence in REFUSED]
    + [((*BOOT, *options), sentence) for options, sentence in REFUSED_OPTIONS],
)
def test_refused_with_nothing_sent(
    cloud: LocalCloud, arguments: tuple[str, ...], sentence: str, tty: bool
) -> None:
    run = nova(*arguments, tty=tty)
    assert run.exit_code == 2
    assert run.stdout == ""
    assert run.stderr.startswith(("ERROR (CommandError): ", "ERROR (UnsupportedVersion): "))
    assert sentence in run.errors[0]
    assert len(run.sentences) <= 2
    assert not cloud.requests


def test_a_count_that_is_too_large_is_refused_as_such(cloud: LocalCloud) -> None:
    run = nova(*BOOT, "--max-count", "1000001")
    assert (run.exit_code, cloud.requests) == (2, [])
    assert "should be >= 1" not in run.stderr


def test_a_directory_cannot_be_user_data(cloud: LocalCloud, tmp_path: Path) -> None:
    run = nova(*BOOT, "--user-data", str(tmp_path))
    assert (run.exit_code, cloud.requests) == (2, [])
    assert run.errors[0].startswith(f"ERROR (CommandError): Can't open '{tmp_path}': [Errno 21]")


@pytest.mark.parametrize(
    ("version", "options", "sentence"),
    [
        (
            "2.18",
            ("--description", "d"),
            "'--description' argument is only allowed since microversion 2.19.",
        ),
        ("2.51", ("--tags", "a"), "'--tags' argument is only allowed since microversion 2.52."),
        (
            "2.62",
            ("--trusted-image-certificate-id", "c"),
            "argument is only allowed since microversion 2.63.",
        ),
        ("2.73", ("--host", "h"), "'--host' argument is only allowed since microversion 2.74."),
        (
            "2.73",
            ("--hypervisor-hostname", "h"),
            "'--hypervisor-hostname' argument is only allowed since microversion 2.74.",
        ),
        (
            "2.89",
            ("--hostname", "h"),
            "'--hostname' argument is only allowed since microversion 2.90.",
        ),
        (
            "2.57",
            ("--file", "/a=/dev/null"),
            "'--file' argument is only allowed for microversions 2.0 - 2.56.",
        ),
        (
            "2.36",
            ("--nic", "none"),
            "Invalid nic argument 'none': it needs compute API version 2.37 or newer",
        ),
        (
            "2.41",
            ("--nic", "net-id=n,tag=t"),
            "Invalid nic argument: its tag 't' needs compute API version 2.42 or newer",
        ),
        (
            "2.41",
            ("--block-device", "size=1,tag=t"),
            "'tag' in block device mapping is not supported in API",
        ),
        (
            "2.66",
            ("--block-device", "size=1,volume_type=t"),
            "'volume_type' in block device mapping is not supported",
        ),
    ],
)
def test_options_that_a_microversion_lacks(
    cloud: LocalCloud, version: str, options: tuple[str, ...], sentence: str
) -> None:
    run = nova("--os-compute-api-version", version, *BOOT, *options)
    assert run.exit_code == 2
    assert sentence in run.errors[0]
    assert cloud.count("POST", "/servers") == 0


def test_user_data_without_an_end_are_refused(cloud: LocalCloud) -> None:
    run = nova(*BOOT, "--user-data", "/dev/zero")
    assert (run.exit_code, cloud.requests) == (2, [])
    assert run.errors[0] == "ERROR (CommandError): '/dev/zero' is larger than any cloud takes"
