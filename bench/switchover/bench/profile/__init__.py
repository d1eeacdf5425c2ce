"""Where it went: differential profiles of both sides on the same inputs."""
