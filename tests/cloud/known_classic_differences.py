"""The known differences from the classic client on a real cloud, with their reasons."""

READS: dict[str, str] = {}  # cases of classic_reads.txt whose output differs
DAY: dict[str, str] = {}  # patterns of the lines of a day's work that only one of them prints
REQUESTS: dict[str, str] = {}  # patterns of the requests of a day's work that only one sends
