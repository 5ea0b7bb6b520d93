"""What is missing from settings, or contradicts itself in them: pure functions."""

from __future__ import annotations

from collections.abc import Iterator

from mini_nova_auth.diagnosis.doctor.step import BAD, GOOD, ODD, Line
from mini_nova_auth.errors import ConfigurationError
from mini_nova_auth.login.plan import Plan
from mini_nova_auth.settings.declarations import BY_NAME
from mini_nova_auth.settings.resolve import Settings, mask
from mini_nova_auth.wire.urls import version_in

_WHAT = "settings"
_INCOMPLETE = "settings-incomplete"
SCOPES = ("project_name", "project_id", "domain_name", "domain_id", "system_scope", "trust_id")


def lines(settings: Settings) -> Iterator[Line]:
    """A line for where the settings come from, then one for each that is wrong or odd."""
    sources = ", ".join(dict.fromkeys(place_of(value.source) for _, value in settings.items()))
    yield (
        Line(GOOD, _WHAT, f"read from {sources}")
        if sources
        else Line(BAD, _WHAT, "no source gives any setting", code=_INCOMPLETE)
    )
    try:
        plan = Plan(settings)
        plan.require_complete()
        plan.key  # noqa: B018 - raises for a version or method that is unknown
    except ConfigurationError as problem:
        yield Line(BAD, _WHAT, problem.message, problem.hint, _INCOMPLETE)
        return
    yield from _texts(settings)
    yield from _contradictions(plan)
    yield from _beaten(settings)


def place_of(source: str) -> str:
    """A value's source without the line and key: the file, the variable, the flag."""
    return (
        source.partition(" (")[0].rpartition(":")[0]
        if ".yaml:" in source or ".yml:" in source
        else source
    )


def _texts(settings: Settings) -> Iterator[Line]:
    """Values that carry what nobody means to type."""
    for setting, value in settings.items():
        text = value.value
        if text != text.strip() or any(letter < " " for letter in text):
            said = "begins or ends with a blank, or has a line break or another control character in it"
        elif len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
            said = "has quotes around it"
        else:
            continue
        sentence = f"{setting.name} (from {value.source}) {said}"
        yield Line(ODD, _WHAT, sentence, "Retype it; look for quotes and \\r.", "blanks")


def _contradictions(plan: Plan) -> Iterator[Line]:
    settings, kind = plan.settings, plan.kind
    scopes = [name for name in SCOPES if settings[name]]
    projects = [name for name in scopes if name.startswith("project")]
    scope = next((name for name in scopes if not name.startswith("domain")), "")
    if kind == "applicationcredential" and scope:
        what = "a project" if projects else scope
        yield Line(
            ODD,
            _WHAT,
            f"an application credential carries its own project, and yet {what} is set",
            f"Remove {scope} from {settings.source(scope)}: other programs fail over it.",
            "application-credential-scope",
        )
    elif projects and settings["system_scope"]:
        yield Line(
            BAD,
            _WHAT,
            "both a project and the system are asked for, and a token is for one of them",
            f"Remove {projects[0]} ({settings.source(projects[0])}) or system_scope ({settings.source('system_scope')}).",
            "scope-twice",
        )
    if settings["token"] and settings["password"]:
        used = "token" if kind in ("token", "admintoken") else "password"
        yield Line(
            ODD,
            _WHAT,
            f"there are a token ({settings.source('token')}) and a password; the {used} is used",
            "Remove the one that is not meant.",
            "token-and-password",
        )
    yield from _versions(plan)
    if settings.is_on("insecure"):
        yield Line(
            ODD,
            _WHAT,
            f"TLS certificates are not checked ({settings.source('insecure')})",
            "Anybody on the way can read the password; give the CA with cacert in its place.",
            "insecure",
        )


def _versions(plan: Plan) -> Iterator[Line]:
    """A version in the URL, another one asked for; or settings that the version does not know."""
    settings = plan.settings
    try:
        named, wanted = (
            version_in(settings["auth_url"].rstrip("/")),
            plan.version,
        )
    except ConfigurationError:
        return
    if named is not None and wanted and str(named[0]) != wanted:
        by_type = (
            settings["auth_type"].lower()[:2] in ("v1", "v2", "v3")
            or not settings["identity_api_version"]
        )
        asked = "auth_type" if by_type else "identity_api_version"
        yield Line(
            ODD,
            _WHAT,
            f"auth_url names v{named[0]}, and {asked} ({settings.source(asked) or 'this login'}) asks for v{wanted}",
            f"v{wanted} is used. Make them the same.",
            "version-contradiction",
        )
    domains = [name for name in BY_NAME if "domain" in name and settings[name]]
    if wanted == "2" and domains:
        yield Line(
            ODD,
            _WHAT,
            f"v2.0 knows no domains, and yet {domains[0]} is set ({settings.source(domains[0])})",
            "If the cloud speaks v3, change /v2.0 to /v3 in auth_url and OS_IDENTITY_API_VERSION to 3.",
            "version-contradiction",
        )


def _beaten(settings: Settings) -> Iterator[Line]:
    """Where a variable of the shell beats what the chosen cloud says."""
    if not settings["cloud"]:
        return
    for setting, value in settings.items():
        beaten = (
            (one, other)
            for one, other in settings.overridden(setting)
            if other.value != value.value
        )
        rival, other = next(beaten, (setting, None))
        if other is not None and value.source.startswith(("OS_", "NOVA_")):
            yield Line(
                ODD,
                _WHAT,
                f"{setting.name}: {value.source} beats {place_of(other.source)}",
                f"unset {value.source}, if the cloud's own ({mask(rival, other.value)}) is meant.",
                "beaten",
            )
