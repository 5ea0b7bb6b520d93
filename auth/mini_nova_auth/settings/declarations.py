"""The settings of a connection, each declared once: flag, variables, clouds.yaml key and help."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """One setting.

    ``heading`` is its section in the help: Login, Scope, Federation, TLS or Endpoints.
    ``cloud_keys`` are its names in clouds.yaml, in the ``auth`` section or beside it.
    An empty ``metavar`` makes it a switch.
    Settings of the same ``group`` are alternatives: the first source that has one decides for all.
    """

    name: str
    heading: str
    flags: tuple[str, ...]
    environment: tuple[str, ...]
    cloud_keys: tuple[str, ...]
    metavar: str
    help: str
    secret: bool = False
    group: str = ""


# fmt: off
SETTINGS = (
    Setting("cloud", "Login", ("--os-cloud",), ("OS_CLOUD",), (), "NAME",
            "Name of the cloud in clouds.yaml."),
    Setting("auth_url", "Login", ("--os-auth-url",), ("OS_AUTH_URL", "NOVA_URL"), ("auth_url",),
            "URL", "Identity service URL."),
    Setting("auth_type", "Login", ("--os-auth-type", "--os-auth-plugin"),
            ("OS_AUTH_TYPE", "OS_AUTH_PLUGIN"), ("auth_type",), "TYPE",
            "Login method, by keystoneauth's name: password (default), token, v3totp, none..."),
    Setting("identity_api_version", "Login", ("--os-identity-api-version",),
            ("OS_IDENTITY_API_VERSION",), ("identity_api_version",), "VERSION",
            "Identity API version: 1, 2 or 3. Default: taken from the URL, or discovered."),
    Setting("username", "Login", ("--os-username", "--os-user-name"),
            ("OS_USERNAME", "NOVA_USERNAME"), ("username", "user_name"), "NAME", "User name.",
            group="user"),
    Setting("user_id", "Login", ("--os-user-id",), ("OS_USER_ID",), ("user_id",), "ID", "User ID.",
            group="user"),
    Setting("password", "Login", ("--os-password",), ("OS_PASSWORD", "NOVA_PASSWORD"),
            ("password",), "PASSWORD",
            "User's password. Prefer the environment or clouds.yaml: other users can see flags.",
            secret=True, group="credential"),
    Setting("token", "Login", ("--os-token",), ("OS_TOKEN",), ("token", "auth_token"), "TOKEN",
            "Existing token to use instead of a password.", secret=True, group="credential"),
    Setting("application_credential_id", "Login", ("--os-application-credential-id",),
            ("OS_APPLICATION_CREDENTIAL_ID",), ("application_credential_id",), "ID",
            "Application credential ID.", group="credential"),
    Setting("application_credential_name", "Login", ("--os-application-credential-name",),
            ("OS_APPLICATION_CREDENTIAL_NAME",), ("application_credential_name",), "NAME",
            "Application credential name; also requires its user.", group="credential"),
    Setting("application_credential_secret", "Login", ("--os-application-credential-secret",),
            ("OS_APPLICATION_CREDENTIAL_SECRET",), ("application_credential_secret",), "SECRET",
            "Application credential secret.", secret=True, group="application credential secret"),
    Setting("api_key", "Login", ("--os-api-key",), ("OS_API_KEY",), ("api_key",), "KEY",
            "Rackspace API key to use instead of a password.", secret=True, group="credential"),
    Setting("passcode", "Login", ("--os-passcode",), ("OS_PASSCODE",), ("passcode",), "CODE",
            "Current one-time code (TOTP).", secret=True),
    Setting("auth_methods", "Login", ("--os-auth-methods",), ("OS_AUTH_METHODS",),
            ("auth_methods",), "METHODS",
            "Methods that v3multifactor combines, e.g. v3password,v3totp."),
    Setting("identity_provider", "Federation", ("--os-identity-provider",),
            ("OS_IDENTITY_PROVIDER",), ("identity_provider",), "NAME",
            "Keystone's name for the identity provider."),
    Setting("protocol", "Federation", ("--os-protocol",), ("OS_PROTOCOL",), ("protocol",), "NAME",
            "Keystone's name for the federation protocol, e.g. openid or mapped."),
    Setting("client_id", "Federation", ("--os-client-id",), ("OS_CLIENT_ID",), ("client_id",), "ID",
            "Client ID at the OpenID Connect provider."),
    Setting("client_secret", "Federation", ("--os-client-secret",), ("OS_CLIENT_SECRET",),
            ("client_secret",), "SECRET", "Client secret at the OpenID Connect provider.",
            secret=True),
    Setting("discovery_endpoint", "Federation", ("--os-discovery-endpoint",),
            ("OS_DISCOVERY_ENDPOINT",), ("discovery_endpoint",), "URL",
            "URL of the OpenID Connect provider's discovery document."),
    Setting("access_token_endpoint", "Federation", ("--os-access-token-endpoint",),
            ("OS_ACCESS_TOKEN_ENDPOINT",), ("access_token_endpoint",), "URL",
            "Provider's token endpoint; overrides the discovery document."),
    Setting("device_authorization_endpoint", "Federation", ("--os-device-authorization-endpoint",),
            ("OS_DEVICE_AUTHORIZATION_ENDPOINT",), ("device_authorization_endpoint",), "URL",
            "Provider's device authorization endpoint; overrides the discovery document."),
    Setting("openid_scope", "Federation", ("--os-openid-scope",), ("OS_OPENID_SCOPE",),
            ("openid_scope",), "SCOPES",
            "Scopes to request from the provider. Default: 'openid profile'."),
    Setting("access_token_type", "Federation", ("--os-access-token-type",),
            ("OS_ACCESS_TOKEN_TYPE",), ("access_token_type",), "TYPE",
            "Type of provider token to send to Keystone: access_token (default) or id_token."),
    Setting("access_token", "Federation", ("--os-access-token",), ("OS_ACCESS_TOKEN",),
            ("access_token",), "TOKEN", "Existing token from the OpenID Connect provider.",
            secret=True),
    Setting("password_command", "Login", ("--password-command",), ("OS_PASSWORD_CMD",),
            ("password_command",), "COMMAND",
            "Command that prints the secret on its first line, e.g. 'pass show cloud'.",
            group="secret from"),
    Setting("password_fd", "Login", ("--password-fd",), ("OS_PASSWORD_FD",), (), "NUMBER",
            "File descriptor to read the secret from (one line); 0 is stdin.", group="secret from"),
    Setting("project_id", "Scope", ("--os-project-id", "--os-tenant-id"),
            ("OS_PROJECT_ID", "OS_TENANT_ID"), ("project_id", "tenant_id"), "ID", "Project ID.",
            group="scope"),
    Setting("project_name", "Scope", ("--os-project-name", "--os-tenant-name"),
            ("OS_PROJECT_NAME", "OS_TENANT_NAME", "NOVA_PROJECT_ID"),
            ("project_name", "tenant_name"), "NAME", "Project name.", group="scope"),
    Setting("domain_id", "Scope", ("--os-domain-id",), ("OS_DOMAIN_ID",), ("domain_id",), "ID",
            "ID of the domain to scope to.", group="scope"),
    Setting("domain_name", "Scope", ("--os-domain-name",), ("OS_DOMAIN_NAME",), ("domain_name",),
            "NAME", "Name of the domain to scope to.", group="scope"),
    Setting("system_scope", "Scope", ("--os-system-scope",), ("OS_SYSTEM_SCOPE",),
            ("system_scope", "systemscope"), "all", "Scope to the whole system.", group="scope"),
    Setting("trust_id", "Scope", ("--os-trust-id",), ("OS_TRUST_ID",), ("trust_id",), "ID",
            "ID of the trust to act under.", group="scope"),
    Setting("unscoped", "Scope", ("--os-unscoped",), ("OS_UNSCOPED",), ("unscoped",), "",
            "Log in without a scope, even if the user has a default project.", group="scope"),
    Setting("project_domain_id", "Scope", ("--os-project-domain-id",), ("OS_PROJECT_DOMAIN_ID",),
            ("project_domain_id",), "ID", "ID of the project's domain.", group="project domain"),
    Setting("project_domain_name", "Scope", ("--os-project-domain-name",),
            ("OS_PROJECT_DOMAIN_NAME",), ("project_domain_name",), "NAME",
            "Name of the project's domain.", group="project domain"),
    Setting("user_domain_id", "Login", ("--os-user-domain-id",), ("OS_USER_DOMAIN_ID",),
            ("user_domain_id",), "ID", "ID of the user's domain.", group="user domain"),
    Setting("user_domain_name", "Login", ("--os-user-domain-name",), ("OS_USER_DOMAIN_NAME",),
            ("user_domain_name",), "NAME", "Name of the user's domain.", group="user domain"),
    Setting("default_domain_id", "Login", ("--os-default-domain-id",), ("OS_DEFAULT_DOMAIN_ID",),
            ("default_domain_id",), "ID", "ID of the domain of users and projects that name none.",
            group="default domain"),
    Setting("default_domain_name", "Login", ("--os-default-domain-name",),
            ("OS_DEFAULT_DOMAIN_NAME",), ("default_domain_name",), "NAME",
            "Name of the domain of users and projects that name none.", group="default domain"),
    Setting("region_name", "Endpoints", ("--os-region-name",),
            ("OS_REGION_NAME", "NOVA_REGION_NAME"), ("region_name",), "REGION", "Region to use."),
    Setting("interface", "Endpoints", ("--os-interface", "--os-endpoint-type"),
            ("NOVA_ENDPOINT_TYPE", "OS_ENDPOINT_TYPE", "OS_INTERFACE"),
            ("endpoint_type", "interface"), "INTERFACE",
            "Endpoint interface: public (default), internal or admin. publicURL etc. also work."),
    Setting("service_type", "Endpoints", ("--service-type",), (), ("compute_service_type",), "TYPE",
            "Compute's service type in the catalog. Default: compute."),
    Setting("service_name", "Endpoints", ("--service-name",), ("NOVA_SERVICE_NAME",),
            ("compute_service_name",), "NAME", "Compute's service name in the catalog."),
    Setting("compute_api_version", "Endpoints", ("--os-compute-api-version",),
            ("OS_COMPUTE_API_VERSION",), ("compute_default_microversion", "compute_api_version"),
            "VERSION", "Compute API microversion, 2.N or 2.latest (default)."),
    Setting("endpoint_override", "Endpoints", ("--os-endpoint-override",),
            ("OS_ENDPOINT_OVERRIDE", "NOVACLIENT_ENDPOINT_OVERRIDE", "NOVACLIENT_BYPASS_URL"),
            ("compute_endpoint_override", "compute_endpoint"), "URL",
            "Compute URL; overrides the catalog."),
    Setting("endpoint", "Endpoints", ("--os-endpoint", "--os-url"), ("OS_ENDPOINT", "OS_URL"),
            ("endpoint",), "URL",
            "URL of every service, for logins without a catalog (none, http_basic, admin_token)."),
    Setting("insecure", "TLS", ("--insecure",), ("NOVACLIENT_INSECURE", "OS_INSECURE"),
            ("insecure",), "", "Do not verify TLS certificates."),
    Setting("verify", "TLS", (), (), ("verify",), "BOOLEAN", "Verify TLS certificates."),
    Setting("cacert", "TLS", ("--os-cacert",), ("OS_CACERT",), ("cacert",), "FILE",
            "CA certificate bundle to trust."),
    Setting("cert", "TLS", ("--os-cert",), ("OS_CERT",), ("cert",), "FILE", "Client certificate."),
    Setting("key", "TLS", ("--os-key",), ("OS_KEY",), ("key",), "FILE",
            "Private key of the client certificate."),
    Setting("tls_min_version", "TLS", ("--tls-min-version",), ("OS_TLS_MIN_VERSION",),
            ("tls_min_version",), "VERSION", "Minimum TLS version: 1.2 or 1.3."),
    Setting("tls_ciphers", "TLS", ("--tls-ciphers",), ("OS_TLS_CIPHERS",), ("tls_ciphers",),
            "CIPHERS", "TLS ciphers to offer, in OpenSSL's format."),
    Setting("timeout", "Endpoints", ("--timeout",), ("OS_TIMEOUT",), ("api_timeout",), "SECONDS",
            "Maximum seconds for each whole answer. Default: 60. (That of boot and wait, after the "
            "command, is for the whole wait.)"),
)
# fmt: on
ONE_TIME = "passcode"  # a secret that is valid once: it is never stored anywhere
BY_NAME = {setting.name: setting for setting in SETTINGS}
# What a service may override for itself, after its type: ``image_endpoint_override``.
SERVICE_KEYS = (
    "endpoint_override",
    "endpoint",
    "interface",
    "region_name",
    "service_type",
    "service_name",
    "default_microversion",
    "api_version",
)
