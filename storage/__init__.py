"""Durable truth, in SQL: anonymous records, staff, replies, resources, hours, audit."""
