"""Documents as Markdown for people: everything below takes values and returns text that only shows them."""
