"""Recorded pull-request conversations, and what two gates make of them."""
