// openstack-wrapper: a thin one for Node.js.
'use strict';

const { Glance, Keystone, Neutron, Nova } = require('openstack-wrapper');
const { IMAGE, call, own, require_, step, within } = require('./frame.js');

const made = {};
let keystone, nova, neutron, glance, project, token;

function endpoint(type) {
  const service = token.catalog.find((item) => item.type === type);
  return service.endpoints.find((item) => item.interface === 'public').url;
}

const named = (items, name) => items.find((item) => item.name === name) || (() => { throw new Error(`${name} is not there`); })();

async function login() {
  keystone = new Keystone(process.env.OS_AUTH_URL);
  await step('getToken', async () => {
    made.token = await call(keystone, 'getToken', process.env.OS_USERNAME, process.env.OS_PASSWORD, 'Default');
  });
  await step('getProjectTokenByName', async () => {
    token = await call(keystone, 'getProjectTokenByName', made.token.token, 'default', process.env.OS_PROJECT_NAME);
    project = token.project.id;
  });
  await step('getProjectToken', () => call(keystone, 'getProjectToken', made.token.token, project));
  for (const method of ['listProjects', 'listRoles', 'listRegions']) {
    await step(method, () => call(keystone, method, token.token));
  }
  await step('getProjectByName', () => call(keystone, 'getProjectByName', token.token, process.env.OS_PROJECT_NAME));
  await step('listRoleAssignments', () => call(keystone, 'listRoleAssignments', token.token, project));
  nova = new Nova(endpoint('compute'), token.token);
  neutron = new Neutron(`${endpoint('network').replace(/\/(v2\.0\/?)?$/, '')}/v2.0`, token.token);
  glance = new Glance(`${endpoint('image').replace(/\/(v2\/?)?$/, '')}/v2`, token.token);
}

async function lists() {
  for (const method of ['listFlavors', 'listKeyPairs', 'listFloatingIps', 'listFloatingIpPools', 'listAvailabilityZones', 'listProjectNetworks']) {
    await step(method, () => call(nova, method));
  }
  await step('listServers', () => call(nova, 'listServers', {}));
  await step('getQuotaSet', () => call(nova, 'getQuotaSet', project));
  await step('getTenantUsage', () => call(nova, 'getTenantUsage', project, new Date(Date.now() - 86400000), new Date()));
  for (const method of ['listNetworks', 'listSubnets', 'listRouters', 'listSecurityGroupRules']) {
    await step(method, () => call(neutron, method));
  }
  await step('listPorts', () => call(neutron, 'listPorts', {}));
  await step('listSecurityGroups', () => call(neutron, 'listSecurityGroups', project));
  await step('neutron.listFloatingIps', () => call(neutron, 'listFloatingIps', {}));
  await step('listImages', () => call(glance, 'listImages'));
  await step('getImage', async () => call(glance, 'getImage', named(await call(glance, 'listImages'), IMAGE).id));
}

async function furniture() {
  await step('createSecurityGroup', async () => {
    made.group = await call(neutron, 'createSecurityGroup', own('group'), { description: 'made by a step' });
  });
  await step('updateSecurityGroup', () => call(neutron, 'updateSecurityGroup', made.group.id, { name: own('group'), description: 'made by another step' }));
  await step('createSecurityGroupRule', async () => {
    const rule = { direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', port_range_min: 22, port_range_max: 22 };
    made.rule = await call(neutron, 'createSecurityGroupRule', made.group.id, rule);
  });
  await step('getSecurityGroupRule', () => call(neutron, 'getSecurityGroupRule', made.rule.id));
  await step('removeSecurityGroupRule', () => call(neutron, 'removeSecurityGroupRule', made.rule.id));
  await step('createKeyPair', () => call(nova, 'createKeyPair', own('key'), undefined));
  await step('getKeyPair', () => call(nova, 'getKeyPair', own('key')));
}

async function servers() {
  await step('createServer', async () => {
    const flavor = named(await call(nova, 'listFlavors'), 'm1.tiny');
    const image = named(await call(glance, 'listImages'), IMAGE);
    const network = named(await call(neutron, 'listNetworks'), process.env.STEPS_NETWORK || 'private');
    const server = { name: own('vm'), flavorRef: flavor.id, imageRef: image.id, networks: [{ uuid: network.id }], key_name: own('key') };
    made.server = await call(nova, 'createServer', { server });
    await status('ACTIVE');
  });
  const id = () => made.server.id;
  await step('renameServer', () => call(nova, 'renameServer', id(), own('vm')));
  await step('getServerLog', () => call(nova, 'getServerLog', id(), 10));
  await step('getServerConsoleURL', () => call(nova, 'getServerConsoleURL', 'novnc', id()));
  for (const [method, wanted] of [['stopServer', 'SHUTOFF'], ['startServer', 'ACTIVE'], ['rebootServer', 'ACTIVE'], ['forceRebootServer', 'ACTIVE'], ['suspendServer', 'SUSPENDED'], ['resumeServer', 'ACTIVE']]) {
    await step(method, async () => {
      await call(nova, method, id());
      await status(wanted);
    });
  }
  await step('resizeServer', async () => {
    await call(nova, 'resizeServer', id(), named(await call(nova, 'listFlavors'), 'm1.small').id);
    await status('VERIFY_RESIZE');
  });
  await step('revertResizeServer', async () => {
    await call(nova, 'revertResizeServer', id());
    await status('ACTIVE');
  });
  await step('assignSecurityGroup', () => call(nova, 'assignSecurityGroup', own('group'), id()));
  await step('removeSecurityGroup', () => call(nova, 'removeSecurityGroup', own('group'), id()));
  await step('createServerImage', async () => {
    made.image = await call(nova, 'createServerImage', id(), { name: own('image'), metadata: {} });
    await within(async () => named(await call(glance, 'listImages'), own('image')).status === 'active');
  });
}

function status(wanted) {
  return within(async () => {
    const server = await call(nova, 'getServer', made.server.id);
    require_(server.status !== 'ERROR', 'ERROR');
    return server.status === wanted && !server['OS-EXT-STS:task_state'];
  });
}

async function addresses() {
  await step('createFloatingIp', async () => {
    const external = named(await call(neutron, 'listNetworks'), 'public');
    made.address = await call(neutron, 'createFloatingIp', external.id);
  });
  await step('getFloatingIp', () => call(neutron, 'getFloatingIp', made.address.id));
  await step('removeFloatingIp', () => call(neutron, 'removeFloatingIp', made.address.id));
  await step('nova.createFloatingIp', async () => {
    made.address2 = await call(nova, 'createFloatingIp', { pool: 'public' });
  });
  await step('nova.removeFloatingIp', () => call(nova, 'removeFloatingIp', made.address2.id));
}

async function away() {
  await step('removeServer', async () => {
    await call(nova, 'removeServer', made.server.id);
    await within(async () => !(await call(nova, 'listServers', {})).some((server) => server.id === made.server.id));
  });
  await step('removeImage', async () => call(glance, 'removeImage', named(await call(glance, 'listImages'), own('image')).id));
  await step('neutron.removeSecurityGroup', () => call(neutron, 'removeSecurityGroup', made.group.id));
  await step('removeKeyPair', () => call(nova, 'removeKeyPair', own('key')));
}

(async () => {
  for (const part of [login, lists, furniture, servers, addresses, away]) await part();
  process.exit(0);
})();
