// Gophercloud: the library under Terraform and Kubernetes.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/gophercloud/gophercloud"
	"github.com/gophercloud/gophercloud/openstack"
	"github.com/gophercloud/gophercloud/openstack/blockstorage/v3/snapshots"
	"github.com/gophercloud/gophercloud/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/openstack/blockstorage/v3/volumetypes"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/aggregates"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/attachinterfaces"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/availabilityzones"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/diagnostics"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/floatingips"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/hypervisors"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/instanceactions"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/keypairs"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/limits"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/lockunlock"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/migrate"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/pauseunpause"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/quotasets"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/remoteconsoles"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/rescueunrescue"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/secgroups"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/servergroups"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/services"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/shelveunshelve"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/startstop"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/suspendresume"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/tags"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/usage"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/extensions/volumeattach"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/flavors"
	"github.com/gophercloud/gophercloud/openstack/compute/v2/servers"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/domains"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/groups"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/projects"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/regions"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/roles"
	"github.com/gophercloud/gophercloud/openstack/identity/v3/users"
	"github.com/gophercloud/gophercloud/openstack/imageservice/v2/imagedata"
	"github.com/gophercloud/gophercloud/openstack/imageservice/v2/images"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/attributestags"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/layer3/routers"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/rbacpolicies"
	securitygroups "github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/security/groups"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/security/rules"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/extensions/subnetpools"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/networks"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/ports"
	"github.com/gophercloud/gophercloud/openstack/networking/v2/subnets"
	"github.com/gophercloud/gophercloud/pagination"
)

var (
	prefix = os.Getenv("STEPS_PREFIX")
	image  = "cirros-0.3.0-x86_64"
)

// step runs a step and reports it as a line of JSON; a panic fails it.
func step(name string, run func()) {
	message := ""
	func() {
		defer func() {
			if problem := recover(); problem != nil {
				message = strings.Join(strings.Fields(fmt.Sprint(problem)), " ")
			}
		}()
		run()
	}()
	line, _ := json.Marshal(map[string]any{"step": name, "passed": message == "", "message": message})
	fmt.Println(string(line))
}

// must returns a value, or panics with the error.
func must[T any](value T, err error) T {
	check(err)
	return value
}

func check(err error) {
	if err != nil {
		panic(err)
	}
}

func require(condition bool, problem string) {
	if !condition {
		panic(problem)
	}
}

// all reads every page of a list.
func all(pager pagination.Pager) pagination.Page { return must(pager.AllPages()) }

// within repeats a look until it is true, for three minutes.
func within(look func() bool) {
	for end := time.Now().Add(3 * time.Minute); !look(); time.Sleep(time.Second / 2) {
		require(time.Now().Before(end), "not within three minutes")
	}
}

func own(name string) string { return prefix + "-" + name }

// cloud has a client for each service, and the ids of what the steps make.
type cloud struct {
	compute, network, image, volume, identity         *gophercloud.ServiceClient
	project                                           string
	networkID, subnetID, routerID, groupID, serverID  string
	flavorID, biggerID, imageID, externalID, volumeID string
}

func main() {
	var c cloud
	step("log in", c.login)
	if c.identity == nil {
		return
	}
	c.lists()
	c.keys()
	c.networks()
	c.servers()
	c.actions()
	c.addresses()
	c.volumes()
	c.images()
	c.people()
	c.away()
}

func (c *cloud) login() {
	options := gophercloud.AuthOptions{
		IdentityEndpoint: os.Getenv("OS_AUTH_URL"),
		Username:         os.Getenv("OS_USERNAME"),
		Password:         os.Getenv("OS_PASSWORD"),
		TenantName:       os.Getenv("OS_PROJECT_NAME"),
		DomainName:       os.Getenv("OS_USER_DOMAIN_NAME"),
	}
	provider := must(openstack.AuthenticatedClient(options))
	region := gophercloud.EndpointOpts{Region: os.Getenv("OS_REGION_NAME")}
	c.compute = must(openstack.NewComputeV2(provider, region))
	c.network = must(openstack.NewNetworkV2(provider, region))
	c.image = must(openstack.NewImageServiceV2(provider, region))
	c.volume = must(openstack.NewBlockStorageV3(provider, region))
	c.identity = must(openstack.NewIdentityV3(provider, region))
}

func (c *cloud) lists() {
	step("list flavors", func() {
		for _, flavor := range must(flavors.ExtractFlavors(all(flavors.ListDetail(c.compute, nil)))) {
			if flavor.Name == "m1.tiny" {
				c.flavorID = flavor.ID
			}
			if flavor.Name == "m1.small" {
				c.biggerID = flavor.ID
			}
		}
		must(flavors.Get(c.compute, c.flavorID).Extract())
	})
	step("list images", func() {
		found := must(images.ExtractImages(all(images.List(c.image, images.ListOpts{Name: image}))))
		c.imageID = found[0].ID
		must(images.Get(c.image, c.imageID).Extract())
	})
	step("list networks", func() {
		found := must(networks.ExtractNetworks(all(networks.List(c.network, networks.ListOpts{Name: "public"}))))
		c.externalID = found[0].ID
	})
	step("find the own project", func() {
		name := os.Getenv("OS_PROJECT_NAME")
		c.project = must(projects.ExtractProjects(all(projects.List(c.identity, projects.ListOpts{Name: name}))))[0].ID
	})
	step("list servers", func() { must(servers.ExtractServers(all(servers.List(c.compute, servers.ListOpts{AllTenants: true})))) })
	step("list availability zones", func() {
		must(availabilityzones.ExtractAvailabilityZones(all(availabilityzones.List(c.compute))))
		must(availabilityzones.ExtractAvailabilityZones(all(availabilityzones.ListDetail(c.compute))))
	})
	step("list hypervisors", func() { must(hypervisors.ExtractHypervisors(all(hypervisors.List(c.compute)))) })
	step("hypervisor statistics", func() { must(hypervisors.GetStatistics(c.compute).Extract()) })
	step("list compute services", func() { must(services.ExtractServices(all(services.List(c.compute, nil)))) })
	step("limits", func() { must(limits.Get(c.compute, nil).Extract()) })
	step("quotas", func() {
		must(quotasets.Get(c.compute, c.project).Extract())
		must(quotasets.GetDetail(c.compute, c.project).Extract())
	})
	step("usage", func() { must(usage.ExtractSingleTenant(all(usage.SingleTenant(c.compute, c.project, nil)))) })
	step("list volume types", func() { must(volumetypes.ExtractVolumeTypes(all(volumetypes.List(c.volume, nil)))) })
	step("create a flavor", func() {
		disk, public := 1, false
		made := must(flavors.Create(c.compute, flavors.CreateOpts{Name: own("flavor"), RAM: 64, VCPUs: 1, Disk: &disk, IsPublic: &public}).Extract())
		must(flavors.CreateExtraSpecs(c.compute, made.ID, flavors.ExtraSpecsOpts{"a": "b"}).Extract())
		must(flavors.ListExtraSpecs(c.compute, made.ID).Extract())
		must(flavors.AddAccess(c.compute, made.ID, flavors.AddAccessOpts{Tenant: c.project}).Extract())
		must(flavors.ExtractAccesses(all(flavors.ListAccesses(c.compute, made.ID))))
		check(flavors.Delete(c.compute, made.ID).ExtractErr())
	})
	step("aggregates", func() {
		made := must(aggregates.Create(c.compute, aggregates.CreateOpts{Name: own("aggregate"), AvailabilityZone: own("zone")}).Extract())
		must(aggregates.SetMetadata(c.compute, made.ID, aggregates.SetMetadataOpts{Metadata: map[string]any{"ssd": "true"}}).Extract())
		must(aggregates.Get(c.compute, made.ID).Extract())
		must(aggregates.ExtractAggregates(all(aggregates.List(c.compute))))
		check(aggregates.Delete(c.compute, made.ID).ExtractErr())
	})
}

func (c *cloud) keys() {
	step("create a keypair", func() {
		require(must(keypairs.Create(c.compute, keypairs.CreateOpts{Name: own("key")}).Extract()).PrivateKey != "", "no key")
	})
	step("list keypairs", func() { must(keypairs.ExtractKeyPairs(all(keypairs.List(c.compute)))) })
	step("get a keypair", func() { must(keypairs.Get(c.compute, own("key")).Extract()) })
	step("server groups", func() {
		made := must(servergroups.Create(c.compute, servergroups.CreateOpts{Name: own("servers"), Policies: []string{"affinity"}}).Extract())
		must(servergroups.Get(c.compute, made.ID).Extract())
		must(servergroups.ExtractServerGroups(all(servergroups.List(c.compute))))
		check(servergroups.Delete(c.compute, made.ID).ExtractErr())
	})
}

func (c *cloud) networks() {
	step("create a network", func() {
		c.networkID = must(networks.Create(c.network, networks.CreateOpts{Name: own("net")}).Extract()).ID
	})
	step("update a network", func() {
		name := own("net")
		must(networks.Update(c.network, c.networkID, networks.UpdateOpts{Name: &name}).Extract())
	})
	step("tag a network", func() {
		must(attributestags.ReplaceAll(c.network, "networks", c.networkID, attributestags.ReplaceAllOpts{Tags: []string{"a", "b"}}).Extract())
		must(attributestags.List(c.network, "networks", c.networkID).Extract())
		check(attributestags.Add(c.network, "networks", c.networkID, "c").ExtractErr())
		check(attributestags.Delete(c.network, "networks", c.networkID, "a").ExtractErr())
	})
	step("create a subnet", func() {
		options := subnets.CreateOpts{Name: own("subnet"), NetworkID: c.networkID, CIDR: "10.72.0.0/24", IPVersion: 4}
		c.subnetID = must(subnets.Create(c.network, options).Extract()).ID
	})
	step("update a subnet", func() {
		servers := []string{"9.9.9.9"}
		must(subnets.Update(c.network, c.subnetID, subnets.UpdateOpts{DNSNameservers: &servers}).Extract())
	})
	step("subnet pools", func() {
		made := must(subnetpools.Create(c.network, subnetpools.CreateOpts{Name: own("pool"), Prefixes: []string{"10.82.0.0/16"}, DefaultPrefixLen: 24}).Extract())
		must(subnetpools.Get(c.network, made.ID).Extract())
		check(subnetpools.Delete(c.network, made.ID).ExtractErr())
	})
	step("create a router", func() {
		gateway := routers.GatewayInfo{NetworkID: c.externalID}
		c.routerID = must(routers.Create(c.network, routers.CreateOpts{Name: own("router"), GatewayInfo: &gateway}).Extract()).ID
	})
	step("add a router's interface", func() {
		must(routers.AddInterface(c.network, c.routerID, routers.AddInterfaceOpts{SubnetID: c.subnetID}).Extract())
	})
	step("list routers", func() { must(routers.ExtractRouters(all(routers.List(c.network, routers.ListOpts{})))) })
	step("ports", func() {
		made := must(ports.Create(c.network, ports.CreateOpts{Name: own("port"), NetworkID: c.networkID}).Extract())
		name := own("port2")
		must(ports.Update(c.network, made.ID, ports.UpdateOpts{Name: &name}).Extract())
		must(ports.ExtractPorts(all(ports.List(c.network, ports.ListOpts{NetworkID: c.networkID}))))
		check(ports.Delete(c.network, made.ID).ExtractErr())
	})
	step("create a security group", func() {
		c.groupID = must(securitygroups.Create(c.network, securitygroups.CreateOpts{Name: own("group")}).Extract()).ID
	})
	step("security group rules", func() {
		options := rules.CreateOpts{Direction: "ingress", EtherType: "IPv4", Protocol: "tcp", PortRangeMin: 22, PortRangeMax: 22, SecGroupID: c.groupID}
		made := must(rules.Create(c.network, options).Extract())
		must(rules.ExtractRules(all(rules.List(c.network, rules.ListOpts{SecGroupID: c.groupID}))))
		check(rules.Delete(c.network, made.ID).ExtractErr())
	})
	step("network RBAC policies", func() {
		options := rbacpolicies.CreateOpts{Action: rbacpolicies.ActionAccessShared, ObjectType: "network", ObjectID: c.networkID, TargetTenant: c.project}
		made := must(rbacpolicies.Create(c.network, options).Extract())
		check(rbacpolicies.Delete(c.network, made.ID).ExtractErr())
	})
}

func (c *cloud) status() string {
	server := must(servers.Get(c.compute, c.serverID).Extract())
	require(server.Status != "ERROR", server.Fault.Message)
	return server.Status
}

func (c *cloud) servers() {
	step("boot a server", func() {
		options := servers.CreateOpts{
			Name:           own("vm"),
			ImageRef:       c.imageID,
			FlavorRef:      c.flavorID,
			Networks:       []servers.Network{{UUID: c.networkID}},
			SecurityGroups: []string{own("group")},
			Metadata:       map[string]string{"role": "web"},
			UserData:       []byte("#!/bin/sh\n"),
		}
		keyed := keypairs.CreateOptsExt{CreateOptsBuilder: options, KeyName: own("key")}
		c.serverID = must(servers.Create(c.compute, keyed).Extract()).ID
		within(func() bool { return c.status() == "ACTIVE" })
	})
	step("update a server", func() { must(servers.Update(c.compute, c.serverID, servers.UpdateOpts{Name: own("vm")}).Extract()) })
	step("metadata of a server", func() {
		must(servers.UpdateMetadata(c.compute, c.serverID, servers.MetadataOpts{"colour": "red"}).Extract())
		must(servers.Metadata(c.compute, c.serverID).Extract())
		must(servers.Metadatum(c.compute, c.serverID, "colour").Extract())
		check(servers.DeleteMetadatum(c.compute, c.serverID, "colour").ExtractErr())
	})
	step("addresses of a server", func() { must(servers.ExtractAddresses(all(servers.ListAddresses(c.compute, c.serverID)))) })
	step("addresses of a server by network", func() {
		must(servers.ExtractNetworkAddresses(all(servers.ListAddressesByNetwork(c.compute, c.serverID, own("net")))))
	})
	step("console output", func() { must(servers.ShowConsoleOutput(c.compute, c.serverID, servers.ShowConsoleOutputOpts{Length: 10}).Extract()) })
	step("console", func() {
		client := *c.compute
		client.Microversion = "2.6"
		must(remoteconsoles.Create(&client, c.serverID, remoteconsoles.CreateOpts{Protocol: "vnc", Type: "novnc"}).Extract())
	})
	step("diagnostics", func() { must(diagnostics.Get(c.compute, c.serverID).Extract()) })
	step("actions of a server", func() { must(instanceactions.ExtractInstanceActions(all(instanceactions.List(c.compute, c.serverID, nil)))) })
	step("tags of a server", func() {
		client := *c.compute
		client.Microversion = "2.26"
		must(tags.ReplaceAll(&client, c.serverID, tags.ReplaceAllOpts{Tags: []string{"a", "b"}}).Extract())
		check(tags.Delete(&client, c.serverID, "a").ExtractErr())
	})
	step("security groups of a server", func() {
		check(secgroups.AddServer(c.compute, c.serverID, "default").ExtractErr())
		check(secgroups.RemoveServer(c.compute, c.serverID, "default").ExtractErr())
	})
	step("interfaces of a server", func() {
		made := must(attachinterfaces.Create(c.compute, c.serverID, attachinterfaces.CreateOpts{NetworkID: c.networkID}).Extract())
		must(attachinterfaces.ExtractInterfaces(all(attachinterfaces.List(c.compute, c.serverID))))
		check(attachinterfaces.Delete(c.compute, c.serverID, made.PortID).ExtractErr())
	})
	step("a server's password", func() { check(servers.ChangeAdminPassword(c.compute, c.serverID, own("secret")).ExtractErr()) })
}

func (c *cloud) actions() {
	client, id := c.compute, c.serverID
	for _, action := range []struct {
		name, status string
		run          func() error
	}{
		{"stop", "SHUTOFF", func() error { return startstop.Stop(client, id).ExtractErr() }},
		{"start", "ACTIVE", func() error { return startstop.Start(client, id).ExtractErr() }},
		{"reboot", "ACTIVE", func() error {
			return servers.Reboot(client, id, servers.RebootOpts{Type: servers.SoftReboot}).ExtractErr()
		}},
		{"reboot hard", "ACTIVE", func() error {
			return servers.Reboot(client, id, servers.RebootOpts{Type: servers.HardReboot}).ExtractErr()
		}},
		{"pause", "PAUSED", func() error { return pauseunpause.Pause(client, id).ExtractErr() }},
		{"unpause", "ACTIVE", func() error { return pauseunpause.Unpause(client, id).ExtractErr() }},
		{"suspend", "SUSPENDED", func() error { return suspendresume.Suspend(client, id).ExtractErr() }},
		{"resume", "ACTIVE", func() error { return suspendresume.Resume(client, id).ExtractErr() }},
		{"lock", "ACTIVE", func() error { return lockunlock.Lock(client, id).ExtractErr() }},
		{"unlock", "ACTIVE", func() error { return lockunlock.Unlock(client, id).ExtractErr() }},
		{"rescue", "RESCUE", func() error { _, err := rescueunrescue.Rescue(client, id, rescueunrescue.RescueOpts{}).Extract(); return err }},
		{"unrescue", "ACTIVE", func() error { return rescueunrescue.Unrescue(client, id).ExtractErr() }},
		{"shelve", "SHELVED_OFFLOADED", func() error { return shelveunshelve.Shelve(client, id).ExtractErr() }},
		{"unshelve", "ACTIVE", func() error { return shelveunshelve.Unshelve(client, id, shelveunshelve.UnshelveOpts{}).ExtractErr() }},
		{"rebuild", "ACTIVE", func() error {
			_, err := servers.Rebuild(client, id, servers.RebuildOpts{ImageRef: c.imageID}).Extract()
			return err
		}},
		{"resize", "VERIFY_RESIZE", func() error { return servers.Resize(client, id, servers.ResizeOpts{FlavorRef: c.biggerID}).ExtractErr() }},
		{"confirm the resize", "ACTIVE", func() error { return servers.ConfirmResize(client, id).ExtractErr() }},
		{"resize back", "VERIFY_RESIZE", func() error { return servers.Resize(client, id, servers.ResizeOpts{FlavorRef: c.flavorID}).ExtractErr() }},
		{"revert the resize", "ACTIVE", func() error { return servers.RevertResize(client, id).ExtractErr() }},
		{"migrate", "VERIFY_RESIZE", func() error { return migrate.Migrate(client, id).ExtractErr() }},
		{"confirm the migration", "ACTIVE", func() error { return servers.ConfirmResize(client, id).ExtractErr() }},
	} {
		step(action.name, func() {
			check(action.run())
			within(func() bool { return c.settled(action.status) })
		})
	}
	step("create an image of a server", func() {
		made := must(servers.CreateImage(client, id, servers.CreateImageOpts{Name: own("snapshot")}).ExtractImageID())
		within(func() bool { return must(images.Get(c.image, made).Extract()).Status == images.ImageStatusActive })
		check(images.Delete(c.image, made).ExtractErr())
	})
}

// settled tells whether the server has a status and nothing is going on.
func (c *cloud) settled(status string) bool {
	var body struct {
		Server struct {
			Status string
			Task   *string `json:"OS-EXT-STS:task_state"`
		}
	}
	check(servers.Get(c.compute, c.serverID).ExtractInto(&body.Server))
	return body.Server.Status == status && body.Server.Task == nil
}

func (c *cloud) addresses() {
	step("floating IPs of compute", func() {
		made := must(floatingips.Create(c.compute, floatingips.CreateOpts{Pool: "public"}).Extract())
		must(floatingips.ExtractFloatingIPs(all(floatingips.List(c.compute))))
		check(floatingips.AssociateInstance(c.compute, c.serverID, floatingips.AssociateOpts{FloatingIP: made.IP}).ExtractErr())
		check(floatingips.DisassociateInstance(c.compute, c.serverID, floatingips.DisassociateOpts{FloatingIP: made.IP}).ExtractErr())
		check(floatingips.Delete(c.compute, made.ID).ExtractErr())
	})
}

func (c *cloud) volumeStatus(id string) string { return must(volumes.Get(c.volume, id).Extract()).Status }

func (c *cloud) volumes() {
	step("create a volume", func() {
		c.volumeID = must(volumes.Create(c.volume, volumes.CreateOpts{Name: own("volume"), Size: 1}).Extract()).ID
		within(func() bool { return c.volumeStatus(c.volumeID) == "available" })
	})
	step("list volumes", func() { must(volumes.ExtractVolumes(all(volumes.List(c.volume, nil)))) })
	step("attach a volume", func() {
		must(volumeattach.Create(c.compute, c.serverID, volumeattach.CreateOpts{VolumeID: c.volumeID}).Extract())
		within(func() bool { return c.volumeStatus(c.volumeID) == "in-use" })
		must(volumeattach.ExtractVolumeAttachments(all(volumeattach.List(c.compute, c.serverID))))
	})
	step("detach a volume", func() {
		check(volumeattach.Delete(c.compute, c.serverID, c.volumeID).ExtractErr())
		within(func() bool { return c.volumeStatus(c.volumeID) == "available" })
	})
	step("snapshots of volumes", func() {
		made := must(snapshots.Create(c.volume, snapshots.CreateOpts{Name: own("copy"), VolumeID: c.volumeID}).Extract())
		check(snapshots.WaitForStatus(c.volume, made.ID, "available", 180))
		must(snapshots.ExtractSnapshots(all(snapshots.List(c.volume, nil))))
		check(snapshots.Delete(c.volume, made.ID).ExtractErr())
		within(func() bool { _, err := snapshots.Get(c.volume, made.ID).Extract(); return err != nil })
	})
	step("delete a volume", func() { check(volumes.Delete(c.volume, c.volumeID, nil).ExtractErr()) })
}

func (c *cloud) images() {
	step("upload an image", func() {
		made := must(images.Create(c.image, images.CreateOpts{Name: own("image"), DiskFormat: "raw", ContainerFormat: "bare"}).Extract())
		check(imagedata.Upload(c.image, made.ID, strings.NewReader("the data of an image")).ExtractErr())
		data := must(imagedata.Download(c.image, made.ID).Extract())
		require(string(must(io.ReadAll(data))) == "the data of an image", "other data")
		must(images.Update(c.image, made.ID, images.UpdateOpts{images.ReplaceImageName{NewName: own("image2")}}).Extract())
		check(images.Delete(c.image, made.ID).ExtractErr())
	})
}

func (c *cloud) people() {
	step("list regions", func() { must(regions.ExtractRegions(all(regions.List(c.identity, nil)))) })
	step("list domains", func() { must(domains.ExtractDomains(all(domains.List(c.identity, nil)))) })
	step("projects, users, groups and roles", func() {
		project := must(projects.Create(c.identity, projects.CreateOpts{Name: own("project")}).Extract())
		user := must(users.Create(c.identity, users.CreateOpts{Name: own("user"), Password: own("secret")}).Extract())
		group := must(groups.Create(c.identity, groups.CreateOpts{Name: own("people")}).Extract())
		check(users.AddToGroup(c.identity, group.ID, user.ID).ExtractErr())
		role := must(roles.Create(c.identity, roles.CreateOpts{Name: own("role")}).Extract())
		check(roles.Assign(c.identity, role.ID, roles.AssignOpts{UserID: user.ID, ProjectID: project.ID}).ExtractErr())
		must(roles.ExtractRoleAssignments(all(roles.ListAssignments(c.identity, roles.ListAssignmentsOpts{UserID: user.ID}))))
		check(roles.Unassign(c.identity, role.ID, roles.UnassignOpts{UserID: user.ID, ProjectID: project.ID}).ExtractErr())
		check(roles.Delete(c.identity, role.ID).ExtractErr())
		check(groups.Delete(c.identity, group.ID).ExtractErr())
		check(users.Delete(c.identity, user.ID).ExtractErr())
		check(projects.Delete(c.identity, project.ID).ExtractErr())
	})
}

func (c *cloud) away() {
	step("delete a server", func() {
		check(servers.Delete(c.compute, c.serverID).ExtractErr())
		within(func() bool { _, err := servers.Get(c.compute, c.serverID).Extract(); return err != nil })
	})
	step("remove a router's interface", func() {
		must(routers.RemoveInterface(c.network, c.routerID, routers.RemoveInterfaceOpts{SubnetID: c.subnetID}).Extract())
	})
	step("delete a router", func() { check(routers.Delete(c.network, c.routerID).ExtractErr()) })
	step("delete a network", func() { check(networks.Delete(c.network, c.networkID).ExtractErr()) })
	step("delete a security group", func() { check(securitygroups.Delete(c.network, c.groupID).ExtractErr()) })
	step("delete a keypair", func() { check(keypairs.Delete(c.compute, own("key")).ExtractErr()) })
}
