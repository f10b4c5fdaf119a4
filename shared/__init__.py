"""What the services share: the document model, ports and their adapters, settings, the queue."""
