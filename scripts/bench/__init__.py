"""`task bench`: the service beside its ceiling and its peers, on this machine, in one run."""
