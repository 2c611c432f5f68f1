"""Everything that writes in this room, a file for each kind of deed."""
