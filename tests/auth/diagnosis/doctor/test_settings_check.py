"""Check settings for missing and contradictory ones."""

from pathlib import Path

import pytest

from mini_nova_auth.diagnosis.doctor.settings_check import check_settings
from mini_nova_auth.settings.resolve import resolve
from mini_nova_auth.settings.sources.clouds_yaml import CloudsYaml
from mini_nova_auth.settings.sources.environment import Environment
from tests.auth.support import settings_of

from .script import VALUES, Examination

WITHOUT_DOMAINS = {name: value for name, value in VALUES.items() if "domain" not in name}
WITHOUT_PROJECT = {name: value for name, value in VALUES.items() if "project" not in name}


def codes(**values: str) -> list[str]:
    """Return the codes of the faults and oddities of settings."""
    return [step.code for step in check_settings(settings_of(**values)) if step.code]


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({}, "settings-incomplete"),
        ({"username": "alice"}, "settings-incomplete"),
        ({"auth_type": "v3nosuch"}, "settings-incomplete"),
        ({**VALUES, "identity_api_version": "9"}, "settings-incomplete"),
        ({**VALUES, "auth_type": "v3multifactor", "auth_methods": "nosuch"}, "settings-incomplete"),
        ({**VALUES, "system_scope": "all"}, "scope-twice"),
        ({**VALUES, "token": "t"}, "token-and-password"),
        ({**VALUES, "insecure": "true"}, "insecure"),
        ({**VALUES, "password": "pw\r"}, "blanks"),
        ({**VALUES, "username": " alice"}, "blanks"),
        ({**VALUES, "username": "'alice'"}, "blanks"),
        ({**VALUES, "identity_api_version": "four"}, "settings-incomplete"),
        (
            {
                **WITHOUT_PROJECT,
                "application_credential_id": "a",
                "password": "",
                "system_scope": "all",
            },
            "application-credential-scope",
        ),
        ({**VALUES, "identity_api_version": "2"}, "version-contradiction"),
        (
            {**VALUES, "application_credential_id": "a", "password": ""},
            "application-credential-scope",
        ),
    ],
)
def test_a_fault_or_oddity(values: dict[str, str], code: str) -> None:
    assert code in codes(**values)


def test_correct_settings_have_no_faults() -> None:
    assert codes(**VALUES) == []
    assert codes(**WITHOUT_DOMAINS) == []


def test_no_request_is_sent_with_unusable_settings() -> None:
    run = Examination(settings=settings_of(username="alice"))
    assert [step.mark for step in run.steps][:2] == ["good", "bad"]
    assert run.steps[-1].sentence == "not tried: correct the settings first"
    assert not run.requests
    assert not Examination(system_scope="all").requests


@pytest.mark.parametrize("values", [{"auth_type": "v3nosuch"}, {"identity_api_version": "9"}])
def test_an_invalid_value_is_reported_once(values: dict[str, str]) -> None:
    run = Examination(settings=settings_of(**{**VALUES, **values}))
    assert len(run.bad) == 1
    assert not run.requests


def test_a_project_beside_an_application_credential_is_located(
    tmp_path: Path,
) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth_type: v3applicationcredential\n    auth:\n      auth_url: http://h:5000/v3\n"
        "      application_credential_id: a\n      application_credential_secret: s\n      project_name: demo\n"
    )
    settings = resolve((CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}),))
    [step] = [
        step for step in check_settings(settings) if step.code == "application-credential-scope"
    ]
    assert f"Remove project_name from {path}:8" in step.hint


def test_a_variable_that_overrides_the_chosen_cloud(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    variables = {"OS_CLOUD": "lab", "OS_USERNAME": "bob", "OS_PASSWORD": "p2"}
    chain = (Environment(variables), CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    steps = [step for step in check_settings(resolve(chain)) if step.code == "beaten"]
    assert [step.sentence for step in steps] == [
        f"username: OS_USERNAME overrides {path}",
        f"password: OS_PASSWORD overrides {path}",
    ]
    assert "alice" in steps[0].hint
    assert "p1" not in steps[1].hint


def test_an_overridden_password_is_not_shown(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    variables = {"OS_CLOUD": "lab", "OS_APPLICATION_CREDENTIAL_ID": "a1"}
    chain = (Environment(variables), CloudsYaml("lab", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    (step,) = [step for step in check_settings(resolve(chain)) if step.code == "beaten"]
    hint = "Unset OS_APPLICATION_CREDENTIAL_ID to use the cloud's own value (***)."
    assert step.hint == hint


def test_sources_are_listed_without_lines(tmp_path: Path) -> None:
    path = tmp_path / "clouds.yaml"
    path.write_text(
        "clouds:\n  lab:\n    auth: {auth_url: 'http://h:5000/v3', username: alice, password: p1}\n"
    )
    settings = resolve(
        (Environment({"OS_REGION_NAME": "R"}), CloudsYaml("", {"OS_CLIENT_CONFIG_FILE": str(path)}))
    )
    assert next(check_settings(settings)).sentence == f"read from {path}, OS_REGION_NAME"
