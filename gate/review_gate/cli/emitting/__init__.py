"""`review-contract emit` and `post`: what a workflow calls, from a model's draft to the conversation."""
