"""Version 1 of the contract: one class per kind of document. Frozen; a new minor adds optional fields."""
