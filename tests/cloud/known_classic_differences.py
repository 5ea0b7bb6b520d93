"""The known differences from the classic client on a real cloud, with their reasons."""

# Cases of classic_reads.txt whose output differs.
READS: dict[str, str] = {
    "2.96 hypervisor-show {host}": "A hypervisor's hostname works at every microversion.",
    "2.96 version-list": "The newest version that this client knows is its own.",
}
