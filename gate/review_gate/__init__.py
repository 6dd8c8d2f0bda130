"""The gate: from evidence to a decision, explained."""
