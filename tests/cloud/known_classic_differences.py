"""The known differences from the classic client on a real cloud, with their reasons."""

READS: dict[str, str] = {}  # cases of classic_reads.txt whose output differs
