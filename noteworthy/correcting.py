"""What a person corrects of the machine's reading, stored as a coder's codings, with undo."""
