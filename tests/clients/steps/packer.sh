#!/usr/bin/env bash
# Packer: boots a server, makes an image of it, and deletes it.
set -u
export PACKER_LOG=0 CHECKPOINT_DISABLE=1
cat >template.json <<TEMPLATE
{"builders": [{
  "type": "openstack",
  "image_name": "$STEPS_PREFIX-image",
  "source_image_name": "cirros-0.3.0-x86_64",
  "flavor": "m1.tiny",
  "networks": ["NETWORK_ID"],
  "communicator": "none",
  "metadata": {"role": "image"}
}]}
TEMPLATE

step() { # NAME COMMAND...
    local name=$1 output passed=false message
    shift
    if output=$("$@" 2>&1); then passed=true output=; fi
    message=$(printf '%s' "${output: -350}" | tr -d '"\\' | tr '\000-\037' ' ')
    printf '{"step": "%s", "passed": %s, "message": "%s"}\n' "$name" "$passed" "$message"
}

openstack() { "$CLIENTS_CACHE/python/bin/openstack" "$@"; }

network=$(openstack network show "$STEPS_NETWORK" -f value -c id)
sed -i "s/NETWORK_ID/$network/" template.json
step validate packer validate template.json
step build packer build -color=false template.json
step 'the image is there' openstack image show "$STEPS_PREFIX-image"
step 'delete the image' openstack image delete "$STEPS_PREFIX-image"
