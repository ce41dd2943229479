"""eventwire: newswire in on Kafka, dated typed events out."""
