"""What the orchestrators of all types stand on."""
