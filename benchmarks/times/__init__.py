"""Time taggers side by side."""
