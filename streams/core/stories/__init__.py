"""Claims about one occasion put together, and which change is worth an alert."""
