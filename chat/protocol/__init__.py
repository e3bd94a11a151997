"""The wire: frames, their errors and their codec. Pure; imports no I/O."""
