"""The formats that ilrsync ships, written with nothing but ilrsync.sdk."""
