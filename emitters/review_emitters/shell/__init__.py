"""The shell: what emitting needs of the world (network, files, other programs); nothing here decides."""
