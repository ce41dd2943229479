"""Whom a phrase stands for: by name, by title, or by pointing back."""
