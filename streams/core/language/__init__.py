"""What a language and the world are, as the engine reads them from the packs."""
