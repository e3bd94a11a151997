"""The commands of `hearline`, one file for each group."""
