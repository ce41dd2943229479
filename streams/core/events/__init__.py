"""From a trigger to a typed event: roles, items, days, status, and what counts at all."""
