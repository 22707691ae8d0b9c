"""Good files changed as real ones are, and what a reading made of each: right, asked, refused, set aside, or wrong."""
