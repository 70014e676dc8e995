"""One file a command: it parses options, makes one call, prints."""
