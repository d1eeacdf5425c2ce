"""Plans that bind a control to a candidate."""
