"""What is known before an input is made: hints, schemas, and what both sources say."""
