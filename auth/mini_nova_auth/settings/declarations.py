"""The settings of a connection, each declared once: its flag, its environment names, its place in clouds.yaml."""

from __future__ import annotations

from typing import NamedTuple


class Setting(NamedTuple):
    """One setting. ``cloud_keys`` are its names in clouds.yaml, under ``auth`` or beside it; ``metavar`` '' is a switch."""

    name: str
    flags: tuple[str, ...]
    environment: tuple[str, ...]
    cloud_keys: tuple[str, ...]
    metavar: str
    help: str
    secret: bool = False
    group: str = ""


# fmt: off
SETTINGS = (
    Setting("cloud", ("--os-cloud",), ("OS_CLOUD",), (), "NAME", "The cloud's name in clouds.yaml."),
    Setting("auth_url", ("--os-auth-url",), ("OS_AUTH_URL", "NOVA_URL"), ("auth_url",), "URL",
            "The identity service's address."),
    Setting("auth_type", ("--os-auth-type", "--os-auth-plugin"), ("OS_AUTH_TYPE", "OS_AUTH_PLUGIN"), ("auth_type",),
            "TYPE", "How to log in: password, token, v3applicationcredential, v3totp, none... (keystoneauth's names)."),
    Setting("identity_api_version", ("--os-identity-api-version",), ("OS_IDENTITY_API_VERSION",),
            ("identity_api_version",), "VERSION", "The identity API: 1, 2 or 3. Otherwise read off the URL, or asked for."),
    Setting("username", ("--os-username", "--os-user-name"), ("OS_USERNAME", "NOVA_USERNAME"),
            ("username", "user_name"), "NAME", "The user's name.", group="user"),
    Setting("user_id", ("--os-user-id",), ("OS_USER_ID",), ("user_id",), "ID", "The user's id.", group="user"),
    Setting("password", ("--os-password",), ("OS_PASSWORD", "NOVA_PASSWORD"), ("password",), "PASSWORD",
            "The user's password; better kept in the environment or in clouds.yaml.", secret=True, group="credential"),
    Setting("token", ("--os-token",), ("OS_TOKEN",), ("token", "auth_token"), "TOKEN", "A token in hand, used in place of a password.",
            secret=True, group="credential"),
    Setting("application_credential_id", ("--os-application-credential-id",), ("OS_APPLICATION_CREDENTIAL_ID",),
            ("application_credential_id",), "ID", "The application credential's id.", group="credential"),
    Setting("application_credential_name", ("--os-application-credential-name",), ("OS_APPLICATION_CREDENTIAL_NAME",),
            ("application_credential_name",), "NAME", "The application credential's name, with its user.", group="credential"),
    Setting("application_credential_secret", ("--os-application-credential-secret",),
            ("OS_APPLICATION_CREDENTIAL_SECRET",), ("application_credential_secret",), "SECRET",
            "The application credential's secret.", secret=True, group="application credential secret"),
    Setting("api_key", ("--os-api-key",), ("OS_API_KEY",), ("api_key",), "KEY", "Rackspace's API key, in place of a password.",
            secret=True, group="credential"),
    Setting("passcode", ("--os-passcode",), ("OS_PASSCODE",), ("passcode",), "CODE", "The code of the moment (TOTP).", secret=True),
    Setting("auth_methods", ("--os-auth-methods",), ("OS_AUTH_METHODS",), ("auth_methods",), "METHODS",
            "The methods that v3multifactor joins: v3password,v3totp."),
    Setting("identity_provider", ("--os-identity-provider",), ("OS_IDENTITY_PROVIDER",), ("identity_provider",), "NAME",
            "Federation: Keystone's name for the identity provider."),
    Setting("protocol", ("--os-protocol",), ("OS_PROTOCOL",), ("protocol",), "NAME",
            "Federation: Keystone's name for the protocol, as openid or mapped."),
    Setting("client_id", ("--os-client-id",), ("OS_CLIENT_ID",), ("client_id",), "ID",
            "The client's id at the OpenID Connect provider."),
    Setting("client_secret", ("--os-client-secret",), ("OS_CLIENT_SECRET",), ("client_secret",), "SECRET",
            "The client's secret at the OpenID Connect provider.", secret=True),
    Setting("discovery_endpoint", ("--os-discovery-endpoint",), ("OS_DISCOVERY_ENDPOINT",), ("discovery_endpoint",), "URL",
            "The OpenID Connect provider's discovery document."),
    Setting("access_token_endpoint", ("--os-access-token-endpoint",), ("OS_ACCESS_TOKEN_ENDPOINT",),
            ("access_token_endpoint",), "URL", "The provider's token endpoint, in place of the document's."),
    Setting("device_authorization_endpoint", ("--os-device-authorization-endpoint",),
            ("OS_DEVICE_AUTHORIZATION_ENDPOINT",), ("device_authorization_endpoint",), "URL",
            "The provider's device endpoint, in place of the document's."),
    Setting("openid_scope", ("--os-openid-scope",), ("OS_OPENID_SCOPE",), ("openid_scope",), "SCOPES",
            "The scopes to ask the provider for; default 'openid profile'."),
    Setting("access_token_type", ("--os-access-token-type",), ("OS_ACCESS_TOKEN_TYPE",), ("access_token_type",), "TYPE",
            "Which of the provider's tokens Keystone is shown: access_token (the default) or id_token."),
    Setting("access_token", ("--os-access-token",), ("OS_ACCESS_TOKEN",), ("access_token",), "TOKEN",
            "A token of the OpenID Connect provider in hand.", secret=True),
    Setting("password_command", ("--password-command",), ("OS_PASSWORD_CMD",), ("password_command",), "COMMAND",
            "A command that prints the secret on its first line, as 'pass show cloud'.", group="secret from"),
    Setting("password_fd", ("--password-fd",), ("OS_PASSWORD_FD",), (), "NUMBER",
            "A file descriptor to read the secret's line from; 0 is stdin.", group="secret from"),
    Setting("project_id", ("--os-project-id", "--os-tenant-id"), ("OS_PROJECT_ID", "OS_TENANT_ID"),
            ("project_id", "tenant_id"), "ID", "The project's id.", group="scope"),
    Setting("project_name", ("--os-project-name", "--os-tenant-name"),
            ("OS_PROJECT_NAME", "OS_TENANT_NAME", "NOVA_PROJECT_ID"), ("project_name", "tenant_name"), "NAME",
            "The project's name.", group="scope"),
    Setting("domain_id", ("--os-domain-id",), ("OS_DOMAIN_ID",), ("domain_id",), "ID", "A domain to be scoped to.", group="scope"),
    Setting("domain_name", ("--os-domain-name",), ("OS_DOMAIN_NAME",), ("domain_name",), "NAME",
            "A domain to be scoped to.", group="scope"),
    Setting("system_scope", ("--os-system-scope",), ("OS_SYSTEM_SCOPE",), ("system_scope", "systemscope"), "all",
            "Be scoped to the whole system.", group="scope"),
    Setting("trust_id", ("--os-trust-id",), ("OS_TRUST_ID",), ("trust_id",), "ID", "A trust to act under.", group="scope"),
    Setting("unscoped", ("--os-unscoped",), ("OS_UNSCOPED",), ("unscoped",), "",
            "Log in without a scope, also where the user has a default project.", group="scope"),
    Setting("project_domain_id", ("--os-project-domain-id",), ("OS_PROJECT_DOMAIN_ID",), ("project_domain_id",), "ID",
            "The domain of the project.", group="project domain"),
    Setting("project_domain_name", ("--os-project-domain-name",), ("OS_PROJECT_DOMAIN_NAME",), ("project_domain_name",),
            "NAME", "The domain of the project.", group="project domain"),
    Setting("user_domain_id", ("--os-user-domain-id",), ("OS_USER_DOMAIN_ID",), ("user_domain_id",), "ID",
            "The domain of the user.", group="user domain"),
    Setting("user_domain_name", ("--os-user-domain-name",), ("OS_USER_DOMAIN_NAME",), ("user_domain_name",), "NAME",
            "The domain of the user.", group="user domain"),
    Setting("default_domain_id", ("--os-default-domain-id",), ("OS_DEFAULT_DOMAIN_ID",), ("default_domain_id",),
            "ID", "The domain of user and project, where theirs is not given.", group="default domain"),
    Setting("default_domain_name", ("--os-default-domain-name",), ("OS_DEFAULT_DOMAIN_NAME",), ("default_domain_name",),
            "NAME", "The domain of user and project, where theirs is not given.", group="default domain"),
    Setting("region_name", ("--os-region-name",), ("OS_REGION_NAME", "NOVA_REGION_NAME"), ("region_name",),
            "REGION", "The region to work in."),
    Setting("interface", ("--os-interface", "--os-endpoint-type"), ("NOVA_ENDPOINT_TYPE", "OS_ENDPOINT_TYPE", "OS_INTERFACE"),
            ("endpoint_type", "interface"), "INTERFACE", "public, internal or admin (publicURL... do too); default public."),
    Setting("service_type", ("--service-type",), (), ("compute_service_type",), "TYPE", "Compute's type in the catalog; default compute."),
    Setting("service_name", ("--service-name",), ("NOVA_SERVICE_NAME",), ("compute_service_name",), "NAME", "Compute's name in the catalog."),
    Setting("compute_api_version", ("--os-compute-api-version",), ("OS_COMPUTE_API_VERSION",),
            ("compute_default_microversion", "compute_api_version"),
            "VERSION", "The compute microversion, 2.N or 2.latest; default 2.latest."),
    Setting("endpoint_override", ("--os-endpoint-override",),
            ("OS_ENDPOINT_OVERRIDE", "NOVACLIENT_ENDPOINT_OVERRIDE", "NOVACLIENT_BYPASS_URL"),
            ("compute_endpoint_override", "compute_endpoint"), "URL", "Compute's address, in place of the catalog's."),
    Setting("endpoint", ("--os-endpoint", "--os-url"), ("OS_ENDPOINT", "OS_URL"), ("endpoint",), "URL",
            "The one address of every service, for logins that have no catalog (none, http_basic, a bare token)."),
    Setting("insecure", ("--insecure",), ("NOVACLIENT_INSECURE", "OS_INSECURE"), ("insecure",), "", "Do not check TLS certificates."),
    Setting("verify", (), (), ("verify",), "BOOLEAN", "Check TLS certificates."),
    Setting("cacert", ("--os-cacert",), ("OS_CACERT",), ("cacert",), "FILE", "A bundle of CA certificates to trust."),
    Setting("cert", ("--os-cert",), ("OS_CERT",), ("cert",), "FILE", "A client certificate."),
    Setting("key", ("--os-key",), ("OS_KEY",), ("key",), "FILE", "The client certificate's key."),
    Setting("tls_min_version", ("--tls-min-version",), ("OS_TLS_MIN_VERSION",), ("tls_min_version",), "VERSION", "The lowest TLS version to accept: 1.2 or 1.3."),
    Setting("tls_ciphers", ("--tls-ciphers",), ("OS_TLS_CIPHERS",), ("tls_ciphers",), "CIPHERS", "The TLS ciphers to offer, as OpenSSL names them."),
    Setting("timeout", ("--timeout",), ("OS_TIMEOUT",), ("api_timeout",), "SECONDS", "The longest to wait for one answer; default 60."),
)
# fmt: on
BY_NAME = {setting.name: setting for setting in SETTINGS}
SERVICE_KEYS = (
    "endpoint_override",
    "endpoint",
    "interface",
    "region_name",
    "service_type",
    "service_name",
    "default_microversion",
    "api_version",
)  # a service's own settings, after its type: image_endpoint_override
