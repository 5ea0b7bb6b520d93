# fog-openstack: its models first, then its requests.
require_relative 'frame'
require 'fog/openstack'

OPTIONS = {
  openstack_auth_url: ENV.fetch('OS_AUTH_URL'),
  openstack_username: ENV.fetch('OS_USERNAME'),
  openstack_api_key: ENV.fetch('OS_PASSWORD'),
  openstack_project_name: ENV.fetch('OS_PROJECT_NAME'),
  openstack_domain_id: 'default',
  openstack_region: ENV.fetch('OS_REGION_NAME', 'RegionOne')
}.freeze

COMPUTE = Fog::OpenStack::Compute.new(OPTIONS)
NETWORK = Fog::OpenStack::Network.new(OPTIONS)
VOLUME = Fog::OpenStack::Volume.new(OPTIONS.merge(openstack_service_type: %w[volumev3]))
IMAGES = Fog::OpenStack::Image.new(OPTIONS)
IDENTITY = Fog::OpenStack::Identity.new(OPTIONS)

def named(items, name)
  items.find { |item| item.name == name } || raise("#{name} is not there")
end

def lists
  { COMPUTE => %i[flavors servers key_pairs security_groups server_groups aggregates hosts services availability_zones],
    NETWORK => %i[networks subnets ports routers floating_ips security_groups security_group_rules extensions rbac_policies subnet_pools],
    VOLUME => %i[volumes volume_types snapshots availability_zones],
    IMAGES => %i[images],
    IDENTITY => %i[projects users groups roles domains services endpoints role_assignments os_credentials] }.each do |service, collections|
    collections.each do |collection|
      step("#{service.class.name.split('::')[2]}: #{collection}") do
        collection == :role_assignments ? service.list_role_assignments : service.public_send(collection).to_a
      end
    end
  end
  step('get_hypervisor_statistics') { COMPUTE.get_hypervisor_statistics(nil) }
  %i[get_limits list_usages list_hypervisors list_hypervisors_detail list_address_pools list_zones_detailed].each do |request|
    step(request.to_s) { COMPUTE.public_send(request) }
  end
end

def furniture
  step('create a network') { @network = NETWORK.networks.create(name: own('net')) }
  step('update a network') do
    @network.name = own('net')
    @network.save
  end
  step('create a subnet') { @subnet = NETWORK.subnets.create(name: own('subnet'), network_id: @network.id, cidr: '10.71.0.0/24', ip_version: 4) }
  step('create a router') do
    external = named(NETWORK.networks, 'public')
    @router = NETWORK.routers.create(name: own('router'), external_gateway_info: external.id)
  end
  step('add a router interface') { NETWORK.add_router_interface(@router.id, @subnet.id) }
  step('create a port') { @port = NETWORK.ports.create(name: own('port'), network_id: @network.id) }
  step('delete a port') { @port.destroy }
  step('create a security group') { @group = NETWORK.security_groups.create(name: own('group'), description: 'made by a step') }
  step('create a security group rule') do
    @rule = NETWORK.security_group_rules.create(security_group_id: @group.id, direction: 'ingress', protocol: 'tcp', port_range_min: 22, port_range_max: 22)
  end
  step('delete a security group rule') { @rule.destroy }
  step('create a keypair') { require_that(COMPUTE.key_pairs.create(name: own('key')).private_key, 'no key') }
  step('get a keypair') { COMPUTE.key_pairs.get(own('key')) || raise('not there') }
  step('create a flavor') { @flavor = COMPUTE.flavors.create(name: own('flavor'), ram: 64, vcpus: 1, disk: 1, is_public: false) }
  step('metadata of a flavor') do
    @flavor.create_metadata('a' => 'b')
    @flavor.metadata
  end
  step('delete a flavor') { @flavor.destroy }
  step('create an aggregate') { @aggregate = COMPUTE.aggregates.create(name: own('aggregate'), availability_zone: own('zone')) }
  step('delete an aggregate') { @aggregate.destroy }
  step('create a server group') { @servers = COMPUTE.server_groups.create(own('servers'), 'affinity') }
  step('delete a server group') { COMPUTE.delete_server_group(@servers.id) }
end

def boot
  step('boot a server') do
    @server = COMPUTE.servers.create(
      name: own('vm'),
      flavor_ref: named(COMPUTE.flavors, 'm1.tiny').id,
      image_ref: named(IMAGES.images, IMAGE).id,
      nics: [{ net_id: @network.id }],
      key_name: own('key'),
      security_groups: [own('group')],
      metadata: { 'role' => 'web' },
      user_data: "#!/bin/sh\n"
    )
    @server.wait_for(LIMIT, 0.5) { ready? }
  end
  step('addresses of a server') { require_that(!@server.all_addresses.nil? && !@server.addresses.empty?, 'none') }
  step('update a server') { COMPUTE.update_server(@server.id, 'name' => own('vm')) }
  step('metadata of a server') do
    @server.metadata.set('colour' => 'red')
    COMPUTE.delete_meta('servers', @server.id, 'colour')
  end
  step('console output') { @server.console(10) }
  step('VNC console') { COMPUTE.get_vnc_console(@server.id, 'novnc') }
  step('security groups of a server') { @server.security_groups.to_a }
  step('add a security group') { COMPUTE.add_security_group(@server.id, 'default') }
  step('remove a security group') { COMPUTE.remove_security_group(@server.id, 'default') }
  step('interfaces of a server') { COMPUTE.list_os_interfaces(@server.id) }
  step('diagnostics') { COMPUTE.server_diagnostics(@server.id) }
  step('password of a server') { @server.change_password(own('secret')) }
end

ACTIONS = [ # the model's method, its arguments, and the state that comes of it
  [:stop, [], 'SHUTOFF'],
  [:start, [], 'ACTIVE'],
  [:reboot, ['SOFT'], 'ACTIVE'],
  [:reboot, ['HARD'], 'ACTIVE'],
  [:pause, [], 'PAUSED'],
  [:start, [], 'ACTIVE'],
  [:suspend, [], 'SUSPENDED'],
  [:start, [], 'ACTIVE'],
  [:shelve, [], 'SHELVED_OFFLOADED'],
  [:unshelve, [], 'ACTIVE'],
  [:migrate, [], 'VERIFY_RESIZE'],
  [:confirm_resize, [], 'ACTIVE']
].freeze

def wait_for_state(state)
  within do
    @server.reload
    raise @server.fault.to_s if @server.state == 'ERROR'

    @server.state == state && @server.os_ext_sts_task_state.nil?
  end
end

def actions
  ACTIONS.each do |method, arguments, state|
    step([method, *arguments].join(' ')) do
      @server.public_send(method, *arguments)
      wait_for_state(state)
    end
  end
  step('rebuild') do
    @server.rebuild(named(IMAGES.images, IMAGE).id, own('vm'))
    wait_for_state('ACTIVE')
  end
  step('resize') do
    @server.resize(named(COMPUTE.flavors, 'm1.small').id)
    wait_for_state('VERIFY_RESIZE')
  end
  step('revert the resize') do
    @server.revert_resize
    wait_for_state('ACTIVE')
  end
  step('rescue') do
    COMPUTE.rescue_server(@server.id)
    wait_for_state('RESCUE')
  end
  step('unrescue') do
    COMPUTE.server_action(@server.id, 'unrescue' => nil)
    wait_for_state('ACTIVE')
  end
  step('create an image of a server') do
    answer = @server.create_image(own('snapshot'))
    image = answer.body['image']['id']
    within { IMAGES.images.get(image).status == 'active' }
    IMAGES.images.get(image).destroy
  end
end

def addresses
  step('floating IPs of compute') do
    address = COMPUTE.addresses.create(pool: 'public')
    address.server = @server
    COMPUTE.disassociate_address(@server.id, address.ip)
    COMPUTE.release_address(address.id)
  end
  step('floating IPs of the network') do
    external = named(NETWORK.networks, 'public')
    port = NETWORK.ports.all(device_id: @server.id).first
    address = NETWORK.floating_ips.create(floating_network_id: external.id)
    NETWORK.associate_floating_ip(address.id, port.id)
    NETWORK.disassociate_floating_ip(address.id)
    address.destroy
  end
end

def volumes
  step('create a volume') do
    @volume = VOLUME.volumes.create(name: own('volume'), size: 1)
    within { VOLUME.volumes.get(@volume.id).status == 'available' }
  end
  step('attach a volume') do
    @server.attach_volume(@volume.id, nil)
    within { VOLUME.volumes.get(@volume.id).status == 'in-use' }
  end
  step('attachments of volumes') { @server.volume_attachments }
  step('detach a volume') do
    @server.detach_volume(@volume.id)
    within { VOLUME.volumes.get(@volume.id).status == 'available' }
  end
  step('extend a volume') do
    VOLUME.extend_volume(@volume.id, 2)
    within { VOLUME.volumes.get(@volume.id).status == 'available' }
  end
  step('a snapshot of a volume') do
    copy = VOLUME.snapshots.create(name: own('copy'), volume_id: @volume.id)
    within { VOLUME.snapshots.get(copy.id).status == 'available' }
    copy.destroy
    within { VOLUME.snapshots.to_a.none? { |item| item.id == copy.id } }
  end
  step('delete a volume') { VOLUME.volumes.get(@volume.id).destroy }
end

def images
  step('create an image') { @image = IMAGES.images.create(name: own('image'), disk_format: 'raw', container_format: 'bare') }
  step('upload an image') { @image.upload_data(StringIO.new('the data of an image')) }
  step('download an image') { require_that(@image.download_data == 'the data of an image', 'other data') }
  step('update an image') { @image.update(name: own('image2')) }
  step('tag an image') do
    @image.add_tag('blue')
    @image.remove_tag('blue')
  end
  step('deactivate an image') do
    @image.deactivate
    @image.reactivate
  end
  step('share an image') do
    IMAGES.update_image(@image.id, [{ op: 'replace', path: '/visibility', value: 'shared' }])
    project = named(IDENTITY.projects, 'demo')
    @image.add_member(project.id)
    @image.members
    @image.remove_member(project.id)
  end
  step('delete an image') { @image.destroy }
end

def people
  step('create a project') { @project = IDENTITY.projects.create(name: own('project')) }
  step('create a user') { @user = IDENTITY.users.create(name: own('user'), password: own('secret')) }
  step('create a group') { @group_of_people = IDENTITY.groups.create(name: own('people')) }
  step('add a user to a group') { @group_of_people.add_user(@user.id) }
  step('create a role') { @role = IDENTITY.roles.create(name: own('role')) }
  step('grant a role') { @project.grant_role_to_user(@role.id, @user.id) }
  step('revoke a role') { @project.revoke_role_from_user(@role.id, @user.id) }
  step('create a domain') { @domain = IDENTITY.domains.create(name: own('domain')) }
  step('delete a domain') do
    IDENTITY.update_domain(@domain.id, enabled: false)
    @domain.destroy
  end
  step('create a service') { @service = IDENTITY.services.create(name: own('service'), type: 'steps') }
  step('delete a service') { @service.destroy }
  step('delete a role') { @role.destroy }
  step('delete a group') { @group_of_people.destroy }
  step('delete a user') { @user.destroy }
  step('delete a project') { @project.destroy }
end

def away
  step('delete a server') do
    @server.destroy
    within { COMPUTE.servers.get(@server.id).nil? }
  end
  step('remove a router interface') { NETWORK.remove_router_interface(@router.id, @subnet.id) }
  step('delete a router') { @router.destroy }
  step('delete a subnet') { @subnet.destroy }
  step('delete a network') { @network.destroy }
  step('delete a security group') { @group.destroy }
  step('delete a keypair') { COMPUTE.key_pairs.get(own('key')).destroy }
end

%i[lists furniture boot actions addresses volumes images people away].each { |part| send(part) }
