"""The doctor: common faults, how it reports them, and how many requests it takes."""
