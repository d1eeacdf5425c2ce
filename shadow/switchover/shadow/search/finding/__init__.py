"""What a difference means, whether it stays, and the smallest input that shows it."""
