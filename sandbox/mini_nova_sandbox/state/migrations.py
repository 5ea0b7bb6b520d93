"""The database's schema, as a list of migrations. Never edit a released one: add another.

A statement ends with a semicolon at the end of a line. Moments are seconds since 1970 (REAL);
booleans are 0 or 1; lists and objects are stored as JSON text.
"""

from mini_nova_sandbox.state.keystone_migration import KEYSTONE

FIRST = """
CREATE TABLE messages (id INTEGER PRIMARY KEY AUTOINCREMENT, topic TEXT NOT NULL, method TEXT NOT NULL,
    arguments TEXT NOT NULL, created_at REAL NOT NULL);
CREATE INDEX messages_by_topic ON messages (topic, id);
CREATE TABLE steps (id INTEGER PRIMARY KEY, instance_uuid TEXT NOT NULL, step TEXT NOT NULL, module TEXT NOT NULL,
    vm_state TEXT, task_state TEXT, started_at REAL NOT NULL, milliseconds REAL NOT NULL, message TEXT NOT NULL);
CREATE INDEX steps_by_instance ON steps (instance_uuid, id);
CREATE TABLE planned_faults (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, method TEXT NOT NULL,
    path TEXT NOT NULL, status INTEGER NOT NULL, seconds REAL NOT NULL, remaining INTEGER NOT NULL);

CREATE TABLE domains (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT NOT NULL, enabled INTEGER NOT NULL);
CREATE TABLE projects (id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT NOT NULL REFERENCES domains (id),
    description TEXT NOT NULL, enabled INTEGER NOT NULL, UNIQUE (domain_id, name));
CREATE TABLE users (id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT NOT NULL REFERENCES domains (id),
    password_hash TEXT NOT NULL, email TEXT, description TEXT, default_project_id TEXT, enabled INTEGER NOT NULL,
    UNIQUE (domain_id, name));
CREATE TABLE roles (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE role_assignments (user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, target TEXT NOT NULL, target_id TEXT NOT NULL,
    PRIMARY KEY (user_id, role_id, target, target_id));
CREATE TABLE tokens (token_hash TEXT PRIMARY KEY, audit_ids TEXT NOT NULL, methods TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, scope TEXT NOT NULL, scope_id TEXT,
    application_credential_id TEXT, issued_at REAL NOT NULL, expires_at REAL NOT NULL);
CREATE INDEX tokens_by_user ON tokens (user_id);
CREATE INDEX tokens_by_expiry ON tokens (expires_at);
CREATE TABLE application_credentials (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE, secret_hash TEXT NOT NULL,
    role_ids TEXT NOT NULL, unrestricted INTEGER NOT NULL, expires_at REAL, UNIQUE (user_id, name));

CREATE TABLE flavors (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, memory_mb INTEGER NOT NULL, vcpus INTEGER NOT NULL,
    root_gb INTEGER NOT NULL, ephemeral_gb INTEGER NOT NULL, swap INTEGER NOT NULL, rxtx_factor REAL NOT NULL,
    is_public INTEGER NOT NULL, disabled INTEGER NOT NULL, description TEXT, extra_specs TEXT NOT NULL);
CREATE TABLE flavor_access (flavor_id TEXT NOT NULL REFERENCES flavors (id) ON DELETE CASCADE, project_id TEXT NOT NULL,
    PRIMARY KEY (flavor_id, project_id));
CREATE TABLE key_pairs (user_id TEXT NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL, public_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL, created_at REAL NOT NULL, PRIMARY KEY (user_id, name));
CREATE TABLE quotas (project_id TEXT NOT NULL, resource TEXT NOT NULL, hard_limit INTEGER NOT NULL,
    PRIMARY KEY (project_id, resource));
CREATE TABLE compute_nodes (host TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, uuid TEXT NOT NULL UNIQUE,
    service_uuid TEXT NOT NULL UNIQUE, availability_zone TEXT NOT NULL, vcpus INTEGER NOT NULL,
    memory_mb INTEGER NOT NULL, disk_gb INTEGER NOT NULL, disabled INTEGER NOT NULL, disabled_reason TEXT);
CREATE TABLE server_groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, user_id TEXT NOT NULL,
    policy TEXT NOT NULL, rules TEXT NOT NULL, created_at REAL NOT NULL);

CREATE TABLE instances (id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL, display_description TEXT, hostname TEXT NOT NULL,
    user_id TEXT NOT NULL, project_id TEXT NOT NULL, image_ref TEXT NOT NULL,
    flavor_name TEXT NOT NULL, flavor_id TEXT NOT NULL, memory_mb INTEGER NOT NULL, vcpus INTEGER NOT NULL,
    root_gb INTEGER NOT NULL, ephemeral_gb INTEGER NOT NULL, swap INTEGER NOT NULL, rxtx_factor REAL NOT NULL,
    extra_specs TEXT NOT NULL,
    availability_zone TEXT, pinned_availability_zone TEXT, host TEXT, node TEXT,
    reservation_id TEXT NOT NULL, launch_index INTEGER NOT NULL, launch_time REAL,
    key_name TEXT, key_data TEXT, user_data TEXT, metadata TEXT NOT NULL, tags TEXT NOT NULL,
    security_groups TEXT NOT NULL, config_drive INTEGER NOT NULL, access_ip_v4 TEXT, access_ip_v6 TEXT,
    power_state INTEGER NOT NULL, vm_state TEXT NOT NULL, task_state TEXT, progress INTEGER NOT NULL,
    root_device_name TEXT, block_device_mapping TEXT NOT NULL, nw_info TEXT NOT NULL,
    auto_disk_config INTEGER NOT NULL, locked INTEGER NOT NULL, locked_by TEXT, locked_reason TEXT,
    image_properties TEXT NOT NULL, trusted_image_certificates TEXT, scheduler_hints TEXT NOT NULL,
    server_group_id TEXT, fault_code INTEGER, fault_message TEXT, fault_details TEXT, fault_at REAL,
    old_flavor TEXT, old_host TEXT, old_vm_state TEXT, rescue_image_ref TEXT,
    created_at REAL NOT NULL, updated_at REAL NOT NULL, terminated_at REAL, deleted INTEGER NOT NULL);
CREATE INDEX instances_by_project ON instances (project_id, deleted, created_at DESC, id DESC);
CREATE INDEX instances_by_age ON instances (deleted, created_at DESC, id DESC);
CREATE INDEX instances_by_host ON instances (host, deleted, memory_mb, vcpus, root_gb, ephemeral_gb);
CREATE INDEX instances_by_group ON instances (server_group_id, deleted) WHERE server_group_id IS NOT NULL;
CREATE INDEX instances_resized ON instances (old_host) WHERE old_host IS NOT NULL;
CREATE TABLE instance_actions (id INTEGER PRIMARY KEY AUTOINCREMENT, instance_uuid TEXT NOT NULL, action TEXT NOT NULL,
    request_id TEXT NOT NULL, user_id TEXT NOT NULL, project_id TEXT NOT NULL, started_at REAL NOT NULL,
    updated_at REAL NOT NULL, message TEXT);
CREATE INDEX instance_actions_by_instance ON instance_actions (instance_uuid, id DESC);
CREATE TABLE instance_events (id INTEGER PRIMARY KEY AUTOINCREMENT, action_id INTEGER NOT NULL
    REFERENCES instance_actions (id) ON DELETE CASCADE, event TEXT NOT NULL, host TEXT, started_at REAL NOT NULL,
    finished_at REAL, result TEXT, details TEXT);
CREATE INDEX instance_events_by_action ON instance_events (action_id, id);

CREATE TABLE networks (id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, description TEXT NOT NULL,
    admin_state_up INTEGER NOT NULL, shared INTEGER NOT NULL, external INTEGER NOT NULL, mtu INTEGER NOT NULL,
    bridge TEXT NOT NULL, network_type TEXT NOT NULL, physical_network TEXT, segmentation_id INTEGER,
    port_security_enabled INTEGER NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE subnets (id TEXT PRIMARY KEY, network_id TEXT NOT NULL REFERENCES networks (id) ON DELETE CASCADE,
    name TEXT NOT NULL, project_id TEXT NOT NULL, description TEXT NOT NULL, ip_version INTEGER NOT NULL,
    cidr TEXT NOT NULL, gateway_ip TEXT, enable_dhcp INTEGER NOT NULL, dns_nameservers TEXT NOT NULL,
    host_routes TEXT NOT NULL, allocation_pools TEXT NOT NULL, ipv6_address_mode TEXT, ipv6_ra_mode TEXT,
    created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
CREATE TABLE ports (id TEXT PRIMARY KEY, network_id TEXT NOT NULL REFERENCES networks (id), name TEXT NOT NULL,
    project_id TEXT NOT NULL, description TEXT NOT NULL, mac_address TEXT NOT NULL, admin_state_up INTEGER NOT NULL,
    status TEXT NOT NULL, device_id TEXT NOT NULL, device_owner TEXT NOT NULL, host TEXT NOT NULL,
    vnic_type TEXT NOT NULL, security_groups TEXT NOT NULL, port_security_enabled INTEGER NOT NULL,
    allowed_address_pairs TEXT NOT NULL, tag TEXT, made_for_instance INTEGER NOT NULL, created_at REAL NOT NULL,
    updated_at REAL NOT NULL, revision INTEGER NOT NULL, UNIQUE (network_id, mac_address));
CREATE INDEX ports_by_device ON ports (device_id);
CREATE TABLE ip_allocations (subnet_id TEXT NOT NULL REFERENCES subnets (id), ip_address TEXT NOT NULL,
    number TEXT NOT NULL, port_id TEXT NOT NULL REFERENCES ports (id) ON DELETE CASCADE, PRIMARY KEY (subnet_id, ip_address));
CREATE INDEX ip_allocations_by_port ON ip_allocations (port_id);
CREATE INDEX ip_allocations_by_number ON ip_allocations (subnet_id, number);
CREATE TABLE security_groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, description TEXT NOT NULL,
    stateful INTEGER NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX security_groups_by_project ON security_groups (project_id, name);
CREATE TABLE security_group_rules (id TEXT PRIMARY KEY, security_group_id TEXT NOT NULL
    REFERENCES security_groups (id) ON DELETE CASCADE, project_id TEXT NOT NULL, direction TEXT NOT NULL,
    ethertype TEXT NOT NULL, protocol TEXT, port_range_min INTEGER, port_range_max INTEGER, remote_ip_prefix TEXT,
    remote_group_id TEXT, description TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL);
CREATE INDEX security_group_rules_by_group ON security_group_rules (security_group_id);
CREATE TABLE floating_ips (id TEXT PRIMARY KEY, floating_network_id TEXT NOT NULL REFERENCES networks (id),
    project_id TEXT NOT NULL, description TEXT NOT NULL, floating_ip_address TEXT NOT NULL UNIQUE,
    holder_port_id TEXT NOT NULL REFERENCES ports (id), port_id TEXT REFERENCES ports (id) ON DELETE SET NULL,
    fixed_ip_address TEXT, created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX floating_ips_by_port ON floating_ips (port_id);

CREATE TABLE images (id TEXT PRIMARY KEY, name TEXT, owner TEXT, visibility TEXT NOT NULL, status TEXT NOT NULL,
    disk_format TEXT, container_format TEXT, min_disk INTEGER NOT NULL, min_ram INTEGER NOT NULL, protected INTEGER NOT NULL,
    os_hidden INTEGER NOT NULL, size INTEGER, virtual_size INTEGER, checksum TEXT, os_hash_value TEXT, tags TEXT NOT NULL,
    properties TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL);
"""

HOSTS = """
ALTER TABLE compute_nodes ADD COLUMN forced_down INTEGER NOT NULL DEFAULT 0;
CREATE TABLE aggregates (id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, name TEXT NOT NULL UNIQUE,
    created_at REAL NOT NULL, updated_at REAL);
CREATE TABLE aggregate_hosts (aggregate_id INTEGER NOT NULL REFERENCES aggregates (id) ON DELETE CASCADE,
    host TEXT NOT NULL, PRIMARY KEY (aggregate_id, host));
CREATE TABLE aggregate_metadata (aggregate_id INTEGER NOT NULL REFERENCES aggregates (id) ON DELETE CASCADE,
    key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (aggregate_id, key));
"""

MOVES = """
ALTER TABLE instances ADD COLUMN new_flavor TEXT;
ALTER TABLE instances ADD COLUMN new_host TEXT;
ALTER TABLE instances ADD COLUMN shelved_image_id TEXT;
CREATE INDEX instances_moving ON instances (new_host) WHERE new_host IS NOT NULL;
CREATE TABLE migrations (id INTEGER PRIMARY KEY AUTOINCREMENT, uuid TEXT NOT NULL UNIQUE, instance_uuid TEXT NOT NULL,
    migration_type TEXT NOT NULL, status TEXT NOT NULL, source_compute TEXT NOT NULL, dest_compute TEXT,
    old_instance_type_id INTEGER, new_instance_type_id INTEGER, user_id TEXT NOT NULL, project_id TEXT NOT NULL,
    created_at REAL NOT NULL, updated_at REAL);
CREATE INDEX migrations_by_instance ON migrations (instance_uuid, id);
"""

BLOCK_STORAGE = """
CREATE TABLE volume_types (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, description TEXT, is_public INTEGER NOT NULL,
    is_default INTEGER NOT NULL, extra_specs TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL);
CREATE TABLE volume_type_access (volume_type_id TEXT NOT NULL REFERENCES volume_types (id) ON DELETE CASCADE,
    project_id TEXT NOT NULL, PRIMARY KEY (volume_type_id, project_id));
CREATE TABLE volumes (id TEXT PRIMARY KEY, name TEXT, description TEXT, project_id TEXT NOT NULL, user_id TEXT NOT NULL,
    size INTEGER NOT NULL, status TEXT NOT NULL, availability_zone TEXT NOT NULL,
    volume_type_id TEXT NOT NULL REFERENCES volume_types (id), snapshot_id TEXT, source_volid TEXT, image_id TEXT,
    metadata TEXT NOT NULL, image_metadata TEXT, readonly INTEGER, bootable INTEGER NOT NULL, multiattach INTEGER NOT NULL,
    migration_status TEXT, host TEXT, created_at REAL NOT NULL, updated_at REAL);
CREATE INDEX volumes_by_project ON volumes (project_id, created_at DESC, id DESC);
CREATE TABLE volume_snapshots (id TEXT PRIMARY KEY, volume_id TEXT NOT NULL REFERENCES volumes (id), name TEXT,
    description TEXT, project_id TEXT NOT NULL, user_id TEXT NOT NULL, size INTEGER NOT NULL, status TEXT NOT NULL,
    progress TEXT NOT NULL, metadata TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL);
CREATE INDEX volume_snapshots_by_volume ON volume_snapshots (volume_id);
CREATE TABLE volume_attachments (id TEXT PRIMARY KEY, volume_id TEXT NOT NULL REFERENCES volumes (id), instance_uuid TEXT,
    status TEXT NOT NULL, attached_host TEXT, mountpoint TEXT, attach_mode TEXT NOT NULL, connection_info TEXT NOT NULL,
    created_at REAL NOT NULL, attached_at REAL);
CREATE INDEX volume_attachments_by_volume ON volume_attachments (volume_id);
CREATE INDEX volume_attachments_by_instance ON volume_attachments (instance_uuid);
UPDATE instances SET block_device_mapping = '[]';
"""

CONSOLES = """
CREATE TABLE console_tokens (token TEXT PRIMARY KEY, instance_uuid TEXT NOT NULL, console_type TEXT NOT NULL,
    expires_at REAL NOT NULL);
"""

ROUTERS = """
CREATE TABLE routers (id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, description TEXT NOT NULL,
    admin_state_up INTEGER NOT NULL, distributed INTEGER NOT NULL, ha INTEGER NOT NULL, enable_snat INTEGER NOT NULL,
    routes TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
CREATE INDEX routers_by_project ON routers (project_id);
ALTER TABLE floating_ips ADD COLUMN router_id TEXT;
CREATE TABLE network_tags (resource_id TEXT NOT NULL, tag TEXT NOT NULL, PRIMARY KEY (resource_id, tag));
CREATE TABLE rbac_policies (id TEXT PRIMARY KEY, project_id TEXT NOT NULL, object_type TEXT NOT NULL,
    object_id TEXT NOT NULL, action TEXT NOT NULL, target_project TEXT NOT NULL, created_at REAL NOT NULL,
    UNIQUE (object_type, object_id, action, target_project));
CREATE TABLE subnet_pools (id TEXT PRIMARY KEY, name TEXT NOT NULL, project_id TEXT NOT NULL, description TEXT NOT NULL,
    prefixes TEXT NOT NULL, default_prefixlen INTEGER NOT NULL, min_prefixlen INTEGER NOT NULL,
    max_prefixlen INTEGER NOT NULL, ip_version INTEGER NOT NULL, shared INTEGER NOT NULL, is_default INTEGER NOT NULL,
    created_at REAL NOT NULL, updated_at REAL NOT NULL, revision INTEGER NOT NULL);
ALTER TABLE subnets ADD COLUMN subnet_pool_id TEXT REFERENCES subnet_pools (id);
"""

GROUPS = """
CREATE TABLE groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT NOT NULL REFERENCES domains (id),
    description TEXT NOT NULL, UNIQUE (domain_id, name));
CREATE TABLE group_members (group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE, PRIMARY KEY (group_id, user_id));
CREATE TABLE group_role_assignments (group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, target TEXT NOT NULL, target_id TEXT NOT NULL,
    PRIMARY KEY (group_id, role_id, target, target_id));
CREATE VIEW user_roles AS SELECT user_id, role_id, target, target_id FROM role_assignments
    UNION SELECT user_id, role_id, target, target_id FROM group_role_assignments JOIN group_members USING (group_id);
ALTER TABLE roles ADD COLUMN description TEXT;
ALTER TABLE roles ADD COLUMN immutable INTEGER NOT NULL DEFAULT 0;
UPDATE roles SET immutable = 1;
ALTER TABLE projects ADD COLUMN tags TEXT NOT NULL DEFAULT '[]';
CREATE TABLE credentials (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id TEXT, type TEXT NOT NULL, blob TEXT NOT NULL);
"""

RUNS = """
CREATE TABLE runs (id INTEGER PRIMARY KEY AUTOINCREMENT, started_at REAL NOT NULL);
"""

PORT_OPTIONS = """
ALTER TABLE ports ADD COLUMN extra_dhcp_opts TEXT NOT NULL DEFAULT '[]';
"""

RECORDED_HOSTS = """
ALTER TABLE compute_nodes ADD COLUMN recorded INTEGER NOT NULL DEFAULT 0;
"""

IMAGE_SHARING = """
CREATE TABLE image_members (image_id TEXT NOT NULL REFERENCES images (id) ON DELETE CASCADE, member_id TEXT NOT NULL,
    status TEXT NOT NULL, created_at REAL NOT NULL, updated_at REAL NOT NULL, PRIMARY KEY (image_id, member_id));
CREATE INDEX image_members_by_member ON image_members (member_id);
CREATE TABLE image_tasks (id TEXT PRIMARY KEY, type TEXT NOT NULL, status TEXT NOT NULL, owner TEXT NOT NULL,
    image_id TEXT NOT NULL, user_id TEXT NOT NULL, request_id TEXT NOT NULL, input TEXT NOT NULL, result TEXT,
    message TEXT NOT NULL, expires_at REAL, created_at REAL NOT NULL, updated_at REAL NOT NULL);
CREATE INDEX image_tasks_by_image ON image_tasks (image_id);
CREATE TABLE metadef_namespaces (namespace TEXT PRIMARY KEY, display_name TEXT, description TEXT,
    visibility TEXT NOT NULL, protected INTEGER NOT NULL, owner TEXT NOT NULL, created_at REAL NOT NULL,
    updated_at REAL NOT NULL);
CREATE TABLE metadef_resource_types (name TEXT PRIMARY KEY, created_at REAL NOT NULL, updated_at REAL NOT NULL);
INSERT INTO metadef_resource_types SELECT value, strftime('%s', 'now'), strftime('%s', 'now')
    FROM json_each('["OS::Glance::Image", "OS::Cinder::Volume", "OS::Nova::Flavor", "OS::Nova::Aggregate",
    "OS::Nova::Server", "OS::Trove::Instance"]');
CREATE TABLE metadef_items (namespace TEXT NOT NULL REFERENCES metadef_namespaces (namespace)
    ON DELETE CASCADE ON UPDATE CASCADE, kind TEXT NOT NULL, name TEXT NOT NULL, members TEXT NOT NULL,
    created_at REAL NOT NULL, updated_at REAL NOT NULL, PRIMARY KEY (namespace, kind, name));
"""

TRANSFERS = """
CREATE TABLE volume_transfers (id TEXT PRIMARY KEY, volume_id TEXT NOT NULL REFERENCES volumes (id) ON DELETE CASCADE,
    name TEXT, key_hash TEXT NOT NULL, no_snapshots INTEGER NOT NULL, project_id TEXT NOT NULL, created_at REAL NOT NULL);
"""

QOS_SPECS = """
CREATE TABLE volume_qos_specs (id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, consumer TEXT NOT NULL,
    specs TEXT NOT NULL, created_at REAL NOT NULL);
ALTER TABLE volume_types ADD COLUMN qos_specs_id TEXT REFERENCES volume_qos_specs (id);
"""

PLACEMENT = """
CREATE TABLE placement_providers (uuid TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, parent_uuid TEXT,
    generation INTEGER NOT NULL, created_at REAL NOT NULL);
CREATE TABLE placement_generations (provider_uuid TEXT PRIMARY KEY, generation INTEGER NOT NULL);
CREATE TABLE placement_inventories (provider_uuid TEXT NOT NULL, resource_class TEXT NOT NULL, total INTEGER NOT NULL,
    reserved INTEGER NOT NULL, min_unit INTEGER NOT NULL, max_unit INTEGER NOT NULL, step_size INTEGER NOT NULL,
    allocation_ratio REAL NOT NULL, PRIMARY KEY (provider_uuid, resource_class));
CREATE TABLE placement_classes (name TEXT PRIMARY KEY);
CREATE TABLE placement_traits (name TEXT PRIMARY KEY);
CREATE TABLE placement_provider_traits (provider_uuid TEXT NOT NULL, trait TEXT NOT NULL,
    PRIMARY KEY (provider_uuid, trait));
CREATE TABLE placement_aggregates (provider_uuid TEXT NOT NULL, aggregate_uuid TEXT NOT NULL,
    PRIMARY KEY (provider_uuid, aggregate_uuid));
CREATE TABLE placement_consumers (uuid TEXT PRIMARY KEY, project_id TEXT NOT NULL, user_id TEXT NOT NULL,
    type TEXT NOT NULL, generation INTEGER NOT NULL);
CREATE TABLE placement_allocations (consumer_uuid TEXT NOT NULL REFERENCES placement_consumers (uuid)
    ON DELETE CASCADE, provider_uuid TEXT NOT NULL, resource_class TEXT NOT NULL, used INTEGER NOT NULL,
    PRIMARY KEY (consumer_uuid, provider_uuid, resource_class));
CREATE INDEX placement_allocations_by_provider ON placement_allocations (provider_uuid);
"""

MIGRATIONS: tuple[str, ...] = (
    FIRST,
    HOSTS,
    MOVES,
    BLOCK_STORAGE,
    CONSOLES,
    ROUTERS,
    GROUPS,
    RUNS,
    PORT_OPTIONS,
    RECORDED_HOSTS,
    IMAGE_SHARING,
    TRANSFERS,
    KEYSTONE,
    QOS_SPECS,
    PLACEMENT,
)
