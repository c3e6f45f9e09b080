"""Tests of the training code; they need neither the network nor any data."""
