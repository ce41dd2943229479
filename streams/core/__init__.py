"""The pure core: schemas, spaCy and the standard library; no input, output or clock."""
