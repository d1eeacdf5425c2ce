"""The proof of the tests: defects planted into what decides verdicts, and looked for."""
