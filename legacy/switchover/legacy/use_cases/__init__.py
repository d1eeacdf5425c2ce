"""What the activities of the old engine did, one use case each."""
