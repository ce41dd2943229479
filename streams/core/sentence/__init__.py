"""A sentence as the engine sees it: phrases, verbs, ties, triggers."""
