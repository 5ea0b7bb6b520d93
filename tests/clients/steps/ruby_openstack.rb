# ruby-openstack: the older of Ruby's two libraries. It logs in by Keystone's v2.0 only.
require_relative 'frame'
require 'openstack'

OpenStack::VERSION ||= '2.0.1'.freeze # Debian's package leaves the file out that has it

def connection(service)
  OpenStack::Connection.create(
    username: ENV.fetch('OS_USERNAME'),
    api_key: ENV.fetch('OS_PASSWORD'),
    auth_url: ENV.fetch('OS_AUTH_URL').sub(%r{/v3/?$}, '/v2.0'),
    authtenant_name: ENV.fetch('OS_PROJECT_NAME'),
    auth_method: 'password',
    service_type: service,
    region: ENV.fetch('OS_REGION_NAME', 'RegionOne')
  )
end

step('log in') { @compute = connection('compute') }
exit(0) if @compute.nil?

def lists
  %i[list_servers list_servers_detail list_images list_flavors limits api_extensions keypairs security_groups get_floating_ips get_floating_ip_polls].each do |method|
    step(method.to_s) { @compute.public_send(method) }
  end
end

def furniture
  step('create_keypair') { @compute.create_keypair(name: own('key')) }
  step('create_security_group') { @group = @compute.create_security_group(own('group'), 'made by a step') }
  step('create_security_group_rule') do
    group = @group.keys.first
    @rule = @compute.create_security_group_rule(group, ip_protocol: 'tcp', from_port: 22, to_port: 22, cidr: '10.0.0.0/8')
  end
  step('delete_security_group_rule') { @compute.delete_security_group_rule(@rule.keys.first) }
end

def boot
  step('create_server') do
    flavor = @compute.list_flavors.find { |item| item[:name] == 'm1.tiny' }
    image = @compute.list_images.find { |item| item[:name] == IMAGE }
    @server = @compute.create_server(name: own('vm'), personality: {}, imageRef: image[:id], flavorRef: flavor[:id], key_name: own('key'), metadata: { 'role' => 'web' })
    wait_for_status('ACTIVE')
  end
  step('get_server') { @compute.get_server(@server.id).accessipv4 }
  step('update') { @server.update(name: own('vm')) }
  step('get_console_output') { @server.get_console_output }
  step('get_console') { @server.get_console }
end

def wait_for_status(status)
  within do
    @server.refresh
    raise 'ERROR' if @server.status == 'ERROR'

    @server.status == status
  end
  sleep 1
end

def actions
  [[:reboot, 'ACTIVE'], [:reboot!, 'ACTIVE'], [:pause, 'PAUSED'], [:unpause, 'ACTIVE'], [:suspend, 'SUSPENDED'], [:resume, 'ACTIVE']].each do |method, status|
    step(method.to_s) do
      @server.public_send(method)
      wait_for_status(status)
    end
  end
  step('resize!') do
    @server.resize!(@compute.list_flavors.find { |item| item[:name] == 'm1.small' }[:id])
    wait_for_status('VERIFY_RESIZE')
  end
  step('confirm_resize!') do
    @server.confirm_resize!
    wait_for_status('ACTIVE')
  end
  step('rebuild!') do
    @server.rebuild!(personality: {}, imageRef: @compute.list_images.find { |item| item[:name] == IMAGE }[:id])
    wait_for_status('ACTIVE')
  end
  step('create_image') do
    image = @server.create_image(name: own('image'))
    within { @compute.get_image(image.id).status == 'ACTIVE' }
  end
  step('floating IPs') do
    address = @compute.create_floating_ip(pool: 'public')
    @compute.delete_floating_ip(address.id)
  end
end

def away
  step('delete!') do
    @server.delete!
    within { @compute.list_servers.none? { |item| item[:id] == @server.id } }
  end
  step('delete_security_group') { @compute.delete_security_group(@group.keys.first) }
  step('delete_keypair') { @compute.delete_keypair(own('key')) }
end

%i[lists furniture boot actions away].each { |part| send(part) }
