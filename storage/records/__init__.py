"""From the end of a chat to one anonymous row and the counts it adds to. Only three modules do input or output."""
