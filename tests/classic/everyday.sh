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
echo "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQC7 everyday" >"$WORK/key.pub"

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
run boot "$P-web" --flavor m1.tiny --image "$IMAGE" --nic "net-name=$NETWORK" --key-name "$P-key" --meta role=web --poll
run boot "$P-db" --flavor "$P-flavor" --image "$IMAGE" --nic "net-name=$NETWORK" --hint "group=$GROUP" --tags a,b --poll
run boot "$P-no" --flavor nosuch --image "$IMAGE"
run boot "$P-no" --image "$IMAGE"
run list --name "$P"
run list --name "$P" --minimal
run list --name "$P" --fields name,status,metadata
run list --name "$P" --status ACTIVE --sort display_name:asc
run list --name "$P" --tags a
run show "$P-web"
run show --minimal "$P-db"
run show "$P-no"

# Parts
run interface-list "$P-web"
run list-secgroup "$P-web"
run remove-secgroup "$P-web" "$SECGROUP"
run add-secgroup "$P-web" "$SECGROUP"
run meta "$P-web" set a=1 b=2
run meta "$P-web" delete a
run server-tag-add "$P-web" red green
run server-tag-list "$P-web"
run server-tag-set "$P-web" blue
run server-tag-delete "$P-web" blue
run server-tag-delete-all "$P-db"
run volume-attach "$P-web" "$VOLUME"
wait_for "$P-web" ACTIVE
run volume-attachments "$P-web"
run volume-detach "$P-web" "$VOLUME"
run console-log "$P-web" --length 2
run get-vnc-console "$P-web" novnc
run diagnostics "$P-web"
run update "$P-web" --description "of every day"

# Life
run stop "$P-web" "$P-db"
wait_for "$P-web" SHUTOFF
wait_for "$P-db" SHUTOFF
run start "$P-web"
wait_for "$P-web" ACTIVE
run reboot "$P-web" --poll
run reboot --hard "$P-web" --poll
run pause "$P-web"
wait_for "$P-web" PAUSED
run unpause "$P-web"
wait_for "$P-web" ACTIVE
run suspend "$P-web"
wait_for "$P-web" SUSPENDED
run resume "$P-web"
wait_for "$P-web" ACTIVE
run lock "$P-web" --reason repair
run unlock "$P-web"
run rescue "$P-web"
wait_for "$P-web" RESCUE
run unrescue "$P-web"
wait_for "$P-web" ACTIVE
run shelve "$P-web"
wait_for "$P-web" SHELVED_OFFLOADED
run unshelve "$P-web"
wait_for "$P-web" ACTIVE
run reset-state "$P-web"
run reset-state --active "$P-web"

# Moving, and making anew
run resize "$P-web" m1.small --poll
run resize-confirm "$P-web"
wait_for "$P-web" ACTIVE
run resize "$P-web" m1.tiny --poll
run resize-revert "$P-web"
wait_for "$P-web" ACTIVE
run resize "$P-web" nosuch
run live-migration "$P-web"
wait_for "$P-web" ACTIVE
run migration-list --status confirmed --limit 1
run server-migration-list "$P-web"
run image-create "$P-web" "$P-image" --poll
run rebuild "$P-web" "$IMAGE" --poll --name "$P-web" --meta role=rebuilt
run instance-action-list "$P-db"
run instance-action "$P-db" "$(cell 3 create)"

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
run delete "$P-web" "$P-db" "$P-no"
run server-group-delete "$GROUP"
run flavor-access-remove "$P-flavor" "$PROJECT"
run flavor-delete "$P-flavor"
run keypair-delete "$P-key"
run keypair-show "$P-key"
