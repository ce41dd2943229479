"""What is worth a parse, told from the letters alone."""
