"""What carries the agents: settings, wire, guard, pool, state, metrics, health, and Faust."""
