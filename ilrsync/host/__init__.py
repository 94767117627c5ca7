"""The plugin host: the hooks and the one place that calls them."""
