"""What a record states, computed by rules and kept with their version; and study families."""
