"""How quick the gateway is with many stories."""
