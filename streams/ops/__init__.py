"""What operates the stream from outside: topics, dead letters, lag, feeding, checks."""
