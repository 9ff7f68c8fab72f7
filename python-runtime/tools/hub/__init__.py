"""Loads the files of a model from a hub: its own runtime, its own process."""
