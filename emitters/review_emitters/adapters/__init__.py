"""What runs a model, and how its output becomes a stage's draft: pure readers of other people's formats."""
