// Bootstrap.
