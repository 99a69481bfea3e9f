"""The demonstration: an invented organisation that handles retold public incidents, played by the real operations."""
