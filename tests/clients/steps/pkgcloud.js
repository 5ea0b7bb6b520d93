// pkgcloud: one interface of Node.js to many clouds, and its OpenStack clients.
'use strict';

const pkgcloud = require('pkgcloud');
const { IMAGE, call, own, step, within } = require('./frame.js');

const options = {
  provider: 'openstack',
  keystoneAuthVersion: 'v3',
  authUrl: process.env.OS_AUTH_URL.replace(/\/v3$/, ''),
  username: process.env.OS_USERNAME,
  password: process.env.OS_PASSWORD,
  domainId: 'default',
  tenantName: process.env.OS_PROJECT_NAME,
  projectDomainId: 'default',
  region: process.env.OS_REGION_NAME || 'RegionOne',
};
const compute = pkgcloud.compute.createClient(options);
const network = pkgcloud.network.createClient(options);
const storage = pkgcloud.blockstorage.createClient(options);
const made = {};

const named = (items, name) => {
  const item = items.find((candidate) => candidate.name === name);
  if (!item) throw new Error(`${name} is not there`);
  return item;
};

async function lists() {
  await step('log in', () => call(compute, 'auth'));
  for (const method of ['getFlavors', 'getImages', 'getServers', 'getLimits', 'listKeys', 'getFloatingIps', 'listGroups']) {
    await step(method, () => call(compute, method));
  }
  for (const method of ['getNetworks', 'getSubnets', 'getPorts', 'getSecurityGroups', 'getSecurityGroupRules']) {
    await step(method, () => call(network, method));
  }
  await step('getVolumes', () => call(storage, 'getVolumes', {}));
  await step('getSnapshots', () => call(storage, 'getSnapshots', {}));
  await step('getVolumeTypes', () => call(storage, 'getVolumeTypes'));
}

async function furniture() {
  await step('createNetwork', async () => {
    made.network = await call(network, 'createNetwork', { name: own('net') });
  });
  await step('updateNetwork', () => call(network, 'updateNetwork', { id: made.network.id, name: own('net') }));
  await step('createSubnet', async () => {
    made.subnet = await call(network, 'createSubnet', { name: own('subnet'), networkId: made.network.id, ip_version: 4, ipVersion: 4, cidr: '10.69.0.0/24' });
  });
  await step('createPort', async () => {
    made.port = await call(network, 'createPort', { name: own('port'), networkId: made.network.id });
  });
  await step('destroyPort', () => call(network, 'destroyPort', made.port.id));
  await step('createSecurityGroup', async () => {
    made.group = await call(network, 'createSecurityGroup', { name: own('group'), description: 'made by a step' });
  });
  await step('createSecurityGroupRule', async () => {
    const rule = { securityGroupId: made.group.id, direction: 'ingress', ethertype: 'IPv4', protocol: 'tcp', portRangeMin: 22, portRangeMax: 22 };
    made.rule = await call(network, 'createSecurityGroupRule', rule);
  });
  await step('destroySecurityGroupRule', () => call(network, 'destroySecurityGroupRule', made.rule.id));
  await step('addKey', () => call(compute, 'addKey', { name: own('key') }));
  await step('getKey', () => call(compute, 'getKey', own('key')));
}

async function servers() {
  await step('createServer', async () => {
    const flavor = named(await call(compute, 'getFlavors'), 'm1.tiny');
    const image = named(await call(compute, 'getImages'), IMAGE);
    const server = { name: own('vm'), flavor: flavor.id, image: image.id, keyname: own('key'), networks: [{ uuid: made.network.id }], metadata: { role: 'web' } };
    made.server = await call(compute, 'createServer', server);
    await running();
  });
  await step('getServer', async () => {
    made.server = await call(compute, 'getServer', made.server.id);
  });
  await step('getServerAddresses', () => call(compute, 'getServerAddresses', made.server.id));
  await step('getServerConsoleOutput', () => call(compute, 'getServerConsoleOutput', made.server.id, 10));
  await step('getVncConsole', () => call(compute, 'getVncConsole', made.server.id, 'novnc'));
  await step('rebootServer', async () => {
    await call(compute, 'rebootServer', made.server.id);
    await running();
  });
  await step('stopServer', async () => {
    await call(compute, 'stopServer', made.server.id);
    await within(async () => (await call(compute, 'getServer', made.server.id)).status === 'STOPPED');
  });
  await step('startServer', async () => {
    await call(compute, 'startServer', made.server.id);
    await running();
  });
  await step('createImage', async () => {
    const image = await call(compute, 'createImage', { name: own('image'), server: made.server.id });
    await within(async () => (await call(compute, 'getImage', image.id)).status === 'ACTIVE');
    await call(compute, 'destroyImage', image.id);
  });
  await step('allocateNewFloatingIp', async () => {
    made.address = await call(compute, 'allocateNewFloatingIp', 'public');
  });
  await step('deallocateFloatingIp', () => call(compute, 'deallocateFloatingIp', made.address.id));
}

function running() {
  return within(async () => (await call(compute, 'getServer', made.server.id)).status === 'RUNNING');
}

async function volumes() {
  const status = async () => (await call(storage, 'getVolume', made.volume.id)).status;
  await step('createVolume', async () => {
    made.volume = await call(storage, 'createVolume', { name: own('volume'), description: 'made by a step', size: 1 });
    await within(async () => (await status()) === 'available');
  });
  await step('attachVolume', async () => {
    await call(compute, 'attachVolume', made.server, made.volume);
    await within(async () => (await status()) === 'in-use');
  });
  await step('getVolumeAttachments', async () => {
    made.attachments = await call(compute, 'getVolumeAttachments', made.server);
  });
  await step('detachVolume', async () => {
    await call(compute, 'detachVolume', made.server, made.attachments[0]);
    await within(async () => (await status()) === 'available');
  });
  await step('createSnapshot', async () => {
    made.copy = await call(storage, 'createSnapshot', { name: own('copy'), description: 'made by a step', volumeId: made.volume.id });
    await within(async () => (await call(storage, 'getSnapshot', made.copy.id)).status === 'available');
  });
  await step('deleteSnapshot', async () => {
    await call(storage, 'deleteSnapshot', made.copy.id);
    await within(async () => !(await call(storage, 'getSnapshots', {})).some((item) => item.id === made.copy.id));
  });
  await step('deleteVolume', () => call(storage, 'deleteVolume', made.volume.id));
}

async function away() {
  await step('destroyServer', async () => {
    await call(compute, 'destroyServer', made.server.id);
    await within(async () => !(await call(compute, 'getServers')).some((server) => server.id === made.server.id));
  });
  await step('destroySubnet', () => call(network, 'destroySubnet', made.subnet.id));
  await step('destroyNetwork', () => call(network, 'destroyNetwork', made.network.id));
  await step('destroySecurityGroup', () => call(network, 'destroySecurityGroup', made.group.id));
  await step('destroyKey', () => call(compute, 'destroyKey', own('key')));
}

(async () => {
  for (const part of [lists, furniture, servers, volumes, away]) await part();
  process.exit(0);
})();
