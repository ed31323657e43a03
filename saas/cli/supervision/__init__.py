"""Our own process supervisor: starts, watches, restarts and ends what `saas up` consists of."""
