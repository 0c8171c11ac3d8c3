"""What real calendar engines make of what we write: docs/design/engines.md."""
