"""Check the settings: find missing and contradictory ones. Pure functions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Step
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.settings.declarations import BY_NAME, Setting
from mini_nova_auth.settings.oddities import foreign_addresses, oddities
from mini_nova_auth.settings.resolve import Settings, mask
from mini_nova_auth.settings.source import Remark, Value
from mini_nova_auth.settings.verification import unverified_by
from mini_nova_auth.wire.urls import version_in

SCOPES = ("project_name", "project_id", "domain_name", "domain_id", "system_scope", "trust_id")
INCOMPLETE = "settings-incomplete"
TWO_SCOPES = "scope-twice"
_SUBJECT = "settings"


def check_settings(settings: Settings) -> Iterator[Step]:
    """Yield a step with the sources of the settings, then one for each fault or oddity."""
    yield _sources(settings)
    yield from _remarks(settings.warnings())
    yield from _remarks(oddities(settings))
    try:
        plan = Plan(settings)
        plan.require_complete()
        plan.key  # noqa: B018 - raises for a version or method that is unknown
    except ConfigurationError as problem:
        yield Step(BAD, _SUBJECT, problem.message, problem.hint, INCOMPLETE)
        return
    yield from _remarks(foreign_addresses(settings))
    yield from _scope_contradictions(plan)
    yield from _credential_contradictions(plan)
    yield from _version_contradictions(plan)
    yield from _insecure(settings)
    yield from _overridden_by_environment(settings)


def _sources(settings: Settings) -> Step:
    places = [place_of(value.source) for _, value in settings.items()]
    if not places:
        return Step(BAD, _SUBJECT, "no source has any setting", code=INCOMPLETE)
    listing = ", ".join(dict.fromkeys(places))
    return Step(GOOD, _SUBJECT, f"read from {listing}")


def place_of(source: str) -> str:
    """Return the flag, variable or file of a value's source, without its line and key."""
    if ".yaml:" not in source and ".yml:" not in source:
        return source
    place, _, _ = source.partition(" (")
    path, _, _ = place.rpartition(":")
    return path


def _remarks(remarks: Iterable[Remark]) -> Iterator[Step]:
    for remark in remarks:
        yield Step(ODD, _SUBJECT, *remark)


def _scope_contradictions(plan: Plan) -> Iterator[Step]:
    settings = plan.settings
    scopes = [name for name in SCOPES if settings[name]]
    projects = [name for name in scopes if name.startswith("project")]
    scopes_beside_domain = [name for name in scopes if not name.startswith("domain")]
    if plan.kind == "applicationcredential" and scopes_beside_domain:
        scope = scopes_beside_domain[0]
        source = settings.source(scope)
        description = "a project" if projects else scope
        yield Step(
            ODD,
            _SUBJECT,
            f"an application credential has its own project, but {description} is set, too",
            f"Remove {scope} from {source}: it makes other programs fail.",
            "application-credential-scope",
        )
    elif projects and settings["system_scope"]:
        project = projects[0]
        project_source = settings.source(project)
        system_source = settings.source("system_scope")
        yield Step(
            BAD,
            _SUBJECT,
            "both a project and the system are requested, but a token is for one of them",
            f"Remove {project} ({project_source}) or system_scope ({system_source}).",
            TWO_SCOPES,
        )


def _credential_contradictions(plan: Plan) -> Iterator[Step]:
    settings = plan.settings
    if settings["token"] and settings["password"]:
        source = settings.source("token")
        credential = "token" if plan.kind in ("token", "admintoken") else "password"
        yield Step(
            ODD,
            _SUBJECT,
            f"both a token ({source}) and a password are set; the {credential} is used",
            "Remove the one that you do not need.",
            "token-and-password",
        )


def _version_contradictions(plan: Plan) -> Iterator[Step]:
    """Report a requested version that differs from the URL's, or does not know a setting."""
    settings = plan.settings
    try:
        url_version = version_in(settings["auth_url"].rstrip("/"))
        version = plan.version
    except ConfigurationError:
        return
    major = str(url_version[0]) if url_version else ""
    if major and version and major != version:
        name = _version_setting(settings)
        source = settings.source(name) or "this login"
        yield Step(
            ODD,
            _SUBJECT,
            f"auth_url is for v{major}, but {name} ({source}) requests v{version}",
            f"Make them the same; v{version} is used.",
            "version-contradiction",
        )
    domains = [name for name in BY_NAME if "domain" in name and settings[name]]
    if version == "2" and domains:
        domain = domains[0]
        source = settings.source(domain)
        yield Step(
            ODD,
            _SUBJECT,
            f"v2.0 has no domains, but {domain} is set ({source})",
            "If the cloud supports v3, change /v2.0 to /v3 in auth_url "
            "and set OS_IDENTITY_API_VERSION=3.",
            "version-contradiction",
        )


def _version_setting(settings: Settings) -> str:
    """Return the setting that requests the identity version."""
    auth_type = settings["auth_type"].lower()
    if auth_type.startswith(("v1", "v2", "v3")):
        return "auth_type"
    if settings["identity_api_version"]:
        return "identity_api_version"
    return "auth_type"


def _insecure(settings: Settings) -> Iterator[Step]:
    source = unverified_by(settings)
    if source:
        yield Step(
            ODD,
            _SUBJECT,
            f"TLS certificates are not verified ({source})",
            "Set cacert instead: anyone on the network path can read the password.",
            "insecure",
        )


def _overridden_by_environment(settings: Settings) -> Iterator[Step]:
    """Report variables that override what the chosen cloud says."""
    if not settings["cloud"]:
        return
    for setting, value in settings.items():
        if not value.source.startswith(("OS_", "NOVA_")):
            continue
        overridden = _overridden_value(settings, setting, value)
        if overridden is None:
            continue
        cloud_setting, cloud_value = overridden
        place = place_of(cloud_value.source)
        masked_value = mask(cloud_setting, cloud_value.value)
        yield Step(
            ODD,
            _SUBJECT,
            f"{setting.name}: {value.source} overrides {place}",
            f"Unset {value.source} to use the cloud's own value ({masked_value}).",
            "beaten",
        )


def _overridden_value(
    settings: Settings, setting: Setting, value: Value
) -> tuple[Setting, Value] | None:
    """Return the first different value that a setting, or an alternative of it, overrides."""
    for cloud_setting, cloud_value in settings.overridden(setting):
        if cloud_value.value != value.value:
            return cloud_setting, cloud_value
    return None
