"""What both task systems stand on: configuration, states, templates, conditions, the run loop."""
