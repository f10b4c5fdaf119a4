"""The commands of `yusuan`, a module per subject, and the composition of the services."""
