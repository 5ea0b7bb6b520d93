#!/usr/bin/env bash
# A day's work with nova, or with what takes its place: everyday.sh CLIENT PREFIX.
#
# Prints each command line, its result, the first line of its error, and its exit code. If TIMES is
# set, appends a line of "seconds command" for each command to that file. All that it makes has a
# name that begins with PREFIX, and is deleted at the end. It needs a cloud with the flavors m1.tiny
# and m1.small, the image $IMAGE, the network $NETWORK, the security group $SECGROUP, the compute
# hosts $HOST and $OTHER_HOST, and the volume $VOLUME.
set -u
NOVA=$1 P=$2
IMAGE=${IMAGE:-cirros-0.3.0-x86_64} NETWORK=${NETWORK:-private} SECGROUP=${SECGROUP:-default}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT
echo "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0U/j5uF27eD5nv2cOgPBMdPr4ljVthJAkFlFO5RogD everyday" >"$WORK/key.pub"

run() {
    local start=$EPOCHREALTIME code
    echo "\$ nova $*"
    "$NOVA" "$@" >"$WORK/out" 2>"$WORK/err" </dev/null
    code=$?
    [ -z "${TIMES:-}" ] || echo "$(((${EPOCHREALTIME/./} - ${start/./}) / 1000)) $1" >>"$TIMES"
    cat "$WORK/out"
    grep -m 1 -i '^error' "$WORK/err"
    echo "exit $code"
}
wait_for() { # SERVER STATUS: until the server has that status, and nothing is under way
    local tries
    for tries in $(seq 60); do
        "$NOVA" show --minimal "$1" >"$WORK/show" 2>/dev/null
        if grep -q "^| status  *| $2 " "$WORK/show" && grep -q "task_state  *| - " "$WORK/show"; then
            return
        fi
        sleep 1
    done
    echo "$1 is not $2 after $tries looks"
}
cell() { # NUMBER TEXT: that cell of the first row of the last result that has the text
    grep -m 1 -- "$2" "$WORK/out" | cut -d '|' -f "$1" | tr -d ' '
}

# Looking around
run flavor-show m1.small
run flavor-list --min-ram 2000
run limits
run quota-show
run quota-defaults
run quota-class-show default
run availability-zone-list
run service-list --binary nova-compute
run hypervisor-list
run hypervisor-servers "$HOST"
run version-list

# Keys and groups
run keypair-add "$P-key" --pub-key "$WORK/key.pub"
run keypair-show "$P-key"
run keypair-add "$P-key" --pub-key "$WORK/key.pub"
run server-group-create "$P-group" soft-anti-affinity
GROUP=$(cell 2 "$P-group")
run server-group-get "$GROUP"

# Flavors
run flavor-create "$P-flavor" auto 256 1 1 --is-public false
run flavor-key "$P-flavor" set hw:mem_page_size=small
run flavor-show "$P-flavor"
run flavor-access-add "$P-flavor" "$PROJECT"
run flavor-access-list --flavor "$P-flavor"

# Booting
run boot "$P-first" --flavor m1.tiny --image "$IMAGE" --nic "net-name=$NETWORK" --key-name "$P-key" --meta role=front --poll
run boot "$P-second" --flavor "$P-flavor" --image "$IMAGE" --nic "net-name=$NETWORK" --hint "group=$GROUP" --tags a,b --poll
run boot "$P-no" --flavor nosuch --image "$IMAGE"
run boot "$P-no" --image "$IMAGE"
run list --name "$P"
run list --name "$P" --minimal
run list --name "$P" --fields name,status,metadata
run list --name "$P" --status ACTIVE --sort display_name:asc
run list --name "$P" --tags a
run show "$P-first"
run show --minimal "$P-second"
run show "$P-no"

# Parts
run interface-list "$P-first"
run list-secgroup "$P-first"
run remove-secgroup "$P-first" "$SECGROUP"
run add-secgroup "$P-first" "$SECGROUP"
run meta "$P-first" set a=1 b=2
run meta "$P-first" delete a
run server-tag-add "$P-first" red green
run server-tag-list "$P-first"
run server-tag-set "$P-first" blue
run server-tag-delete "$P-first" blue
run server-tag-delete-all "$P-second"
run volume-attach "$P-first" "$VOLUME"
wait_for "$P-first" ACTIVE
run volume-attachments "$P-first"
run volume-detach "$P-first" "$VOLUME"
run console-log "$P-first" --length 2
run get-vnc-console "$P-first" novnc
run diagnostics "$P-first"
run update "$P-first" --description "of every day"

# Life
run stop "$P-first" "$P-second"
wait_for "$P-first" SHUTOFF
wait_for "$P-second" SHUTOFF
run start "$P-first"
wait_for "$P-first" ACTIVE
run reboot "$P-first" --poll
run reboot --hard "$P-first" --poll
run pause "$P-first"
wait_for "$P-first" PAUSED
run unpause "$P-first"
wait_for "$P-first" ACTIVE
run suspend "$P-first"
wait_for "$P-first" SUSPENDED
run resume "$P-first"
wait_for "$P-first" ACTIVE
run lock "$P-first" --reason repair
run unlock "$P-first"
run rescue "$P-first"
wait_for "$P-first" RESCUE
run unrescue "$P-first"
wait_for "$P-first" ACTIVE
run shelve "$P-first"
wait_for "$P-first" SHELVED_OFFLOADED
run unshelve "$P-first"
wait_for "$P-first" ACTIVE
run reset-state "$P-first"
run reset-state --active "$P-first"

# Moving, and making anew
run resize "$P-first" m1.small --poll
run resize-confirm "$P-first"
wait_for "$P-first" ACTIVE
run resize "$P-first" m1.tiny --poll
run resize-revert "$P-first"
wait_for "$P-first" ACTIVE
run resize "$P-first" nosuch
run live-migration "$P-first"
wait_for "$P-first" ACTIVE
run migration-list --status confirmed --limit 1
run server-migration-list "$P-first"
run image-create "$P-first" "$P-image" --poll
run rebuild "$P-first" "$IMAGE" --poll --name "$P-first" --meta role=rebuilt
run instance-action-list "$P-second"
run instance-action "$P-second" "$(cell 3 create)"

# Hosts
run aggregate-create "$P-aggregate"
AGGREGATE=$(cell 2 "$P-aggregate")
run aggregate-set-metadata "$P-aggregate" ssd=true
run aggregate-add-host "$P-aggregate" "$HOST"
run aggregate-show "$P-aggregate"
run aggregate-update "$P-aggregate" --name "$P-renamed"
run aggregate-remove-host "$AGGREGATE" "$HOST"
run aggregate-delete "$AGGREGATE"

# Accounts
run quota-update "$PROJECT" --key-pairs 101
run quota-show --tenant "$PROJECT" --detail
run quota-update "$PROJECT" --key-pairs 100
run usage --start 2020-01-01 --end 2020-02-01
run instance-usage-audit-log

# Away with it
run delete "$P-first" "$P-second" "$P-no"
run server-group-delete "$GROUP"
run flavor-access-remove "$P-flavor" "$PROJECT"
run flavor-delete "$P-flavor"
run keypair-delete "$P-key"
run keypair-show "$P-key"
