"""HTTP: requests and answers, how they are sent and retried, and how failures are explained."""
