"""What is missing from settings, or contradicts itself in them."""

from pathlib import Path

import pytest

from mini_nova_auth.diagnosis.doctor import doctor
from mini_nova_auth.diagnosis.doctor.settings_check import lines
from mini_nova_auth.secrets import keyring_store
from mini_nova_auth.secrets.keyring_store import Lookup
from mini_nova_auth.secrets.secret import ApplicationCredential
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.support import plan_of, settings_of

from .script import GIVEN, Checkup

WITHOUT_DOMAINS = {name: value for name, value in GIVEN.items() if "domain" not in name}
WITHOUT_PROJECT = {name: value for name, value in GIVEN.items() if "project" not in name}


def codes(**given: str) -> list[str]:
    """What is said of settings."""
    return [line.code for line in lines(settings_of(**given)) if line.code]


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({}, "settings-incomplete"),
        ({"username": "alice"}, "settings-incomplete"),
        ({"auth_type": "v3nosuch"}, "settings-incomplete"),
        ({**GIVEN, "identity_api_version": "9"}, "settings-incomplete"),
        ({**GIVEN, "auth_type": "v3multifactor", "auth_methods": "nosuch"}, "settings-incomplete"),
        ({**GIVEN, "system_scope": "all"}, "scope-twice"),
        ({**GIVEN, "token": "t"}, "token-and-password"),
        ({**GIVEN, "insecure": "true"}, "insecure"),
        ({**GIVEN, "password": "pw\r"}, "blanks"),
        ({**GIVEN, "username": " alice"}, "blanks"),
        ({**GIVEN, "username": "'alice'"}, "blanks"),
        ({**GIVEN, "identity_api_version": "four"}, "settings-incomplete"),
        (
            {
                **WITHOUT_PROJECT,
                "application_credential_id": "a",
                "password": "",
                "system_scope": "all",
            },
            "application-credential-scope",
        ),
        ({**GIVEN, "identity_api_version": "2"}, "version-contradiction"),
        (
            {**GIVEN, "application_credential_id": "a", "password": ""},
            "application-credential-scope",
        ),
    ],
)
def test_what_is_said(given: dict[str, str], code: str) -> None:
    assert code in codes(**given)


def test_nothing_is_said_of_good_settings() -> None:
    assert codes(**GIVEN) == []
    assert codes(**WITHOUT_DOMAINS) == []


def test_what_cannot_be_tried_is_not() -> None:
    run = Checkup(settings=settings_of(username="alice"))
    assert [line.mark for line in run.lines][:2] == ["good", "bad"]
    assert run.lines[-1].sentence == "not tried: the settings have to be right first"
    assert not run.requests
    assert not Checkup(system_scope="all").requests


@pytest.mark.parametrize("given", [{"auth_type": "v3nosuch"}, {"identity_api_version": "9"}])
def test_what_makes_no_sense_is_said_once(given: dict[str, str]) -> None:
    run = Checkup(settings=settings_of(**{**GIVEN, **given}))
    assert len(run.bad) == 1
    assert not run.requests


def test_an_application_credential_that_has_a_project_beside_it_names_the_line(
    tmp_path: Path,
) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: http://h:5000/v3\n"
        "      application_credential_id: a\n      application_credential_secret: s\n      project_name: demo\n"
    )
    settings = resolve((CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}),))
    [line] = [line for line in lines(settings) if line.code == "application-credential-scope"]
    assert f"Remove project_name from {path}:8" in line.hint


def test_a_variable_that_beats_the_chosen_cloud(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    variables = {"OS_CLOUD": "lab", "OS_USERNAME": "bob", "OS_PASSWORD": "p2"}
    chain = (Environment(variables), CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    said = [line for line in lines(resolve(chain)) if line.code == "beaten"]
    assert [line.sentence for line in said] == [
        f"username: OS_USERNAME beats {path}",
        f"password: OS_PASSWORD beats {path}",
    ]
    assert "alice" in said[0].hint
    assert "p1" not in said[1].hint


def test_a_password_that_something_else_beats_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    variables = {"OS_CLOUD": "lab", "OS_APPLICATION_CREDENTIAL_ID": "a1"}
    chain = (Environment(variables), CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    (said,) = [line for line in lines(resolve(chain)) if line.code == "beaten"]
    assert said.hint == "unset OS_APPLICATION_CREDENTIAL_ID, if the cloud's own (***) is meant."


def test_sources_are_named_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    settings = resolve(
        (Environment({"OS_REGION_NAME": "R"}), CloudsYaml("", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    )
    assert next(lines(settings)).sentence == f"read from {path}, OS_REGION_NAME"


def test_the_keyring_has_an_application_credential(monkeypatch: pytest.MonkeyPatch) -> None:
    for held, words in (
        ("pw", "password"),
        (ApplicationCredential("a1", "s"), "application credential"),
    ):
        monkeypatch.setattr(keyring_store, "look_up", lambda name, held=held: Lookup(held))
        lines = doctor.kept(plan_of(auth_url="http://h/v3", username="u"), None)
        assert [line.sentence for line in lines if line.what == "keyring"] == [
            f"it has the {words}"
        ]
