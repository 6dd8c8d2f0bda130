"""The explanation: a decision for people and machines. Renderers walk the tree and decide nothing."""
