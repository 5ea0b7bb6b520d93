"""The migration (see ``migrations``) to a whole Keystone: the catalog in tables, trees of projects,
inherited and implied roles, trusts, access rules, limits.

SQLite cannot change constraints, so the tables of roles are made anew.
"""

KEYSTONE = """
CREATE TABLE regions (id TEXT PRIMARY KEY, description TEXT NOT NULL,
    parent_region_id TEXT REFERENCES regions (id) ON DELETE CASCADE, extra TEXT NOT NULL);
CREATE TABLE services (id TEXT PRIMARY KEY, type TEXT NOT NULL, name TEXT NOT NULL, enabled INTEGER NOT NULL,
    extra TEXT NOT NULL);
CREATE TABLE endpoints (id TEXT PRIMARY KEY, service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    interface TEXT NOT NULL, region_id TEXT REFERENCES regions (id), url TEXT NOT NULL, enabled INTEGER NOT NULL,
    extra TEXT NOT NULL);
CREATE INDEX endpoints_by_service ON endpoints (service_id);
ALTER TABLE domains ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
ALTER TABLE domains ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE projects ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
ALTER TABLE projects ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE projects ADD COLUMN parent_id TEXT;
ALTER TABLE users ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
ALTER TABLE users ADD COLUMN options TEXT NOT NULL DEFAULT '{}';
ALTER TABLE groups ADD COLUMN extra TEXT NOT NULL DEFAULT '{}';
CREATE TABLE old_roles AS SELECT * FROM roles;
CREATE TABLE old_user_roles AS SELECT * FROM role_assignments;
CREATE TABLE old_group_roles AS SELECT * FROM group_role_assignments;
DROP VIEW user_roles;
DROP TABLE role_assignments;
DROP TABLE group_role_assignments;
DROP TABLE roles;
CREATE TABLE roles (id TEXT PRIMARY KEY, name TEXT NOT NULL, domain_id TEXT REFERENCES domains (id) ON DELETE CASCADE,
    description TEXT, extra TEXT NOT NULL DEFAULT '{}', options TEXT NOT NULL DEFAULT '{}');
CREATE UNIQUE INDEX roles_by_name ON roles (ifnull(domain_id, ''), name);
CREATE TABLE implied_roles (prior_role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE,
    implied_role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, PRIMARY KEY (prior_role_id, implied_role_id));
CREATE TABLE role_assignments (user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, target TEXT NOT NULL, target_id TEXT NOT NULL,
    inherited INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user_id, role_id, target, target_id, inherited));
CREATE TABLE group_role_assignments (group_id TEXT NOT NULL REFERENCES groups (id) ON DELETE CASCADE,
    role_id TEXT NOT NULL REFERENCES roles (id) ON DELETE CASCADE, target TEXT NOT NULL, target_id TEXT NOT NULL,
    inherited INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (group_id, role_id, target, target_id, inherited));
INSERT INTO roles (id, name, description, options) SELECT id, name, description,
    CASE immutable WHEN 1 THEN '{"immutable": true}' ELSE '{}' END FROM old_roles;
INSERT INTO role_assignments (user_id, role_id, target, target_id) SELECT user_id, role_id, target, target_id
    FROM old_user_roles;
INSERT INTO group_role_assignments (group_id, role_id, target, target_id) SELECT group_id, role_id, target, target_id
    FROM old_group_roles;
INSERT INTO implied_roles SELECT prior.id, implied.id FROM roles AS prior JOIN roles AS implied
    ON (prior.name, implied.name) IN (VALUES ('admin', 'manager'), ('manager', 'member'), ('member', 'reader'));
DROP TABLE old_roles;
DROP TABLE old_user_roles;
DROP TABLE old_group_roles;
CREATE VIEW user_roles AS
    SELECT user_id, role_id, target, target_id, inherited, NULL AS group_id FROM role_assignments
    UNION ALL SELECT user_id, role_id, target, target_id, inherited, group_id
    FROM group_role_assignments JOIN group_members USING (group_id);
ALTER TABLE tokens ADD COLUMN trust_id TEXT;
ALTER TABLE application_credentials ADD COLUMN access_rule_ids TEXT;
CREATE TABLE access_rules (id TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    service TEXT NOT NULL, path TEXT NOT NULL, method TEXT NOT NULL, UNIQUE (user_id, service, path, method));
CREATE TABLE receipts (receipt_hash TEXT PRIMARY KEY, user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    methods TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE TABLE trusts (id TEXT PRIMARY KEY, trustor_user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    trustee_user_id TEXT NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE, impersonation INTEGER NOT NULL, role_ids TEXT NOT NULL,
    expires_at REAL, remaining_uses INTEGER, redelegated_trust_id TEXT REFERENCES trusts (id) ON DELETE CASCADE,
    redelegation_count INTEGER NOT NULL);
CREATE TABLE registered_limits (id TEXT PRIMARY KEY, service_id TEXT NOT NULL REFERENCES services (id) ON DELETE CASCADE,
    region_id TEXT, resource_name TEXT NOT NULL, default_limit INTEGER NOT NULL, description TEXT);
CREATE UNIQUE INDEX registered_limits_by_resource ON registered_limits
    (service_id, ifnull(region_id, ''), resource_name);
CREATE TABLE limits (id TEXT PRIMARY KEY, registered_limit_id TEXT NOT NULL
    REFERENCES registered_limits (id) ON DELETE CASCADE,
    project_id TEXT REFERENCES projects (id) ON DELETE CASCADE, domain_id TEXT REFERENCES domains (id) ON DELETE CASCADE,
    resource_limit INTEGER NOT NULL, description TEXT);
CREATE UNIQUE INDEX limits_by_owner ON limits (registered_limit_id, ifnull(project_id, domain_id));
CREATE TABLE policies (id TEXT PRIMARY KEY, type TEXT NOT NULL, blob TEXT NOT NULL, extra TEXT NOT NULL);
CREATE TABLE consumers (id TEXT PRIMARY KEY, description TEXT, secret TEXT NOT NULL, extra TEXT NOT NULL);
CREATE TABLE domain_options (domain_id TEXT NOT NULL REFERENCES domains (id) ON DELETE CASCADE, option_group TEXT NOT NULL,
    name TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (domain_id, option_group, name));
CREATE TABLE endpoint_groups (id TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT, filters TEXT NOT NULL);
CREATE TABLE project_endpoints (project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    endpoint_id TEXT NOT NULL REFERENCES endpoints (id) ON DELETE CASCADE, PRIMARY KEY (project_id, endpoint_id));
CREATE TABLE project_endpoint_groups (project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
    endpoint_group_id TEXT NOT NULL REFERENCES endpoint_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (project_id, endpoint_group_id));
"""
