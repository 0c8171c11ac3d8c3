"""Tests of what the library ships for the tests of others."""
