"""What stays behind: objects, threads, descriptors, tasks and processes that grow with calls."""
