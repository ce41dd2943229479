"""The three stages of the stream: extract, cluster, alert. Thin: the core decides, they carry."""
