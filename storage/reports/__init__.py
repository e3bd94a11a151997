"""What can be learned from the counts: reports for planning, tables for publication, disclosure control."""
